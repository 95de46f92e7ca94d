"""The host project of the document, with users, languages, transactions and pages of its own."""

import re
import threading

import pytest
from articles.models import Article
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import connection
from django.template import TemplateSyntaxError
from django.test import Client
from django.utils import timezone, translation
from people.models import Person
from plain_tests import page, posted

from comments.models import Ban, Comment, Decision, Site
from comments.posting import posts
from comments.screening import run

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def article(db):
    call_command("comment_site", "news")
    Site.objects.update(flood_seconds=0, burst_per_minute=0)
    return Article.objects.create(slug="bridge", title="The bridge", body="It is open.")


@pytest.fixture
def moderator():
    return Person.objects.create_superuser("tamsin", "a long enough phrase", mail="Tamsin@news.example")


@pytest.fixture
def desk(moderator):
    client = Client()
    client.force_login(moderator)
    return client


def screened(client, **fields):
    assert posted(client, **fields).status_code == 303
    pk = Comment.objects.latest("pk").pk
    run.screen([pk])
    return Comment.objects.get(pk=pk)


def test_it_begins_with_the_language_and_zone_of_the_settings():
    assert Site.objects.values_list("language", "time_zone").get() == ("de", "Europe/Berlin")


def test_it_screens_and_decides_whatever_a_user_is(client, desk, moderator):
    comment = screened(client)
    assert comment.is_screened
    desk.post("/admin/desk/decide/", {"action": "approve", "comment": comment.pk, "version": comment.version})

    assert Decision.objects.latest("pk").by == moderator
    assert "A thought." in page(Client(), "/articles/bridge/")
    assert "tamsin" in page(desk, f"/admin/desk/comment/{comment.pk}/?show=checks")
    assert desk.get("/admin/desk/").status_code == 200


@pytest.mark.parametrize("fields", [{"author": "Tamsin"}, {"email": "tamsin@news.example"}])
def test_it_holds_who_looks_like_a_moderator(client, moderator, fields):
    comment = screened(client, **fields)

    assert "imitation" in comment.findings.values_list("code", flat=True)


def test_it_lets_a_moderator_ban(desk, moderator):
    effect = Ban._meta.get_field("effect").choices[0][0]
    fields = {"site": Site.objects.get().pk, "kind": "email", "value": "spam@example.org", "effect": effect}
    desk.post("/admin/comments/ban/add/", fields)

    assert Ban.objects.get().by == moderator


@pytest.mark.parametrize(("asked", "around"), [("en", "en Europe/Berlin"), ("fr", "fr Europe/Berlin")])
def test_it_leaves_the_page_its_own_language(client, asked, around):
    answer = client.get("/pages/plain/", headers={"Accept-Language": asked})
    text = answer.content.decode()

    outside = re.findall(r"<i>(\S+ \S+)", text)
    assert outside == [around, around]
    assert re.search(r'<section id="comments"[^>]* lang="de"', text)
    assert answer["Content-Language"] == asked
    assert "Accept-Language" in answer["Vary"]


def test_it_leaves_no_language_behind(client):
    translation.activate("en")
    timezone.activate("America/New_York")
    try:
        with pytest.raises(TemplateSyntaxError):
            client.get("/pages/broken/")
        assert translation.get_language() in ("de", "en")
        assert timezone.get_current_timezone_name() == "America/New_York"
    finally:
        translation.deactivate()
        timezone.deactivate()


@pytest.mark.parametrize(
    "address",
    [
        "/pages/user/",
        "/pages/greeting/",
        "/pages/session/",
        "/pages/token/",
        "/pages/messages/",
        "/pages/cookie/",
        "/vary/",
    ],
)
def test_it_keeps_what_is_one_visitors_private(client, desk, address):
    for visitor in (client, desk):
        assert visitor.get(address)["Cache-Control"] == "private, no-store"


def test_it_lets_caches_keep_what_is_the_same_for_everybody(client, desk):
    for visitor in (client, desk):
        assert visitor.get("/pages/plain/")["Cache-Control"].startswith("public")
    client.cookies["django_language"] = "fr"
    assert client.get("/pages/plain/")["Cache-Control"] == "private, no-store"


def test_it_refuses_to_keep_a_comment_in_the_transaction_of_the_request(client):
    with pytest.raises(ImproperlyConfigured, match="decorate undecorated with"):
        client.get("/undecorated/")


@pytest.mark.django_db(transaction=True)
def test_it_takes_all_that_is_sent_at_once(monkeypatch):
    monkeypatch.setattr(posts.doorbell.screening, "ring", lambda pk: None)
    answers = []

    def send(number):
        client = Client()
        answers.append(posted(client, comment=f"Number {number}", email=f"ada{number}@example.org").status_code)
        connection.close()

    threads = [threading.Thread(target=send, args=[number]) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers == [303] * 8

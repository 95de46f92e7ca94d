"""The project of the document, used as its readers and moderators use it."""

import re

import pytest
from articles.models import Article
from django.contrib.staticfiles.finders import find
from django.core.checks import run_checks
from django.core.management import call_command
from django.test import Client

from comments.errors import UnknownSite
from comments.host import Subject
from comments.models import Comment
from comments.screening import run

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def site(db):
    call_command("comment_site", "news", "--name", "The News")


@pytest.fixture
def article():
    return Article.objects.create(slug="bridge", title="The bridge", body="It is open.")


def posted(client, address="/articles/bridge/", **fields):
    found = dict(
        re.findall(r'name="(form_token|comment_post_ID)" type="hidden" value="([^"]+)"', page(client, address))
    )
    found |= re.findall(r'name="(comment_post_ID)" type="hidden" value="([^"]*)"', page(client, address))
    typed = {"comment": "A thought.", "author": "Ada", "email": "ada@example.org", "comment_parent": "0"}
    return client.post(address, {**found, **typed, **fields}, headers={"Sec-Fetch-Site": "same-origin"})


def page(client, address):
    return client.get(address).content.decode()


@pytest.fixture
def desk(django_user_model):
    """A moderator, who needs no password here."""
    client = Client()
    client.force_login(django_user_model.objects.create_superuser("desk"))
    return client


def test_it_takes_screens_decides_and_shows_a_comment(article, client, desk):
    answer = posted(client)
    assert answer.status_code == 303
    run.screen([Comment.objects.get().pk])
    comment = Comment.objects.get()
    desk.post("/admin/desk/decide/", {"action": "approve", "comment": comment.pk, "version": comment.version})

    shown = page(Client(), "/articles/bridge/")

    assert "A thought." in shown
    assert "1 Comment" in shown
    assert "1 Comment" in page(Client(), "/")


def test_it_has_all_that_the_comments_need():
    assert run_checks() == []


def test_it_names_a_site_that_is_missing(article, client, monkeypatch):
    monkeypatch.setattr(Article, "comments_subject", lambda self: Subject("elsewhere", self.slug))

    for address in ("/articles/bridge/", "/"):
        with pytest.raises(UnknownSite, match="no Site with the slug “elsewhere”"):
            client.get(address)
    api = client.get("/api/v1/comments/?site=elsewhere&thread=bridge")
    assert (api.status_code, "elsewhere" in api.json()["detail"]) == (404, True)
    assert client.get("/threads/elsewhere/?key=bridge").status_code == 404


def test_it_counts_a_list_by_one_query(article, client, django_assert_num_queries):
    for number in range(50):
        Article.objects.create(slug=f"n{number}", title="One of many", body="")

    with django_assert_num_queries(2):
        client.get("/")


def test_it_serves_its_static_files(article, client):
    shown = page(client, "/articles/bridge/")
    names = re.findall(r'/static/(comments/[^"]+)', shown)

    assert {"comments/comments.css", "comments/embed/page.js"} <= set(names)
    assert all(map(find, names))

"""The pages that mails lead to: looking changes nothing, one click does, and only for what the link is about."""

from typing import NamedTuple

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.core import serializers
from django.test import Client

from comments.deliveries import suppression
from comments.mail import stopping
from comments.mail.stopping import Stop
from comments.models import Comment, Membership, NoticeSetting, Suppression, SuppressionReason
from tests.support import factories
from tests.support.pages import parse

pytestmark = pytest.mark.django_db

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


class Author(NamedTuple):
    comment: Comment
    address: str


@pytest.fixture
def author() -> Author:
    """Who was sent a mail about their comment, and the address in it."""
    comment = factories.waiting(email="Ada@example.org")
    return Author(comment, link(Stop(f"comment:{comment.pk}")))


def link(stop: Stop) -> str:
    return f"/threads/mail/stop/?token={stopping.token(stop)}"


def everything() -> str:
    """All rows of ours."""
    rows = [row for model in apps.get_app_config("comments").get_models() for row in model._default_manager.all()]
    return str(serializers.serialize("json", rows))


def test_it_changes_nothing_when_it_is_looked_at(client: Client, author: Author) -> None:
    before = everything()

    for ask in (client.get, client.head):
        answer = ask(author.address)
        assert (answer["Cache-Control"], answer["Referrer-Policy"], answer["X-Robots-Tag"]) == (
            "private, no-store", "no-referrer", "noindex",
        )  # fmt: skip
        assert not answer.cookies

    assert everything() == before
    page = parse(client.get(author.address))
    assert len(page.all("form", method="post")) == len(page.all("button")) == 1
    assert "ada" not in page.text.lower()


def test_it_stops_by_one_click_of_a_mail_program_without_a_cookie(author: Author) -> None:
    strict = Client(enforce_csrf_checks=True)

    for body in (ONE_CLICK, ONE_CLICK):
        assert strict.post(author.address, body).status_code == 200

    assert suppression.holds("ada@example.org", author.comment.thread.site)
    assert Suppression.objects.count() == 1
    assert strict.post(author.address, "x" * 3000, content_type="text/plain").status_code == 200


def test_it_takes_it_back_for_who_holds_the_link(client: Client, author: Author) -> None:
    client.post(author.address)
    page = parse(client.get(author.address))
    button = page.one("button", name="resume")

    again = client.post(author.address, {button["name"]: button["value"]})

    assert "You will get these mails again." in parse(again).text
    assert not Suppression.objects.exists()


def test_it_lifts_nothing_that_others_entered(client: Client, author: Author) -> None:
    suppression.add("ada@example.org", author.comment.thread.site, SuppressionReason.MODERATOR)

    client.post(author.address, {"resume": "1"})

    assert Suppression.objects.count() == 1


@pytest.mark.parametrize("change", ["cut", "other", "gone", "none", "purpose"])
def test_it_says_that_a_link_is_no_longer_valid(client: Client, author: Author, change: str) -> None:
    address = author.address
    if change == "gone":
        author.comment.delete()
    address = {
        "cut": address[:-1], "other": address.replace(f"comment%3A{author.comment.pk}", "comment%3A999").replace(
            f"comment:{author.comment.pk}", "comment:999"), "none": "/threads/mail/stop/",
        "purpose": address.replace("token=", "tokens="),
    }.get(change, address)  # fmt: skip

    for ask in (client.get, client.post):
        assert ask(address).status_code == 404
    assert not Suppression.objects.exists()


def test_it_stops_the_notices_of_a_moderator(client: Client) -> None:
    user = User.objects.create_user("mod", email="mod@example.org")
    Membership.objects.create(user=user, site=factories.site(), role="moderator")
    NoticeSetting.objects.create(user=user, frequency="hourly")

    page = parse(client.post(link(Stop(f"user:{user.pk}", "moderators"))))

    assert not page.all("button"), "the admin is where they are switched on again"
    assert not NoticeSetting.objects.exclude(frequency="never").exists()
    assert not Suppression.objects.exists(), "other mails still reach them"


def test_it_speaks_the_language_of_the_site(client: Client, author: Author) -> None:
    site = author.comment.thread.site
    site.language = "ar"
    site.save()

    page = parse(client.get(author.address))

    assert (page.one("html").get("lang"), page.one("html").get("dir")) == ("ar", "rtl")

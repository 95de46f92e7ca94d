"""Moderators find a mailbox, however its address was typed by its owner or is typed by them."""

from django.test import Client

from comments.models import Ban, BanEffect
from comments.moderation import bans
from tests.support import factories
from tests.support.factories import NOON
from tests.support.pages import parse

SPELLINGS = ["anna@münchen.de", "anna@xn--mnchen-3ya.de", "Anna+news@MÜNCHEN.de"]


def test_it_finds_a_mailbox_however_it_is_written(moderator: Client) -> None:
    for number, typed in enumerate(SPELLINGS):
        factories.waiting(email=typed, name=f"Anna {number}")
    factories.waiting(email="bo@münchen.de", name="Bo")

    for asked in SPELLINGS:
        listed = parse(moderator.get("/admin/comments/comment/", {"q": asked})).one(id="result_list")
        assert [name.text for name in listed.all("bdi")] == ["Anna 2", "Anna 1", "Anna 0"], asked


def test_it_finds_the_ban_of_a_mailbox(moderator: Client) -> None:
    value = bans.canonical("email", SPELLINGS[0])
    Ban.objects.create(
        site=factories.quiet_site(), kind="email", value=value, effect=BanEffect.HOLD, note="Anna's", created_at=NOON
    )

    for asked in SPELLINGS:
        page = parse(moderator.get("/admin/comments/ban/", {"q": asked}))
        assert "Anna's" in page.one(id="result_list").text, asked

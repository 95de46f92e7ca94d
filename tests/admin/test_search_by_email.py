"""Moderators find a mailbox, however its address was typed by its owner or is typed by them."""

import pytest
from django.test import Client

from comments import bans
from comments.models import Ban, BanEffect
from tests import build
from tests.build import NOON
from tests.pages import parse

SPELLINGS = ["anna@münchen.de", "anna@xn--mnchen-3ya.de", "Anna+news@MÜNCHEN.de"]


@pytest.mark.parametrize("asked", SPELLINGS)
@pytest.mark.parametrize("typed", SPELLINGS)
def test_it_finds_a_mailbox_however_it_is_written(moderator: Client, asked: str, typed: str) -> None:
    build.published(email=typed, name="Anna")
    build.published(email="bo@münchen.de", name="Bo")

    listed = parse(moderator.get("/admin/comments/comment/", {"q": asked})).one(id="result_list").text

    assert "Anna" in listed
    assert "Bo" not in listed


@pytest.mark.parametrize("asked", SPELLINGS)
def test_it_finds_the_ban_of_a_mailbox(admin_client: Client, asked: str) -> None:
    value = bans.canonical("email", SPELLINGS[0])
    Ban.objects.create(
        site=build.quiet_site(), kind="email", value=value, effect=BanEffect.HOLD, note="Anna's", created_at=NOON
    )

    assert "Anna's" in parse(admin_client.get("/admin/comments/ban/", {"q": asked})).one(id="result_list").text

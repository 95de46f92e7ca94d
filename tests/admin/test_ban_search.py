"""Moderators find the ban of a mailbox, however they type its address."""

import pytest
from django.test import Client

from comments.models import Ban, BanEffect
from comments.moderation import bans
from tests.support import factories
from tests.support.factories import NOON
from tests.support.pages import parse

pytestmark = pytest.mark.both

SPELLINGS = ["anna@münchen.de", "anna@xn--mnchen-3ya.de", "Anna+news@MÜNCHEN.de"]


def test_it_finds_the_ban_of_a_mailbox(moderator: Client) -> None:
    value = bans.canonical("email", SPELLINGS[0])
    Ban.objects.create(
        site=factories.quiet_site(), kind="email", value=value, effect=BanEffect.HOLD, note="Anna's", created_at=NOON
    )

    for asked in SPELLINGS:
        page = parse(moderator.get("/admin/comments/ban/", {"q": asked}))
        assert "Anna's" in page.one(id="result_list").text, asked

"""Moderators' pages in an admin of another language: English as a whole, since only visitors' texts are translated."""

from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from comments.models import Comment
from tests.support import factories, reported
from tests.support.pages import parse

LOG_OUT, COMMENTS, ANONYMOUS = "Abmelden", "Kommentare", "Anonym"
ABUSE = "Beleidigend oder belästigend"
PAGES = [
    "desk/", "desk/?queue=reported", "desk/dashboard/", "comments/comment/", "comments/comment/{}/change/",
    "comments/site/",
]  # fmt: skip


@pytest.fixture
def german(settings: Any) -> None:
    settings.LANGUAGE_CODE = "de"


@pytest.fixture
def waiting(db: None) -> Comment:
    factories.quiet_site(premoderation="objections", require_name_email=False, language="de")
    reported.filed(reported.by_checks(), 1)
    return factories.waiting(name="", email="")


@pytest.mark.parametrize("page", PAGES)
def test_it_mixes_no_languages(german: None, waiting: Comment, moderator: Client, page: str) -> None:
    response = moderator.get(f"/admin/{page.format(waiting.pk)}", follow=True)

    shown = parse(response)
    assert (response.status_code, shown.one("html")["lang"]) == (200, "en")
    assert not [word for word in (LOG_OUT, COMMENTS, ANONYMOUS, ABUSE) if f" {word} " in shown.text]
    assert translation.get_language() == "de"


def test_it_leaves_the_admin_s_own_pages_as_they_are(german: None, waiting: Comment, moderator: Client) -> None:
    index = parse(moderator.get("/admin/"))

    caption = index.one("div", class_="app-comments").one("caption").text
    assert (index.one("html")["lang"], LOG_OUT in index.text, caption) == ("de", True, "Comments")
    assert parse(moderator.get("/admin/auth/user/")).one("html")["lang"] == "de"


def test_it_leaves_a_variant_of_english(settings: Any, waiting: Comment, moderator: Client) -> None:
    settings.LANGUAGE_CODE = "en-gb"

    assert parse(moderator.get("/admin/comments/site/")).one("html")["lang"] == "en-gb"

"""What a service that a site asks is told of a comment, and about which comments it is asked."""

from typing import Any
from unittest.mock import patch

import pytest

from comments.models import CheckSetting, Site
from comments.posting import edits
from comments.posting.edits import Edit
from comments.screening import registry
from comments.screening.vocabulary import Judgement, reject, spam
from comments.statuses import Status
from tests.own_hook.conftest import found
from tests.support import factories
from tests.support.asked_service import MINUTE, SECOND, asked, judged, screen, undecided
from tests.support.factories import NOON
from tests.support.fake_akismet import Role
from tests.support.own_service import OwnService

pytestmark = pytest.mark.django_db


def test_it_asks_nobody_where_none_is_set_up(service: OwnService) -> None:
    Site.objects.update(own_hook="")
    comment = judged()

    assert (comment.status, service.asked) == (Status.APPROVED, [])
    assert not comment.findings.filter(check_name="own_hook").exists()


def test_it_sends_what_is_known_of_the_comment_signed(service: OwnService) -> None:
    parent = judged()
    sent = {"text": "A **thought**.", "url": "https://ada.example.org", "user_agent": "Browser"}
    comment = undecided(parent_id=parent.pk, **{**sent, "address": "192.0.2.9"})
    screen(comment)
    (_first, question) = service.questions
    thread, headers = comment.thread, {name.lower(): value for name, value in service.last.headers.items()}
    page = question["data"]["thread"].pop("url")

    assert page.startswith("http")
    assert question["type"] == "comment.check"
    assert question["data"] == {
        "site": comment.thread.site.slug, "again": False, "test": False,
        "thread": {"key": thread.key, "title": thread.title, "confirmed": thread.is_confirmed},
        "comment": {
            "id": comment.pk, "version": 1, "parent": parent.pk, "text": "A **thought**.",
            "html": factories.fresh(comment).html, "created_at": "2026-03-02T12:00:00Z",
            "author": {
                "staff": False, "name": comment.name, "url": "https://ada.example.org", "email": comment.email,
                "address": "192.0.2.9", "user_agent": "Browser",
            },
        },
    }  # fmt: skip
    assert headers["webhook-id"] == f"comment_{comment.pk}_1"
    assert headers["content-type"] == "application/json"


@pytest.mark.parametrize(("level", "told"), [("none", {"staff"}), ("names", {"staff", "name", "url"})])
def test_it_tells_of_authors_what_the_site_lets_it(service: OwnService, level: str, told: set[str]) -> None:
    Site.objects.update(own_hook=level)
    judged(email="ada@example.org", address="192.0.2.77", user_agent="Browser/7")

    assert service.questions[0]["data"]["comment"]["author"].keys() == told
    assert not [one for one in ("ada@example.org", "192.0.2.77", "Browser/7") if one in service.last.body]


def test_it_asks_again_about_an_edited_text_under_another_id(service: OwnService) -> None:
    comment = judged()
    edits.edit(comment, Edit(text="Another thought."), now=NOON + MINUTE)
    screen(comment, now=NOON + MINUTE + SECOND)

    assert service.last.headers["webhook-id"] == f"comment_{comment.pk}_2"
    assert service.questions[-1]["data"]["comment"]["version"] == 2


@pytest.mark.parametrize("objection", [spam("Known.", code="known"), reject("A listed word.", told="A word.")], ids=str)
def test_it_is_not_asked_about_what_is_decided_here(service: OwnService, objection: Judgement) -> None:
    with patch.dict(registry.CHECKS, {"one": lambda candidate, site: objection}):
        comment = judged()

    assert (service.asked, found(comment).reason[:9]) == ([], "Not asked")


@pytest.mark.parametrize(("verdict", "number"), [("clear", 1), ("hold", 1), ("reject", 0), ("spam", 0)])
def test_it_is_asked_before_akismet_which_hears_of_nothing_that_it_decides(
    service: OwnService, settings: Any, verdict: str, number: int
) -> None:
    service.says(verdict)
    with asked(settings, Role.HAM) as akismet:
        comment = judged()

    assert len(akismet.asked) == number
    assert comment.findings.get(check_name="akismet").verdict == ("clear" if number else "abstain")


def test_it_comes_where_the_site_puts_it(service: OwnService, settings: Any) -> None:
    comment = undecided()
    CheckSetting.objects.create(site=comment.thread.site, check_name="own_hook", position=1000)
    with asked(settings, Role.SPAM):
        screen(comment)

    assert (service.asked, found(comment).verdict) == ([], "abstain")

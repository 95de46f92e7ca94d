"""What follows from each answer of a service that a site asks."""

import pytest

from comments.models import CheckSetting, TrustedAuthor
from comments.moderation import decisions
from comments.own_hook.client import REASON_LIMIT
from comments.reading import author_view
from comments.statuses import Status
from tests.own_hook.conftest import found
from tests.support import factories
from tests.support.asked_service import judged, screen, undecided
from tests.support.factories import NOON
from tests.support.own_service import OwnService

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("verdict", "status", "code", "told"),
    [
        ("clear", Status.APPROVED, "", ""),
        ("hold", Status.PENDING, "own-hook-hold", "A moderator will read it."),
        ("reject", Status.REJECTED, "own-hook-reject", "It does not keep to the rules of this site."),
        ("spam", Status.SPAM, "own-hook-spam", "A moderator will read it."),
    ],
)
def test_it_does_what_the_service_says(service: OwnService, verdict: str, status: Status, code: str, told: str) -> None:
    service.says(verdict, "Seen before.")
    comment = judged()

    assert (comment.status, comment.due, found(comment).code) == (status, None, code)
    assert "Seen before." in found(comment).reason
    assert author_view.reason_for_author(comment) == told


@pytest.mark.parametrize(
    ("said", "read"),
    [
        (None, "The site's own service wants a moderator to decide."),
        ("", "The site's own service wants a moderator to decide."),
        ("two\nlines\t\x00\u202egnp", "It says: “two lines gnp”"),
        ("<b>bold</b>", "It says: “<b>bold</b>”"),
        ("x" * 2000, f"It says: “{'x' * (REASON_LIMIT - 1)}…”"),
        ("by ada@example.org from 192.0.2.7", "It says: “by … from …”"),
    ],
)
def test_it_keeps_of_a_reason_one_line_without_addresses(service: OwnService, said: str | None, read: str) -> None:
    service.says("hold", said)
    comment = judged(email="ada@example.org", address="192.0.2.7")

    assert found(comment).reason.endswith(read)
    assert factories.last_decision(comment).reason == found(comment).reason


def test_it_only_informs_moderators_where_it_weighs_nothing(service: OwnService) -> None:
    service.says("spam", "Known.")
    comment = undecided()
    CheckSetting.objects.create(site=comment.thread.site, check_name="own_hook", weight=0)
    screen(comment)

    assert (factories.fresh(comment).status, found(comment).verdict) == (Status.APPROVED, "note")


@pytest.mark.parametrize("verdict", ["hold", "reject", "spam"])
def test_it_leaves_to_a_person_what_it_says_of_a_trusted_author(service: OwnService, verdict: str) -> None:
    known = undecided(remember=True, name="Ada", email="ada@example.org")
    TrustedAuthor.objects.create(site=known.thread.site, email="ada@example.org", name="Ada", created_at=NOON)
    decisions.approve(known.pk, by=factories.moderator(), version=1, now=NOON)
    service.says(verdict)

    same = {"remember": True, "commenter_id": known.commenter_id, "name": "Ada", "email": "ada@example.org"}
    assert judged(**same).status == Status.PENDING

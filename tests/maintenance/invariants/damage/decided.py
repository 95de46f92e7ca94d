"""What breaks the rules of decided.py: each function does damage and returns the id of the row that is wrong then."""

from collections.abc import Callable
from typing import Any

from comments.models import Comment, Decision, Finding
from tests.maintenance.invariants.damage.changes import change, published_by_checks, without_constraint
from tests.support import factories
from tests.support.factories import NOON


def decision(comment: Comment, before: str, after: str, *, actor: str = "moderator", **fields: Any) -> Decision:
    by = factories.moderator() if actor == "moderator" else None
    values = {"by": by, "version": factories.fresh(comment).version + 1, "created_at": NOON, **fields}
    return Decision.objects.create(comment=comment, actor=actor, from_status=before, to_status=after, **values)


def moves_legal() -> int:
    comment = factories.published()
    with without_constraint("legal_move", "decision"):
        found = decision(comment, "withdrawn", "rejected").pk
    change(comment, version=3)
    return found


def born_twice() -> int:
    comment = factories.waiting()
    decision(comment, "", "pending", actor="visitor", version=1)
    return comment.pk


def never_born() -> int:
    comment = factories.waiting()
    comment.decisions.all().delete()
    return comment.pk


def decisions_join() -> int:
    comment = factories.published()
    found = decision(comment, "spam", "approved").pk
    change(comment, version=3)
    return found


def versions_rise() -> int:
    comment = factories.published()
    comment.decisions.filter(from_status="").update(version=2)
    return factories.last_decision(comment).pk


def moderators_named() -> int:
    comment = factories.published()
    comment.decisions.filter(actor="moderator").update(by=None)
    return factories.last_decision(comment).pk


def decided_after_a_person() -> int:
    comment = factories.published()
    decision(comment, "approved", "pending", version=3)
    found = decision(comment, "pending", "rejected", actor="screening", version=4).pk
    change(comment, status="pending")
    decision(comment, "rejected", "pending", version=5)
    change(comment, version=5)
    return found


def decided_twice() -> int:
    comment = factories.waiting()
    decision(comment, "pending", "spam", actor="screening", version=2)
    found = decision(comment, "spam", "rejected", actor="screening", version=3).pk
    change(comment, status="rejected", version=3, due=None)
    return found


def published_against_an_objection() -> int:
    comment = published_by_checks()
    comment.findings.filter(check_name="links").update(verdict="spam")
    return comment.pk


def published_unseen() -> int:
    comment = published_by_checks()
    comment.findings.all().delete()
    return comment.pk


def published_after_a_failure() -> int:
    comment = published_by_checks()
    comment.findings.filter(check_name="links").update(code="check-failed")
    return comment.pk


def findings_about_texts() -> int:
    comment = factories.waiting()
    row = Finding(comment=comment, text_version=2, check_name="links", verdict="clear", reason="", created_at=NOON)
    row.save()
    return row.pk


DAMAGE: list[tuple[str, Callable[[], int]]] = [
    ("born_once", born_twice),
    ("born_once", never_born),
    ("moves_legal", moves_legal),
    ("decisions_join", decisions_join),
    ("versions_rise", versions_rise),
    ("status_is_last_decision", lambda: change(factories.screened(), status="spam")),
    ("published_as_approved", lambda: change(factories.published(), version=9)),
    ("moderators_named", moderators_named),
    ("checks_decide_once", decided_after_a_person),
    ("checks_decide_once", decided_twice),
    ("published_was_cleared", published_against_an_objection),
    ("published_was_cleared", published_unseen),
    ("published_was_cleared", published_after_a_failure),
    ("findings_about_texts", findings_about_texts),
]  # fmt: skip

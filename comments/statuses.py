"""The states of a comment: which may follow which, and what readers see of each."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Status(TextChoices):
    PENDING = "pending", _("Pending")
    APPROVED = "approved", _("Approved")
    REJECTED = "rejected", _("Rejected")
    SPAM = "spam", _("Spam")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    DELETED = "deleted", _("Deleted")


P, A, R, S, W, D = Status
# From "" at birth. A status to itself is a decision that leaves the comment where it is: a screening that has it wait
# and says why, or a moderator who confirms, picks, sets aside, or has what is gone already deleted for ever.
LEGAL_MOVES: dict[str, frozenset[str]] = {
    "": frozenset({P}),
    P: frozenset({P, A, R, S, W, D}),
    A: frozenset({P, A, R, S, W, D}),
    R: frozenset({P, A, R, S, W, D}),
    S: frozenset({P, A, R, S, W, D}),
    W: frozenset({W, D}),
    D: frozenset(),
}

_TOMBSTONES = {R: "removed", D: "removed", W: "withdrawn", P: "in_review"}


def public_state(status: str, *, was_published: bool) -> str | None:
    """`published`, the tombstone it leaves (`removed`, `withdrawn`, `in_review`), or None for nothing at all.

    A comment taken away after publication leaves a tombstone and its replies stay; spam takes its branch along.
    """
    if status == A:
        return "published"
    return _TOMBSTONES.get(Status(status)) if was_published else None

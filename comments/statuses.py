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
# From "" at birth. Pending to pending is a screening that leaves the comment waiting, and says why; approved to
# approved is a person who confirms what the checks published.
LEGAL_MOVES: dict[str, frozenset[str]] = {
    "": frozenset({P}),
    P: frozenset({P, A, R, S, W, D}),
    A: frozenset({P, A, R, S, W, D}),
    R: frozenset({P, A, S, W, D}),
    S: frozenset({P, A, R, W, D}),
    W: frozenset({D}),
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

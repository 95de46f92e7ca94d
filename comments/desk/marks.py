"""What stands beside a comment in a list: its gravest reason, in one word."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comments.desk.explanation import objections
from comments.errors import Message
from comments.models import Comment

_WORDS: dict[str, Message] = {
    "ban": gettext_lazy("Banned"),
    "imitation": gettext_lazy("Name"),
    "disallowed-words": gettext_lazy("Word"),
    "moderation-words": gettext_lazy("Word"),
    "links": gettext_lazy("Links"),
    "repeat": gettext_lazy("Repeat"),
    "pace": gettext_lazy("Many"),
    "honeypot": gettext_lazy("Form"),
    "fast-form": gettext_lazy("Fast"),
    "old-form": gettext_lazy("Form"),
    "new-author": gettext_lazy("New"),
    "known-unproven": gettext_lazy("Unproven"),
    "old-article": gettext_lazy("Old"),
    "premoderation": gettext_lazy("Rule"),
    "learned": gettext_lazy("Filter"),
    "learned-spam": gettext_lazy("Filter"),
    "cluster-decision": gettext_lazy("Similar"),
    "akismet-spam": gettext_lazy("Akismet"),
    "akismet-silent": gettext_lazy("Akismet"),
    "own-hook-hold": gettext_lazy("Service"),
    "own-hook-reject": gettext_lazy("Service"),
    "own-hook-spam": gettext_lazy("Service"),
    "own-hook-silent": gettext_lazy("Service"),
    "check-failed": gettext_lazy("Failed"),
    "parked": gettext_lazy("Failed"),
}
_LIKELY = 0.5


@dataclass(frozen=True)
class RowMark:
    """A word of at most ten letters, and the whole reason."""

    word: Message
    reason: str
    style: str


def mark_of(comment: Comment) -> RowMark | None:
    """None where nothing was objected to; of a cluster how many there are, of what is like spam how much."""
    if comment.cluster and comment.cluster.size > 1:
        return RowMark(f"×{comment.cluster.size}", str(comment.cluster), "many")
    if comment.likeness is not None and comment.likeness >= _LIKELY:
        percent = round(comment.likeness * 100)
        return RowMark(f"{percent} %", _("%(percent)d %% like spam") % {"percent": percent}, "like")
    said = objections(comment)
    if not said:
        return None
    return RowMark(_WORDS.get(said[0].code, said[0].check), said[0].reason, said[0].mark.style)

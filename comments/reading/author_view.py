"""What the author of a comment sees and is told of it: never that it was taken for spam."""

from django.utils.translation import gettext as _

from comments.models import Comment
from comments.reading.pages import PUBLISHED, Seen, alone, state_of
from comments.reading.queries import Row
from comments.statuses import Status
from comments.text import markup


def seen(comment: Comment) -> Seen[Comment]:
    """A comment as its author sees it: while it waits, and for ever if it was taken for spam meanwhile, it waits."""
    return alone(comment, "waiting" if comment.status_for_author == Status.PENDING else state_of(comment))


def html(comment: Comment | Row) -> str:
    """The safe HTML its author sees: what is published, or would be, also before screening stored it."""
    return markup.render(comment.text) if comment.html is None else comment.html


def status(comment: Comment) -> str:
    """The status its author is told: never that it was taken for spam."""
    return PUBLISHED if comment.status == Status.APPROVED else comment.status_for_author.value


def reason(comment: Comment) -> str:
    """What the author is told about a comment that is not published."""
    told_status = comment.status_for_author
    if told_status == Status.PENDING:
        if comment.is_screened:
            return _told_while_waiting(comment) or _("A moderator will read it.")
        return _("It is being checked and may appear in a few seconds.")
    if told_status == Status.REJECTED:
        decision = comment.decisions.filter(to_status=Status.REJECTED).last()
        told = decision.told if decision else ""
        return told or _("A moderator decided not to publish it.")
    return ""


def _told_while_waiting(comment: Comment) -> str:
    """The sentence for the author of the first check that holds it, or "". Spam that seems to wait has one too."""
    held = comment.findings.filter(text_version=comment.text_version, verdict="hold").exclude(told="")
    return held.values_list("told", flat=True).first() or ""

"""What the author of a comment sees and is told of it: never that it was taken for spam."""

from django.utils import translation
from django.utils.translation import gettext as _

from comments.models import Comment
from comments.reading.pages import PUBLISHED, CommentView, single, state_of
from comments.reading.queries import CommentRow
from comments.statuses import Status
from comments.text import markup


def as_author_sees(comment: Comment) -> CommentView[Comment]:
    """A comment, read with its parent, thread and site, as its author sees it.

    `state` is "waiting" while it waits, and for as long as a comment that was taken for spam seems to; otherwise it is
    the state that readers see.
    """
    return single(comment, "waiting" if comment.status_for_author == Status.PENDING else state_of(comment))


def html_for_author(comment: Comment | CommentRow) -> str:
    """The safe HTML of a comment: as it is published, or as it would be if no screening has stored it yet."""
    return markup.render(comment.text) if comment.html is None else comment.html


def status_as_told(comment: Comment) -> str:
    """The status that the API tells its author: published, pending, rejected, withdrawn or deleted; never spam."""
    return PUBLISHED if comment.status == Status.APPROVED else comment.status_for_author.value


def reason_for_author(comment: Comment) -> str:
    """Why a comment is not published, as one or more sentences for its author; "" where there is nothing to say.

    By at most one statement: of its findings while it waits, of its decisions once it is rejected.
    """
    status = comment.status_for_author
    if status == Status.PENDING:
        if comment.is_screened:
            return _told_while_waiting(comment) or _("A moderator will read it.")
        return _("It is being checked and may appear in a few seconds.")
    if status == Status.REJECTED:
        decision = comment.decisions.filter(to_status=Status.REJECTED).last()
        told = decision.told if decision else ""
        return _translated(told) or _("A moderator decided not to publish it.")
    return ""


def _told_while_waiting(comment: Comment) -> str:
    """The sentence for the author of the first check that holds it, or "". Spam that seems to wait has one too.

    It was stored in the language of the site. "" as well where another one is active, into which it cannot be
    translated.
    """
    held = comment.findings.filter(text_version=comment.text_version, verdict="hold").exclude(told="")
    told = held.values_list("told", flat=True).first() or ""
    is_readable = _base(translation.get_language() or "") == _base(comment.thread.site.spoken_language)
    translated = _translated(told)
    return translated if is_readable or translated != told else ""


def _translated(told: str) -> str:
    """A stored sentence in the active language, if it was stored in English and without values; else as it is."""
    return translation.gettext(told) if told else ""


def _base(language: str) -> str:
    return language.partition("-")[0]

"""What happened to a comment, as sentences for moderators."""

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comments.access.staff import display_name
from comments.errors import Message
from comments.models import Action, Actor, BatchItem, Comment, Decision, ItemOutcome, SetAside
from comments.statuses import Status
from comments.text.filling import fill

_BY_PERSON: dict[str, Message] = {
    Action.APPROVE: gettext_lazy("%(who)s approved it at %(when)s."),
    Action.REJECT: gettext_lazy("%(who)s rejected it at %(when)s."),
    Action.SPAM: gettext_lazy("%(who)s marked it as spam at %(when)s."),
    Action.REVIEW: gettext_lazy("%(who)s put it under review again at %(when)s."),
    Action.CONFIRM: gettext_lazy("%(who)s left it published at %(when)s."),
    Action.PICK: gettext_lazy("%(who)s picked it at %(when)s."),
    Action.UNPICK: gettext_lazy("%(who)s took the publication's mark off it at %(when)s."),
    Action.PIN: gettext_lazy("%(who)s pinned it at %(when)s."),
    Action.UNPIN: gettext_lazy("%(who)s took it down from the top of its thread at %(when)s."),
    Action.ASIDE: gettext_lazy("%(who)s set it aside at %(when)s."),
    Action.BACK: gettext_lazy("%(who)s took it back into the queue at %(when)s."),
    Action.ERASE: gettext_lazy("%(who)s had it deleted for ever at %(when)s."),
    Action.UNDO: gettext_lazy("%(who)s took a decision on it back at %(when)s."),
}
_BY_NOBODY: dict[tuple[str, str], Message] = {
    (Actor.AUTHOR, Status.PENDING): gettext_lazy("Its author edited it at %(when)s."),
    (Actor.AUTHOR, Status.WITHDRAWN): gettext_lazy("Its author withdrew it at %(when)s."),
    (Actor.SCREENING, Status.APPROVED): gettext_lazy("The checks published it at %(when)s."),
    (Actor.SCREENING, Status.REJECTED): gettext_lazy("The checks rejected it at %(when)s."),
    (Actor.SCREENING, Status.SPAM): gettext_lazy("The checks took it for spam at %(when)s."),
    (Actor.HOUSEKEEPING, Status.DELETED): gettext_lazy("It was deleted at %(when)s, because its time was over."),
}


def what_happened(decision: Decision, *, now: datetime | None = None) -> str:
    """For example “Anna approved it at 10:02.”; with the date too where that was not today."""
    now, when = timezone.localtime(now), timezone.localtime(decision.created_at)
    is_today = when.date() == now.date()
    words = {
        "when": date_format(when, "TIME_FORMAT" if is_today else "SHORT_DATETIME_FORMAT"),
        "who": display_name(decision.by) if decision.by else "",
        "status": Status(decision.to_status).label,
    }
    if decision.by is None:
        sentence = _BY_NOBODY.get((decision.actor, decision.to_status), gettext_lazy("It changed at %(when)s."))
    else:
        sentence = _BY_PERSON.get(decision.action) or _("%(who)s set it to “%(status)s” at %(when)s.")
    return fill(sentence, **words)


def meanwhile(comment: Comment, version: int) -> str:
    """Who decided what on a comment since it had that version; "" if nobody did."""
    decision = comment.decisions.filter(version__gt=version).select_related("by").last()
    return what_happened(decision) if decision else ""


def set_aside(row: SetAside) -> str:
    """By whom, for whom and until when."""
    said = [fill(_("Set aside by %(who)s."), who=display_name(row.by))]
    if row.for_whom:
        said.append(fill(_("For %(who)s."), who=display_name(row.for_whom)))
    if row.until:
        said.append(fill(_("Until %(when)s."), when=_date_and_time(row.until)))
    return " ".join(said)


def to_be_erased(at: datetime) -> str:
    return fill(_("It will be deleted for ever on %(when)s."), when=_date_and_time(at))


def _date_and_time(when: datetime) -> str:
    return date_format(timezone.localtime(when), "DATETIME_FORMAT")


def why_left(items: Sequence[BatchItem]) -> dict[int, str]:
    """Why a batch left these comments alone, or did not take them back, by the item's id; one query.

    Each item has its comment.
    """
    versions = {item.comment_id: item.version for item in items}
    rows = Decision.objects.filter(comment__in=versions).select_related("by").order_by("pk")
    own = {(item.batch_id, item.comment_id) for item in items}
    since = {
        one.comment_id: one
        for one in rows
        if one.version > versions[one.comment_id] and (one.batch_id, one.comment_id) not in own
    }
    return {item.pk: _why_left(item, since.get(item.comment_id)) for item in items}


def _why_left(item: BatchItem, since: Decision | None) -> str:
    if since is not None:
        return what_happened(since)
    if item.outcome == ItemOutcome.LEASED:
        return _("A colleague was at it.")
    if item.comment.version > item.version + (item.outcome == ItemOutcome.KEPT):
        return _("Its author edited it.")
    return _("It could not be decided together with the others. Decide on it alone.")

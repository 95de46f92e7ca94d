"""A ban on an author, with what becomes of what they wrote: laid down at once, and undone together."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import Case, CharField, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comments.access import audit, membership, staff
from comments.access.staff import Moderator
from comments.db.transactions import retried_once, writing
from comments.errors import FieldError, Invalid, Message, NotAllowed, NotFound
from comments.models import Action, AuditVerb, Ban, BanEffect, BanKind, Batch, BatchKind, Comment, Site
from comments.moderation import bans, freezing, reasons
from comments.moderation.authors import reach
from comments.moderation.authors.reach import BanReach
from comments.net import emails, hostnames, ip
from comments.statuses import Status

LEAVE = "leave"
# What may become of comments: of those that wait, and of those that are published.
FATES = (LEAVE, Action.REJECT.value, Action.SPAM.value)
_OVERALL = (BanKind.EMAIL_DOMAIN, BanKind.WEBSITE, BanKind.NETWORK)


@dataclass(frozen=True)
class BanOrder:
    """A ban as a moderator orders it; `until` None is for ever, `waiting` and `published` are of FATES.

    `code` and `reason` are what authors of rejected comments are told, `note` is for colleagues. `seen_authors` is how
    many published authors the moderator was told that it hits. A `key` that came before brings no second ban.
    """

    kind: str
    value: str
    effect: str
    until: datetime | None
    waiting: str = LEAVE
    published: str = LEAVE
    code: str = ""
    reason: str = ""
    note: str = ""
    seen_authors: int = 0
    key: str = ""


@dataclass(frozen=True)
class Target:
    """One thing that a ban on an author could be on; `refused` says why it cannot, "" where it can."""

    kind: str
    value: str
    reach: BanReach | None
    needs_chief: bool
    refused: Message = ""


def value_of(comment: Comment, kind: str) -> str:
    """What a ban of this kind on the comment's author would be on; empty where that is not known."""
    if kind == BanKind.NETWORK:
        return ip.network_of(comment.address)
    if kind == BanKind.WEBSITE:
        return hostnames.host_of(comment.url).removeprefix("www.")
    return comment.email_canonical if kind == BanKind.EMAIL else comment.email_canonical.rpartition("@")[2]


def target(comment: Comment, kind: str, value: str, *, by: Moderator, now: datetime) -> Target:
    """Whom a ban on a value would hit, and whether this moderator may lay it. Raises NotAllowed off their sites."""
    membership.require_moderator(by, comment.site_id)
    try:
        value = bans.canonical(kind, value)
    except ValidationError as error:
        return Target(kind, value, None, False, " ".join(error.messages))
    if refused := _why_never(comment.site, kind, value):
        return Target(kind, value, None, False, refused)
    hit = reach.of(comment.site_id, kind, value, now=now)
    if not hit.is_complete:
        message = _("More than %(most)d would be hit. Lay such a ban under Bans, and decide on the comments apart.")
        return Target(kind, value, hit, True, message % {"most": reach.MOST})
    return Target(kind, value, hit, _hits_others(kind, value, hit.authors - _is_published(comment)))


def needs_chief(site_id: int, kind: str, value: str, *, now: datetime) -> bool:
    """Whether only a chief moderator may ban a canonical value: it is wide, or published authors would be hit."""
    if kind not in _OVERALL or reach.is_wide(kind, value):
        return kind in _OVERALL
    hit = reach.of(site_id, kind, value, now=now)
    return _hits_others(kind, value, hit.authors) or not hit.is_complete


def _hits_others(kind: str, value: str, others: int) -> bool:
    return kind in _OVERALL and (others > 0 or reach.is_wide(kind, value))


# Raised only if a form is sent twice, or two moderators ban the same, at the same instant.
@retried_once(IntegrityError)
def ban(comment_id: int, order: BanOrder, *, by: Moderator, now: datetime | None = None) -> Batch:
    """Ban an author by one value, and begin what becomes of what was written with it; a worker carries that out.

    Raises NotFound, Invalid (also where more authors are hit than were seen), NotAllowed, and ReasonNeeded.
    """
    now = now or timezone.now()
    comment = Comment.objects.select_related("site").filter(pk=comment_id).first()
    if comment is None:
        raise NotFound
    aim = target(comment, order.kind, order.value, by=by, now=now)
    if order.key and (done := Batch.objects.filter(by=by, key=order.key).first()):
        return done
    if aim.needs_chief and not membership.access_of(by).chief_of(comment.site_id):
        raise NotAllowed(_("This ban would also hit others. Ask a chief moderator of the site."))
    if errors := [*_errors(order, aim, now)]:
        raise Invalid(errors)
    is_rejecting = "reject" in (order.waiting, order.published)
    told = reasons.told_on([comment.site], code=order.code, words=order.reason) if is_rejecting else {}
    order = order if is_rejecting else replace(order, code="")
    with writing():
        batch = _lay(comment, order, aim.value, by, now)
        batch.told = told
        fates = {Status.PENDING: order.waiting, Status.APPROVED: order.published}
        if decided := {status: fate for status, fate in fates.items() if fate != LEAVE}:
            hit = reach.comments_hit(comment.site_id, order.kind, aim.value).filter(status__in=decided, staff=False)
            actions = [When(status=status, then=Value(fate)) for status, fate in decided.items()]
            freezing.freeze(batch, hit, Case(*actions, output_field=CharField()))
        freezing.begin(batch, now=now)
        _note(batch, by, now)
    return batch


def hold(comment_id: int, *, by: Moderator, lasts: timedelta | None, now: datetime | None = None) -> Batch:
    """Have all that comes from the comment's mailbox wait for so long, None is for ever; undone as any ban.

    Raises NotFound, NotAllowed, and Invalid where no e-mail is known.
    """
    now = now or timezone.now()
    comment = Comment.objects.filter(pk=comment_id).first()
    if comment is None:
        raise NotFound
    if not comment.email_canonical:
        raise Invalid([FieldError("value", "unknown", _("This comment has no e-mail. Ban its network instead."))])
    until = now + lasts if lasts else None
    order = BanOrder(BanKind.EMAIL, comment.email_canonical, BanEffect.HOLD, until, seen_authors=1)
    return ban(comment_id, order, by=by, now=now)


def latest(comment: Comment, *, by: Moderator) -> list[Batch]:
    """The moderator's own latest bans on anything that the comment's author writes with, to be undone."""
    membership.require_moderator(by, comment.site_id)
    values = bans.values_for(comment.email, comment.url, address=comment.address)
    mine = Batch.objects.filter(by=by, site=comment.site_id, kind=BatchKind.AUTHOR, ban__isnull=False)
    recent = mine.select_related("ban").order_by("-id")[:50]
    return [one for one in recent if one.ban and (one.ban.kind, one.ban.value) in values][:3]


def _lay(comment: Comment, order: BanOrder, value: str, by: Moderator, now: datetime) -> Batch:
    """The ban, in the place of an earlier one on the value, in a batch that has no comments yet."""
    laid = {"effect": order.effect, "until": order.until, "note": order.note, "by": by, "created_at": now}
    known = Ban.objects.select_for_update(no_key=True).filter(site=comment.site, kind=order.kind, value=value).first()
    before = _fields_of(known) if known else None
    if known:
        Ban.objects.filter(pk=known.pk).update(**laid)
    row = known or Ban.objects.create(site=comment.site, kind=order.kind, value=value, **laid)
    row.refresh_from_db()
    return Batch.objects.create(
        site=comment.site, kind=BatchKind.AUTHOR, by=by, code=order.code, reason=order.reason, ban=row,
        ban_before={"laid": _fields_of(row), "before": before}, key=order.key, created_at=now,
    )  # fmt: skip


def _fields_of(ban: Ban) -> dict[str, Any]:
    """All of it that a ban in its place would change, as JSON has it."""
    times = {name: str(value) if (value := getattr(ban, name)) else None for name in ("until", "created_at")}
    return {"effect": ban.effect, "note": ban.note, "by_id": ban.by_id, **times}


def _note(batch: Batch, by: Moderator, now: datetime) -> None:
    """In the log: the ban, and how many comments were decided on with it."""
    site_id = batch.site_id
    audit.write(AuditVerb.BAN, _("Banned: %(ban)s") % {"ban": batch.ban}, by=by, site_id=site_id, now=now)
    if batch.size:
        text = ngettext("%(n)d comment: %(ban)s", "%(n)d comments: %(ban)s", batch.size)
        words = {"n": batch.size, "ban": batch.ban}
        audit.write(AuditVerb.BATCH, text % words, by=by, site_id=site_id, now=now)


def look_again(authors: int) -> FieldError:
    """A ban hits so many published authors, and that is more than the moderator was told."""
    message = ngettext(
        "This hits %(n)d published author. Look at it, and press again.",
        "This hits %(n)d published authors. Look at it, and press again.",
        authors,
    )
    return FieldError("value", "look-again", message % {"n": authors})


def _errors(order: BanOrder, aim: Target, now: datetime) -> Iterator[FieldError]:
    if aim.refused:
        yield FieldError("value", "invalid", aim.refused)
    elif aim.reach and aim.reach.authors > order.seen_authors and order.kind in _OVERALL:
        yield look_again(aim.reach.authors)
    if order.until is not None and order.until <= now:
        yield FieldError("until", "over", _("Choose a time that is still to come."))
    if order.effect not in BanEffect.values:
        yield FieldError("effect", "unknown", _("Choose what happens to new comments."))
    if not {order.waiting, order.published} <= set(FATES):
        yield FieldError("waiting", "unknown", _("Choose what becomes of the comments."))
    if len(order.note) > 2000 or len(order.reason) > 2000:
        yield FieldError("note", "too-long", _("Write at most %(limit)d characters.") % {"limit": 2000})


def _is_published(comment: Comment) -> bool:
    """Whether this very author was published; banning them hits nobody else."""
    theirs = Comment.objects.filter(site=comment.site_id, email_canonical=comment.email_canonical)
    return theirs.filter(status=Status.APPROVED).exists()


def _why_never(site: Site, kind: str, value: str) -> Message:
    """Why this value is never banned from a comment: it is the publication's own."""
    if kind == BanKind.WEBSITE:
        own = {hostnames.host_of(origin).removeprefix("www.") for origin in hostnames.origins_in(site.origins)}
        return _("This is a website of the publication itself.") if _is_of(own, value) else ""
    if kind == BanKind.NETWORK:
        return ""
    mailboxes = {emails.canonical(staff.email_of(user)) for user in staff.admin_users()} - {""}
    if kind == BanKind.EMAIL:
        return _("This is the address of a colleague.") if value in mailboxes else ""
    domains = {mailbox.rpartition("@")[2] for mailbox in mailboxes}
    return _("Colleagues have addresses under this domain.") if _is_of(domains, value) else ""


def _is_of(hosts: set[str], value: str) -> bool:
    return any(host == value or host.endswith(f".{value}") for host in hosts)

"""Readers report a published comment: one report counts for each network and version of the text.

It is noted for moderators. Only where the site says so, reports from several networks put the comment under review, and
never one that a moderator left published: readers who do not like an opinion cannot vote it away.
"""

from dataclasses import asdict, dataclass, replace
from datetime import datetime

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from comments import keyed_hash, limits
from comments.db import rate_limits
from comments.db.rate_limits import RateLimit
from comments.db.transactions import writing
from comments.deliveries import events
from comments.errors import FieldError, Invalid, NotFound, ReportsTooFast
from comments.models import Actor, Comment, Report, ReportReason
from comments.moderation import open_reports
from comments.moderation.transitions import Transition, lock, move
from comments.net import emails, ip
from comments.statuses import Status
from comments.text import characters, normalization

TEXT_LIMIT = 2000
# From one network on a site: so many at once, and then one in so many seconds.
AT_ONCE = 10
INTERVAL = 600
# Of the key by which networks are hashed.
_SALT = "comments.report"


@dataclass(frozen=True)
class Objection:
    """What a reader says of a comment. `reason` is a value of ReportReason; all else may be left out.

    `good_faith` is whether they say that they believe it to be true.
    """

    reason: str
    text: str = ""
    email: str = ""
    name: str = ""
    good_faith: bool = False


@dataclass(frozen=True)
class Filed:
    """The number of a report; not `is_new` where it is the earlier one of this network and text."""

    number: int
    is_new: bool


def file(comment: Comment, said: Objection, *, address: str, now: datetime | None = None) -> Filed:
    """File a reader's report of a published comment: one for each network and version of the text.

    `address` is the reader's IP address. Raises Invalid, ReportsTooFast, and NotFound for a comment that readers do not
    see.
    """
    now = now or timezone.now()
    said = _checked(said)
    reporters = keyed_hash.hashes(_SALT, ip.network_of(address, ipv6_prefix=limits.IPV6_PREFIX))
    _consume(comment.site_id, reporters[0], now)
    with writing():
        known = lock(comment.pk)
        if known.status != Status.APPROVED or not known.shown:
            raise NotFound
        this_text = Report.objects.filter(comment=known, text_version=known.text_version)
        earlier = this_text.filter(reporter__in=reporters).values_list("pk", flat=True).first()
        if earlier is not None:
            return Filed(earlier, is_new=False)
        report = Report(
            comment=known, text_version=known.text_version, reporter=reporters[0], created_at=now, **asdict(said)
        )
        open_reports.add(known, report)
        events.tell(events.of_report(known, report), now=now)
        _review_if_many(known, now)
    return Filed(report.pk, is_new=True)


def _checked(typed: Objection) -> Objection:
    said = replace(
        typed,
        text=normalization.normalise_text(typed.text).strip(),
        email=normalization.normalise_line(typed.email),
        name=normalization.normalise_line(typed.name),
    )
    errors = []
    if said.reason not in ReportReason.values:
        errors.append(FieldError("reason", "unknown", _("Please choose a reason.")))
    if len(said.text) > TEXT_LIMIT:
        message = _("Please use at most %(limit)d characters.") % {"limit": TEXT_LIMIT}
        errors.append(FieldError("text", "too-long", message))
    elif characters.has_control(said.text) or characters.has_stacked_marks(said.text):
        message = _("Your explanation contains a control character, or too many accents on one letter.")
        errors.append(FieldError("text", "control-character", message))
    if said.email and (not emails.is_valid(said.email) or len(said.email) > limits.EMAIL_LIMIT):
        message = _("Please enter an email address such as name@example.org.")
        errors.append(FieldError("email", "invalid", message))
    if len(said.name) > limits.NAME_LIMIT or characters.has_control_in_line(said.name):
        message = _("Please use at most %(limit)d characters for your name, all of them visible.")
        errors.append(FieldError("name", "invalid", message % {"limit": limits.NAME_LIMIT}))
    if errors:
        raise Invalid(errors)
    return said


def _consume(site_id: int, reporter: str, now: datetime) -> None:
    """Before anything that tells, and kept whatever becomes of the report."""
    limit = RateLimit(f"report:{reporter}", INTERVAL, AT_ONCE)
    rate_limits.require(site_id, limit, ReportsTooFast, now=now)


def _review_if_many(comment: Comment, now: datetime) -> None:
    """Put it under review if the site says so. As decided by people, it then waits for a moderator whatever happens."""
    site = comment.site
    enough = site.review_after_reports
    if not enough or comment.is_of_desk or comment.ignores_reports or _is_left_by_moderator(comment):
        return
    number = open_reports.number_of_this_text(comment)
    if number < enough:
        return
    with translation.override(site.spoken_language):
        reason = _("Readers reported it from %(n)d networks.") % {"n": number}
    move(comment, Status.PENDING, Transition(Actor.VISITOR, now, reason=reason), {"decided_at": now})


def _is_left_by_moderator(comment: Comment) -> bool:
    """Whether the last decision on it, which left it published, is a moderator's, and was not undone."""
    last = comment.decisions.filter(undoes=None, undone_by=None).last()
    return last is not None and last.actor == Actor.MODERATOR

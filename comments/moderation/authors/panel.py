"""What is known of a comment's author now, for the moderator who decides on it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth import get_user_model
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from comments.access import membership
from comments.access.staff import Moderator, display_name
from comments.errors import Message
from comments.models import AuthorNote, Ban, BanKind, Comment, TrustedAuthor
from comments.moderation import bans
from comments.moderation.authors import queries
from comments.moderation.bans import Value
from comments.net import hostnames
from comments.statuses import Status
from comments.text import markup, normalization

_SHOWN = 3
_EXCERPT = 90


@dataclass(frozen=True)
class Total:
    """A number of comments that is exact up to 1,000; more are 1,001."""

    number: int = 0

    @property
    def counted(self) -> int:
        return min(self.number, queries.LIMIT - 1)

    @property
    def is_more(self) -> bool:
        return self.number > self.counted

    @property
    def shown(self) -> str:
        return number_format(self.counted, force_grouping=True) + ("+" if self.is_more else "")


@dataclass(frozen=True)
class KnownBy:
    """One thing by which an author is known, and how many comments of the site have it, this one included.

    `kind` is account, email, network, website, browser or name; of a name those under another e-mail are counted.
    `search` is what finds them when it is typed into the desk's search, "" for nothing.
    """

    kind: str
    label: Message
    value: str
    total: Total
    is_proven: bool
    search: str = ""


@dataclass(frozen=True)
class BanLine:
    """A ban in force that the author falls under; `until` None is for ever, `by` "" for nobody that is known."""

    id: int
    kind: str
    kind_label: str
    value: str
    effect: str
    effect_label: str
    until: datetime | None
    by: str
    note: str
    is_shared: bool


@dataclass(frozen=True)
class TrustLine:
    """Who trusts the author, and since when; `by` is "" for nobody that is known."""

    id: int
    by: str
    since: datetime
    note: str


@dataclass(frozen=True)
class NoteLine:
    """A moderator's note about what the author writes with; `about` is that value."""

    id: int
    about: str
    text: str
    by: str
    by_id: int | None
    created_at: datetime


@dataclass(frozen=True)
class Earlier:
    """Another comment of the author."""

    id: int
    status: str
    status_label: str
    created_at: datetime
    excerpt: str
    thread: str


@dataclass(frozen=True)
class AuthorPanel:
    """The author of one comment as known now. Everything is plain text: it is escaped where it is shown.

    `counted_by` is the identity that `first_seen`, the four totals and `last` go by: account, email, browser, network,
    or "" where none is known.
    """

    comment_id: int
    site_id: int
    name: str
    is_staff: bool
    is_proven: bool
    counted_by: str
    first_seen: datetime | None
    waiting: Total
    approved: Total
    rejected: Total
    spam: Total
    identities: tuple[KnownBy, ...]
    bans: tuple[BanLine, ...]
    trust: TrustLine | None
    notes: tuple[NoteLine, ...]
    last: tuple[Earlier, ...]

    @property
    def has_email(self) -> bool:
        return any(one.kind == "email" for one in self.identities)


def panel_of(comment: Comment, *, by: Moderator, now: datetime | None = None) -> AuthorPanel:
    """All that is known, by at most seven queries; raises NotAllowed for who does not moderate the comment's site."""
    membership.require_moderator(by, comment.site_id)
    facts = queries.facts_of(comment)
    seen = _comments(facts)
    on_them = bans.in_force(comment.site, values_of(comment), now=now or timezone.now())
    trusted = trust_of(comment)
    notes = notes_about(comment)
    names = _names([*on_them, *notes, *([trusted] if trusted else [])])
    others = sorted((one for one in seen if one.pk in facts["last"] and one.pk != comment.pk), key=lambda one: -one.pk)
    return AuthorPanel(
        comment_id=comment.pk, site_id=comment.site_id, name=comment.name, is_staff=comment.staff,
        is_proven=bool(_total(facts, "proven").number), counted_by=_counted_by(comment),
        first_seen=min((one.created_at for one in seen), default=None),
        waiting=_total(facts, Status.PENDING), approved=_total(facts, Status.APPROVED),
        rejected=_total(facts, Status.REJECTED), spam=_total(facts, Status.SPAM),
        identities=tuple(_identities(comment, facts)),
        bans=tuple(_ban_line(ban, names) for ban in on_them),
        trust=_trust_line(trusted, names) if trusted else None,
        notes=tuple(_note_line(note, names) for note in notes),
        last=tuple(_earlier(one) for one in others[:_SHOWN]),
    )  # fmt: skip


def values_of(comment: Comment) -> frozenset[Value]:
    """All that a ban or a note could be on, as (kind, canonical value)."""
    return bans.values_for(comment.email, comment.url, address=comment.address)


def trust_of(comment: Comment) -> TrustedAuthor | None:
    """The trust that the comment's name and e-mail have; whether it is their browser is asked when it is screened."""
    given = TrustedAuthor.objects.holding_on(comment.site).filter(email=comment.email_canonical).exclude(email="")
    name = normalization.fold(comment.name)
    return next((one for one in given if normalization.fold(one.name) == name), None)


def notes_about(comment: Comment) -> list[AuthorNote]:
    """What moderators wrote about anything that the author writes with, the latest first."""
    values = values_of(comment)
    rows = AuthorNote.objects.filter(
        site=comment.site_id, kind__in={kind for kind, _value in values}, value__in={value for _kind, value in values}
    )
    return [note for note in rows.order_by("-id") if (note.kind, note.value) in values]


def _comments(facts: dict[str, list[int]]) -> list[Comment]:
    wanted = Comment.objects.filter(pk__in={*facts["last"], *facts["first"]})
    return list(
        wanted.select_related("thread").only("thread", "status", "created_at", "text", "thread__title", "thread__key")
    )


def _total(facts: dict[str, list[int]], what: str) -> Total:
    return Total(min(sum(facts.get(what, ())), queries.LIMIT))


def _counted_by(comment: Comment) -> str:
    known = {
        "account": comment.identity_id,
        "email": comment.email_canonical,
        "browser": comment.commenter_id,
        "network": comment.network,
    }
    return next((kind for kind, value in known.items() if value), "")


def _identities(comment: Comment, facts: dict[str, list[int]]) -> Iterable[KnownBy]:
    is_proven = bool(_total(facts, "proven").number)
    if comment.identity:
        yield KnownBy("account", _("Account of the website"), comment.identity.subject, _total(facts, "account"), True)
    of_author = Total(min(sum(_total(facts, status).number for status in Status), queries.LIMIT))
    by_email = _total(facts, "email") if comment.identity_id else of_author
    if comment.email:
        yield KnownBy("email", _("E-mail"), comment.email, by_email, is_proven, comment.email_canonical)
    if comment.network:
        yield KnownBy("network", _("Network"), comment.network, _total(facts, "network"), True, comment.network)
    if comment.url:
        host = hostnames.host_of(comment.url).removeprefix("www.")
        yield KnownBy("website", _("Website"), host or comment.url, _total(facts, "website"), False, host)
    if comment.commenter_id:
        yield KnownBy("browser", _("Remembered browser"), "", _total(facts, "browser"), True)
    if comment.name:
        label = _("Same name, another e-mail")
        yield KnownBy("name", label, comment.name, _total(facts, "name"), False, comment.name)


def _names(rows: Sequence[Ban | AuthorNote | TrustedAuthor]) -> dict[int | None, str]:
    ids = {row.by_id for row in rows} - {None}
    users = get_user_model()._default_manager.in_bulk(ids) if ids else {}
    return {user.pk: display_name(user) for user in users.values()}


def _ban_line(ban: Ban, names: dict[int | None, str]) -> BanLine:
    return BanLine(
        id=ban.pk, kind=ban.kind, kind_label=str(BanKind(ban.kind).label), value=ban.value, effect=ban.effect,
        effect_label=ban.get_effect_display(), until=ban.until, by=names.get(ban.by_id, ""), note=ban.note,
        is_shared=ban.site_id is None,
    )  # fmt: skip


def _trust_line(trust: TrustedAuthor, names: dict[int | None, str]) -> TrustLine:
    return TrustLine(trust.pk, names.get(trust.by_id, ""), trust.created_at, trust.note)


def _note_line(note: AuthorNote, names: dict[int | None, str]) -> NoteLine:
    return NoteLine(note.pk, note.value, note.text, names.get(note.by_id, ""), note.by_id, note.created_at)


def _earlier(one: Comment) -> Earlier:
    excerpt = markup.excerpt(one.text, _EXCERPT)
    return Earlier(one.pk, one.status, one.get_status_display(), one.created_at, excerpt, str(one.thread))

"""Readers whom the host vouches for: they sign in with its signed token, once, and then have a session of our own."""

import math
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.db import IntegrityError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comments import doorbell, signed_tokens
from comments.access import identity_tokens, key_sets
from comments.access.identity_tokens import Claims
from comments.db import rate_limits
from comments.db.rate_limits import RateLimit
from comments.db.rows import find_one
from comments.db.transactions import writing
from comments.errors import IdentityKeysUnknown, IdentityRefused, Message, SignInNeeded, TooFast
from comments.host import Reader
from comments.limits import READER_SESSION_HOURS
from comments.models import Identity, ReaderSession, SingleSignOn, Site

# The header in which the host's token comes, and then our own.
HEADER = "Comments-Identity"
# Of one account: so many sessions at once, as of a browser with many windows, and then one in so many seconds.
AT_ONCE, INTERVAL = 30, 30
# The host is not asked for its keys more often than this, and they are here so soon after.
_KEYS_AGAIN, _FETCHED_SECONDS = timedelta(minutes=1), 3


class SignInsTooFast(TooFast):
    """Beyond the rate limit of sessions that an account of the host begins."""

    def _sentence(self) -> Message:
        return ngettext(
            "You are signing in too often. Please try again in %(seconds)d second.",
            "You are signing in too often. Please try again in %(seconds)d seconds.",
            self.retry_after,
        )


@dataclass(frozen=True)
class SignedIn:
    """A new session: `token` names it in the header of later calls."""

    token: str
    expires_at: datetime
    identity: Identity


def sign_in(site: Site, token: str, *, now: datetime | None = None) -> SignedIn:
    """Exchange the host's token for a session, once. Raises IdentityRefused, which says what is wrong with it.

    Raises IdentityKeysUnknown if the host's key has to be fetched first, and SignInsTooFast.
    """
    now = now or timezone.now()
    sign_on = find_one(SingleSignOn.objects.filter(site=site, is_on=True))
    if sign_on is None:
        raise IdentityRefused(_("Readers cannot sign in on this site: its single sign-on is switched off."))
    sign_on.site = site
    try:
        claims = identity_tokens.read(token, sign_on, now=now)
    except key_sets.UnknownKey:
        raise _unknown_key(sign_on, now) from None
    limit = RateLimit(f"sign-in:{_digest(claims.issuer, claims.subject)}", INTERVAL, AT_ONCE)
    rate_limits.require(site.pk, limit, SignInsTooFast, now=now)
    expires_at = now + timedelta(hours=READER_SESSION_HOURS)
    try:
        with writing():
            identity = _kept(site, claims, now)
            session = ReaderSession.objects.create(
                site=site, identity=identity, token_digest=_digest(claims.issuer, claims.token_id), created_at=now,
                expires_at=expires_at,
            )  # fmt: skip
    except IntegrityError:  # of this site and token there is one already
        raise IdentityRefused(_("This token was used before. The host must make a new one each time.")) from None
    return SignedIn(signed_tokens.reader_token(session.pk), expires_at, identity)


def signed_in(site: Site, token: str, *, now: datetime | None = None) -> Identity | None:
    """Who is signed in by our token, which one query finds out; None without a token.

    Raises SignInNeeded for one of another site, forged, ended, or too old.
    """
    if not token:
        return None
    found = _sessions(site, token).filter(
        expires_at__gt=now or timezone.now(), ended_at=None, site__single_sign_on__is_on=True
    )
    session = find_one(found.select_related("identity"))
    if session is None:
        raise SignInNeeded
    return session.identity


def sign_out(site: Site, token: str, *, now: datetime | None = None) -> None:
    """End a session; what is no session, or none any more, stays as it is."""
    with writing():
        _sessions(site, token).filter(ended_at=None).update(ended_at=now or timezone.now())


def erase_unused(identity_id: int, *, now: datetime | None = None) -> None:
    """Forget all that is known of an account that has no comment any more, in the transaction that took the last.

    Its sessions end. Who signs in by it again is somebody new here.
    """
    unused = Identity.objects.filter(pk=identity_id, comments=None)
    # By chance, so that no token of the host's can be of this account, before or after.
    subject = f"erased {secrets.token_hex(16)}"
    emptied = unused.update(issuer="", subject=subject, name="", email="", url="", is_staff=False)
    if emptied:
        ReaderSession.objects.filter(identity=identity_id, ended_at=None).update(ended_at=now or timezone.now())


def require_reading(site: Site, identity: Identity | None) -> None:
    """Raise SignInNeeded if the site shows its comments to signed-in readers alone, and nobody is."""
    if site.reads_signed_in and identity is None:
        raise SignInNeeded


def as_told(site: Site, reader: Reader, *, now: datetime | None = None) -> Identity:
    """The account of which a project around ours says that its reader is signed in by it; nothing is written.

    It has no primary key before `kept` was called once.
    """
    now = now or timezone.now()
    account = {"site": site, "issuer": reader.issuer, "subject": reader.id}
    identity = find_one(Identity.objects.filter(**account)) or Identity(**account, created_at=now, signed_in_at=now)
    identity.site = site
    identity.name, identity.email, identity.url = reader.name, reader.email, reader.url
    identity.is_staff = reader.is_staff
    return identity


def kept(identity: Identity, *, now: datetime | None = None) -> Identity:
    """Write what `as_told` returned."""
    with writing():
        return _kept(identity.site, identity, now or timezone.now())


def _kept(site: Site, who: Claims | Identity, now: datetime) -> Identity:
    """The account as it is described now."""
    row = Identity(
        site=site, issuer=who.issuer, subject=who.subject, name=who.name, email=who.email, url=who.url,
        is_staff=who.is_staff, created_at=now, signed_in_at=now,
    )  # fmt: skip
    [kept] = Identity.objects.bulk_create(
        [row],
        update_conflicts=True,
        unique_fields=["site", "issuer", "subject"],
        update_fields=["name", "email", "url", "is_staff", "signed_in_at"],
    )
    return kept


def _sessions(site: Site, token: str) -> QuerySet[ReaderSession]:
    return ReaderSession.objects.filter(pk=signed_tokens.read_reader_token(token) or 0, site=site)


def _digest(issuer: str, named: str) -> str:
    return sha256(f"{issuer}\0{named}".encode()).hexdigest()


def _unknown_key(sign_on: SingleSignOn, now: datetime) -> IdentityKeysUnknown:
    """Have the host's keys fetched, at once if nobody asked for them in the last minute."""
    asked_at = sign_on.keys_asked_at or now - _KEYS_AGAIN
    due = max(now, asked_at + _KEYS_AGAIN)
    later = SingleSignOn.objects.filter(pk=sign_on.pk).exclude(keys_due__lte=due)
    if later.exists():
        with writing():
            later.update(keys_due=due)
    if due == now:
        doorbell.key_sets.ring_after_commit(sign_on.pk)
    seconds = _FETCHED_SECONDS + math.ceil((due - now).total_seconds())
    message = _(
        "The token names a key that is not among the host's keys. They are fetched again: send the token once more in"
        " %(seconds)d seconds."
    )
    return IdentityKeysUnknown(message % {"seconds": seconds}, retry_after=seconds)

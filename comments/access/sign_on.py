"""The single sign-on of a site, as its chief moderators set it up: switch, claims, secret, and the host's keys."""

import secrets
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.utils import timezone
from django.utils.translation import gettext as _

from comments import doorbell, encryption
from comments.access import audit
from comments.access.identity_tokens import PURPOSE
from comments.access.membership import require_chief
from comments.access.staff import Moderator
from comments.db.transactions import writing
from comments.errors import FieldError, Invalid, Stale
from comments.models import AuditVerb, ReaderSession, SingleSignOn, Site
from comments.net import hostnames

# For which the former secret is valid beside the new one.
FORMER_HOURS = 1
_SECRET_BYTES = 32


@dataclass(frozen=True)
class SignOnSettings:
    """What is typed; "" of an issuer is any, of an audience the site's slug, of the address of keys none."""

    is_on: bool
    issuer: str
    audience: str
    jwks_url: str


def of_site(site: Site) -> SingleSignOn:
    """As it is set up, or as it begins where nobody did so yet; then it has no row."""
    return SingleSignOn.objects.select_related("site").filter(site=site).first() or SingleSignOn(site=site)


def change(site: Site, typed: SignOnSettings, *, by: Moderator, now: datetime | None = None) -> None:
    """Change switch, claims and address. Raises NotAllowed, and Invalid where nothing could be checked by it."""
    require_chief(by, site.pk)
    now = now or timezone.now()
    if typed.jwks_url and not _is_secure(typed.jwks_url):
        sentence = _("Enter an address that begins with https:// and has no name or password in it.")
        raise Invalid([FieldError("jwks_url", "invalid", sentence)])
    with writing():
        row = _locked(site)
        if typed.is_on and not (row.secret or typed.jwks_url):
            sentence = _("Make a secret first, or enter the address of your website's keys.")
            raise Invalid([FieldError("is_on", "invalid", sentence)])
        is_elsewhere = typed.jwks_url != row.jwks_url
        if row.is_on and not typed.is_on:
            _end_sessions(site, now)
        for name, value in asdict(typed).items():
            setattr(row, name, value)
        if is_elsewhere:
            row.keys, row.keys_failure, row.keys_fetched_at, row.keys_asked_at = [], "", None, None
            row.keys_due = now if row.jwks_url else None
        row.save()
        state = _("on") if row.is_on else _("off")
        _note(_("Single sign-on: %(state)s.") % {"state": state}, site, by=by, now=now)
    if is_elsewhere and row.jwks_url:
        doorbell.key_sets.ring_after_commit(row.pk)


def make_secret(site: Site, *, seen: datetime | None, by: Moderator, now: datetime | None = None) -> str:
    """Make a secret, and return it: it is told this once. The former is valid for FORMER_HOURS more.

    `seen` is when the one on the screen was made, None for none: raises Stale if there is another one, and NotAllowed.
    """
    require_chief(by, site.pk)
    now, secret = now or timezone.now(), secrets.token_urlsafe(_SECRET_BYTES)
    with writing():
        row = _locked(site)
        if row.secret_made_at != seen:
            raise Stale(_("A secret was made in the meantime. Look whether you need another one."))
        former = row.secret
        row.previous_secret, row.previous_until = former, now + timedelta(hours=FORMER_HOURS) if former else None
        row.secret, row.secret_made_at = encryption.seal(secret, purpose=PURPOSE), now
        row.save()
        _note(_("Single sign-on: made a secret."), site, by=by, now=now)
    return secret


def end_former_secret(site: Site, *, by: Moderator, now: datetime | None = None) -> None:
    """Take no more tokens that the former secret signed. Raises NotAllowed."""
    require_chief(by, site.pk)
    with writing():
        row = _locked(site)
        row.previous_secret, row.previous_until = "", None
        row.save()
        _note(_("Single sign-on: ended the former secret."), site, by=by, now=now or timezone.now())


def sign_everybody_out(site: Site, *, by: Moderator, now: datetime | None = None) -> int:
    """End the sessions of all readers of a site; returns how many. Raises NotAllowed."""
    require_chief(by, site.pk)
    now = now or timezone.now()
    with writing():
        number = _end_sessions(site, now)
        _note(_("Single sign-on: signed all readers out."), site, by=by, now=now)
    return number


def fetch_keys(site: Site, *, by: Moderator, now: datetime | None = None) -> None:
    """Have the host's keys fetched now. Raises NotAllowed."""
    require_chief(by, site.pk)
    with writing():
        row = _locked(site)
        if row.jwks_url:
            row.keys_due = now or timezone.now()
            row.save(update_fields=["keys_due"])
    doorbell.key_sets.ring_after_commit(row.pk)


def can_be_read(sealed: str) -> bool:
    """Whether a secret that is stored can still be read; not after SECRET_KEY was lost."""
    return encryption.unseal(sealed, purpose=PURPOSE) is not None


def _end_sessions(site: Site, now: datetime) -> int:
    return ReaderSession.objects.filter(site=site, ended_at=None, expires_at__gt=now).update(ended_at=now)


def _locked(site: Site) -> SingleSignOn:
    row, _is_new = SingleSignOn.objects.select_for_update().get_or_create(site=site)
    return row


def _is_secure(url: str) -> bool:
    if not url.isascii() or any(char.isspace() for char in url) or not hostnames.origin_of(url).startswith("https://"):
        return False
    parts = urlsplit(url)
    return parts.username is None and parts.password is None and not parts.fragment


def _note(text: str, site: Site, *, by: Moderator, now: datetime) -> None:
    audit.write(AuditVerb.SECURITY, text, by=by, site_id=site.pk, now=now)

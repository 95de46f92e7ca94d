"""API keys: a person makes one for a program, which then acts as this person, within the key's site and scope.

What a key may do is asked anew with each call, as at the desk: its person's memberships now, no more than the key's
site, no more than its scope. So a key never outlives a role.
"""

import re
import secrets
from datetime import datetime, timedelta
from hashlib import sha256
from typing import NamedTuple

from django.db.models import Case, F, Q, QuerySet, Value, When
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from comments.access import audit
from comments.access.membership import access_of, narrow, require_moderator
from comments.access.staff import Moderator
from comments.db.transactions import writing
from comments.errors import CallsTooFast, FieldError, Invalid, KeyRefused, NotFound
from comments.models import ApiKey, AuditVerb, KeyScope, Site

# cmts_PREFIX_SECRET, in hex: programs that look for secrets in code and logs find it by this form.
TOKEN = re.compile(r"cmts_(?P<prefix>[0-9a-f]{12})_(?P<secret>[0-9a-f]{64})")
# Of each key: so many calls at once, and then one in so many seconds.
AT_ONCE = 120
INTERVAL = 0.2
# A call that was counted later than one that came after it, and beyond that a clock that was set back.
_LONGEST_WAIT = 60
# When a key was last used is known to the minute.
_AGAIN = timedelta(minutes=1)
MOST = 50


class Made(NamedTuple):
    """A new key, and its token, which is known now and never again."""

    key: ApiKey
    token: str


def make(
    *,
    by: Moderator,
    name: str,
    scope: KeyScope,
    site: Site | None,
    expires_at: datetime | None,
    now: datetime | None = None,
) -> Made:
    """Make a key for oneself, on one site, or with None on all that one moderates; None of `expires_at` is never.

    Raises NotAllowed for a site that this person does not moderate, and Invalid for a name, an end or a number of keys
    that cannot be.
    """
    now, name = now or timezone.now(), " ".join(name.split())
    _require_reach(by, site)
    if not name:
        raise Invalid([FieldError("name", "required", _("Name the program that will use the key."))])
    if expires_at is not None and expires_at <= now:
        raise Invalid([FieldError("expires_at", "invalid", _("This is over already."))])
    prefix, secret = secrets.token_hex(6), secrets.token_hex(32)
    with writing():
        if ApiKey.objects.filter(_is_valid(now), person=by).count() >= MOST:
            sentence = _("You have %(n)d keys. Revoke one that is not used any more.") % {"n": MOST}
            raise Invalid([FieldError("", "too-many", sentence)])
        key = ApiKey.objects.create(
            person=by, site=site, name=name, scope=scope, prefix=prefix, digest=_digest(secret), created_at=now,
            expires_at=expires_at,
        )  # fmt: skip
        _note(_("Made the API key “%(name)s” (%(prefix)s): %(scope)s."), key, by=by, now=now)
    return Made(key, f"cmts_{prefix}_{secret}")


def visible(to: Moderator) -> QuerySet[ApiKey]:
    """One's own keys, and those of the sites that one leads; those of all sites, to people who lead all."""
    access = access_of(to)
    led = access.filter_led(ApiKey.objects.all())
    return ApiKey.objects.filter(Q(person=to) | Q(pk__in=led.values("pk")))


def revoke(key_id: int, *, by: Moderator, now: datetime | None = None) -> ApiKey:
    """End a key that one may see, at once and for good; a second time changes nothing. Raises NotFound."""
    now = now or timezone.now()
    with writing():
        key = visible(by).select_for_update(of=("self",), no_key=True).select_related("site").filter(pk=key_id).first()
        if key is None:
            raise NotFound
        if key.revoked_at is None:
            key.revoked_at, key.revoked_by = now, by
            key.save(update_fields=["revoked_at", "revoked_by"])
            _note(_("Revoked the API key “%(name)s” (%(prefix)s)."), key, by=by, now=now)
    return key


def bearer(token: str, *, now: datetime) -> ApiKey:
    """The key of a token, with its person, whom it narrows to its site. Raises KeyRefused.

    Which key it is, is no secret; whether the secret is right is found in constant time, and nothing else is told
    before.
    """
    parts = TOKEN.fullmatch(token)
    key = ApiKey.objects.select_related("person").filter(prefix=parts["prefix"]).first() if parts else None
    if parts is None or key is None or not constant_time_compare(_digest(parts["secret"]), key.digest):
        raise KeyRefused
    if key.revoked_at is not None:
        raise KeyRefused(_("This API key was revoked."))
    if key.expires_at is not None and key.expires_at <= now:
        raise KeyRefused(_("This API key has expired."))
    if not key.person.is_active:
        raise KeyRefused(_("The account of the person who made this API key is switched off."))
    if key.site_id is not None:
        narrow(key.person, key.site_id)
    return key


def count_call(key: ApiKey, *, now: datetime) -> None:
    """Count a call by its key, and note when it was used, in one statement. Raises CallsTooFast beyond the limit."""
    at = now.timestamp()
    latest, horizon = at + (AT_ONCE - 1) * INTERVAL, at + AT_ONCE * INTERVAL + _LONGEST_WAIT
    is_within = Q(arrival__lte=latest) | Q(arrival__gt=horizon)
    arrival = Case(When(arrival__gt=at, arrival__lte=horizon, then=F("arrival")), default=Value(at)) + INTERVAL
    used = {"last_used_at": now} if key.last_used_at is None or now - key.last_used_at >= _AGAIN else {}
    with writing():
        counted = ApiKey.objects.filter(is_within, pk=key.pk).update(arrival=arrival, **used)
    if not counted:
        seconds = max(1, round(key.arrival - (AT_ONCE - 1) * INTERVAL - at + 0.5))
        raise CallsTooFast(seconds, limit=AT_ONCE, window=int(AT_ONCE * INTERVAL))


def _require_reach(by: Moderator, site: Site | None) -> None:
    if site is None and access_of(by).is_moderator:
        return
    require_moderator(by, site.pk if site else None)


def _is_valid(now: datetime) -> Q:
    return Q(revoked_at=None) & (Q(expires_at=None) | Q(expires_at__gt=now))


def _digest(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


def _note(sentence: str, key: ApiKey, *, by: Moderator, now: datetime) -> None:
    text = sentence % {"name": key.name, "prefix": key.prefix, "scope": key.scope}
    audit.write(AuditVerb.KEY, text, by=by, site_id=key.site_id, now=now)

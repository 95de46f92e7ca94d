"""The host's word on who its reader is: a signed JSON Web Token (RFC 7519), checked to the last claim.

How it is checked follows from what the site has, never from the token: HS256 is tried with the shared secrets alone,
the others with the host's public keys alone, and no key that a token names or brings along is looked at.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import jwt
from django.utils.translation import gettext as _
from jwt.types import Options

from comments import encryption
from comments.access import key_sets
from comments.author_fields import email_errors, name_errors, normalised_url, url_errors
from comments.errors import FieldError, IdentityRefused
from comments.limits import CLAIM_LIMIT
from comments.models import SingleSignOn
from comments.text import characters, normalization

PURPOSE = "single sign-on"
HS256 = "HS256"
# In characters; what a header may hold.
LONGEST_TOKEN = 8000
# In seconds: between "iat" and "exp", and by how much two clocks may differ.
LONGEST_LIFE, LEEWAY = 600, 60
_LATEST = 2**40  # seconds since 1970, 34,000 years
# These are checked here: by the moment that is given, and with sentences that say what to do.
_UNCHECKED: Options = {
    "verify_exp": False, "verify_nbf": False, "verify_iat": False, "verify_aud": False, "verify_iss": False,
    "verify_sub": False, "verify_jti": False,
}  # fmt: skip


@dataclass(frozen=True)
class Claims:
    """What a valid token says of an account of the host; "" for what it does not say."""

    issuer: str
    subject: str
    token_id: str
    name: str
    email: str
    url: str
    is_staff: bool


def read(token: str, sign_on: SingleSignOn, *, now: datetime) -> Claims:
    """What a token of the host says, which came with its site. Raises IdentityRefused, which says what is wrong.

    Raises `key_sets.UnknownKey` if it names a key that is not among those of the host that we have.
    """
    algorithm, key_id = _header(token)
    said = _first_that_fits(token, algorithm, _keys(sign_on, algorithm, key_id, now))
    _require_in_time(said, now)
    _require_for_us(said, sign_on)
    return _claims(said)


def _header(token: str) -> tuple[str, str | None]:
    if not token:
        raise IdentityRefused(_("Send the host's signed token (JWT) in the header Comments-Identity."))
    if len(token) > LONGEST_TOKEN:
        raise IdentityRefused(_("The token is longer than %(limit)d characters.") % {"limit": LONGEST_TOKEN})
    try:
        header = jwt.get_unverified_header(token)
    except (jwt.InvalidTokenError, ValueError, RecursionError):
        raise IdentityRefused(_("This is no JSON Web Token that can be read here.")) from None
    algorithm, key_id = header.get("alg"), header.get("kid")
    known_algorithms = (HS256, *key_sets.KINDS)
    if not isinstance(algorithm, str) or algorithm not in known_algorithms:
        known = ", ".join(known_algorithms)
        raise IdentityRefused(_("The header “alg” must be one of: %(known)s.") % {"known": known})
    return algorithm, key_id if isinstance(key_id, str) else None


def _keys(sign_on: SingleSignOn, algorithm: str, key_id: str | None, now: datetime) -> Sequence[Any]:
    """The keys that may have signed it, as PyJWT takes them."""
    if algorithm != HS256:
        return key_sets.usable(sign_on, algorithm, key_id)
    secrets = [*_secrets(sign_on, now)]
    if not secrets:
        raise IdentityRefused(_("The token is signed by HS256, and this site has no secret."))
    return secrets


def _secrets(sign_on: SingleSignOn, now: datetime) -> Iterator[str]:
    """The shared secret, and the one before it as long as it is valid."""
    in_use = [sign_on.secret]
    if sign_on.previous_until and now < sign_on.previous_until:
        in_use.append(sign_on.previous_secret)
    for sealed in filter(None, in_use):
        secret = encryption.unseal(sealed, purpose=PURPOSE)
        if secret:
            yield secret


def _first_that_fits(token: str, algorithm: str, keys: Sequence[Any]) -> Mapping[str, Any]:
    for key in keys:
        try:
            said: Mapping[str, Any] = jwt.decode(token, key, algorithms=[algorithm], options=_UNCHECKED)
        except jwt.InvalidSignatureError:
            continue
        except (jwt.InvalidTokenError, ValueError, RecursionError):
            raise IdentityRefused(_("This is no JSON Web Token that can be read here.")) from None
        return said
    raise IdentityRefused(_("The signature is not right: the token was signed by another key, or changed since."))


def _require_in_time(said: Mapping[str, Any], now: datetime) -> None:
    issued, expires = _moment(said, "iat"), _moment(said, "exp")
    begins = _moment(said, "nbf") if "nbf" in said else issued
    moment = now.timestamp()
    times = {"now": now.astimezone(UTC).isoformat(timespec="seconds")}
    if not 0 < expires - issued <= LONGEST_LIFE:
        message = _("A token is valid for at most %(seconds)d seconds from “iat” to “exp”.")
        raise IdentityRefused(message % {"seconds": LONGEST_LIFE})
    if moment > expires + LEEWAY:
        raise IdentityRefused(_("The token is too old: “exp” is over, it is %(now)s here.") % times)
    if moment < max(issued, begins) - LEEWAY:
        raise IdentityRefused(_("The token begins in the future, it is %(now)s here.") % times)


def _moment(said: Mapping[str, Any], name: str) -> float:
    value = said.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or abs(value) > _LATEST or math.isnan(value):
        raise _wrong(name, _("it must be a time in seconds since 1970."))
    return float(value)


def _require_for_us(said: Mapping[str, Any], sign_on: SingleSignOn) -> None:
    audience, asked = said.get("aud"), sign_on.asked_audience
    if asked not in (audience if isinstance(audience, list) else [audience]):
        raise _wrong("aud", _("it must be “%(asked)s”.") % {"asked": asked})
    if sign_on.issuer and said.get("iss") != sign_on.issuer:
        raise _wrong("iss", _("it must be “%(asked)s”.") % {"asked": sign_on.issuer})


def _claims(said: Mapping[str, Any]) -> Claims:
    name = normalization.normalise_line(_string(said, "name", is_needed=True))
    email = normalization.normalise_line(_string(said, "email"))
    url = normalised_url(_string(said, "url"))
    found: list[FieldError] = [*name_errors(name, is_required=True), *email_errors(email, is_required=False)]
    for error in (*found, *url_errors(url)):
        raise _wrong(error.field, str(error.message))
    staff = said.get("staff", False)
    if not isinstance(staff, bool):
        raise _wrong("staff", _("it must be true or false."))
    issuer, subject, token_id = (_line(said, claim, is_needed=claim != "iss") for claim in ("iss", "sub", "jti"))
    return Claims(issuer, subject, token_id, name, email, url, staff)


def _line(said: Mapping[str, Any], name: str, *, is_needed: bool) -> str:
    """Kept as it is: two of them are the same only if each character is."""
    value = _string(said, name, is_needed=is_needed)
    if len(value) > CLAIM_LIMIT or characters.has_control_in_line(value):
        raise _wrong(name, _("it has at most %(limit)d characters, and none that controls.") % {"limit": CLAIM_LIMIT})
    return value


def _string(said: Mapping[str, Any], name: str, *, is_needed: bool = False) -> str:
    value = said.get(name)
    if value is None and not is_needed:
        return ""
    if not isinstance(value, str) or (is_needed and not value.strip()):
        raise _wrong(name, _("it must be a string that is not empty.") if is_needed else _("it must be a string."))
    return value


def _wrong(name: str, why: str) -> IdentityRefused:
    return IdentityRefused(_("The claim “%(name)s” cannot be used: %(why)s") % {"name": name, "why": why})

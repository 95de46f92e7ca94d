"""Codes that change every 30 seconds (TOTP, RFC 6238: HMAC-SHA-1, six digits), as authenticator apps make them."""

import hmac
import secrets
from base64 import b32encode
from datetime import datetime

import segno
from django.utils.safestring import SafeString
from pyotp import TOTP

SECONDS = 30
DIGITS = 6
_SECRET_BYTES = 20  # as many as SHA-1 has, as RFC 4226 recommends
_WINDOW = 1  # steps by which a phone's clock may be wrong


def new_secret() -> bytes:
    return secrets.token_bytes(_SECRET_BYTES)


def step_of(now: datetime) -> int:
    return int(now.timestamp()) // SECONDS


def code_at(secret: bytes, step: int) -> str:
    """The code of one step."""
    return _of(secret).generate_otp(step)


def matching_step(secret: bytes, code: str, now: datetime, *, after: int) -> int | None:
    """The step whose code this is, within the window and later than `after`; None for a wrong or used code."""
    step, found = step_of(now), None
    for candidate in range(step - _WINDOW, step + _WINDOW + 1):
        # Each is compared, whichever fits: time tells nothing.
        if hmac.compare_digest(code_at(secret, candidate).encode(), code.encode()) and candidate > after:
            found = candidate
    return found


def written(secret: bytes) -> str:
    """For typing into an app: base32 in groups of four."""
    letters = _base32(secret)
    return " ".join(letters[start : start + 4] for start in range(0, len(letters), 4))


def link(secret: bytes, *, account: str, issuer: str) -> str:
    """The otpauth: address that apps on the same device open, and that the QR code says to others."""
    return _of(secret).provisioning_uri(name=account, issuer_name=issuer)


def qr_code(address: str) -> SafeString:
    """An address as a QR code: an inline SVG without styles or scripts, black on white in dark mode too."""
    drawn = segno.make(address, error="m", micro=False)
    return SafeString(drawn.svg_inline(scale=4, dark="#000", light="#fff", svgclass=None, lineclass=None))


def _of(secret: bytes) -> TOTP:
    return TOTP(_base32(secret), digits=DIGITS, interval=SECONDS)


def _base32(secret: bytes) -> str:
    return b32encode(secret).decode()

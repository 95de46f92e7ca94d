"""Secrets that must be read again, encrypted in the database: who has its backup alone cannot read them."""

from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac

_SALT = "comments.encryption"


def seal(secret: str, *, purpose: str) -> str:
    """Encrypt and authenticate it (Fernet: AES-128-CBC, HMAC-SHA-256) by a key that serves for this purpose alone."""
    return _ciphers(purpose).encrypt(secret.encode()).decode()


def unseal(sealed: str, *, purpose: str) -> str | None:
    """None for what was sealed with neither SECRET_KEY nor one of its fallbacks, or was changed since."""
    try:
        return _ciphers(purpose).decrypt(sealed.encode()).decode()
    except InvalidToken:
        return None


def _ciphers(purpose: str) -> MultiFernet:
    """The first is of the key in use."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    derived = [salted_hmac(_SALT, purpose, secret=key, algorithm="sha256").digest() for key in keys]
    return MultiFernet([Fernet(urlsafe_b64encode(key)) for key in derived])

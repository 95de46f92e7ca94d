"""Hashes of what may not be kept itself: nobody without SECRET_KEY can find what they were made of by trying."""

from django.conf import settings
from django.utils.crypto import salted_hmac


def hashes(salt: str, value: str) -> list[str]:
    """Hashes of a value, in hex: the first by SECRET_KEY, which is to be stored, the others by the keys before it.

    The key of each is derived from it and `salt`, and serves for nothing else.
    """
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return [salted_hmac(salt, value, secret=key, algorithm="sha256").hexdigest() for key in keys]

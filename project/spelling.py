"""Which names in the environment look like settings of ours, but are none? Django is not needed here."""

import os
from difflib import get_close_matches

from project.env import Misconfigured
from project.sentences import _

# What people set. A test compares this with what is read.
NAMES = (
    "ADMIN_PASSWORD", "AKISMET_KEY", "AKISMET_TEST", "AKISMET_URL", "ALLOWED_HOSTS", "BROKER_URL", "CACHE_MB",
    "CACHE_URL", "DATABASE_URL", "DATA_DIR", "DEBUG", "DEFAULT_FROM_EMAIL", "DEMO", "EMAIL_URL", "ERASURES_DIR",
    "HOST", "LOGIN_FAILURES", "LOGIN_LOCK_MINUTES", "LOG_LEVEL", "PORT", "PRIVATE_KEY_SETS", "PRIVATE_RECEIVERS",
    "PUBLIC_URL", "SECRET_KEY", "SECRET_KEY_FALLBACKS", "STATIC_ROOT", "TELEGRAM_API_URL", "TRUSTED_PROXIES",
    "WEB_WORKERS",
)  # fmt: skip
# Shorter names are like too many others.
SHORTEST = 6
# As difflib counts: one letter more, less or swapped in a name of ten, and AKISMET_API_KEY for AKISMET_KEY.
ALIKE = 0.84


def refuse_misspelt() -> None:
    """End the process when a setting seems misspelt: it would run on the default, such as an empty database."""
    plain = {name for name in NAMES if len(name) >= SHORTEST}
    known = plain | {f"{name}_FILE" for name in plain}
    for name in sorted(os.environ.keys() - known):
        meant = get_close_matches(name.upper(), known, 1, ALIKE)
        if meant and not _is_set(meant[0].removesuffix("_FILE")):
            sentence = _(
                "%(name)s is set, but no setting has that name: did you mean %(meant)s?", name=name, meant=meant[0]
            )
            raise Misconfigured(sentence)


def _is_set(name: str) -> bool:
    return bool(os.environ.get(name) or os.environ.get(f"{name}_FILE"))

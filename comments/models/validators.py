"""Validators of a site's settings."""

import re
from functools import cache
from zoneinfo import available_timezones

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from comments import languages
from comments.errors import Message
from comments.net import emails, hostnames
from comments.text import word_list

_LANGUAGE_TAG = re.compile(r"[a-z]{2,3}(-[a-z0-9]{1,8})*", re.IGNORECASE | re.ASCII)


def validate_origins(value: str) -> None:
    """Raise ValidationError unless each line is an origin: scheme://host[:port], in any spelling."""
    for line in value.split():
        if not hostnames.strict_origin(line):
            raise ValidationError(_why_not(line), params={"line": line, "origin": _meant(line)})


def _why_not(line: str) -> Message:
    if "*" in line:
        return _("“%(line)s” has a wildcard. List each origin on a line of its own, such as https://www.example.org.")
    if _meant(line):
        return _("“%(line)s” is not an origin. Type %(origin)s instead.")
    return _("“%(line)s” is not an origin such as https://example.org.")


def _meant(line: str) -> str:
    """The origin in an address with a path, or without its scheme."""
    bare = line.rstrip(".,;")
    if "://" in bare:
        return hostnames.origin_of(bare)
    return hostnames.origin_of(f"https://{bare}") if "." in bare or ":" in bare else ""


@cache
def _time_zones() -> set[str]:
    """Looked up once: it opens every file of the system's or the package's time zones."""
    return available_timezones()


def validate_time_zone(value: str) -> None:
    if value not in _time_zones():
        raise ValidationError(_("%(zone)s is not a time zone such as Europe/Berlin"), params={"zone": value})


def validate_language(value: str) -> None:
    """Raise ValidationError unless Django knows the language, or there is one of ours that is near it, as for de-AT."""
    is_near = bool(_LANGUAGE_TAG.fullmatch(value) and languages.nearest(value))
    if value not in dict(settings.LANGUAGES) and not is_near:
        raise ValidationError(_("%(language)s is not a language such as en or de-at"), params={"language": value})


def validate_words(value: str) -> None:
    """Raise ValidationError unless each line of a word list can be used."""
    if problems := word_list.errors_in(value):
        raise ValidationError(problems)


def validate_mailable(value: str) -> None:
    """Raise ValidationError unless mails can be sent from or to it: one address, its name in ASCII."""
    if not emails.mailable(value):
        raise ValidationError(
            _("“%(address)s” is not an address such as comments@example.org."), params={"address": value}
        )


def validate_public_address(value: str) -> None:
    """Raise ValidationError unless it is the origin of a website: scheme://host[:port]."""
    if not hostnames.strict_origin(value):
        raise ValidationError(_why_not(value), params={"line": value, "origin": _meant(value)})

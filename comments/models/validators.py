"""What a site's settings may hold."""

from urllib.parse import urlsplit
from zoneinfo import available_timezones

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from comments import wordlist


def validate_origins(value: str) -> None:
    """One scheme://host[:port] a line."""
    for line in value.split():
        if not _is_origin(line):
            raise ValidationError(_("%(line)s is not an origin such as https://example.org"), params={"line": line})


def _is_origin(line: str) -> bool:
    try:
        parts = urlsplit(line)
    except ValueError:
        return False
    is_web = parts.scheme in {"http", "https"} and bool(parts.hostname) and "@" not in parts.netloc
    return is_web and f"{parts.scheme}://{parts.netloc}" == line


def validate_time_zone(value: str) -> None:
    if value not in available_timezones():
        raise ValidationError(_("%(zone)s is not a time zone such as Europe/Berlin"), params={"zone": value})


def validate_language(value: str) -> None:
    if value not in dict(settings.LANGUAGES):
        raise ValidationError(_("%(language)s is not a language such as en or pt-br"), params={"language": value})


def validate_words(value: str) -> None:
    """Every line of a word list can be used."""
    if problems := wordlist.errors_in(value):
        raise ValidationError(problems)

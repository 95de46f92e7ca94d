"""Name, e-mail and website of an author, as they may be typed or told: what is wrong with each."""

import re
from collections.abc import Iterator
from ipaddress import IPv4Address

from django.utils.translation import gettext_lazy as _

from comments.errors import FieldError
from comments.limits import EMAIL_LIMIT, NAME_LIMIT, URL_LIMIT
from comments.net import emails, hostnames, ip
from comments.text import characters, normalization

_NOT_IN_URL = re.compile(r"""[\s<>"'`\\^{|}\x00-\x1f\x7f-\x9f]""")

TOO_MANY_ACCENTS = _("One letter carries too many accents. Please remove some.")
_TOO_LONG = {
    "name": _("Your name has %(length)d characters; the limit is %(limit)d."),
    "email": _("Your email address has %(length)d characters; the limit is %(limit)d."),
    "url": _("Your website address has %(length)d characters; the limit is %(limit)d."),
}
_INVISIBLE = {
    "name": _("Your name contains an invisible character. Please type it again."),
    "email": _("Your email address contains an invisible character. Please type it again."),
    "url": _("Your website address contains an invisible character. Please type it again."),
}


def normalised_url(value: str) -> str:
    """A website as it is stored: on one line, and with https:// where the scheme was left out."""
    value = normalization.normalise_line(value)
    return f"https://{value}" if value and "//" not in value and ":" not in value and "." in value else value


def name_errors(value: str, *, is_required: bool) -> Iterator[FieldError]:
    """What is wrong with a name: at most one."""
    if not value:
        if is_required:
            yield FieldError("name", "blank", _("Please type your name."))
    elif characters.is_blank(value):
        yield FieldError("name", "blank", _("Please type a name with visible letters."))
    else:
        yield from _line_errors("name", value, NAME_LIMIT)


def email_errors(value: str, *, is_required: bool) -> Iterator[FieldError]:
    """What is wrong with an email address: at most one."""
    if not value:
        if is_required:
            yield FieldError("email", "blank", _("Please type your email address."))
        return
    problems = [*_line_errors("email", value, EMAIL_LIMIT)] or [*_invisible_errors("email", value)]
    if not problems and not emails.is_valid(value):
        problems = [FieldError("email", "invalid", _("Please enter an email address such as name@example.org."))]
    yield from problems


def url_errors(value: str) -> Iterator[FieldError]:
    """What is wrong with the address of a website: at most one."""
    if not value:
        return
    problems = [*_line_errors("url", value, URL_LIMIT)] or [*_invisible_errors("url", value)]
    if not problems and not _is_web_address(value):
        message = _("Please enter a web address such as https://example.org, or leave this empty.")
        problems = [FieldError("url", "invalid", message)]
    yield from problems


def _line_errors(name: str, value: str, limit: int) -> Iterator[FieldError]:
    if len(value) > limit:
        yield _too_long(name, value, limit)
    elif characters.has_stacked_marks(value):
        yield FieldError(name, "control-character", TOO_MANY_ACCENTS)
    elif characters.has_control_in_line(value):
        yield FieldError(name, "control-character", _INVISIBLE[name])


def _too_long(name: str, value: str, limit: int) -> FieldError:
    return FieldError(name, "too-long", _TOO_LONG[name] % {"length": len(value), "limit": limit})


def _invisible_errors(name: str, value: str) -> Iterator[FieldError]:
    """An invisible character: two addresses that look the same must be the same."""
    if characters.has_invisible(value):
        yield FieldError(name, "invalid", _INVISIBLE[name])


def _is_web_address(value: str) -> bool:
    """Whether its host is one that a browser finds: a domain of two parts or more, or an IPv4 address."""
    host = hostnames.host_of(value) if hostnames.origin_of(value) and not _NOT_IN_URL.search(value) else ""
    return hostnames.is_domain(host) or isinstance(ip.parse(host), IPv4Address)

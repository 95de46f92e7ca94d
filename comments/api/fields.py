"""Single query parameters and JSON fields, typed: each function raises Invalid with the name of the field.

What a comment itself may hold is checked by `posting.draft`, in the words of the form.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from comments import host, limits
from comments.errors import FieldError, Invalid
from comments.net import page_urls
from comments.text import characters, dates, parsing

MAX_ID = 2**63 - 1
MAX_SLUG_LENGTH = 50


def refuse_unknown(names: Iterable[str], known: Iterable[str]) -> None:
    """Raise Invalid with each name that is not known."""
    if unknown := sorted(set(names) - set(known)):
        shown = [characters.without_control(name[:50]) for name in unknown[:20]]
        raise Invalid([FieldError(name, "unknown", _("This field is not known.")) for name in shown])


def string(data: Mapping[str, Any], name: str) -> str:
    """A string of any characters; "" when absent or null."""
    value = data.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise _wrong(name, "type", _("This must be a string."))
    return value


def line(data: Mapping[str, Any], name: str, *, required: bool = False, max_length: int) -> str:
    """A string of one line, of at most `max_length` code points, without control characters; "" when absent or null."""
    value = string(data, name)
    if required and not value:
        raise _wrong(name, "required", _("This is required."))
    if len(value) > max_length:
        too_long = _("“%(name)s” has %(length)d characters; the limit is %(limit)d.")
        raise _wrong(name, "too-long", too_long % {"name": name, "length": len(value), "limit": max_length})
    if characters.has_control_in_line(value):
        invisible = _("“%(name)s” contains a control character. Please remove it.")
        raise _wrong(name, "control-character", invisible % {"name": name})
    return value


def site_slug(data: Mapping[str, Any]) -> str:
    """The slug of a site in the field "site", which is required; whether there is such a site is not known."""
    return line(data, "site", required=True, max_length=MAX_SLUG_LENGTH)


def thread_key(data: Mapping[str, Any], name: str) -> str:
    """The key of a thread: required, with at least one visible character."""
    value = line(data, name, required=True, max_length=limits.KEY_LIMIT)
    if not host.is_key(value):
        raise _wrong(name, "invalid", _("A thread's key needs at least one visible character."))
    return value


def page_url(data: Mapping[str, Any], name: str) -> str:
    """The address of a page without its fragment and tracking parameters; "" when absent."""
    try:
        return page_urls.kept(line(data, name, max_length=page_urls.LONGEST))
    except page_urls.UnusableAddress as unusable:
        raise _wrong(name, "invalid", str(unusable.message)) from None


def page_published_at(data: Mapping[str, Any], name: str) -> datetime | None:
    """When a page was published: a time with its zone, or a day; None when absent."""
    written = string(data, name)
    moment = dates.of_page(written) if written else None
    if written and moment is None:
        raise _wrong(name, "invalid", _("Write a time as in 2026-03-02T12:00:00Z, or a day as in 2026-03-02."))
    return moment


def comment_id(data: Mapping[str, Any], name: str) -> int | None:
    """The id of a comment, a whole number from 1 to MAX_ID; None when absent or null. true and 1.5 are refused."""
    value = data.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value <= MAX_ID:
        raise _wrong(name, "type", _("This must be the id of a comment."))
    return value


def version(data: Mapping[str, Any], name: str) -> int | None:
    """The version of a text, a whole number from 1; None when absent or null. true is refused."""
    value = data.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise _wrong(name, "type", _("This must be a whole number of at least 1."))
    return value


def flag(data: Mapping[str, Any], name: str) -> bool:
    """true or false; false when absent or null."""
    value = data.get(name)
    if value is None:
        return False
    if not isinstance(value, bool):
        raise _wrong(name, "type", _("This must be true or false."))
    return value


def integer_param(query: QueryDict, name: str, *, min_value: int, max_value: int) -> int | None:
    """A query parameter in decimal digits; None when absent."""
    value = query.get(name)
    if value is None:
        return None
    if not (value.isascii() and value.isdecimal() and len(value) < 20 and min_value <= int(value) <= max_value):
        message = _("This must be a whole number from %(lowest)d to %(highest)d.") % {
            "lowest": min_value,
            "highest": max_value,
        }
        raise _wrong(name, "out-of-range", message)
    return int(value)


def moment_param(query: QueryDict, name: str) -> datetime | None:
    """A query parameter that is a time in UTC, as 2026-03-02T12:00:00Z, with a fraction or without; None if absent."""
    value = query.get(name)
    if value is None:
        return None
    moment = parsing.parse_moment(value)
    if moment is None:
        raise _wrong(name, "invalid", _("This must be a time in UTC, such as 2026-03-02T12:00:00Z."))
    return moment


def thread_key_params(query: QueryDict, name: str, *, max_length: int) -> list[str]:
    """The keys of threads that a repeated query parameter names, each once; at least one, at most `max_length`."""
    values = list(dict.fromkeys(query.getlist(name)))
    if len(values) > max_length:
        raise _wrong(name, "too-many", _("The limit is %(n)d in one request.") % {"n": max_length})
    return [thread_key({name: value}, name) for value in values or [""]]


def choice_param(query: QueryDict, name: str, choices: Sequence[str], *, default: str) -> str:
    """A query parameter that is one of the choices."""
    value = query.get(name, default)
    if value not in choices:
        raise _wrong(name, "choice", _("This must be one of: %(choices)s.") % {"choices": ", ".join(choices)})
    return value


def _wrong(name: str, code: str, message: str) -> Invalid:
    return Invalid([FieldError(name, code, message)])

"""Query parameters and JSON fields, typed; whatever is not of the type is a 400 that names the field.

What a comment itself may hold `drafts` says, in the words of the form.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from comments import host, limits
from comments.errors import FieldError, Invalid
from comments.net import page_urls
from comments.text import normalization

HIGHEST_ID = 2**63 - 1


def refuse_unknown(names: Iterable[str], known: Iterable[str]) -> None:
    if unknown := sorted(set(names) - set(known)):
        shown = [normalization.printable(name[:50]) for name in unknown[:20]]
        raise Invalid([FieldError(name, "unknown", _("This field is not known.")) for name in shown])


def string(data: Mapping[str, Any], name: str) -> str:
    """A string of anything, "" when absent or null."""
    value = data.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise _wrong(name, "type", _("This must be a string."))
    return value


def line(data: Mapping[str, Any], name: str, *, required: bool = False, most: int) -> str:
    """A string of one line with at most so many characters, without those that no database keeps or nobody sees."""
    value = string(data, name)
    if required and not value:
        raise _wrong(name, "required", _("This is required."))
    if len(value) > most:
        too_long = _("“%(name)s” has %(length)d characters; the limit is %(limit)d.")
        raise _wrong(name, "too-long", too_long % {"name": name, "length": len(value), "limit": most})
    if normalization.has_control_in_line(value):
        invisible = _("“%(name)s” contains a control character. Please remove it.")
        raise _wrong(name, "control-character", invisible % {"name": name})
    return value


def key(data: Mapping[str, Any], name: str) -> str:
    """The key of a thread."""
    value = line(data, name, required=True, most=limits.KEY_LIMIT)
    if not host.is_key(value):
        raise _wrong(name, "invalid", _("A thread's key needs at least one visible character."))
    return value


def page_address(data: Mapping[str, Any], name: str) -> str:
    """The address of a page, without what names a visit; "" when absent."""
    try:
        return page_urls.kept(line(data, name, most=page_urls.LONGEST))
    except page_urls.UnusableAddress as unusable:
        raise _wrong(name, "invalid", str(unusable.message)) from None


def identifier(data: Mapping[str, Any], name: str) -> int | None:
    """A whole number that may be an id; true and 1.5 are not."""
    value = data.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value <= HIGHEST_ID:
        raise _wrong(name, "type", _("This must be the id of a comment."))
    return value


def version(data: Mapping[str, Any], name: str) -> int | None:
    """A whole number from 1; true and 1.0 are not."""
    value = data.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise _wrong(name, "type", _("This must be a whole number of at least 1."))
    return value


def number_in_query(query: QueryDict, name: str, *, lowest: int, highest: int) -> int | None:
    value = query.get(name)
    if value is None:
        return None
    if not (value.isascii() and value.isdecimal() and len(value) < 20 and lowest <= int(value) <= highest):
        message = _("This must be a whole number from %(lowest)d to %(highest)d.") % {
            "lowest": lowest,
            "highest": highest,
        }
        raise _wrong(name, "out-of-range", message)
    return int(value)


def keys_in_query(query: QueryDict, name: str, *, most: int) -> list[str]:
    """Every key of a parameter that can be repeated, once; at least one."""
    values = list(dict.fromkeys(query.getlist(name)))
    if len(values) > most:
        raise _wrong(name, "too-many", _("The limit is %(n)d in one request.") % {"n": most})
    return [key({name: value}, name) for value in values or [""]]


def choice_in_query(query: QueryDict, name: str, choices: Sequence[str], default: str) -> str:
    value = query.get(name, default)
    if value not in choices:
        raise _wrong(name, "choice", _("This must be one of: %(choices)s.") % {"choices": ", ".join(choices)})
    return value


def _wrong(name: str, code: str, message: str) -> Invalid:
    return Invalid([FieldError(name, code, message)])

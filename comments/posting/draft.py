"""A comment as submitted, and what is wrong with its fields: one answer for the form and the API."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from ipaddress import IPv4Address

from django.utils.translation import gettext_lazy as _

from comments.errors import FieldError
from comments.form_signals import Signals
from comments.limits import EMAIL_LIMIT, NAME_LIMIT, URL_LIMIT
from comments.models import Site
from comments.net import emails, hostnames, ip
from comments.text import characters, markup, normalization
from comments.text.characters import has_invisible

_NOT_IN_URL = re.compile(r"""[\s<>"'`\\^{|}\x00-\x1f\x7f-\x9f]""")

_TOO_LONG = {
    "text": _("Your comment has %(length)d characters; the limit is %(limit)d."),
    "name": _("Your name has %(length)d characters; the limit is %(limit)d."),
    "email": _("Your email address has %(length)d characters; the limit is %(limit)d."),
    "url": _("Your website address has %(length)d characters; the limit is %(limit)d."),
}
_INVISIBLE = {
    "name": _("Your name contains an invisible character. Please type it again."),
    "email": _("Your email address contains an invisible character. Please type it again."),
    "url": _("Your website address contains an invisible character. Please type it again."),
}
_TOO_MANY_ACCENTS = _("One letter carries too many accents. Please remove some.")


@dataclass(frozen=True)
class Draft:
    """A comment as submitted, its fields normalised and not checked yet.

    `submission_key` is the form's one-time number or the Idempotency-Key, "" for none: one comment is made of it.
    `commenter_id` is the browser that sent its cookie, and `remember` is whether it consents to be remembered.
    `author_of` is (comment id, token version) of the author's token that came along, if one did.
    """

    name: str
    email: str
    url: str
    text: str
    parent_id: int | None = None
    address: str = ""
    user_agent: str = ""
    submission_key: str = ""
    commenter_id: int | None = None
    author_of: tuple[int, int] | None = None
    remember: bool = False
    signals: Signals = field(default_factory=Signals)

    @cached_property
    def text_digest(self) -> str:
        """Equal for texts that readers take for the same."""
        return normalization.digest(self.text)

    @cached_property
    def email_canonical(self) -> str:
        """The mailbox behind the spelling of the e-mail."""
        return emails.canonical(self.email)


def normalised_url(value: str) -> str:
    """A website as it is stored: on one line, and with https:// where the scheme was left out."""
    value = normalization.normalise_line(value)
    return f"https://{value}" if value and "//" not in value and ":" not in value and "." in value else value


def field_errors(draft: Draft, site: Site) -> list[FieldError]:
    """Everything wrong with the fields, in the order of the form.

    Lengths are in characters: code points as typed, a line break is one.
    """
    return [
        *text_errors(draft.text, site.text_limit),
        *_name_errors(draft.name, is_required=site.require_name_email),
        *_email_errors(draft.email, is_required=site.require_name_email),
        *_url_errors(draft.url),
    ]


def text_errors(value: str, limit: int) -> Iterator[FieldError]:
    """What is wrong with the text alone: at most one."""
    if characters.is_blank(value):
        yield FieldError("text", "blank", _("Please type your comment."))
    elif len(value) > limit:
        yield _too_long("text", value, limit)
    elif characters.has_stacked_marks(value):
        yield FieldError("text", "too-many-marks", _TOO_MANY_ACCENTS)
    elif characters.has_control(value):
        message = _("Your comment contains a control character. Please remove it, or type the text again.")
        yield FieldError("text", "control-character", message)
    elif problem := markup.why_refused(value):
        yield FieldError("text", "markup", problem)
    elif markup.is_blank(value):
        yield FieldError("text", "blank", _("Please type your comment."))


def _name_errors(value: str, *, is_required: bool) -> Iterator[FieldError]:
    if not value:
        if is_required:
            yield FieldError("name", "blank", _("Please type your name."))
    elif characters.is_blank(value):
        yield FieldError("name", "blank", _("Please type a name with visible letters."))
    else:
        yield from _line_errors("name", value, NAME_LIMIT)


def _email_errors(value: str, *, is_required: bool) -> Iterator[FieldError]:
    if not value:
        if is_required:
            yield FieldError("email", "blank", _("Please type your email address."))
        return
    problems = [*_line_errors("email", value, EMAIL_LIMIT)] or [*_invisible_errors("email", value)]
    if not problems and not emails.is_valid(value):
        problems = [FieldError("email", "invalid", _("Please enter an email address such as name@example.org."))]
    yield from problems


def _url_errors(value: str) -> Iterator[FieldError]:
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
        yield FieldError(name, "control-character", _TOO_MANY_ACCENTS)
    elif characters.has_control_in_line(value):
        yield FieldError(name, "control-character", _INVISIBLE[name])


def _too_long(name: str, value: str, limit: int) -> FieldError:
    return FieldError(name, "too-long", _TOO_LONG[name] % {"length": len(value), "limit": limit})


def _invisible_errors(name: str, value: str) -> Iterator[FieldError]:
    """An invisible character: two addresses that look the same must be the same."""
    if has_invisible(value):
        yield FieldError(name, "invalid", _INVISIBLE[name])


def _is_web_address(value: str) -> bool:
    """Whether its host is one that a browser finds: a domain of two parts or more, or an IPv4 address."""
    host = hostnames.host_of(value) if hostnames.origin_of(value) and not _NOT_IN_URL.search(value) else ""
    return hostnames.is_domain(host) or isinstance(ip.parse(host), IPv4Address)

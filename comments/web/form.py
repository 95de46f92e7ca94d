"""The comment form as WordPress's, with what was typed and what is wrong with it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from comments import tokens
from comments.errors import FieldError, Invalid, Message
from comments.form_signals import Signals
from comments.models import Commenter, Site
from comments.posting.draft import Draft, normalised_url
from comments.privacy import notice
from comments.text import normalization

CONSENT = "wp-comment-cookies-consent"
AS_NEW = "comment_as_new"
HONEYPOT = "subject"
_NUMBER = re.compile(r"[\w-]{8,64}", re.ASCII)
_FIELD_OF = {"text": "comment", "name": "author", "email": "email", "url": "url", "parent": AS_NEW}


@dataclass(frozen=True)
class Field:
    """One labelled input; `error` stands beside it. `kind` is "textarea", or which keyboard a telephone shows."""

    name: str
    label: str
    value: str
    kind: str
    is_required: bool
    autocomplete: str = ""
    error: Message = ""
    prefix: str = ""

    @property
    def id(self) -> str:
        return self.prefix + self.name

    @property
    def hint(self) -> str:
        """What helps to fill it in."""
        example = '<b>, <i>, <a href="https://…">, <blockquote>, <code>'
        return _("Simple HTML works: %(tags)s. Anything else is shown as you type it.") % {"tags": example}

    @property
    def described_by(self) -> str:
        notes = {"email": ["email-notes"], "comment": ["comment-hint", "comment-counter"]}
        ids = [f"{self.name}-error"] if self.error else []
        return " ".join(self.prefix + name for name in [*ids, *notes.get(self.name, [])])


@dataclass
class CommentForm:
    """`values` are what is in the fields; `refusal` is said above them, `status` is the answer's HTTP status.

    `prefix` begins the ids of everything in it.
    """

    site: Site
    token: str
    values: Mapping[str, str] = field(default_factory=dict)
    errors: Sequence[FieldError] = ()
    refusal: Message = ""
    status: int = 200
    retry_after: int | None = None
    prefix: str = ""

    @property
    def fields(self) -> list[Field]:
        required = self.site.require_name_email
        return [
            self._field("comment", _("Comment"), "textarea", required=True),
            self._field("author", _("Name"), "text", required=required, autocomplete="name"),
            self._field("email", _("Email"), "email", required=required, autocomplete="email"),
            self._field("url", _("Website"), "url", required=False, autocomplete="url"),
        ]

    @property
    def is_refused(self) -> bool:
        return bool(self.refusal)

    @property
    def parent(self) -> str:
        return self.values.get("comment_parent", "0")

    @property
    def is_as_new(self) -> bool:
        """Whether its author chose to answer nothing after all."""
        return self.values.get(AS_NEW) == "yes"

    @property
    def says_no_parent(self) -> bool:
        return any(error.field == "parent" for error in self.errors)

    @property
    def privacy(self) -> list[str]:
        return notice.line(self.site)

    @property
    def has_consent(self) -> bool:
        return self.values.get(CONSENT) == "yes"

    @property
    def summary(self) -> list[tuple[str, Message]]:
        """(id of the field or "", message) of each error."""
        targets = [_FIELD_OF.get(error.field, "") for error in self.errors]
        return [
            (target and self.prefix + target, error.message) for target, error in zip(targets, self.errors, strict=True)
        ]

    def _field(self, name: str, label: str, kind: str, *, required: bool, autocomplete: str = "") -> Field:
        error = next((error.message for error in self.errors if _FIELD_OF.get(error.field) == name), "")
        return Field(name, label, self.values.get(name, ""), kind, required, autocomplete, error, self.prefix)


def fresh_token(site: Site, key: str, *, now: datetime) -> str:
    return tokens.form_token(site.slug, key, hour=int(now.timestamp() // 3600))


def blank(site: Site, key: str, *, now: datetime, commenter: Commenter | None, parent_id: int | None) -> CommentForm:
    values = {"comment_parent": str(parent_id or 0)}
    if commenter and site.show_consent:
        values |= {"author": commenter.name, "email": commenter.email, "url": commenter.url, CONSENT: "yes"}
    return CommentForm(site, fresh_token(site, key, now=now), values)


def draft_of(request: HttpRequest, *, commenter_id: int | None, form_age_hours: float) -> Draft:
    """What was posted, as a Draft; raises Invalid for a parent that is no number."""
    posted = request.POST
    return Draft(
        name=normalization.normalise_line(posted.get("author", "")),
        email=normalization.normalise_line(posted.get("email", "")),
        url=normalised_url(posted.get("url", "")),
        text=normalization.normalise(posted.get("comment", "")),
        parent_id=_parent_id(posted),
        address=request.META.get("REMOTE_ADDR", ""),
        user_agent=normalization.printable(request.headers.get("User-Agent", "")),
        submission_key=_submission_key(posted),
        commenter_id=commenter_id,
        remember=posted.get(CONSENT) == "yes",
        signals=Signals(bool(posted.get(HONEYPOT)), form_age_hours, _seconds(posted)),
    )


def _parent_id(posted: QueryDict) -> int | None:
    if posted.get(AS_NEW) == "yes":
        return None
    parent_id = normalization.number_in(posted.get("comment_parent", "") or "0")
    if parent_id is None:
        raise Invalid([FieldError("parent", "invalid", _("The comment you reply to is not known."))])
    return parent_id or None


def _submission_key(posted: QueryDict) -> str:
    number = posted.get("form_number", "")
    return f"form:{number}" if _NUMBER.fullmatch(number) else ""


def _seconds(posted: QueryDict) -> float | None:
    """A hint, counted by the page's script; absent or odd means nothing."""
    value = posted.get("form_seconds", "")
    return float(value) if re.fullmatch(r"\d{1,6}(\.\d{1,3})?", value, re.ASCII) else None

"""Requests as values: JSON bodies, parameters and headers in; subjects, drafts and edits out.

Raises Invalid where a request does not have the form of the contract. What a comment may hold is checked by `posting`.
"""

import hashlib
import re
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.request import Request

from comments import signed_tokens
from comments.access import identities
from comments.api import fields
from comments.author_fields import normalised_url
from comments.counters.recommending import Recommender
from comments.errors import FieldError, Invalid
from comments.host import Subject
from comments.models import Identity, Site
from comments.moderation.reports import Objection
from comments.posting.draft import Draft
from comments.posting.edits import Edit
from comments.text import characters, normalization

POST_FIELDS = (
    "site", "thread", "parent", "name", "email", "url", "text", "page_url", "page_title", "page_section",
    "page_authors", "page_published_at", "remember", "commenter", "notify_replies", "notify_decision",
)  # fmt: skip
EDIT_FIELDS = ("text", "name", "version")
PREVIEW_FIELDS = ("site", "text")
REPORT_FIELDS = ("reason", "text", "email", "name", "good_faith")
MAX_TITLE_LENGTH = 300
MAX_SECTION_LENGTH = 100
_IDEMPOTENCY_KEY = re.compile(r"[\x21-\x7e]{1,255}")


def json_object(request: Request, known: Iterable[str]) -> dict[str, Any]:
    """The body, which must be a JSON object without unknown fields."""
    data = request.data
    if not isinstance(data, dict):
        raise Invalid([FieldError("", "type", _("The body must be a JSON object."))])
    fields.refuse_unknown(data.keys(), known)
    return data


def subject(data: dict[str, Any], site: Site) -> Subject:
    """The page that a new comment is about."""
    return Subject(
        site=site.slug,
        key=fields.thread_key(data, "thread"),
        title=fields.line(data, "page_title", max_length=MAX_TITLE_LENGTH),
        url=fields.page_url(data, "page_url"),
        section=fields.line(data, "page_section", max_length=MAX_SECTION_LENGTH),
        authors=fields.line(data, "page_authors", max_length=MAX_TITLE_LENGTH),
        published_at=fields.page_published_at(data, "page_published_at"),
    )


def draft(request: Request, data: dict[str, Any], identity: Identity | None) -> Draft:
    """A new comment, with what its headers say about who sends it; `identity` is who is signed in."""
    sent = Draft(
        name=normalization.normalise_line(fields.string(data, "name")),
        email=normalization.normalise_line(fields.string(data, "email")),
        url=normalised_url(fields.string(data, "url")),
        text=normalization.normalise_text(fields.string(data, "text")),
        parent_id=fields.comment_id(data, "parent"),
        address=request.META.get("REMOTE_ADDR", ""),
        user_agent=characters.without_control(request.headers.get("User-Agent", "")),
        submission_key=_submission_key(request),
        commenter_id=signed_tokens.read_commenter_token(fields.string(data, "commenter")),
        remember=fields.flag(data, "remember"),
        notify_replies=fields.flag(data, "notify_replies"),
        notify_decision=fields.flag(data, "notify_decision"),
        author_of=signed_tokens.read_author_token(bearer_token(request)),
    )
    return sent.by(identity) if identity else sent


def edit(request: Request) -> Edit:
    """A change of a comment; None for what it leaves as it is."""
    data = json_object(request, EDIT_FIELDS)
    if not {"text", "name"} & data.keys():
        raise Invalid([FieldError("", "required", _("Send text, name, or both."))])
    return Edit(
        name=normalization.normalise_line(fields.string(data, "name")) if "name" in data else None,
        text=normalization.normalise_text(fields.string(data, "text")) if "text" in data else None,
        version=fields.version(data, "version"),
        address=request.META.get("REMOTE_ADDR", ""),
    )


def reader(request: Request) -> Recommender:
    """Who recommends a comment."""
    return Recommender(request.META.get("REMOTE_ADDR", ""), request.headers.get("User-Agent", ""))


def report(data: dict[str, Any]) -> Objection:
    """What a reader says of a comment."""
    return Objection(
        reason=fields.string(data, "reason"),
        text=fields.string(data, "text"),
        email=fields.string(data, "email"),
        name=fields.string(data, "name"),
        good_faith=fields.flag(data, "good_faith"),
    )


def identity_token(request: Request) -> str:
    """What says who the reader is: the host's token, or ours; "" if there is none."""
    return str(request.headers.get(identities.HEADER, "")).strip()


def bearer_token(request: Request) -> str:
    """The author's token in the Authorization header (RFC 6750), "" if there is none."""
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def idempotency_key(request: Request) -> str | None:
    """The Idempotency-Key, None without the header; raises Invalid for one that cannot be used."""
    key = request.headers.get("Idempotency-Key")
    if key is not None and not _IDEMPOTENCY_KEY.fullmatch(key):
        message = _("An Idempotency-Key has 1 to 255 visible ASCII characters.")
        raise Invalid([FieldError("Idempotency-Key", "invalid", message)])
    return key


def _submission_key(request: Request) -> str:
    """The Idempotency-Key as a hash, told apart from the numbers of forms by its prefix; "" without the header."""
    key = idempotency_key(request)
    return "" if key is None else f"api:{hashlib.sha256(key.encode()).hexdigest()}"

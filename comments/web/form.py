"""The comment form, with WordPress's names of fields: what was typed, and what is wrong with it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from comments import signed_tokens
from comments.author_fields import normalised_url
from comments.errors import FieldError, Invalid, KeyReused, Message, Refused, TooFast
from comments.form_signals import Signals
from comments.models import Identity, Site, Thread
from comments.posting.draft import Draft
from comments.posting.preview import TextPreview
from comments.privacy import notice
from comments.text import characters, normalization, parsing
from comments.web.reader import Visitor
from comments.web.thread_page import ThreadPage

CONSENT = "wp-comment-cookies-consent"
AS_NEW = "comment_as_new"
NOTIFY_REPLIES, NOTIFY_DECISION = "notify_replies", "notify_decision"
PREVIEW = "preview"
HONEYPOT = "subject"
_NUMBER = re.compile(r"[\w-]{8,64}", re.ASCII)
_FIELD_OF = {"text": "comment", "name": "author", "email": "email", "url": "url", "parent": AS_NEW}


@dataclass(frozen=True)
class Refusal:
    """Why a form was not taken: a `message` above its fields, `errors` beside them, and the answer's HTTP status.

    `retry_after` is in seconds, None where waiting does not help. Where its author only wanted to look at the comment
    first, there is a `preview` and nothing is wrong.
    """

    message: Message
    status: int
    errors: Sequence[FieldError] = ()
    retry_after: int | None = None
    preview: TextPreview | None = None


class RefusedForm(NamedTuple):
    """A form that was sent and not taken: of which thread, by whom as far as is known, what was typed, and why not."""

    thread: Thread
    visitor: Visitor
    values: Mapping[str, str]
    refusal: Refusal


@dataclass(frozen=True)
class Field:
    """One labelled input. `kind` is "textarea", or which keyboard a telephone shows; `error` stands beside it.

    `described_by` are the ids of what stands beside it, separated by spaces. `hint` helps to fill it in; "" where there
    is nothing to say.
    """

    id: str
    name: str
    label: str
    value: str
    kind: str
    is_required: bool
    autocomplete: str
    error: Message
    described_by: str
    hint: str


@dataclass(frozen=True)
class CommentForm:
    """What `_form.html` gets as `form`: empty, or as it was sent with the refusal or the preview of what was sent.

    `text` is what is in the comment's field and `parent` the id of the comment to reply to, "0" for none. Where
    `posts_as_new`, it offers to post a comment of its own with that ticked already.
    """

    site: Site
    token: str
    text: str
    parent: str
    fields: Sequence[Field]
    has_consent: bool
    # The checkboxes by which the author asks for mail: their names, labels and whether each is ticked.
    notices: Sequence[tuple[str, str, bool]]
    posts_as_new: bool
    refusal: Refusal | None
    preview: TextPreview | None
    # (id of the field or "", message) of each error.
    errors: Sequence[tuple[str, Message]]
    # Whether it stands in a page of another program.
    is_elsewhere: bool
    # Who is signed in and posts; whether nobody else may, whether they can sign out here, and where one signs in.
    account: Identity | None
    needs_account: bool
    may_sign_out: bool
    sign_in_url: str
    # Whether who sent it was signed in before.
    was_account: bool
    honeypot: ClassVar[str] = HONEYPOT

    @property
    def is_guest(self) -> bool:
        """Whether it asks who one is."""
        return self.account is None and not self.needs_account

    @property
    def says_no_parent(self) -> bool:
        """Whether an error says that the comment to reply to cannot be answered."""
        return self.refusal is not None and any(error.field == "parent" for error in self.refusal.errors)

    @property
    def privacy(self) -> list[str]:
        return notice.for_form(self.site, is_elsewhere=self.is_elsewhere, is_guest=self.is_guest)


def refuse(error: Refused) -> Refusal:
    """What the form says of a refusal, in the active language."""
    message = error.message
    if isinstance(error, KeyReused):
        message = _("This form was already sent with different content. Send it again to post a new comment.")
    return Refusal(
        message,
        error.status,
        errors=error.errors if isinstance(error, Invalid) else (),
        retry_after=error.retry_after if isinstance(error, TooFast) else None,
    )


def form_of(page: ThreadPage, refused: RefusedForm | None = None) -> CommentForm:
    """The form of a thread: as it was sent, so that nothing typed is changed or lost, or with what is known before."""
    values = refused.values if refused else _offered_values(page)
    preview = refused.refusal.preview if refused else None
    refusal = refused.refusal if refused and not preview else None
    errors = [(_FIELD_OF.get(error.field, ""), error.message) for error in (refusal.errors if refusal else ())]
    hour = int(timezone.now().timestamp() // 3600)
    is_as_new, cannot = values.get(AS_NEW) == "yes", page.unanswerable
    account = page.visitor.identity
    return CommentForm(
        site=page.site,
        token=signed_tokens.form_token(page.site.slug, page.subject.key, hour=hour),
        text=values.get("comment", ""),
        parent=values.get("comment_parent", "0"),
        fields=_fields(page, values, dict(reversed(errors))),
        has_consent=values.get(CONSENT) == "yes",
        notices=_notices(page, values),
        posts_as_new=cannot is not None and (is_as_new or not cannot.may_return),
        refusal=refusal,
        preview=preview,
        errors=[(name and page.prefix + name, message) for name, message in errors],
        is_elsewhere=page.asked.is_fragment,
        account=account,
        needs_account=account is None and page.site.posts_signed_in,
        may_sign_out=not page.visitor.is_told,
        sign_in_url=page.sign_in_url,
        was_account=page.visitor.is_over,
    )


def _offered_values(page: ThreadPage) -> dict[str, str]:
    """The values of the fields before anything is typed, also what a remembered visitor consented to keep."""
    values, known = {"comment_parent": page.asked.reply_to or "0"}, page.visitor.commenter
    if known and page.site.show_consent:
        values |= {"author": known.name, "email": known.email, "url": known.url, CONSENT: "yes"}
    return values


def _fields(page: ThreadPage, values: Mapping[str, str], errors: Mapping[str, Message]) -> list[Field]:
    """In their order, each with what is in it, and its first error; an account says who it is by itself."""
    required = page.site.require_name_email
    shapes = [
        ("comment", _("Comment"), "textarea", True, "", ("comment-hint", "comment-counter")),
        ("author", _("Name"), "text", required, "name", ()),
        ("email", _("Email"), "email", required, "email", ("email-notes",)),
        ("url", _("Website"), "url", False, "url", ()),
    ]
    if page.visitor.identity or page.site.posts_signed_in:
        del shapes[1:]
    fields = []
    for name, label, kind, is_required, autocomplete, notes in shapes:
        error = errors.get(name, "")
        beside = " ".join([page.prefix + note for note in ((f"{name}-error", *notes) if error else notes)])
        value, hint = values.get(name, ""), _html_hint() if name == "comment" else ""
        fields.append(
            Field(page.prefix + name, name, label, value, kind, is_required, autocomplete, error, beside, hint)
        )
    return fields


def _notices(page: ThreadPage, values: Mapping[str, str]) -> list[tuple[str, str, bool]]:
    """What the site tells authors by mail; nothing to an account that has no address."""
    site, account = page.site, page.visitor.identity
    has_address = account.email if account else not site.posts_signed_in
    offered = [
        (NOTIFY_REPLIES, _("Notify me of replies by email."), site.reply_notices),
        (
            NOTIFY_DECISION,
            _("Notify me by email when this comment is published or rejected."),
            site.decision_notices,
        ),
    ]
    return [(name, label, values.get(name) == "yes") for name, label, is_on in offered if is_on and has_address]


def _html_hint() -> str:
    example = '<b>, <i>, <a href="https://…">, <blockquote>, <code>'
    return _("Simple HTML works: %(tags)s. Anything else is shown as you type it.") % {"tags": example}


def draft_of(request: HttpRequest, *, commenter_id: int | None, form_age_hours: float) -> Draft:
    """What was posted, as a Draft; raises Invalid for a parent that is no number."""
    posted = request.POST
    return Draft(
        name=normalization.normalise_line(posted.get("author", "")),
        email=normalization.normalise_line(posted.get("email", "")),
        url=normalised_url(posted.get("url", "")),
        text=normalization.normalise_text(posted.get("comment", "")),
        parent_id=_parent_id(posted),
        address=request.META.get("REMOTE_ADDR", ""),
        user_agent=characters.without_control(request.headers.get("User-Agent", "")),
        submission_key=_submission_key(posted),
        commenter_id=commenter_id,
        remember=posted.get(CONSENT) == "yes",
        notify_replies=posted.get(NOTIFY_REPLIES) == "yes",
        notify_decision=posted.get(NOTIFY_DECISION) == "yes",
        signals=Signals(bool(posted.get(HONEYPOT)), form_age_hours, _seconds(posted)),
    )


def _parent_id(posted: QueryDict) -> int | None:
    if posted.get(AS_NEW) == "yes":
        return None
    parent_id = parsing.parse_id(posted.get("comment_parent", "") or "0")
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

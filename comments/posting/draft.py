"""A comment as submitted, and what is wrong with its fields: one answer for the form and the API."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property

from django.utils.translation import gettext_lazy as _

from comments.author_fields import TOO_MANY_ACCENTS, email_errors, name_errors, url_errors
from comments.errors import FieldError
from comments.form_signals import Signals
from comments.models import Identity, Site
from comments.net import emails
from comments.text import characters, markup, normalization

_TOO_LONG = _("Your comment has %(length)d characters; the limit is %(limit)d.")


@dataclass(frozen=True)
class Draft:
    """A comment as submitted, its fields normalised and not checked yet.

    `submission_key` is the form's one-time number or the Idempotency-Key, "" for none: one comment is made of it.
    `commenter_id` is the browser that sent its cookie, and `remember` is whether it consents to be remembered.
    `author_of` is (comment id, token version) of the author's token that came along, if one did. `identity_id` is who
    is signed in; then name, e-mail and website are those of that account (`by`). `notify_replies` and `notify_decision`
    are what the author wants to be told by mail.
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
    identity_id: int | None = None
    is_staff: bool = False
    remember: bool = False
    notify_replies: bool = False
    notify_decision: bool = False
    signals: Signals = field(default_factory=Signals)

    @cached_property
    def text_digest(self) -> str:
        """Equal for texts that readers take for the same."""
        return normalization.digest(self.text)

    @cached_property
    def email_canonical(self) -> str:
        """The mailbox behind the spelling of the e-mail."""
        return emails.canonical(self.email)

    def tells_replies(self, site: Site) -> bool:
        """Whether the author wants to be told of replies, and the site does so."""
        return self.notify_replies and site.reply_notices and bool(self.email)

    def tells_author(self, site: Site) -> bool:
        """Whether the author wants to be told what is decided, and the site does so."""
        return self.notify_decision and site.decision_notices and bool(self.email)

    def by(self, identity: Identity) -> "Draft":
        """The draft as a signed-in reader's: whatever else was sent of who they are, the host's word counts."""
        return replace(
            self, name=identity.name, email=identity.email, url=identity.url, identity_id=identity.pk,
            is_staff=identity.is_staff, commenter_id=None, remember=False,
        )  # fmt: skip


def field_errors(draft: Draft, site: Site) -> list[FieldError]:
    """Everything wrong with the fields, in the order of the form; of a signed-in reader only the text is theirs.

    Lengths are in characters: code points as typed, a line break is one.
    """
    if draft.identity_id:
        return [*text_errors(draft.text, site.text_limit)]
    return [
        *text_errors(draft.text, site.text_limit),
        *name_errors(draft.name, is_required=site.require_name_email),
        *email_errors(draft.email, is_required=site.require_name_email or _wants_mail(draft, site)),
        *url_errors(draft.url),
    ]


def _wants_mail(draft: Draft, site: Site) -> bool:
    return (draft.notify_replies and site.reply_notices) or (draft.notify_decision and site.decision_notices)


def text_errors(value: str, limit: int) -> Iterator[FieldError]:
    """What is wrong with the text alone: at most one."""
    if characters.is_blank(value):
        yield FieldError("text", "blank", _("Please type your comment."))
    elif len(value) > limit:
        yield FieldError("text", "too-long", _TOO_LONG % {"length": len(value), "limit": limit})
    elif characters.has_stacked_marks(value):
        yield FieldError("text", "too-many-marks", TOO_MANY_ACCENTS)
    elif characters.has_control(value):
        message = _("Your comment contains a control character. Please remove it, or type the text again.")
        yield FieldError("text", "control-character", message)
    elif problem := markup.why_refused(value):
        yield FieldError("text", "markup", problem)
    elif markup.is_blank(value):
        yield FieldError("text", "blank", _("Please type your comment."))

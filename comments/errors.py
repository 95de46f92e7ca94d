"""Expected refusals, which a visitor or a moderator is told. Bugs raise other exceptions.

Refused
 ├ Invalid         400  one or more fields
 ├ ReasonNeeded    400  the site wants a reason for a rejection
 ├ KeyRefused      401  no API key that is valid now
 ├ IdentityRefused 401  the host's word on its reader was not accepted
 │  └ IdentityKeysUnknown  it is signed by a key that we do not have yet
 ├ SignInNeeded    401  only for signed-in readers
 ├ OriginRefused   403  posted from a page the site does not list
 ├ Closed          403  the thread takes no comments
 ├ Banned          403  the site takes no comments from this author
 ├ NotAllowed      403  this person does not moderate the site, or not as its chief
 │  └ ScopeMissing     the key of a program is for less
 ├ NotFound        404  no such site, thread or comment, or none that may be told of
 │  └ UnknownSite       no Site has this slug
 ├ Duplicate       409  the author posted this before
 ├ Stale           409  somebody decided or edited in the meantime
 ├ Leased          409  a colleague is at this comment
 ├ IllegalMove     409  the status cannot change in this way
 ├ EnoughRecommended  409  by others of this reader's network
 ├ KeyReused       422  the submission key was used with different content
 └ TooFast         429  beyond a rate limit
    ├ ReportsTooFast    beyond that of readers' reports
    ├ RecommendsTooFast  beyond that of readers' recommendations
    ├ PreviewsTooFast   beyond that of previews
    ├ CallsTooFast      beyond that of a program's key
    └ SlowedDown        beyond that of a thread that is slowed down

`status` is the HTTP status the edges answer with; `code` is for programs, `message` for people.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

Message = Any  # str or Django's lazy translation, whose proxy type has no public name


@dataclass(frozen=True)
class FieldError:
    """What is wrong with one field: its name in the form, a code for programs, a sentence for people.

    `inside` leads further in where the field holds others: names and numbers.
    """

    field: str
    code: str
    message: Message
    inside: tuple[str, ...] = ()


class Refused(Exception):  # noqa: N818 - a refusal is an answer, not an error
    """A request was understood and not accepted; its message is a sentence for the person who made it."""

    status = 400
    code = "refused"
    message: Message = _("The request was not accepted.")
    # What it is about, as it is now, for programs that may see it: an object of JSON.
    current: Any = None

    def __init__(self, message: Message = None) -> None:
        if message is not None:
            self.message = message
        super().__init__(self.code)

    @property
    def sentences(self) -> list[Message]:
        """All that is wrong, a sentence each, for pages that do not show them beside their fields."""
        return [self.message]


class Invalid(Refused):
    """Fields have to be changed before the request can be accepted: `errors` says which and why."""

    code = "invalid"
    message = _("Some fields need your attention.")

    def __init__(self, errors: Sequence[FieldError]) -> None:
        self.errors = list(errors)
        super().__init__()

    @property
    def sentences(self) -> list[Message]:
        return [error.message for error in self.errors]


class ReasonNeeded(Refused):
    code = "reason-needed"
    message = _("Give a reason: on this site the author of a rejected comment is told one.")


class KeyRefused(Refused):
    """The API key in a request is not valid. Why, it says only to those who have the right secret."""

    status = 401
    code = "authentication-failed"
    message = _("There is no such API key.")


class IdentityRefused(Refused):
    """What is wrong with the host's token, in words for the host's programmer."""

    status = 401
    code = "identity-refused"
    message = _("You could not be signed in.")


class IdentityKeysUnknown(IdentityRefused):
    """The host's keys have to be fetched first; it is worth trying again after `retry_after` seconds."""

    code = "identity-keys-unknown"

    def __init__(self, message: Message, *, retry_after: int) -> None:
        self.retry_after = retry_after
        super().__init__(message)


class SignInNeeded(Refused):
    """Nobody is signed in, or the session is over."""

    status = 401
    code = "sign-in-needed"
    message = _("Please sign in on this website first.")


class OriginRefused(Refused):
    status = 403
    code = "origin-refused"
    message = _("This page may not post comments: its origin is not on the site's list.")


class Closed(Refused):
    status = 403
    code = "closed"
    message = _("Comments on this article are closed.")


class Banned(Refused):
    """Its author is banned until a date in words, "" for ever. It never says by which rule: that helps to evade it."""

    status = 403
    code = "banned"
    message = _("You cannot comment here at the moment.")

    def __init__(self, until: str = "") -> None:
        dated = _("You cannot comment here at the moment. You can comment again from %(until)s.")
        super().__init__(dated % {"until": until} if until else None)


class NotAllowed(Refused):
    status = 403
    code = "not-allowed"
    message = _("You may not do this on this site. Its chief moderators can.")


class ScopeMissing(NotAllowed):
    """An API key is for less than was asked for: `needed` is the name of the scope that it would take."""

    code = "scope-missing"

    def __init__(self, needed: str) -> None:
        super().__init__(_("This takes a key with the scope “%(scope)s”.") % {"scope": needed})


class NotFound(Refused):
    status = 404
    code = "not-found"
    message = _("Nothing was found at this address.")


class UnknownSite(NotFound):
    """No Site has this slug. `message` is for visitors; `str` tells the host's programmers what to do."""

    def __init__(self, slug: str) -> None:
        super().__init__(_("There is no site “%(slug)s”.") % {"slug": slug})
        self._slug = slug

    def __str__(self) -> str:
        return f"There is no Site with the slug “{self._slug}”. Make it: manage.py comment_site {self._slug}"


class Duplicate(Refused):
    status = 409
    code = "duplicate"


class Stale(Refused):
    status = 409
    code = "stale"
    message = _("Somebody else decided on this comment or edited it in the meantime.")


class Leased(Refused):
    """A colleague is at this comment: `who`, a name, and `until` when."""

    status = 409
    code = "leased"

    def __init__(self, who: str, until: datetime) -> None:
        self.who, self.until = who, until
        super().__init__(_("%(who)s is at this comment.") % {"who": who})


class IllegalMove(Refused):
    status = 409
    code = "illegal-move"


class EnoughRecommended(Refused):
    status = 409
    code = "enough-recommended"
    message = _("Several readers of your network recommend this comment already, so we do not count more of them.")


class KeyReused(Refused):
    status = 422
    code = "key-reused"
    message = _("This Idempotency-Key was already used with different content.")


class TooFast(Refused):
    """Beyond a rate limit of `limit` comments in `window` seconds; the next is accepted after `retry_after` seconds."""

    status = 429
    code = "too-fast"

    def __init__(self, retry_after: int, limit: int, window: int) -> None:
        self.retry_after, self.limit, self.window = retry_after, limit, window
        super().__init__(self._sentence() % {"seconds": retry_after, "minutes": window // 60})

    def _sentence(self) -> Message:
        return ngettext(
            "You are posting comments too quickly. Please try again in %(seconds)d second.",
            "You are posting comments too quickly. Please try again in %(seconds)d seconds.",
            self.retry_after,
        )


class ReportsTooFast(TooFast):
    """Beyond the rate limit of reports that a reader sends about comments."""

    def _sentence(self) -> Message:
        return ngettext(
            "You are sending reports too quickly. Please try again in %(seconds)d second.",
            "You are sending reports too quickly. Please try again in %(seconds)d seconds.",
            self.retry_after,
        )


class PreviewsTooFast(TooFast):
    """Beyond the rate limit of looking at a comment before it is sent."""

    def _sentence(self) -> Message:
        return ngettext(
            "You are asking for previews too quickly. Please try again in %(seconds)d second.",
            "You are asking for previews too quickly. Please try again in %(seconds)d seconds.",
            self.retry_after,
        )


class RecommendsTooFast(TooFast):
    """Beyond the rate limit of recommendations by readers."""

    def _sentence(self) -> Message:
        return ngettext(
            "You are recommending comments too quickly. Please try again in %(seconds)d second.",
            "You are recommending comments too quickly. Please try again in %(seconds)d seconds.",
            self.retry_after,
        )


class CallsTooFast(TooFast):
    """Beyond the rate limit of a program's API key."""

    def _sentence(self) -> Message:
        return ngettext(
            "This key is used too often. Try again in %(seconds)d second.",
            "This key is used too often. Try again in %(seconds)d seconds.",
            self.retry_after,
        )


class SlowedDown(TooFast):
    """Too soon after this person's last comment on a thread that moderators slowed down."""

    def _sentence(self) -> Message:
        return ngettext(
            "Here everybody can post one comment every %(minutes)d minutes at the moment."
            " Please try again in %(seconds)d second.",
            "Here everybody can post one comment every %(minutes)d minutes at the moment."
            " Please try again in %(seconds)d seconds.",
            self.retry_after,
        )

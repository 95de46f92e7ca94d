"""Refusals a visitor or a moderator is told about.

Refused
 ├ Invalid         400  one or more fields
 ├ OriginRefused   403  posted from a page the site does not list
 ├ Closed          403  the thread takes no comments
 ├ Banned          403  the site takes no comments from this author
 ├ NotFound        404  no such site, thread or comment (for you)
 │  └ UnknownSite       no Site has the slug that was asked for
 ├ Duplicate       409  said already
 ├ Stale           409  decided or edited meanwhile
 ├ IllegalMove     409  no such change of status
 ├ KeyReused       422  the same submission key with different content
 └ TooFast         429  flood limit

`status` is the HTTP status the edges answer with; `code` is for programs, `message` for people.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

Message = Any  # str or Django's lazy translation, whose proxy type has no public name


@dataclass(frozen=True)
class FieldError:
    field: str
    code: str
    message: Message


class Refused(Exception):  # noqa: N818 - a refusal is an answer, not an error
    status = 400
    code = "refused"
    message: Message = _("The request was not accepted.")

    def __init__(self, message: Message = None) -> None:
        if message is not None:
            self.message = message
        super().__init__(self.code)


class Invalid(Refused):
    code = "invalid"
    message = _("Some fields need your attention.")

    def __init__(self, errors: Sequence[FieldError]) -> None:
        self.errors = list(errors)
        super().__init__()


class OriginRefused(Refused):
    status = 403
    code = "origin-refused"
    message = _("This page may not post comments: its origin is not on the site's list.")


class Closed(Refused):
    status = 403
    code = "closed"
    message = _("Comments on this article are closed.")


class Banned(Refused):
    """Never says by which rule: that would tell how to get around it. `until` is a date in words, or empty."""

    status = 403
    code = "banned"
    message = _("You cannot comment here at the moment.")

    def __init__(self, until: str = "") -> None:
        dated = _("You cannot comment here at the moment. You can comment again from %(until)s.")
        super().__init__(dated % {"until": until} if until else None)


class NotFound(Refused):
    status = 404
    code = "not-found"
    message = _("Nothing was found at this address.")


class UnknownSite(NotFound):
    """No Site has this slug. Told to people by `message`; to the programmers of a host, with what to do, by `str`."""

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


class IllegalMove(Refused):
    status = 409
    code = "illegal-move"


class KeyReused(Refused):
    status = 422
    code = "key-reused"
    message = _("This Idempotency-Key was already used with different content.")


class TooFast(Refused):
    status = 429
    code = "too-fast"

    def __init__(self, retry_after: int, limit: int, window: int) -> None:
        self.retry_after, self.limit, self.window = retry_after, limit, window
        super().__init__(
            _("You are posting comments too quickly. Please try again in %(seconds)d seconds.")
            % {"seconds": retry_after}
        )

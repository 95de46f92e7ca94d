"""What can be asked for, and the sentence that refuses what cannot."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from django.utils.translation import gettext as _

from comments import host
from project.synthetic.distributions import ReplyPattern, thread_sizes

MOST_COMMENTS = 5_000_000
MOST_IN_THREAD = 100_000


@dataclass(frozen=True)
class ThreadRequest:
    """One thread with so many comments. With an empty key it gets one made of its id, `invented/ID`."""

    comments: int
    key: str = ""
    pattern: ReplyPattern = ReplyPattern.NATURAL


class InvalidRequest(ValueError):  # noqa: N818 - a refusal is an answer, not an error
    """What was asked for cannot be made; its text is a sentence for people."""


def many_threads(
    threads: int, comments: int, *, pattern: ReplyPattern = ReplyPattern.NATURAL, seed: int | None = None
) -> list[ThreadRequest]:
    """Requests for so many threads with so many comments in all, few threads long and most short.

    Raises InvalidRequest for numbers below 1, fewer comments than threads, or more than MOST_COMMENTS.
    """
    if min(threads, comments) < 1:
        raise InvalidRequest(_("There must be at least one thread and one comment."))
    if threads > comments:
        words = {"threads": threads, "comments": comments}
        raise InvalidRequest(
            _("Each thread needs at least one comment: %(comments)d comments are too few for %(threads)d threads.")
            % words
        )
    _refuse_too_many(comments)
    random = Random(seed)  # noqa: S311 - nothing secret
    return [ThreadRequest(size, pattern=pattern) for size in thread_sizes(threads, comments, random)]


def validate(requests: Sequence[ThreadRequest]) -> None:
    """Check numbers, keys and ceilings without the database. Raises InvalidRequest."""
    if not requests or min(request.comments for request in requests) < 1:
        raise InvalidRequest(_("There must be at least one thread and one comment."))
    _refuse_too_many(sum(request.comments for request in requests))
    if max(request.comments for request in requests) > MOST_IN_THREAD:
        raise InvalidRequest(
            _("One thread would have more than %(most)d comments. Ask for more threads, or fewer comments.")
            % {"most": MOST_IN_THREAD}
        )
    keys = [request.key for request in requests if request.key]
    for key in keys:
        if not host.is_key(key):
            raise InvalidRequest(
                _("A thread's key has 1 to 255 characters, one of them visible, and no control characters.")
            )
    if twice := [key for key, number in Counter(keys).items() if number > 1]:
        raise InvalidRequest(_("The key “%(key)s” is given twice.") % {"key": twice[0]})


def _refuse_too_many(comments: int) -> None:
    if comments > MOST_COMMENTS:
        raise InvalidRequest(_("At most %(most)d comments can be made at once.") % {"most": MOST_COMMENTS})

"""What can be asked for, and the sentence that refuses what cannot."""

from collections import Counter
from collections.abc import Sequence
from random import Random

from django.utils.translation import gettext as _

from comments import host
from project.synthetic.shapes import Form, Wanted, sizes

MOST_COMMENTS = 5_000_000
MOST_IN_THREAD = 100_000


class Unfit(ValueError):  # noqa: N818 - a refusal is an answer, not an error
    """What cannot be made, and why, in a sentence."""


def spread(threads: int, comments: int, *, form: Form = Form.NATURAL, seed: int | None = None) -> list[Wanted]:
    """So many threads with so many comments together, few of them long and most short; raises Unfit."""
    if min(threads, comments) < 1:
        raise Unfit(_("There must be at least one thread and one comment."))
    if threads > comments:
        words = {"threads": threads, "comments": comments}
        raise Unfit(
            _("Each thread needs at least one comment: %(comments)d comments are too few for %(threads)d threads.")
            % words
        )
    _refuse_too_many(comments)
    random = Random(seed)  # noqa: S311 - nothing secret
    return [Wanted(size, form=form) for size in sizes(threads, comments, random)]


def refuse_unfit(wanted: Sequence[Wanted]) -> None:
    """Raises Unfit."""
    if not wanted or min(one.comments for one in wanted) < 1:
        raise Unfit(_("There must be at least one thread and one comment."))
    _refuse_too_many(sum(one.comments for one in wanted))
    if max(one.comments for one in wanted) > MOST_IN_THREAD:
        raise Unfit(
            _("One thread would have more than %(most)d comments. Ask for more threads, or fewer comments.")
            % {"most": MOST_IN_THREAD}
        )
    keys = [one.key for one in wanted if one.key]
    for key in keys:
        if not host.is_key(key):
            raise Unfit(_("A thread's key has 1 to 255 characters, one of them visible, and no control characters."))
    if twice := [key for key, number in Counter(keys).items() if number > 1]:
        raise Unfit(_("The key “%(key)s” is given twice.") % {"key": twice[0]})


def _refuse_too_many(comments: int) -> None:
    if comments > MOST_COMMENTS:
        raise Unfit(_("At most %(most)d comments can be made at once.") % {"most": MOST_COMMENTS})

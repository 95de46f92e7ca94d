"""What a page says of branches: how many replies can be folded away, and how many more there are."""

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from comments.reading.pages import PUBLISHED, AnyCommentView
from comments.web.urls_on_page import Links


class Branch(NamedTuple):
    """The fields of a ShownComment with the same names."""

    replies: str = ""
    replies_label: str = ""
    more: str = ""
    more_label: str = ""
    more_url: str = ""


def branches(views: Sequence[AnyCommentView], links: Links, next_replies: str) -> dict[int, Branch]:
    """What to say of branches, by the id of the comment with which it stands.

    `next_replies` is where the replies to the first comment go on behind this page, which is of its branch; or "".
    """
    found: dict[int, Branch] = {}
    for view, following in pairwise(views):
        if following.depth > view.depth and view.comment.replies:
            found[view.comment.pk] = _folded(view)
    for top, last in _cut(views):
        found[last] = found.get(last, Branch())._replace(**_more(top, links.branch(top.comment.pk, top.more_cursor)))
    if next_replies and (last := _last_published(views)):
        found[last] = found.get(last, Branch())._replace(more=_("More replies"), more_url=next_replies)
    return found


def _folded(view: AnyCommentView) -> Branch:
    text, label = _replies(get_language(), view.comment.replies)
    name = _name(view)
    return Branch(text, label.format(name=name) if name else "")


@lru_cache(maxsize=500)
def _replies(_language: str | None, number: int) -> tuple[str, str]:
    """So many replies, and so many to {name}: looked up once, for a page has many."""
    text = ngettext("%(n)d reply", "%(n)d replies", number) % {"n": number}
    label = ngettext("%(n)d reply to %(name)s", "%(n)d replies to %(name)s", number) % {"n": number, "name": "{name}"}
    return text, label


def _cut(views: Sequence[AnyCommentView]) -> list[tuple[AnyCommentView, int]]:
    """The comments whose branches are cut, each with the id of the last comment of its branch that is here."""
    starts = [index for index, view in enumerate(views) if view.comment.depth == 1]
    return [
        (views[start], _last_published(views[start:end]) or views[start].comment.pk)
        for start, end in pairwise([*starts, len(views)])
        if views[start].more
    ]


def _last_published(views: Sequence[AnyCommentView]) -> int:
    """Of what everybody sees; 0 if that is nothing. A visitor's own comments may go, or come, without a new page."""
    return next((view.comment.pk for view in reversed(views) if view.state != "waiting"), 0)


def _more(top: AnyCommentView, url: str) -> dict[str, str]:
    number, name = top.more, _name(top)
    label = ngettext("%(n)d more reply to %(name)s", "%(n)d more replies to %(name)s", number)
    return {
        "more": ngettext("%(n)d more reply", "%(n)d more replies", number) % {"n": number},
        "more_label": label % {"n": number, "name": name} if name else "",
        "more_url": url,
    }


def _name(view: AnyCommentView) -> str:
    """Of who is named with the comment; a tombstone names nobody."""
    return view.comment.name or _("Anonymous") if view.state == PUBLISHED else ""

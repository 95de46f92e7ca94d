"""One comment of a page as HTML: what its template gets of it, and the template's parts joined with that.

The template engine takes 0.5 ms a comment. So `_comment.html` is rendered once for each kind of comment, with
placeholders for the values, and a comment of that kind is those parts and its own values between them, escaped. That is
only right while a template puts values in as they are: where it does more with one, each comment is rendered by itself.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, date, datetime, time
from functools import lru_cache
from html import escape  # as Django does, without its two layers of wrapping
from types import MappingProxyType
from typing import Any, NamedTuple

from django.template import Context, Template
from django.template.loader import get_template
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from comments.models import Comment, Site
from comments.reading import author_view
from comments.reading.pages import PUBLISHED, AnyCommentView, CommentView
from comments.reading.queries import CommentRow
from comments.statuses import Status
from comments.web import placeholders
from comments.web.branches import branches
from comments.web.own_comments import OwnComment
from comments.web.placeholders import Placeholder
from comments.web.urls_on_page import Links

TEMPLATE = "comments/_comment.html"


class ShownComment(NamedTuple):
    """What `_comment.html` gets, as `comment`: the values of one comment, written out in the language of its site.

    The template costs least while it decides by the first five fields, and by which fields are empty, alone, and puts
    the others in without filters. `html` is safe; every other string is escaped where it is put in. A time has a form
    for machines (`created`, ISO 8601 in UTC) and a date and a time for people. `reason` to `seconds_left` are for the
    comment's own author, who may change it `until` then, in words. The address of a page on which one does something to
    it is `acts_url`, a name such as `report/`, and `acts_query`; without the first there is none. `recommend` is the
    text of the button with which readers recommend it, and "" where they cannot. `replies` says how many replies follow
    that can be folded away, `more` how many of its branch were cut behind this comment; a label also says to whom.
    """

    state: str  # published, waiting, removed, withdrawn, in_review
    is_staff: bool
    is_deleted: bool
    is_picked: bool
    is_pinned: bool
    id: str
    depth: str
    name: str = ""
    url: str = ""
    parent_name: str = ""
    parent_url: str = ""
    permalink: str = ""
    created: str = ""
    created_date: str = ""
    created_time: str = ""
    edited: str = ""
    edited_date: str = ""
    edited_time: str = ""
    html: str = ""
    reason: str = ""
    edit_url: str = ""
    withdraw_url: str = ""
    until: str = ""
    seconds_left: str = ""
    reply_url: str = ""
    acts_url: str = ""
    acts_query: str = ""
    recommend: str = ""
    recommendations: str = ""
    published: str = ""
    replies: str = ""
    replies_label: str = ""
    more: str = ""
    more_label: str = ""
    more_url: str = ""


class Acts(NamedTuple):
    """What is offered to be done to comments: `url` and `query` are what `Links.acts` says."""

    url: str
    query: str
    recommend: str


class _Probe(ShownComment):
    """A ShownComment of placeholders, each of which counts how often a template reads it."""

    def __getattribute__(self, name: str) -> Any:
        value = super().__getattribute__(name)
        if isinstance(value, Placeholder):
            value.reads += 1
        return value


_DECISIVE = 5
_SPECIAL = re.compile("[&<>\"']")
_NO_TIME = ("", "", "")
_NO_ACTS = ("", "", "", "")
_NO_ONES = ("", "", "", "", "")
_NONE_OWN: Mapping[int, OwnComment] = MappingProxyType({})
_SOON = 12 * 3600  # a time of the day alone is understood


class TimeFormat:
    """Writes times in the language and the zone that were active when it was made."""

    def __init__(self) -> None:
        self._language, self._zone = get_language(), timezone.get_current_timezone()

    def for_machines(self, at: datetime, unit: str = "milliseconds") -> str:
        """A time in UTC by ISO 8601."""
        return (at if at.tzinfo is UTC else at.astimezone(UTC)).isoformat(timespec=unit)

    def written(self, at: datetime) -> tuple[str, str, str]:
        """A time for machines, and its date and time for people."""
        there = at.astimezone(self._zone)
        machines = self.for_machines(at, "seconds")
        return machines, _date(self._language, there.date()), _time(self._language, there.hour, there.minute)


def shown(
    view: AnyCommentView,
    links: Links,
    times: TimeFormat,
    *,
    here: Collection[int],
    may_reply: bool,
    acts: Acts | None = None,
    own: OwnComment | None = None,
) -> ShownComment:
    """The values that the template gets of a comment.

    `here` are the ids of the comments on the same page, `acts` is None where none are offered. `own` is for the
    comment's own author.
    """
    comment, state = view.comment, view.state
    pk, is_deleted = comment.pk, comment.status == Status.DELETED
    if state != PUBLISHED and not (own and own.reason):
        kind = (state, comment.staff, is_deleted, False, False)
        return ShownComment(*kind, str(pk), str(view.depth))
    above = comment.parent_id or 0
    return ShownComment(
        state, comment.staff, is_deleted, comment.picked_at is not None, comment.pinned_at is not None,
        str(pk), str(view.depth),
        comment.name or _("Anonymous"), comment.url,
        view.parent_name or "", f"#comment-{above}" if above in here else links.permalink(above),
        links.permalink(pk), *times.written(comment.created_at),
        *(times.written(comment.edited_at) if comment.edited_at else _NO_TIME),
        SafeString(comment.html or author_view.html_for_author(comment)),  # what markup made
        *(_of_own(own, times) if own else _NO_ONES),
        links.reply(pk) if may_reply and state == PUBLISHED else "",
        *(_of_acts(comment, acts) if acts and state == PUBLISHED else _NO_ACTS),
        times.for_machines(comment.published_at) if comment.published_at and state == PUBLISHED else "",
    )  # fmt: skip


def render_list(
    views: Sequence[AnyCommentView],
    links: Links,
    *,
    may_reply: bool,
    own: Mapping[int, OwnComment] = _NONE_OWN,
    site: Site | None = None,
    next_replies: str = "",
) -> SafeString:
    """The HTML of the comments of one page, in the active language and zone.

    `site` is their site; without it nothing but a reply is offered to be done to them. `own` has what the
    visitor is told of comments of their own, by id; `next_replies` is that of `branches`.
    """
    here = frozenset([view.comment.pk for view in views])
    times, acts = TimeFormat(), _acts(site, links) if site else None
    comments = [
        shown(view, links, times, here=here, may_reply=may_reply, acts=acts, own=own.get(view.comment.pk))
        for view in views
    ]
    said = branches(views, links, next_replies)
    return render(
        [
            comment._replace(**branch._asdict()) if (branch := said.get(view.comment.pk)) else comment
            for comment, view in zip(comments, views, strict=True)
        ]
    )


def shown_alone(view: CommentView[Comment], links: Links) -> ShownComment:
    """The values of a comment that was read with its thread and site, without a reply, in the active language."""
    acts = _acts(view.comment.thread.site, links)
    return shown(view, links, TimeFormat(), here=(), may_reply=False, acts=acts)


def _acts(site: Site, links: Links) -> Acts:
    return Acts(*links.acts(site.slug), site.recommend_button)


def _of_acts(comment: Comment | CommentRow, acts: Acts) -> tuple[str, str, str, str]:
    """The fields from `acts_url` to `recommendations`."""
    number = str(comment.recommendations) if acts.recommend and comment.recommendations else ""
    return f"{acts.url}{comment.pk}/", acts.query, acts.recommend, number


def _of_own(own: OwnComment, times: TimeFormat) -> tuple[str, str, str, str, str]:
    """The fields from `reason` to `seconds_left`."""
    if own.until is None:
        return own.reason, "", "", "", ""
    _machines, day, minute = times.written(own.until)
    until = minute if own.seconds_left < _SOON else _("%(date)s at %(time)s") % {"date": day, "time": minute}
    return own.reason, own.edit_url, own.withdraw_url, until, str(own.seconds_left)


def render(comments: Sequence[ShownComment]) -> SafeString:
    """The HTML of the comments in this order: what the template gives for each, in the active language and zone."""
    template, language = get_template(TEMPLATE).template, get_language()  # type: ignore[attr-defined]  # Django's own engine
    return mark_safe("".join([_joined(comment, template, language) for comment in comments]))  # noqa: S308


def _joined(comment: ShownComment, template: Template, language: str | None) -> str:
    skeleton = _skeleton(template, language, comment[:_DECISIVE], tuple(map(bool, comment[_DECISIVE:])))
    if skeleton is None:
        return template.render(Context({"comment": comment}))
    parts, fields = skeleton
    # Most values are numbers, dates and names that need no escaping, which is seen sooner than done.
    values = [
        text if isinstance(text, SafeString) or not _SPECIAL.search(text) else escape(text)
        for text in map(comment.__getitem__, fields)
        if isinstance(text, str)  # all are: what is not decides, and has no placeholder
    ]
    return "".join([text for pair in zip(parts, [*values, ""], strict=True) for text in pair])


@lru_cache(maxsize=1000)
def _skeleton(
    template: Template, language: str | None, decisive: tuple[str, bool, bool, bool, bool], is_filled: tuple[bool, ...]
) -> tuple[list[str], list[int]] | None:
    """The template's text around the values, and the index in ShownComment of the value behind each part but the last.

    None where the template does more with a value than put it in.
    """
    names = zip(ShownComment._fields[_DECISIVE:], is_filled, strict=True)
    probe = _Probe(*decisive, *(Placeholder(name) if is_there else "" for name, is_there in names))
    try:
        text = template.render(Context({"comment": probe}))
    except Exception:  # noqa: BLE001 - a filter that wants a real value; what is wrong with the template itself it says then
        return None
    parts, fields = placeholders.cut(text)
    put_in = [value for value in probe if isinstance(value, Placeholder)]
    if any(map(placeholders.has_a_piece, parts)) or not all(value.is_plain for value in put_in):
        return None
    return parts, [ShownComment._fields.index(name) for name in fields]


@lru_cache(maxsize=2000)
def _date(language: str | None, day: date) -> str:
    return date_format(day, "DATE_FORMAT")


@lru_cache(maxsize=2000)
def _time(language: str | None, hour: int, minute: int) -> str:
    return time_format(time(hour, minute), "TIME_FORMAT")

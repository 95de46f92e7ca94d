"""One comment of a page as HTML: what its template shows of it, and the template's parts joined with that.

The template engine takes 0.5 ms a comment. So `_comment.html` is rendered once for each kind of comment, with marks
where the values go, and a comment of that kind is those parts and its own values between them, escaped. That is only
right while a template puts values in as they are: where it does more with one, each comment is rendered by itself.
"""

import re
from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, time
from functools import lru_cache
from html import escape  # as Django does, without its two layers of wrapping
from typing import Any, NamedTuple

from django.template import Context, Template
from django.template.loader import get_template
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from comments.reading import author_view
from comments.reading.pages import PUBLISHED, AnyCommentView
from comments.statuses import Status
from comments.web import marks
from comments.web.marks import Mark
from comments.web.urls_on_page import Links

TEMPLATE = "comments/_comment.html"


class Line(NamedTuple):
    """What `_comment.html` may show, as `line`. It costs least while it decides by the first three, and by what is
    empty, alone, and puts the others in without filters.

    `html` is safe; every other string is escaped where it is put in.
    """

    state: str  # published, waiting, removed, withdrawn, in_review
    is_staff: bool
    is_deleted: bool
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
    reply_url: str = ""
    more: str = ""
    more_url: str = ""


class _Probe(Line):
    """A Line of marks, each of which counts how often a template reads it."""

    def __getattribute__(self, name: str) -> Any:
        value = super().__getattribute__(name)
        if isinstance(value, Mark):
            value.reads += 1
        return value


_DECISIVE = 3
_SPECIAL = re.compile("[&<>\"']")
_NO_TIME = ("", "", "")


class Clock:
    """Writes times in the language and zone of the moment at which it was made."""

    def __init__(self) -> None:
        self._language, self._zone = get_language(), timezone.get_current_timezone()

    def read(self, at: datetime) -> tuple[str, str, str]:
        """A time for machines, and its date and time for people."""
        there = at.astimezone(self._zone)
        machines = (at if at.tzinfo is UTC else at.astimezone(UTC)).isoformat(timespec="seconds")
        return machines, _date(self._language, there.date()), _time(self._language, there.hour, there.minute)


def of(
    seen: AnyCommentView, links: Links, clock: Clock, *, here: Collection[int], may_reply: bool, reason: str = ""
) -> Line:
    """What is shown of a comment; `here` are the ids on the same page, `reason` what its own author is told of it."""
    comment, state = seen.comment, seen.state
    pk, is_deleted = comment.pk, comment.status == Status.DELETED
    more = ngettext("%(n)d more reply", "%(n)d more replies", seen.more) % {"n": seen.more} if seen.more else ""
    more_url = links.branch(pk, seen.more_cursor) if seen.more else ""
    if state != PUBLISHED and not reason:
        return Line(state, comment.staff, is_deleted, str(pk), str(seen.depth), more=more, more_url=more_url)
    above = comment.parent_id or 0
    return Line(
        state, comment.staff, is_deleted, str(pk), str(seen.depth),
        comment.name or _("Anonymous"), comment.url,
        seen.parent_name or "", f"#comment-{above}" if above in here else links.permalink(above),
        links.permalink(pk), *clock.read(comment.created_at),
        *(clock.read(comment.edited_at) if comment.edited_at else _NO_TIME),
        SafeString(author_view.html_for_author(comment)),  # what markup made
        reason, links.reply(pk) if may_reply and state == PUBLISHED else "", more, more_url,
    )  # fmt: skip


def rendered(lines: Sequence[Line]) -> SafeString:
    """The comments one after the other, as the template would render each, in the language and zone of the moment."""
    template, language = get_template(TEMPLATE).template, get_language()  # type: ignore[attr-defined]  # Django's own engine
    return mark_safe("".join([_joined(line, template, language) for line in lines]))  # noqa: S308


def _joined(line: Line, template: Template, language: str | None) -> str:
    skeleton = _skeleton(template, language, line[:_DECISIVE], tuple(map(bool, line[_DECISIVE:])))
    if skeleton is None:
        return template.render(Context({"line": line}))
    parts, fields = skeleton
    # Most values are numbers, dates and names that need no escaping, which is seen sooner than done.
    values = [
        text if isinstance(text, SafeString) or not _SPECIAL.search(text) else escape(text)
        for text in map(line.__getitem__, fields)
        if isinstance(text, str)  # all are: what is not decides, and has no mark
    ]
    return "".join([text for pair in zip(parts, [*values, ""], strict=True) for text in pair])


@lru_cache(maxsize=1000)
def _skeleton(
    template: Template, language: str | None, decisive: tuple[str, bool, bool], there: tuple[bool, ...]
) -> tuple[list[str], list[int]] | None:
    """The template's text around the values, and the fields of a Line that stand behind each part but the last.

    None where a comment is not those parts and its values between them.
    """
    names = Line._fields[_DECISIVE:]
    line = _Probe(*decisive, *(Mark(name) if is_there else "" for name, is_there in zip(names, there, strict=True)))
    try:
        text = template.render(Context({"line": line}))
    except Exception:  # noqa: BLE001 - a filter that wants a real value; what is wrong with the template itself it says then
        return None
    parts, fields = marks.cut(text)
    if any(map(marks.has_a_piece, parts)) or not all(mark.is_plain for mark in line if isinstance(mark, Mark)):
        return None
    return parts, [Line._fields.index(name) for name in fields]


@lru_cache(maxsize=2000)
def _date(language: str | None, day: date) -> str:
    return date_format(day, "DATE_FORMAT")


@lru_cache(maxsize=2000)
def _time(language: str | None, hour: int, minute: int) -> str:
    return time_format(time(hour, minute), "TIME_FORMAT")

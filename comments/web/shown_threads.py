"""The threads that a view has read for its page, kept on its request for the tags of the template."""

from collections.abc import Iterable
from typing import NamedTuple

from django.http import HttpRequest

from comments.host import Subject
from comments.web.form import CommentForm
from comments.web.thread_page import ThreadPage


class ShownThread(NamedTuple):
    """`page` is what was read, `form` the form below it."""

    page: ThreadPage
    form: CommentForm


def keep(request: HttpRequest, threads: Iterable[ShownThread]) -> None:
    """Keep what `{% comments for object %}` shows, and the counts that other tags of this page say."""
    request.__dict__["comment_threads"] = {(one.page.subject.site, one.page.subject.key): one for one in threads}


def find(request: HttpRequest, subject: Subject) -> ShownThread | None:
    """The thread of this subject, if the view has read it."""
    kept: dict[tuple[str, str], ShownThread] = request.__dict__.get("comment_threads", {})
    return kept.get((subject.site, subject.key))

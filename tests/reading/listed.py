"""Pages of a thread as tests look at them."""

from comments.models import Thread
from comments.moderation import decisions
from comments.reading.pages import Page
from tests.support import factories


def numbers(page: Page) -> list[int]:
    return [seen.comment.number for seen in page.comments]


def mark_spam(thread: Thread, number: int | None) -> None:
    if number:
        comment = thread.comments.get(number=number)
        decisions.mark_spam(comment.pk, by=factories.moderator(), version=comment.version)

"""An author who writes on two sites: among enough others that a database prefers the narrowest index."""

from comments.db import bulk
from comments.models import Comment, Thread
from comments.posting import threads
from tests.support import factories
from tests.support.factories import NOON

_NUMBERS = range(1_000, 1_400)


def write_elsewhere(comment: Comment) -> None:
    """Let the author have many comments on another site, and others as many on this one; then count them all."""
    factories.quiet_site("herald")
    others = [_row(comment.thread, number, **_somebody(number)) for number in _NUMBERS]
    same = {name: getattr(comment, name) for name in ("email_canonical", "network", "name", "url")}
    there = threads.describe(factories.subject("herald"))
    Comment.objects.bulk_create([*others, *(_row(there, number, **same) for number in _NUMBERS)])
    bulk.analyse(Comment)


def _row(thread: Thread, number: int, **fields: str) -> Comment:
    return Comment(
        thread=thread, site=thread.site, number=number, path=f"{number:06}", depth=1, text=f"Number {number}.",
        created_at=NOON, **fields,
    )  # fmt: skip


def _somebody(number: int) -> dict[str, str]:
    return {
        "email_canonical": f"ada{number}@example.net", "network": f"198.51.{number // 250}.{number % 250}",
        "name": f"Ada {number}", "url": f"https://ada{number}.example.net/",
    }  # fmt: skip

"""What a thread is about, and where a comment stands in it.

A path is the numbers from the top-level comment down to this one, each in fixed width, without separators: it sorts
depth-first in any collation, a branch is a range, and it never changes.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

WIDTH = 7


@dataclass(frozen=True)
class Subject:
    """What is commented on, as its host describes it; `site` is the Site's slug, `key` any string up to 255."""

    site: str
    key: str
    title: str = ""
    url: str = ""
    section: str = ""
    published_at: datetime | None = None
    is_open: bool = True

    def comments_subject(self) -> "Subject":
        """A Subject can stand for its own page."""
        return self


class Commentable(Protocol):
    """A host model that `{% comments for object %}` accepts."""

    def comments_subject(self) -> Subject: ...


def path_below(parent_path: str, number: int, *, deepest: int) -> str:
    """The path of comment `number`; below the deepest level it stands beside its parent."""
    room = (deepest - 1) * WIDTH
    return parent_path[:room] + f"{number:0{WIDTH}d}"


def depth_of(path: str) -> int:
    return len(path) // WIDTH


def ancestors_of(path: str) -> list[str]:
    return [path[:end] for end in range(WIDTH, len(path), WIDTH)]


def after_branch(path: str) -> str:
    """The first path behind the whole branch of `path`: the branch is path <= p < after_branch(path)."""
    return f"{int(path) + 1:0{len(path)}d}"

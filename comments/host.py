"""What a host project imports: the description of a page that is commented on, and what has such a page."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from comments import limits
from comments.net import page_urls
from comments.text import characters


@dataclass(frozen=True)
class Subject:
    """What is commented on, as its host describes it.

    `site` is the Site's slug. `key` has 1 to 255 characters, no control character among them, and one that can be seen.
    `url` is an absolute http or https address, or a path such as /news/bridge/; it loses its fragment and tracking
    parameters such as utm_source, and has at most 2,000 characters then.
    `published_at` has a time zone. Anything else raises ValueError.
    """

    site: str
    key: str
    title: str = ""
    url: str = ""
    section: str = ""
    published_at: datetime | None = None
    is_open: bool = True

    def __post_init__(self) -> None:
        if not is_key(self.key):
            message = f"{self.key!r} cannot be the key of a thread: 1 to 255 characters that can be seen, no controls"
            raise ValueError(message)
        if self.published_at is not None and not _is_moment(self.published_at):
            raise ValueError(f"published_at is {self.published_at!r}: pass a datetime with a time zone")
        object.__setattr__(self, "url", page_urls.kept(self.url))

    def comments_subject(self) -> "Subject":
        """A Subject can stand for its own page."""
        return self


def _is_moment(at: object) -> bool:
    """A date, or a time of nobody knows which zone, has no age."""
    return isinstance(at, datetime) and at.tzinfo is not None


def is_key(key: str) -> bool:
    """Whether a thread may have this key."""
    return len(key) <= limits.KEY_LIMIT and not characters.is_blank(key) and not characters.has_control_in_line(key)


class Commentable(Protocol):
    """A host model that `{% comments for object %}` accepts."""

    def comments_subject(self) -> Subject: ...

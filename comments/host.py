"""What a host project imports: Subject describes a page with comments, and a Commentable has such a page.

A Reader is who is signed in at the host.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from comments import limits
from comments.author_fields import email_errors, name_errors, normalised_url, url_errors
from comments.net import page_urls
from comments.text import characters


@dataclass(frozen=True)
class Subject:
    """A page with comments, as its host describes it. Raises ValueError for a wrong key, url or published_at.

    `site` is the Site's slug. `key` names the thread: 1 to 255 characters, no control character, one that can be seen.
    `url` is an absolute http or https address, or a path such as /news/bridge/. Its fragment and tracking parameters
    such as utm_source are removed; at most 2,000 characters may be left. `published_at` has a time zone; if it is None,
    the thread never gets old. `is_open` is whether the host takes comments on this page. `authors` are the names
    above the article, as people read them.
    """

    site: str
    key: str
    title: str = ""
    url: str = ""
    section: str = ""
    published_at: datetime | None = None
    is_open: bool = True
    authors: str = ""

    def __post_init__(self) -> None:
        if not is_key(self.key):
            message = f"{self.key!r} cannot be the key of a thread: 1 to 255 characters that can be seen, no controls"
            raise ValueError(message)
        if self.published_at is not None and not _is_moment(self.published_at):
            raise ValueError(f"published_at is {self.published_at!r}: pass a datetime with a time zone")
        object.__setattr__(self, "url", page_urls.kept(self.url))

    def comments_subject(self) -> "Subject":
        """Itself, so that a Subject can be passed wherever an object with comments can."""
        return self


@dataclass(frozen=True)
class Reader:
    """Somebody with an account of the host, who is signed in there and posts by it.

    `id` is the host's own of the account, never another person's: 1 to 255 characters, no control character, one that
    can be seen; ValueError for anything else, and for an `issuer` that is longer or holds a control character.
    Comments are signed with `name` and lead to `url`, and moderators see `email`. What of these cannot be used counts
    as not said. `is_staff` gives the mark of the publication, and no right. `issuer` is the claim `iss` of the tokens
    that the host signs for pages elsewhere, if it does, so that an account is the same one on both.
    """

    id: str
    name: str
    email: str = ""
    url: str = ""
    is_staff: bool = False
    issuer: str = ""

    def __post_init__(self) -> None:
        account = str(self.id)
        if characters.is_blank(account) or not _is_claim(account):
            message = f"{self.id!r} cannot be the id of a reader: 1 to {limits.CLAIM_LIMIT} characters, no controls"
            raise ValueError(message)
        if not _is_claim(self.issuer):
            message = f"{self.issuer!r} cannot be an issuer: at most {limits.CLAIM_LIMIT} characters, no controls"
            raise ValueError(message)
        object.__setattr__(self, "id", account)
        name = characters.cut(self.name.strip(), limits.NAME_LIMIT)
        email, url = self.email.strip(), normalised_url(self.url)
        object.__setattr__(self, "name", "" if any(name_errors(name, is_required=False)) else name)
        object.__setattr__(self, "email", "" if any(email_errors(email, is_required=False)) else email)
        object.__setattr__(self, "url", "" if any(url_errors(url)) else url)


def _is_claim(value: str) -> bool:
    """Whether a token may hold it, too, so that an account is the same one by either."""
    return len(value) <= limits.CLAIM_LIMIT and not characters.has_control_in_line(value)


def _is_moment(at: object) -> bool:
    """A datetime with a time zone: of anything else it cannot be said how old it is."""
    return isinstance(at, datetime) and at.tzinfo is not None


def is_key(key: str) -> bool:
    """Whether a thread may have this key."""
    return len(key) <= limits.KEY_LIMIT and not characters.is_blank(key) and not characters.has_control_in_line(key)


class Commentable(Protocol):
    """An object of the host that `{% comments for object %}` accepts: it describes its page."""

    def comments_subject(self) -> Subject: ...

"""The JSON objects of what is known of a comment's author.

Each is described by its schema in comments/api/openapi/moderation/, which a test compares with these types.
"""

from typing import TypedDict


class TotalJSON(TypedDict):
    """A number that is counted up to a limit."""

    number: int
    more: bool
    """Whether there are more than that, and nobody counted how many."""


class AuthorValueJSON(TypedDict):
    """One thing by which an author is known."""

    kind: str
    """account, email, network, website, browser or name."""
    value: str
    """Empty for a browser."""
    comments: TotalJSON
    """How many comments of the site have it, this one included; of a name, those under another e-mail."""
    proven: bool
    """Whether it is known to be the author's, and not only typed."""


class AuthorBanJSON(TypedDict):
    """A ban in force that the author falls under."""

    id: int
    kind: str
    value: str
    effect: str
    until: str | None
    by: str
    """A name; empty for nobody that is known."""
    note: str
    shared: bool
    """Whether it is of all sites."""


class AuthorTrustJSON(TypedDict):
    """That a moderator trusts the author."""

    by: str
    since: str
    note: str


class AuthorNoteJSON(TypedDict):
    """What a moderator noted about the author."""

    about: str
    text: str
    by: str
    created_at: str


class EarlierCommentJSON(TypedDict):
    """Another comment of the author."""

    id: int
    status: str
    created_at: str
    excerpt: str
    thread: str
    """The title of its page, or what it has instead."""


class AuthorFactsJSON(TypedDict):
    """What is known now of a comment's author on its site."""

    counted_by: str | None
    """What the four totals and `first_seen` go by: account, email, browser or network; None where none is known."""
    first_seen: str | None
    waiting: TotalJSON
    approved: TotalJSON
    rejected: TotalJSON
    spam: TotalJSON
    proven: bool
    """Whether an approved comment proves the author's account or e-mail."""
    values: list[AuthorValueJSON]
    bans: list[AuthorBanJSON]
    trust: AuthorTrustJSON | None
    notes: list[AuthorNoteJSON]
    last: list[EarlierCommentJSON]
    """The last three others."""

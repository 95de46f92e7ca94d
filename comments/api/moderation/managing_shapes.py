"""The JSON objects of decisions on many comments, bans, reports and threads, for programs of moderators.

Each is described by its schema in comments/api/openapi/moderation/, which a test compares with these types.
"""

from typing import TypedDict

from comments.api.moderation.comment_shapes import PersonJSON
from comments.reading.shapes import ProblemJSON


class BatchJSON(TypedDict):
    """A decision on many comments, and how far it is."""

    id: int
    kind: str
    """What brought the comments together: selection, matching, cluster or author."""
    action: str | None
    """None where not all of its comments have the same."""
    site: str | None
    """None for comments of several sites."""
    by: PersonJSON
    created_at: str
    state: str
    total: int
    done: int
    skipped: int
    open: int
    """Not looked at yet."""
    undone: int
    kept: int
    """Not taken back, since something happened to them."""
    percent: int
    undone_at: str | None
    undone_by: PersonJSON | None
    ban: int | None
    """The id of the ban that came with it."""
    can: list[str]
    """What this key's person can do with it now."""


class BatchListJSON(TypedDict):
    results: list[BatchJSON]
    next: str | None


class LeftCommentJSON(TypedDict):
    """A comment that a batch left as it was, or could not take back."""

    comment: int
    code: str
    why: str


class LeftCommentsJSON(TypedDict):
    """The comments that could not be decided on as they had been seen."""

    left: list[LeftCommentJSON]


class FollowedBatchJSON(BatchJSON):
    left: list[LeftCommentJSON]
    """The first of them."""


class MatchedStatusJSON(TypedDict):
    """How many comments of a status match; `included` says whether the decision would fall on them."""

    status: str
    number: int
    included: bool


class MatchedCommentsJSON(TypedDict):
    """What a decision on all that matches would fall on."""

    number: int
    last: int | None
    """The newest comment that matches; None of none."""
    statuses: list[MatchedStatusJSON]


class BatchConflictJSON(ProblemJSON):
    """The refusal to begin a batch: of chosen comments those that were left, of a filter what it finds."""

    current: LeftCommentsJSON | MatchedCommentsJSON


class BatchChangeConflictJSON(ProblemJSON):
    current: BatchJSON


class BanJSON(TypedDict):
    id: int
    site: str | None
    """None for a ban of all sites."""
    kind: str
    value: str
    effect: str
    until: str | None
    note: str
    by: PersonJSON | None
    created_at: str
    in_force: bool


class BanListJSON(TypedDict):
    results: list[BanJSON]
    next: str | None


class BanReachJSON(TypedDict):
    """Whom a ban would hit on its site."""

    value: str
    """As it would be stored."""
    waiting: int
    published: int
    authors: int
    """Mailboxes that were published."""
    authors_this_month: int
    complete: bool
    """False where so many values are meant that only some were counted."""
    for_chiefs: bool
    """Whether only a chief moderator of the site may ban it."""


class LaidBanJSON(TypedDict):
    """A ban that was laid, and the batch of what becomes of the author's comments."""

    ban: BanJSON
    batch: BatchJSON | None


class OpenReportJSON(TypedDict):
    """What one reader reported and nobody has settled."""

    id: int
    comment: int
    version: int
    """Of the comment, for a decision on it."""
    status: str
    site: str
    thread: str
    reason: str
    text: str
    name: str
    email: str
    good_faith: bool
    created_at: str
    earlier_text: bool
    """Whether the author edited the comment since."""


class OpenReportListJSON(TypedDict):
    results: list[OpenReportJSON]
    next: str | None


class ThreadSwitchJSON(TypedDict):
    """What moderators switched a thread to; without a state nobody did, or that is over."""

    state: str | None
    note: str
    since: str | None
    until: str | None
    by: PersonJSON | None
    version: int
    """Rises with each switching; 0 before the first."""


class ManagedThreadJSON(TypedDict):
    """A thread as its host and its moderators have it."""

    id: int
    site: str
    key: str
    title: str
    url: str
    section: str
    authors: str
    published_at: str | None
    open: bool
    """What its host says."""
    takes_comments: bool
    closed_reason: str | None
    confirmed: bool
    """Whether title and address are published."""
    count: int
    created_at: str
    switch: ThreadSwitchJSON


class ThreadConflictJSON(ProblemJSON):
    """The refusal to switch a thread that somebody switched meanwhile."""

    current: ManagedThreadJSON


class ManagedThreadListJSON(TypedDict):
    results: list[ManagedThreadJSON]
    next: str | None

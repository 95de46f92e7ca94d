"""The JSON objects of a comment as its moderators see it.

Each is described by its schema in comments/api/openapi/moderation/, which a test compares with these types.
"""

from typing import NotRequired, TypedDict

from comments.api.moderation.author_shapes import AuthorFactsJSON
from comments.reading.as_json import CommentFactsJSON
from comments.reading.shapes import ProblemJSON


class PersonJSON(TypedDict):
    """Somebody who moderates."""

    id: str
    """As the parameter `by` and the field `person` take it."""
    name: str


class PersonListJSON(TypedDict):
    """People who moderate, by name."""

    results: list[PersonJSON]


class ModeratedThreadJSON(TypedDict):
    """The page that a comment is on."""

    key: str
    title: str
    url: str
    """The absolute address of the page, of our own one until the page's is confirmed."""
    confirmed: bool
    """Whether readers see title and address: the host said them, or a moderator approved a comment there."""


class AccountJSON(TypedDict):
    """An account of the host, by which its reader was signed in."""

    issuer: str
    """Empty where the host names none."""
    subject: str
    """The host's own id of it."""


class ModeratedAuthorJSON(TypedDict):
    """Who wrote a comment, as it was sent. What has been erased is empty."""

    name: str
    email: str
    url: str
    staff: bool
    address: str
    """The IP address."""
    user_agent: str
    account: AccountJSON | None
    """None unless the author was signed in."""


class FindingJSON(TypedDict):
    """What one check said of the text as it is now."""

    check: str
    """The name of the check, or “screening”."""
    verdict: str
    """abstain, clear, note, hold, reject or spam."""
    code: str
    """By which comments are found with `what`; empty where the check objects to nothing."""
    reason: str
    """A sentence for moderators."""
    score: float
    """How suspicious that makes the comment, from 0 to 1."""


class DecisionJSON(TypedDict):
    """One decision on a comment, or another change of its status."""

    id: int
    action: str | None
    """As it is sent; None for what no moderator pressed."""
    actor: str
    """visitor, screening, moderator, author or housekeeping."""
    by: PersonJSON | None
    """None unless a moderator decided."""
    before: str | None
    """The status before it; None for the posting of the comment."""
    after: str
    """The status after it."""
    version: int
    """The comment's version after it."""
    reason: str
    """For moderators, a rejection's as its author reads it."""
    code: str
    """Of the reason from the site's list; empty for none."""
    told: str
    """What the author reads; empty for nothing."""
    note: str
    """For colleagues alone."""
    undoes: int | None
    """The decision that it took back."""
    batch: int | None
    """The batch that it is part of."""
    created_at: str


class SetAsideJSON(TypedDict):
    """With what a comment was set aside."""

    by: PersonJSON
    person: PersonJSON | None
    """For whom; None for anybody."""
    until: str | None
    """None until somebody decides."""
    note: str
    created_at: str


class ReportCountJSON(TypedDict):
    """How many readers reported a comment for one reason."""

    reason: str
    number: int


class ReportTextJSON(TypedDict):
    """What one reader explained."""

    id: int
    """The number of the reader's receipt."""
    reason: str
    text: str
    name: str
    email: str
    good_faith: bool
    created_at: str


class OpenReportsJSON(TypedDict):
    """What readers reported and nobody settled yet."""

    number: int
    reasons: list[ReportCountJSON]
    """The commonest first."""
    texts: list[ReportTextJSON]
    """The latest ten explanations, the newest first."""
    since: str
    earlier_text: bool
    """Whether all of them were made before the author edited the text."""


class ModeratedCommentJSON(CommentFactsJSON):
    """A comment with all that a moderator decides by."""

    thread: ModeratedThreadJSON
    author: ModeratedAuthorJSON
    decided_at: str | None
    """When a person decided last."""
    delete_at: str | None
    """When it will be deleted for ever."""
    unseen: bool
    """Whether the checks published it, and no moderator has looked at it."""
    suspicion: float
    """From 0 to 1, by what the checks said."""
    likeness: float | None
    """How much a waiting comment is like spam, from 0 to 1, by what the site's filter says now; None without one."""
    set_aside: SetAsideJSON | None
    reports: OpenReportsJSON | None
    findings: list[FindingJSON]
    decisions: list[DecisionJSON]
    """The last twenty, in the order in which they were made."""
    actions: list[str]
    """What the key's person can do with it now."""
    known: NotRequired[AuthorFactsJSON]
    """What is known of its author; where one comment is asked for alone."""


class ModeratedListJSON(TypedDict):
    """A page of comments."""

    results: list[ModeratedCommentJSON]
    next: str | None
    """The absolute address of the next page; None on the last."""


class DecisionConflictJSON(ProblemJSON):
    """The refusal of a decision on what is not any more what it was made on."""

    current: ModeratedCommentJSON
    """The comment as it is now."""


class QueueJSON(TypedDict):
    """One queue of the moderators."""

    name: str
    number: int
    """Counted up to 1,000."""
    more: bool
    oldest: str | None
    """Of “decide”: since when the first comment waits."""
    orders: list[str]
    """In which it can be read, the usual one first."""


class QueueListJSON(TypedDict):
    """The queues, in the order of the desk."""

    results: list[QueueJSON]


class ReasonJSON(TypedDict):
    """A reason for a rejection."""

    code: str
    sentence: str
    """What the author reads, in the language of the site."""
    note: str
    """When to use it."""
    ground: str
    """guidelines or law."""
    rule: str
    """Of the guidelines, or the law; empty for none."""


class ReasonListJSON(TypedDict):
    """The reasons of a site, in the order of its list."""

    results: list[ReasonJSON]
    required: bool
    """Whether a rejection needs one."""

"""The JSON objects that programs get: typed, so that whatever makes one has every key and no other.

The published description of each is its schema in comments/api/openapi/, which a test compares with these types. None
holds an e-mail address, a network address, a user agent, or a hash of one.
"""

from typing import NotRequired, TypedDict


class AuthorJSON(TypedDict):
    """Who wrote a comment, as everybody may know."""

    name: str
    """As typed; empty where the site lets people stay anonymous."""
    url: str
    """The author's website, or empty."""
    staff: bool
    """Whether the publication itself wrote it."""


class MoreRepliesJSON(TypedDict):
    """The replies below a comment that a page left out."""

    count: int
    """How many published replies were left out, at least 1."""
    url: str
    """The absolute address of the list of them."""


class _CommentFieldsJSON(TypedDict):
    """What everybody and its author see alike of a comment."""

    id: int
    parent: int | None
    """The id of the comment it answers; None at the top."""
    depth: int
    """1 at the top, at most the site's depth."""
    created_at: str
    """UTC as YYYY-MM-DDTHH:MM:SSZ (RFC 3339)."""
    edited_at: str | None
    """The time of the author's last edit, in the form of `created_at`; None if it was never edited."""
    published_at: str | None
    """The time it was first published, in the form of `created_at`; None unless it is published."""
    url: str
    """The permalink: the absolute address of a page that shows the comment."""
    replies: int
    """The number of published comments below it, at any depth."""
    recommendations: int
    """How many readers recommended it."""
    picked: bool
    """Whether the publication picked it out; never a tombstone."""
    pinned: bool
    """Whether the publication pinned it above the others; never a tombstone."""


class CommentJSON(_CommentFieldsJSON):
    """A comment in a list, or alone, as everybody sees it: published, or a tombstone above replies."""

    author: AuthorJSON | None
    """None for a tombstone."""
    html: str | None
    """Safe to insert into a page; None for a tombstone."""
    state: str
    """published, or the kind of tombstone: removed, withdrawn, in_review."""
    more: NotRequired[MoreRepliesJSON]
    """Present if the page left out replies below it."""


class OwnCommentJSON(_CommentFieldsJSON):
    """A comment as its author sees it, in any state but deleted."""

    author: AuthorJSON
    html: str
    """Safe to insert into a page: what is published, or would be."""
    text: str
    """As typed, for an edit form."""
    state: str
    """published, waiting, removed or withdrawn."""
    status: str
    """published, pending, rejected or withdrawn. Never that it was taken for spam."""
    version: int
    """The version of the text, from 1; an edit may name the one it was made from."""
    editable_until: str | None
    """The end of the time to edit, in the form of `created_at`; None if it cannot be edited."""
    reason: NotRequired[str]
    """Why it is not published, in sentences; absent if it is."""


class PostedCommentJSON(TypedDict):
    """The answer to posting a comment."""

    id: int
    status: str
    """The status the author is told at present, which is not pending if the request was repeated later."""
    token: str
    """The secret with which the author reads, edits and withdraws the comment."""
    comment: OwnCommentJSON
    commenter: str | None
    """Names the browser of somebody who consents to be remembered, for the next comment; None without consent."""
    replies_feed: str | None
    """Where a feed reader follows the replies of others; None for who is neither remembered nor signed in."""


class PreviewJSON(TypedDict):
    """What would be published of a text."""

    html: str
    """Safe to insert into a page."""
    lost: list[str]
    """Sentences, each on a piece of typed markup that has no effect."""


class FiledReportJSON(TypedDict):
    """A reader's report that was taken."""

    receipt: str
    """The number of the report, as the desk shows it; that of the earlier one where it was reported before."""


class NoticeJSON(TypedDict):
    """What moderators switched a thread to for a while, and what they tell readers."""

    state: str
    """open, slow (one comment of a person every five minutes), hold (every comment waits) or closed."""
    note: str
    """Plain text, as a moderator typed it; may be empty."""
    since: str
    """The time of the switch, in the form of `until`."""
    until: str | None
    """UTC as YYYY-MM-DDTHH:MM:SSZ (RFC 3339); None if it holds until a moderator ends it."""


class ThreadJSON(TypedDict):
    """A thread; an unknown key of a known site is an empty one."""

    site: str
    """The slug of its site."""
    key: str
    """The host's name for the page, unique on the site."""
    title: str
    """The title of the page; empty until the host or a moderator has confirmed the page."""
    url: str
    """The absolute address of the page; empty until the host or a moderator has confirmed it."""
    open: bool
    """Whether it takes comments."""
    closed_reason: str | None
    """switch (by hand) or age (of the article); None if it is open."""
    notice: NoticeJSON | None
    """None where nobody switched the thread, or the time for that is over."""
    count: int
    """The number of published comments."""


class CommentListJSON(TypedDict):
    """A page of a thread, depth-first: replies come after the comment they answer."""

    thread: ThreadJSON
    results: list[CommentJSON]
    next: str | None
    """The absolute address of the next page; None on the last."""
    previous: str | None
    """The absolute address of the page before; None on the first."""


class RecommendationsJSON(TypedDict):
    """The answer to recommending a comment, and to taking that back."""

    recommendations: int
    """How many readers recommend it now."""


class SignedInJSON(TypedDict):
    """A reader's session, in exchange for the host's token."""

    token: str
    """For the header Comments-Identity of later calls."""
    expires_at: str
    """UTC, to the second."""
    name: str
    staff: bool
    """Whether their comments bear the mark of the publication."""


class CountsJSON(TypedDict):
    """How many comments threads have."""

    counts: dict[str, int]
    """The number of published comments by the key of the thread; 0 for one that is unknown."""
    new: NotRequired[dict[str, int]]
    """How many of them were first published after the time in `since`, at most 100; present if that was sent."""


class TrendingThreadJSON(TypedDict):
    """A thread with comments lately."""

    key: str
    title: str
    url: str
    """The absolute address of its page."""
    count: int
    """The number of published comments."""
    recent: int
    """How many of them were first published within the days asked for, at least 1."""


class TrendingJSON(TypedDict):
    """The threads with the most comments lately, most first."""

    results: list[TrendingThreadJSON]


class FormFieldJSON(TypedDict):
    """What a field of the form takes."""

    required: bool
    max_length: int
    """In characters (code points)."""


class FormFieldsJSON(TypedDict):
    """The fields of the form."""

    name: FormFieldJSON
    email: FormFieldJSON
    url: FormFieldJSON
    text: FormFieldJSON


class SiteJSON(TypedDict):
    """What a form needs to know of a site; lists, bans and budgets stay with its moderators."""

    site: str
    """Its slug."""
    name: str
    language: str
    """A language tag (BCP 47)."""
    time_zone: str
    """A name of the IANA database."""
    fields: FormFieldsJSON
    depth: int
    """How deep replies are shown, from 1."""
    page_size: int
    """The number of top-level comments on a page."""
    order: str
    """The default order of top-level comments: oldest, newest, replies or recommended."""
    recommend: str | None
    """The text of the button by which readers recommend a comment; None where they cannot."""
    edit_minutes: int
    """How long an author may edit; 0 if comments cannot be edited."""
    consent: bool
    """Whether the HTML form offers to remember its browser by a cookie."""
    notify_replies: bool
    """Whether authors can ask to be told of replies by mail."""
    notify_decision: bool
    """Whether authors can ask to be told by mail that their comment was published or rejected."""
    reading: str
    """Who reads comments: open or signed_in."""
    posting: str
    """Who posts comments: open or signed_in."""
    guidelines: str
    """Plain text, in which an empty line begins a paragraph."""
    privacy: list[str]
    """Sentences on what is kept, for how long, and who sees it, to show beside the form."""


class FieldProblemJSON(TypedDict):
    """What is wrong with one field of a request."""

    pointer: str
    """The field as a JSON pointer (RFC 6901); empty for the whole body."""
    code: str
    """For programs, such as required or too-long."""
    detail: str
    """A sentence for people."""


class ProblemJSON(TypedDict):
    """A refusal or failure, in the form of RFC 9457."""

    type: str
    """The absolute address of its description, which ends in the code."""
    code: str
    """What happened, for programs, such as not-found."""
    title: str
    """The name of the HTTP status."""
    status: int
    """The HTTP status."""
    detail: str
    """A sentence for people."""
    errors: list[FieldProblemJSON]
    """What is wrong with which field; empty if no field is."""

"""What programs may want to hear of: rows for each webhook that listens, in the transaction of what happened.

Where nobody listens nothing is asked and nothing is written: who does is known of a comment that is locked, and of a
site. What is sent is written when it is sent, and dropped if the comment has changed again by then.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from comments.deliveries.listening import Listeners
from comments.deliveries.outbox import Owed, owe
from comments.models import Channel, Comment, Decision, Flood, Report, Thread, WebhookEvent
from comments.statuses import Status

_OF_STATUS = {
    Status.PENDING: WebhookEvent.HELD,
    Status.APPROVED: WebhookEvent.PUBLISHED,
    Status.REJECTED: WebhookEvent.REJECTED,
    Status.SPAM: WebhookEvent.MARKED_SPAM,
    Status.WITHDRAWN: WebhookEvent.WITHDRAWN,
    Status.DELETED: WebhookEvent.DELETED,
}


@dataclass(frozen=True)
class Happened:
    """An event on a site, of whose `listeners` each is told once: `what` names it beside all others of its kind."""

    event: WebhookEvent
    listeners: Listeners
    site_id: int
    what: str
    comment_id: int | None = None
    thread_id: int | None = None
    version: int = 0
    data: Mapping[str, int] = field(default_factory=dict)


def tell(happened: Iterable[Happened], *, now: datetime) -> None:
    """Owe it to those who listen, in one statement for all, or in none where nobody does."""
    owe(
        [
            Owed(
                kind=one.event, channel=Channel.WEBHOOK, recipient=f"endpoint:{endpoint_id}",
                key=f"{one.event}:{one.what}:endpoint:{endpoint_id}", site_id=one.site_id,
                comment_id=one.comment_id, thread_id=one.thread_id, version=one.version,
                data=one.data,
            )
            for one in happened
            for endpoint_id in one.listeners.get(one.event, ())
        ],
        now=now,
    )  # fmt: skip


def of_decision(comment: Comment, decision: Decision) -> list[Happened]:
    """What a decision on a comment that is locked is to programs: one that leaves the status as it is, is nothing."""
    if decision.from_status == decision.to_status:
        return []
    return [_of_comment(_OF_STATUS[Status(decision.to_status)], comment, f"{comment.pk}:{comment.version}")]


def of_screening(comment: Comment, status: Status) -> list[Happened]:
    """What it is that a comment, locked, was screened and became this: it came in, or it was edited.

    Nobody is told before, and of spam not at all; that it is spam is another event.
    """
    if status == Status.SPAM:
        return []
    event = WebhookEvent.RECEIVED if comment.text_version == 1 else WebhookEvent.EDITED
    return [_of_comment(event, comment, f"{comment.pk}:{comment.text_version}")]


def of_waiting(comment: Comment) -> list[Happened]:
    """That a comment, locked, waits for a moderator as it was screened: once for each text."""
    return [_of_comment(WebhookEvent.HELD, comment, f"{comment.pk}:text:{comment.text_version}")]


def of_report(comment: Comment, report: Report) -> list[Happened]:
    """That a reader reported a comment, which is locked."""
    happened = _of_comment(WebhookEvent.REPORTED, comment, f"{comment.pk}:report:{report.pk}")
    return [replace(happened, data={"report": report.pk})]


def of_flood(flood: Flood) -> list[Happened]:
    """That a flood began."""
    listeners, data = flood.site.wanted_events, {"flood": flood.pk}
    return [Happened(WebhookEvent.FLOODED, listeners, flood.site_id, str(flood.pk), data=data)]


def of_thread(thread: Thread, *, was_open: bool, now: datetime) -> list[Happened]:
    """That a thread, read with its site, was opened or closed; nothing where it is as it was."""
    is_open = thread.closed_reason(now) is None
    if is_open == was_open:
        return []
    event = WebhookEvent.THREAD_OPENED if is_open else WebhookEvent.THREAD_CLOSED
    what = f"{thread.pk}:{now.timestamp()}"
    return [Happened(event, thread.site.wanted_events, thread.site_id, what, thread_id=thread.pk)]


def _of_comment(event: WebhookEvent, comment: Comment, what: str) -> Happened:
    return Happened(event, comment.listeners, comment.site_id, what, comment.pk, comment.thread_id, comment.version)

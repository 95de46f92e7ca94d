"""What is sent of an event: the API's own objects as they are now, with as much of an author as the webhook may know.

docs/webhook.schema.json describes it, and a test holds that.
"""

from collections.abc import Callable
from typing import Any

from django.utils import timezone

from comments.models import Comment, Delivery, Flood, PersonalData, Report, Thread, WebhookEndpoint, WebhookEvent
from comments.reading.as_json import comment_facts_json, moment, thread_json
from comments.statuses import Status

TEST = "test"
_GONE = (Status.WITHDRAWN, Status.DELETED)
# Which status a comment must still have; of the others any but that it is spam or gone.
_STATUS = {
    WebhookEvent.HELD: Status.PENDING,
    WebhookEvent.PUBLISHED: Status.APPROVED,
    WebhookEvent.REJECTED: Status.REJECTED,
    WebhookEvent.MARKED_SPAM: Status.SPAM,
    WebhookEvent.WITHDRAWN: Status.WITHDRAWN,
    WebhookEvent.DELETED: Status.DELETED,
}


def document(delivery: Delivery, endpoint: WebhookEndpoint) -> dict[str, Any] | None:
    """The JSON of a delivery, read with its site, thread and comment; None if it is not true any more."""
    said = _DATA.get(delivery.kind.partition(".")[0], _about_comment)(delivery, endpoint)
    if said is None:
        return None
    site = delivery.site.slug if delivery.site else None
    return {
        "type": delivery.kind,
        "timestamp": moment(delivery.happened_at),
        "data": {"site": site, "thread": None, "comment": None, **said},
    }


def _about_comment(delivery: Delivery, endpoint: WebhookEndpoint) -> dict[str, Any] | None:
    comment = delivery.comment
    if comment is None or not _is_still(delivery.kind, Status(comment.status)):
        return None
    told: dict[str, Any] = {"thread": thread_json(comment.thread), "comment": comment_json(comment, endpoint)}
    if delivery.kind == WebhookEvent.REPORTED:
        report = Report.objects.filter(pk=delivery.data.get("report")).first()
        told["report"] = {"id": report.pk, "reason": report.reason} if report else None
    return told


def comment_json(comment: Comment, endpoint: WebhookEndpoint) -> dict[str, Any]:
    """A comment as moderators' programs get it, but of an author what the webhook may know; of one that is gone, who
    wrote what is nobody's business any more.
    """
    is_gone = comment.status in _GONE
    facts: dict[str, Any] = {**comment_facts_json(comment)}
    if is_gone:
        facts |= {"text": "", "html": None}
    return {**facts, "author": None if is_gone else author_json(comment, endpoint.personal_data)}


def author_json(comment: Comment, level: str) -> dict[str, Any]:
    """Who wrote it, with what one of PersonalData lets be told: what is not told has no key."""
    told: dict[str, Any] = {"staff": comment.staff}
    if level in (PersonalData.NAMES, PersonalData.ALL):
        told |= {"name": comment.name, "url": comment.url}
    if level == PersonalData.ALL:
        account = comment.identity
        told |= {
            "email": comment.email, "address": comment.address, "user_agent": comment.user_agent,
            "account": {"issuer": account.issuer, "subject": account.subject} if account else None,
        }  # fmt: skip
    return told


def _is_still(kind: str, status: Status) -> bool:
    wanted = _STATUS.get(WebhookEvent(kind))
    return status == wanted if wanted else status not in (Status.SPAM, *_GONE)


def _about_thread(delivery: Delivery, endpoint: WebhookEndpoint) -> dict[str, Any] | None:
    thread: Thread | None = delivery.thread
    if thread is None:
        return None
    is_open = thread.closed_reason(timezone.now()) is None
    return {"thread": thread_json(thread)} if is_open == (delivery.kind == WebhookEvent.THREAD_OPENED) else None


def _about_site(delivery: Delivery, endpoint: WebhookEndpoint) -> dict[str, Any] | None:
    flood = Flood.objects.filter(pk=delivery.data.get("flood")).first()
    if flood is None:
        return None
    told = {"began_at": moment(flood.began_at), "comments": flood.comments, "alike": flood.alike}
    return {"flood": {**told, "usual": round(flood.usual, 1)}}


_DATA: dict[str, Callable[[Delivery, WebhookEndpoint], dict[str, Any] | None]] = {
    "thread": _about_thread,
    "site": _about_site,
    TEST: lambda delivery, endpoint: {},
}

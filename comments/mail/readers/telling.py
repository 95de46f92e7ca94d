"""The mails to authors whose address is confirmed: what was decided on their comment, and what was replied to it."""

from datetime import timedelta
from typing import Any, NamedTuple

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comments import limits
from comments.db.transactions import writing
from comments.deliveries.channels import SendOutcome
from comments.deliveries.readers import DECISIONS, PUBLISHED, REJECTED, REPLIES
from comments.mail import message
from comments.mail.message import Letter
from comments.mail.stopping import Stop
from comments.models import Comment, Delivery, ReplyNotice, Subscriber, SubscriberState, Subscription, Thread
from comments.reading import author_view, permalinks
from comments.statuses import Status
from comments.text import markup

# Of the replies in one mail, so many are shown.
MOST_SHOWN = 20
_SUBJECTS = {
    PUBLISHED: gettext_lazy("Your comment was published"),
    REJECTED: gettext_lazy("Your comment was not published"),
    REPLIES: gettext_lazy("New replies to your comment"),
}


class MailedReply(NamedTuple):
    """A reply as it is mailed: `name` is "" for somebody without one."""

    name: str
    text: str
    address: str


def send_decision(delivery: Delivery) -> SendOutcome:
    """Tell an author that their comment was published or rejected, with the reason that is meant for them."""
    comment = delivery.comment
    status = next(status for status, kind in DECISIONS.items() if kind == delivery.kind)
    if comment is None or comment.status != status or not comment.site.decision_notices:
        return SendOutcome.dropped(_("The comment changed meanwhile."))
    if comment.status_for_author == Status.PENDING and comment.moved_at:
        return SendOutcome.retry(
            _("It can still be undone."), not_before=comment.moved_at + timedelta(seconds=limits.UNDO_SECONDS)
        )
    wants = Subscription.objects.filter(comment=comment, stopped_at=None, subscriber__state=SubscriberState.CONFIRMED)
    subscription = wants.select_related("subscriber").first()
    if subscription is None:
        return SendOutcome.dropped(_("The address is not confirmed."))
    if subscription.told_status == status and subscription.told_by != delivery.uuid:
        return SendOutcome.dropped(_("It was told before."))
    with writing():
        wants.filter(pk=subscription.pk).update(told_status=status, told_by=delivery.uuid)
    context = {
        "is_published": status == Status.APPROVED, "text": markup.plain(comment.html or ""),
        "reason": _reason(comment, subscription.subscriber),
        "address": permalinks.of_comments(comment.thread)(comment.pk),
    }  # fmt: skip
    letter = _letter(delivery, subscription.subscriber, comment.thread, "comments/mail/decided", context)
    return message.send(letter)


def send_replies(delivery: Delivery) -> SendOutcome:
    """Tell an author of the replies in one thread that they were not told of, as they are published now."""
    thread = delivery.thread
    subscriber = Subscriber.objects.filter(pk=int(delivery.recipient.partition(":")[2])).first()
    if thread is None or subscriber is None or subscriber.state != SubscriberState.CONFIRMED:
        return SendOutcome.dropped(_("They want no mail any more."))
    replies = _claimed(delivery, subscriber) if thread.site.reply_notices else []
    if not replies:
        return SendOutcome.dropped(_("There is no reply to tell of."))
    link = permalinks.of_comments(thread)
    shown = [MailedReply(one.name, markup.plain(one.html or ""), link(one.pk)) for one in replies[:MOST_SHOWN]]
    context = {"replies": shown, "n": len(replies), "more": len(replies) - len(shown)}
    return message.send(_letter(delivery, subscriber, thread, "comments/mail/replies", context))


def _reason(comment: Comment, subscriber: Subscriber) -> str:
    with translation.override(subscriber.language):
        return author_view.reason_for_author(comment)


def _claimed(delivery: Delivery, subscriber: Subscriber) -> list[Comment]:
    """The replies of this mail: those not told yet when it is first tried, and the same each time after that."""
    published = Comment.objects.filter(
        thread=delivery.thread, status=Status.APPROVED, shown=True, parent__status=Status.APPROVED,
        parent__subscription__subscriber=subscriber, parent__subscription__stopped_at=None,
    )  # fmt: skip
    notices = ReplyNotice.objects.filter(subscriber=subscriber)
    mine = notices.filter(told_by=delivery.uuid)
    if not mine.exists():
        with writing():
            notices.filter(told_by=None, reply__in=published).update(told_by=delivery.uuid)
    return list(published.filter(reply_notices__in=mine).order_by("pk"))


def _letter(
    delivery: Delivery, subscriber: Subscriber, thread: Thread, template: str, context: dict[str, Any]
) -> Letter:
    about = f"thread:{thread.pk}"
    return Letter(
        to=subscriber.email, subject=_SUBJECTS[delivery.kind], template=template, context={**context, "thread": thread},
        site=thread.site, language=subscriber.language, delivery=delivery, thread_of=about,
        stop=Stop(f"subscriber:{subscriber.pk}", about),
    )  # fmt: skip

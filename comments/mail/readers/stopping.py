"""What authors can have stopped by the links in their mails."""

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from comments.mail.stopping import Stop, Stopped, Stopper
from comments.mail.stops import TITLE_OF_ALL
from comments.models import Subscriber, SubscriberState, Subscription, Thread


def find(stop: Stop) -> Stopped | None:
    """Mails about one thread, or all mails of this service to this address."""
    subscriber = Subscriber.objects.select_related("site").filter(pk=_id(stop.recipient)).first()
    if subscriber is None:
        return None
    if stop.is_everything:
        return Stopped(TITLE_OF_ALL, None, subscriber.language, subscriber.email)
    thread = Thread.objects.filter(pk=_id(stop.what), site=subscriber.site).first()
    if thread is None:
        return None
    title = _("Mails about your comments on “%(title)s”") % {"title": thread.title or thread.key}
    return Stopped(title, subscriber.site, subscriber.language, subscriber.email)


def stop_mails(stop: Stop) -> None:
    if stop.is_everything:
        Subscriber.objects.filter(pk=_id(stop.recipient)).update(state=SubscriberState.STOPPED)
    else:
        _of_thread(stop).filter(stopped_at=None).update(stopped_at=timezone.now())


def resume(stop: Stop) -> None:
    if stop.is_everything:
        stopped = Subscriber.objects.filter(pk=_id(stop.recipient), state=SubscriberState.STOPPED)
        stopped.exclude(confirmed_at=None).update(state=SubscriberState.CONFIRMED)
    else:
        _of_thread(stop).update(stopped_at=None)


SUBSCRIBER = Stopper(find, stop_mails, resume)


def _of_thread(stop: Stop) -> QuerySet[Subscription]:
    return Subscription.objects.filter(subscriber=_id(stop.recipient), comment__thread=_id(stop.what))


def _id(named: str) -> int:
    number = named.partition(":")[2]
    return int(number) if number.isdecimal() else 0

"""The test mail: whoever leads a site has one sent to themselves, on the road that all mails take."""

from datetime import datetime
from uuid import uuid4

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comments import languages
from comments.access.staff import Moderator, display_name, email_of
from comments.db.transactions import writing
from comments.deliveries.channels import SendOutcome
from comments.deliveries.outbox import Owed, owe
from comments.mail import message
from comments.mail.message import Letter
from comments.models import Channel, Delivery, Site
from comments.text.parsing import parse_id

KIND = "test"


def owe_test(user: Moderator, site: Site | None, *, now: datetime) -> Delivery:
    """Owe this person a test mail, as this site sends its mails, or as the service itself does."""
    key = f"{KIND}:mail:{uuid4()}"
    with writing():
        owe([Owed(KIND, Channel.MAIL, f"user:{user.pk}", key, site.pk if site else None)], now=now)
    return Delivery.objects.get(key=key)


def last_test(user: Moderator) -> Delivery | None:
    """The latest of this person."""
    return Delivery.objects.filter(kind=KIND, channel=Channel.MAIL, recipient=f"user:{user.pk}").order_by("-pk").first()


def send(delivery: Delivery) -> SendOutcome:
    user_id = parse_id(delivery.recipient.partition(":")[2]) or 0
    user = get_user_model()._default_manager.filter(pk=user_id, is_active=True).first()
    if user is None:
        return SendOutcome.dropped(_("This account is gone."))
    letter = Letter(
        email_of(user), gettext_lazy("A test mail"), "comments/mail/moderators/test", {"who": display_name(user)},
        delivery.site, languages.ENGLISH, delivery,
    )  # fmt: skip
    return message.send(letter)

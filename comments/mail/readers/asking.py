"""The mail that asks an author to confirm their address: it has no word, name or link that a visitor chose.

Anybody can type the address of somebody else, so it is sent seldom: one a day to a mailbox, and ten an hour because of
one network, on all sites together. Nobody finds out whether it was: it is a worker that decides, once the comment has
been screened.
"""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comments import keyed_hash, limits, signed_tokens
from comments.db import rate_limits
from comments.db.rate_limits import RateLimit
from comments.db.transactions import writing
from comments.deliveries import suppression
from comments.deliveries.channels import SendOutcome
from comments.errors import Message
from comments.mail import links, message
from comments.mail.message import Letter
from comments.mail.readers import known
from comments.mail.readers.link import PURPOSE, may_be_confirmed
from comments.mail.stopping import Stop
from comments.models import Comment, Delivery, Subscriber, SubscriberState
from comments.net import emails, ip

_DAY = 86_400
# Six at once, and one more each twelve minutes: ten in any hour.
NETWORK_INTERVAL, NETWORK_BURST = 720, 6
_SALT = "comments.confirmation"


def send(delivery: Delivery) -> SendOutcome:
    """Ask the author of a comment to confirm their address, unless that is known, was asked today, or unwanted."""
    comment, now = delivery.comment, timezone.now()
    if comment is None or not may_be_confirmed(comment):
        return SendOutcome.dropped(_("The comment is gone, or it is spam."))
    if known.is_known(comment) or known.recognise(comment, now):
        return SendOutcome.dropped(_("The address is confirmed."))
    if suppression.holds(comment.email, comment.site):
        return SendOutcome.dropped(_("The address is on the list of those that are not written to."))
    if refusal := _asked_too_often(comment, delivery, now):
        return SendOutcome.dropped(str(refusal))
    recipient = f"comment:{comment.pk}"
    token = signed_tokens.mail_token(PURPOSE, recipient, comment.pk)
    letter = Letter(
        to=comment.email, subject=gettext_lazy("Confirm your email address"), template="comments/mail/confirm",
        context={"address": links.page(comment.site, PURPOSE, token), "n": limits.CONFIRM_DAYS}, site=comment.site,
        language=comment.mail_language, delivery=delivery, stop=Stop(recipient),
    )  # fmt: skip
    return message.send(letter)


def _asked_too_often(comment: Comment, delivery: Delivery, now: datetime) -> Message:
    """Consume the limits, once for all attempts at one mail; returns why it is not sent, "" if it is."""
    mailbox = emails.exact(comment.email)
    asked = Subscriber.objects.filter(site=comment.site, mailbox=mailbox)
    if asked.filter(asked_by=delivery.uuid).exists():
        return ""
    with writing():
        # The network first: who used it up does not keep the mailbox's owner from being asked.
        for limit in (limit_of_network(comment), limit_of_mailbox(comment)):
            if not rate_limits.consume(None, [limit], now=now.timestamp()):
                return gettext_lazy("Enough of these mails were sent to this address today, or from this network.")
        known_row = {"asked_at": now, "asked_by": delivery.uuid}
        new_row = {
            "email": comment.email, "email_canonical": comment.email_canonical, "language": comment.mail_language,
            "state": SubscriberState.ASKED,
        }  # fmt: skip
        asked.model.objects.update_or_create(
            site=comment.site, mailbox=mailbox, defaults=known_row, create_defaults=known_row | new_row
        )
    return ""


def limit_of_network(comment: Comment) -> RateLimit:
    """Who has an IPv6 network has many of those that posting takes for one household."""
    network = ip.network_of(comment.address, ipv6_prefix=limits.IPV6_PREFIX)
    key = keyed_hash.hashes(_SALT, f"network {network}")[0]
    return RateLimit(f"confirm:{key}", NETWORK_INTERVAL, NETWORK_BURST)


def limit_of_mailbox(comment: Comment) -> RateLimit:
    """Large providers read no dots in a name, and tell its spellings apart by nothing."""
    name, _at, domain = comment.email_canonical.rpartition("@")
    key = keyed_hash.hashes(_SALT, f"mailbox {name.replace('.', '')}@{domain}")[0]
    return RateLimit(f"confirm:{key}", _DAY, 1)

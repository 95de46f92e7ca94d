"""Sending one mail: written from what it is about, handed to the mail server, and what became of it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.utils import format_datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from comments import conf
from comments.db.transactions import writing
from comments.deliveries import suppression
from comments.deliveries.channels import SendOutcome
from comments.errors import Message
from comments.mail import backends, composing, links, stopping
from comments.mail.smtp import NotTaken
from comments.mail.stopping import Stop
from comments.models import Delivery, Site, SuppressionReason
from comments.net import emails

_GAP = re.compile(r"[ \t]*\n(?:[ \t]*\n)+")


@dataclass(frozen=True)
class Letter:
    """A mail to one person. `template` is the name of two, .html and .txt, which extend `comments/mail/base`.

    `subject` may be lazy; it and the templates are written in `language`, in the time zone of the site. `thread_of` is
    a name for what several mails are about, such as `thread:12`: mail programs show them together. `stop` is what its
    reader can have stopped by one click.
    """

    to: str
    subject: Message
    template: str
    context: Mapping[str, Any]
    site: Site | None
    language: str
    delivery: Delivery
    thread_of: str = ""
    stop: Stop | None = None


def send(letter: Letter) -> SendOutcome:
    """Hand it over, unless its recipient is not written to. Not inside a transaction: it may take `smtp.SECONDS`."""
    address = emails.mailable(letter.to)
    if not address:
        return SendOutcome.refused(_("This is no address that mails can be sent to."))
    if suppression.holds(address, letter.site):
        return SendOutcome.dropped(_("The address is on the list of those that are not written to."))
    try:
        return backends.hand_over(write(letter), sender=conf.mail_sender()[1], recipient=address)
    except NotTaken as refusal:
        return _outcome_of(refusal, letter)


def write(letter: Letter) -> bytes:
    """The whole mail, in the language of its reader."""
    zone = letter.site.time_zone if letter.site else "UTC"
    with translation.override(letter.language), timezone.override(zone):
        subject = composing.one_line(str(letter.subject), most=composing.LONGEST_SUBJECT)
        context = {**letter.context, **_around(letter), "subject": subject}
        text = render_to_string(f"{letter.template}.txt", context)
        html = render_to_string(f"{letter.template}.html", context)
    return composing.compose(_headers(letter, subject), _without_gaps(text), html)


def _around(letter: Letter) -> dict[str, Any]:
    """What the templates around every mail need."""
    stop = letter.stop
    return {
        "language": letter.language,
        "is_rtl": translation.get_language_bidi(),
        "site": letter.site,
        "stop_address": _stop_page(letter, stop) if stop else "",
        "stop_everything_address": _stop_page(letter, Stop(stop.recipient)) if stop and not stop.is_everything else "",
    }


def _stop_page(letter: Letter, stop: Stop) -> str:
    return links.page(letter.site, "stop", stopping.token(stop))


def _headers(letter: Letter, subject: str) -> Iterator[tuple[str, str]]:
    name, address = sender_of(letter.site)
    yield "From", composing.mailbox(name, address, begin=len("From: "))
    yield "To", emails.mailable(letter.to)
    yield "Subject", composing.words(subject, most=composing.LONGEST_SUBJECT, begin=len("Subject: "))
    yield "Date", format_datetime(timezone.now())
    yield "Message-ID", _message_id(str(letter.delivery.uuid))  # the same in each attempt
    if letter.thread_of:
        # Nobody was sent this one; mail programs show those together that name it.
        root = _message_id(letter.thread_of.replace(":", "."))
        yield "In-Reply-To", root
        yield "References", root
    yield "Content-Language", letter.language
    # Nobody's note of absence is sent to us: RFC 3834, and how Exchange has it.
    yield "Auto-Submitted", "auto-generated"
    yield "X-Auto-Response-Suppress", "All"
    if letter.stop:
        yield "List-Unsubscribe", f"<{_stop_page(letter, letter.stop)}>"
        yield "List-Unsubscribe-Post", "List-Unsubscribe=One-Click"  # RFC 8058


def sender_of(site: Site | None) -> tuple[str, str]:
    """The name and the address that the mails of a site are from; None is for the service itself."""
    name, address = conf.mail_sender()
    if site is None:
        return name, address
    return site.mail_from_name or site.name, emails.mailable(site.mail_from) or address


def _message_id(name: str) -> str:
    host = conf.public_host()
    return f"<{name}@[{host}]>" if ":" in host else f"<{name}@{host}>"


def _without_gaps(text: str) -> str:
    """With one empty line where the tags of a template left several."""
    return _GAP.sub("\n\n", text).strip() + "\n"


def _outcome_of(refusal: NotTaken, letter: Letter) -> SendOutcome:
    """What was said of our server, of who may send and for now is tried again; what was said of this mail is for good.

    A mailbox that is not there is not written to any more. That takes the server's word for it: who refuses what it
    calls spam, or to relay, says nothing of the mailbox.
    """
    if not refusal.is_for_good:
        return SendOutcome.retry(str(refusal), rests=backends.server() if refusal.is_of_the_server else "")
    if refusal.says_no_mailbox:
        with writing():
            suppression.add(letter.to, letter.site, SuppressionReason.REFUSED)
    return SendOutcome.refused(str(refusal))

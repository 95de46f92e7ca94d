"""Handing a mail over: by SMTP where Django's settings name a server, else by whatever the host sends mails with."""

from email import message_from_bytes
from email.message import Message
from email.policy import SMTP

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.utils.translation import gettext_lazy as _

from comments import conf
from comments.db.forks import waiting_elsewhere
from comments.deliveries.channels import SendOutcome
from comments.mail import smtp
from comments.outbound.http import Fault, NoAnswer

_BY_SMTP = "django.core.mail.backends.smtp.EmailBackend"
# What Django and we have to send mails to nobody.
_TO_NOBODY = ("comments.mail.files.", "django.core.mail.backends.")
_FAULTS = {
    Fault.NOT_FOUND: _("The name of the mail server was not found."),
    Fault.REFUSED: _("The mail server refused the connection."),
    Fault.UNREACHABLE: _("The mail server cannot be reached."),
    Fault.NOT_SECURE: _("No secure connection to the mail server could be made."),
    Fault.TOO_SLOW: _("The mail server did not answer in time."),
    Fault.CUT_OFF: _("The mail server ended the connection."),
    Fault.NOT_UNDERSTOOD: _("The answer of the mail server was not understood."),
}


def sends_to_nobody() -> bool:
    """Whether mails become files, lines of a log or nothing, as where nobody has set up a server."""
    backend = conf.mail_backend()
    return backend != _BY_SMTP and backend.startswith(_TO_NOBODY)


def server() -> str:
    """The name of the mail server, or of the class that mails are sent with."""
    return f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}" if conf.mail_backend() == _BY_SMTP else conf.mail_backend()


def hand_over(content: bytes, *, sender: str, recipient: str) -> SendOutcome:
    """Give a mail to the server. Raises smtp.NotTaken where that said no, with the step and the code."""
    with waiting_elsewhere():
        if conf.mail_backend() != _BY_SMTP:
            return _by_class_of_the_host(content, sender, recipient)
        try:
            return SendOutcome.sent(smtp.hand_over(content, sender=sender, recipient=recipient))
        except NoAnswer as silence:
            return SendOutcome.retry(str(_FAULTS.get(silence.fault, silence.reason)), rests=server())


class _Whole(EmailMessage):
    """A mail that is written already, as Django's classes take it."""

    def __init__(self, content: bytes, sender: str, recipient: str) -> None:
        self._message = message_from_bytes(content, policy=SMTP.clone(refold_source="none"))
        body = self._message.get_body(("plain",))
        super().__init__(str(self._message["Subject"]), body.get_content() if body else "", sender, [recipient])

    def message(self) -> Message:  # type: ignore[override]  # Django's own class is one, with a method more
        return self._message


def _by_class_of_the_host(content: bytes, sender: str, recipient: str) -> SendOutcome:
    try:
        get_connection(fail_silently=False).send_messages([_Whole(content, sender, recipient)])
    except Exception as error:  # noqa: BLE001 - a class of the host's raises what it likes, and may have an address in it
        return SendOutcome.retry(f"The mail could not be handed over: {type(error).__name__}.", rests=server())
    return SendOutcome.sent()

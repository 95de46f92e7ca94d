"""How mails leave this service, for who leads a site: by which server, from whom, and a test mail to oneself."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from comments import conf
from comments.access.staff import email_of
from comments.desk import pages
from comments.desk.visit import Visit, at_desk
from comments.mail import backends, message, trying
from comments.models import DeliveryState, Site
from comments.net import emails
from comments.text.parsing import parse_id

# How long a page looks again by itself for what became of a test.
_REFRESH_SECONDS = 3


@dataclass(frozen=True)
class Sender:
    """A site, None for the service itself, and who its mails are from."""

    site: Site | None
    name: str
    address: str


@at_desk
def mailing(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The page; sent, it owes the test mail, and the page says what became of it."""
    if not visit.access.is_chief:
        raise PermissionDenied
    senders = _senders(visit)
    address = emails.mailable(email_of(visit.by))
    if request.method == "POST":
        if address:
            trying.owe_test(visit.by, _chosen(request, senders), now=visit.now)
        return HttpResponseRedirect(reverse("admin:comments_desk_mail"))
    test = trying.last_test(visit.by)
    is_owed = test is not None and test.state == DeliveryState.OWED
    is_new = is_owed and test is not None and not test.attempts
    context = {
        "title": _("Mail"), "elsewhere": "mail", "senders": senders, "address": address, "test": test,
        "is_owed": is_owed, "refresh": _REFRESH_SECONDS if is_new else 0,
        "is_to_nobody": backends.sends_to_nobody(), "server": backends.server(), "folder": conf.mail_folder(),
        "is_encrypted": settings.EMAIL_USE_TLS or settings.EMAIL_USE_SSL,
    }  # fmt: skip
    return pages.render_page(request, visit, "comments/desk/mail.html", context)


def _senders(visit: Visit) -> Sequence[Sender]:
    """The sites that this person leads, and the service itself for who leads all."""
    led = visit.access.filter_led(Site.objects.order_by("name", "pk"), "pk")
    sites: list[Site | None] = [*led]
    if visit.access.chief_of(None):
        sites.append(None)
    return [Sender(site, *message.sender_of(site)) for site in sites]


def _chosen(request: HttpRequest, senders: Sequence[Sender]) -> Site | None:
    site_id = parse_id(request.POST.get("site", ""))
    return next((each.site for each in senders if each.site and each.site.pk == site_id), senders[-1].site)

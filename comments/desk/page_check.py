"""Asks a page of one's own website whether it has the line that shows comments."""

from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlsplit

from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext_lazy as _

from comments import __version__, conf
from comments.errors import Message
from comments.models import Site
from comments.net import hostnames
from comments.outbound.asking import may_ask
from comments.outbound.http import Fault, NoAnswer, get_page
from comments.reading import embedding

SECONDS = 5.0
_LONGEST_SHOWN = 200

_FAULTS = {
    Fault.NOT_FOUND: _("There is no website with this name."),
    Fault.PRIVATE: _("This address lies in a private network, where we do not look."),
    Fault.REFUSED: _("The website refused the connection."),
    Fault.NOT_SECURE: _("No secure connection to the website could be made. Its certificate may be invalid."),
    Fault.TOO_SLOW: _("The website did not answer in time."),
}
_NO_PAGE = _("The website cannot be reached.")


@dataclass(frozen=True)
class Checked:
    is_there: bool
    sentence: Message


def check(site: Site, page_url: str) -> Checked:
    """Ask for a page of an origin that the site lists, once, within SECONDS; never inside a transaction."""
    try:
        agent = f"Comments/{__version__} (+{conf.public_url()})"
        reply = get_page(_in_ascii(page_url), user_agent=agent, seconds=SECONDS, may_ask=may_ask)
    except NoAnswer as silence:
        return Checked(is_there=False, sentence=_FAULTS.get(silence.fault, _NO_PAGE))
    if 300 <= reply.status < 400:
        elsewhere = reply.headers.get("Location", "")[:_LONGEST_SHOWN]
        return Checked(False, _("This page sends visitors to another address: %(url)s") % {"url": elsewhere})
    if reply.status != HTTPStatus.OK:
        return Checked(False, _("The website answers with the status %(status)d.") % {"status": reply.status})
    if embedding.is_on(reply.body.decode("utf-8", errors="replace"), site):
        return Checked(True, _("The line is on the page."))
    return Checked(
        False, _("The line is not on the page. If a script adds it, open the page and look for the comments yourself.")
    )


def _in_ascii(url: str) -> str:
    """The address as a browser sends it."""
    parts = urlsplit(url)
    return hostnames.origin_of(url) + (iri_to_uri(parts._replace(scheme="", netloc="", fragment="").geturl()) or "/")

"""The address of a page that is commented on, as it is stored: without tracking parameters and fragment."""

import re
from functools import lru_cache
from urllib.parse import unquote_plus, urlsplit, urlunsplit

from django.utils.translation import gettext_lazy as _

from comments.errors import Message
from comments.net import hostnames
from comments.text import characters

LONGEST = 2000
# What advertising and mailing systems append to tell visits apart: what Firefox and Brave strip, and the campaign
# parameters of Google Analytics (utm_…) and Matomo (mtm_…, pk_…). What may choose a page (ref, id, source) stays.
_TRACKING = re.compile(
    r"utm_\w+|mtm_\w+|pk_(?:campaign|kwd|keyword|source|medium|content|cid)|_ga|_gl|gclid|gclsrc|dclid|gbraid|wbraid"
    r"|gad_source|gad_campaignid|srsltid|fbclid|fb_(?:action_ids|action_types|source|ref)|msclkid|mc_[ce]id|igshid?"
    r"|yclid|ysclid|_openstat|twclid|ttclid|li_fat_id|epik|sccid|rb_clickid|s_cid|wickedid|mkt_tok|_hsenc|_hsmi"
    r"|__hs(?:fp|sc|tc)|hsctatracking|vero_(?:conv|id)|oly_(?:anon|enc)_id|ml_subscriber(?:_hash)?|_kx|__s",
    re.IGNORECASE | re.ASCII,
)


class UnusableAddress(ValueError):  # noqa: N818 - a refusal is an answer, not an error
    """The text is no address of a page; `message` says why, for people."""

    def __init__(self, message: Message) -> None:
        self.message = message
        super().__init__(str(message))


@lru_cache(maxsize=1024)  # a page names its own on every request
def kept(address: str) -> str:
    """The address as it is stored: without fragment and tracking parameters, the rest unchanged. "" stays "".

    Raises UnusableAddress unless it is an absolute http or https address, or a path of this service that begins with /.
    """
    address = address.strip()
    if not address:
        return ""
    if characters.has_control_in_line(address) or not (_is_path(address) or hostnames.origin_of(address)):
        raise UnusableAddress(
            _("A page's address begins with https:// or http:// and a host, or with a single / on this server.")
        )
    parts = urlsplit(address)
    pairs = [pair for pair in parts.query.split("&") if not _is_tracking(pair)]
    page = urlunsplit(parts._replace(query="&".join(pairs), fragment=""))
    if len(page) > LONGEST:
        sentence = _("The page's address has %(length)d characters; the limit is %(limit)d.")
        raise UnusableAddress(sentence % {"length": len(page), "limit": LONGEST})
    return page


def _is_path(address: str) -> bool:
    """Browsers take a backslash for a slash, so that //… and /\\… lead to another host."""
    return address.startswith("/") and not address.startswith(("//", "/\\"))


def _is_tracking(pair: str) -> bool:
    return _TRACKING.fullmatch(unquote_plus(pair.partition("=")[0])) is not None

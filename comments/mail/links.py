"""Where the links in mails lead."""

from urllib.parse import urlencode

from comments import conf
from comments.models import Site
from comments.net import hostnames

# Below this address nothing is a site's own: a token says what it is about.
_PATH = "/threads/mail/"


def base(site: Site | None) -> str:
    """The address of the service as the readers of a site know it, without a slash at its end."""
    return (hostnames.strict_origin(site.public_address) if site else "") or conf.public_url()


def page(site: Site | None, name: str, token: str) -> str:
    """The absolute address of one of the pages that mails lead to."""
    return f"{base(site)}{_PATH}{name}/?{urlencode({'token': token})}"

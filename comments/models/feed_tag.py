"""What begins the ids in the feeds of a site: it never changes, whatever becomes of names and addresses."""

import re
from datetime import UTC, datetime
from secrets import token_hex
from urllib.parse import urlsplit

from comments import conf

_DNS_NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*")


def new_feed_tag() -> str:
    """A tag URI (RFC 4151) by the host and the day on which it is made, with 64 random bits.

    Those tell apart what was made twice in a day, and the many services whose host is localhost.
    """
    host = urlsplit(conf.public_origin()).hostname or ""
    is_name = _DNS_NAME.fullmatch(host) and not host.rpartition(".")[2].isdecimal()
    authority = host if is_name else "localhost"
    return f"tag:{authority},{datetime.now(UTC):%Y-%m-%d}:comments/{token_hex(8)}"

"""What would be published of a text, shown to its author before anything is sent."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.safestring import SafeString

from comments.db import rate_limits
from comments.db.rate_limits import RateLimit
from comments.errors import Invalid, PreviewsTooFast
from comments.models import Site
from comments.net import ip
from comments.posting.draft import text_errors
from comments.text import markup, normalization
from comments.text.markup import lost

# From one network on a site: so many at once, and then one in so many seconds. Each costs some milliseconds.
AT_ONCE = 30
INTERVAL = 2


@dataclass(frozen=True)
class TextPreview:
    """Safe HTML as it would be published, and sentences on typed markup that will not work."""

    html: SafeString
    lost: list[str]


def preview(typed: str, site: Site, *, address: str, now: datetime | None = None) -> TextPreview:
    """What would be published of a typed text on this site, by what is asked from this network address.

    Nothing is kept. Raises Invalid where the text could not be posted, and PreviewsTooFast.
    """
    now, text = now or timezone.now(), normalization.normalise_text(typed)
    limit = RateLimit(f"preview:{ip.network_of(address) or 'unknown'}", INTERVAL, AT_ONCE)
    rate_limits.require(site.pk, limit, PreviewsTooFast, now=now)
    if errors := [*text_errors(text, site.text_limit)]:
        raise Invalid(errors)
    return TextPreview(SafeString(markup.render(text)), lost.find_lost(text))

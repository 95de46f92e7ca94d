"""What readers are told of a thread that moderators switched for a while: what holds, why, since when, until when."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from comments import limits
from comments.models import Override, Thread
from comments.text import dates


@dataclass(frozen=True)
class Notice:
    """`note` is what the moderator typed, plain text or empty; `until` is None until somebody switches it back."""

    state: Override
    note: str
    since: datetime
    until: datetime | None
    zone: str

    @property
    def sentence(self) -> str:
        """What holds here, and for how long, in the active language and the zone of the site."""
        held = _what_holds(self.state) % {"minutes": limits.SLOW_SECONDS // 60}
        return f"{held} {self._span()}"

    def _span(self) -> str:
        since = dates.format_local(self.since, self.zone)
        if self.until is None:
            return _("Since %(since)s.") % {"since": since}
        until = dates.format_local(self.until, self.zone)
        return _("Since %(since)s, until %(until)s.") % {"since": since, "until": until}


def notice_of(thread: Thread, now: datetime) -> Notice | None:
    """None for a thread that nobody switched, or whose time is over. `thread` came with its site."""
    state = thread.switched_to(now)
    if state is None:
        return None
    since = thread.override_since or thread.created_at
    return Notice(state, thread.override_note, since, thread.override_until, thread.site.time_zone)


def _what_holds(state: Override) -> str:
    if state == Override.CLOSED:
        return _("Moderators have closed the comments.")
    if state == Override.HOLD:
        return _("A moderator reads each comment before it is published here.")
    if state == Override.SLOW:
        return _("Everybody can post one comment every %(minutes)d minutes here.")
    return _("The comments are open.")

"""Rate limits of posting, by GCRA. A refused submission counts as well, so that every answer has its price.

Each network may send `burst_per_minute` comments a minute, and on it each e-mail one comment in `flood_seconds`. The
e-mail's limit is kept for each network apart: else anybody could find out, or prevent, that somebody else posts. If an
e-mail is used from two networks at once, the comment is taken, and held when it is screened.

Who is signed in by an account of the host has one limit on all networks instead of that of the e-mail: nobody else can
use it up, and nobody finds out by it who posts.

On a thread that moderators slowed down each person may send one comment in SLOW_SECONDS. A person is an e-mail on a
network, as above, or a network where no e-mail is given; or an account.
"""

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from hashlib import sha256

from comments import limits as spans
from comments.db import rate_limits as stored
from comments.db.rate_limits import RateLimit
from comments.db.transactions import writing
from comments.errors import Invalid, Refused, SlowedDown, TooFast
from comments.models import Override, Site, Thread
from comments.net import ip
from comments.posting.draft import Draft


class RateLimits:
    """The rate limits of one submission: those of its network, of its e-mail on this network, of its thread."""

    def __init__(self, draft: Draft, site: Site, now: datetime) -> None:
        self._site, self._now = site, now
        self._consumed: list[RateLimit] = []
        self._of_thread: list[RateLimit] = []
        self._email, self._network = draft.email_canonical, ip.network_of(draft.address)
        network = self._network
        burst, seconds = site.burst_per_minute, site.flood_seconds
        self._of_network = [RateLimit(f"net:{network or 'unknown'}", 60 / burst, burst)] if burst else []
        # Where no network is known, everybody seems to come from one: nobody is told of an e-mail then.
        has_email = seconds and draft.email_canonical and network
        self._of_email = (
            [RateLimit(_key("email", f"{network} {draft.email_canonical}"), seconds, 1)] if has_email else []
        )
        self._account = draft.identity_id
        if self._account:
            self._of_email = [RateLimit(f"identity:{self._account}", seconds, 1)] if seconds else []

    def slow_down(self, thread: Thread) -> None:
        """Have `consume` keep to the limit of a thread that is slowed down now."""
        if thread.switched_to(self._now) == Override.SLOW and (self._network or self._account):
            person = f"account {self._account}" if self._account else f"{self._network} {self._email}"
            key = _key("slow", f"{thread.pk} {person}")
            self._of_thread = [RateLimit(key, spans.SLOW_SECONDS, 1)]

    def consume(self) -> None:
        """Consume one unit of each limit. Raises TooFast, and consumes nothing, if the network has none left."""
        within = self._consume([*self._of_network, *self._of_email, *self._of_thread])
        self._refuse_beyond(self._of_network, within)
        self._consumed = within

    def require_author(self) -> None:
        """Raise TooFast if the e-mail had no unit left when `consume` was called, or the person none on this thread."""
        self._refuse_beyond(self._of_email, self._consumed)
        self._refuse_beyond(self._of_thread, self._consumed)

    def consume_after_rollback(self, refusal: Refused) -> None:
        """Consume again what a refusal's rollback gave back. Raises TooFast if others have used it up meanwhile.

        A parent that is gone costs the network's unit alone: its author is asked to send the comment again at once.
        """
        lost = [limit for limit in self._consumed if limit in self._of_network or not isinstance(refusal, Invalid)]
        if not lost:
            return
        with writing():
            within = self._consume(lost)
        self._refuse_beyond(lost, within)

    def _consume(self, limits: Sequence[RateLimit]) -> list[RateLimit]:
        """Those of `limits` that had a unit left."""
        keys = stored.consume(self._site.pk, limits, now=self._now.timestamp()) if limits else set()
        return [limit for limit in limits if limit.key in keys]

    def _refuse_beyond(self, limits: Sequence[RateLimit], within: Sequence[RateLimit]) -> None:
        for limit in limits:
            if limit not in within:
                seconds = stored.next_unit_at(self._site.pk, limit) - self._now.timestamp()
                window = math.ceil(limit.interval * limit.burst)
                refusal = SlowedDown if limit in self._of_thread else TooFast
                raise refusal(max(1, math.ceil(seconds)), limit=limit.burst, window=window)


@contextmanager
def transaction(draft: Draft, site: Site, *, now: datetime) -> Iterator[RateLimits]:
    """A write transaction, with the rate limits to consume in it.

    A refusal rolls back all that was written, what was consumed with it. So that is consumed again in a transaction of
    its own, and the refusal is replaced by TooFast if others were quicker: requests at the same time get no more
    answers than the limits allow.
    """
    rate_limits = RateLimits(draft, site, now)
    try:
        with writing():
            yield rate_limits
    except Refused as refusal:
        rate_limits.consume_after_rollback(refusal)
        raise


def _key(kind: str, of: str) -> str:
    """Of fixed length, since an e-mail and a network together are longer than a key may be."""
    return f"{kind}:" + sha256(of.encode()).hexdigest()

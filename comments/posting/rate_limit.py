"""Flood limits: what a submission costs, kept even where it is refused, so that every answer has its price.

Each network has a burst a minute, and in it each e-mail one comment in `flood_seconds`. That somebody else has just
used an e-mail is told nobody: such a comment is taken, and held when it is screened.
"""

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from hashlib import sha256

from comments.db.transactions import writing
from comments.errors import Invalid, Refused, TooFast
from comments.models import Site
from comments.net import ip
from comments.posting import queries
from comments.posting.draft import Draft
from comments.posting.queries import Turn


class Turns:
    """The turns that one submission takes. `owed` are those it took and has to pay whatever becomes of it."""

    def __init__(self, draft: Draft, site: Site, now: datetime) -> None:
        self.owed: list[Turn] = []
        self._site, self._now = site, now
        network = ip.network_of(draft.address)
        burst, seconds = site.burst_per_minute, site.flood_seconds
        self._of_network = [Turn(f"net:{network or 'unknown'}", 60 / burst, burst)] if burst else []
        # Where no network is known, everybody seems to come from one: nobody is told of an e-mail then.
        is_told = seconds and draft.email_canonical and network
        self._of_email = [Turn(_by_email(draft.email_canonical, network), seconds, 1)] if is_told else []

    def take(self) -> None:
        """Take one of the network and one of its e-mail; raises TooFast if the network has none left."""
        turns = [*self._of_network, *self._of_email]
        taken = _taken(self._site, turns, self._now)
        if refusing := [turn for turn in self._of_network if turn not in taken]:
            raise self._too_fast(refusing[0])
        self.owed = taken

    def require_email(self) -> None:
        """Raise TooFast if the e-mail had no turn left when they were taken."""
        for turn in self._of_email:
            if turn not in self.owed:
                raise self._too_fast(turn)

    def pay(self, refusal: Refused) -> None:
        """Take again what was taken in a transaction that is gone; raises TooFast if others were quicker.

        A parent that is gone costs the network's turn alone: its author is asked to send the comment again at once.
        """
        owed = [turn for turn in self.owed if turn in self._of_network or not isinstance(refusal, Invalid)]
        if not owed:
            return
        with writing():
            taken = _taken(self._site, owed, self._now)
        for turn in owed:
            if turn not in taken:
                raise self._too_fast(turn)

    def _too_fast(self, turn: Turn) -> TooFast:
        seconds = queries.next_turn(self._site.pk, turn) - self._now.timestamp()
        return TooFast(max(1, math.ceil(seconds)), limit=turn.burst, window=math.ceil(turn.interval * turn.burst))


@contextmanager
def turnstile(draft: Draft, site: Site, *, now: datetime) -> Iterator[Turns]:
    """A transaction that writes, and the turns to take in it.

    A refusal takes back all that was written, the turns with it. So they are taken again in a transaction of their
    own, and only who has paid is told more than TooFast: requests at once get no more answers than there are turns.
    """
    turns = Turns(draft, site, now)
    try:
        with writing():
            yield turns
    except Refused as refusal:
        turns.pay(refusal)
        raise


def _taken(site: Site, turns: Sequence[Turn], now: datetime) -> list[Turn]:
    keys = queries.take_turns(site.pk, turns, now=now.timestamp()) if turns else set()
    return [turn for turn in turns if turn.key in keys]


def _by_email(email: str, network: str) -> str:
    """A key of fixed length, since both together are longer than a key may be."""
    return "email:" + sha256(f"{network} {email}".encode()).hexdigest()

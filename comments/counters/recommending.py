"""Readers recommend published comments: each browser once, and few of one network, so that no loop raises a number.

Who did is kept for RECOMMENDED_DAYS, as hashes that say nothing of other comments; the number stays.
"""

from datetime import datetime
from typing import NamedTuple

from django.db.models import F, QuerySet
from django.utils import timezone

from comments import keyed_hash, limits
from comments.db import rate_limits
from comments.db.rate_limits import RateLimit
from comments.db.transactions import writing
from comments.errors import EnoughRecommended, NotFound, RecommendsTooFast
from comments.models import Comment, Recommendation
from comments.net import ip
from comments.statuses import Status

# Of one comment by one network, as long as it is known who recommended it.
NETWORK_MOST = 5
# From one network on a site, recommending and taking back alike: so many at once, and then one in so many seconds.
AT_ONCE = 30
INTERVAL = 20
# Of the keys by which networks and browsers are hashed.
_SALT = "comments.recommendation"


class Recommender(NamedTuple):
    """Who asks: their IP address, and their browser as it calls itself."""

    address: str
    browser: str


class Recommended(NamedTuple):
    """How many readers recommend a comment now, and whether this request changed it."""

    number: int
    is_changed: bool


def recommend(comment: Comment, reader: Recommender, *, now: datetime | None = None) -> Recommended:
    """Count a reader's recommendation of a comment that was read with its site; a second time changes nothing.

    Raises NotFound for a comment that readers do not see or where the site has this off, EnoughRecommended, and
    RecommendsTooFast.
    """
    now, hashes = now or timezone.now(), _Hashes.of(comment, reader)
    _consume(comment, reader, now)
    with writing():
        known = _lock(comment)
        of_network = Recommendation.objects.filter(comment=known, network__in=hashes.networks)
        if hashes.own(of_network).exists():
            return Recommended(known.recommendations, is_changed=False)
        if len(of_network[:NETWORK_MOST]) == NETWORK_MOST:
            raise EnoughRecommended
        Recommendation.objects.create(comment=known, network=hashes.networks[0], voter=hashes.voters[0], created_at=now)
        return _add(known, 1)


def take_back(comment: Comment, reader: Recommender, *, now: datetime | None = None) -> Recommended:
    """Count a reader's recommendation no more; without one, or one that is forgotten, this changes nothing.

    Raises NotFound and RecommendsTooFast as `recommend` does.
    """
    hashes = _Hashes.of(comment, reader)
    _consume(comment, reader, now or timezone.now())
    with writing():
        known = _lock(comment)
        deleted, _by_model = hashes.own(Recommendation.objects.filter(comment=known)).delete()
        # A number that drifted ends at 0.
        return _add(known, -min(deleted, known.recommendations))


def repair(comment: Comment) -> None:
    """Let a comment count as many recommendations as are known, where its number is lower."""
    with writing():
        rows = Comment.objects.filter(pk=comment.pk)
        list(rows.select_for_update(no_key=True).values_list("pk"))
        known = Recommendation.objects.filter(comment=comment).count()
        rows.filter(recommendations__lt=known).update(recommendations=known)


class _Hashes(NamedTuple):
    """A reader of one comment: the first of each is to be stored, the others are by keys that were used before."""

    networks: list[str]
    voters: list[str]

    @classmethod
    def of(cls, comment: Comment, reader: Recommender) -> "_Hashes":
        network = _network(reader)
        networks = keyed_hash.hashes(_SALT, f"{comment.pk} {network}")
        return cls(networks, keyed_hash.hashes(_SALT, f"{comment.pk} {network} {reader.browser}"))

    def own(self, rows: QuerySet[Recommendation]) -> QuerySet[Recommendation]:
        return rows.filter(network__in=self.networks, voter__in=self.voters)


def _network(reader: Recommender) -> str:
    return ip.network_of(reader.address, ipv6_prefix=limits.IPV6_PREFIX)


def _consume(comment: Comment, reader: Recommender, now: datetime) -> None:
    """Before anything that tells, and kept whatever becomes of the request."""
    limit = RateLimit(f"recommend:{keyed_hash.hashes(_SALT, _network(reader))[0]}", INTERVAL, AT_ONCE)
    rate_limits.require(comment.site_id, limit, RecommendsTooFast, now=now)


def _lock(comment: Comment) -> Comment:
    """The comment alone, until the transaction ends: recommending changes nothing of its thread."""
    rows = Comment.objects.shown().filter(pk=comment.pk, status=Status.APPROVED, site__recommends=True)
    locked = rows.only("recommendations").select_for_update(of=("self",), no_key=True).first()
    if locked is None:
        raise NotFound
    return locked


def _add(comment: Comment, number: int) -> Recommended:
    if number:
        Comment.objects.filter(pk=comment.pk).update(recommendations=F("recommendations") + number)
    return Recommended(comment.recommendations + number, is_changed=number != 0)

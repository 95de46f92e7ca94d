"""What waits while a site is flooded, in groups that can be decided at once.

First the clusters, then what is like what moderators marked as spam, then the rest: each decision makes the last two
groups new, so that little is left to be looked at one by one.
"""

import random
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Avg, Case, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.utils.translation import gettext as _

from comments import limits
from comments.access.membership import Access
from comments.access.staff import Moderator
from comments.models import Action, Batch, BatchItem, Cluster, Comment, ItemOutcome
from comments.moderation import queue
from comments.similarity.floods import LEAST_SIZE
from comments.similarity.kinship import bears_contact, kin_of
from comments.statuses import Status

MOST_CLUSTERS = 100
MOST = 1000  # comments in a group
NAMED = 3  # of the published authors in a cluster
# What is like spam is compared with what was marked as spam for so long, with a few of each cluster.
_LATELY = timedelta(hours=24)
_DECIDED = 2000
_OF_CLUSTER = 3
_SAMPLES = 120
# What a list shows of a comment, and __str__ of its thread.
_LISTED = (
    "site",
    "name",
    "text",
    "version",
    "likeness",
    "created_at",
    "thread__site__name",
    "thread__title",
    "thread__key",
)
_IS_RUNNING = Q(due__isnull=False, undone_at=None)
# From this likeness on, on average, the filter speaks for spam in a cluster.
_RATHER_SPAM = 0.5


@dataclass(frozen=True)
class WaitingCluster:
    """A cluster of which `waiting` comments of `emails` mailboxes wait; `excerpt` is the text of one of them.

    `published` names authors in it who were published on the site before, NAMED at most of `published_number`.
    `likeness` is what the filter says of them now, on average; None if nothing. `is_doubtful` if nothing speaks for
    spam: neither the filter, nor spam of before, nor that its text bears a link, an address or a number.
    """

    cluster: Cluster
    waiting: int
    emails: int
    likeness: float | None
    excerpt: str
    published: Sequence[str]
    published_number: int
    is_doubtful: bool

    @property
    def goes_with_all(self) -> bool:
        """Whether it may be decided on with all other clusters, so that what many readers say is not lost."""
        return not self.published_number and not self.is_doubtful


@dataclass(frozen=True)
class Groups:
    """What waits: the largest cluster first, of `like` the most doubtful first, of the rest what is most like spam.

    Not among it: what is set aside, and what a decision on many is just being carried out on; that is `running`.
    Each list has its limit, MOST_CLUSTERS or MOST; what is beyond it comes when these are decided.
    """

    clusters: Sequence[WaitingCluster]
    like: Sequence[Comment]
    rest: Sequence[Comment]
    running: int


def groups(access: Access, *, by: Moderator, site_id: int | None = None, now: datetime) -> Groups:
    """What waits on these sites, or on the one, by few queries, whose number does not depend on how much waits."""
    free = queue.matching("waiting", access, by=by, site_id=site_id, now=now)
    running = 0
    if Batch.objects.filter(_IS_RUNNING).exists():
        under_way = _under_way().values("comment")
        running, free = free.filter(pk__in=under_way).count(), free.exclude(pk__in=under_way)
    counted = _counted(free)
    like, rest = _by_likeness(free.exclude(cluster__in=[row.cluster_id for row in counted]), now)
    return Groups(_described(counted[:MOST_CLUSTERS], now), like, rest, running)


def chosen_comments(comments: Mapping[int, int]) -> Q:
    """A condition for these comments as they were seen: ids, each with its version."""
    of_version: dict[int, list[int]] = {}
    for comment_id, version in comments.items():
        of_version.setdefault(version, []).append(comment_id)
    # SQLite takes no more than 1,000 conditions that are joined by `or`, and any number of cases.
    seen = Case(*(When(pk__in=ids, then=Value(version)) for version, ids in of_version.items()))
    return Q(pk__in=list(comments), version=seen)


def published_in(cluster_ids: Collection[int], access: Access) -> set[int]:
    """Those of the clusters, of one's own sites, in which an author of what waits was published before."""
    return set(_published(access.filter(waiting_in(cluster_ids))))


def some_of(comments: "QuerySet[Comment]", number: int = 10) -> list[Comment]:
    """So many of these comments by chance, whole."""
    ids = list(comments.order_by("-pk").values_list("pk", flat=True)[:MOST])
    chosen = random.sample(ids, min(number, len(ids)))
    return list(Comment.objects.for_moderators().filter(pk__in=chosen).order_by("pk"))


def waiting_in(cluster_ids: Collection[int]) -> "QuerySet[Comment]":
    """What waits in these clusters."""
    return Comment.objects.filter(cluster__in=cluster_ids, status=Status.PENDING)


class _WaitingIn(NamedTuple):
    cluster_id: int
    number: int


def _under_way() -> "QuerySet[BatchItem]":
    """What decisions on many are being carried out on just now."""
    running = Batch.objects.filter(_IS_RUNNING)
    return BatchItem.objects.filter(batch__in=running, outcome=ItemOutcome.OPEN, pk__gt=F("batch__reached"))


def _counted(waiting: "QuerySet[Comment]") -> list[_WaitingIn]:
    """Each cluster of which enough waits to be looked at as one, and how much, the largest first."""
    rows = waiting.filter(cluster__isnull=False).order_by().values_list("cluster").annotate(n=Count("pk"))
    return [_WaitingIn(*row) for row in rows.filter(n__gte=LEAST_SIZE).order_by("-n", "cluster")]


def _described(counted: Sequence[_WaitingIn], now: datetime) -> list[WaitingCluster]:
    ids = [row.cluster_id for row in counted]
    waits = waiting_in(ids).order_by()
    emails = Count("email_canonical", distinct=True, filter=~Q(email_canonical=""))
    rows = waits.values_list("cluster").annotate(emails=emails, likeness_now=Avg("likeness"))
    about = {cluster_id: (emails, likeness) for cluster_id, emails, likeness in rows}
    first = Comment.objects.filter(cluster=OuterRef("pk"), status=Status.PENDING).order_by("cluster_place")
    rows_of = Cluster.objects.select_related("site").annotate(text=Subquery(first.values("text")[:1])).in_bulk(ids)
    texts = {pk: str(getattr(cluster, "text", None) or "") for pk, cluster in rows_of.items()}
    published = _published(waits)
    spam = _kin([(cluster.site_id, pk, texts[pk]) for pk, cluster in rows_of.items()], now)
    spam |= {pk for pk, (_emails, likeness) in about.items() if (likeness or 0) >= _RATHER_SPAM}
    spam |= {pk for pk, text in texts.items() if bears_contact(text)}
    return [
        WaitingCluster(rows_of[pk], number, *about[pk], texts[pk], sorted(names)[:NAMED], len(names), pk not in spam)
        for pk, number in counted
        if pk in rows_of and pk in about
        for names in [published.get(pk, set())]
    ]


def _published(waits: "QuerySet[Comment]") -> dict[int, set[str]]:
    """By cluster, the names of authors of what waits who were published on its site before.

    They are known by mailbox, account or browser.
    """
    before = Comment.objects.filter(site=OuterRef("site"), status=Status.APPROVED)
    by_mailbox = ~Q(email_canonical="") & Exists(before.filter(email_canonical=OuterRef("email_canonical")))
    by_account = Q(identity__isnull=False) & Exists(before.filter(identity=OuterRef("identity")))
    by_browser = Q(Exists(before.filter(commenter=OuterRef("commenter"))))
    known = waits.filter(by_mailbox | by_account | by_browser)
    found: dict[int, set[str]] = {}
    for cluster_id, name, email in known.values_list("cluster", "name", "email").distinct():
        found.setdefault(cluster_id or 0, set()).add(name or email or _("Anonymous"))
    return found


def _by_likeness(lone: "QuerySet[Comment]", now: datetime) -> tuple[list[Comment], list[Comment]]:
    """What is like spam, by the filter or by a text that was marked as spam lately; and what is not."""
    whole = lone.select_related("thread").only(*_LISTED)
    likely = list(whole.filter(likeness__gte=limits.LIKELY_SPAM).order_by("-likeness", "-pk")[:MOST])
    unlikely = Q(likeness=None) | Q(likeness__lt=limits.LIKELY_SPAM)
    others = list(whole.filter(unlikely).order_by(F("likeness").desc(nulls_last=True), "pk")[:MOST])
    kin = _kin([(comment.site_id, comment.pk, comment.text) for comment in (*likely, *others)], now)
    by_filter = [comment for comment in reversed(likely) if comment.pk not in kin]
    by_text = [comment for comment in (*likely, *others) if comment.pk in kin]
    return (by_filter + by_text)[:MOST], [comment for comment in others if comment.pk not in kin]


def _kin(texts: Iterable[tuple[int, int, str]], now: datetime) -> set[int]:
    """Of rows of a site, a key and a text, the keys of those that are near to what is spam on their site."""
    of_site: dict[int, dict[int, str]] = {}
    for site_id, key, text in texts:
        of_site.setdefault(site_id, {})[key] = text
    return {key for site_id, own in of_site.items() for key in kin_of(own, _marked_as_spam(site_id, now))}


def _marked_as_spam(site_id: int, now: datetime) -> list[str]:
    """Texts that people marked as spam lately, or are marking, the last first."""
    since = now - _LATELY
    done = Comment.objects.filter(site=site_id, status=Status.SPAM, decided_at__gt=since).order_by("-decided_at", "-pk")
    chosen = list(done.values_list("pk", "cluster")[:_DECIDED])
    items = _under_way().filter(action=Action.SPAM, comment__site=site_id).order_by("pk")
    chosen += items.values_list("comment", "comment__cluster")[:_DECIDED]
    ids = _few_of_each(chosen)
    return list(Comment.objects.filter(pk__in=ids).values_list("text", flat=True))


def _few_of_each(chosen: Iterable[tuple[int, int | None]]) -> list[int]:
    taken: dict[int | None, int] = {}
    ids = []
    for pk, cluster_id in chosen:
        taken[cluster_id] = taken.get(cluster_id, 0) + 1
        if cluster_id is None or taken[cluster_id] <= _OF_CLUSTER:
            ids.append(pk)
    return ids[:_SAMPLES]

"""How to fetch and count: every list that pages, gates, screening and moderators ask for."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.db import connection, models
from django.db.models import Count, F, Min, Q
from django.db.models.functions import Coalesce, Greatest

from comments import conf
from comments.statuses import Status
from comments.threads import after_branch

if TYPE_CHECKING:
    from comments.models import Comment, Site, Thread

# Branches are read by one statement per page: each part is one short range of the index `branch_in_order`.
_BRANCH = """select * from (
  select * from comments_comment
  where thread_id = %s and shown and path > %s and path < %s order by path limit %s
) as branch_{n}"""

# GCRA (the generic cell rate algorithm of ATM Forum TM 4.0) as one atomic upsert; an arrival far beyond the burst's
# horizon can only come from a clock that was set back, and counts as none. One a little beyond it was taken by a
# request that came later and was served sooner.
_TAKE_TURN = """
insert into comments_pace (site_id, key, arrival) values (%(site)s, %(key)s, %(now)s + %(interval)s)
on conflict (site_id, key) do update set arrival = %(interval)s + case
  when comments_pace.arrival > %(now)s and comments_pace.arrival <= %(horizon)s then comments_pace.arrival
  else %(now)s end
where comments_pace.arrival <= %(latest)s or comments_pace.arrival > %(horizon)s
returning arrival
"""
_LONGEST_WAIT_SECONDS = 60

# Who is first with a band, or finds the first one unseen since `stale`; rows are locked in the order they are given.
_TAKE_BANDS = """
insert into comments_band (site_id, value, comment_id, seen_at) values {rows}
on conflict (site_id, value) do update set comment_id = excluded.comment_id, seen_at = excluded.seen_at
where comments_band.seen_at < %s
"""
_FROM_NETWORK = """select {comment_id} as id, count(*) from (
  select 1 from comments_comment
  where network = %s and not (network = '') and created_at > %s and created_at <= %s and id <> {comment_id} limit %s
) as before_{comment_id}"""


# One statement for all rows, without Django's preparing of each value, which takes a sixth of the time of screening.
_ADD_FINDINGS = """
insert into comments_finding
  (comment_id, text_version, check_name, verdict, code, reason, told, score, milliseconds, created_at)
values {rows}
on conflict (comment_id, text_version, check_name) do update set
  verdict = excluded.verdict, code = excluded.code, reason = excluded.reason, told = excluded.told,
  score = excluded.score, milliseconds = excluded.milliseconds, created_at = excluded.created_at
"""
_FINDING = "(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"


class ThreadQuerySet(models.QuerySet["Thread"]):
    def of(self, site: "Site", keys: Iterable[str]) -> Self:
        return self.filter(site=site, key__in=keys)

    def trending(self, site: str, *, since: datetime) -> Self:
        """Threads by comments first published since then, most first; with `recent`, that number."""
        seen = Q(comments__shown=True, comments__status=Status.APPROVED, comments__published_at__gte=since)
        return (
            self.filter(seen, site__slug=site, is_confirmed=True)
            .select_related("site")
            .annotate(recent=Count("comments"))
            .order_by("-recent", "-id")
        )


class CommentQuerySet(models.QuerySet["Comment"]):
    def shown(self) -> Self:
        """What readers see: published comments and tombstones, nothing below spam."""
        return self.filter(shown=True)

    def top_level(self, thread: "Thread") -> Self:
        return self.shown().filter(thread=thread, depth=1)

    def after(self, sort: str, cursor: Sequence[int]) -> Self:
        """Behind a cursor of `top_level` in that order."""
        if sort == "oldest":
            return self.filter(number__gt=cursor[0])
        if sort == "newest":
            return self.filter(number__lt=cursor[0])
        replies, number = cursor
        return self.filter(Q(replies__lt=replies) | Q(replies=replies, number__lt=number))

    def branch(self, thread_id: int, path: str) -> Self:
        """Everything below `path`, shown or not."""
        return self.filter(thread_id=thread_id, path__gt=path, path__lt=after_branch(path))

    def outside(self, thread_id: int, path: str) -> Self:
        """Replies to a comment at or below `path` that do not stand below it themselves."""
        end = after_branch(path)
        replies = self.filter(parent__thread_id=thread_id, parent__path__gte=path, parent__path__lt=end)
        return replies.exclude(path__gte=path, path__lt=end)

    def first_below(self, thread: "Thread", paths: Sequence[str], *, limit: int) -> "list[Comment]":
        """At most `limit` shown replies below each path, in the order of the thread."""
        if not paths:
            return []
        sql = " union all ".join(_BRANCH.format(n=n) for n in range(len(paths)))
        params = [value for path in paths for value in (thread.pk, path, after_branch(path), limit)]
        return sorted(self.model.objects.raw(sql, params), key=lambda comment: comment.path)

    def same_text(self, thread: "Thread", parent_id: int | None, text_digest: str) -> Self:
        return self.filter(thread=thread, parent_id=parent_id, text_digest=text_digest)

    def by(self, *, email_canonical: str, name: str) -> Self:
        """By one author, as far as can be typed: the e-mail, or the name where none was given."""
        if email_canonical:
            return self.filter(email_canonical=email_canonical)
        return self.filter(email_canonical="", name=name)

    def standing(self, site_id: int, emails: Iterable[str]) -> "list[dict[str, Any]]":
        """Published comments per (e-mail, name, browser) of these authors on one site, and since when the first of them
        reads as it does."""
        rows = (
            self.filter(thread__site=site_id, email_canonical__in=set(emails) - {""}, status=Status.APPROVED)
            .values("email_canonical", "name", "commenter_id")
            .annotate(approved=Count("id"), since=Min(Greatest("published_at", Coalesce("edited_at", "published_at"))))
        )
        return [dict(row) for row in rows]

    def teaching(self, site: "Site", status: Status) -> Self:
        """What persons decided, the latest first."""
        return self.filter(thread__site=site, status=status, decided_at__isnull=False).order_by("-decided_at", "-id")

    def traced(self) -> Self:
        """Where it is still known from which address and browser a comment came."""
        return self.exclude(address="", user_agent="", asked__isnull=True)

    def due(self, now: datetime) -> Self:
        return self.filter(due__lte=now).order_by("due", "id")

    def new(self, now: datetime) -> Self:
        """Waiting for a first screening that nobody has begun, the oldest first."""
        soon = now + timedelta(seconds=conf.DUE_AFTER_POST_SECONDS)
        return self.filter(due__lte=soon, leased_until=None, attempts=0, status=Status.PENDING).order_by("due")

    def claimable(self, now: datetime) -> Self:
        """Waiting for screening, or spam that was edited, and leased by nobody.

        A lease beyond twice its length is from a clock set back. A message that comes twice does not bring forward
        what is put off until an outside service is asked again.
        """
        free = Q(leased_until=None) | Q(leased_until__lte=now)
        absurd = Q(leased_until__gt=now + timedelta(seconds=2 * conf.LEASE_SECONDS))
        soon = now + timedelta(seconds=2 * conf.DUE_AFTER_POST_SECONDS)  # the sweep moves it on by half of that
        its_turn = Q(rechecks=0) | Q(due__lte=soon)
        return self.filter(free | absurd, its_turn, status__in=[Status.PENDING, Status.SPAM], due__isnull=False)

    def worth_trying(self) -> Self:
        """Not failed too often; that an outside service gave no answer is no failure."""
        return self.filter(attempts__lt=conf.ATTEMPTS + F("rechecks"))

    def oldest_due(self) -> datetime | None:
        return self.filter(due__isnull=False).order_by("due").values_list("due", flat=True).first()

    def count_reply(self, thread_id: int, paths: Iterable[str], change: int) -> None:
        """Add to the number of replies of the comments at these paths."""
        self.filter(thread_id=thread_id, path__in=list(paths)).update(replies=F("replies") + change)

    def for_moderators(self) -> Self:
        return self.select_related("thread__site", "parent").prefetch_related("findings")


def take_turn(site_id: int, key: str, *, now: float, interval: float, burst: int) -> float | None:
    """Take a turn at `burst` at once and one each `interval` seconds after; None if there is none left now."""
    values: dict[str, float | str] = {
        "site": site_id, "key": key, "now": now, "interval": interval,
        "latest": now + (burst - 1) * interval, "horizon": now + burst * interval + _LONGEST_WAIT_SECONDS,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_TAKE_TURN, values)
        row = cursor.fetchone()
    return float(row[0]) if row else None


def next_turn(site_id: int, key: str, *, interval: float, burst: int) -> float:
    """When there will be a turn again, in seconds since the epoch."""
    with connection.cursor() as cursor:
        cursor.execute("select arrival from comments_pace where site_id = %s and key = %s", [site_id, key])
        row = cursor.fetchone()
    return float(row[0]) - (burst - 1) * interval if row else 0.0


def take_bands(site_id: int, first: Mapping[int, int], *, now: datetime, stale: datetime) -> None:
    """Note which comment is first with each of these bands (value: comment id), unless another is."""
    if not first:
        return
    at, before = _times(now, stale)
    params = [part for value, comment_id in sorted(first.items()) for part in (site_id, value, comment_id, at)]
    with connection.cursor() as cursor:
        cursor.execute(_TAKE_BANDS.format(rows=", ".join(["(%s, %s, %s, %s)"] * len(first))), [*params, before])


def from_networks(comments: "Sequence[Comment]", *, within: timedelta, limit: int) -> dict[int, int]:
    """By comment id, how many came from its network shortly before it, counted no further than `limit`."""
    known = [comment for comment in comments if comment.network]
    if not known:
        return {}
    params: list[Any] = []
    for comment in known:
        params += [comment.network, *_times(comment.created_at - within, comment.created_at), limit]
    sql = " union all ".join(_FROM_NETWORK.format(comment_id=int(comment.pk)) for comment in known)
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return dict(cursor.fetchall())


def _times(*times: datetime) -> list[Any]:
    """As this database takes them in SQL of our own."""
    return [connection.ops.adapt_datetimefield_value(when) for when in times]


def add_findings(rows: Sequence[Sequence[Any]], *, now: datetime) -> None:
    """Rows in the order of the table's columns; a later finding of a check on a text takes the earlier one's place."""
    if not rows:
        return
    moment = connection.ops.adapt_datetimefield_value(now)
    with connection.cursor() as cursor:
        sql = _ADD_FINDINGS.format(rows=", ".join([_FINDING] * len(rows)))
        cursor.execute(sql, [value for row in rows for value in (*row, moment)])

"""Querysets of sites, threads and comments: they filter, order and lock, and decide nothing."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce, Greatest

from comments import limits
from comments.db.rows import as_read, load, load_pairs
from comments.errors import UnknownSite
from comments.paths import after_branch
from comments.statuses import Status

if TYPE_CHECKING:
    from comments.models import Comment, Site, Thread  # noqa: F401 - one is the name in the base class

_THREAD = """
select {columns}, (
  select max(published_at) from comments_comment
  where thread_id = comments_thread.id and shown and status = 'approved'
) from comments_thread join comments_site on comments_site.id = comments_thread.site_id
where comments_site.slug = %s and comments_thread.key = %s
"""


class CommentQuerySet(models.QuerySet["Comment"]):
    def shown(self) -> Self:
        """What readers see: published comments and tombstones, nothing below spam."""
        return self.filter(shown=True)

    def branch(self, thread_id: int, path: str) -> Self:
        """All comments below `path`, shown or not."""
        return self.filter(thread_id=thread_id, path__gt=path, path__lt=after_branch(path))

    def replies_outside_branch(self, thread_id: int, path: str) -> Self:
        """Replies to comments at or below `path` whose own path is elsewhere: a site once had more levels."""
        end = after_branch(path)
        replies = self.filter(parent__thread_id=thread_id, parent__path__gte=path, parent__path__lt=end)
        return replies.exclude(path__gte=path, path__lt=end)

    def approvals_by_author(self, site_id: int, emails: Iterable[str]) -> "list[dict[str, Any]]":
        """How many comments each of these authors has published on one site.

        Returns a dict for each `email_canonical`, `name` and `commenter_id`: `approved` is the number, and `since` the
        first moment at which one of them was published or edited last.
        """
        rows = (
            self.filter(site=site_id, email_canonical__in=set(emails) - {""}, status=Status.APPROVED)
            .values("email_canonical", "name", "commenter_id")
            .annotate(approved=Count("id"), since=Min(Greatest("published_at", Coalesce("edited_at", "published_at"))))
        )
        return [dict(row) for row in rows]

    def approvals_by_account(self, site_id: int, identity_ids: Iterable[int]) -> "list[dict[str, Any]]":
        """How many comments each of these accounts has published on one site, as `approvals_by_author` does."""
        rows = (
            self.filter(site=site_id, identity__in=set(identity_ids), status=Status.APPROVED)
            .values("identity_id")
            .annotate(approved=Count("id"), since=Min(Greatest("published_at", Coalesce("edited_at", "published_at"))))
        )
        return [dict(row) for row in rows]

    def approvals_by_subscriber(self, site_id: int, subscriber_ids: Iterable[int]) -> "list[dict[str, Any]]":
        """How many are published of the comments proven to be of each mailbox, as `approvals_by_author`."""
        proven = self.filter(subscription__subscriber__in=set(subscriber_ids), subscription__is_proven=True)
        rows = (
            proven.filter(site=site_id, status=Status.APPROVED)
            .values("subscription__subscriber_id")
            .annotate(approved=Count("id"), since=Min(Greatest("published_at", Coalesce("edited_at", "published_at"))))
        )
        return [dict(row) for row in rows]

    def ids_with_earlier_copy(self, ids: Iterable[int]) -> "set[int]":
        """Of these comments, the ids of those that repeat another one's words under the same parent.

        The other is published, waits, or is spam. Of two the later repeats the earlier; an edited one repeats any.
        """
        others = self.model._default_manager.annotate(answered=Coalesce("parent_id", Value(0))).filter(
            thread=OuterRef("thread"), text_digest=OuterRef("text_digest"), answered=Coalesce(OuterRef("parent_id"), 0),
            status__in=(Status.PENDING, Status.APPROVED, Status.SPAM),
        )  # fmt: skip
        came_again = Exists(others.filter(pk__lt=OuterRef("pk")))
        was_edited_to = Q(edited_at__isnull=False) & Exists(others.exclude(pk=OuterRef("pk")))
        return set(self.filter(came_again | was_edited_to, pk__in=list(ids)).values_list("pk", flat=True))

    def decided_by_people(self, site: "Site", status: Status) -> Self:
        """Comments of a site whose status a person decided on, the latest decision first."""
        return self.filter(site=site, status=status, decided_at__isnull=False).order_by("-decided_at", "-id")

    def with_traces(self) -> Self:
        """Comments whose address or browser is still stored, here or in what an outside service was sent."""
        return self.exclude(address="", user_agent="", asked__isnull=True)

    def lock_available(self) -> Self:
        """Lock the rows until the transaction ends, and skip those that another transaction has locked."""
        return self.select_for_update(of=("self",), skip_locked=True, no_key=True)

    def due(self, now: datetime) -> Self:
        """Comments that the sweep has to look at, the longest overdue first."""
        return self.filter(due__lte=now).order_by("due", "id")

    def awaiting_first_screening(self, now: datetime) -> Self:
        """Comments that no worker has begun to screen, the oldest first."""
        soon = now + timedelta(seconds=limits.DUE_AFTER_POST_SECONDS)
        return self.filter(due__lte=soon, leased_until=None, attempts=0, status=Status.PENDING).order_by("due")

    def claimable(self, now: datetime) -> Self:
        """Comments that a worker may lease for screening: they wait, or are edited spam, and no other has the lease.

        A lease that ends later than twice its length was made by a clock that was set back, and counts as none. What is
        put off until an outside service is asked again is not brought forward by a second message.
        """
        free = Q(leased_until=None) | Q(leased_until__lte=now)
        absurd = Q(leased_until__gt=now + timedelta(seconds=2 * limits.LEASE_SECONDS))
        soon = now + timedelta(seconds=2 * limits.DUE_AFTER_POST_SECONDS)  # the sweep moves it on by half of that
        its_turn = Q(rechecks=0) | Q(due__lte=soon)
        return self.filter(free | absurd, its_turn, status__in=[Status.PENDING, Status.SPAM], due__isnull=False)

    def below_attempt_limit(self) -> Self:
        """Comments whose screening has not failed too often. No answer from an outside service is no failure."""
        return self.filter(attempts__lt=limits.ATTEMPTS + F("rechecks"))

    def oldest_due(self) -> datetime | None:
        """When the first comment in the order of `due` is due; None if there is none."""
        return self.filter(due__isnull=False).order_by("due").values_list("due", flat=True).first()

    def add_replies(self, thread_id: int, paths: Iterable[str], number: int) -> None:
        """Let each of the comments at these paths count so many replies more."""
        self.filter(thread_id=thread_id, path__in=list(paths)).update(replies=F("replies") + number)

    def subtract_replies(self, thread_id: int, paths: Iterable[str], number: int) -> None:
        """Let each of the comments at these paths count so many replies fewer; one that drifted ends at 0."""
        fewer = Greatest(F("replies") - number, Value(0))
        self.filter(thread_id=thread_id, path__in=list(paths)).update(replies=fewer)

    def for_moderators(self) -> Self:
        """Comments with their thread, site, parent and findings, by two queries, without long texts of the site."""
        site = "thread__site"
        whole = self.select_related(site, "parent")
        long = [f"{site}__{name}" for name in ("guidelines", "inherited_guidelines", "origins")]
        return whole.defer(*long).prefetch_related("findings")


class ThreadQuerySet(models.QuerySet["Thread"]):
    def with_keys(self, site: "Site", keys: Iterable[str]) -> Self:
        """The threads of a site that have one of these keys."""
        return self.filter(site=site, key__in=keys)

    def find(self, site: str, key: str) -> "Thread | None":
        """The thread with this key on the site with this slug, both by one statement; None if there is none.

        It knows when the latest of its comments was published.
        """
        of_site: type[Site] = self.model._meta.get_field("site").related_model  # type: ignore[assignment]
        for thread, its_site, (latest,) in load_pairs(self.model, of_site, _THREAD, [site, key]):
            thread.site = its_site
            thread.latest_published_at = latest and as_read(thread._meta.get_field("published_at"), latest)
            return thread
        return None

    def trending(self, sites: "QuerySet[Site]", *, days: int) -> Self:
        """Confirmed threads of one site, those with most comments in the last `days` first: one of TREND_DAYS.

        A range of the index `talked_about_…`. The site's id is a query of its own: behind a join PostgreSQL would sort
        all of them.
        """
        recent = f"recent_{days}"
        site = sites.order_by().values("pk")[:1]
        return self.filter(site=site, is_confirmed=True, **{f"{recent}__gt": 0}).order_by(f"-{recent}", "-id")


class SiteQuerySet(models.QuerySet["Site"]):
    def by_slug(self, slug: str) -> "Site":
        """The site with this slug; raises UnknownSite."""
        sql = "select {columns} from comments_site where slug = %s"
        for site in load(self.model, sql, (slug,)):
            return site
        raise UnknownSite(slug)

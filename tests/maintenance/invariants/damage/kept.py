"""What breaks the rules of kept.py: each function does damage and returns the id of the row that is wrong then."""

from collections.abc import Callable
from datetime import datetime

from django.db import connection

from comments.models import (
    Band,
    Cluster,
    Commenter,
    Finding,
    Flood,
    ReaderSession,
    Recommendation,
    Report,
    SearchEntry,
    Submission,
)
from comments.moderation import decisions
from tests.maintenance.invariants.damage.changes import DAY, change
from tests.support import accounts, factories
from tests.support.factories import NOON


def one_flood() -> int:
    with connection.cursor() as cursor:
        cursor.execute("drop index one_flood_at_a_time_per_site")
    floods = [Flood.objects.create(site=factories.site(), began_at=NOON, last_at=NOON) for _ in range(2)]
    return int(floods[1].pk)


def deleted_is_empty() -> int:
    comment = factories.published()
    decisions.delete(comment.pk, by=factories.moderator(), version=comment.version)
    return change(comment, name="Ada")


def deleted_with_findings() -> int:
    comment = factories.screened()
    decisions.delete(comment.pk, by=factories.moderator(), version=comment.version)
    Finding.objects.create(comment=comment, text_version=1, check_name="links", verdict="clear", created_at=NOON)
    return comment.pk


def cluster(slug: str = "times", size: int = 1) -> Cluster:
    return Cluster.objects.create(site=factories.quiet_site(slug), first_at=NOON, last_at=NOON, size=size)


def cluster_counts_members() -> int:
    found = cluster()
    for _ in range(2):
        change(factories.waiting(), cluster=found)
    return int(found.pk)


def submission_of_site() -> int:
    factories.waiting(submission_key="form:12345678")
    Submission.objects.update(site=factories.site("post"))
    return Submission.objects.get().pk


def band_of_site() -> int:
    return int(Band.objects.create(site=factories.site("post"), value=1, comment=factories.waiting(), seen_at=NOON).pk)


def identity_of_site() -> int:
    _token, stranger = accounts.signed_in(factories.quiet_site("post"))
    return change(factories.waiting(), identity=stranger)


def session_of_site() -> int:
    accounts.signed_in()
    ReaderSession.objects.update(site=factories.site("post"))
    return int(ReaderSession.objects.get().pk)


def sessions_forgotten() -> int:
    accounts.signed_in(now=NOON - 3 * DAY)
    return int(ReaderSession.objects.get().pk)


def commenter_of_site() -> int:
    stranger = Commenter.objects.create(site=factories.site("post"), created_at=NOON)
    return change(factories.waiting(), commenter=stranger)


def recommended(at: datetime) -> Recommendation:
    """By somebody who is not counted."""
    return Recommendation.objects.create(comment=factories.published(), network="1", voter="2", created_at=at)


def deleted_but_found() -> int:
    comment = factories.published()
    decisions.delete(comment.pk, by=factories.moderator(), version=comment.version)
    SearchEntry.objects.create(comment=comment, text_version=1, form=1, title="")
    return comment.pk


def deleted_with_reports() -> int:
    comment = factories.published()
    decisions.delete(comment.pk, by=factories.moderator(), version=comment.version)
    Report.objects.create(
        comment=comment, text_version=1, reporter="x", reason="spam", created_at=NOON, settled_at=NOON
    )
    return comment.pk


DAMAGE: list[tuple[str, Callable[[], int]]] = [
    ("text_is_whole", lambda: change(factories.published(), text="Another text.")),
    ("mailbox_is_canonical", lambda: change(factories.published(), email_canonical="")),
    ("mailbox_is_canonical", lambda: change(factories.published(), email="another@example.org")),
    ("mailbox_is_canonical", lambda: change(factories.published(), email="Ada+news@BÜCHER.example")),
    ("deleted_is_empty", deleted_is_empty),
    ("deleted_is_empty", deleted_with_findings),
    ("deleted_is_empty", deleted_but_found),
    ("deleted_is_empty", deleted_with_reports),
    ("traces_erased", lambda: change(factories.published(), created_at=NOON - 63 * DAY)),
    ("traces_erased", lambda: change(factories.published(), created_at=NOON - 63 * DAY, address="", asked={"ip": "1"})),
    ("recommending_forgotten", lambda: recommended(NOON - 33 * DAY).pk),
    ("recommendations_counted", lambda: recommended(NOON).comment_id),
    ("commenter_of_site", commenter_of_site),
    ("identity_of_site", identity_of_site),
    ("session_of_site", session_of_site),
    ("sessions_forgotten", sessions_forgotten),
    ("cluster_of_site", lambda: change(factories.waiting(), cluster=cluster("post"))),
    ("band_of_site", band_of_site),
    ("submission_of_site", submission_of_site),
    ("cluster_counts_members", cluster_counts_members),
    ("one_flood", one_flood),
]  # fmt: skip

"""One damage, or several, for every rule: each function does it and returns the id of the row that is wrong then."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.db import connection

from comments import limits
from comments.models import (
    Ban,
    Band,
    Cluster,
    Comment,
    Commenter,
    DayRollup,
    Decision,
    Finding,
    Flood,
    Reason,
    Report,
    SearchEntry,
    SetAside,
    Site,
    Submission,
    Thread,
    TrustedAuthor,
    Upkeep,
)
from comments.moderation import decisions
from tests.support import factories
from tests.support.factories import NOON

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
NOW = NOON + MINUTE


def change(comment: Comment, **fields: Any) -> int:
    Comment.objects.filter(pk=comment.pk).update(**fields)
    return comment.pk


def decision(comment: Comment, before: str, after: str, *, actor: str = "moderator", **fields: Any) -> Decision:
    by = factories.moderator() if actor == "moderator" else None
    values = {"by": by, "version": factories.fresh(comment).version + 1, "created_at": NOON, **fields}
    return Decision.objects.create(comment=comment, actor=actor, from_status=before, to_status=after, **values)


@contextmanager
def without_constraint(name: str, model: str) -> Iterator[None]:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("pragma ignore_check_constraints = on")
            yield
            cursor.execute("pragma ignore_check_constraints = off")
        else:
            cursor.execute("set constraints all immediate")
            cursor.execute(f"alter table comments_{model} drop constraint {name}")
            yield


def published_has_html() -> int:
    with without_constraint("published_has_html", "comment"):
        return change(factories.published(), html=None)


def moves_legal() -> int:
    comment = factories.published()
    with without_constraint("legal_move", "decision"):
        found = decision(comment, "withdrawn", "rejected").pk
    change(comment, version=3)
    return found


def aside_when_published() -> int:
    row = SetAside(comment=factories.published(), by=factories.moderator(), created_at=NOON)
    row.save(force_insert=True)
    return int(row.pk)


def one_flood() -> int:
    with connection.cursor() as cursor:
        cursor.execute("drop index one_flood_at_a_time_per_site")
    floods = [Flood.objects.create(site=factories.site(), began_at=NOON, last_at=NOON) for _ in range(2)]
    return int(floods[1].pk)


def parent_earlier_in_thread() -> int:
    elsewhere = factories.published(on=factories.subject(key="ferry"))
    return change(factories.published(factories.published()), parent=elsewhere)


def parent_later() -> int:
    top = factories.published()
    change(top, number=1000)
    return factories.published(top).pk


def numbers_given() -> int:
    thread_id: int = factories.waiting().thread_id
    Thread.objects.update(last_number=0)
    return thread_id


def thread_counted() -> int:
    thread_id: int = factories.published().thread_id
    Thread.objects.update(count=7)
    return thread_id


def recent_of(**fields: Any) -> int:
    thread_id: int = factories.published().thread_id
    Thread.objects.update(**fields)
    return thread_id


def born_twice() -> int:
    comment = factories.waiting()
    decision(comment, "", "pending", actor="visitor", version=1)
    return comment.pk


def never_born() -> int:
    comment = factories.waiting()
    comment.decisions.all().delete()
    return comment.pk


def decisions_join() -> int:
    comment = factories.published()
    found = decision(comment, "spam", "approved").pk
    change(comment, version=3)
    return found


def versions_rise() -> int:
    comment = factories.published()
    comment.decisions.filter(from_status="").update(version=2)
    return factories.last_decision(comment).pk


def moderators_named() -> int:
    comment = factories.published()
    comment.decisions.filter(actor="moderator").update(by=None)
    return factories.last_decision(comment).pk


def decided_after_a_person() -> int:
    comment = factories.published()
    decision(comment, "approved", "pending", version=3)
    found = decision(comment, "pending", "rejected", actor="screening", version=4).pk
    change(comment, status="pending")
    decision(comment, "rejected", "pending", version=5)
    change(comment, version=5)
    return found


def decided_twice() -> int:
    comment = factories.waiting()
    decision(comment, "pending", "spam", actor="screening", version=2)
    found = decision(comment, "spam", "rejected", actor="screening", version=3).pk
    change(comment, status="rejected", version=3, due=None)
    return found


def published_against_an_objection() -> int:
    comment = published_by_checks()
    comment.findings.filter(check_name="links").update(verdict="spam")
    return comment.pk


def published_unseen() -> int:
    comment = published_by_checks()
    comment.findings.all().delete()
    return comment.pk


def published_after_a_failure() -> int:
    comment = published_by_checks()
    comment.findings.filter(check_name="links").update(code="check-failed")
    return comment.pk


def published_by_checks() -> Comment:
    first = factories.published(remember=True, email="ada@example.org")
    comment = factories.screened(remember=True, commenter_id=first.commenter_id, email="ada@example.org")
    assert comment.status == "approved"
    return comment


def findings_about_texts() -> int:
    comment = factories.waiting()
    row = Finding(comment=comment, text_version=2, check_name="links", verdict="clear", reason="", created_at=NOON)
    row.save()
    return row.pk


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


def commenter_of_site() -> int:
    stranger = Commenter.objects.create(site=factories.site("post"), created_at=NOON)
    return change(factories.waiting(), commenter=stranger)


def comment_of_another_site() -> int:
    return change(factories.waiting(), site=factories.site("post"))


def deleted_but_found() -> int:
    comment = factories.published()
    decisions.delete(comment.pk, by=factories.moderator(), version=comment.version)
    SearchEntry.objects.create(comment=comment, text_version=1, form=1, title="")
    return comment.pk


def not_found_by_words() -> int:
    Upkeep.objects.create(pk=1, ran_at=NOON, resting_until=NOON, indexed_at=NOON)
    return change(factories.published(), created_at=NOON - 2 * DAY)


def found_by_words_of_before() -> int:
    Upkeep.objects.create(pk=1, ran_at=NOON, resting_until=NOON, indexed_at=NOON)
    comment = factories.published()
    SearchEntry.objects.create(comment=comment, text_version=2, form=1, title="")
    return change(comment, created_at=NOON - 2 * DAY)


def not_found_by_erased_network() -> int:
    comment = factories.screened()
    return change(comment, network="")


def guidelines_are_inherited() -> int:
    site = factories.site()
    Site.objects.update(inherited_guidelines="Be kind.")
    return int(site.pk)


def switched_off(row: Ban | Reason | TrustedAuthor) -> int:
    row.off_for.add(factories.site())
    return int(row.off_for.through._default_manager.get().pk)


def decided(action: str) -> Comment:
    comment = factories.published()
    return decisions.ACTIONS[action](comment.pk, by=factories.moderator(), version=comment.version)


def reported_in_no_queue() -> int:
    comment = factories.published()
    Report.objects.create(comment=comment, text_version=1, reporter="x", reason="spam", created_at=NOON)
    return comment.pk


def deleted_with_reports() -> int:
    comment = factories.published()
    decisions.delete(comment.pk, by=factories.moderator(), version=comment.version)
    Report.objects.create(
        comment=comment, text_version=1, reporter="x", reason="spam", created_at=NOON, settled_at=NOON
    )
    return comment.pk


def received_is_counted() -> int:
    site = factories.screened().site
    DayRollup.objects.create(site=site, day=NOON - DAY, what="received", number=1)
    row = DayRollup.objects.get(site=site, day=NOON, what="received")
    DayRollup.objects.filter(pk=row.pk).update(number=0)
    return int(row.pk)


DAMAGE: list[tuple[str, Callable[[], int]]] = [
    ("published_has_html", published_has_html),
    ("guidelines_are_inherited", guidelines_are_inherited),
    ("ban_off_is_shared", lambda: switched_off(Ban.objects.create(site=factories.site(), created_at=NOON))),
    ("trust_off_is_shared", lambda: switched_off(TrustedAuthor.objects.create(site=factories.site(), created_at=NOON))),
    ("reason_off_is_shared", lambda: switched_off(Reason.objects.create(site=factories.site()))),
    ("shown_by_status_and_place", lambda: change(factories.published(), shown=False, replies=0)),
    ("shown_by_status_and_place", lambda: change(factories.waiting(), shown=True)),
    ("replies_counted", lambda: change(factories.published(), replies=7)),
    ("thread_counted", thread_counted),
    ("recent_counted", lambda: recent_of(recent_7=2)),
    ("recent_counted", lambda: recent_of(recent_at=NOON + 8 * DAY)),
    ("recent_aged", lambda: recent_of(recent_until=None)),
    ("recent_aged", lambda: recent_of(recent_until=NOON + 2 * DAY)),
    ("recent_not_ahead", lambda: recent_of(recent_at=NOW + 2 * MINUTE)),
    ("html_is_safe", lambda: change(factories.published(), html="<script>alert(1)</script>")),
    ("site_of_thread", comment_of_another_site),
    ("parent_earlier_in_thread", parent_earlier_in_thread),
    ("parent_earlier_in_thread", parent_later),
    ("path_below_parent", lambda: change(factories.waiting(), path="0000009")),
    ("path_below_parent", lambda: change(factories.waiting(factories.published()), path="00000090000002")),
    ("path_below_parent", lambda: change(factories.waiting(), path="00000010000001", depth=2)),
    ("depth_of_path", lambda: change(factories.waiting(), depth=3)),
    ("numbers_given", numbers_given),
    ("born_once", born_twice),
    ("born_once", never_born),
    ("moves_legal", moves_legal),
    ("decisions_join", decisions_join),
    ("versions_rise", versions_rise),
    ("status_is_last_decision", lambda: change(factories.screened(), status="spam")),
    ("published_as_approved", lambda: change(factories.published(), version=9)),
    ("moderators_named", moderators_named),
    ("checks_decide_once", decided_after_a_person),
    ("checks_decide_once", decided_twice),
    ("published_was_cleared", published_against_an_objection),
    ("published_was_cleared", published_unseen),
    ("published_was_cleared", published_after_a_failure),
    ("findings_about_texts", findings_about_texts),
    ("waiting_is_due", lambda: change(factories.waiting(), due=None)),
    ("due_in_time", lambda: change(factories.waiting(), due=NOON + DAY)),
    ("nothing_overdue", lambda: change(factories.waiting(), due=NOON - 61 * MINUTE)),
    ("due_while_waiting", lambda: change(factories.published(), due=NOW)),
    ("due_while_waiting", lambda: change(factories.screened(), leased_until=NOW)),
    ("attempts_bounded", lambda: change(factories.screened(), attempts=limits.ATTEMPTS + 1)),
    ("text_is_whole", lambda: change(factories.published(), text="Another text.")),
    ("mailbox_is_canonical", lambda: change(factories.published(), email_canonical="")),
    ("mailbox_is_canonical", lambda: change(factories.published(), email="another@example.org")),
    ("mailbox_is_canonical", lambda: change(factories.published(), email="Ada+news@BÜCHER.example")),
    ("deleted_is_empty", deleted_is_empty),
    ("deleted_is_empty", deleted_with_findings),
    ("deleted_is_empty", deleted_but_found),
    ("deleted_is_empty", deleted_with_reports),
    ("reported_is_queued", reported_in_no_queue),
    ("reported_is_queued", lambda: change(factories.published(), reported_at=NOON)),
    ("reports_are_settled", lambda: change(decided("spam"), reported_at=NOON)),
    ("picked_is_published", lambda: change(factories.waiting(), picked_at=NOON)),
    ("picked_is_published", lambda: change(decided("reject"), unseen=True)),
    ("aside_waits", aside_when_published),
    ("opinion_of_what_waits", lambda: change(factories.published(), likeness=0.5)),
    ("erased_in_time", lambda: change(decided("reject"), erase_at=NOON - 3 * DAY)),
    ("received_is_counted", received_is_counted),
    ("traces_erased", lambda: change(factories.published(), created_at=NOON - 63 * DAY)),
    ("traces_erased", lambda: change(factories.published(), created_at=NOON - 63 * DAY, address="", asked={"ip": "1"})),
    ("commenter_of_site", commenter_of_site),
    ("cluster_of_site", lambda: change(factories.waiting(), cluster=cluster("post"))),
    ("band_of_site", band_of_site),
    ("submission_of_site", submission_of_site),
    ("cluster_counts_members", cluster_counts_members),
    ("one_flood", one_flood),
    ("found_by_words", not_found_by_words),
    ("found_by_words", found_by_words_of_before),
    ("not_found_by_erased_network", not_found_by_erased_network),
]  # fmt: skip

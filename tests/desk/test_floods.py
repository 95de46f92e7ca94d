"""The flood view: what waits in groups, all of a group ticked, looked at by chance, and decided as one batch."""

import re

import pytest
from django.test import Client

from comments.models import Batch, BatchKind, Comment, Commenter, Flood, Site
from comments.moderation import batches
from comments.statuses import Status
from tests.desk.flood_hands import FLOODS, ids, press, statuses
from tests.desk.hands import DESK, look, said, undo
from tests.support import factories
from tests.support.factories import NOON
from tests.support.flooded import cluster_of, waiting_cluster
from tests.support.lessons import real
from tests.support.variants import spun

WHO = [(1, "grace"), (2, "joan"), (3, "ada")]


def test_it_lists_clusters_what_is_like_spam_and_the_rest(anna: Client, times: Site) -> None:
    small, large = waiting_cluster(3, text=spun(1)), waiting_cluster(4)
    pair = cluster_of([factories.waiting(), factories.waiting()])
    likely, alone = factories.waiting(), factories.waiting()
    Comment.objects.filter(pk=likely.pk).update(likeness=0.93)
    waiting_cluster(3, on=factories.subject("gazette"))

    page = look(anna, FLOODS)

    assert ids(page, "clusters") == [large.pk, small.pk]
    assert ids(page, "like") == [likely.pk]
    assert ids(page, "rest") == [*sorted(pair.comments.values_list("pk", flat=True)), alone.pk]
    first = page.all("li", class_="flood-cluster")[1].text
    assert "×3" in first and "3 email addresses" in first and spun(1)[:60] in first
    assert "93 % like spam" in page.text


def test_it_decides_on_all_of_a_group_as_one_and_undoes_it_as_one(anna: Client, times: Site) -> None:
    spam, others = [waiting_cluster(3), waiting_cluster(4)], [factories.waiting(), factories.waiting()]
    page = look(anna, FLOODS)
    late = factories.waiting()
    Comment.objects.filter(pk=late.pk).update(cluster=spam[0], cluster_place=4)

    press(anna, page, "spam", "clusters")

    members = [comment for cluster in spam for comment in cluster.comments.exclude(pk=late.pk)]
    assert statuses(members) == {Status.SPAM}
    assert statuses([*others, late]) == {Status.PENDING}
    after = look(anna, FLOODS)
    assert said(after) == ["7 comments marked as spam."]
    assert {row.stands_until is not None for row in Batch.objects.get().chosen_clusters.all()} == {True}
    address = f"{DESK}batches/{Batch.objects.get().pk}/"
    assert "follows until" in look(anna, address).text
    undo(anna, after)
    assert "follows until" not in look(anna, address).text
    assert statuses(members) == {Status.PENDING}


def test_it_never_ticks_a_cluster_with_a_published_author_with_all(anna: Client, times: Site) -> None:
    factories.published(email="Ada+news@example.org", name="Ada Byron")
    mixed = cluster_of([factories.waiting(text=spun(number), email=f"{name}@example.org") for number, name in WHO])
    spam = waiting_cluster(3)
    page = look(anna, FLOODS)
    assert "1 author was published before: Ada" in page.text

    press(anna, page, "spam", "clusters")

    assert statuses(mixed.comments.all()) == {Status.PENDING}
    assert statuses(spam.comments.all()) == {Status.SPAM}
    page = look(anna, FLOODS)
    [value] = [box["value"] for box in page.all("input", name="cluster")]
    press(anna, page, "spam", cluster=[value])
    assert statuses(mixed.comments.all()) == {Status.SPAM}


def test_it_knows_a_published_author_without_a_mailbox_by_their_browser(anna: Client, times: Site) -> None:
    browser = Commenter.objects.create(site=times, created_at=NOON)
    mixed, before = waiting_cluster(3), factories.published()
    theirs = Comment.objects.filter(pk__in=[before.pk, mixed.comments.all()[1].pk])
    theirs.update(commenter=browser, email="", email_canonical="", name="")

    page = look(anna, FLOODS)
    assert "1 author was published before: Anonymous" in page.text
    press(anna, page, "spam", "clusters")

    assert statuses(mixed.comments.all()) == {Status.PENDING}


@pytest.mark.parametrize("has_script", [False, True])
def test_it_leaves_a_cluster_out_in_which_somebody_was_published_since_it_was_seen(
    anna: Client, times: Site, has_script: bool
) -> None:
    mixed = cluster_of([factories.waiting(text=spun(number), email="ada@example.org") for number in range(3)])
    spam = waiting_cluster(3)
    page = look(anna, FLOODS)
    factories.published(email="ada@example.org")
    theirs = cluster_of([factories.waiting(on=factories.subject("gazette"), email="ada@example.org")])
    factories.published(on=factories.subject("gazette"), email="ada@example.org")
    boxes = [box["value"] for box in page.all("input", name="cluster")]

    press(anna, page, "spam", "clusters", by_group=[f"{theirs.pk}"], cluster=boxes if has_script else [])

    assert (statuses(mixed.comments.all()), statuses(spam.comments.all())) == ({Status.PENDING}, {Status.SPAM})
    assert "1 cluster was left out: an author in it has been published meanwhile." in said(look(anna, FLOODS))


def test_it_never_ticks_with_all_what_many_readers_may_say(anna: Client, times: Site) -> None:
    honest = waiting_cluster(3, text="I agree with all that this article says, thank you very much for it!")
    hidden = "My teacher of trading made me rich within a month, ask for him in the usual place, you know where."
    first, second, judged = (
        waiting_cluster(3, text=hidden),
        waiting_cluster(3, text=hidden),
        waiting_cluster(4, text="Hm."),
    )
    judged.comments.update(likeness=0.6)
    page = look(anna, FLOODS)
    doubts = [row for row in page.all("li", class_="flood-cluster") if "Never ticked with all" in row.text]
    assert len(doubts) == 3

    press(anna, page, "spam", cluster=[f"{first.pk}:3:0"])
    page = look(anna, FLOODS)
    press(anna, page, "spam", "clusters")

    assert statuses([*second.comments.all(), *judged.comments.all()]) == {Status.SPAM}
    assert statuses(honest.comments.all()) == {Status.PENDING}


def test_it_finds_what_is_like_spam_that_was_marked_a_moment_ago(anna: Client, times: Site) -> None:
    spam = cluster_of([factories.waiting(text=spun(number)) for number in range(3)])
    alike = [factories.waiting(text=spun(number)) for number in (7, 8)]
    honest = [factories.waiting(text=f"{real(number)} and nothing else was said there.") for number in range(3)]
    page = look(anna, FLOODS)
    assert ids(page, "like") == []

    press(anna, page, "spam", "clusters")

    after = look(anna, FLOODS)
    assert ids(after, "like") == [comment.pk for comment in alike]
    assert ids(after, "rest") == [comment.pk for comment in honest]
    undo(anna, after)
    assert ids(look(anna, FLOODS), "clusters") == [spam.pk]


def test_it_lists_nothing_that_is_being_decided_and_finds_what_is_like_it(
    anna: Client, times: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("comments.limits.BATCH_AT_ONCE", 0)
    cluster_of([factories.waiting(text=spun(number)) for number in range(3)])
    alike = factories.waiting(text=spun(7))

    press(anna, look(anna, FLOODS), "spam", "clusters")

    page = look(anna, FLOODS)
    assert "3 comments are being decided" in page.text
    assert (ids(page, "clusters"), ids(page, "like"), ids(page, "rest")) == ([], [alike.pk], [])
    assert said(page) == ["3 comments are being marked as spam."]


def test_it_shows_ten_by_chance_of_a_cluster_and_of_each_group(anna: Client, times: Site) -> None:
    cluster = waiting_cluster(12)
    alone = [factories.waiting() for _ in range(3)]
    others = waiting_cluster(3, on=factories.subject("gazette"))

    def shown(query: str) -> list[int]:
        found = re.findall(
            r"/desk/comment/(\d+)/", look(anna, f"{FLOODS}ten/?{query}").one("ol", class_="flood-ten").raw
        )
        return [int(one) for one in found]

    for query in (f"cluster={cluster.pk}", "group=clusters", f"cluster={cluster.pk}&part=1"):
        links = look(anna, f"{FLOODS}ten/?{query}").one("ol", class_="flood-ten").all("a")
        assert len({link["href"] for link in links}) == 10
    links = look(anna, f"{FLOODS}ten/?group=rest").one("ol", class_="flood-ten").all("a")
    assert [link.text for link in links] == [f"#{comment.pk}" for comment in alone]
    for query in (f"cluster={others.pk}", "cluster=x", "group=like"):
        assert look(anna, f"{FLOODS}ten/?{query}").one("ol", class_="flood-ten").all("a") == []
    assert anna.get(f"{FLOODS}ten/?group=x").status_code == 404


def test_it_is_named_in_the_bar_where_much_waits_and_while_a_site_is_flooded(anna: Client, times: Site) -> None:
    def named() -> list[str]:
        return [link.text for link in look(anna).all("a") if link["href"].startswith(FLOODS)]

    thread = factories.waiting().thread
    assert named() == []
    Comment.objects.bulk_create(
        Comment(
            thread=thread, site=times, number=number, path=f"{number:06}", depth=1, text="Waiting.", created_at=NOON
        )
        for number in range(10, 40)
    )
    assert named() == ["In groups f"]
    flood = Flood.objects.create(site=times, began_at=NOON, last_at=NOON, comments=660, alike=568)
    assert named() == ["Flood: 660 since noon f"]
    Flood.objects.filter(pk=flood.pk).update(site=factories.quiet_site("gazette"))
    assert named() == ["In groups f"]


def test_it_says_when_the_groups_would_be_others(anna: Client, times: Site) -> None:
    comment = factories.waiting()
    before = anna.get(f"{FLOODS}state/").json()
    assert look(anna, FLOODS).one("form", id="floods-form")["data-last"] == str(before["last"])

    Comment.objects.filter(pk=comment.pk).update(likeness=0.2, likeness_version=4)
    later = factories.waiting()
    elsewhere = [factories.waiting(on=factories.subject(slug)).pk for slug in ("gazette", "herald")]
    batches.decide(
        "spam", by=factories.moderator(), kind=BatchKind.MATCHING, comments=Comment.objects.filter(pk__in=elsewhere)
    )

    assert anna.get(f"{FLOODS}state/").json() == {"judged": 4, "running": 0, "last": later.pk}

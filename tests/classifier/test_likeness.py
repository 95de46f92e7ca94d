"""What the filter says now of comments that wait: by the newest filter, of those alone, and as no decision."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from comments.classifier import likeness, queries, storage
from comments.classifier.queries import Likeness
from comments.models import CheckSetting, Comment, Decision, Finding, LearnedFilter, Site
from comments.moderation import decisions
from comments.posting import edits
from comments.posting.edits import Edit
from comments.statuses import Status
from tests.support import factories
from tests.support.lessons import lessons, real, spam

pytestmark = pytest.mark.django_db

LATER = timedelta(hours=1)


@pytest.fixture
def site() -> Site:
    lessons()
    site = factories.quiet_site()
    storage.learn_now(site)
    return site


@pytest.fixture(autouse=True)
def _few_at_once(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(likeness, "HANDFUL", 2)
    yield


def says(site: Site, comment: Comment) -> float:
    build = storage.latest_build(site)
    assert build
    return build.filter.judge(comment.text, name=comment.name, url=comment.url).probability


def version() -> int:
    return LearnedFilter.objects.get().version


def as_written(comment: Comment) -> Any:  # a pair, compared with approximate ones
    comment = factories.fresh(comment)
    return comment.likeness, comment.likeness_version


def teach_more(site: Site) -> None:
    seen = LearnedFilter.objects.get().ham_seen
    storage.add_lessons(site, [(spam(n), False) for n in range(1000 + seen, 1010 + seen)], now=factories.NOON)
    storage.learn_now(site)


def test_it_writes_what_the_filter_says_when_a_comment_begins_to_wait(site: Site) -> None:
    for text in (spam(4711), real(4711)):
        comment = factories.screened(text=text)

        assert comment.status == Status.PENDING
        assert as_written(comment) == (pytest.approx(says(site, comment)), 1)


@pytest.mark.parametrize("weight", [0.5, 2.0])
def test_it_writes_it_as_it_was_before_it_was_weighed(site: Site, weight: float) -> None:
    CheckSetting.objects.create(site=site, check_name="learned", weight=weight)
    comment = factories.screened(text=real(4711))

    assert as_written(comment) == (pytest.approx(says(site, comment)), 1)


def test_it_says_nothing_while_the_filter_has_seen_too_little() -> None:
    storage.learn_now(factories.quiet_site())
    comment = factories.screened()
    likeness.write_outdated()

    assert as_written(comment) == (None, None)


def test_it_judges_all_that_waits_anew_by_a_new_filter(site: Site) -> None:
    comments = [factories.screened(text=spam(n)) for n in range(100, 105)]
    unscreened = factories.waiting(text=spam(200))
    before = {comment.pk: as_written(comment)[0] for comment in comments}
    teach_more(site)

    assert likeness.write_outdated() == 6
    for comment in [*comments, unscreened]:
        assert as_written(comment) == (pytest.approx(says(site, comment)), version())
    assert all(as_written(comment)[0] != before[comment.pk] for comment in comments)


def test_it_changes_nothing_but_its_two_columns(site: Site) -> None:
    comment = factories.screened(text=spam(100))
    other = factories.screened(text=real(100), on=factories.subject("gazette"))
    rows: Any = Comment.objects.order_by("pk").values()
    before, said = list(rows), (Finding.objects.count(), Decision.objects.count())
    teach_more(site)
    likeness.write_outdated()

    mine = {"likeness", "likeness_version"}
    for was, now in zip(before, rows.all(), strict=True):
        assert {name for name in was if was[name] != now[name]} == (mine if was["id"] == comment.pk else set())
    assert (Finding.objects.count(), Decision.objects.count()) == said
    assert as_written(other) == (None, None)


def test_it_does_so_once_and_once_more_when_all_is_stored_that_was_under_way(site: Site) -> None:
    late = factories.screened(text=spam(100))
    teach_more(site)
    now = timezone.now()
    assert likeness.write_outdated(now=now) == 1
    Comment.objects.filter(pk=late.pk).update(likeness=0.5, likeness_version=1)

    assert likeness.write_outdated(now=now) == 0
    assert likeness.write_outdated(now=now + LATER) == 1
    assert as_written(late)[1] == version()
    Comment.objects.filter(pk=late.pk).update(likeness_version=1)
    assert likeness.write_outdated(now=now + LATER) == 0


def test_it_goes_on_with_the_newest_filter_when_one_is_built_meanwhile(site: Site, monkeypatch: Any) -> None:
    monkeypatch.setattr(likeness, "_TURNS", 1)
    comments = [factories.screened(text=spam(n)) for n in range(100, 104)]
    teach_more(site)
    turns: list[int] = []

    def build_once() -> None:
        turns.append(1)
        if len(turns) == 1:
            teach_more(site)

    likeness.write_outdated(between=build_once)

    assert [as_written(comment)[1] for comment in comments] == [version(), version(), version() - 1, version() - 1]
    likeness.write_outdated(now=timezone.now() + LATER)
    assert {as_written(comment)[1] for comment in comments} == {version()}


def test_it_is_done_by_one_process_at_a_time(site: Site) -> None:
    factories.screened(text=spam(100))
    teach_more(site)
    now = timezone.now()
    LearnedFilter.objects.update(judging_until=now + timedelta(minutes=1))

    assert likeness.write_outdated(now=now) == 0
    assert likeness.write_outdated(now=now + LATER) == 1


@pytest.mark.parametrize("change", [{"version": 99}, {}])
def test_it_writes_nothing_by_an_old_filter_or_of_another_text(site: Site, change: dict[str, int]) -> None:
    comment = factories.screened(text=spam(100))
    before = as_written(comment)
    LearnedFilter.objects.update(**change)
    text_version = 1 if change else 2

    assert queries.write_likeness(site.pk, 1, [Likeness(comment.pk, text_version, 0.1)]) == 0
    assert as_written(comment) == before


@pytest.mark.parametrize("action", ["approve", "reject", "spam"])
def test_it_is_gone_when_a_comment_waits_no_more(site: Site, action: str) -> None:
    comment = factories.screened(text=spam(100))
    decisions.ACTIONS[action](comment.pk, by=factories.moderator(), version=comment.version, reason="It is so.")

    assert as_written(comment) == (None, None)


def test_it_is_gone_when_the_text_is_another(site: Site) -> None:
    comment = factories.screened(text=spam(100))
    edits.keep_edit(comment, Edit(text=real(100)), now=comment.created_at + timedelta(minutes=1))

    assert as_written(comment) == (None, None)

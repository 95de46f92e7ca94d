"""Comments that say nearly the same find each other: once, at the same instant too, and at the same cost for ever."""

from datetime import timedelta
from functools import partial
from typing import Any
from unittest.mock import patch

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from comments.models import Band, Cluster, Comment, Premoderation, Site
from comments.moderation import decisions
from comments.posting import edits
from comments.posting.edits import Edit
from comments.screening import run
from comments.similarity import clusters, fingerprints
from comments.similarity.similar_comments import SimilarComments
from comments.statuses import Status
from tests.support import factories
from tests.support.factories import NOON
from tests.support.parallel import at_once
from tests.support.variants import spun

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)
HONEST = (
    "The ferry used to leave at six, and everybody on the island planned the day around it.",
    "My daughter starts school in autumn; will there be a bus that early, or must we all drive?",
    "Thank you for this series. The part about the old lighthouse keeper made me cry on the train.",
    "Whoever wrote the timetable has never had to change at the harbour with two small children.",
)
QUOTE = (
    "<blockquote>The council said on Monday that the bridge will stay closed until the end of May, because the steel "
    "of the southern pier is weaker than the surveyors had thought."
    "</blockquote>\n\n"
)


@pytest.fixture
def site() -> Site:
    return factories.quiet_site(premoderation=Premoderation.OBJECTIONS)


def place(*comments: Comment, after: timedelta = SECOND) -> list[int]:
    """How many were like each of them before."""
    site, fresh = comments[0].thread.site, [factories.fresh(comment) for comment in comments]
    known = clusters.assign(site, fresh, NOON + after)
    return [known.get(comment.pk, SimilarComments()).count for comment in comments]


def posted(number: int, *, seed: int = 0) -> list[Comment]:
    return [factories.waiting(text=spun(seed + n)) for n in range(number)]


def cluster_of(comment: Comment) -> Cluster | None:
    return factories.fresh(comment).cluster


def sizes() -> list[int]:
    return sorted(Cluster.objects.values_list("size", flat=True))


def test_it_puts_what_says_nearly_the_same_together(site: Site) -> None:
    first, second, third = posted(3)

    assert [place(first), place(second), place(third)] == [[0], [1], [2]]
    assert cluster_of(first) == cluster_of(second) == cluster_of(third) == Cluster.objects.get()
    assert (sizes(), Cluster.objects.get().first) == ([3], first)


def test_it_puts_a_whole_handful_together(site: Site) -> None:
    assert place(*posted(20)) == list(range(20))
    assert sizes() == [20]


def test_it_puts_unlike_texts_nowhere(site: Site) -> None:
    assert place(*[factories.waiting(text=text) for text in HONEST]) == [0, 0, 0, 0]
    assert sizes() == []


def test_it_gives_each_its_own_place(site: Site) -> None:
    place(*posted(3))
    place(*posted(3, seed=50))

    places = Comment.objects.order_by("id").values_list("cluster_place", flat=True)
    assert list(places) == [1, 2, 3, 4, 5, 6]


def test_it_says_since_when_they_come(site: Site) -> None:
    first = factories.waiting(text=spun(1), now=NOON)
    second = factories.waiting(text=spun(2), now=NOON + HOUR)
    place(first)

    known = clusters.assign(site, [factories.fresh(second)], NOON + HOUR)

    assert known[second.pk] == SimilarComments(count=1, since=NOON)


def test_it_counts_a_comment_once_however_often_it_is_screened(site: Site) -> None:
    first, second = posted(2)
    place(first, second)

    assert place(first, second) == [0, 1]
    assert place(second) == [1]
    assert sizes() == [2]


def test_it_does_not_count_later_copies_against_the_first(site: Site) -> None:
    first, *copies = posted(6)
    place(first)
    place(*copies)

    assert place(first) == [0]


def test_it_counts_whoever_was_placed_later_whatever_the_order_of_posting(site: Site) -> None:
    late, early = posted(2)
    place(early)

    assert place(late) == [1]


@pytest.mark.parametrize("text", ["Rest in peace.", "Well said!", "Thank you, Ada, I agree.", "🎉🎉🎉", "+1"])
def test_it_never_takes_a_short_honest_text_for_a_repeat(text: str, site: Site) -> None:
    assert place(*[factories.waiting(text=text) for _ in range(5)]) == [0] * 5
    assert not Band.objects.exists()


def test_it_does_not_take_answers_to_the_same_paragraph_for_each_other(site: Site) -> None:
    answers = [factories.screened(text=QUOTE + text) for text in HONEST]

    assert [comment.findings.get(check_name="repeats").verdict for comment in answers] == ["clear"] * 4


def test_it_keeps_sites_apart(site: Site) -> None:
    elsewhere = factories.quiet_site("post")
    other = factories.waiting(text=spun(1), on=factories.subject("post"))
    place(other)

    assert place(factories.waiting(text=spun(1))) == [0]
    assert elsewhere.pk != site.pk


def test_it_forgets_after_the_hours_of_the_site(site: Site) -> None:
    first, second, third = posted(3)
    place(first)

    assert place(second, after=25 * HOUR) == [0]
    assert place(third, after=26 * HOUR) == [1]


def test_it_remembers_what_goes_on_coming(site: Site) -> None:
    counts = [place(comment, after=20 * n * HOUR) for n, comment in enumerate(posted(4))]

    assert counts == [[0], [1], [2], [3]]


def test_it_keeps_clusters_where_repeats_do_not_wait() -> None:
    factories.quiet_site(repeat_hours=0)

    assert place(*posted(3)) == [0, 1, 2]


def test_it_goes_on_from_the_others_when_the_first_is_erased(site: Site) -> None:
    first, second, third = posted(3)
    place(first, second)
    decisions.delete(first.pk, by=factories.moderator(), version=1)

    assert place(third) == [2]


def test_it_forgets_the_only_one_when_that_is_erased(site: Site) -> None:
    first, second = posted(2)
    place(first)
    decisions.delete(first.pk, by=factories.moderator(), version=1)

    assert place(second) == [0]


def test_it_places_an_edited_comment_anew(site: Site) -> None:
    first, second, third, fourth = [factories.waiting(text=text) for text in (spun(1), HONEST[0], spun(2), spun(3))]
    place(first, second)
    edits.edit(factories.fresh(first), Edit(text=HONEST[0]), now=NOON + SECOND)

    assert place(first) == [1]
    assert [place(third), place(fourth)] == [[0], [1]]


def test_it_puts_nothing_where_an_edit_came_first(site: Site) -> None:
    first, second = posted(2)
    place(first)
    as_claimed = factories.fresh(second)
    edits.edit(factories.fresh(second), Edit(text=HONEST[0]), now=NOON + SECOND)

    assert clusters.assign(site, [as_claimed], NOON + SECOND) == {}
    assert place(second) == [0]


@pytest.mark.parametrize("change", ["edited", "erased"])
def test_it_joins_nothing_that_changed_after_it_was_compared(change: str, site: Site) -> None:
    first, second = posted(2)
    place(first)
    join = clusters._join

    def changed_first(*args: Any) -> None:
        if change == "edited":
            edits.edit(factories.fresh(first), Edit(text=HONEST[0]), now=NOON + SECOND)
        else:
            decisions.delete(first.pk, by=factories.moderator(), version=1)
        join(*args)

    with patch("comments.similarity.clusters._join", changed_first):
        assert place(second) == [0]

    assert sizes() == []


def test_it_lets_an_odd_text_wait_and_the_others_go_on(site: Site) -> None:
    odd, other = factories.waiting(text=f"odd {HONEST[0]}"), factories.waiting(text=HONEST[1])
    with patch("comments.similarity.fingerprints.fingerprint", _choking):
        run.screen([odd.pk, other.pk], now=NOON + SECOND)

    assert odd.findings.get(check_name="repeats").verdict == "hold"
    assert (factories.fresh(odd).status, factories.fresh(other).status) == (Status.PENDING, Status.APPROVED)


_wording = fingerprints.fingerprint


def _choking(text: str) -> fingerprints.Fingerprint:
    if text.startswith("odd"):
        raise RecursionError
    return _wording(text)


@pytest.mark.parametrize("how_many", [1, 5])
def test_it_asks_the_database_as_often_with_ten_as_with_a_hundred_before(how_many: int, site: Site) -> None:
    place(*posted(10))
    few = _queries(how_many)
    _crowd(90)
    many = _queries(how_many)

    assert few == many
    assert many <= 12


def _queries(how_many: int) -> int:
    """For so many that came before."""
    fresh = [factories.fresh(factories.waiting(text=spun(n % 10))) for n in range(how_many)]
    with CaptureQueriesContext(connection) as queries:
        clusters.assign(fresh[0].thread.site, fresh, NOON + SECOND)
    return len(queries)


def _crowd(number: int) -> None:
    """So many members more, made in bulk."""
    factories.crowd(number, on=factories.subject(key="crowd"))
    Comment.objects.filter(thread__key="crowd").update(
        cluster=Cluster.objects.get(), cluster_place=1000 + F("number"), text=spun(1)
    )
    Cluster.objects.update(size=2000)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("round_number", range(2))
def test_it_lets_no_two_that_come_at_the_same_instant_miss_each_other(round_number: int) -> None:
    factories.quiet_site()
    comments = [factories.waiting(text=spun(round_number)) for _ in range(4)]
    counts = at_once([partial(place, comment) for comment in comments])

    assert sorted(count[0] for count in counts if isinstance(count, list)) == [0, 1, 2, 3]
    assert sizes() == [4]


@pytest.mark.django_db(transaction=True)
def test_it_counts_once_what_two_workers_screen_at_the_same_instant() -> None:
    factories.quiet_site()
    comments = posted(4)
    at_once([partial(place, *comments)] * 4)

    assert sizes() == [4]
    assert {*Comment.objects.values_list("cluster_place", flat=True)} == {1, 2, 3, 4}

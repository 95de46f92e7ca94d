"""The reasons of a site: shipped ones, replaced and added ones, in an order that moderators can learn by heart."""

from typing import Any

import pytest
from django.utils import translation
from django.utils.functional import lazy
from hypothesis import given, settings
from hypothesis import strategies as st

from comments.errors import Invalid, ReasonNeeded
from comments.models import Ground, Reason, Site
from comments.moderation import batches, decisions, reasons
from comments.reading import author_view
from tests.support import factories
from tests.support.clusters import clustered
from tests.support.factories import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def site() -> Site:
    return factories.quiet_site()


def codes(site: Site) -> list[str]:
    return [view.code for view in reasons.list_for(site)]


def view(site: Site, code: str) -> reasons.ReasonView:
    return next(view for view in reasons.list_for(site) if view.code == code)


def test_it_lists_the_shipped_reasons_by_one_query(site: Site, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        listed = reasons.list_for(site)

    assert [one.code for one in listed] == list(reasons.SHIPPED)
    assert [one.key for one in listed] == list("12345678")
    assert all(type(one.sentence) is str and one.sentence.endswith(".") and one.note for one in listed)
    assert {one.code for one in listed if one.ground == Ground.LAW} == {"illegal"}


@pytest.mark.parametrize("of_site", [True, False])
def test_it_replaces_a_shipped_reason_in_its_place(site: Site, of_site: bool) -> None:
    Reason.objects.create(site=site if of_site else None, code="hate", sentence="No hate here.", rule="Rule 3")

    assert codes(site) == list(reasons.SHIPPED)
    assert (view(site, "hate").sentence, view(site, "hate").rule) == ("No hate here.", "Rule 3")


def test_it_goes_by_the_site_before_all_sites(site: Site) -> None:
    for owner, sentence in ((site, "Ours."), (None, "Everybody's."), (factories.quiet_site("gazette"), "Theirs.")):
        Reason.objects.create(site=owner, code="spam", sentence=sentence)
        Reason.objects.create(site=owner, code="tone", sentence=sentence)

    assert (view(site, "spam").sentence, view(site, "tone").sentence) == ("Ours.", "Ours.")


def test_it_keeps_what_a_row_leaves_empty(site: Site) -> None:
    Reason.objects.create(site=site, code="illegal", note="Ask Anna first.")

    assert view(site, "illegal").sentence == reasons.SHIPPED["illegal"].sentence
    assert (view(site, "illegal").ground, view(site, "illegal").note) == (Ground.LAW, "Ask Anna first.")


@settings(max_examples=30)
@given(st.lists(st.integers(0, 12), max_size=6))
def test_it_moves_no_key_for_a_new_reason_without_a_position(positions: list[int]) -> None:
    site = factories.quiet_site()
    Reason.objects.all().delete()
    before = {one.code: one.key for one in reasons.list_for(site)}
    for number, position in enumerate(positions):
        Reason.objects.create(site=site, code=f"own-{number}", sentence="Ours.", position=position)

    listed = reasons.list_for(site)

    assert [one.key for one in listed] == ([*"123456789"] + [""] * len(listed))[: len(listed)]
    assert sorted(one.code for one in listed) == sorted([*before, *(f"own-{n}" for n in range(len(positions)))])
    if not any(0 < position <= len(before) for position in positions):
        assert {one.code: one.key for one in listed if one.code in before} == before


def test_it_tells_the_author_in_the_language_of_the_site(monkeypatch: pytest.MonkeyPatch) -> None:
    site = factories.quiet_site("zeitung", language="de")
    spoken = lazy(translation.get_language, str)()
    monkeypatch.setitem(reasons.SHIPPED, "hate", reasons.ReasonView("hate", spoken))

    assert reasons.told(site, code="hate") == "de"


def test_it_tells_the_sentence_and_then_own_words(site: Site) -> None:
    sentence = str(reasons.SHIPPED["off-topic"].sentence)

    assert reasons.told(site, code="off-topic") == sentence
    assert (
        reasons.told(site, code="off-topic", words=" The match was on Monday. ")
        == f"{sentence} The match was on Monday."
    )
    assert reasons.told(site, words="Be kind.") == "Be kind."
    assert reasons.told(site) == ""


def test_it_refuses_a_reason_that_is_not_on_the_list(site: Site) -> None:
    Reason.objects.create(site=factories.quiet_site("gazette"), code="tone", sentence="Theirs.")

    with pytest.raises(Invalid):
        reasons.told(site, code="tone")


@pytest.mark.parametrize("words", ["", "  \n"])
def test_it_wants_a_reason_where_the_site_does(site: Site, words: str) -> None:
    site.reasons_required = True

    with pytest.raises(ReasonNeeded):
        reasons.told(site, words=words)
    assert reasons.told(site, code="spam")
    assert reasons.told(site, words="Be kind.")


def test_it_wants_a_reason_for_a_whole_cluster_too(site: Site) -> None:
    cluster = clustered(3)
    Site.objects.update(reasons_required=True)

    with pytest.raises(ReasonNeeded):
        batches.decide_cluster(cluster.pk, "reject", by=factories.moderator())
    assert (
        batches.decide_cluster(cluster.pk, "reject", by=factories.moderator("anna"), reason="Be kind.").action
        == "reject"
    )


def test_it_is_what_the_author_reads_below_the_rejected_comment(site: Site) -> None:
    comment = factories.screened()
    sentence = str(reasons.SHIPPED["off-topic"].sentence)
    decisions.reject(
        comment.pk, by=factories.moderator(), version=comment.version, code="off-topic", reason="Tell us about trams.",
        now=NOON,
    )  # fmt: skip

    decision = factories.last_decision(comment)
    assert (decision.code, decision.told) == ("off-topic", f"{sentence} Tell us about trams.")
    assert author_view.reason_for_author(factories.fresh(comment)) == decision.told


def test_it_rejects_nothing_without_a_reason_where_the_site_wants_one(site: Site) -> None:
    comment = factories.screened()
    Site.objects.update(reasons_required=True)

    with pytest.raises(ReasonNeeded):
        decisions.reject(comment.pk, by=factories.moderator(), version=comment.version)
    assert factories.fresh(comment).status == comment.status

"""What may be posted now, and what is refused with which reason."""

from datetime import timedelta
from typing import Any

import pytest

from comments.errors import Closed, Duplicate, Invalid
from comments.models import Comment, Site, Thread
from comments.moderation import decisions
from comments.posting import gates
from comments.posting.draft import Draft
from tests.support import factories
from tests.support.factories import NOON

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def thread(**fields: Any) -> Thread:
    return Thread(site=Site(close_days=14), **{"published_at": NOON, **fields})


def closed(found: Thread, *, days: float = 0) -> str | None:
    return found.closed_reason(NOON + days * DAY)


def test_it_takes_comments_on_an_ordinary_thread() -> None:
    assert closed(thread()) is None


def test_it_takes_none_where_a_moderator_closed_the_thread() -> None:
    assert closed(thread(is_open=False)) == "switch"


def test_it_takes_none_where_the_host_closed_it() -> None:
    assert closed(thread(host_is_open=False)) == "switch"


def test_it_takes_comments_on_the_last_day() -> None:
    assert closed(thread(), days=14) is None


def test_it_takes_none_after_the_sites_number_of_days() -> None:
    assert closed(thread(), days=14.01) == "age"


def test_it_never_closes_an_undated_thread() -> None:
    assert closed(thread(published_at=None), days=9999) is None


def test_it_never_closes_by_age_where_the_site_says_zero() -> None:
    old = thread()
    old.site.close_days = 0

    assert closed(old, days=9999) is None


def test_it_refuses_on_a_closed_thread() -> None:
    with pytest.raises(Closed):
        gates.require_open(thread(is_open=False), now=NOON)


def test_it_has_no_parent_for_a_top_level_comment() -> None:
    assert gates.find_parent(factories.draft(), factories.thread_of(factories.published())) is None


def test_it_finds_a_published_parent() -> None:
    parent = factories.published()

    assert gates.find_parent(factories.draft(parent_id=parent.pk), factories.thread_of(parent)) == parent


def refused_parent(parent_id: int, on: Comment) -> list[tuple[str, str]]:
    with pytest.raises(Invalid) as refusal:
        gates.find_parent(factories.draft(parent_id=parent_id), factories.thread_of(on))
    return [(error.field, error.code) for error in refusal.value.errors]


def test_it_refuses_a_parent_of_another_thread() -> None:
    elsewhere = factories.published(on=factories.subject(key="ferry"))

    assert refused_parent(elsewhere.pk, on=factories.published()) == [("parent", "no-such-parent")]


def test_it_refuses_a_parent_that_does_not_exist() -> None:
    here = factories.published()

    assert refused_parent(here.pk + 1, on=here) == [("parent", "no-such-parent")]


@pytest.mark.parametrize("action", ["reject", "spam", "review"])
def test_it_refuses_a_parent_that_is_not_published_any_more(action: str) -> None:
    parent = factories.published()
    decisions.ACTIONS[action](parent.pk, by=factories.moderator(), version=parent.version)

    assert refused_parent(parent.pk, on=parent) == [("parent", "no-such-parent")]


def test_it_refuses_a_parent_that_waits_as_if_it_did_not_exist() -> None:
    parent = factories.waiting()

    assert refused_parent(parent.pk, on=parent) == [("parent", "no-such-parent")]


def test_it_refuses_a_published_parent_that_went_with_the_spam_above_it() -> None:
    spam = factories.published()
    parent = factories.published(spam)
    decisions.mark_spam(spam.pk, by=factories.moderator(), version=spam.version)

    assert refused_parent(parent.pk, on=parent) == [("parent", "no-such-parent")]


def again(comment: Comment, **fields: Any) -> Draft:
    """The same author saying the same in the same place."""
    same = {"name": comment.name, "email": comment.email, "text": comment.text, "parent_id": comment.parent_id}
    return factories.draft(**{**same, **fields})


def is_duplicate(comment: Comment, **fields: Any) -> bool:
    try:
        refuse_duplicate(again(comment, **fields), factories.thread_of(comment))
    except Duplicate:
        return True
    return False


def refuse_duplicate(draft: Draft, on: Thread) -> None:
    gates.refuse_duplicate(gates.find_evidence(draft, on, now=NOON), on.site)


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"name": "Somebody else"},
        {"email": "ADA+again@example.org"},
        {"text": " the  SAME\nthou\u200bght"},
    ],
)
def test_it_refuses_what_an_author_said_already(fields: dict[str, str]) -> None:
    assert is_duplicate(factories.waiting(text="The same thought", email="ada@example.org"), **fields)


def test_it_takes_the_same_text_of_another_author() -> None:
    assert not is_duplicate(factories.waiting(), email="grace@example.org")


def test_it_takes_the_same_text_below_another_comment() -> None:
    assert not is_duplicate(factories.waiting(), parent_id=factories.published().pk)


def test_it_takes_the_same_text_on_another_article() -> None:
    other = factories.published(on=factories.subject(key="ferry"))

    refuse_duplicate(again(factories.waiting()), factories.thread_of(other))


def test_it_knows_authors_without_email_by_their_name() -> None:
    nameless = factories.waiting(on=factories.subject("open"), **_without_email("Ada"))

    assert is_duplicate(nameless)
    assert not is_duplicate(nameless, name="Grace")


def _without_email(name: str) -> dict[str, Any]:
    factories.quiet_site("open", require_name_email=False)
    return {"name": name, "email": ""}


@pytest.mark.parametrize(("action", "refused"), [("approve", True), ("spam", True), ("reject", False)])
def test_it_lets_an_author_say_again_only_what_was_rejected(action: str, refused: bool) -> None:
    comment = factories.waiting()
    decisions.ACTIONS[action](comment.pk, by=factories.moderator(), version=comment.version)

    assert is_duplicate(comment) == refused


def test_it_lets_an_author_say_again_what_they_withdrew() -> None:
    comment = factories.waiting()
    decisions.withdraw(comment.pk)

    assert not is_duplicate(comment)


def test_it_tells_a_spammer_nothing_by_a_duplicate() -> None:
    waiting = factories.waiting(text="One", email="one@example.org")
    spam = factories.waiting(text="Two", email="two@example.org")
    decisions.mark_spam(spam.pk, by=factories.moderator(), version=spam.version)

    assert _refusal_of(spam) == _refusal_of(waiting)


def test_it_says_whether_the_first_one_waits_or_stands() -> None:
    comment = factories.waiting()
    waiting = _refusal_of(comment)
    decisions.approve(comment.pk, by=factories.moderator(), version=comment.version)

    assert _refusal_of(comment) != waiting


def _refusal_of(comment: Comment) -> str:
    with pytest.raises(Duplicate) as refusal:
        refuse_duplicate(again(comment), factories.thread_of(comment))
    return str(refusal.value.message)

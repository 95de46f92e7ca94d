"""The desk's search as a moderator sees it: one box, its address, pages, and searches that are kept."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from comments.access import roles
from comments.desk import searching
from comments.models import Comment, Membership, SavedSearch, Site, Upkeep
from comments.search import index, saved
from tests.support import factories
from tests.support.factories import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def desk() -> Client:
    return signed_in(factories.moderator())


def member(site: Site, name: str = "eva") -> User:
    user = User.objects.create(username=name, is_staff=True)
    Membership.objects.create(user=user, site=site)
    roles.follow_memberships(user)
    return user


def indexed(**fields: Any) -> Comment:
    comment = factories.waiting(**fields)
    index.write_again([comment.pk])
    return comment


def search(client: Client, **query: Any) -> Any:  # the stubs name another class than the client's answers
    return client.get(f"{reverse('admin:comments_desk_search')}?{urlencode(query, doseq=True)}")


def html(answer: Any) -> str:  # Any: the stubs know only one of the client's answers
    return str(answer.content.decode())


def listed(answer: Any) -> list[int]:
    return [int(pk) for pk in re.findall(r'class="desk-row"[^>]* data-id="(\d+)"', html(answer))]


def number(answer: Any) -> str:
    return str(re.findall(r'<h2 id="search-found"[^>]*>(\S+) comment', html(answer))[0])


def link(answer: Any, text: str) -> str:
    """Where the link with this text leads; empty if there is none."""
    found = re.findall(rf'href="([^"]*)">{text}<', html(answer))
    return unescape(found[0]) if found else ""


def errors(answer: Any) -> set[str]:
    return set(re.findall(r'<ul class="errorlist" id="id_(\w+)_error"', html(answer)))


def state(answer: Any) -> str:
    """What the form for saving it would keep."""
    return unescape(re.findall(r'name="query" value="([^"]*)"', html(answer))[-1])


def keep(client: Client, action: str, **fields: Any) -> Any:  # the stubs name another class than the client's answers
    return client.post(reverse("admin:comments_desk_search_saved"), {"action": action, **fields})


def test_it_lists_what_was_found_and_says_how_it_was_understood(desk: Client) -> None:
    comment = indexed(email="ada@example.org", text="The tram")
    page = search(desk, q="ADA@example.org")
    assert listed(page) == [comment.pk]
    assert "Comments by the email address ada@example.org" in html(page)
    assert reverse("admin:comments_desk_card", args=[comment.pk]) in html(page)


def test_it_offers_to_look_for_the_words_instead(desk: Client) -> None:
    comment = indexed(text="Since 2024 nothing moves")
    page = search(desk, q="2024")
    assert listed(page) == []
    assert listed(desk.get(link(page, "Search for these words instead"))) == [comment.pk]


def test_it_explains_itself_before_anything_was_typed(desk: Client) -> None:
    assert "search-help" in html(search(desk))


@pytest.mark.parametrize("text", ["👍", "?!", "…"])
def test_it_says_where_no_word_was_typed(desk: Client, text: str) -> None:
    assert "no word in what you typed" in html(search(desk, q=text))


def test_it_goes_from_page_to_page_and_back(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "ON_PAGE", 2)
    ids = [indexed(text="tram", on=factories.subject(key=key)).pk for key in "abcde"]
    for order in ({}, {"order": "oldest"}):
        page, seen = search(desk, q="tram", status="pending", **order), []
        assert number(page) == "5"
        while True:
            seen += listed(page)
            more = link(page, "Those after these")
            if not more:
                break
            page = desk.get(more)
        assert seen == sorted(ids, reverse=not order)
        assert listed(desk.get(link(page, "From the start"))) == seen[:2]


def test_it_says_more_than_a_thousand(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("comments.search.MOST_COUNTED", 1)
    monkeypatch.setattr(searching, "ON_PAGE", 1)
    for key in "abc":
        indexed(text="tram", on=factories.subject(key=key))
    assert number(search(desk, q="tram")) == "1+"


def test_it_narrows_by_every_field_of_the_form(desk: Client) -> None:
    found = factories.screened(text="tram http://a.example http://b.example", on=factories.subject(section="City"))
    indexed(text="tram", on=factories.subject("post"))
    day = f"{NOON:%Y-%m-%d}"
    fields = {
        "site": "times", "status": ["pending", "spam"], "what": "check:links", "since": day, "until": day,
        "section": "City", "replied": "no", "thread": found.thread_id,
    }  # fmt: skip
    page = html(search(desk, q="tram"))
    assert page.count('class="desk-row"') == 2 and 'id="id_site"' in page and "<bdi>The Times of Nowhere</bdi>" in page
    for name, value in fields.items():
        assert listed(search(desk, q="tram", **{name: value}))[-1:] == [found.pk], name
    assert listed(search(desk, q="tram", **fields)) == [found.pk]
    assert listed(search(desk, **fields)) == [found.pk]


def test_it_takes_days_in_the_zone_of_the_site(desk: Client) -> None:
    factories.quiet_site(time_zone="Pacific/Auckland")
    comment = indexed(text="tram", now=datetime(2026, 3, 2, 23, 0, tzinfo=UTC))
    assert listed(search(desk, q="tram", site="times", since="2026-03-03", until="2026-03-03")) == [comment.pk]
    assert listed(search(desk, q="tram", site="times", until="2026-03-02")) == []
    later = Comment.objects.filter(pk=comment.pk).update(created_at=comment.created_at + timedelta(days=1))
    assert later
    assert listed(search(desk, q="tram", site="times", since="2026-03-03", until="2026-03-03")) == []


WRONG = [
    {"since": "yesterday"}, {"until": "9999-12-31"}, {"since": "0001-01-01"}, {"status": "nice"}, {"what": "x"},
    {"replied": "perhaps"}, {"by": "nobody"}, {"by": "1\0"}, {"site": "unknown"}, {"site": "a\0b"}, {"thread": "x"},
    {"thread": "9" * 30}, {"order": "x"}, {"section": "x" * 101},
]  # fmt: skip


@pytest.mark.parametrize("fields", WRONG, ids=lambda fields: "-".join(fields))
def test_it_says_which_field_it_did_not_understand(desk: Client, fields: dict[str, str]) -> None:
    indexed(text="tram")
    page = search(desk, q="tram", **fields)
    assert page.status_code == 200
    assert errors(page) == set(fields)
    assert listed(page) == []
    assert "Nothing was searched for" in html(page)


def test_it_ignores_a_place_that_is_none(desk: Client) -> None:
    comment = indexed(text="tram")
    assert listed(search(desk, q="tram", after="x\0")) == [comment.pk]


def test_it_shows_what_was_found_in_a_long_text(desk: Client) -> None:
    indexed(text="We waited. " * 30 + "Then a Zeppelin came. " + "We went home. " * 30)
    [around] = re.findall(r'class="search-around"[^>]*>(.*?)<', html(search(desk, q="zeppelin")))
    assert around.startswith("…")
    assert "Zeppelin" in around


def test_it_shows_a_moderator_of_one_site_nothing_of_another() -> None:
    here = indexed(text="tram", email="ada@example.org")
    there = indexed(text="tram", email="ada@example.org", on=factories.subject("post"))
    User.objects.create(username="stranger", is_staff=True, first_name="Stranger")
    eva = signed_in(member(here.site))
    for text in ("tram", "ada@example.org", "@example.org", "192.0.2.7", f"{there.pk}", "/threads/post/?key=bridge"):
        page = search(eva, q=text)
        assert set(listed(page)) <= {here.pk}
        assert number(page) in ("0", "1")
    assert errors(search(eva, q="tram", site="post")) == {"site"}
    page = search(eva, q="tram", thread=there.thread_id)
    assert listed(page) == []
    assert not [said for said in ("Only in the thread", "Stranger", 'id="id_site"') if said in html(page)]


def test_it_lets_nobody_else_search() -> None:
    nobody = User.objects.create(username="nobody", is_staff=True)
    assert search(signed_in(nobody), q="tram").status_code == 403
    assert keep(signed_in(nobody), "save", name="x", query="q=x").status_code == 403
    assert search(Client(), q="tram").status_code == 302


def test_it_says_what_is_not_indexed_yet(desk: Client) -> None:
    Upkeep.objects.create(pk=1, ran_at=NOON, resting_until=NOON, indexed_from=4321)
    assert "number 4321 are still being indexed" in html(search(desk, q="tram"))
    assert "4321" not in html(search(desk, q="ada@example.org"))
    Upkeep.objects.update(indexed_at=NOON)
    assert "4321" not in html(search(desk, q="tram"))


def test_it_keeps_a_search_as_its_address(desk: Client) -> None:
    comment = indexed(text="tram")
    page = search(desk, q="tram", status="pending", section="", after=comment.pk + 1)
    answer = keep(desk, "save", name=" Trams ", query=state(page))
    assert answer.status_code == 302
    [one] = SavedSearch.objects.all()
    assert (one.name, one.query) == ("Trams", "q=tram&status=pending")
    page = desk.get(answer["Location"])
    assert listed(page) == [comment.pk]
    assert f"?{one.query.replace('&', '&amp;')}" in html(page)


def test_it_replaces_a_search_of_the_same_name(desk: Client) -> None:
    for text in ("tram", "ferry"):
        keep(desk, "save", name="Mine", query=f"q={text}")
    assert [one.query for one in SavedSearch.objects.all()] == ["q=ferry"]


def test_it_renames_and_deletes_only_ones_own(desk: Client) -> None:
    keep(desk, "save", name="Trams", query="q=tram")
    one = SavedSearch.objects.get()
    other = signed_in(member(factories.site()))
    assert keep(other, "rename", search=one.pk, name="x").status_code == 404
    keep(other, "delete", search=one.pk)
    assert "Trams" not in html(search(other))
    keep(desk, "rename", search=one.pk, name="Streetcars")
    assert SavedSearch.objects.get().name == "Streetcars"
    for _ in range(2):
        assert keep(desk, "delete", search=one.pk).status_code == 302
    assert not SavedSearch.objects.exists()


@pytest.mark.parametrize(
    ("action", "fields"),
    [
        ("save", {"name": " ", "query": "q=x"}),
        ("save", {"name": "x", "query": "q=" + "x" * 3000}),
        ("rename", {"name": ""}),
        ("rename", {"name": "Other"}),
    ],
)
def test_it_says_why_a_search_is_not_kept(desk: Client, action: str, fields: dict[str, str]) -> None:
    for name in ("One", "Other"):
        saved.save(factories.moderator(), name, "q=tram")
    before = list(SavedSearch.objects.order_by("pk").values())
    answer = desk.post(
        reverse("admin:comments_desk_search_saved"),
        {"action": action, "search": SavedSearch.objects.get(name="One").pk, **fields}, follow=True,
    )  # fmt: skip
    assert html(answer).count('<li class="warning">') == 1
    assert list(SavedSearch.objects.order_by("pk").values()) == before


def test_it_keeps_a_limited_number(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saved, "MOST", 2)
    for number in range(4):
        keep(desk, "save", name=f"{number}", query="q=x")
    keep(desk, "save", name="1", query="q=y")
    assert {one.name: one.query for one in SavedSearch.objects.all()} == {"0": "q=x", "1": "q=y"}


def test_it_asks_few_statements(desk: Client, django_assert_max_num_queries: Callable[..., Any]) -> None:
    for key in range(12):
        indexed(text="tram", on=factories.subject(key=f"{key}"))
    with django_assert_max_num_queries(30):
        search(desk, q="tram", what="check:links", status="pending")


class TestAnyAddress(TestCase):
    @settings(max_examples=20)
    @given(
        st.dictionaries(
            st.sampled_from(
                ["q", "site", "status", "what", "since", "until", "section", "replied", "by", "after", "thread"]
            ),
            st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
            | st.text("\"'*:()-&|!<>\\ a7@/.#=\0", max_size=30),
        )
    )
    def test_it_answers(self, query: dict[str, str]) -> None:
        assert search(signed_in(factories.moderator()), **query).status_code == 200

"""GET moderation/comments/ with something to look for: it finds what the desk finds, and nothing out of reach."""

from typing import Any
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import User
from django.http import QueryDict
from django.test import Client

from comments import search
from comments.access.membership import access_of
from comments.desk.search_form import SearchForm
from comments.desk.searching import ON_PAGE
from comments.models import Comment, Site
from comments.moderation import decisions
from comments.search import index
from tests.api.calls import NEVER_USED, assert_problem, ids
from tests.api.moderation.comments.listing import all_pages, listed
from tests.api.moderation.programs import call, token
from tests.support import factories
from tests.support.factories import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def indexed(**fields: Any) -> Comment:
    comment = factories.screened(**fields)
    index.write_again([comment.pk])
    return comment


def at_desk(user: User, **query: Any) -> list[int]:
    """What the desk's search finds for the same person, on one page."""
    access, form = access_of(user), SearchForm(QueryDict(urlencode(query, doseq=True)), access_of(user), user)
    assert form.is_valid(), form.errors
    typed, is_newest_first = search.parse(form.text), form.is_newest_first
    return search.find(typed, access, form.filters(), is_newest_first=is_newest_first, limit=ON_PAGE)


DESK_AND_API: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"q": "tram"}, {"q": "tram"}),
    ({"q": '"the tram"'}, {"q": '"the tram"'}),
    ({"q": "ADA+x@Example.org"}, {"q": "ADA+x@Example.org"}),
    ({"q": "ada@example.org"}, {"author": "Ada+x@EXAMPLE.org"}),
    ({"q": "192.0.2.7"}, {"ip": "192.0.2.7"}),
    ({"q": "192.0.2.0/24"}, {"ip": "192.0.2.0/24"}),
    ({"q": "spam.example"}, {"q": "spam.example"}),
    ({"q": "tram", "status": ["pending", "spam"]}, {"q": "tram", "status": ["pending", "spam"]}),
    ({"status": ["pending", "spam"]}, {"status": "spam,pending"}),
    ({"status": "approved"}, {"status": "approved", "site": "times"}),
    ({"q": "tram", "what": "check:links"}, {"q": "tram", "what": "check:links"}),
    ({"what": "links"}, {"what": "links"}),
    ({"since": "2026-03-03"}, {"since": "2026-03-03T00:00:00Z"}),
    ({"until": "2026-03-02"}, {"until": "2026-03-03T00:00:00Z"}),
    ({"section": "City"}, {"section": "City"}),
    ({"replied": "no", "q": "tram"}, {"replied": "no", "q": "tram"}),
    ({"replied": "yes"}, {"replied": "yes"}),
    ({"by": "ANNA"}, {"by": "ANNA"}),
    ({"order": "oldest", "q": "tram"}, {"order": "oldest", "q": "tram"}),
    ({"q": "👍"}, {"q": "👍"}),
    ({"q": "\u202etram\u2069"}, {"q": "\u202etram\u2069"}),
    ({"q": "%"}, {"q": "%"}),
    ({"q": "tr_m"}, {"q": "tr_m"}),
    ({"section": "C%"}, {"section": "C%"}),
]


@pytest.fixture
def various(anna: User) -> None:
    """Comments that each narrowing leaves some of."""
    city = factories.subject(key="city", section="City")
    first = indexed(text="The tram http://a.example http://b.example", email="ada+x@example.org", on=city)
    indexed(text="A ferry, not the tram", address="198.51.100.1", now=NOON.replace(day=3))
    indexed(text="Look at https://shop.spam.example", email="bo@example.org")
    decided = indexed(text="The tram again", email="ada@example.org", now=NOON.replace(day=3))
    decisions.mark_spam(decided.pk, by=anna, version=decided.version)
    decisions.approve(first.pk, by=factories.moderator(), version=first.version)
    factories.waiting(factories.fresh(first), on=city)
    indexed(text="The tram", email="ada@example.org", on=factories.subject("post"))


@pytest.mark.usefixtures("various")
def test_it_finds_what_the_desk_finds(client: Client, anna: User, key: str) -> None:
    sizes = set()
    for desk, api in DESK_AND_API:
        asked = [
            {name: str(anna.pk) if value == "ANNA" else value for name, value in one.items()} for one in (desk, api)
        ]
        found = at_desk(anna, **asked[0])
        assert all_pages(client, key, limit=2, **asked[1]) == found, api
        sizes.add(len(found))
    assert {0, 1, 2, 3} <= sizes


@pytest.mark.usefixtures("various")
def test_it_narrows_by_all_at_once_and_to_a_thread(client: Client, key: str) -> None:
    [first] = ids(listed(client, key, thread="city", site="times", status="approved"))
    whole = {
        "site": "times", "thread": "city", "q": "tram", "author": "ada@example.org", "ip": "192.0.2.0/24",
        "what": "check:links", "since": "2026-03-02T00:00:00Z", "until": "2026-03-03T00:00:00.5Z", "section": "City",
        "replied": "yes", "status": "approved",
    }  # fmt: skip
    assert ids(listed(client, key, **whole)) == [first]
    other = {**dict.fromkeys(whole, ""), "thread": "ferry", "q": "ferry", "author": "x@example.org", "ip": "2001:db8::"}
    for name in ("thread", "q", "author", "ip"):
        assert ids(listed(client, key, **{**whole, name: other[name]})) == [], name


WRONG: list[tuple[dict[str, Any], list[str]]] = [
    ({"queue": "everything"}, ["/queue"]), ({"status": "nice"}, ["/status/0"]), ({"status": "spam,"}, ["/status/1"]),
    ({"q": "x\0"}, ["/q"]), ({"q": "x" * 501}, ["/q"]), ({"thread": "bridge"}, ["/site"]),
    ({"thread": " ", "site": "times"}, ["/thread"]), ({"thread": "a\0", "site": "times"}, ["/thread"]),
    ({"author": "nobody"}, ["/author"]), ({"author": "a@b.example\n"}, ["/author"]), ({"ip": "1.2.3"}, ["/ip"]),
    ({"ip": "192.0.2.7' or '1'='1"}, ["/ip"]), ({"what": "check:x"}, ["/what"]), ({"what": "x"}, ["/what"]),
    ({"since": "2026-03-02"}, ["/since"]), ({"until": "2026-02-30T00:00:00Z"}, ["/until"]),
    ({"section": "x" * 101}, ["/section"]), ({"section": "\u202e"}, ["/section"]), ({"replied": "no!"}, ["/replied"]),
    ({"by": "nobody"}, ["/by"]), ({"by": f"{2**70}"}, ["/by"]), ({"by": "1\0"}, ["/by"]), ({"order": "?"}, ["/order"]),
    ({"limit": "0"}, ["/limit"]), ({"limit": "101"}, ["/limit"]), ({"limit": "٣"}, ["/limit"]),
    ({"cursor": ""}, ["/cursor"]), ({"cursor": "-1"}, ["/cursor"]), ({"cursor": "1 or 1=1"}, ["/cursor"]),
    ({"cursor": f"{2**63}"}, ["/cursor"]), ({"cursor": "0"}, ["/cursor"]), ({"color": "red"}, ["/color"]),
    ({"site": ""}, ["/site"]), ({"site": "a\0b"}, ["/site"]),
]  # fmt: skip


@pytest.mark.usefixtures("various")
def test_it_says_which_parameter_it_does_not_understand(client: Client, key: str) -> None:
    for query, pointers in WRONG:
        assert_problem(listed(client, key, **query), 400, "invalid", *pointers)


@pytest.mark.usefixtures("various")
def test_it_says_nothing_of_sites_out_of_reach(client: Client, anna: User, key: str) -> None:
    there = Comment.objects.get(site__slug="post")
    everywhere = token(factories.moderator())
    assert ids(listed(client, everywhere, site="post")) == [there.pk]
    for path in ("comments/?site={}", "queues/?site={}", "people/?site={}", "reasons/?site={}"):
        for slug in ("post", "unheard-of"):
            assert_problem(call(client, "GET", f"/api/v1/moderation/{path.format(slug)}", key), 404, "not-found")
    for number in (there.pk, NEVER_USED, 2**63, 10**400):
        assert_problem(call(client, "GET", f"comments/{number}/", key), 404, "not-found")
        assert_problem(call(client, "POST", f"comments/{number}/decisions/", token(anna), {}), 404, "not-found")
    other = factories.last_decision(decisions.approve(there.pk, by=factories.moderator(), version=there.version))
    for number in (other.pk, NEVER_USED, 2**63, 10**400):
        assert_problem(call(client, "POST", f"decisions/{number}/undo/", token(anna)), 404, "not-found")
    assert_problem(listed(client, key, by=str(factories.moderator("stranger").pk)), 400, "invalid", "/by")
    for query in (
        {"q": f"{there.pk}"},
        {"author": "ada@example.org", "site": "times"},
        {"thread": "bridge", "site": "times"},
    ):
        assert there.pk not in ids(listed(client, key, **query))
    # By where another site's comment stands in an order nobody learns when somebody decided on it.
    Comment.objects.filter(pk=there.pk).update(decided_at=NOON)
    assert_problem(listed(client, key, queue="decided", cursor=f"{there.pk}"), 400, "invalid", "/cursor")


@pytest.mark.usefixtures("various")
def test_a_key_of_one_site_reaches_no_other_whoever_made_it(client: Client) -> None:
    key = token(factories.moderator(), site=Site.objects.get(slug="post"))

    assert {one["site"] for one in listed(client, key).json()["results"]} == {"post"}
    assert ids(listed(client, key, q="tram")) == ids(listed(client, key, author="ada@example.org")) != []
    assert_problem(listed(client, key, site="times"), 404, "not-found")
    assert call(client, "GET", "queues/", key).json()["results"][0]["number"] == 1

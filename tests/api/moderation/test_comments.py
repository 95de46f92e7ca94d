"""GET moderation/comments/ and what is below it: lists, searches, one comment; queues and reasons."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import User
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comments import search
from comments.access.membership import access_of
from comments.desk.search_form import SearchForm
from comments.desk.searching import ON_PAGE
from comments.models import Comment, KeyScope, Reason, Site
from comments.moderation import decisions, queue
from comments.moderation.authors import panel
from comments.moderation.queue import QUEUES
from comments.search import index
from comments.statuses import Status
from tests.api.calls import NEVER_USED, assert_problem, ids, path_of
from tests.api.moderation.comment_scenes import about, full_of_everything
from tests.api.moderation.programs import call, person, token
from tests.support import factories
from tests.support.factories import NOON
from tests.support.responses import Response

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture
def anna(times: Site) -> User:
    """A moderator of one of two sites."""
    factories.quiet_site("post")
    return person("anna", times)


@pytest.fixture
def key(anna: User) -> str:
    return token(anna, scope=KeyScope.READ)


def listed(client: Client, key: str, **query: Any) -> Response:
    return call(client, "GET", "comments/", key, **query)


def indexed(**fields: Any) -> Comment:
    comment = factories.screened(**fields)
    index.write_again([comment.pk])
    return comment


def all_pages(client: Client, key: str, **query: Any) -> list[int]:
    """What the pages have, one after the other, each asked for at the address in `next`."""
    answer, found = listed(client, key, **query), []
    while True:
        found += ids(answer)
        following = answer.json()["next"]
        if following is None:
            return found
        answer = call(client, "GET", path_of(following), key)


def at_desk(user: User, **query: Any) -> list[int]:
    """What the desk's search finds for the same person, on one page."""
    access, form = access_of(user), SearchForm(QueryDict(urlencode(query, doseq=True)), access_of(user), user)
    assert form.is_valid(), form.errors
    typed, is_newest_first = search.parse(form.text), form.is_newest_first
    return search.find(typed, access, form.filters(), is_newest_first=is_newest_first, limit=ON_PAGE)


def test_it_lists_all_that_the_key_reaches(client: Client, key: str) -> None:
    rows = [factories.waiting(), factories.published(), factories.screened()]
    factories.waiting(on=factories.subject("post"))

    answer = listed(client, key)

    assert ids(answer) == [row.pk for row in reversed(rows)]
    assert answer.json()["next"] is None
    assert answer["Cache-Control"] == "private, no-store"
    assert all_pages(client, key, order="oldest", limit=1) == [row.pk for row in rows]


def test_it_tells_all_that_a_moderator_decides_by(client: Client, anna: User, key: str) -> None:
    comment = factories.screened(
        name="Ada", email="ada@example.org", url="https://ada.example.org", text="<b>Look</b> http://a.example",
        address="192.0.2.7", user_agent="Browser",
    )  # fmt: skip
    decisions.reject(comment.pk, by=anna, version=comment.version, reason="Not here.", note="Twice.", now=NOON)

    [told] = listed(client, key).json()["results"]

    author = {"name": "Ada", "email": "ada@example.org", "url": "https://ada.example.org", "staff": False}
    assert told["author"] == {**author, "address": "192.0.2.7", "user_agent": "Browser", "account": None}
    assert (told["text"], told["status"], told["version"]) == ("<b>Look</b> http://a.example", "rejected", 2)
    assert told["html"].startswith("<p><b>Look</b>")
    said = [(one.check_name, one.verdict, one.code, one.reason, one.score) for one in comment.findings.all()]
    assert said == [
        tuple(one[name] for name in ("check", "verdict", "code", "reason", "score")) for one in told["findings"]
    ]
    last = told["decisions"][-1]
    assert last["by"] == {"id": str(anna.pk), "name": "anna"}
    assert [last[name] for name in ("action", "before", "after", "told", "note")] == [
        "reject", "pending", "rejected", "Not here.", "Twice.",
    ]  # fmt: skip
    assert told["actions"] == ["approve", "spam", "review", "restore"]


def test_it_lists_each_queue_in_each_order_as_the_desk_does(client: Client, anna: User, key: str) -> None:
    rows = full_of_everything()
    Comment.objects.filter(pk=rows[7].pk).update(likeness=0.9)
    factories.waiting(on=factories.subject("post"))

    for name, order in [(one.name, order) for one in QUEUES.values() for order in one.orders]:
        desk = queue.page(name, access_of(anna), by=anna, order=order, now=timezone.now(), limit=50)
        assert all_pages(client, key, queue=name, order=order, limit=3) == [row.pk for row in desk], (name, order)
        assert desk or name == "sample"
    assert_problem(listed(client, key, queue="spam", order="oldest"), 400, "invalid", "/order")


def test_it_narrows_a_queue_to_a_thread(client: Client, key: str) -> None:
    here = factories.waiting(on=factories.subject(key="ferry"))
    factories.waiting()

    assert ids(listed(client, key, queue="decide", site="times", thread="ferry")) == [here.pk]
    assert_problem(listed(client, key, queue="decide", q="x", by="1"), 400, "invalid", "/by", "/q")


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


def test_it_goes_on_where_a_page_ended_whatever_was_decided_meanwhile(client: Client, anna: User, key: str) -> None:
    rows = [factories.waiting(on=factories.subject(key=f"{number}")) for number in range(5)]
    first = listed(client, key, queue="decide", limit=2)
    for row in rows[:2]:
        decisions.approve(row.pk, by=anna, version=1)

    assert ids(call(client, "GET", path_of(first.json()["next"]), key)) == [row.pk for row in rows[2:4]]


def test_it_asks_a_few_statements_however_many_are_listed(
    client: Client, anna: User, key: str, django_assert_max_num_queries: Callable[..., CaptureQueriesContext]
) -> None:
    full_of_everything()
    listed(client, key)
    for query in ({}, {"queue": "decide", "site": "times"}, {"site": "times", "thread": "bridge"}):
        with django_assert_max_num_queries(15) as many:
            assert len(ids(listed(client, key, **query))) > 3
        with django_assert_max_num_queries(15) as one:
            listed(client, key, limit=1, **query)
        assert len(many) <= len(one) + 3, query  # two of open reports, one of what is further back


def test_it_tells_what_is_known_of_the_author_of_one(client: Client, anna: User, key: str) -> None:
    comment = factories.screened(name="Ada", email="ada@example.org", address="192.0.2.7", remember=True)
    other = factories.published(name="Ada", email="ada@example.org")
    about(factories.fresh(comment), anna)

    told = call(client, "GET", f"comments/{comment.pk}/", key).json()

    known = told.pop("known")
    assert told in listed(client, key).json()["results"]
    assert (known["counted_by"], known["proven"], known["approved"]) == ("email", False, {"number": 1, "more": False})
    assert {one["kind"] for one in known["values"]} == {"email", "network", "website", "browser", "name"}
    assert {ban["kind"] for ban in known["bans"]} == {"email", "email_domain", "website", "network"}
    assert (known["trust"]["by"], known["notes"][0]["text"]) == ("anna", "Known.")
    assert [one["id"] for one in known["last"]] == [other.pk]
    shown = panel.panel_of(factories.fresh(comment), by=anna)
    assert (len(shown.bans), shown.waiting.number) == (len(known["bans"]), known["waiting"]["number"])


def test_it_shows_a_comment_in_any_status(client: Client, key: str) -> None:
    full_of_everything()

    for status in Status:
        [one] = listed(client, key, status=status.value, limit=1).json()["results"]
        assert one["status"] == call(client, "GET", f"comments/{one['id']}/", key).json()["status"] == status


def test_it_counts_the_queues(client: Client, anna: User, key: str) -> None:
    full_of_everything()
    factories.waiting(on=factories.subject("post"))

    told = {one["name"]: one for one in call(client, "GET", "queues/", key).json()["results"]}

    counts = queue.counts(access_of(anna), by=anna, now=timezone.now())
    assert {name: one["number"] for name, one in told.items()} == {name: one.number for name, one in counts.items()}
    assert told["decide"]["oldest"] == f"{NOON:%Y-%m-%dT%H:%M:%SZ}"
    assert told["decide"]["orders"] == ["oldest", "newest", "likeness"]
    assert call(client, "GET", "queues/", key, site="times").json()["results"] == list(told.values())


def test_it_says_where_there_are_more_than_it_counts(client: Client, key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "COUNTED", 1)
    factories.waiting(), factories.waiting()

    [decide, *_others] = call(client, "GET", "queues/", key).json()["results"]

    assert (decide["number"], decide["more"]) == (1, True)


def test_it_lists_the_reasons_of_a_site(client: Client, key: str, times: Site) -> None:
    Reason.objects.create(site=times, code="shouting", sentence="Do not shout.", rule="Rule 3")
    Site.objects.filter(pk=times.pk).update(reasons_required=True)

    told = call(client, "GET", "reasons/", key, site="times").json()

    assert told["required"] is True
    assert told["results"][-1] == {
        "code": "shouting", "sentence": "Do not shout.", "note": "", "ground": "guidelines", "rule": "Rule 3",
    }  # fmt: skip
    assert_problem(call(client, "GET", "reasons/", key), 400, "invalid", "/site")


def test_it_names_the_people_who_moderate_where_the_key_reaches(client: Client, anna: User, key: str) -> None:
    person("stranger", Site.objects.get(slug="post"))
    everywhere, gone = person("everywhere", None), person("gone", anna.comment_memberships.get().site)
    User.objects.filter(pk=gone.pk).update(is_active=False)

    def told(**query: Any) -> list[dict[str, str]]:
        people: list[dict[str, str]] = call(client, "GET", "people/", key, **query).json()["results"]
        return people

    named = [{"id": str(one.pk), "name": one.username} for one in (anna, everywhere, gone)]
    assert (told(), told(site="times")) == (named, named[:2])

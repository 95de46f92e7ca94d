"""The page to read the API: all that the document says, for people, without script and anything from outside."""

import re
from functools import cache
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from django.test import Client
from django.urls import resolve

from comments import conf
from comments.api.reference import samples
from comments.api.reference.operations import Operation, all_operations
from comments.api.reference.schemas import kind_of, objects
from tests.api.documented import at, below, escaped, is_valid, target
from tests.support.pages import Element, parse
from tests.support.responses import Response

pytestmark = pytest.mark.once

DOCS = "/api/v1/docs/"
OPERATIONS = pytest.mark.parametrize("operation", all_operations(), ids=lambda operation: operation.id)


@cache
def response() -> Response:
    return Client().get(DOCS)


@cache
def page() -> Element:
    return parse(response())


@cache
def calls() -> dict[str, Element]:
    return {call["id"]: call for call in page().all("article")}


def shown(operation: Operation) -> Element:
    return calls()[operation.id]


def pointer(operation: Operation) -> str:
    return f"/paths/{escaped(operation.path)}/{operation.method.lower()}"


def texts(of: Element, tag: str) -> list[str]:
    return [element.text for element in of.all(tag)]


def test_it_says_each_limit_of_a_value_once() -> None:
    kinds = [str(kind_of(schema)) for one in objects().values() for schema in one.get("properties", {}).values()]

    assert "text, at most 245 characters or null" in kinds
    assert [kind for kind in kinds if re.search(r"(^|or )null,", kind)] == []


def test_it_is_the_same_for_everybody_and_kept_for_some_minutes(client: Client) -> None:
    answer = client.get(DOCS, headers={"Cookie": "sessionid=1; django_language=de", "Accept-Language": "de"})

    assert answer.status_code == 200
    assert answer.content == response().content
    assert answer["Cache-Control"] == "public, max-age=300"
    assert answer["Content-Type"] == "text/html; charset=utf-8"
    assert not {"Vary", "Set-Cookie"} & set(answer.headers)
    assert client.get(DOCS, headers={"If-None-Match": answer["ETag"]}).status_code == 304
    assert client.post(DOCS).status_code == 405


def test_it_needs_no_script_and_nothing_from_outside() -> None:
    elements = [*page().walk()]
    loaded = [element["href"] for element in page().all("link")] + [one["src"] for one in elements if "src" in one]

    assert page().all("script") == page().all("style") == [one for one in elements if "style" in one] == []
    assert [address for address in loaded if urlsplit(address).netloc] == []


def test_it_leads_nowhere_where_nothing_is() -> None:
    ids = [element["id"] for element in page().walk() if "id" in element]
    links = [urlsplit(urljoin(DOCS, link["href"])) for link in page().all("a")]

    assert len(set(ids)) == len(ids)
    assert {link.fragment for link in links if link.fragment and link.path == DOCS} <= {*ids}
    assert {resolve(link.path).url_name for link in links} == {"api-docs", "api-problem", "api-problems", "api-schema"}


def test_it_shows_the_halves_apart_with_every_call_in_one() -> None:
    halves = {name: page().all("section", id=name) for name in ("public", "moderation")}
    called = {name: [one["id"] for half in found for one in half.all("article")] for name, found in halves.items()}

    for_moderators = [one.id for one in all_operations() if one.tag.startswith("moderation")]
    assert called["moderation"] == for_moderators
    assert sorted(called["public"]) == sorted({one.id for one in all_operations()} - {*for_moderators})


@OPERATIONS
def test_it_shows_all_of_a_call(operation: Operation) -> None:
    call = shown(operation)
    said = texts(call, "code")

    assert call.all("h4")[0].one("a")["href"] == f"#{operation.id}"
    assert operation.summary in call.one("h4").text
    assert operation.path in said
    assert {one["name"] for one in operation.parameters} <= {*said}
    assert {*operation.body.get("properties", {})} <= {*said}
    assert [link["href"] for link in call.all("a") if "/problems/" in link["href"]] == [
        f"/api/v1/problems/{problem.code}/" for problem in operation.problems
    ]
    assert {status for status in operation.raw["responses"] if status != "default"} <= {*texts(call, "span")}


@OPERATIONS
def test_it_says_what_a_call_needs_to_know_who_asks(operation: Operation) -> None:
    names = {name for one in operation.raw.get("security", ()) for name in one}
    links = {link["href"] for link in shown(operation).all("a") if link["href"].startswith("#who-")}

    assert links == {f"#who-{name}" for name in names}


@OPERATIONS
def test_it_shows_how_to_ask_and_what_is_answered(operation: Operation) -> None:
    base = f"{conf.public_url()}/api/v1"
    written = [pre.raw for pre in shown(operation).all("pre")]

    assert written[:2] == [samples.curl(operation, base), samples.fetch(operation, base)]
    assert samples.address(operation, base) in written[0]


@OPERATIONS
def test_its_examples_are_as_the_document_says(operation: Operation) -> None:
    for status, content in contents(pointer(operation)):
        assert at(f"{content}/example"), f"{operation.id} {status} has no example"
        assert is_valid(f"{content}/schema", at(f"{content}/example")), f"{operation.id} {status}"


def contents(here: str) -> list[tuple[str, str]]:
    """Bodies of requests and of successes that are JSON: what each is, and its pointer."""
    found = [("body", f"{target(f'{here}/requestBody')}/content/application~1json")]
    found += [
        (status, f"{target(f'{here}/responses/{status}')}/content/application~1json")
        for status in at(f"{here}/responses") if status.startswith("2")
    ]  # fmt: skip
    return [(status, content) for status, content in found if at(content)]


@OPERATIONS
def test_its_examples_fill_in_the_whole_path(operation: Operation) -> None:
    assert "{" not in samples.address(operation, "")


def parameters_with_examples() -> list[Any]:
    roots = [(one.id, where) for one in all_operations() for where in (pointer(one), pointer(one).rpartition("/")[0])]
    places = [(name, target(place)) for name, root in roots for place in below(f"{root}/parameters")]
    return [pytest.param(place, id=f"{name}-{at(place)['name']}") for name, place in places if "example" in at(place)]


@pytest.mark.parametrize("place", parameters_with_examples())
def test_its_parameters_are_as_the_document_says(place: str) -> None:
    assert is_valid(f"{place}/schema", at(f"{place}/example"))

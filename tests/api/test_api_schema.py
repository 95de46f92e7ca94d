"""The OpenAPI document is the API's: valid, complete, and nothing in it that does not occur."""

import re
from collections import defaultdict
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from openapi_spec_validator import validate

from comments.api import fields
from comments.api.moderation.reading import StrictSerializer
from comments.api.openapi import DOCUMENT
from comments.limits import TEXT_CEILING
from comments.models import Site
from comments.reading import pages
from comments.text import characters, normalization
from tests.api.calls import PAGE, edit, post, send, submission
from tests.api.documented import (
    BASE,
    METHODS,
    at,
    below,
    documented,
    escaped,
    is_valid,
    objects,
    operations,
    target,
    used,
)
from tests.api.moderation.programs import token as a_key
from tests.api.moderation.routes import routes
from tests.api.own import token_of, written
from tests.api.scenes import SCENES
from tests.support import factories
from tests.support.responses import Response

pytestmark = pytest.mark.both

SCHEMA = "/api/v1/schema/"
NEW, EDIT = "/components/schemas/NewComment", "/components/schemas/CommentEdit"


@pytest.mark.once
def test_it_is_served_with_the_address_of_the_service(client: Client, db: None, settings: Any) -> None:
    settings.PUBLIC_URL = "https://comments.example.org"

    response = client.get(SCHEMA, headers={"Host": "127.0.0.1", "Origin": "https://anywhere.example"})

    document, ours = response.json(), "https://comments.example.org/api/v1"
    assert (document.pop("servers"), document["externalDocs"].pop("url")) == ([{"url": ours}], f"{ours}/docs/")
    assert {**DOCUMENT, **document} == {**DOCUMENT, "externalDocs": document["externalDocs"]}
    assert response["Content-Type"] == "application/vnd.oai.openapi+json"
    assert response["Cache-Control"] == "public, max-age=300"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert not {"Vary", "Set-Cookie"} & set(response.headers)


@pytest.mark.once
@pytest.mark.parametrize("accept", ["text/html", "application/vnd.oai.openapi+json;version=3.1", "application/json"])
def test_it_is_served_whatever_is_accepted(client: Client, accept: str) -> None:
    assert client.get(SCHEMA, headers={"Accept": accept}).content == client.get(SCHEMA).content


@pytest.mark.once
def test_it_is_served_without_the_database(client: Client) -> None:
    assert client.get(SCHEMA).status_code == 200


@pytest.mark.once
def test_it_is_a_valid_openapi_document(client: Client) -> None:
    validate(client.get(SCHEMA).json())


@pytest.mark.once
def test_it_leaves_no_object_open() -> None:
    schemas = [one for one in objects(DOCUMENT) if "object" in one.get("type", ())]

    assert len(schemas) > 10
    assert [one for one in schemas if one.get("additionalProperties", True) is True] == []


@pytest.mark.once
def test_it_has_every_path_and_method_and_no_other() -> None:
    ours = set()
    for route, view in routes():
        path = "/" + re.sub(r"<\w+:", "{", route).replace(">", "}")
        ours |= {(path, method) for method in METHODS if hasattr(view, method)}

    assert set(operations()) == ours


def test_it_describes_every_answer_and_nothing_that_never_occurs(
    client: Client, times: Site, subtests: pytest.Subtests
) -> None:
    occurring: set[str] = set()
    for scene in SCENES:
        with subtests.test(scene.__name__), transaction.atomic():
            occurring = occurring.union(*map(used, scene(client)))
            transaction.set_rollback(True)

    never = documented() - occurring
    assert not never, "\n".join(sorted(never))


@pytest.mark.once
@pytest.mark.parametrize(("path", "method"), operations())
def test_it_names_every_parameter_and_field_that_is_taken_and_no_other(
    client: Client, times: Site, monkeypatch: pytest.MonkeyPatch, path: str, method: str
) -> None:
    """As the refusal of unknown ones knows them."""
    known: list[str] = []
    monkeypatch.setattr(fields, "refuse_unknown", lambda names, taken: known.extend(taken))
    read = StrictSerializer.to_internal_value

    def noted(serializer: StrictSerializer, data: Any) -> Any:
        known.extend(serializer.fields)
        return read(serializer, data)

    monkeypatch.setattr(StrictSerializer, "to_internal_value", noted)
    comment = written()
    named = {
        "comment_id": comment.pk, "decision_id": factories.last_decision(comment).pk, "site": "times",
        "change": "undo", "key": "bridge",
    }  # fmt: skip
    address = path.format_map(defaultdict(lambda: 1, named))
    is_of_moderators = at(f"/paths/{escaped(path)}/{method}").get("security") == [{"apiKey": []}]
    headers = {"Authorization": f"Bearer {a_key(factories.moderator()) if is_of_moderators else token_of(comment)}"}

    client.generic(method.upper(), f"{BASE}{address}", "{}", content_type="application/json", headers=headers)

    operation = f"/paths/{escaped(path)}/{method}"
    body = below(f"{target(f'{operation}/requestBody/content/application~1json/schema')}/properties")
    query = [name for name, _where in parameters(operation)]
    assert {*known} == {*query, *(field.rpartition("/")[2] for field in body)}


def parameters(operation: str) -> list[tuple[str, str]]:
    """Those of the query: name, and the pointer to its schema."""
    places = [target(place) for place in below(f"{operation}/parameters")]
    return [(at(place)["name"], f"{place}/schema") for place in places if at(place)["in"] == "query"]


def limits(pointer: str) -> dict[str, Any]:
    """What a schema says by itself and by the one it refers to."""
    here = at(pointer)
    return {**limits(target(pointer)), **here} if "$ref" in here else here


def of_length(name: str, length: int) -> str:
    """A value of the field that has nothing against it but perhaps its length."""
    before = {"email": "ada", "url": "https://ada.example.org/", "page_url": PAGE}.get(name, "")
    behind = f"@{'b' * 50}.example" if name == "email" else ""
    return before + "x" * (length - len(before + behind)) + behind


def pointers(response: Response) -> list[str]:
    return [error["pointer"] for error in response.json().get("errors", [])]


LIMITED = [
    (body, name) for body in (NEW, EDIT) for name in at(f"{body}/properties")
    if "maxLength" in limits(f"{body}/properties/{name}")
]  # fmt: skip


@pytest.mark.parametrize(("body", "name"), LIMITED)
def test_it_names_the_limit_of_each_field(client: Client, times: Site, body: str, name: str) -> None:
    Site.objects.update(text_limit=TEXT_CEILING)
    comment = written()
    longest = limits(f"{body}/properties/{name}")["maxLength"]

    def ask(length: int) -> Response:
        value = {name: of_length(name, length)}
        return post(client, **value) if body == NEW else edit(client, comment.pk, token_of(comment), **value)

    assert f"/{name}" not in pointers(ask(longest))
    assert pointers(ask(longest + 1)) == [f"/{name}"]


@pytest.mark.parametrize("name", at(f"{NEW}/properties"))
def test_it_names_the_fields_that_may_be_left_out_or_null(client: Client, times: Site, name: str) -> None:
    Site.objects.update(require_name_email=False)
    parent = factories.published().pk
    page = {"page_section": "City", "page_authors": "Tamsin Rook", "page_published_at": "2026-03-02"}
    whole = {**page, "parent": parent, "url": "https://ada.example.org", "remember": True, "commenter": ""}
    whole |= {"notify_replies": True, "notify_decision": True}
    given, null, without = (submission(**whole) for _ in range(3))
    null[name] = None
    del without[name]

    answers = [send(client, body) for body in (given, null, without)]

    expected = [True, *[name not in at(NEW)["required"]] * 2]
    assert [is_valid(NEW, body) for body in (given, null, without)] == expected
    assert [answer.status_code == 201 for answer in answers] == expected


QUERY = [
    (path, name, where)
    for path, method in operations()
    if not path.startswith("/moderation/")
    for name, where in parameters(f"/paths/{escaped(path)}/{method}")
]


def beyond(where: str) -> list[Any]:
    """Values just outside of what the schema says, and one far away."""
    schema = limits(where)
    outside: list[Any] = [schema[key] + step for key, step in (("minimum", -1), ("maximum", 1)) if key in schema]
    if "maxItems" in schema:
        outside.append([str(number) for number in range(schema["maxItems"] + 1)])
    return [*outside, "x" * (schema.get("maxLength", 300) + 1)]


def within(where: str) -> list[Any]:
    schema = limits(where)
    return [*schema.get("enum", []), *(schema[key] for key in ("minimum", "maximum") if key in schema)]


@pytest.mark.parametrize(("path", "name", "where"), QUERY)
def test_it_names_the_limits_of_each_parameter(client: Client, times: Site, path: str, name: str, where: str) -> None:
    ordinary = {"site": "times", "thread": "bridge"} if path != "/trending/" else {"site": "times"}

    def ask(value: Any) -> Response:
        return client.get(f"{BASE}{path}", {**ordinary, name: value})

    assert [pointers(ask(value)) for value in within(where)] == [[] for _value in within(where)]
    assert [pointers(ask(value)) for value in beyond(where)] == [[f"/{name}"] for _value in beyond(where)]


@pytest.mark.once
def test_it_names_the_characters_that_are_taken() -> None:
    every = [chr(code) for code in (*range(0xD800), *range(0xE000, 0x10000))]

    for pattern, is_refused in (("Line", characters.has_control_in_line), ("Words", characters.has_control)):
        told = re.compile(at(f"/components/schemas/{pattern}/pattern"))
        taken = [c for c in every if is_refused(normalization.normalise_text(c)) == bool(told.search(f"a{c}b"))]
        assert taken == []


@pytest.mark.once
def test_it_names_the_orders() -> None:
    assert at("/components/schemas/Order/enum") == list(pages.SORTS)

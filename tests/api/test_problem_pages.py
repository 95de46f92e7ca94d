"""Every kind of problem has a page; errors, document, texts for people, desk and element name the same codes."""

import ast
import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from rest_framework import exceptions

from comments import conf, errors
from comments.api import problems
from comments.api.openapi import DOCUMENT
from comments.api.problem_pages import FIELD_CODES, OF_THE_ELEMENT, PROBLEMS, Problem
from comments.api.reference.operations import all_operations
from comments.web.sentences import sentences
from tests.api.documented import at
from tests.support.pages import parse

pytestmark = pytest.mark.once

ROOT = Path(__file__).parents[2]
ELEMENT = ROOT / "comments/static/comments/thread"
DOCS = "".join(path.read_text("utf-8") for path in sorted((ROOT / "docs").glob("api*.md")))
# What the framework raises here; of permissions, throttles and the like we have our own.
OF_FRAMEWORK = (
    exceptions.APIException, exceptions.ParseError, exceptions.NotFound, exceptions.MethodNotAllowed,
    exceptions.UnsupportedMediaType, exceptions.NotAuthenticated, problems.TooLarge,
)  # fmt: skip


def refusals() -> list[type[errors.Refused]]:
    """Those of the app; signing in has others, which only its pages tell."""
    ours = [one for one in vars(errors).values() if isinstance(one, type) and issubclass(one, errors.Refused)]
    return [one for one in ours if one is not errors.Refused]


def codes_of(schema: dict[str, Any]) -> list[str]:
    """Those that the schema of a kind of problem allows."""
    parts = [schema, *(part for part in schema.get("allOf", ()) if "properties" in part)]
    codes: list[str] = next((part["properties"]["code"].get("enum", []) for part in parts if "properties" in part), [])
    return codes


def written_codes(folder: str) -> set[str]:
    """Those that stand in a folder as the word "code" of an answer made by hand."""
    found: set[str] = set()
    for path in sorted((ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Dict):
                pairs = zip(node.keys, node.values, strict=True)
                found |= {
                    str(value.value) for key, value in pairs
                    if isinstance(key, ast.Constant) and key.value == "code" and isinstance(value, ast.Constant)
                }  # fmt: skip
    return found


def codes_of_unshown(path: Path) -> set[str]:
    """What a page of another program is told in place of a thread."""
    calls = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)]
    made = [call.args[0] for call in calls if isinstance(call.func, ast.Name) and call.func.id == "Unshown"]
    return {str(code.value) for code in made if isinstance(code, ast.Constant)}


@pytest.mark.parametrize("refusal", refusals(), ids=lambda refusal: refusal.__name__)
def test_it_has_a_page_for_every_refusal_with_its_status(refusal: type[errors.Refused]) -> None:
    assert PROBLEMS[refusal.code].status == refusal.status


@pytest.mark.parametrize("error", OF_FRAMEWORK, ids=lambda error: error.__name__)
def test_it_has_a_page_for_every_error_of_the_framework(error: type[exceptions.APIException]) -> None:
    assert PROBLEMS[str(error.default_code).replace("_", "-")].status == error.status_code


def test_it_has_no_page_for_what_is_never_answered() -> None:
    ours = {refusal.code for refusal in refusals()} | {str(one.default_code).replace("_", "-") for one in OF_FRAMEWORK}

    assert set(PROBLEMS) == ours | {"unavailable"}


def test_the_document_names_codes_that_have_a_page_with_their_status() -> None:
    for operation in all_operations():
        for status, codes in operation.codes.items():
            assert [code for code in codes if str(PROBLEMS[code].status) != status.replace("default", "405")] == []


def test_the_document_names_every_code_of_its_schemas_in_an_answer() -> None:
    schemas = DOCUMENT["components"]["schemas"].items()
    told = {
        code for name, one in schemas if name.endswith("Problem") and name != "FieldProblem" for code in codes_of(one)
    }
    answered = {code for operation in all_operations() for codes in operation.codes.values() for code in codes}

    assert "not-found" in told == answered <= set(PROBLEMS)


def test_the_document_and_the_table_name_the_same_codes_of_fields() -> None:
    assert set(at("/components/schemas/FieldProblem/properties/code/enum")) == set(FIELD_CODES)


def test_the_documents_for_people_name_every_code() -> None:
    assert [code for code in (*PROBLEMS, *FIELD_CODES) if f"`{code}`" not in DOCS] == []


def test_the_desk_answers_no_other_codes() -> None:
    assert written_codes("comments/desk") <= set(PROBLEMS)


def test_the_element_says_these_codes_and_few_of_its_own() -> None:
    """Its own are what it says where no answer is that could have a code; to all of them it has a sentence."""
    modules = "".join(path.read_text("utf-8") for path in sorted(ELEMENT.glob("*.js")))
    thrown = {
        code for call in re.findall(r"new Unreachable\((.*?)\)", modules) for code in re.findall('"([^"]+)"', call)
    }
    told = {code for path in (ROOT / "comments/web").glob("*.py") for code in codes_of_unshown(path)}

    assert told <= set(PROBLEMS)
    assert thrown - set(PROBLEMS) == set(OF_THE_ELEMENT)
    assert set(sentences()) == {*thrown, "again"}


@pytest.mark.parametrize("problem", PROBLEMS.values(), ids=list(PROBLEMS))
def test_it_says_what_a_problem_means_and_what_to_do(problem: Problem) -> None:
    response = Client().get(f"/api/v1/problems/{problem.code}/")
    page = parse(response)

    assert response.status_code == 200
    assert response["Content-Type"] == "text/html; charset=utf-8"
    assert page.one("h1").text == problem.title
    assert f'"type": "{conf.public_url()}/api/v1/problems/{problem.code}/"' in page.one("pre").text
    for text in (problem.title, problem.means, problem.to_do, problem.detail):
        assert text.endswith(".") == (text != problem.title)


def test_a_problem_leads_to_its_page(client: Client) -> None:
    answer = client.get("/api/v1/nothing/").json()
    path = answer["type"].removeprefix(conf.public_url())

    assert client.get(path).status_code == 200
    assert answer["title"] == PROBLEMS["not-found"].title


def test_the_list_leads_to_every_page(client: Client) -> None:
    page = parse(client.get("/api/v1/problems/"))

    assert [link["href"] for link in page.one("ul").all("a")] == [f"/api/v1/problems/{code}/" for code in PROBLEMS]

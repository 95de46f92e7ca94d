"""Clients that generators make of the document as it is served: without a warning, and a conversation with each."""

import json
import re

import pytest

from comments.models import Comment, Decision, Override, Role
from comments.statuses import Status
from tests.api.moderation import programs
from tests.clients.making import PYTHON_CLIENT, Made
from tests.support import factories
from tests.support.stack import Stack

pytestmark = pytest.mark.once

# Colours apart, all that the generators say if nothing is wrong.
QUIET = (
    r"✨ openapi-typescript \S+\n🚀 schema.json → fetch/schema.d.ts \[\S+\]",
    r"@hey-api/openapi-ts \S+\n+\[Job 1\] ~ Generating...\n\[Job 1\]   \[1\] schema.json\n"
    r"\[Job 1\] ✓ \S+/hey · \d+ files · \S+",
    f"Generating {PYTHON_CLIENT}",
)
CLIENTS = {
    "openapi-fetch": (Made.in_typescript, "_fetch"),
    "hey-api": (Made.in_typescript, "_hey"),
    "openapi-python-client": (Made.in_python, ""),
}


def test_it_is_taken_by_each_generator_without_a_warning(stack: Stack, made: Made) -> None:
    assert [re.fullmatch(quiet, one) is None for quiet, one in zip(QUIET, made.said, strict=True)] == [False] * 3, made


def test_it_gives_all_that_is_answered_a_type(stack: Stack, made: Made) -> None:
    """But of a document of OpenAPI, and of the other headers of an answer."""
    unknown = re.compile(r"^ *(.*: unknown;|.*\bany;)", re.M)
    models = [path for path in (made.folder / PYTHON_CLIENT / "models").glob("*.py") if path.stem != "document"]
    in_python = [line for path in models for line in re.findall(r"^    \w+: .*\bAny\b.*", path.read_text(), re.M)]

    found = {*unknown.findall((made.folder / "fetch/schema.d.ts").read_text())}
    assert found == {"[name: string]: unknown;", "[key: string]: unknown;"}
    assert unknown.findall((made.folder / "hey/types.gen.ts").read_text()) == ["[key: string]: unknown;"]
    assert [one for one in in_python if "additional_properties" not in one] == []


@pytest.mark.parametrize("name", CLIENTS)
def test_it_lets_a_visitor_speak_by_each_client(stack: Stack, made: Made, name: str) -> None:
    converse, ending = CLIENTS[name]
    factories.published()

    said = json.loads(converse(made, f"visitor{ending}", stack.url))

    written = Comment.objects.get(pk=said["id"])
    assert (written.text, written.status) == ("Mind the step.", Status.WITHDRAWN)


@pytest.mark.parametrize("name", CLIENTS)
def test_it_lets_a_moderator_decide_by_each_client(stack: Stack, made: Made, name: str) -> None:
    converse, ending = CLIENTS[name]
    comments = [factories.screened() for _ in range(3)]
    chief = programs.person("tamsin", comments[0].thread.site, Role.CHIEF)

    converse(made, f"moderator{ending}", stack.url, programs.token(chief))

    first, *others = [factories.fresh(comment) for comment in comments]
    assert [one.status for one in (first, *others)] == [Status.APPROVED, Status.PENDING, Status.PENDING]
    assert first.thread.override == Override.CLOSED
    assert {decision.by for decision in Decision.objects.exclude(by=None)} == {chief}

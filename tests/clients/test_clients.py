"""Clients that generators make of the document as it is served: without a warning, and a conversation with each."""

import json
import os
import re
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from comments.models import Comment
from comments.statuses import Status
from tests.clients.install import FOLDER, is_installed
from tests.support import factories
from tests.support.node import node
from tests.support.stack import Stack

pytestmark = pytest.mark.once

PYTHON_CLIENT = "comments_client"
# Colours, times and names of files apart, all that the generators say if nothing is wrong.
QUIET = (
    r"✨ openapi-typescript \S+\n🚀 schema.json → fetch/schema.d.ts \[\S+\]",
    r"@hey-api/openapi-ts \S+\n+\[Job 1\] ~ Generating...\n\[Job 1\]   \[1\] schema.json\n"
    r"\[Job 1\] ✓ \S+/hey · \d+ files · \S+",
    f"Generating {PYTHON_CLIENT}",
)


@pytest.fixture(scope="module")
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with all three clients and the conversations, checked and compiled; `said` holds what they said."""
    assert is_installed(), "run first: python -m tests.clients.install"
    servers: Stack = request.getfixturevalue("_servers")
    servers.heal()
    folder = tmp_path_factory.mktemp("clients")
    (folder / "node_modules").symlink_to(FOLDER / "node_modules")
    for source in [*FOLDER.glob("*.ts"), *FOLDER.glob("*.json"), *FOLDER.glob("*.mjs"), *FOLDER.glob("visitor*.py")]:
        shutil.copy(source, folder)
    with urllib.request.urlopen(f"{servers.url}/api/v1/schema/", timeout=10) as answer:
        (folder / "schema.json").write_bytes(answer.read())
    said = [
        node("node_modules/.bin/openapi-typescript", "schema.json", "-o", "fetch/schema.d.ts", folder=folder),
        node("node_modules/.bin/openapi-ts", folder=folder),
        python_client(folder),
    ]
    (folder / "said").write_text(json.dumps([re.sub(r"\x1b\[\d+m", "", one).strip() for one in said]))
    return folder


def python_client(folder: Path) -> str:
    programs = Path(sys.executable).parent
    argv = [str(programs / "openapi-python-client"), "generate", "--path=schema.json", "--meta=none"]
    done: subprocess.CompletedProcess[str] = subprocess.run(
        [*argv, f"--output-path={PYTHON_CLIENT}"],
        cwd=folder, env={**os.environ, "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stdout + done.stderr


def converse_in_python(script: str, folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, f"{script}.py", *arguments], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def converse_in_typescript(script: str, folder: Path, *arguments: str) -> str:
    if not (folder / "js").exists():
        node("node_modules/typescript/bin/tsc", folder=folder)
    return node(f"js/{script}.js", *arguments, folder=folder)


CLIENTS: dict[str, tuple[Callable[..., str], str]] = {
    "openapi-fetch": (converse_in_typescript, "_fetch"),
    "hey-api": (converse_in_typescript, "_hey"),
    "openapi-python-client": (converse_in_python, ""),
}


def test_it_is_taken_by_each_generator_without_a_warning(stack: Stack, made: Path) -> None:
    said = json.loads((made / "said").read_text())

    assert [re.fullmatch(quiet, one) is not None for quiet, one in zip(QUIET, said, strict=True)] == [True] * 3, said


def test_it_gives_all_that_is_answered_a_type(stack: Stack, made: Path) -> None:
    """But of a document of OpenAPI, and of the other headers of an answer."""
    unknown = re.findall(r"^ *(.*: unknown;|.*\bany;)", (made / "fetch/schema.d.ts").read_text(), re.M)
    by_hey = re.findall(r"^ *(.*: unknown;|.*\bany;)", (made / "hey/types.gen.ts").read_text(), re.M)
    models = [path for path in (made / PYTHON_CLIENT / "models").glob("*.py") if path.stem != "document"]
    in_python = [line for path in models for line in re.findall(r"^    \w+: .*\bAny\b.*", path.read_text(), re.M)]

    assert {*unknown} == {"[name: string]: unknown;", "[key: string]: unknown;"}
    assert by_hey == ["[key: string]: unknown;"]
    assert [one for one in in_python if "additional_properties" not in one] == []


@pytest.mark.parametrize("name", CLIENTS)
def test_it_lets_a_visitor_speak_by_each_client(stack: Stack, made: Path, name: str) -> None:
    converse, ending = CLIENTS[name]
    factories.published()

    said = json.loads(converse(f"visitor{ending}", made, stack.url))

    written = Comment.objects.get(pk=said["id"])
    assert (written.text, written.status) == ("Mind the step.", Status.WITHDRAWN)

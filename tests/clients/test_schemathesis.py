"""Schemathesis finds nothing: all its checks over both halves of the API, phase by phase, against a real server.

A run of the suite is short and the same each time. FUZZ_EXAMPLES=200 tries so many for each operation.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import timezone

from comments.limits import TEXT_CEILING
from comments.models import Ban, BanEffect, BanKind, Comment, Decision, Role, Thread
from tests.api.moderation import programs
from tests.api.own import token_of
from tests.support import accounts, environment, factories
from tests.support.servers import Web

EXAMPLES = os.environ.get("FUZZ_EXAMPLES", "")
# What is sent for coverage is the same list of odd values each time, most of which no database sees.
IS_SHORT = not EXAMPLES and environment.vendor() == "postgresql"
PHASES = "examples,fuzzing,stateful" if IS_SHORT else "examples,coverage,fuzzing,stateful"
KEYS = 20  # each has a rate limit of its own
ROOT = Path(__file__).parents[2]
HOOKS = "tests.clients.fuzzing.hooks"


@pytest.fixture
def web(transactional_db: None, tmp_path: Path) -> Iterator[Web]:
    """Believes whoever asks it on which network they are."""
    with Web(tmp_path, {"DATABASE_URL": environment.database_url(), "TRUSTED_PROXIES": "127.0.0.1/32"}) as web:
        web.wait_ready()
        yield web


def a_site_with_everything() -> dict[str, object]:
    """What the examples of the document name, and a comment in each state."""
    site = factories.quiet_site("news", origins="https://news.example.org", recommends=True, text_limit=TEXT_CEILING)
    on = factories.subject("news", "my-article", url="https://news.example.org/my-article/")
    now = timezone.now()
    top = factories.published(on=on, now=now)
    replies = [factories.published(top, now=now) for _ in range(2)]
    comments = [top, *replies, *(factories.waiting(on=on, now=now) for _ in range(3))]
    accounts.sign_on(site)
    Ban.objects.create(
        site=site, kind=BanKind.EMAIL, value="sells@boats.example", effect=BanEffect.SPAM, created_at=now
    )
    chiefs = [programs.person(f"chief-{number}", site, Role.CHIEF) for number in range(KEYS)]
    return {
        "tokens": {one.pk: token_of(one) for one in comments},
        "keys": [programs.token(chief) for chief in chiefs],
        "secret": accounts.SECRET,
    }


def configuration(data: dict[str, object], folder: Path) -> Path:
    """Of the program, with the ids that there are: of others it would only hear that nothing is there."""
    rows = {"comment": Comment.objects, "thread": Thread.objects, "ban": Ban.objects, "decision": Decision.objects}
    numbers = {name: [*found.values_list("pk", flat=True)] for name, found in rows.items()}
    dictionaries = "".join(f"{name} = {{ values = {found} }}\n" for name, found in numbers.items())
    parameters = "".join(f'"path.{name}_id" = {{ dictionary = "{name}", probability = 0.8 }}\n' for name in rows)
    (folder / "data.json").write_text(json.dumps(data))
    path = folder / "schemathesis.toml"
    path.write_text(
        f"""hooks = "{HOOKS}"
suppress-health-check = ["all"]
[generation]
deterministic = true
database = "none"
max-examples = {EXAMPLES or 3}
[dictionaries]
{dictionaries}
[parameters]
{parameters}
"body.parent" = {{ dictionary = "comment", probability = 0.5 }}
"""
    )
    return path


def test_it_finds_nothing(web: Web, tmp_path: Path) -> None:
    path = configuration(a_site_with_everything(), tmp_path)
    argv = [str(Path(sys.executable).with_name("st")), "--config-file", str(path), "run", f"{web.url}/api/v1/schema/"]

    done = subprocess.run(
        [*argv, "--checks=all", f"--phases={PHASES}", "--continue-on-failure", "--no-color", "--warnings=off"],
        # It keeps what it found in the folder that it stands in.
        cwd=tmp_path, env={**os.environ, "FUZZED": str(tmp_path / "data.json"), "PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stdout[-20_000:] + done.stderr

"""The examples of docs/api*.md do what they say: by curl and by fetch, in Node, on the service itself."""

import json
import os
import re
import shutil
import subprocess
import urllib.error
import urllib.request
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from comments.api.reference import samples
from comments.api.reference.operations import Operation, all_operations
from comments.db.times import EPOCH
from comments.models import Ban, BanKind, Batch, BatchKind, Comment, Decision, Role, Site, Thread
from comments.moderation import batches, decisions, handfuls
from comments.posting import threads
from tests.api.documented import at, escaped, is_valid, target
from tests.api.moderation import programs
from tests.api.own import published, token_of
from tests.support import accounts, api_examples, curl, factories
from tests.support.node import node
from tests.support.stack import Stack

pytestmark = pytest.mark.once

OPERATIONS = {one.id: one for one in all_operations()}
MARK = "\nstatus "


@pytest.fixture
def news(stack: Stack) -> Site:
    site = factories.quiet_site("news", name="The News", origins="https://news.example.org", recommends=True)
    accounts.sign_on(site)
    return site


class Examples:
    """The examples on a service that has what they name: for each a comment, whose number stands in place of 7."""

    def __init__(self, service: str, site: Site) -> None:
        self.service, self.site = service, site
        self.chief = programs.person("chief", site, Role.CHIEF)
        self.key = programs.token(self.chief)
        # Both ways to post send the same, with the same Idempotency-Key.
        self.answered = self._comment()

    def prepared(self, name: str, kind: str) -> tuple[str, dict[str, str]]:
        """The text, and the secrets that it needs."""
        comment = self.answered if name == "postComment" else self._comment()
        text = re.sub(r"/comments/7/", f"/comments/{comment.pk}/", api_examples.written()[kind, name])
        text = re.sub(r'(parent"?: )7\b', rf"\g<1>{comment.pk}", text)
        if name == "decideComment":
            text = re.sub(r'(version"?: )1\b', rf"\g<1>{comment.version}", text)
        if name == "undoDecision":
            text = re.sub(r"/decisions/31/", f"/decisions/{self._decided(comment).pk}/", text)
        text = self._managed(name, text)
        return self.at_service(text), {"TOKEN": token_of(comment), "IDENTITY": self._identity(), "KEY": self.key}

    def _managed(self, name: str, text: str) -> str:
        """With a batch, a ban and a thread in the place of those with the number 7, and two comments that wait."""
        if "/batches/7/" in text:
            text = text.replace("/batches/7/", f"/batches/{self._batch().pk}/")
        if "/bans/7/" in text:
            text = text.replace("/bans/7/", f"/bans/{self._ban().pk}/")
        if "/threads/7/" in text:
            text = text.replace("/threads/7/", f"/threads/{self._thread(name).pk}/")
        if name == "startBatch":
            for number in ("7", "8"):
                text = re.sub(rf'(id"?: ){number}\b', rf"\g<1>{self._waiting().pk}", text)
        return text

    def _batch(self) -> Batch:
        waiting = Comment.objects.filter(pk=self._waiting().pk)
        batch = batches.decide("spam", by=self.chief, kind=BatchKind.SELECTION, comments=waiting)
        handfuls.carry_out(batch.pk)
        return batch

    def _ban(self) -> Ban:
        value = f"someone{Ban.objects.count()}@spam.example"
        return Ban.objects.create(site=self.site, kind=BanKind.EMAIL, value=value, created_at=factories.NOON)

    def _thread(self, name: str) -> Thread:
        """One for each call; that of which a switch is ended has one of the version in the example."""
        thread = threads.describe(factories.subject("news", name))
        if name == "endThreadSwitch":
            version = samples_of(name)["version"]
            Thread.objects.filter(pk=thread.pk).update(
                override="hold", override_since=EPOCH + timedelta(microseconds=version)
            )
        return thread

    def _waiting(self) -> Comment:
        return factories.waiting(on=factories.subject("news", "my-article"), now=timezone.now())

    def at_service(self, text: str) -> str:
        return text.replace("https://comments.example.org", self.service)

    def _identity(self) -> str:
        return accounts.token(aud=self.site.slug)

    def _decided(self, comment: Comment) -> Decision:
        decisions.pick(comment.pk, by=self.chief, version=comment.version)
        return factories.last_decision(comment)

    def _comment(self) -> Comment:
        return published(on=factories.subject("news", "my-article", url="https://news.example.org/my-article/"))


def samples_of(name: str) -> dict[str, Any]:
    """The examples of a call's parameters."""
    parameters = OPERATIONS[name].raw["parameters"]
    return {one["name"]: one["example"] for one in parameters if "example" in one}


def test_every_example_of_curl_works(news: Site, stack: Stack) -> None:
    examples = Examples(stack.url, news)

    for name in OPERATIONS:
        text, secrets = examples.prepared(name, "sh")
        assert_answered(OPERATIONS[name], *asked_by_curl(text, secrets))

    for text in api_examples.others():
        status, _body = asked_by_curl(examples.at_service(text), {"KEY": examples.key})
        assert (text, status) == (text, 200)


def test_every_example_of_fetch_works(news: Site, stack: Stack, tmp_path: Path) -> None:
    examples = Examples(stack.url, news)
    functions = [function_of(*examples.prepared(name, "js")) for name in OPERATIONS]
    script = tmp_path / "examples.mjs"
    script.write_text(
        f"const said = [];\nfor (const one of [{','.join(functions)}]) said.push(await one());\n"
        "console.log(JSON.stringify(said));\n"
    )

    said = json.loads(node(str(script), folder=tmp_path))

    for name, (status, body) in zip(OPERATIONS, said, strict=True):
        assert_answered(OPERATIONS[name], status, body)


def asked_by_curl(text: str, secrets: dict[str, str]) -> tuple[int, Any]:
    """By the real one; where the machine has none, as it would ask."""
    if shutil.which("curl"):
        command = f"{text.rstrip()} --silent --show-error --write-out '{MARK}%{{http_code}}'"
        done = subprocess.run(
            ["sh", "-c", command], env={**os.environ, **secrets}, capture_output=True, text=True, check=True
        )
        body, _mark, status = done.stdout.rpartition(MARK)
    else:
        asked = curl.read(text, secrets)
        data = asked.body.encode() if asked.body else None
        request = urllib.request.Request(asked.url, data, asked.headers, method=asked.method)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                body, status = answer.read().decode(), answer.status
        except urllib.error.HTTPError as error:
            body, status = error.read().decode(), str(error.code)
    return int(status), json.loads(body) if body else None


def function_of(text: str, secrets: dict[str, str]) -> str:
    names = ", ".join(f"{name.lower()} = {json.dumps(value)}" for name, value in secrets.items())
    result = "result" if "const result" in text else "null"
    return f"async () => {{ const {names};\n{text}\nreturn [answer.status, {result}]; }}"


def assert_answered(operation: Operation, status: int, body: Any) -> None:
    """As the example of an answer is."""
    wanted, _example = samples.answer(operation)
    assert (operation.id, str(status)) == (operation.id, wanted), body
    answers = target(f"/paths/{escaped(operation.path)}/{operation.method.lower()}/responses/{wanted}")
    for content in at(f"{answers}/content"):
        assert is_valid(f"{answers}/content/{escaped(content)}/schema", body), operation.id
    assert (body is None) == (not at(f"{answers}/content"))

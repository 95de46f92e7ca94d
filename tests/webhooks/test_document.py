"""What the document says is so: its programs verify what is sent, and its schema describes all of it."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from jsonschema import Draft202012Validator

from comments.models import Delivery, Flood, WebhookEndpoint, WebhookEvent
from comments.moderation import reports
from comments.moderation.reports import Objection
from comments.outbound import signing
from comments.statuses import Status
from comments.webhooks import payload, sending
from tests.clients import install
from tests.own_hook.test_examples import is_listening
from tests.support import factories
from tests.support.node import NODE
from tests.support.servers import free_port, wait_until

pytestmark = [pytest.mark.django_db, pytest.mark.once]

DOCS = Path(__file__).parents[2] / "docs"
DOCUMENT = (DOCS / "webhooks.md").read_text(encoding="utf-8")
SCHEMA = json.loads((DOCS / "webhook.schema.json").read_text(encoding="utf-8"))
RUN = {"python": ("receiver.py", sys.executable), "js": ("receiver.mjs", NODE)}


@contextmanager
def example(language: str, secret: str, folder: Path) -> Iterator[str]:
    """The address of the example, which runs with the packages that it names."""
    [code] = re.findall(rf"```{language}\n(.*?)```", DOCUMENT, re.DOTALL)
    name, program = RUN[language]
    (folder / name).write_text(code, encoding="utf-8")
    (folder / "node_modules").symlink_to(install.FOLDER / "node_modules")
    port = free_port()
    environ = {**os.environ, "WEBHOOK_SECRET": secret, "PORT": str(port)}
    with subprocess.Popen(
        [program, name], cwd=folder, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as running:
        try:
            wait_until(lambda: is_listening(port), seconds=20, what="the example listens")
            yield f"http://127.0.0.1:{port}/"
        finally:
            running.kill()


@pytest.mark.parametrize("language", RUN)
def test_its_programs_verify_what_is_sent(language: str, tmp_path: Path, settings: Any) -> None:
    if language == "js":
        assert install.is_installed(), "run first: python -m tests.clients.install"
    settings.PUBLIC_URL = "http://localhost:8000"
    row = WebhookEndpoint(name="CRM", created_at=timezone.now(), personal_data="all", events=[])
    signing.renew(row, timezone.now())
    secret = signing.renew(row, timezone.now())
    with example(language, secret, tmp_path) as url:
        row.url = url
        row.save()
        delivery = delivery_of(factories.published(name="Zoë 🎉"), row)
        right = sending.send(delivery)
        signing.renew(row, timezone.now())
        signing.end_former(row)
        row.save()
        forged = sending.send(delivery)

    assert right.answer == "It answered with the status 204."
    assert forged.answer == "It answered with the status 401."


def delivery_of(comment: Any, row: WebhookEndpoint, kind: str = "comment.published", **data: int) -> Delivery:
    now = timezone.now()
    return Delivery.objects.create(
        key=f"{kind}:{comment.pk}", channel="webhook", kind=kind, recipient=row.recipient, site=comment.thread.site,
        comment=comment, thread=comment.thread, happened_at=now, due=now, data=data,
    )  # fmt: skip


@pytest.mark.parametrize("level", ["none", "names", "all"])
def test_its_schema_describes_each_event(level: str) -> None:
    row = WebhookEndpoint(pk=1, personal_data=level)
    comment = factories.published()
    data = {
        "report": reports.file(comment, Objection("abuse"), address="192.0.2.9").number,
        "flood": Flood.objects.create(
            site=comment.thread.site, began_at=timezone.now(), last_at=timezone.now(), usual=1.25
        ).pk,
    }
    validator, told = Draft202012Validator(SCHEMA), []
    for kind in (*WebhookEvent.values, payload.TEST):
        wanted = payload._STATUS.get(WebhookEvent(kind)) if kind != payload.TEST else None
        comment.status = wanted or Status.APPROVED
        comment.thread.is_open = kind != WebhookEvent.THREAD_CLOSED
        delivery = delivery_of(comment, row, kind, **data)
        document = json.loads(json.dumps(payload.document(delivery, row)))
        validator.validate(document)
        told.append(document["type"])

    assert told == SCHEMA["properties"]["type"]["enum"]


def test_its_schema_describes_its_example() -> None:
    [written] = re.findall(r"```json\n(.*?)```", DOCUMENT, re.DOTALL)

    Draft202012Validator(SCHEMA).validate(json.loads(written))
    assert set(re.findall(r"`((?:comment|thread|site)\.[a-z_]+)`", DOCUMENT)) == set(WebhookEvent.values)

"""The services in the document run, verify what is sent, and are understood."""

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.utils import timezone

from comments.models import OwnHook
from comments.outbound import signing
from comments.outbound.http import NoAnswer
from comments.own_hook import client
from tests.support.node import NODE
from tests.support.servers import free_port, wait_until

pytestmark = pytest.mark.once

DOCUMENT = (Path(__file__).parents[2] / "docs/own-hook.md").read_text(encoding="utf-8")
RUN = {"python": ("hook.py", sys.executable), "js": ("hook.mjs", NODE)}


def is_listening(port: int) -> bool:
    with socket.socket() as client_socket:
        return client_socket.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def example(language: str, secret: str, folder: Path) -> Iterator[str]:
    """The address of the example, which runs."""
    [code] = re.findall(rf"```{language}\n(.*?)```", DOCUMENT, re.DOTALL)
    name, program = RUN[language]
    (folder / name).write_text(code, encoding="utf-8")
    port = free_port()
    environ = {**os.environ, "HOOK_SECRET": secret, "PORT": str(port)}
    with subprocess.Popen([program, name], cwd=folder, env=environ, stderr=subprocess.DEVNULL) as running:
        try:
            wait_until(lambda: is_listening(port), seconds=20, what="the example listens")
            yield f"http://127.0.0.1:{port}/"
        finally:
            running.kill()


@pytest.mark.parametrize("language", RUN)
def test_it_works_as_documented(language: str, tmp_path: Path) -> None:
    row = OwnHook()
    former = signing.renew(row, timezone.now())
    signing.renew(row, timezone.now())
    with example(language, former, tmp_path) as url:
        row.url = url
        for text, verdict in (("Straßenfest 🎉", "clear"), ("The best CASINO.", "spam")):
            answer = client.ask(row, {"data": {"comment": {"text": text}}}, message_id="comment_1_1")
            assert (answer.verdict, bool(answer.reason)) == (verdict, verdict == "spam")
        signing.renew(row, timezone.now())
        signing.end_former(row)
        with pytest.raises(NoAnswer):
            client.ask(row, {"data": {"comment": {"text": "Forged."}}}, message_id="comment_1_1")

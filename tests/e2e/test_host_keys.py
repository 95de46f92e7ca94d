"""A host names its pages by any key, through the real web server: what is asked for is the key again, or refused."""

import http.client
import json
from typing import Any
from urllib.parse import quote, urlsplit

import pytest

from comments.models import Thread
from tests.api.moderation import programs
from tests.api.moderation.test_host_threads import KEYS
from tests.support import factories
from tests.support.stack import Stack

pytestmark = pytest.mark.once
PAGE = {"title": "The bridge is open", "url": "https://times.example.org/bridge/"}
# As they are sent, without what a client makes of dots and slashes.
AS_SENT = {
    "city/bridge": "city/bridge", "/city/bridge/": "/city/bridge/", "a//b": "a//b", "..": "..", ".": "%2E",
    "../x": "..%2Fx", "a/../b": "a/../b", "a+b": "a+b", "%41": "%2541", "%FF": "%25FF",
}  # fmt: skip
NEVER = ("%00", "a%0Ab", "%0D%0AX-Evil:%201", "%20", "%E2%80%AE", "x" * 256, "%C3%BC" * 256)


class Host:
    """Its server, on one connection."""

    def __init__(self, service: str, key: str) -> None:
        self.connection = http.client.HTTPConnection(urlsplit(service).netloc, timeout=30)
        self.headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}

    def ask(self, method: str, written: str, page: Any = None) -> tuple[int, Any]:
        body = json.dumps(page).encode() if page else None
        self.connection.request(method, f"/api/v1/threads/times/{written}", body, self.headers)
        answer = self.connection.getresponse()
        text = answer.read()
        return answer.status, json.loads(text) if text else None


def test_it_takes_keys_as_hosts_send_them(stack: Stack) -> None:
    factories.quiet_site("times")
    host = Host(stack.url, programs.token(programs.person("tamsin", None)))
    written = {**{key: quote(key, safe="") for key in KEYS}, **AS_SENT}

    for key, address in written.items():
        status, made = host.ask("PUT", address, PAGE)
        assert (key, status in (200, 201), made["key"]) == (key, True, key)
        assert host.ask("GET", address) == (200, made)
    assert set(Thread.objects.values_list("key", flat=True)) == {*written}

    for address in NEVER:
        assert (address, host.ask("PUT", address, PAGE)[0] in (400, 404)) == (address, True)
    assert Thread.objects.count() == len(written)

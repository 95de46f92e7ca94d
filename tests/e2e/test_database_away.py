"""A database that is frozen, or gone, while a crowd holds open whatever connection it gets."""

import http.client
import itertools
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import psycopg
import pytest

from project.datadir import BASE_DIR
from project.postgresql.connections import Connection, at_most
from tests.support import environment
from tests.support.crowd import crowd
from tests.support.parallel import in_background
from tests.support.servers import Postgres, wait_until
from tests.support.supervisor import Up, end

pytestmark = pytest.mark.once

PAGE = "/threads/load/?key=invented/1"
LIST = "/api/v1/comments/?site=load&thread=invented/1"
# For whoever may wait: far above what is promised, so that a busy machine fails nothing.
GENEROUS = 8.0
_numbers = itertools.count()


@dataclass
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes


class Service(Up):
    def ask(self, path: str, *, body: str | None = None, host: str = "localhost") -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=GENEROUS)
        headers = {"Host": host, "Content-Type": "application/json"}
        try:
            connection.request("GET" if body is None else "POST", path, body, headers)
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read())
        finally:
            connection.close()

    def ask_what_nobody_asked_before(self) -> Answer:
        return self.ask(f"{PAGE}&{next(_numbers)}")

    def post(self) -> Answer:
        fields = {"site": "load", "thread": "invented/1", "name": "Zoë", "email": "zoe@example.org"}
        return self.ask("/api/v1/comments/", body=json.dumps({**fields, "text": f"Good, {next(_numbers)}."}))


@pytest.fixture(scope="module")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    with Postgres(tmp_path_factory.mktemp("postgres"), environment.template("postgres")) as server:
        yield server


@pytest.fixture(scope="module")
def service(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    running = Service(tmp_path_factory.mktemp("away"), DATABASE_URL=postgres.create("away"))
    try:
        running.start()
        fill = [sys.executable, "manage.py", "fill", "--site", "load", "--threads", "1", "--comments", "20"]
        subprocess.run(fill, cwd=BASE_DIR, env=running.environ, check=True, stdout=subprocess.DEVNULL)
        yield running
    finally:
        end(running)


@pytest.mark.parametrize("fault", ["freeze", "kill"])
def test_it_sends_what_it_has_while_the_database_is_away_and_a_crowd_holds_on(
    service: Service, postgres: Postgres, fault: str
) -> None:
    pages = {path: service.ask(path).body for path in (PAGE, LIST)}
    static = re.findall(r'href="(/static/[^"]+\.css)"', pages[PAGE].decode())[0]
    with crowd(service.port, silent=500, kept_alive=500, slow=200):
        try:
            getattr(postgres, fault)()
            wait_until(lambda: service.ask(PAGE).headers["Cache-Status"], seconds=20, what="the last good page")
            for path, body in pages.items():
                answer = service.ask(path)
                assert (answer.status, answer.body) == (200, body), path
            assert service.ask(static).status == 200
            assert service.ask("/healthz").status == 200
            assert service.ask("/readyz").status == 503
            for answer in (service.ask_what_nobody_asked_before(), service.post()):
                assert answer.status == 503
                assert int(answer.headers["Retry-After"]) > 0
        finally:
            if fault == "freeze":
                postgres.thaw()
            else:
                postgres.start()
    wait_until(lambda: service.ask("/readyz").status == 200, seconds=20, what="a database that answers")
    wait_until(lambda: service.ask_what_nobody_asked_before().status == 200, seconds=20, what="a new page")
    assert service.post().status in (201, 429), "taken, or refused by a limit that the database keeps"
    wait_until(lambda: not service.ask(PAGE).headers["Cache-Status"], seconds=20, what="a fresh page")


def test_it_gives_up_in_time_on_a_server_that_is_frozen_in_mid_transaction(postgres: Postgres) -> None:
    with Connection.connect(f"{postgres.url}/postgres") as connection:
        connection.execute("select 1")
        postgres.freeze()
        try:
            with at_most(0.2), pytest.raises(psycopg.OperationalError, match="no answer from the database"):
                connection.execute("select 1")
            assert connection.closed
        finally:
            postgres.thaw()


def test_control_a_connection_of_the_drivers_own_waits_for_a_frozen_server(postgres: Postgres) -> None:
    url = f"{postgres.url}/postgres?options=-cstatement_timeout%3D100&tcp_user_timeout=100"
    with psycopg.connect(url) as connection:
        connection.execute("select 1")
        postgres.freeze()
        asked = in_background(partial(connection.execute, "select 1"))
        try:
            with pytest.raises(TimeoutError):
                asked.result(1)
        finally:
            postgres.thaw()
        assert asked.result(10).fetchone() == (1,)

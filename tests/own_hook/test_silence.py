"""What follows where a service that a site asks does not answer, or not as it should."""

import logging
import socket
from typing import Any
from unittest.mock import patch

import pytest

from comments.models import OwnHook, Service, Site
from comments.outbound import breaker
from comments.reading import author_view
from comments.screening import backlog
from comments.statuses import Status
from tests.own_hook.conftest import found
from tests.support import factories
from tests.support.asked_service import MINUTE, SECOND, judged, screen, undecided
from tests.support.factories import NOON
from tests.support.fake_akismet import Role
from tests.support.own_service import OwnService, impatient, set_up

pytestmark = pytest.mark.django_db


# All but those in which a body is right by chance.
NO_ANSWERS = sorted(set(Role) - {Role.RAW})


NOT_UNDERSTOOD = [
    "", "true", "clear", '"clear"', "[]", "{}", "null", "NaN", '{"verdict": "publish"}', '{"verdict": "CLEAR"}',
    '{"verdict": ["clear"]}', '{"verdict": {}}', '{"verdict": null}', '{"verdict": true}', '{"verdict": "clear",}',
    '{"Verdict": "clear"}', '{"verdict": "clear", "reason": 7}', '{"verdict": "clear", "reason": ["x"]}',
    '{"verdict": "clear", "score": 1}', '{"verdict": "spam", "verdict": "clear"}', '{"verdict": "clear"} {}',
    '\ufeff{"verdict": "clear"}', b'{"verdict": "clear", "reason": "\xff"}', "[" * 50_000,
    '{"verdict": ' + "1" * 5000 + "}",
]  # fmt: skip


@pytest.mark.once
@pytest.mark.parametrize("body", NOT_UNDERSTOOD, ids=lambda body: repr(body[:40]))
def test_it_holds_and_asks_again_after_whatever_it_does_not_understand(service: OwnService, body: str | bytes) -> None:
    service.answers(body)
    comment = judged()

    assert (comment.status, found(comment).code) == (Status.PENDING, "own-hook-silent")
    assert (comment.due or NOON) >= NOON + MINUTE
    assert "was not understood" in found(comment).reason


@pytest.mark.once
@pytest.mark.parametrize("role", NO_ANSWERS)
def test_it_holds_and_asks_again_after_whatever_is_no_answer(service: OwnService, role: Role) -> None:
    service.role = role
    with impatient():
        comment = judged()

    assert (comment.status, comment.is_screened, found(comment).code) == (Status.PENDING, True, "own-hook-silent")
    assert (comment.due or NOON) >= NOON + MINUTE
    assert author_view.reason_for_author(comment) == "A moderator will read it."


@pytest.mark.once
@pytest.mark.parametrize(
    "status", ["201 Created", "204 No Content", "302 Found", "403 Forbidden", "500 Oh", "503 Busy"]
)
def test_it_takes_no_answer_with_another_status_than_200(service: OwnService, status: str) -> None:
    service.answers('{"verdict": "clear"}', status)

    assert judged().status == Status.PENDING


def test_it_follows_no_redirect(service: OwnService) -> None:
    service.role = Role.REDIRECT
    judged()

    assert [one.path for one in service.asked] == ["/1.1"]


@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.7", "169.254.169.254", "::1"])
def test_it_asks_no_address_of_a_private_network(
    service: OwnService, settings: Any, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    """Wherever a name leads that looked public when it was typed."""
    settings.PUBLIC_URL = "https://comments.example.org"
    port = int(service.url.split(":")[2].split("/")[0])
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    resolved = [(family, socket.SOCK_STREAM, 6, "", (address, port))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_arguments, **_options: resolved)
    OwnHook.objects.update(url=f"http://hook.example.org:{port}/")
    comment = judged()

    assert service.asked == []
    assert "private network" in found(comment).reason


def test_it_holds_while_the_secret_cannot_be_read(service: OwnService) -> None:
    OwnHook.objects.update(secret="lost")

    assert (judged().status, service.asked) == (Status.PENDING, [])


def test_it_leaves_alone_a_service_that_failed_three_times_and_others_are_asked(service: OwnService) -> None:
    service.role = Role.ERROR
    handful = [undecided() for _ in range(5)]
    other = factories.quiet_site("post", premoderation="objections")
    with OwnService() as sound:
        sound.says("clear")
        sound.secret = set_up(other, url=sound.url)
        elsewhere = undecided(on=factories.subject("post"))
        screen(*handful, elsewhere)

    assert (len(service.asked), len(sound.asked)) == (3, 1)
    assert {factories.fresh(comment).status for comment in handful} == {Status.PENDING}
    assert factories.fresh(elsewhere).status == Status.APPROVED
    assert Service.objects.get(resting_until__isnull=False).name == f"own_hook:{handful[0].site_id}"


def test_it_publishes_once_the_service_is_back(service: OwnService) -> None:
    service.stop()
    comment = judged()
    service.start()
    due = comment.due
    assert due
    assert backlog.sweep(now=due) == [[comment.pk]]
    screen(comment, now=due)

    assert factories.fresh(comment).status == Status.APPROVED
    assert service.questions[-1]["data"]["again"] is True


def test_it_decides_without_the_service_once_that_is_switched_off(service: OwnService) -> None:
    service.stop()
    comment = judged()
    Site.objects.update(own_hook="")
    screen(comment, now=comment.due or NOON)

    assert factories.fresh(comment).status == Status.APPROVED
    assert not comment.findings.filter(check_name="own_hook").exists()


@pytest.mark.once
def test_it_writes_no_address_and_no_secret_into_a_log(service: OwnService, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    OwnHook.objects.update(url=f"{service.url}?key=hidden")
    for role in (Role.ERROR, Role.HANG_UP, Role.GARBAGE, Role.HUGE):
        service.role = role
        screen(undecided(email="ada@example.org"))

    assert "not asked again" in caplog.text
    assert not [one for one in ("hidden", service.secret, "ada@example.org", "whsec_") if one in caplog.text]


def test_it_would_wait_for_every_comment_without_the_breaker(service: OwnService) -> None:
    """The control."""
    service.role = Role.ERROR
    handful = [undecided() for _ in range(5)]
    with patch.object(breaker, "ask", lambda name, question, now: question()):
        screen(*handful, now=NOON + SECOND)

    assert len(service.asked) == 5

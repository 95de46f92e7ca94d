"""Screening on a site that asks a service of its own: what follows from each answer, and from none."""

import logging
import socket
from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

import pytest

from comments.models import CheckSetting, Comment, Finding, OwnHook, Service, Site, TrustedAuthor
from comments.moderation import decisions
from comments.outbound import breaker
from comments.own_hook.client import REASON_LIMIT
from comments.posting import edits
from comments.posting.edits import Edit
from comments.reading import author_view
from comments.screening import backlog, registry
from comments.screening.vocabulary import Judgement, reject, spam
from comments.statuses import Status
from tests.support import factories
from tests.support.asked_service import MINUTE, SECOND, asked, judged, screen, undecided
from tests.support.factories import NOON
from tests.support.fake_akismet import Role
from tests.support.own_service import OwnService, impatient, own_service, set_up

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


@pytest.fixture
def service() -> Iterator[OwnService]:
    with own_service() as running:
        yield running


def found(comment: Comment) -> Finding:
    return comment.findings.get(check_name="own_hook")


def test_it_asks_nobody_where_none_is_set_up(service: OwnService) -> None:
    Site.objects.update(own_hook="")
    comment = judged()

    assert (comment.status, service.asked) == (Status.APPROVED, [])
    assert not comment.findings.filter(check_name="own_hook").exists()


def test_it_sends_what_is_known_of_the_comment_signed(service: OwnService) -> None:
    parent = judged()
    sent = {"text": "A **thought**.", "url": "https://ada.example.org", "user_agent": "Browser"}
    comment = undecided(parent_id=parent.pk, **{**sent, "address": "192.0.2.9"})
    screen(comment)
    (_first, question) = service.questions
    thread, headers = comment.thread, {name.lower(): value for name, value in service.last.headers.items()}
    page = question["data"]["thread"].pop("url")

    assert page.startswith("http")
    assert question["type"] == "comment.check"
    assert question["data"] == {
        "site": comment.thread.site.slug, "again": False, "test": False,
        "thread": {"key": thread.key, "title": thread.title, "confirmed": thread.is_confirmed},
        "comment": {
            "id": comment.pk, "version": 1, "parent": parent.pk, "text": "A **thought**.",
            "html": factories.fresh(comment).html, "created_at": "2026-03-02T12:00:00Z",
            "author": {
                "staff": False, "name": comment.name, "url": "https://ada.example.org", "email": comment.email,
                "address": "192.0.2.9", "user_agent": "Browser",
            },
        },
    }  # fmt: skip
    assert headers["webhook-id"] == f"comment_{comment.pk}_1"
    assert headers["content-type"] == "application/json"


@pytest.mark.parametrize(("level", "told"), [("none", {"staff"}), ("names", {"staff", "name", "url"})])
def test_it_tells_of_authors_what_the_site_lets_it(service: OwnService, level: str, told: set[str]) -> None:
    Site.objects.update(own_hook=level)
    judged(email="ada@example.org", address="192.0.2.77", user_agent="Browser/7")

    assert service.questions[0]["data"]["comment"]["author"].keys() == told
    assert not [one for one in ("ada@example.org", "192.0.2.77", "Browser/7") if one in service.last.body]


@pytest.mark.parametrize(
    ("verdict", "status", "code", "told"),
    [
        ("clear", Status.APPROVED, "", ""),
        ("hold", Status.PENDING, "own-hook-hold", "A moderator will read it."),
        ("reject", Status.REJECTED, "own-hook-reject", "It does not keep to the rules of this site."),
        ("spam", Status.SPAM, "own-hook-spam", "A moderator will read it."),
    ],
)
def test_it_does_what_the_service_says(service: OwnService, verdict: str, status: Status, code: str, told: str) -> None:
    service.says(verdict, "Seen before.")
    comment = judged()

    assert (comment.status, comment.due, found(comment).code) == (status, None, code)
    assert "Seen before." in found(comment).reason
    assert author_view.reason_for_author(comment) == told


@pytest.mark.parametrize(
    ("said", "read"),
    [
        (None, "The site's own service wants a moderator to decide."),
        ("", "The site's own service wants a moderator to decide."),
        ("two\nlines\t\x00\u202egnp", "It says: “two lines gnp”"),
        ("<b>bold</b>", "It says: “<b>bold</b>”"),
        ("x" * 2000, f"It says: “{'x' * (REASON_LIMIT - 1)}…”"),
        ("by ada@example.org from 192.0.2.7", "It says: “by … from …”"),
    ],
)
def test_it_keeps_of_a_reason_one_line_without_addresses(service: OwnService, said: str | None, read: str) -> None:
    service.says("hold", said)
    comment = judged(email="ada@example.org", address="192.0.2.7")

    assert found(comment).reason.endswith(read)
    assert factories.last_decision(comment).reason == found(comment).reason


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


def test_it_asks_again_about_an_edited_text_under_another_id(service: OwnService) -> None:
    comment = judged()
    edits.edit(comment, Edit(text="Another thought."), now=NOON + MINUTE)
    screen(comment, now=NOON + MINUTE + SECOND)

    assert service.last.headers["webhook-id"] == f"comment_{comment.pk}_2"
    assert service.questions[-1]["data"]["comment"]["version"] == 2


@pytest.mark.parametrize("objection", [spam("Known.", code="known"), reject("A listed word.", told="A word.")], ids=str)
def test_it_is_not_asked_about_what_is_decided_here(service: OwnService, objection: Judgement) -> None:
    with patch.dict(registry.CHECKS, {"one": lambda candidate, site: objection}):
        comment = judged()

    assert (service.asked, found(comment).reason[:9]) == ([], "Not asked")


@pytest.mark.parametrize(("verdict", "number"), [("clear", 1), ("hold", 1), ("reject", 0), ("spam", 0)])
def test_it_is_asked_before_akismet_which_hears_of_nothing_that_it_decides(
    service: OwnService, settings: Any, verdict: str, number: int
) -> None:
    service.says(verdict)
    with asked(settings, Role.HAM) as akismet:
        comment = judged()

    assert len(akismet.asked) == number
    assert comment.findings.get(check_name="akismet").verdict == ("clear" if number else "abstain")


def test_it_comes_where_the_site_puts_it(service: OwnService, settings: Any) -> None:
    comment = undecided()
    CheckSetting.objects.create(site=comment.thread.site, check_name="own_hook", position=1000)
    with asked(settings, Role.SPAM):
        screen(comment)

    assert (service.asked, found(comment).verdict) == ([], "abstain")


def test_it_only_informs_moderators_where_it_weighs_nothing(service: OwnService) -> None:
    service.says("spam", "Known.")
    comment = undecided()
    CheckSetting.objects.create(site=comment.thread.site, check_name="own_hook", weight=0)
    screen(comment)

    assert (factories.fresh(comment).status, found(comment).verdict) == (Status.APPROVED, "note")


@pytest.mark.parametrize("verdict", ["hold", "reject", "spam"])
def test_it_leaves_to_a_person_what_it_says_of_a_trusted_author(service: OwnService, verdict: str) -> None:
    known = undecided(remember=True, name="Ada", email="ada@example.org")
    TrustedAuthor.objects.create(site=known.thread.site, email="ada@example.org", name="Ada", created_at=NOON)
    decisions.approve(known.pk, by=factories.moderator(), version=1, now=NOON)
    service.says(verdict)

    same = {"remember": True, "commenter_id": known.commenter_id, "name": "Ada", "email": "ada@example.org"}
    assert judged(**same).status == Status.PENDING


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

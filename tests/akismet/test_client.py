"""What Akismet is asked, what its answers mean, and that only two of them count."""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as st

from comments import __version__, conf
from comments.akismet import client
from comments.akismet.client import Question, SpamAnswer
from comments.outbound.http import Fault, NoAnswer
from tests.support.fake_akismet import CERTAIN_SPAM, KEY, FakeAkismet, Role

pytestmark = pytest.mark.once

SHORT = 0.3  # seconds
QUESTION = Question(
    blog="https://times.example.org",
    user_ip="192.0.2.7",
    user_agent="Mozilla/5.0",
    permalink="https://times.example.org/city/bridge/",
    comment_author="Ada",
    comment_author_email="ada@example.org",
    comment_content="Schön & gut = 1 + 1?",
)


@pytest.fixture
def service(settings: Any) -> Iterator[FakeAkismet]:
    with FakeAkismet() as fake:
        fake.drip_seconds = 0.02
        settings.AKISMET_URL, settings.AKISMET_KEY = fake.url, KEY
        yield fake


def ask(seconds: float = 5, **fields: str) -> SpamAnswer:
    return client.comment_check({**QUESTION.fields(), **fields}, seconds=seconds)


def fault(seconds: float = SHORT) -> NoAnswer:
    """What came instead of an answer; a service that is slow or drips would go on for half a minute and more."""
    with pytest.raises(NoAnswer) as unanswered:
        ask(seconds)
    return unanswered.value


def test_it_asks_with_all_that_is_known(service: FakeAkismet) -> None:
    ask()

    assert service.last.path == "/1.1/comment-check"
    assert service.last.fields == QUESTION.fields() | {"api_key": KEY}
    assert service.last.fields["comment_content"] == QUESTION.comment_content


def test_it_says_who_asks_in_the_form_that_akismet_wants(service: FakeAkismet) -> None:
    ask()

    application, _, plugin = service.last.headers["User-Agent"].partition(" | ")
    assert application.startswith("Django/")
    assert plugin == f"Comments/{__version__}"


def test_it_sends_moments_in_utc_and_nothing_that_is_empty() -> None:
    berlin = datetime(2026, 3, 2, 13, 30, tzinfo=timezone(timedelta(hours=1)))
    fields = Question("https://a.example", "192.0.2.7", comment_date_gmt=berlin, is_test=True).fields()

    assert fields == {
        "blog": "https://a.example",
        "user_ip": "192.0.2.7",
        "comment_type": "comment",
        "comment_date_gmt": "2026-03-02T12:30:00Z",
        "blog_charset": "UTF-8",
        "is_test": "true",
    }


def test_it_names_the_trap_and_sends_what_was_in_it() -> None:
    fields = Question("https://a.example", "192.0.2.7", honeypot_field_name="subject", honeypot="Buy").fields()

    assert (fields["honeypot_field_name"], fields["subject"]) == ("subject", "Buy")
    assert "honeypot" not in fields


def test_it_never_lets_the_trap_stand_for_another_field() -> None:
    fields = Question("https://a.example", "192.0.2.7", honeypot_field_name="user_ip", honeypot="127.0.0.1").fields()

    assert fields["user_ip"] == "192.0.2.7"


@pytest.mark.parametrize(
    ("role", "answer"),
    [
        (Role.SPAM, SpamAnswer(is_spam=True)),
        (Role.BLATANT, SpamAnswer(is_spam=True, is_blatant=True)),
        (Role.HAM, SpamAnswer(is_spam=False)),
        (Role.PROVISIONAL, SpamAnswer(is_spam=False, is_provisional=True)),
    ],
)
def test_it_takes_true_and_false_for_an_answer(service: FakeAkismet, role: Role, answer: SpamAnswer) -> None:
    service.role = role

    assert ask() == answer


def test_it_is_told_of_certain_spam(service: FakeAkismet) -> None:
    assert ask(comment_author=CERTAIN_SPAM).is_spam
    assert not ask().is_spam


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        (Role.NO_KEY, Fault.NOT_ACCEPTED),
        (Role.BARE_NO_KEY, Fault.NOT_ACCEPTED),
        (Role.SUSPENDED, Fault.NOT_ACCEPTED),
        (Role.ERROR, Fault.STATUS),
        (Role.FORBIDDEN, Fault.STATUS),
        (Role.GARBAGE, Fault.NOT_UNDERSTOOD),
        (Role.NEARLY, Fault.NOT_UNDERSTOOD),
        (Role.EMPTY, Fault.NOT_UNDERSTOOD),
        (Role.SLOW, Fault.TOO_SLOW),
        (Role.DRIP, Fault.TOO_SLOW),
        (Role.DRIP_HEAD, Fault.TOO_SLOW),
        (Role.HUGE, Fault.TOO_LONG),
        (Role.HUGE_HEAD, Fault.TOO_LONG),
        (Role.REDIRECT, Fault.REDIRECT),
        (Role.HANG_UP, Fault.CUT_OFF),
        (Role.CUT_SHORT, Fault.CUT_OFF),
    ],
)
def test_it_takes_nothing_else_for_an_answer(service: FakeAkismet, role: Role, expected: Fault) -> None:
    service.role = role

    assert fault().fault == expected
    assert len(service.asked) == 1


@how(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    st.binary(max_size=200),
    st.sampled_from([b"", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\n\r\n", b"HTTP/1.1 100 "]),
)
def test_it_outlives_whatever_comes_back(service: FakeAkismet, rest: bytes, start: bytes) -> None:
    service.role, service.raw = Role.RAW, start + rest
    said = rest if start.endswith(b"\r\n\r\n") else b""
    try:
        answer: SpamAnswer | None = ask()
    except NoAnswer:
        answer = None

    assert (answer is not None) == (said in (b"true", b"false"))


def test_it_asks_nobody_without_a_key(service: FakeAkismet, settings: Any) -> None:
    settings.AKISMET_KEY = ""

    assert fault().fault == Fault.NO_KEY
    assert service.asked == []


def test_it_sends_the_key_in_the_body_and_shows_it_nowhere(
    service: FakeAkismet, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for service.role in Role:
        try:
            said = str(ask(SHORT))
        except NoAnswer as unanswered:
            said = f"{unanswered!r} {unanswered.reason} {unanswered.__cause__}"
        assert KEY not in said
        assert KEY not in f"{service.last.path} {service.last.headers}"
        assert service.last.fields["api_key"] == KEY
    assert KEY not in caplog.text


def test_it_hides_key_and_email_that_a_service_repeats(service: FakeAkismet) -> None:
    service.role, service.help = Role.NO_KEY, f"Key {KEY.upper()} of ada@example.org, or ada%40example.org, is bad."
    assert fault().reason.endswith(": Key … of … or … is bad.")


def test_it_cuts_what_a_service_explains_to_what_can_be_read(service: FakeAkismet) -> None:
    service.role, service.help = Role.NO_KEY, "x\t\x7f" + "y" * 60_000

    explained = fault().reason.partition(": ")[2]
    assert len(explained) == client.HELP_LIMIT
    assert explained.isprintable()


@pytest.mark.parametrize(("report", "call"), [(client.submit_spam, "submit-spam"), (client.submit_ham, "submit-ham")])
def test_it_reports_with_the_very_fields_it_asked_with(service: FakeAkismet, report: Any, call: str) -> None:
    kept = QUESTION.fields()
    client.comment_check(kept)
    report(kept)

    assert service.last.path == f"/1.1/{call}"
    assert service.asked[0].fields == service.asked[1].fields


@pytest.mark.parametrize("role", [Role.HAM, Role.NO_KEY, Role.ERROR, Role.GARBAGE, Role.HANG_UP])
def test_it_counts_a_report_only_when_thanked(service: FakeAkismet, role: Role) -> None:
    service.role = role
    with pytest.raises(NoAnswer):
        client.submit_spam(QUESTION.fields())


def test_it_verifies_a_key(service: FakeAkismet, settings: Any) -> None:
    assert client.verify_key("https://times.example.org").is_valid

    settings.AKISMET_KEY = "another"
    verdict = client.verify_key("https://times.example.org")
    assert (verdict.is_valid, verdict.help) == (False, service.help)


def verified(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    call_command("verify_akismet", *arguments)
    return capsys.readouterr().out.strip()


def test_it_tells_the_operator_that_the_key_is_accepted(
    service: FakeAkismet, capsys: pytest.CaptureFixture[str]
) -> None:
    assert verified(capsys) == f"Akismet accepts the key for {conf.public_url()}."
    assert service.last.fields == {"blog": conf.public_url(), "api_key": KEY}


@pytest.mark.django_db
def test_it_verifies_the_key_for_the_address_of_a_site(
    service: FakeAkismet, capsys: pytest.CaptureFixture[str]
) -> None:
    from tests.support import factories

    factories.site("times", origins="https://times.example.org\nhttps://m.times.example.org")
    factories.site("here", origins="")

    assert "https://times.example.org" in verified(capsys, "--site", "times")
    assert conf.public_url() in verified(capsys, "--site", "here")
    with pytest.raises(CommandError, match="nowhere"):
        verified(capsys, "--site", "nowhere")


@pytest.mark.parametrize("role", [Role.NO_KEY, Role.BARE_NO_KEY, Role.ERROR, Role.REDIRECT, Role.HANG_UP])
def test_it_fails_with_one_sentence_when_the_key_is_not_accepted(service: FakeAkismet, role: Role) -> None:
    service.role = role
    with pytest.raises(CommandError) as refusal:
        call_command("verify_akismet")

    assert len(str(refusal.value).splitlines()) == 1
    assert KEY not in str(refusal.value)


def test_it_fails_when_there_is_no_key_to_verify(settings: Any) -> None:
    settings.AKISMET_KEY = ""
    with pytest.raises(CommandError, match="AKISMET_KEY is not set"):
        call_command("verify_akismet")

"""Mails handed to a real mail server that takes, refuses, hangs and dies: what is tried again, and what is not."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from comments.deliveries import suppression
from comments.deliveries.channels import Fate
from comments.mail import message, smtp
from comments.models import Site
from comments.outbound import wire
from comments.outbound.http import NoAnswer
from tests.mail.conftest import MakeLetter
from tests.support.authority import Authority
from tests.support.mail_server import Act, MailServer, Step

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def listening() -> Iterator[MailServer]:
    with MailServer() as server:
        yield server


@pytest.fixture
def server(listening: MailServer, settings: Any) -> MailServer:
    listening.forget()
    use(listening, settings)
    return listening


def use(server: MailServer, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "localhost" if server.tls else "127.0.0.1", server.port
    settings.EMAIL_USE_TLS, settings.EMAIL_USE_SSL = bool(server.tls) and not server.implicit, server.implicit
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = server.user, server.password


def test_it_hands_a_mail_over_as_it_was_written(server: MailServer, letter: MakeLetter, settings: Any) -> None:
    settings.DEFAULT_FROM_EMAIL = "Talk <talk@example.org>"
    sent = letter(subject="Grüße", context={"who": "A\n.\nB"})

    assert message.send(sent).fate == Fate.SENT

    (mail,) = server.mails
    assert (mail.sender, mail.recipients) == ("talk@example.org", ["ada@example.org"])
    assert mail.message["Subject"] == "Grüße"
    assert str(sent.delivery.uuid) in mail.message["Message-ID"]
    assert "\n.\nB" in mail.part("plain").replace("\r\n", "\n")


@pytest.mark.once
@pytest.mark.parametrize(
    ("step", "answer", "fate"),
    [
        (Step.CONNECT, "554 5.3.2 No service", Fate.RETRY),
        (Step.CONNECT, Act.DIE, Fate.RETRY),
        (Step.MAIL, "550 5.7.1 Not as this sender", Fate.RETRY),
        (Step.MAIL, "451 4.3.0 Later", Fate.RETRY),
        (Step.RCPT, "450 4.2.0 Greylisted", Fate.RETRY),
        (Step.RCPT, "550 5.7.1 Relaying denied", Fate.REFUSED),
        (Step.DATA, "451 4.3.0 Later", Fate.RETRY),
        (Step.DATA, Act.DIE, Fate.RETRY),
        (Step.BODY, "554 5.7.1 Spam", Fate.REFUSED),
        (Step.BODY, "452 4.2.2 Full", Fate.RETRY),
        (Step.BODY, Act.DIE, Fate.RETRY),
        (Step.BODY, Act.DIE_TAKEN, Fate.RETRY),
        (Step.QUIT, Act.DIE, Fate.SENT),
        (Step.QUIT, "500 What", Fate.SENT),
    ],
)
def test_it_tries_again_what_may_be_taken_later(
    server: MailServer, letter: MakeLetter, site: Site, step: Step, answer: str | Act, fate: Fate
) -> None:
    server.will(step, answer)

    assert message.send(letter()).fate == fate
    assert not suppression.holds("ada@example.org", site)
    assert len(server.mails) == (fate == Fate.SENT or answer == Act.DIE_TAKEN)


@pytest.mark.parametrize("answer", ["550 5.1.1 <ada@example.org>: not here", "550 No such user here", "553 5.1.3 Bad"])
def test_it_writes_no_more_to_a_mailbox_that_is_not_there(
    server: MailServer, letter: MakeLetter, site: Site, answer: str
) -> None:
    server.at("ada@example.org", answer)

    outcome = message.send(letter())

    assert (outcome.fate, "@" in outcome.answer) == (Fate.REFUSED, False)
    assert suppression.holds("ada@example.org", site)
    server.behave()
    assert message.send(letter()).fate == Fate.DROPPED
    assert message.send(letter(to="eve@example.org")).fate == Fate.SENT


@pytest.mark.once
@pytest.mark.parametrize("step", [Step.CONNECT, Step.RCPT, Step.BODY])
def test_it_gives_up_on_a_server_that_hangs(server: MailServer, letter: MakeLetter, step: Step) -> None:
    server.will(step, Act.HANG)

    with pytest.raises(NoAnswer, match="in time"):
        smtp.hand_over(message.write(letter()), sender="a@b.example", recipient="ada@example.org", seconds=0.3)


@pytest.mark.once
def test_it_lets_others_pass_while_no_server_is_there(letter: MakeLetter, settings: Any) -> None:
    gone = MailServer()
    gone.start()
    use(gone, settings)
    gone.stop()

    outcome = message.send(letter())

    assert (outcome.fate, bool(outcome.rests)) == (Fate.RETRY, True)
    assert outcome.answer == "The mail server refused the connection."


@pytest.mark.once
@pytest.mark.parametrize("implicit", [True, False])
def test_it_signs_in_over_tls_and_only_with_a_certificate_that_it_trusts(
    letter: MakeLetter, settings: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, implicit: bool
) -> None:
    authority = Authority(tmp_path)
    with MailServer(tls=authority.serving(), implicit=implicit, user="ada", password="p/@%") as server:
        use(server, settings)
        wire.trusted.cache_clear()
        distrusted = message.send(letter())
        monkeypatch.setenv("SSL_CERT_FILE", str(authority.certificate))
        wire.trusted.cache_clear()
        trusted = message.send(letter())
        settings.EMAIL_HOST_PASSWORD = "wrong"
        wrong = message.send(letter())
    wire.trusted.cache_clear()

    assert (distrusted.fate, trusted.fate, wrong.fate) == (Fate.RETRY, Fate.SENT, Fate.RETRY)
    assert "secure" in distrusted.answer
    assert "wrong" not in wrong.answer and wrong.answer.startswith("AUTH: 535")
    assert len(server.mails) == 1


@pytest.mark.once
def test_it_sends_no_password_where_the_server_knows_no_tls(letter: MakeLetter, settings: Any) -> None:
    with MailServer(user="ada", password="secret") as server:
        use(server, settings)
        settings.EMAIL_USE_TLS = True
        outcome = message.send(letter())

    assert (outcome.fate, outcome.answer.partition(":")[0]) == (Fate.RETRY, "STARTTLS")
    assert Step.AUTH not in server.tried


@pytest.mark.once
@pytest.mark.parametrize("challenge", ["334 A", "334 ====x"])
def test_it_tries_again_where_a_server_asks_for_the_password_in_no_way_that_is_known(
    server: MailServer, letter: MakeLetter, settings: Any, challenge: str
) -> None:
    server.will(Step.EHLO, "250-here\r\n250 AUTH CRAM-MD5 LOGIN")
    server.will(Step.AUTH, challenge)
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "ada", "secret"
    outcome = message.send(letter())

    assert outcome.fate == Fate.RETRY
    assert outcome.rests

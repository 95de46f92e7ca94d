"""The mail server of the tests does what it is told, at each step of SMTP."""

import smtplib
import ssl
from collections.abc import Iterator
from email.message import EmailMessage

import pytest

from tests.support.authority import Authority
from tests.support.mail_server import Act, MailServer, Step

pytestmark = pytest.mark.once

USER, PASSWORD = "sample", "sample-pass-word"


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def server() -> Iterator[MailServer]:
    with MailServer() as running:
        yield running


def connected(server: MailServer, scheme: str, trusted: ssl.SSLContext, seconds: float) -> smtplib.SMTP:
    if scheme == "smtps":
        return smtplib.SMTP_SSL("localhost", server.port, timeout=seconds, context=trusted)
    return smtplib.SMTP("localhost", server.port, timeout=seconds)


def send(server: MailServer, *, seconds: float = 10) -> None:
    """As a client that signs in and encrypts where the server's address says so."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "from@example.org", "to@example.org", "Grüße"
    message.set_content(".\n..\nA line.\n")
    scheme, trusted = server.url().partition(":")[0], ssl.create_default_context()
    with connected(server, scheme, trusted, seconds) as client:
        if scheme == "smtp+tls":
            client.starttls(context=trusted)
        if server.user:
            client.login(server.user, PASSWORD)
        client.send_message(message)


def test_it_keeps_what_it_took_parsed(server: MailServer) -> None:
    send(server)

    mail = server.wait_for(1)[0]
    assert (mail.sender, mail.recipients) == ("from@example.org", ["to@example.org"])
    assert (mail.message["Subject"], mail.part("plain")) == ("Grüße", ".\n..\nA line.\n")
    assert (mail.user, mail.is_encrypted) == ("", False)
    assert server.to("to@example.org") == [mail]


@pytest.mark.parametrize("step", [Step.CONNECT, Step.MAIL, Step.RCPT, Step.DATA, Step.BODY])
def test_it_refuses_at_each_step_as_often_as_told(server: MailServer, step: Step) -> None:
    server.will(step, "451 4.3.0 Later", times=2)
    for _ in range(2):
        with pytest.raises(smtplib.SMTPException):
            send(server)
    assert server.mails == []

    send(server)
    assert len(server.mails) == 1


def test_it_refuses_one_recipient(server: MailServer) -> None:
    server.at("to@example.org", "550 5.1.1 Nobody of that name")

    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        send(server)
    assert refused.value.recipients["to@example.org"][0] == 550


@pytest.mark.parametrize("step", [Step.CONNECT, Step.EHLO, Step.MAIL, Step.RCPT, Step.DATA, Step.BODY])
def test_it_hangs_and_dies_at_each_step(server: MailServer, step: Step) -> None:
    server.will(step, Act.HANG)
    with pytest.raises((TimeoutError, smtplib.SMTPException)):
        send(server, seconds=0.05)
    server.will(step, Act.DIE)
    with pytest.raises((OSError, smtplib.SMTPException)):
        send(server)

    assert server.mails == []


def test_it_takes_a_message_and_dies_before_it_says_so(server: MailServer) -> None:
    server.will(Step.BODY, Act.DIE_TAKEN)
    with pytest.raises(smtplib.SMTPServerDisconnected):
        send(server)

    assert len(server.mails) == 1


def test_it_refuses_connections_until_it_is_started_again(server: MailServer) -> None:
    server.stop()
    with pytest.raises(ConnectionRefusedError):
        send(server)
    server.start()
    send(server)

    assert len(server.mails) == 1


@pytest.mark.parametrize("implicit", [False, True])
def test_it_speaks_tls_and_knows_one_user(
    authority: Authority, implicit: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    with MailServer(tls=authority.serving(), implicit=implicit, user=USER, password=PASSWORD) as server:
        with pytest.raises(ssl.SSLCertVerificationError):
            send(server)
        monkeypatch.setenv("SSL_CERT_FILE", str(authority.certificate))
        send(server)
        assert [(mail.user, mail.is_encrypted) for mail in server.mails] == [(USER, True)]

        server.password = "another"
        with pytest.raises(smtplib.SMTPAuthenticationError):
            send(server)


def test_it_is_trusted_for_its_own_name_alone(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.certificate))
    with MailServer(tls=authority.serving("mail.example.org")) as server, pytest.raises(ssl.SSLCertVerificationError):
        send(server)

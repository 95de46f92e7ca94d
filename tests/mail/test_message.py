"""One mail: its headers and parts as a mail program reads them, and whom nothing is sent to."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from django.utils.html import escape

from comments.deliveries import suppression
from comments.deliveries.channels import Fate
from comments.mail import message
from comments.mail.stopping import Stop
from comments.models import Site, SuppressionReason
from tests.mail.conftest import MakeLetter
from tests.support import factories
from tests.support.pages import parse

pytestmark = pytest.mark.django_db

FILES = "comments.mail.files.EmailBackend"
HOSTILE = 'x"><script>alert(1)</script>\r\nBcc: eve@example.org\r\n\r\n{{ x }} https://evil.example'


def parsed(content: bytes) -> EmailMessage:
    return message_from_bytes(content, policy=default)


def part(content: bytes, kind: str) -> str:
    body = parsed(content).get_body((kind,))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


@pytest.mark.once
def test_it_says_whom_it_is_from_and_that_nobody_wrote_it(letter: MakeLetter, site: Site, settings: Any) -> None:
    settings.PUBLIC_URL = "https://talk.example.org"
    settings.DEFAULT_FROM_EMAIL = "Talk <talk@example.org>"
    sent = letter(thread_of="thread:12", stop=Stop("comment:7", "thread:12"))
    once, again = parsed(message.write(sent)), parsed(message.write(sent))

    assert once["From"] == "The Times <talk@example.org>"
    assert (once["To"], once["Subject"], once["Content-Language"]) == ("ada@example.org", "A test", "en")
    assert once["Message-ID"] == again["Message-ID"] == f"<{sent.delivery.uuid}@talk.example.org>"
    assert once["References"] == once["In-Reply-To"] == "<thread.12@talk.example.org>"
    assert (once["Auto-Submitted"], once["X-Auto-Response-Suppress"]) == ("auto-generated", "All")
    assert once["List-Unsubscribe"].startswith("<https://talk.example.org/threads/mail/stop/?token=")
    assert once["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert once["Date"].datetime.utcoffset() is not None
    assert all(len(line) <= 998 for line in message.write(sent).split(b"\r\n"))


@pytest.mark.once
def test_it_takes_name_address_and_links_of_the_site(letter: MakeLetter, site: Site) -> None:
    site.mail_from_name, site.mail_from = "Die „Zeiten“, täglich", "reden@Zeiten.example"
    site.public_address = "https://reden.zeiten.example"

    mail = parsed(message.write(letter(stop=Stop("comment:7"))))

    (sender,) = mail["From"].addresses
    assert (sender.display_name, sender.addr_spec) == ("Die „Zeiten“, täglich", "reden@zeiten.example")
    assert mail["List-Unsubscribe"].startswith("<https://reden.zeiten.example/threads/mail/stop/")


@pytest.mark.once
def test_it_says_the_same_as_text_and_as_html_whatever_was_typed(letter: MakeLetter) -> None:
    content = message.write(letter(subject=HOSTILE, context={"who": HOSTILE}, stop=Stop("comment:7", "thread:1")))

    mail, text, html = parsed(content), part(content, "plain"), part(content, "html")
    assert mail.keys().count("To") == 1 and "Bcc" not in mail
    assert HOSTILE.partition("\r")[0] in text
    assert "<script" not in html and escape(HOSTILE.partition("\r")[0]) in html
    said = " ".join(parse(html).text.split())
    for line in filter(None, text.split("\n")):
        assert line.startswith("http") or line == "--" or " ".join(line.rstrip(":").split()) in said, line
    for address in [line for line in text.split("\n") if line.startswith("http")]:
        assert address in {link.get("href") for link in parse(html).all("a")}


@pytest.mark.once
def test_it_is_written_in_the_language_of_its_reader_and_from_right_to_left(letter: MakeLetter) -> None:
    html = part(message.write(letter(language="ar", stop=Stop("comment:7"))), "html")

    page = parse(html)
    assert (page.all("html")[0].get("lang"), page.all("html")[0].get("dir")) == ("ar", "rtl")
    assert "إيقاف جميع الرسائل" in html


@pytest.mark.once
@pytest.mark.parametrize(
    "to", ["", "ada", "ada@localhost", "a@b.example,c@d.example", "a@b.example\r\nBcc: c@d.example", "jörg@b.example",
           "<a@b.example>", "Ada <a@b.example>", "a b@c.example", "a@b.example ", "x" * 90 + "@b.example"],
)  # fmt: skip
def test_it_sends_nothing_to_what_is_no_one_address(letter: MakeLetter, to: str, tmp_path: Path, settings: Any) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_FILE_PATH = FILES, tmp_path

    assert message.send(letter(to=to)).fate == Fate.REFUSED
    assert list(tmp_path.iterdir()) == []


@pytest.mark.once
def test_it_becomes_a_private_file_without_a_server(letter: MakeLetter, tmp_path: Path, settings: Any) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_FILE_PATH = FILES, tmp_path / "mail"

    assert message.send(letter(to="Ada@M\u00fcnchen.example", stop=Stop("comment:7", "thread:12"))).fate == Fate.SENT

    (file,) = (tmp_path / "mail").iterdir()
    assert parsed(file.read_bytes())["To"] == "Ada@xn--mnchen-3ya.example"
    assert b"List-Unsubscribe: <http" in file.read_bytes()
    assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    settings.EMAIL_FILE_PATH = file  # as where the disk is read-only
    assert message.send(letter()).fate == Fate.RETRY


@pytest.mark.once
def test_it_keeps_so_many_files_and_no_more(
    letter: MakeLetter, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_FILE_PATH = FILES, tmp_path
    monkeypatch.setattr("comments.mail.files.MOST_FILES", 2)

    for number in range(4):
        message.send(letter(subject=f"Number {number}"))

    kept = [parsed(file.read_bytes())["Subject"] for file in sorted(tmp_path.iterdir())]
    assert kept == ["Number 2", "Number 3"]


def test_it_writes_to_no_mailbox_on_the_list_however_it_is_typed(letter: MakeLetter, site: Site) -> None:
    other = factories.site("post")
    suppression.add("ADA+news@Example.org", site, SuppressionReason.EVERYTHING)
    suppression.add("ada@example.org", site, SuppressionReason.REFUSED)  # an older entry stays as it is

    assert message.send(letter()).fate == Fate.DROPPED
    assert message.send(letter(site=other)).fate == Fate.SENT
    assert message.send(letter(site=None)).fate == Fate.SENT
    suppression.lift("ada@example.org", site, SuppressionReason.EVERYTHING)
    assert message.send(letter()).fate == Fate.SENT
    suppression.add("ada@example.org", None, SuppressionReason.MODERATOR)
    assert message.send(letter(site=other)).fate == Fate.DROPPED


def test_it_writes_to_nobody_whose_address_was_erased_from_the_list(
    letter: MakeLetter, site: Site, settings: Any
) -> None:
    suppression.add("ada@example.org", site, SuppressionReason.EVERYTHING)
    (row,) = suppression.rows_of("ada@example.org")
    suppression.erase(row)

    row.refresh_from_db()
    assert "@" not in f"{row.mailbox} {row}"
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-key-of-fifty-random-characters-8472651903-abcdefg"
    assert message.send(letter()).fate == Fate.DROPPED

"""Mails as bytes: what was typed comes out as it was, and nothing typed adds a header or breaks a line."""

from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import default
from email.utils import parseaddr
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comments.mail import composing
from comments.text import characters

pytestmark = pytest.mark.once

TYPED = st.text(max_size=250) | st.sampled_from(
    [
        "x\r\nBcc: eve@example.org", "=?utf-8?q?=0ABcc=3A_x?=", 'a "quoted\\" name', "Doe, Jane <j@example.org>",
        "x" * 250, "نص من اليمين إلى اليسار " * 9, "a\u202eb\u2028c", "\ud800", "0\r\x1b",
        "word " * 60, "ünïcode " * 30,
    ]
)  # fmt: skip


def written(subject: str = "x", name: str = "x", text: str = "x", html: str = "x") -> tuple[bytes, EmailMessage]:
    headers = [
        ("From", composing.mailbox(name, "a@example.org", begin=len("From: "))),
        ("Subject", composing.words(subject, most=composing.LONGEST_SUBJECT, begin=len("Subject: "))),
    ]
    content = composing.compose(headers, text, html)
    return content, message_from_bytes(content, policy=default)


@settings(max_examples=30)
@given(TYPED)
def test_it_keeps_a_subject_and_a_name_as_typed_on_one_line(typed: str) -> None:
    content, message = written(typed, typed)

    assert message["Subject"] == composing.one_line(typed, most=composing.LONGEST_SUBJECT)
    # Python's newer parser puts spaces between the encoded words of a name.
    name, address = parseaddr(message_from_bytes(content)["From"])
    assert address == "a@example.org"
    assert str(make_header(decode_header(name))) == composing.one_line(typed, most=composing.LONGEST_NAME)
    assert sorted(message.keys()) == ["Content-Type", "From", "MIME-Version", "Subject"]
    assert all(len(line) <= 998 for line in content.split(b"\r\n"))


@settings(max_examples=30)
@given(TYPED)
def test_it_keeps_texts_of_any_length_in_lines_that_servers_take(typed: str) -> None:
    text = characters.without_control(typed.encode(errors="replace").decode()) + "é" * 3000 + "\n.\nFrom x\n"
    content, message = written(text=text, html=f"<p>{text}</p>")

    plain, html = message.iter_parts()
    assert _content(plain) == text
    assert _content(html) == f"<p>{text}</p>\n"
    lines = content.split(b"\r\n")
    assert not any(b"\n" in line or b"\r" in line or len(line) > 78 or not line.isascii() for line in lines)


@pytest.mark.parametrize("value", ["a\r\nBcc: x", "a\nb", "a\rb", "ä", "a\0", "a\r\n\r\nb"])
def test_it_writes_no_header_that_is_more_than_one(value: str) -> None:
    with pytest.raises(ValueError, match="not a value"):
        composing.compose([("X", value)], "x", "x")


def _content(part: object) -> str:
    return str(cast("EmailMessage", part).get_content()).replace("\r\n", "\n")

"""A mail as bytes: headers that nothing typed breaks out of, a text, and the same as HTML, in lines that servers take.

The headers are written here, since those of the standard library encode what is only long, such as the address behind
List-Unsubscribe, lose spaces between encoded words, and read words of a subject that look encoded.
"""

from collections.abc import Iterable
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import quote

from comments.text import characters

LONGEST_SUBJECT = 180
LONGEST_NAME = 100
# Lines with an encoded word have 76 characters at most (RFC 2047), others should have 78 and may have 998 (RFC 5322).
_LINE = 76
_CRLF = "\r\n"


def compose(headers: Iterable[tuple[str, str]], text: str, html: str) -> bytes:
    """The whole mail. The values of headers are ASCII, as `words`, `mailbox` and programs write them.

    Raises ValueError for a value that is anything else: with a line break in it, it could add a header or a recipient.
    """
    body = EmailMessage(policy=SMTP)
    body.set_content(_encodable(text), cte="quoted-printable")
    body.add_alternative(_encodable(html), subtype="html", cte="quoted-printable")
    return b"".join(_header(name, value) for name, value in headers) + body.as_bytes()


def words(text: str, *, most: int, begin: int) -> str:
    """What people typed, for a header of which `begin` characters are written: on one line, cut, encoded if need be."""
    line = one_line(text, most=most)
    if line.isascii() and "=?" not in line and begin + len(line) <= _LINE:
        return line
    return Header(line, "utf-8", maxlinelen=_LINE, header_name="x" * (begin - 2)).encode(linesep=_CRLF)


def mailbox(name: str, address: str, *, begin: int) -> str:
    """`Name <address>`; the address is in ASCII."""
    line = one_line(name, most=LONGEST_NAME)
    if not line:
        return address
    written = words(line, most=LONGEST_NAME, begin=begin)
    name_part = f'"{quote(line)}"' if written == line else written
    return f"{name_part}{_CRLF} <{address}>"


def one_line(text: str, *, most: int) -> str:
    """Without what would break a line or turn the direction of what follows."""
    # What is taken out may stand between spaces, or at an end.
    line = " ".join(characters.without_control(" ".join(_encodable(text).split())).split())
    return line if len(line) <= most else f"{characters.cut(line, most - 1)}…"


def _header(name: str, value: str) -> bytes:
    line = f"{name}: {value}"
    unfolded = line.replace(f"{_CRLF} ", " ")
    if not unfolded.isascii() or not unfolded.isprintable():
        raise ValueError(f"not a value of a header: {name}")
    return f"{line}{_CRLF}".encode("ascii")


def _encodable(text: str) -> str:
    """Half a character, which has no UTF-8, is no reason to send no mail."""
    return text.encode(errors="replace").decode()

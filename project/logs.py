"""How a log record looks: one line, without anything that would let a reader act as, or write to, a visitor."""

import copy
import logging
import re
import time
from http import HTTPStatus

from comments.db import transactions

# Wider than `comments.net.emails`, since what is refused is an address too: it says what ends one, not what is in it.
# Bounded on the left, or a long run of letters without an @ would be read once for each of them. What separates the
# parts of a page's address ends a name, though one may hold it: email=[e-mail]. Some scripts have their own full stop.
_NAME = r"""(?:[^\s"<>()\[\],;:\\/&=?@]{1,64}|[/&=?])(?:\\?")?"""
_DOT = "(?:[.\u3002\uff0e\uff61]|%2E|%E3%80%82|%EF%BC%8E|%EF%BD%A1)"
_IN_HOST = rf"(?:(?!{_DOT}|%40)[^\s\"'<>()\[\]{{}},;:\\/&=?@#|])"
E_MAIL = re.compile(rf"{_NAME}(?:@|%40){_IN_HOST}++(?:{_DOT}{_IN_HOST}++)++", re.IGNORECASE)
# Of the address of a database or a broker, what stands before its host: the name stays, the password goes.
SERVICE = re.compile(
    r"\b((?:amqp|redis|postgres|postgresql|pyamqp|smtp)(?:s|\+tls)?://[^\s/:@]*)(?::[^\s/@]*)?@", re.IGNORECASE
)
# Also in an address that stands, encoded, in a parameter of another: where somebody goes once they are signed in.
PARAMETER = re.compile(r"(\b|(?<=%3F)|(?<=%26))(waiting|token)(=|%3D)[^\s&;#\"'<>]+", re.IGNORECASE)
# Of the link by which somebody chooses a password.
PASSWORD_LINK = re.compile(r"(/admin/password/)(?!of/)[^\s?\"'<>]+")
BEARER = re.compile(r"\b(bearer)(\s+|%20)[^\s\"',]+", re.IGNORECASE)
# The secret of an API key; its public part says which key it was.
KEY = re.compile(r"(cmts(?:_|%5F)[0-9a-f]{1,12})(?:_|%5F)[0-9a-f]+", re.IGNORECASE)
# Each time that these find no broker, every few seconds, they report it with a traceback, and the stack in the text.
AWAY = ("celery.beat", "celery.worker.consumer")
# What moves the cursor, hides or reorders text: a visitor's name must not forge a line of its own.
CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")

# A record holds a name, a header, a traceback: more of it tells nobody more, and fills the disk. Characters and lines.
LONGEST_LINE = 2000
FIRST_LINES, LAST_LINES = 10, 60
# No e-mail address is longer, and half of one at the end of what is left would not be known as one.
EDGE = 330


def redact(text: str) -> str:
    """Without e-mail addresses, tokens and the passwords in addresses of services."""
    text = KEY.sub(r"\1_[removed]", text)
    text = PARAMETER.sub(r"\2\3[removed]", text)
    text = PASSWORD_LINK.sub(r"\1[removed]", text)
    text = BEARER.sub(r"\1 [removed]", text)
    text = SERVICE.sub(r"\1:[removed]@", text)
    return E_MAIL.sub("[e-mail]", text)


def shortened(text: str) -> str:
    """The first 10 and last 60 lines, each cut at 2,000 characters: the end of a traceback says what happened."""
    lines = text.split("\n")
    if len(lines) > FIRST_LINES + LAST_LINES:
        left_out = len(lines) - FIRST_LINES - LAST_LINES
        lines = [*lines[:FIRST_LINES], f"[{left_out} lines left out]", *lines[-LAST_LINES:]]
    return "\n".join(map(_shortened_line, lines))


def _shortened_line(line: str) -> str:
    if len(line) <= LONGEST_LINE:
        return line
    return f"{redact(line[:LONGEST_LINE])[:-EDGE]} [of {len(line)} characters]"


def one_line(text: str) -> str:
    """With control characters, line breaks and marks of direction written as escapes."""
    return CONTROL.sub(lambda match: match[0].encode("unicode_escape").decode("ascii"), text)


class Redact(logging.Formatter):
    """Formats a record as one redacted line. A formatter, not a filter, since tracebacks pass through it too."""

    def __init__(self) -> None:
        super().__init__("{asctime}Z {levelname} {name}: {message}", "%Y-%m-%dT%H:%M:%S", style="{")
        self.converter = time.gmtime

    def format(self, record: logging.LogRecord) -> str:
        error = record.exc_info[1] if record.exc_info else None
        if error and transactions.is_away(error):
            record = copy.copy(record)
            said, reason = record.getMessage(), transactions.cause(error)
            record.msg, record.args = said if reason.partition(": ")[2] in said else f"{said} ({reason})", None
            record.exc_info = record.exc_text = None
        elif _explains_itself(record):
            record = copy.copy(record)
            record.exc_info = record.exc_text = None
        if record.name.startswith(AWAY):
            record.msg, record.args = record.getMessage().partition("\n")[0], None
        return one_line(redact(shortened(super().format(record))))


def _explains_itself(record: logging.LogRecord) -> bool:
    """Whether a traceback would tell nobody more, but fill the disk: what a client did wrong, a broker that is away."""
    is_refusal = getattr(record, "status_code", HTTPStatus.INTERNAL_SERVER_ERROR) < HTTPStatus.INTERNAL_SERVER_ERROR
    return record.name.startswith(("django.security", *AWAY)) or is_refusal

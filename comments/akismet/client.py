"""What Akismet, or a service that speaks its language, says of a comment; and what it is told afterwards.

The parameters and answers are those of akismet.com/developers, version 1.1 of the interface.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote_plus

import django
from django.utils.translation import gettext as _

from comments import __version__, conf
from comments.outbound.http import Fault, NoAnswer, Reply, post_form

AKISMET_SECONDS = 5.0
# For all of a batch, well within the limit of a task: who is not asked in time is asked later.
ASKING_SECONDS = 12.0

# Its name among outside services, and the codes of a finding that holds its answer.
SERVICE = "akismet"
SPAM = "akismet-spam"
HAM = "akismet-ham"
HELP_LIMIT = 200
_THANKS = b"Thanks for making the web a better place."


@dataclass(frozen=True)
class Question:
    """What is sent of a comment, each field under the name that the interface gives it.

    `honeypot_field_name` is the name of the hidden field in the form, `honeypot` what was in it.
    """

    blog: str
    user_ip: str
    user_agent: str = ""
    referrer: str = ""
    permalink: str = ""
    comment_type: str = "comment"
    comment_author: str = ""
    comment_author_email: str = ""
    comment_author_url: str = ""
    comment_content: str = ""
    comment_date_gmt: datetime | None = None
    comment_post_modified_gmt: datetime | None = None
    blog_lang: str = ""
    blog_charset: str = "UTF-8"
    honeypot_field_name: str = ""
    honeypot: str = ""
    recheck_reason: str = ""
    is_test: bool = False

    def fields(self) -> dict[str, str]:
        """All fields that are known, by name, without the API key: to be stored, and sent again as they were."""
        values = vars(self) | {
            "comment_date_gmt": _moment(self.comment_date_gmt),
            "comment_post_modified_gmt": _moment(self.comment_post_modified_gmt),
            "is_test": "true" if self.is_test else "",
        }
        trap = {self.honeypot_field_name: values.pop("honeypot")} if self.honeypot_field_name else {}
        return trap | {name: value for name, value in values.items() if value}


def _moment(moment: datetime | None) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if moment else ""


@dataclass(frozen=True)
class SpamAnswer:
    """What the service says of a comment. Blatant spam need not be kept; a provisional answer may change in minutes."""

    is_spam: bool
    is_blatant: bool = False
    is_provisional: bool = False


@dataclass(frozen=True)
class KeyVerdict:
    """Whether the API key may be used; `help` is what the service says about a refusal, if anything."""

    is_valid: bool
    help: str = ""


def comment_check(fields: Mapping[str, str], *, seconds: float = AKISMET_SECONDS) -> SpamAnswer:
    """Ask about a comment, given `Question.fields()`; raises NoAnswer unless told exactly `true` or `false`."""
    reply = _ask("comment-check", fields, seconds=seconds)
    if reply.body == b"true":
        return SpamAnswer(is_spam=True, is_blatant=reply.headers.get("X-akismet-pro-tip", "").strip() == "discard")
    if reply.body == b"false":
        return SpamAnswer(is_spam=False, is_provisional="X-akismet-recheck-after" in reply.headers)
    raise _not_understood(reply)


def submit_spam(fields: Mapping[str, str], *, seconds: float = AKISMET_SECONDS) -> None:
    """Report what was missed, with the fields it was asked about; raises NoAnswer unless thanked."""
    _report("submit-spam", fields, seconds=seconds)


def submit_ham(fields: Mapping[str, str], *, seconds: float = AKISMET_SECONDS) -> None:
    """Report what was called spam by mistake, with the fields it was asked about; raises NoAnswer unless thanked."""
    _report("submit-ham", fields, seconds=seconds)


def verify_key(blog: str, *, seconds: float = AKISMET_SECONDS) -> KeyVerdict:
    """Ask whether the key may be used for the site at this address; raises NoAnswer."""
    reply = _ask("verify-key", {"blog": blog}, seconds=seconds)
    if reply.body in (b"valid", b"invalid"):
        return KeyVerdict(is_valid=reply.body == b"valid", help=_help_in(reply))
    raise _not_understood(reply)


def _report(call: str, fields: Mapping[str, str], *, seconds: float) -> None:
    reply = _ask(call, fields, seconds=seconds)
    if reply.body != _THANKS:
        raise _not_understood(reply)


def _ask(call: str, fields: Mapping[str, str], *, seconds: float) -> Reply:
    key = conf.akismet_key()
    if not key:
        raise NoAnswer(Fault.NO_KEY)
    # In the body, because addresses end up in logs.
    form = {**fields, "api_key": key}
    agent = f"Django/{django.get_version()} | Comments/{__version__}"
    reply = post_form(f"{conf.akismet_url()}/{call}", form, user_agent=agent, seconds=seconds)
    if 300 <= reply.status < 400:
        raise NoAnswer(Fault.REDIRECT)
    if reply.status != 200:
        raise NoAnswer(Fault.STATUS, str(reply.status))
    if "X-akismet-error" in reply.headers:  # a key that is suspended, for one; `true` or `false` mean nothing then
        raise NoAnswer(Fault.NOT_ACCEPTED, _help_in(reply) or _("no explanation."))
    return reply


def _not_understood(reply: Reply) -> NoAnswer:
    said = _help_in(reply)
    if said or reply.body == b"invalid":
        return NoAnswer(Fault.NOT_ACCEPTED, said or _("no explanation."))
    return NoAnswer(Fault.NOT_UNDERSTOOD)


def _help_in(reply: Reply) -> str:
    """What the service explains, printable and without what a moderator or a log must not see."""
    said = reply.headers.get("X-akismet-debug-help") or reply.headers.get("X-akismet-alert-msg") or ""
    said = "".join(letter if letter.isprintable() else " " for letter in said)
    key = conf.akismet_key()
    for secret in (key, quote_plus(key)):
        said = re.sub(re.escape(secret), "…", said, flags=re.IGNORECASE)
    return " ".join("…" if "@" in word or "%40" in word else word for word in said.split())[:HELP_LIMIT]

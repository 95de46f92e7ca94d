"""Which texts of the app a visitor can meet: those are translated. What moderators alone read is English."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.support.messages.extract import Message, messages_in

ROOT = Path(__file__).parents[3]
# All templates but the desk's, and these modules. What a visitor may read stands here, or in PARTS.
WHOLE = (
    "comments/api", "comments/author_fields.py", "comments/counters/waiting_time.py", "comments/errors.py",
    "comments/mail/stops.py",
    "comments/moderation/reports.py", "comments/net/page_urls.py", "comments/posting", "comments/privacy",
    "comments/reading", "comments/text/dates.py", "comments/text/markup", "comments/web",
    "comments/mail/readers/stopping.py",
)  # fmt: skip
TEMPLATES = "comments/templates/comments"
# What stands below these folders is for moderators or programmers.
DESKS = (
    "comments/api/moderation", "comments/templates/comments/api", "comments/templates/comments/desk",
    "comments/templates/comments/mail/moderators",
)  # fmt: skip
# Of these modules what stands within this name: a class, a variable or a keyword argument.
PARTS = {
    "comments/access/identities.py": "SignInsTooFast",
    "comments/mail/readers/asking.py": "subject",
    "comments/mail/readers/telling.py": "_SUBJECTS",
    "comments/models/report.py": "ReportReason",
    "comments/models/site.py": "recommend_button",
    "comments/moderation/reasons.py": "sentence",
    "comments/screening/checks": "told",
}
# What stands in WHOLE, and is for moderators nevertheless.
MODERATORS = frozenset(
    {
        "Give a reason: on this site the author of a rejected comment is told one.",
        "You may not do this on this site. Its chief moderators can.",
        "Somebody else decided on this comment or edited it in the meantime.",
        "%(who)s is at this comment.",
        "There is no such API key.",
        "This takes a key with the scope “%(scope)s”.",
        "This key is used too often. Try again in %(seconds)d second.",
        "Mails to you as a moderator",
        "This comment is gone, so nobody can answer it.",
        "Readers reported it from %(n)d networks.",
        "Its host changed: %(fields)s.",
    }
)


def all_messages() -> Iterator[Message]:
    """Everything in the modules and templates of visitors, that of moderators too, by file and in its order."""
    for name in (*WHOLE, TEMPLATES):
        for path in _files_of(name):
            yield from messages_in(path, ROOT)
    for name, scope in PARTS.items():
        for path in _files_of(name):
            yield from (message for message in messages_in(path, ROOT) if scope in message.within)


@cache
def visitors_messages() -> dict[str, list[Message]]:
    """Where a visitor's texts stand, by msgid. Raises ValueError for one that has two plurals."""
    found: dict[str, list[Message]] = {}
    for message in all_messages():
        if message.msgid in MODERATORS:
            continue
        others = found.setdefault(message.msgid, [])
        if any(other.plural != message.plural for other in others):
            raise ValueError(f"{message.path}:{message.line}: “{message.msgid}” has another plural elsewhere")
        others.append(message)
    return found


def _files_of(name: str) -> list[Path]:
    path = ROOT / name
    if path.is_file():
        return [path]
    return sorted(file for file in path.rglob("*") if file.suffix in (".py", ".html", ".txt") and not _is_desks(file))


def _is_desks(path: Path) -> bool:
    return any(path.is_relative_to(ROOT / folder) for folder in DESKS)

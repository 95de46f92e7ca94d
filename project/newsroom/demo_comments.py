"""The demo's discussions, taken in, screened and decided as real ones are, so that every trace is real."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction

from comments import tokens
from comments.form_signals import Signals
from comments.models import Ban, Comment, ListKind, OldThreads, Site, TrustedAuthor
from comments.moderation import bans, decisions
from comments.posting import edits, posts, threads
from comments.posting.draft import Draft
from comments.posting.edits import Edit
from comments.screening import run, word_lists
from comments.statuses import Status
from project.newsroom.models import SITE, Article

COMMENTS = Path(__file__).parent / "content" / "comments.json"
STAFF_DOMAIN = "@lantern.example.org"
GUIDELINES = """\
Write as you would speak to somebody on the ferry: you will meet them again. Arguments are welcome, and so are jokes.

Leave out where private people live, and what you have to sell. The desk reads first comments, links, and whatever is \
sent twice, mostly within the hour."""
_A_MOMENT = timedelta(seconds=2)
_HANDFUL = timedelta(minutes=1)

Entry = dict[str, Any]  # one of comments.json; its keys are in content/README.md


@dataclass
class _Loading:
    """What is known so far: comment ids by the file's ids, browsers by e-mail."""

    articles: dict[str, Article]
    moderator: User
    ids: dict[str, int] = field(default_factory=dict)
    browsers: dict[str, int] = field(default_factory=dict)

    def moment(self, entry: Entry) -> datetime:
        return self.articles[entry["article"]].published_at + timedelta(hours=entry["hours_after"])


@transaction.atomic
def load_comments(*, path: Path = COMMENTS) -> int:
    """Make the demo's site and all its comments unless some are there already; returns how many."""
    articles = {article.slug: article for article in Article.objects.all()}
    _make_site(articles.values())
    if Comment.objects.filter(site__slug=SITE).exists():
        return 0
    loading = _Loading(articles, User.objects.create_user("desk"))
    entries: list[Entry] = json.loads(path.read_text(encoding="utf-8"))
    entries.sort(key=loading.moment)  # ids rise with time, as real ones do
    for handful in _handfuls(entries, loading):
        _load(handful, loading)
    for entry in entries:
        _take_away(entry, loading)
    for article in articles.values():
        threads.describe(article.comments_subject())
    return len(entries)


def _make_site(articles: Iterable[Article]) -> None:
    origins = [settings.PUBLIC_URL, "http://localhost:8001", "http://127.0.0.1:8001"]
    protected = ["admin", "administrator", "moderator", "editor", "desk", *sorted({one.byline for one in articles})]
    site, is_new = Site.objects.get_or_create(
        slug=SITE,
        defaults={
            "name": "The Harbour Lantern",
            "origins": "\n".join(origins),
            "guidelines": GUIDELINES,
            "close_days": 30,
            "old_threads": OldThreads.HOLD,
        },
    )
    if is_new:
        word_lists.keep(
            site,
            {
                ListKind.PROTECTED: "\n".join(protected),
                ListKind.MODERATION: "lawsuit\nrefund\ncrypto*\ncasino",
                ListKind.DISALLOWED: "viagra\npayday loan",
            },
        )


def _handfuls(entries: Iterable[Entry], loading: _Loading) -> Iterator[list[Entry]]:
    """What came within a minute is screened together, as a worker does."""
    handful: list[Entry] = []
    for entry in entries:
        if handful and loading.moment(entry) - loading.moment(handful[0]) > _HANDFUL:
            yield handful
            handful = []
        handful.append(entry)
    yield handful


def _load(handful: list[Entry], loading: _Loading) -> None:
    kept = [(entry, _keep(entry, loading)) for entry in handful]
    run.screen([comment.pk for _, comment in kept], now=loading.moment(handful[-1]) + _A_MOMENT)
    for entry, comment in kept:
        if "edit" in entry:
            _edit(entry, comment, loading)
        _decide(entry, comment, loading)
        _lay_down(entry, comment, loading)


def _keep(entry: Entry, loading: _Loading) -> Comment:
    article, now = loading.articles[entry["article"]], loading.moment(entry)
    draft = Draft(
        name=entry["name"],
        email=entry["email"],
        url=entry["url"],
        text=entry["text"],
        parent_id=loading.ids.get(entry["parent"]),
        address=entry.get("address", ""),
        user_agent=entry.get("user_agent", ""),
        commenter_id=None if entry.get("unproven") else loading.browsers.get(entry["email"]),
        remember=not entry.get("unproven", False),
        signals=Signals(**entry.get("signals", {})),
    )
    # The closed thread's comments are from when it was open.
    comment = posts.keep_comment(replace(article.comments_subject(), is_open=True), draft, now=now).comment
    loading.ids[entry["id"]] = comment.pk
    if comment.commenter_id:
        loading.browsers[entry["email"]] = comment.commenter_id
    if entry["email"].endswith(STAFF_DOMAIN):
        Comment.objects.filter(pk=comment.pk).update(staff=True)
    return comment


def _edit(entry: Entry, comment: Comment, loading: _Loading) -> None:
    """Its author has second thoughts; the new text is screened too."""
    own = edits.own_comment(comment.pk, tokens.author_token(comment.pk, comment.token_version))
    now = loading.moment(entry) + timedelta(minutes=entry["edit"]["minutes_after"])
    edits.keep_edit(own, Edit(text=entry["edit"]["text"], address=comment.address), now=now)
    run.screen([comment.pk], now=now + _A_MOMENT)


def _decide(entry: Entry, comment: Comment, loading: _Loading) -> None:
    comment.refresh_from_db()
    by, version, now = loading.moderator, comment.version, loading.moment(entry)
    if entry["fate"] in ("approved", "removed", "withdrawn"):
        if comment.status == Status.PENDING:
            decisions.approve(comment.pk, by=by, version=version, now=now + timedelta(minutes=20))
    elif entry["fate"] == "spam" and comment.status != Status.SPAM:
        decisions.mark_spam(comment.pk, by=by, version=version, now=now + timedelta(hours=1))
    elif entry["fate"] == "rejected" and comment.status != Status.REJECTED:
        decisions.reject(comment.pk, by=by, version=version, reason=entry["reason"], now=now + timedelta(hours=1))


def _lay_down(entry: Entry, comment: Comment, loading: _Loading) -> None:
    """What the moderator made of its author, from then on."""
    site, later = comment.thread.site, loading.moment(entry) + timedelta(hours=1)
    if ban := entry.get("ban"):
        value = bans.canonical(ban["kind"], comment.email)
        Ban.objects.create(
            site=site, kind=ban["kind"], value=value, note=ban["note"], by=loading.moderator, created_at=later
        )
    if note := entry.get("trust"):
        TrustedAuthor.objects.create(
            site=site,
            email=comment.email_canonical,
            name=comment.name,
            commenter=comment.commenter,
            note=note,
            by=loading.moderator,
            created_at=later,
        )


def _take_away(entry: Entry, loading: _Loading) -> None:
    """What went after others had answered it; a comment's replies must find it published."""
    comment_id, later = loading.ids[entry["id"]], loading.moment(entry) + timedelta(hours=30)
    if entry["fate"] == "removed":
        version = Comment.objects.get(pk=comment_id).version
        decisions.reject(comment_id, by=loading.moderator, version=version, reason=entry["reason"], now=later)
    elif entry["fate"] == "withdrawn":
        decisions.withdraw(comment_id, now=later)

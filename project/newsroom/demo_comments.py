"""The demo's comments, posted, screened and decided by the functions that real ones go through."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction

from comments import signed_tokens
from comments.access import roles
from comments.counters import recommending
from comments.counters.recommending import Recommender
from comments.form_signals import Signals
from comments.models import Ban, Comment, ListKind, Membership, OldThreads, Role, Site, TrustedAuthor
from comments.moderation import bans, decisions, reports
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
# Who decides here, none of them with a password: nobody signs in as them. The first leads the site.
MODERATORS = {"desk": ("", ""), "ines": ("Ines", "Dahlgren"), "tomas": ("Tomas", "Quill")}
# Of what the checks published, a moderator looked at one comment in so many.
_LOOKED_AT = 3
_SCREENING_TIME = timedelta(seconds=2)
_BATCH_SPAN = timedelta(minutes=1)

Entry = dict[str, Any]  # one of comments.json; its keys are in content/README.md


@dataclass
class _Loaded:
    """What is known so far: comment ids by the file's ids, browsers by e-mail."""

    articles: dict[str, Article]
    moderators: list[User]
    ids: dict[str, int] = field(default_factory=dict)
    browsers: dict[str, int] = field(default_factory=dict)

    def posted_at(self, entry: Entry) -> datetime:
        return self.at(entry, entry["hours_after"])

    def at(self, entry: Entry, hours_after: float) -> datetime:
        """So many hours after the publication of the entry's article."""
        return self.articles[entry["article"]].published_at + timedelta(hours=hours_after)

    def moderator_of(self, entry: Entry) -> User:
        """They take turns."""
        return self.moderators[self.ids[entry["id"]] % len(self.moderators)]


@transaction.atomic
def load_comments(*, path: Path = COMMENTS) -> int:
    """Make the demo's site and all its comments unless some are there already; returns how many."""
    articles = {article.slug: article for article in Article.objects.all()}
    site = _make_site(articles.values())
    if Comment.objects.filter(site__slug=SITE).exists():
        return 0
    loaded = _Loaded(articles, _make_moderators(site))
    entries: list[Entry] = json.loads(path.read_text(encoding="utf-8"))
    entries.sort(key=loaded.posted_at)  # ids rise with time, as real ones do
    for batch in _batches(entries, loaded):
        _screen_and_decide(batch, loaded)
    for entry in entries:
        _remove(entry, loaded)
        _report(entry, loaded)
        _mark(entry, loaded)
    for article in articles.values():
        threads.describe(article.comments_subject())
    return len(entries)


def _make_site(articles: Iterable[Article]) -> Site:
    origins = [settings.PUBLIC_URL, "http://localhost:8001", "http://127.0.0.1:8001"]
    protected = ["desk", *sorted({one.byline for one in articles})]
    site, is_new = Site.objects.get_or_create(
        slug=SITE,
        defaults={
            "name": "The Harbour Lantern",
            "origins": "\n".join(origins),
            "guidelines": GUIDELINES,
            "close_days": 30,
            "old_threads": OldThreads.HOLD,
            "recommends": True,
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
    return site


def _make_moderators(site: Site) -> list[User]:
    people: list[User] = []
    for username, (first_name, last_name) in MODERATORS.items():
        user = User.objects.create_user(username, is_staff=True, first_name=first_name, last_name=last_name)
        role = Role.MODERATOR if people else Role.CHIEF
        Membership.objects.create(user=user, site=site, role=role)
        roles.follow_memberships(user)
        people.append(user)
    return people


def _batches(entries: Iterable[Entry], loaded: _Loaded) -> Iterator[list[Entry]]:
    """Comments posted within a minute, which are screened together, as a worker does."""
    batch: list[Entry] = []
    for entry in entries:
        if batch and loaded.posted_at(entry) - loaded.posted_at(batch[0]) > _BATCH_SPAN:
            yield batch
            batch = []
        batch.append(entry)
    yield batch


def _screen_and_decide(batch: list[Entry], loaded: _Loaded) -> None:
    kept = [(entry, _post(entry, loaded)) for entry in batch]
    run.screen([comment.pk for _, comment in kept], now=loaded.posted_at(batch[-1]) + _SCREENING_TIME)
    for entry, comment in kept:
        if "edit" in entry:
            _edit(entry, comment, loaded)
        _decide(entry, comment, loaded)
        _ban_and_trust(entry, comment, loaded)


def _post(entry: Entry, loaded: _Loaded) -> Comment:
    article, now = loaded.articles[entry["article"]], loaded.posted_at(entry)
    draft = Draft(
        name=entry["name"],
        email=entry["email"],
        url=entry["url"],
        text=entry["text"],
        parent_id=loaded.ids.get(entry["parent"]),
        address=entry.get("address", ""),
        user_agent=entry.get("user_agent", ""),
        commenter_id=None if entry.get("unproven") else loaded.browsers.get(entry["email"]),
        remember=not entry.get("unproven", False),
        signals=Signals(**entry.get("signals", {})),
    )
    # The closed thread's comments are from when it was open.
    comment = posts.keep_comment(replace(article.comments_subject(), is_open=True), draft, now=now).comment
    loaded.ids[entry["id"]] = comment.pk
    if comment.commenter_id:
        loaded.browsers[entry["email"]] = comment.commenter_id
    if entry["email"].endswith(STAFF_DOMAIN):
        Comment.objects.filter(pk=comment.pk).update(staff=True)
    return comment


def _edit(entry: Entry, comment: Comment, loaded: _Loaded) -> None:
    """Its author has second thoughts; the new text is screened too."""
    own = edits.own_comment(comment.pk, signed_tokens.author_token(comment.pk, comment.token_version))
    now = loaded.posted_at(entry) + timedelta(minutes=entry["edit"]["minutes_after"])
    edits.keep_edit(own, Edit(text=entry["edit"]["text"], address=comment.address), now=now)
    run.screen([comment.pk], now=now + _SCREENING_TIME)


def _decide(entry: Entry, comment: Comment, loaded: _Loaded) -> None:
    comment.refresh_from_db()
    by, version, now = loaded.moderator_of(entry), comment.version, loaded.posted_at(entry)
    if entry["fate"] in ("approved", "removed", "withdrawn"):
        soon = now + timedelta(minutes=20)
        if comment.status == Status.PENDING:
            decisions.approve(comment.pk, by=by, version=version, now=soon)
        elif comment.pk % _LOOKED_AT == 0:
            decisions.confirm(comment.pk, by=by, version=version, now=soon)
    elif entry["fate"] == "spam" and comment.status != Status.SPAM:
        decisions.mark_spam(comment.pk, by=by, version=version, now=now + timedelta(hours=1))
    elif entry["fate"] == "rejected" and comment.status != Status.REJECTED:
        decisions.reject(comment.pk, by=by, version=version, reason=entry["reason"], now=now + timedelta(hours=1))


def _ban_and_trust(entry: Entry, comment: Comment, loaded: _Loaded) -> None:
    """Ban or trust its author, an hour after the comment."""
    site, later = comment.thread.site, loaded.posted_at(entry) + timedelta(hours=1)
    if ban := entry.get("ban"):
        value = bans.canonical(ban["kind"], comment.email)
        Ban.objects.create(
            site=site, kind=ban["kind"], value=value, note=ban["note"], by=loaded.moderator_of(entry), created_at=later
        )
    if note := entry.get("trust"):
        TrustedAuthor.objects.create(
            site=site,
            email=comment.email_canonical,
            name=comment.name,
            commenter=comment.commenter,
            note=note,
            by=loaded.moderator_of(entry),
            created_at=later,
        )


def _remove(entry: Entry, loaded: _Loaded) -> None:
    """Reject or withdraw what was published, 30 hours later: its replies had to find it published."""
    comment_id, later = loaded.ids[entry["id"]], loaded.posted_at(entry) + timedelta(hours=30)
    if entry["fate"] == "removed":
        by, version = loaded.moderator_of(entry), Comment.objects.get(pk=comment_id).version
        decisions.reject(comment_id, by=by, version=version, reason=entry["reason"], now=later)
    elif entry["fate"] == "withdrawn":
        decisions.withdraw(comment_id, now=later)


def _report(entry: Entry, loaded: _Loaded) -> None:
    for said in entry.get("reports", ()):
        comment = Comment.objects.get(pk=loaded.ids[entry["id"]])
        now = loaded.at(entry, said["hours_after"])
        reports.file(comment, reports.Objection(said["reason"], said["text"]), address=said["address"], now=now)


def _mark(entry: Entry, loaded: _Loaded) -> None:
    """Readers recommend it, and a moderator picks or pins it, within a day."""
    comment_id, posted_at = loaded.ids[entry["id"]], loaded.posted_at(entry)
    for number in range(1, entry.get("recommended", 0) + 1):
        reader = Recommender(f"198.51.100.{number}", "Browser")
        recommending.recommend(Comment.objects.get(pk=comment_id), reader, now=posted_at + timedelta(hours=number))
    for action in entry.get("marks", ()):
        mark, version = decisions.ACTIONS[action], Comment.objects.get(pk=comment_id).version
        mark(comment_id, by=loaded.moderator_of(entry), version=version, now=posted_at + timedelta(hours=20))

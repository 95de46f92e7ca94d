"""The demo's discussions, taken in, screened and decided as real ones are, so that every trace is real."""

import json
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction

from comments import moderation, posting, screening
from comments.drafts import Draft, Signals
from comments.models import Comment, Site
from comments.statuses import Status
from project.newsroom.models import SITE, Article

COMMENTS = Path(__file__).parent / "content" / "comments.json"
STAFF_DOMAIN = "@lantern.example.org"


@dataclass
class _Loading:
    """What is known so far: comment ids by the file's ids, browsers by e-mail."""

    moderator: User
    ids: dict[str, int] = field(default_factory=dict)
    browsers: dict[str, int] = field(default_factory=dict)


@transaction.atomic
def load_comments(*, path: Path = COMMENTS) -> int:
    """Make the demo's site and all its comments unless some are there already; returns how many."""
    articles = {article.slug: article for article in Article.objects.all()}
    _site()
    if Comment.objects.filter(thread__site__slug=SITE).exists():
        return 0
    loading = _Loading(User.objects.create_user("desk"))
    entries = json.loads(path.read_text(encoding="utf-8"))
    entries.sort(key=lambda entry: _moment(entry, articles[entry["article"]]))  # ids rise with time, as real ones do
    for entry in entries:
        _load(entry, articles[entry["article"]], loading)
    for entry in entries:
        _take_away(entry, articles[entry["article"]], loading)
    for article in articles.values():
        posting.describe(article.comments_subject())
    return len(entries)


def _site() -> Site:
    origins = [settings.PUBLIC_URL, "http://localhost:8001", "http://127.0.0.1:8001"]
    site, _ = Site.objects.get_or_create(
        slug=SITE,
        defaults={
            "name": "The Harbour Lantern",
            "origins": "\n".join(origins),
            "moderation_words": "lawsuit\nrefund\ncrypto*\ncasino",
            "disallowed_words": "viagra\npayday loan",
        },
    )
    return site


def _load(entry: dict[str, Any], article: Article, loading: _Loading) -> None:
    now = _moment(entry, article)
    draft = Draft(
        name=entry["name"],
        email=entry["email"],
        url=entry["url"],
        text=entry["text"],
        parent_id=loading.ids.get(entry["parent"]),
        commenter_id=loading.browsers.get(entry["email"]),
        remember=not entry.get("unproven", False),
        signals=Signals(**entry.get("signals", {})),
    )
    subject = article.comments_subject()
    # The closed thread's comments are from when it was open.
    comment = posting.keep_comment(replace(subject, is_open=True), draft, now=now).comment
    loading.ids[entry["id"]] = comment.pk
    if comment.commenter_id:
        loading.browsers[entry["email"]] = comment.commenter_id
    if entry["email"].endswith(STAFF_DOMAIN):
        Comment.objects.filter(pk=comment.pk).update(staff=True)
    screening.screen([comment.pk], now=now)
    _decide(entry, comment, loading, now)


def _decide(entry: dict[str, Any], comment: Comment, loading: _Loading, now: datetime) -> None:
    comment.refresh_from_db()
    if entry["fate"] in ("approved", "removed", "withdrawn"):
        if comment.status == Status.PENDING:
            moderation.approve(
                comment.pk, by=loading.moderator, version=comment.version, now=now + timedelta(minutes=20)
            )
    elif entry["fate"] == "spam" and comment.status != Status.SPAM:
        moderation.mark_spam(comment.pk, by=loading.moderator, version=comment.version, now=now + timedelta(hours=1))
    elif entry["fate"] == "rejected" and comment.status != Status.REJECTED:
        moderation.reject(
            comment.pk,
            by=loading.moderator,
            version=comment.version,
            reason=entry["reason"],
            now=now + timedelta(hours=1),
        )


def _take_away(entry: dict[str, Any], article: Article, loading: _Loading) -> None:
    """What went after others had answered it; a comment's replies must find it published."""
    comment_id = loading.ids[entry["id"]]
    if entry["fate"] == "removed":
        version = Comment.objects.get(pk=comment_id).version
        later = _moment(entry, article) + timedelta(hours=30)
        moderation.reject(comment_id, by=loading.moderator, version=version, reason=entry["reason"], now=later)
    elif entry["fate"] == "withdrawn":
        moderation.withdraw(comment_id)


def _moment(entry: dict[str, Any], article: Article) -> datetime:
    return article.published_at + timedelta(hours=entry["hours_after"])

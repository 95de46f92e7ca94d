"""The threads that are read, the articles that show them, the threads that take posts, and comments behind them all."""

from dataclasses import asdict
from datetime import timedelta
from typing import Any

from django.core.management import call_command
from django.utils import timezone

from bench.posting import KEYS, LONE_KEY
from comments.host import Subject
from comments.models import Comment, Site, Thread
from comments.posting.threads import describe
from project.newsroom.models import SITE, Article, Section
from project.synthetic.distributions import ReplyPattern
from project.synthetic.request import ThreadRequest, many_threads
from project.synthetic.writing import fill, get_or_create_site

SEED = 1
HOT = 20
_CANDIDATES = 40
_LONG = {"t200": 200, "t5000": 5_000, "t50000": 50_000}
_BODY = "\n\n".join(["The ferry was early, and nobody who waits for it has an explanation that holds. " * 5] * 8)
COMMENTS_A_THREAD = 20


def threads() -> dict[str, Any]:
    """Make the tables and everything whose reading is measured; says which thread has exactly twenty comments."""
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    _site_for_posts()
    site, _ = get_or_create_site(SITE)
    fill(site, [ThreadRequest(HOT + 2, key=f"hot-{number}") for number in range(_CANDIDATES)], seed=SEED)
    fill(site, [ThreadRequest(size, key=key) for key, size in _LONG.items()], seed=SEED)
    fill(
        site,
        [
            ThreadRequest(5_000, key="chain", pattern=ReplyPattern.CHAIN),
            ThreadRequest(10_001, key="under-one", pattern=ReplyPattern.UNDER_ONE),
        ],
        seed=SEED,
    )
    hot = _hot(site)
    for key in (hot, *_LONG, "chain", "under-one"):
        _article(key)
    return {"hot": hot}


def background(comments: int) -> dict[str, Any]:
    """Fill the publication with other threads."""
    site, _ = get_or_create_site(SITE)
    written = fill(site, many_threads(max(1, comments // COMMENTS_A_THREAD), comments, seed=SEED), seed=SEED)
    return asdict(written)


def _hot(site: Site) -> str:
    """Of the threads a little longer, one of which readers see twenty comments and no tombstone."""
    for thread in Thread.objects.filter(site=site, key__startswith="hot-", count=HOT).order_by("pk"):
        if Comment.objects.shown().filter(thread=thread).count() == HOT:
            return thread.key
    raise RuntimeError(f"none of the synthetic threads shows exactly {HOT} comments")


def _article(slug: str) -> None:
    Article.objects.create(
        section=Section.CITY, slug=slug, title=f"What {slug} says", standfirst="Nobody knows more.",
        byline="Ada Example", body=_BODY, published_at=timezone.now() - timedelta(days=30),
    )  # fmt: skip


def _site_for_posts() -> None:
    """Its limits for floods are off, because all posts come from one address."""
    site = Site.objects.create(
        slug="posts", name="Posts", origins="http://localhost", flood_seconds=0, burst_per_minute=0
    )
    for key in (*KEYS, LONE_KEY):
        describe(Subject(site=site.slug, key=key, title="A page", url=f"/{key}/"))

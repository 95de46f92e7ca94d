"""The demo's articles, from text files into the database."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path

from django.utils import timezone

from project.newsroom.models import Article

ARTICLES = Path(__file__).parent / "content" / "articles"


@dataclass(frozen=True)
class Manuscript:
    """An article as a text file has it: `name: value` lines, a blank line, the body."""

    title: str
    standfirst: str
    section: str
    byline: str
    days_ago: int
    hour: time
    closed: bool
    body: str


def parse_manuscript(text: str) -> Manuscript:
    """Raises KeyError for a header that is missing."""
    head, _, body = text.replace("\r\n", "\n").partition("\n\n")
    header = {name.strip(): value.strip() for name, _, value in (line.partition(":") for line in head.splitlines())}
    return Manuscript(
        title=header["title"],
        standfirst=header["standfirst"],
        section=header["section"],
        byline=header["byline"],
        days_ago=int(header["days_ago"]),
        hour=time.fromisoformat(header["hour"]),
        closed=header.get("closed", "no") in {"yes", "true", "1"},
        body=body.strip(),
    )


def slugs(folder: Path = ARTICLES) -> list[str]:
    """Of the demo's articles."""
    return sorted(path.stem for path in folder.glob("*.txt"))


def load_articles(*, now: datetime | None = None, folder: Path = ARTICLES) -> int:
    """Create the articles that are not there yet and return how many; those that are stay as they are."""
    now = now or timezone.now()
    return sum(_load(path, now) for path in sorted(folder.glob("*.txt")))


def _load(path: Path, now: datetime) -> bool:
    manuscript = parse_manuscript(path.read_text(encoding="utf-8"))
    _, created = Article.objects.get_or_create(
        slug=path.stem,
        defaults={
            "section": manuscript.section,
            "title": manuscript.title,
            "standfirst": manuscript.standfirst,
            "byline": manuscript.byline,
            "body": manuscript.body,
            "published_at": published_at(manuscript, now),
            "comments_open": not manuscript.closed,
        },
    )
    return created


def published_at(manuscript: Manuscript, now: datetime) -> datetime:
    """`days_ago` days before now at the manuscript's hour, but never in the future."""
    day = (now - timedelta(days=manuscript.days_ago)).date()
    return min(datetime.combine(day, manuscript.hour, tzinfo=now.tzinfo), now)

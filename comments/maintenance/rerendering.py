"""Stored HTML made anew, after a release that renders texts otherwise. The text is the truth; the HTML can be lost."""

from collections.abc import Iterator

from comments.db.transactions import writing
from comments.models import Comment, Site
from comments.text import markup

PORTION = 200


def render_again(*, site: Site | None = None) -> Iterator[tuple[int, int]]:
    """Render the text of every screened comment, in transactions of a few hundred rows each.

    Yields after each of them the id it came to, and how many comments it gave other HTML. What was edited meanwhile is
    left to its screening, so it can run while the site is in use, be stopped, and be repeated.
    """
    rendered = Comment.objects.exclude(html=None).order_by("pk")
    if site is not None:
        rendered = rendered.filter(site=site)
    last = 0
    while rows := list(rendered.filter(pk__gt=last).values_list("pk", "text", "text_version", "html")[:PORTION]):
        last = rows[-1][0]
        fresh = [(pk, version, markup.render(text), html) for pk, text, version, html in rows]
        changed = [(pk, version, new) for pk, version, new, old in fresh if new != old]
        yield last, _store(changed) if changed else 0


def _store(changed: list[tuple[int, int, str]]) -> int:
    with writing():
        return sum(
            Comment.objects.filter(pk=pk, text_version=version).exclude(html=None).update(html=html)
            for pk, version, html in changed
        )

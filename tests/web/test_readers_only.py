"""Where signed-in readers alone read, no address of ours tells anybody else of comments, and no cache keeps them.

The addresses come from the URLconf: a new one fails here until it is said what it tells.
"""

from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import URLResolver, get_resolver
from django.utils import timezone

from comments import signed_tokens
from comments.models import Comment, Commenter, Gate, Site
from comments.reading import permalinks
from comments.web.page_request import reader_cookie
from project.newsroom.models import SITE, Article
from tests.support import accounts, factories
from tests.support.accounts import header
from tests.support.responses import Response

pytestmark = pytest.mark.django_db

WORDS, NAME = "The words that nobody else may read", "Ottoline Quill"
# What has nothing of comments, or of one's own alone, by one's own token.
OTHERS = {
    "favicon.ico", "", "<section:section>/", "embed.js", "embed.json", "count.js", "threads/<slug:site>/sign-in/",
    "threads/<slug:site>/sign-out/", "threads/<slug:site>/waiting/", "threads/<slug:site>/<int:comment_id>/edit/",
    "threads/<slug:site>/<int:comment_id>/withdraw/", "threads/mail/stop/", "threads/mail/confirm/",
}  # fmt: skip
# Their own tests walk these: tests/admin/test_every_route.py, tests/api/test_api_readers.py.
WALKED = ("admin/", "api/")
# The host's own page, on which only the thread is ours.
HOSTS = "<section:section>/<slug:slug>/"


class Scene(NamedTuple):
    site: Site
    comment: Comment
    article: str


@pytest.fixture
def scene() -> Scene:
    """A published comment on a page of the demo publication, which readers recommend and reply to."""
    site = factories.quiet_site(SITE)
    article = Article.objects.order_by("pk").first() or Article.objects.create(
        section="city", slug="bridge", title="The bridge", published_at=factories.NOON
    )
    comment = factories.published(on=article.comments_subject(), text=f"{WORDS}.", name=NAME)
    Site.objects.filter(pk=site.pk).update(reading=Gate.SIGNED_IN, recommends=True)
    site.refresh_from_db()
    return Scene(site, comment, article.get_absolute_url())


def routes(resolver: URLResolver, before: str = "") -> Iterator[str]:
    for entry in resolver.url_patterns:
        path = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from routes(entry, path)
        elif not path.startswith(WALKED) and "^" not in path:
            yield path


def addresses(scene: Scene) -> dict[str, list[str]]:
    """By route, what is read there."""
    slug, pk, key = scene.site.slug, scene.comment.pk, urlencode({"key": scene.comment.thread.key})
    me = Commenter.objects.create(site=scene.site, created_at=factories.NOON)
    replies = permalinks.feed_of_replies(slug, me).partition(f"/feeds/{slug}/")[2]
    permalink = permalinks.of_comments(scene.comment.thread)(pk)
    page, acts = f"/threads/{slug}/", f"/threads/{slug}/{pk}"
    ways = [
        "",
        f"&comment={pk}",
        f"&branch={pk}",
        f"&replytocom={pk}",
        "&since=1970-01-01T00:00:00Z",
        "&order=newest",
        "&lang=de",
    ]
    return {
        "threads/<slug:site>/": [f"{page}?{key}{way}" for way in ways],
        "threads/<slug:site>/fragment/": [f"{page}fragment/?{key}{way}" for way in ways],
        "threads/<slug:site>/<int:comment_id>/report/": [f"{acts}/report/", f"{acts}/report/?part=1"],
        "threads/<slug:site>/<int:comment_id>/recommend/": [f"{acts}/recommend/", f"{acts}/recommend/?part=1"],
        "feeds/<slug:site>/": [f"/feeds/{slug}/", f"/feeds/{slug}/?{key}"],
        "feeds/<slug:site>/replies/": [f"/feeds/{slug}/{replies}"],
        "oembed/": [f"/oembed/?{urlencode({'url': permalink})}"],
        HOSTS: [f"{scene.article}{way.replace('&', '?', 1)}" for way in ways],
    }  # fmt: skip


def asked(client: Client, scene: Scene, headers: dict[str, str]) -> Iterator[tuple[str, Response]]:
    for route, several in addresses(scene).items():
        yield route, client.head(several[0], headers=headers)
        for address in several:
            yield route, client.get(address, headers=headers)


def test_it_knows_of_every_address_what_it_tells(scene: Scene) -> None:
    assert {*routes(get_resolver())} == {*addresses(scene)} | OTHERS


def test_it_tells_nobody_else_anything(client: Client, scene: Scene) -> None:
    """Not with a token that is worth nothing, nor where the browser is remembered."""
    account = accounts.by(accounts.signed_in(scene.site)[1])
    factories.published(scene.comment, text=f"{WORDS}, below.", **{**account, "name": NAME})
    other, _who = accounts.signed_in(factories.quiet_site("post"))
    for headers in ({}, header(other), {**header("forged"), "If-None-Match": "*", "Authorization": "Bearer x"}):
        for route, answer in asked(client, scene, headers):
            told = answer.content.decode()
            assert answer.status_code == (200 if route == HOSTS else 401), answer.request
            assert WORDS not in told, answer.request
            assert NAME not in told, answer.request
            assert "public" not in answer["Cache-Control"], answer.request
            assert "no-store" in answer["Cache-Control"], answer.request
            assert not answer.has_header("ETag"), answer.request
        remembered = Commenter.objects.create(site=scene.site, created_at=factories.NOON)
        client.cookies[f"commenter-{scene.site.slug}"] = signed_tokens.commenter_token(remembered.pk)
        client.cookies[reader_cookie(scene.site.slug)] = "forged"


def test_it_says_on_a_page_that_readers_must_sign_in(client: Client, scene: Scene) -> None:
    for address in (f"/threads/{scene.site.slug}/?{urlencode({'key': scene.comment.thread.key})}", scene.article):
        told = " ".join(client.get(address).content.decode().split())
        assert "Please sign in" in told or "sign in" in told.lower(), address


def test_it_tells_signed_in_readers_and_no_cache(client: Client, scene: Scene) -> None:
    token, _who = accounts.signed_in(scene.site)
    client.cookies[reader_cookie(scene.site.slug)] = token
    seen = set()
    for route, answer in asked(client, scene, header(token)):
        assert answer.status_code == 200, answer.request
        assert "no-store" in answer["Cache-Control"], answer.request
        seen |= {route} if NAME in answer.content.decode() else set()

    assert seen == {*addresses(scene)} - {"feeds/<slug:site>/replies/"}


def test_it_leaves_one_s_own_to_its_author(client: Client, scene: Scene) -> None:
    account = accounts.by(accounts.signed_in(scene.site)[1])
    on = factories.subject(SITE, scene.comment.thread.key)
    other = factories.waiting(on=on, text="Mine.", now=timezone.now(), **account)
    waiting = urlencode({"waiting": signed_tokens.waiting_token(other.pk)})

    for path in ("waiting/", f"{other.pk}/edit/", f"{other.pk}/withdraw/"):
        answer = client.get(f"/threads/{scene.site.slug}/{path}?{waiting}")
        assert answer.status_code == 200, path
        assert "Mine." in answer.content.decode()
        assert WORDS not in answer.content.decode()
        assert "no-store" in answer["Cache-Control"]

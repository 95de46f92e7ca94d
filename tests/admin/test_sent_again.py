"""A form that was sent too late comes back in a page that sends it once more, whatever the form and however long."""

from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from comments.models import Ban, ListKind, Site
from comments.screening import word_lists
from comments.statuses import Status
from project.newsroom.models import SITE, Article
from tests.admin import desk
from tests.desk.hands import DESK
from tests.support import factories
from tests.support.pages import Element, parse
from tests.support.responses import Response

HERE = {"Sec-Fetch-Site": "same-origin"}
WORDS = "\r\n".join(f"unwanted{number:05}" for number in range(20_000))
PASSWORD = "correct horse battery staple"


@pytest.fixture
def window(moderator: Client) -> Client:
    """A browser of a moderator, who can sign in again."""
    return sign_in(Client(enforce_csrf_checks=True, headers=HERE))


def sign_in(client: Client) -> Client:
    """In whatever window."""
    client.cookies.pop("sessionid", None)
    token = parse(client.get("/admin/login/")).one("input", name="csrfmiddlewaretoken")["value"]
    values = {"csrfmiddlewaretoken": token, "next": "/admin/"}
    assert client.post("/admin/login/", {**values, "username": "mod", "password": PASSWORD}).status_code == 302
    return client


def end_session(client: Client) -> None:
    client.cookies.pop("sessionid")


def filled_in(client: Client, address: str, form: str, **typed: Any) -> dict[str, Any]:
    """What the browser would send of a form that stands open."""
    return {**desk.filled_in(parse(client.get(address)), form), **typed}


def press_again(client: Client, response: Response) -> Response:
    page = parse(response)
    form = page.one("form", id="again-form")
    fields: dict[str, list[str]] = {}
    for field in form.all("input", type="hidden"):
        fields.setdefault(field["name"], []).append(field["value"])
    return as_browsers_do(client, form["action"], fields)


def forms(times: Site) -> dict[str, tuple[str, str, dict[str, Any]]]:
    Article.objects.create(section="city", slug="a", title="A", body="Text.", published_at=factories.NOON)
    article = f"/admin/newsroom/article/{Article.objects.get().pk}/change/"
    site = f"/admin/comments/site/{times.pk}/change/"
    ban = {"site": str(times.pk), "kind": "email", "value": "a@spam.example", "note": "Two\r\n lines & <b>"}
    return {
        "ban": ("/admin/comments/ban/add/", "ban_form", ban),
        "site": (site, "site_form", {"guidelines": "Be kind.\r\n\r\nBe “short” & plain.", "protected_names": " Mayor"}),
        "article": (article, "article_form", {"title": "Another title"}),
    }


def done() -> list[object]:
    return [
        list(Ban.objects.values_list("value", "note")),
        list(Site.objects.order_by("pk").values_list("guidelines", flat=True)),
        list(Article.objects.values_list("title", flat=True)),
    ]


@pytest.mark.once
@pytest.mark.parametrize(
    ("what", "ended"),
    [("ban", True), ("site", True), ("article", True), ("ban", False), ("article", False)],
)
def test_it_gives_back_what_came_too_late(window: Client, times: Site, what: str, *, ended: bool) -> None:
    address, form, typed = forms(times)[what]
    sent = filled_in(window, address, form, **typed)
    before = done()
    if ended:
        end_session(window)
        late = window.post(address, sent)
        assert (late.status_code, done()) == (403, before)
        sign_in(window)
        late = press_again(window, late)
    else:
        sign_in(window)
        late = window.post(address, sent)
    assert (late.status_code, done()) == (403, before)

    assert press_again(window, late).status_code == 302

    now = done()
    assert now != before
    if what == "ban":
        assert now[0] == [("a@spam.example", "Two\r\n lines & <b>")]


def test_it_takes_twenty_thousand_words_after_the_session_ended(window: Client, times: Site) -> None:
    address = f"/admin/comments/site/{times.pk}/change/"
    sent = filled_in(window, address, "site_form", moderation_words=WORDS)
    end_session(window)

    late = as_browsers_do(window, address, sent)
    assert late.status_code == 413
    assert "reload this page" in parse(late).text
    sign_in(window)
    reloaded = as_browsers_do(window, address, sent)

    assert press_again(window, reloaded).status_code == 302
    assert len(word_lists.lines_of(times)[ListKind.MODERATION].splitlines()) == 20_000


def as_browsers_do(client: Client, address: str, sent: dict[str, Any]) -> Response:
    return client.post(address, urlencode(sent, doseq=True), content_type="application/x-www-form-urlencoded")


@pytest.mark.once
@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {}])
def test_it_gives_nothing_back_that_came_from_elsewhere(
    moderator: Client, times: Site, headers: dict[str, str]
) -> None:
    comment = factories.screened()
    address = f"{DESK}decide/"

    for client in (moderator, Client(enforce_csrf_checks=True)):
        page = parse(client.post(address, {"action": "approve", "version_1": "1"}, headers=headers))
        assert hidden(page) == []
    ban = parse(moderator.post("/admin/comments/ban/add/", {"value": "b@b.example"}, headers=headers))
    assert hidden(ban) == []
    assert factories.fresh(comment).status == Status.PENDING


def hidden(page: Element) -> list[Element]:
    return page.all("form", id="again-form")


@pytest.mark.parametrize("what", ["ban", "article"])
def test_it_gives_back_what_was_typed_into_what_a_colleague_deleted(moderator: Client, times: Site, what: str) -> None:
    Ban.objects.create(site=times, kind="email", value="a@spam.example", created_at=factories.NOON)
    Article.objects.create(section="city", slug="a", title="A", body="Text.", published_at=factories.NOON)
    row: Any = Ban.objects.get() if what == "ban" else Article.objects.get()
    address = f"/admin/{row._meta.app_label}/{what}/{row.pk}/change/"
    field, typed = {"ban": "note", "article": "body"}[what], "\nLong,\n<b>and</b> typed."
    sent = filled_in(moderator, address, f"{what}_form", **{field: typed})
    row.delete()

    answer = moderator.post(address, sent, headers=HERE)

    assert answer.status_code == 404
    (kept,) = [area for area in parse(answer).all("textarea") if "typed" in area.text]
    assert kept.raw.removeprefix("\n") == typed
    assert moderator.get(address).status_code == 302


@pytest.mark.once
@pytest.mark.parametrize("path", ["/admin/login/", "/admin/password_change/"])
def test_it_repeats_no_password(window: Client, path: str) -> None:
    typed = {"username": "mod", "password": "secret-one", "old_password": "secret-two", "new_password1": "secret-three"}

    late = window.post(path, typed)

    assert late.status_code == 403
    assert "secret-" not in late.content.decode()


def test_it_keeps_an_article_whose_comments_have_no_site_yet(moderator: Client) -> None:
    Article.objects.create(section="city", slug="a", title="A", body="Text.", published_at=factories.NOON)
    address = f"/admin/newsroom/article/{Article.objects.get().pk}/change/"
    sent = filled_in(moderator, address, "article_form", title="Another title")

    assert moderator.post(address, sent).status_code == 302

    assert Article.objects.get().title == "Another title"
    notes = parse(moderator.get("/admin/")).one("ul", class_="messagelist").all("li", class_="warning")
    assert [f"“{SITE}”" in note.text for note in notes] == [True]

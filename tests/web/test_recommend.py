"""A reader recommends a comment by the button below it, with and without a script."""

from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

from comments.counters.recommending import AT_ONCE, NETWORK_MOST
from comments.models import Comment, Recommendation, RefusedOrigin, Site
from tests.support import factories
from tests.support.pages import Element, parse
from tests.support.responses import Response
from tests.web.browsing import ARTICLE, page, submit

LISTED = "https://newsroom.example.org"


@pytest.fixture
def comment(on: dict[str, Any]) -> Comment:
    made = factories.published(name="Ada", **on)
    Site.objects.update(recommends=True)
    return factories.fresh(made)


def button(tree: Element) -> Element:
    return tree.one("form", class_="comment-recommend").one("button")


def press(client: Client, address: str, value: str = "yes", /, **headers: str) -> Response:
    return submit(client, address, {"recommend": value}, headers={"User-Agent": "Fox", **headers})


def test_it_counts_without_a_script_and_leads_back_to_the_comment(client: Client, comment: Comment) -> None:
    form = page(client).one("form", class_="comment-recommend")
    assert (form["method"], form["data-act"]) == ("post", "recommend")
    assert (button(page(client)).text, button(page(client))["name"]) == ("Recommend Comment by Ada", "recommend")

    answer = press(client, form["action"])
    back = urlsplit(answer["Location"])
    assert (answer.status_code, back.path, back.fragment) == (303, ARTICLE, f"comment-{comment.pk}")
    assert button(page(client)).text == "Recommend 1 Comment by Ada"

    again = parse(press(client, form["action"])).one(class_="comment-act")
    assert again.one(role="status").text == "You recommend this comment already."
    assert "1 reader recommends this comment." in again.text
    assert again.one("button")["value"] == "no"
    assert press(client, form["action"], "no").status_code == 303
    assert button(page(client)).text == "Recommend Comment by Ada"


def test_it_has_a_page_of_its_own_that_is_the_same_for_everybody(client: Client, comment: Comment) -> None:
    address = page(client).one("form", class_="comment-recommend")["action"]
    answer = client.get(address)
    assert answer["Cache-Control"].startswith("public, max-age=1")
    tree = parse(answer)
    assert tree.one("h1").text == "Recommend: comment by Ada"
    assert [one.text for one in tree.all("button")] == ["Recommend", "Take my recommendation back"]


def test_it_gives_a_script_the_button_as_it_is_now(client: Client, comment: Comment) -> None:
    address = page(client).one("form", class_="comment-recommend")["action"]
    said, pressed, values = [], [], []
    value = "yes"
    for _ in range(3):
        answer = press(client, f"{address}?part=1", value, Origin=LISTED)
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert answer["Cache-Control"] == "private, no-store"
        form = parse(answer).one("form", class_="comment-recommend")
        value = form.one("button")["value"]
        said.append(form["data-said"])
        pressed.append(form.one("button")["aria-pressed"])
        values.append(value)
        assert form["action"] == address

    on, off = "You recommend this comment.", "You do not recommend this comment any more."
    assert (said, pressed, values) == ([on, off, on], ["true", "false", "true"], ["no", "yes", "no"])


@pytest.mark.parametrize("part", ["", "?part=1"])
def test_it_says_why_it_counts_no_more(client: Client, comment: Comment, part: str) -> None:
    address = page(client).one("form", class_="comment-recommend")["action"] + part
    for number in range(NETWORK_MOST):
        press(client, address, **{"User-Agent": f"Browser {number}"})

    for answers in (1, AT_ONCE):
        for _ in range(answers):
            answer = press(client, address, **{"User-Agent": "Another"})
        act = parse(answer).one(class_="comment-act")
        words = "Several readers of your network" if answer.status_code == 409 else "You are recommending comments too"
        assert act.one(role="status").text.startswith(words)
    assert (answer.status_code, bool(answer["Retry-After"])) == (429, True)
    assert Recommendation.objects.count() == factories.fresh(comment).recommendations == NETWORK_MOST


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}, 403),
        ({"Origin": "null", "Sec-Fetch-Site": "cross-site"}, 403),
        ({"Origin": LISTED, "Sec-Fetch-Site": "cross-site"}, 303),
        ({"Origin": "null", "Sec-Fetch-Site": "same-origin"}, 303),
    ],
)
def test_it_lets_no_foreign_page_recommend_for_its_visitors(
    client: Client, comment: Comment, headers: dict[str, str], status: int
) -> None:
    assert press(client, f"/threads/newsroom/{comment.pk}/recommend/", **headers).status_code == status
    assert Recommendation.objects.count() == (status == 303)
    assert RefusedOrigin.objects.exists() == ("evil" in headers["Origin"])


def test_it_is_offered_only_where_the_site_wants_it_and_in_its_words(client: Client, comment: Comment) -> None:
    address = f"/threads/newsroom/{comment.pk}/recommend/"
    Site.objects.update(recommend_label="<i>Respect</i>")
    assert button(page(client)).text == "<i>Respect</i> Comment by Ada"
    assert page(client, address).one("button", class_="submit").text == "<i>Respect</i>"

    Site.objects.update(recommends=False)
    assert not page(client).all("form", class_="comment-recommend")
    assert {client.get(address).status_code, press(client, address).status_code} == {404}


def test_it_marks_what_is_pinned_above_the_others(client: Client, comment: Comment, on: dict[str, Any]) -> None:
    last = factories.published(name="Bo", **on)
    Comment.objects.filter(pk=last.pk).update(pinned_at=factories.NOON)

    shown = page(client).all("li", class_="comment")

    assert [item["id"] for item in shown] == [f"comment-{last.pk}", f"comment-{comment.pk}"]
    assert [bool(item.all(class_="pinned-badge")) for item in shown] == [True, False]
    assert [bool(item.all(class_="is-pinned")) for item in [page(client)]] == [True]

"""A reader reports a comment on a page that needs no script, and by its part that a script asks for."""

from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

from comments import conf
from comments.models import Comment, RefusedOrigin, Report
from comments.moderation import decisions, reports
from tests.support import factories
from tests.support.pages import Element, form_values, parse
from tests.support.responses import Response
from tests.web.browsing import ARTICLE, page, submit

LISTED = "https://newsroom.example.org"


@pytest.fixture
def comment(on: dict[str, Any]) -> Comment:
    return factories.published(name="Ada", **on)


def address(comment: Comment, site: str = "newsroom") -> str:
    return f"/threads/{site}/{comment.pk}/report/"


def report(client: Client, comment: Comment, *, part: bool = False, headers: Any = None, **fields: str) -> Response:
    values = {"reason": "abuse", **fields}
    return submit(client, address(comment) + ("?part=1" if part else ""), values, headers=headers)


def refused(response: Response, status: int) -> Element:
    assert (response.status_code, response["Cache-Control"]) == (status, "private, no-store")
    page = parse(response)
    assert all(title.text.startswith("Error: ") for title in page.all("title"))
    return page.one(class_="comment-act")


def test_it_leads_from_the_comment_to_the_form_and_back(client: Client, comment: Comment) -> None:
    link = page(client).one("a", data_act="report")
    assert (link["href"], link["aria-label"]) == (address(comment), "Report the comment by Ada")

    form = page(client, link["href"])
    assert form.one("h1").text == form.one("title").text == "Report the comment by Ada"
    assert form.one("li")["id"] == f"comment-{comment.pk}"
    assert not form.all(class_="comment-actions", name="a")
    answer = submit(
        client, form.one("form")["action"], {**form_values(form, ""), "reason": "spam", "text": "An advert.\r\n"}
    )
    assert (answer.status_code, answer["Location"]) == (303, f"{address(comment)}?sent=1")

    said = page(client, answer["Location"])
    assert said.one(role="status").text.startswith("Thank you.")
    back = urlsplit(said.one("a", class_="comment-act-cancel")["href"])
    assert (back.path, back.query, back.fragment) == (ARTICLE, f"comment={comment.pk}", f"comment-{comment.pk}")
    filed = Report.objects.get()
    assert (filed.comment, filed.reason, filed.text, filed.email) == (comment, "spam", "An advert.", "")
    assert factories.fresh(comment).reported_at == filed.created_at


@pytest.mark.parametrize("part", ["", "?part=1"])
def test_it_keeps_a_name_apart_from_the_letters_around_it(client: Client, on: dict[str, Any], part: str) -> None:
    name = "عادل & <b>C++"
    comment = factories.published(name=name, **on)

    page = parse(client.get(address(comment) + part))

    assert page.one(class_="comment-act-title").one("bdi").text == name
    said = page.one(class_="comment-act")["aria-label"] if part else page.one("title").text
    assert said == f"Report the comment by {name}"


def test_it_is_the_same_for_everybody_until_something_is_sent(client: Client, comment: Comment) -> None:
    for query in ("", "?part=1", "?sent=1"):
        answer = client.get(address(comment) + query)
        assert answer["Cache-Control"].startswith("public, max-age=1")
        assert answer["X-Robots-Tag"] == "noindex"
        assert "Set-Cookie" not in answer


def test_it_gives_a_script_the_part_alone(client: Client, comment: Comment) -> None:
    part = client.get(f"{address(comment)}?part=1")
    assert part["Access-Control-Allow-Origin"] == "*"
    assert part.content.decode().lstrip().startswith('<div class="comment-act"')
    assert parse(part).one("form")["action"] == address(comment)

    answer = report(client, comment, part=True, headers={"Origin": LISTED, "Sec-Fetch-Site": "cross-site"})
    assert answer["Access-Control-Allow-Origin"] == "*"
    said = client.get(answer["Location"])
    assert said["Access-Control-Allow-Origin"] == "*"
    assert parse(said).one(class_="comment-act").one(role="status").text.startswith("Thank you.")


def test_it_keeps_what_was_typed_where_it_says_what_is_missing(client: Client, comment: Comment) -> None:
    act = refused(report(client, comment, reason="", text="It is <b>rude</b>."), 400)
    assert act.one("legend").one(class_="comment-error").text == "Please choose a reason."
    assert form_values(act, "")["text"] == "It is <b>rude</b>."

    act = refused(report(client, comment, reason="hate", text="x" * 2001), 400)
    assert act.one("span", class_="comment-error").text == "Please use at most 2000 characters."
    assert act.one("input", checked="")["value"] == "hate"
    assert not Report.objects.exists()


def test_it_limits_a_network(client: Client, comment: Comment) -> None:
    statuses = [report(client, comment).status_code for _ in range(reports.AT_ONCE)]
    assert set(statuses) == {303}
    assert Report.objects.count() == 1

    answer = report(client, comment, text="Again.")
    assert refused(answer, 429).one(role="alert").text.startswith("You are sending reports too quickly.")
    assert 0 < int(answer["Retry-After"]) <= reports.INTERVAL


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}, 403),
        ({"Origin": "https://evil.example", "Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "null", "Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": LISTED, "Sec-Fetch-Site": "cross-site"}, 303),
        ({"Origin": LISTED}, 303),
        ({"Origin": "null", "Sec-Fetch-Site": "same-origin"}, 303),
        ({}, 303),
    ],
)
@pytest.mark.parametrize("part", [False, True])
def test_it_lets_no_foreign_page_report_for_its_visitors(
    client: Client, comment: Comment, headers: dict[str, str], status: int, part: bool
) -> None:
    answer = report(client, comment, headers=headers, part=part)

    assert answer.status_code == status
    assert Report.objects.count() == (status == 303)
    if status == 403:
        assert refused(answer, 403).one(role="alert").text == "This form was not recognised. Please send it once more."
        assert RefusedOrigin.objects.exists() == ("evil" in headers.get("Origin", ""))


def test_it_says_that_a_comment_is_not_there_whatever_became_of_it(client: Client, comment: Comment) -> None:
    waiting, gone = factories.waiting(comment), factories.published(comment)
    decisions.withdraw(gone.pk)
    factories.quiet_site("times")

    for where in (
        address(waiting),
        address(gone),
        address(comment, "times"),
        "/threads/newsroom/9000000000000000000000/report/",
    ):
        for answer in (client.get(where), submit(client, where, {"reason": "spam"})):
            act = refused(answer, 404)
            assert act.one(role="status").text == "This comment is not here any more, or it is not published."
    assert client.get(address(comment, "unheard-of")).status_code == 404
    assert not Report.objects.exists()


def test_it_needs_no_session_and_takes_no_other_method(client: Client, comment: Comment, settings: Any) -> None:
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "django.contrib.auth.middleware.LoginRequiredMiddleware"]

    assert client.get(address(comment)).status_code == 200
    assert client.put(address(comment)).status_code == 405


def test_it_stays_with_the_thread_that_led_there(client: Client, comment: Comment) -> None:
    query = {"key": comment.thread.key, "lang": "de-AT"}
    link = parse(client.get("/threads/newsroom/fragment/", query)).one("a", data_act="report")["href"]
    assert link.startswith(conf.public_url()) and "fragment=1" in link
    where = link.removeprefix(conf.public_url())

    part = parse(client.get(f"{where}&part=1"))
    assert part.one("form")["action"] == where
    answer = submit(client, f"{where}&part=1", {"reason": "spam"})
    assert answer["Location"] == f"{where}&sent=1&part=1"
    assert client.get(answer["Location"]).status_code == 200


def test_it_reports_in_the_language_of_its_site(client: Client, comment: Comment) -> None:
    type(comment.site).objects.update(language="ar")

    tree = parse(client.get(address(comment)))

    assert (tree.one("html")["lang"], tree.one("div", class_="comments")["dir"]) == ("ar", "rtl")

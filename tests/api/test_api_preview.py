"""POST /api/v1/comments/preview/: what would be published, and what of the typed markup will not work."""

import pytest
from django.test import Client

from comments.models import Comment, Site, Submission
from comments.text import markup
from tests.api.calls import ORIGIN, assert_problem, post, preview

pytestmark = pytest.mark.both


def test_it_shows_what_would_be_published_and_keeps_nothing(client: Client, times: Site) -> None:
    text = "One,\r\n<b>two</b> <u>three</u>\n\nhttps://a.example"

    seen = preview(client, text=text, headers={"Origin": ORIGIN})

    assert seen.status_code == 200
    assert seen["Cache-Control"] == "private, no-store"
    assert seen["Access-Control-Allow-Origin"] == ORIGIN
    assert seen.json() == {
        "html": markup.render(text.replace("\r\n", "\n")),
        "lost": ["“<u>” does not work here. It will be shown as you typed it."],
    }
    assert not Comment.objects.exists() and not Submission.objects.exists()
    assert post(client, text=text).json()["comment"]["html"] == seen.json()["html"]


@pytest.mark.parametrize(
    ("text", "code"),
    [(" ", "blank"), ("x" * 5001, "too-long"), ("a\x1b", "control-character"), ("<b>" * 401, "markup")],
)
def test_it_says_what_a_post_would_say_of_a_text(client: Client, times: Site, text: str, code: str) -> None:
    seen, posted = preview(client, text=text), post(client, text=text)

    assert_problem(seen, 400, "invalid", "/text")
    assert seen.json()["errors"] == posted.json()["errors"]
    assert seen.json()["errors"][0]["code"] == code


def test_it_is_limited_and_for_listed_pages_alone(client: Client, times: Site) -> None:
    assert_problem(preview(client, headers={"Origin": "https://evil.example"}), 403, "origin-refused")

    answers = [preview(client, text=" ") for _time in range(31)]

    assert {answer.status_code for answer in answers[:30]} == {400}
    assert_problem(answers[30], 429, "too-fast")
    assert "previews" in answers[30].json()["detail"]
    assert post(client).status_code == 201

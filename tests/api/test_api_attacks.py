"""Bodies, headers and fields that no honest program sends: each has its 4xx, and nothing is kept."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from comments.models import Comment, Site, Thread
from comments.screening import run
from tests.api.calls import assert_problem, listed, post, send, submission
from tests.support import factories
from tests.support.effort import LINEAR, growth

pytestmark = pytest.mark.both


def with_text(value: str) -> str:
    """A submission with this piece of JSON as its text."""
    return json.dumps(submission(text="TEXT")).replace('"TEXT"', value)


def with_parent(value: str) -> str:
    return json.dumps(submission(parent=0)).replace('"parent": 0', f'"parent": {value}')


VALID = json.dumps(submission())
CODECS = ["zlib", "bz2", "hex", "base64", "rot13", "utf-16", "utf-7", "unicode_escape", "latin-1", "nonsense"]


@pytest.mark.once
@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("", VALID),
        ("text/plain", VALID),
        ("text/plain;application/json", VALID),
        ("application/x-www-form-urlencoded", "site=times&thread=bridge&text=x"),
        ("multipart/form-data; boundary=x", '--x\r\nContent-Disposition: form-data; name="site"\r\n\r\ntimes\r\n--x--'),
        ("application/problem+json", VALID),
        ("application/jsonx", VALID),
        *[(f"application/json; charset={charset}", VALID) for charset in CODECS],
        ("application/json; charset=utf-16", VALID.encode("utf-16")),
    ],
)  # fmt: skip
def test_it_reads_json_in_utf_8_only(client: Client, times: Site, content_type: str, body: Any) -> None:
    response = send(client, body, content_type=content_type)

    assert_problem(response, 415, "unsupported-media-type")
    assert not Comment.objects.exists()


@pytest.mark.parametrize("content_type", ["application/json", "application/json; charset=UTF-8", "APPLICATION/JSON"])
def test_it_reads_json_however_it_is_called(client: Client, times: Site, content_type: str) -> None:
    assert send(client, VALID, content_type=content_type).status_code == 201


@pytest.mark.parametrize("encoding", ["gzip", "br", "deflate", "zstd", "identity, gzip"])
def test_it_unpacks_nothing(client: Client, times: Site, encoding: str) -> None:
    response = send(client, VALID, headers={"Content-Encoding": encoding})

    assert_problem(response, 415, "unsupported-media-type")


@pytest.mark.parametrize("size", [256_385, 3_000_000])
def test_it_reads_no_endless_body(client: Client, times: Site, size: int) -> None:
    body = VALID[:-1] + " " * (size - len(VALID)) + "}"

    assert_problem(send(client, body), 413, "too-large")


def test_it_reads_the_longest_comment_that_any_site_may_allow(client: Client, times: Site) -> None:
    Site.objects.update(text_limit=20_000)
    body = json.dumps(submission(text="\U0001f309" * 20_000))

    assert len(body) > 240_000
    assert send(client, body).status_code == 201


@pytest.mark.once
@pytest.mark.parametrize(
    "body",
    [
        "", " ", "{", "nonsense", "{'site': 'times'}", VALID + VALID, VALID[:-1], VALID + "\x00", "\ufeff" + VALID,
        "[" * 100_000, '{"a":' * 5000, '{"a":' * 5000 + "1" + "}" * 5000, "[" * 25 + "]" * 25,
        b"\xff\xfe", b'{"site": "\xff\xfe"}', b"\x80", VALID.encode("utf-16"), VALID.encode("utf-16-be"),
        with_parent("NaN"), with_parent("Infinity"), with_parent("-Infinity"), with_parent("1e999"),
        with_parent("9" * 5000), with_parent("-" + "9" * 5000), with_parent("1.5"), with_parent("0x10"),
        '{"status": "approved", "status": "x"}', '{"site": "times", "site": "times"}', '{"a": {"b": 1, "b": 2}}',
    ],
)  # fmt: skip
def test_it_refuses_what_is_not_plain_json(client: Client, times: Site, body: str | bytes) -> None:
    response = send(client, body)

    if body == "":
        assert_problem(response, 400, "invalid", "/site")
    else:
        assert_problem(response, 400, "parse-error")
    assert not Thread.objects.exists()


@pytest.mark.once
@pytest.mark.parametrize(
    "body",
    [
        lambda size: "[" * size,
        lambda size: '{"a":' * (size // 5),
        lambda size: with_parent("9" * size),
        lambda size: with_text(json.dumps("\ud800" * (size // 6))),
        lambda size: json.dumps({f"k{number}": 1 for number in range(size // 12)}),
        lambda size: json.dumps(submission(text="e" + "\u0301" * (size // 6))),
        lambda size: json.dumps(submission(text="<ul><li>" * (size // 8))),
        lambda size: json.dumps(submission(email="a@" * (size // 2))),
        lambda size: json.dumps(submission(url="http://a.example/" + "x" * size)),
    ],
    ids=["lists", "objects", "digits", "surrogates", "fields", "marks", "tags", "at signs", "long address"],
)
def test_it_refuses_a_long_body_in_a_time_that_grows_no_faster(
    client: Client, times: Site, body: Callable[[int], str]
) -> None:
    assert growth(lambda size: send(client, body(size)), most=120_000) < LINEAR


@pytest.mark.once
@pytest.mark.parametrize("body", ["[]", "null", '"text"', "1", "true", "[{}]", f"[{VALID}]"])
def test_it_takes_an_object_only(client: Client, times: Site, body: str) -> None:
    assert_problem(send(client, body), 400, "invalid", "")


@pytest.mark.parametrize("parent", [1.5, True, False, [1], {}, "1", "1; DROP", "", 0, -1, 2**63, 10**19])
def test_it_takes_the_id_of_a_comment_as_parent_only(client: Client, times: Site, parent: Any) -> None:
    response = post(client, parent=parent)

    assert response.status_code == 400
    assert response.json()["code"] == ("parse-error" if parent == 1.5 else "invalid")


@pytest.mark.once
@pytest.mark.parametrize("field", ["site", "thread", "name", "email", "url", "text", "page_url", "page_title"])
def test_it_takes_strings_that_can_be_kept_only(client: Client, times: Site, field: str) -> None:
    for value in (1, True, ["a"], {"a": "b"}, "a\x00b", "\x00", "a\ud800b"):
        response = post(client, **{field: value})

        assert_problem(response, 400, "invalid", f"/{field}")
    assert not Thread.objects.exists()


@pytest.mark.parametrize("key", ["\ud800", "a\x00b", "a\nb", "\u202e", "<script>alert(1)</script>", "x" * 10_000])
def test_it_names_an_odd_field_without_stumbling(client: Client, times: Site, key: str) -> None:
    response = send(client, {**submission(), key: 1})

    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    assert len(response.content) < 1000


def test_it_points_at_a_field_as_json_pointers_do(client: Client, times: Site) -> None:
    assert_problem(send(client, {**submission(), "a/b~c": 1}), 400, "invalid", "/a~1b~0c")


def test_it_names_a_few_of_ten_thousand_unknown_fields(client: Client, times: Site) -> None:
    body = json.dumps({f"k{number}": 1 for number in range(10_000)})

    response = send(client, body)

    assert response.status_code == 400
    assert len(response.content) < 10_000


INVISIBLE = ["\u200b", "\u3164", "\u2800", "\u00ad", "\u2060\u200d", "\ufeff", "\u115f", "\U000e0001", "\u0301"]


@pytest.mark.once
@pytest.mark.parametrize(
    ("field", "value"),
    [
        *[("name", value) for value in INVISIBLE],
        *[("text", value) for value in [*INVISIBLE, " \n\t ", "\u2003\u3000"]],
        ("name", "\u202eadmin"),
        ("name", "a\u2066b\u2069"),
        ("name", "x\r\nBcc: v@x.example"),
        ("name", "a\tb"),
        ("name", "\x1b[31mred"),
        ("name", "a\u2028b"),
        ("name", "x" * 246),
        ("text", "\x1b[31mred"),
        ("text", "a\x08b"),
        ("text", "x" * 5001),
        ("text", "e" + "\u0301" * 10_000),
        ("text", "<ul><li>" * 1250),
        ("email", "a@b.co\r\nBcc: v@x.example"),
        ("email", '"x" <a@b.co>'),
        ("email", "a@b.co,c@d.co"),
        ("email", "a@b.co c@d.co"),
        ("email", "a" * 250 + "@b.co"),
        ("email", "a@localhost"),
        ("email", "a\u2028@b.co"),
        ("email", "@b.co"),
        ("email", "a@"),
        ("url", "ftp://a.example"),
        ("url", "javascript:alert(1)"),
        ("url", "JavaScript://a.example/%0aalert(1)"),
        ("url", "data:text/html,x"),
        ("url", "//evil.example"),
        ("url", "/relative"),
        ("url", "relative"),
        ("url", "http://x.example/?'onmouseover='alert(1)'x='"),
        ("url", 'http://x.example/"><script>alert(1)</script>'),
        ("url", "http://good@evil.example/"),
        ("url", "http://x.example/\u202egpj.exe"),
        ("url", "http://x.example\\@evil.example"),
        ("url", "http://x.example\x00"),
        ("url", "http://["),
        ("url", "http://x.example:99999999"),
        ("url", "https://a.example\nb"),
        ("url", "http://a.example/" + "x" * 2001),
        ("thread", "a\nb"),
        ("thread", "x" * 256),
        ("thread", ""),
        ("page_title", "a\nb"),
        ("page_title", "x" * 301),
        ("page_url", "https://times.example.org/" + "x" * 2000),
        ("page_url", "https://times.example.org/\r\nX: y"),
    ],
    ids=lambda value: repr(value)[:60],
)
def test_it_refuses_what_cannot_be_shown_honestly(client: Client, times: Site, field: str, value: str) -> None:
    response = post(client, **{field: value})

    assert_problem(response, 400, "invalid", f"/{field}")
    assert not Thread.objects.exists()


@pytest.mark.parametrize(
    ("field", "sent", "kept"),
    [
        ("name", "  Ada \r\n", "Ada"),
        ("name", "\u00c5ngstro\u0308m \ufa10", "\u00c5ngstro\u0308m \ufa10"),
        ("name", "\u0410\u0434\u0430", "\u0410\u0434\u0430"),
        ("name", 'O\'Hara <3 "quotes" & co', 'O\'Hara <3 "quotes" & co'),
        ("email", "ada@b\u00fccher.example", "ada@b\u00fccher.example"),
        ("url", "https://a.example\n", "https://a.example"),
        ("url", "www.a.example/b?c=d&e#f", "https://www.a.example/b?c=d&e#f"),
        ("text", "\U0001f469\u200d\U0001f4bb fa\u0301", "\U0001f469\u200d\U0001f4bb fa\u0301"),
        ("text", "  kept  \r\n\r\nas typed  ", "  kept  \n\nas typed  "),
    ],
)
def test_it_keeps_what_was_meant(client: Client, times: Site, field: str, sent: str, kept: str) -> None:
    response = post(client, **{field: sent})

    assert response.status_code == 201
    assert getattr(Comment.objects.get(), field) == kept


@pytest.mark.parametrize("name", ["аdmin", "Moderator", "The Times of Nowhere"])
def test_it_publishes_nobody_for_a_name(client: Client, times: Site, name: str) -> None:
    response = post(client, name=name)
    run.screen([response.json()["id"]])

    assert Comment.objects.get().status == "pending"


@pytest.mark.parametrize(
    "accept", ["*/*", "application/json", "application/json; indent=8", "text/html", "image/*", "garbage", ""]
)
def test_it_is_the_same_whatever_is_accepted(client: Client, times: Site, accept: str) -> None:
    response = listed(client, headers={"Accept": accept})

    assert response.content == listed(client).content
    assert response["Content-Type"] == "application/json"


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "a b", "localhost:8000@evil.example"])
def test_it_answers_to_no_other_name(client: Client, times: Site, host: str) -> None:
    assert listed(client, headers={"Host": host}).status_code == 400
    assert post(client, headers={"Host": host}).status_code == 400
    assert not Comment.objects.exists()


def test_it_reflects_no_header(client: Client, times: Site) -> None:
    factories.published()
    names = ["X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Prefix", "X-Original-URL", "X-Rewrite-URL",
             "Forwarded", "Referer", "User-Agent", "Accept-Language", "X-Unheard-Of"]  # fmt: skip

    response = listed(client, headers=dict.fromkeys(names, "poison.example"))

    assert response.content == listed(client).content
    assert "poison" not in str(response.headers)


@pytest.mark.parametrize(
    "path", ["/api/v1/", "/api/v1/comments", "/api/v1/comments/1", "/api/v1/.git/", "/api/v1/comments/../../admin/"]
)
def test_it_says_in_json_that_there_is_nothing(client: Client, times: Site, path: str) -> None:
    response = client.get(path)

    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["code"] == "not-found"

"""Texts, names and addresses that cannot be kept, or not be shown honestly, and those that only look so."""

from typing import Any

from comments.models import Comment
from comments.moderation import decisions
from tests.attacks.service import COMMENTS, Service, refused
from tests.attacks.wire import Answer, Sent, get
from tests.support import factories
from tests.support.pages import parse
from tests.support.payloads import PAYLOADS, assert_harmless

TAKEN = 201
UNSEEN = ("\u200b", "\u3164", "\u2800", "\u00ad", "\u2060\u200d")


def rows(service: Service, field: str, values: dict[str, str]) -> dict[str, tuple[Sent, Any]]:
    """Each value is refused, by this field alone."""
    return {
        f"{field}: {what}": (service.post(**{field: value}), refused(400, f"/{field}"))
        for what, value in values.items()
    }


def test_it_keeps_no_text_that_cannot_be_shown(service: Service) -> None:
    lines = {"a nil": "a\x00b", "half a character": "a\ud800b", "a line": "a\r\nBcc: v@x.example", "a tab": "a\tb"}
    odd = {"an escape": "\x1b[31mred", "a turned direction": "\u202eadmin", "an isolate": "a\u2066b"}
    service.try_all(
        {
            **rows(service, "name", {**lines, **odd, **{f"only {value!r}": value for value in UNSEEN}}),
            **rows(service, "thread", lines),
            **rows(service, "page_title", lines),
            **rows(service, "text", {"a nil": "a\x00b", "half a character": "\ud800", "an escape": "\x1b[31m"}),
            **rows(service, "text", {f"only {value!r}": value for value in UNSEEN}),
            **rows(
                service,
                "text",
                {
                    "one too many": "x" * 5_001,
                    "marks without end": "e" + "\u0301" * 4_000,
                    "lists in lists": "<ul><li>" * 600,
                },
            ),
        }
    )


def test_it_keeps_what_is_only_odd(service: Service) -> None:
    texts = {
        "characters of the higher planes": "\U0001f600" * 5_000,
        "two ways to write one letter": "\u00c5ngstro\u0308m",
        "signs of markup": "`" * 2_000 + ">" * 1_000 + "[" * 1_000 + "*a" * 400,
        "an address without end": "a." * 2_000 + "@x.y",
    }
    for what, text in texts.items():
        answer = service.ask(service.post(text=text))
        assert answer.status == TAKEN, what
        kept = answer.json["comment"]["text"]
        assert kept == Comment.objects.get(pk=answer.json["id"]).text, what
        assert kept == text or what.startswith("two"), what


def test_it_takes_addresses_of_people_and_of_pages_alone(service: Service) -> None:
    emails = {
        "another header": "a@b.example\r\nBcc: v@x.example",
        "a name": '"x" <a@b.example>',
        "two": "a@b.example,c@d.example",
        "too long": "a" * 250 + "@b.example",
        "a host of no network": "a@localhost",
        "a line separator": "a\u2028@b.example",
        "no name": "@b.example",
    }
    websites = {
        "an attribute": "http://x.example/?'onmouseover='alert(1)'x='",
        "an element": 'http://x.example/"><script>alert(1)</script>',
        "files": "ftp://a.example",
        "a script": "javascript:alert(1)",
        "data": "data:text/html,x",
        "another host": "http://good@evil.example/",
        "a turned direction": "http://x.example/\u202egpj.exe",
        "no scheme": "//evil.example",
        "a path": "/relative",
        "a backslash": "http://x.example\\@evil.example",
        "too long": "http://a.example/" + "x" * 2_001,
    }
    service.try_all(
        {
            **rows(service, "email", emails),
            **rows(service, "url", websites),
            "an address in letters": (service.post(email="ada@b\u00fccher.example"), TAKEN),
            "a website that ends in a line": (service.post(url="https://a.example\n"), TAKEN),
        }
    )


def test_it_understands_no_parameter_but_its_own(service: Service) -> None:
    listed = f"{COMMENTS}?site=times&thread="
    service.try_all(
        {
            **{
                f"?{query}": (get(f"{listed}bridge&{query}"), refused(400))
                for query in (
                    "parent=abc", "parent=" + "9" * 30, "page=-1", "limit=1e9", "limit=0", "limit=-1", "cursor=garbage",
                    "ordering=email", "email__startswith=a", "since=yesterday", "sort=email", "status=pending",
                )
            },
            "a nil in a key": (get(f"{listed}a%00b"), refused(400)),
            "half a character in a key": (get(f"{listed}%ed%a0%80"), refused(400)),
            "another charset": (get(f"{listed}%ff"), refused(400)),
            "no site": (get(f"{COMMENTS}?site=nowhere&thread=bridge"), refused(404)),
            "a nil in a feed": (get("/feeds/times/?key=a%00b"), 400),
            "no place in a feed": (get("/feeds/times/?before=1'--"), 404),
            "an author by email": (get("/feeds/times/replies/?author=ada%40mailbox.example"), 404),
            "a quotation of another page": (get("/oembed/?url=https://evil.example/%23comment-1"), 404),
            "a quotation of no address": (get("/oembed/?url=http://%5B%23comment-1"), 404),
            "a page without a key": (get("/threads/times/"), {400, 404}),
            "a page with a nil": (get("/threads/times/?key=a%00b"), {400, 404}),
            "a page of odd parameters": (
                get("/threads/times/?key=bridge&comments_cursor=%00&comment=9e9&replytocom=x&comment_branch='"), 200,
            ),
        }
    )  # fmt: skip


def test_it_shows_hostile_text_as_text_everywhere(service: Service) -> None:
    answers = [service.ask(service.post(text=f"x {payload}", thread="hostile")) for payload in PAYLOADS]
    ids = [answer.json["id"] for answer in answers if answer.status == TAKEN]
    assert len(ids) > len(PAYLOADS) // 2
    for comment in Comment.objects.filter(pk__in=ids).exclude(status="approved"):
        decisions.approve(comment.pk, by=factories.moderator(), version=comment.version)
    service.forget()

    listed = service.ask(get(f"{COMMENTS}?site=times&thread=hostile&limit=100"))
    for comment in listed.json["results"]:
        assert_harmless(parse(comment["html"]))
    plain = service.ask(get("/threads/times/?key=bridge"))
    hostile = service.ask(get("/threads/times/?key=hostile"))
    assert _scripts(plain) == _scripts(hostile)


def test_it_shows_moderators_hostile_names_and_pages_as_text(service: Service) -> None:
    cookie = service.session(factories.moderator())
    desk = ("/admin/desk/", "/admin/desk/?view=compact", "/admin/desk/search/?q=x", "/admin/comments/thread/")
    factories.screened(on=factories.subject(key="plain"))
    before = [_scripts(service.ask(get(target, Cookie=cookie))) for target in desk]
    for number, payload in enumerate(PAYLOADS):
        line = " ".join(payload.split())
        service.ask(
            service.post(name=line, thread=f"hostile {number}", page_title=line).with_headers(
                User_Agent=line.encode("latin-1", "replace").decode("latin-1")
            )
        )
    hostile = Comment.objects.filter(thread__key__startswith="hostile")
    assert hostile.count() > len(PAYLOADS) // 2

    after = [_scripts(service.ask(get(target, Cookie=cookie))) for target in desk]

    assert [set(map(str, found)) for found in after] == [set(map(str, found)) for found in before]
    for pk in hostile.values_list("pk", flat=True)[:20]:
        one = service.ask(get(f"/admin/desk/comment/{pk}/", Cookie=cookie))
        assert one.status == 200, pk
        assert not any(name.startswith("on") for _tag, names in parse(one.text).skeleton() for name in names), pk


def _scripts(answer: Answer) -> list[tuple[str, list[str]]]:
    """Scripts, styles, frames and handlers of a page."""
    assert answer.status == 200
    dangerous = {"script", "style", "iframe", "object", "embed", "base", "meta", "img", "svg", "math"}
    page = parse(answer.text).skeleton()
    return [(tag, names) for tag, names in page if tag in dangerous or any(name.startswith("on") for name in names)]

"""Bodies, types, methods and headers that no client should send."""

import bz2
import gzip
import json
import zlib
from typing import Any

from tests.attacks.service import COMMENTS, NEVER_USED, Service, refused
from tests.attacks.wire import CLOSED, Answer, Sent, get, post

MEGABYTE = 1_000_000
ODD_PARENTS: tuple[Any, ...] = (True, [1], {}, "1; DROP TABLE comments_comment", "1")


def as_type(service: Service, kind: str, body: Any = None) -> Sent:
    sent = json.dumps(service.fields()).encode() if body is None else body
    return post(COMMENTS, sent, Content_Type=kind)


def raw(body: str | bytes) -> Sent:
    return post(COMMENTS, body, Content_Type="application/json")


def test_it_takes_json_in_utf_8_alone(service: Service) -> None:
    whole = json.dumps(service.fields())
    form = b"site=times&thread=bridge&name=Ada&email=a%40b.example&text=x"
    multipart = b'--x\r\nContent-Disposition: form-data; name="text"\r\n\r\nx\r\n--x--\r\n'
    service.try_all(
        {
            "no type": (Sent("POST", COMMENTS, whole), refused(415)),
            "text": (as_type(service, "text/plain"), refused(415)),
            "a form": (as_type(service, "application/x-www-form-urlencoded", form), refused(415)),
            "a form in parts": (as_type(service, "multipart/form-data; boundary=x", multipart), refused(415)),
            **{
                f"charset {name}": (as_type(service, f"application/json; charset={name}", body), refused(415))
                for name, body in {
                    "zlib": zlib.compress(b" " * 300_000),
                    "bz2": bz2.compress(b" " * 300_000),
                    "hex": whole.encode().hex().encode(),
                    "base64": b"e30=",
                    "rot13": b"{}",
                    "utf-16": whole.encode("utf-16"),
                    "utf-7": b"{}",
                    "unicode_escape": b"{}",
                }.items()
            },
            "compressed": (raw(gzip.compress(whole.encode())).with_headers(Content_Encoding="gzip"), refused(415)),
            "bytes of no charset": (raw(b'{"site": "\xff\xfe"}'), refused(400)),
            "a byte order mark": (raw(b"\xef\xbb\xbf" + whole.encode()), refused(400)),
        }
    )


def test_it_reads_no_more_than_a_comment_can_need(service: Service) -> None:
    whole = json.dumps(service.fields()).encode()
    service.try_all(
        {
            "megabytes": (raw(b" " * (3 * MEGABYTE)), {413, CLOSED}),
            "a little more than a comment": (raw(json.dumps(service.fields(text="x" * 300_000))), refused(413)),
            "more than was announced": (raw(whole + b" " * MEGABYTE).with_headers(Content_Length="10"), refused(400)),
            "two lengths": (
                raw(b"2\r\n{}\r\n0\r\n\r\n").with_headers(Transfer_Encoding="chunked", Content_Length="5"),
                {400, CLOSED},
            ),
            "a length that is none": (raw(whole).with_headers(Content_Length="-1"), {400, CLOSED}),
        }
    )


def test_it_takes_one_object_of_the_fields_it_knows(service: Service) -> None:
    whole = json.dumps(service.fields())[:-1]
    service.try_all(
        {
            "lists in lists": (raw("[" * 100_000), refused(400)),
            "objects in objects": (raw('{"a":' * 5_000), refused(400)),
            **{
                f"the number {number[:12]}": (raw(f'{whole}, "parent": {number}}}'), refused(400))
                for number in ("NaN", "Infinity", "-Infinity", "9" * 5_000, "1e999", "1.5", "9" * 20, "-1", "0")
            },
            **{
                f"the parent {parent}": (service.post(parent=parent), refused(400, "/parent")) for parent in ODD_PARENTS
            },
            **{
                f"the text {text}": (service.post(text=text), refused(400, "/text"))
                for text in (1, True, ["x"], {"x": 1})
            },
            "a name twice": (raw(f'{whole}, "name": "Grace"}}'), refused(400)),
            **{f"only {body or 'nothing'}": (raw(body), refused(400)) for body in ("[]", '"x"', "null", "1", "")},
            "thousands of fields": (raw(json.dumps({f"k{n}": n for n in range(10_000)})), {400, 413}),
            **{
                f"the field {name}": (service.post(**{name: {"status": "approved"}}), refused(400, f"/{name}"))
                for name in (
                    "__proto__",
                    "constructor",
                    "status",
                    "is_public",
                    "id",
                    "created_at",
                    "ip",
                    "user",
                    "html",
                )
            },
        }
    )


def test_it_does_by_a_method_what_the_method_is_for(service: Service) -> None:
    one = f"{COMMENTS}{service.top.pk}/"
    acts = [f"/threads/times/{service.top.pk}/{act}/" for act in ("edit", "withdraw", "report", "recommend")]
    reading = [COMMENTS, one, f"{one}reports/", f"{one}recommendation/", f"{COMMENTS}preview/", *acts]
    before = service.state()

    service.try_all(
        {
            "tracing": (Sent("TRACE", one), {400, 405}),
            "a method of no name": (Sent("BREW", one), {400, 405, 501}),
            "another method in a header": (
                Sent("POST", one, {}).with_headers(X_HTTP_Method_Override="DELETE"), refused(405),
            ),
            "another method in the query": (Sent("POST", f"{one}?_method=DELETE", {}), refused(405)),
            "another method in the body": (service.post(_method="DELETE"), refused(400, "/_method")),
            "another format": (get(f"{COMMENTS}?site=times&thread=bridge&format=api"), refused(400)),
            "a page for people": (
                get(f"{COMMENTS}?site=times&thread=bridge", Accept="text/html"),
                lambda answer: answer.status == 200 and answer.headers["content-type"] == "application/json",
            ),
            "what can be done": (Sent("OPTIONS", COMMENTS), lambda answer: (answer.status, answer.body) == (204, b"")),
            **{
                f"{method} {target}": (Sent(method, target), {200, 204, 400, 401, 404, 405})
                for method in ("GET", "HEAD", "OPTIONS")
                for target in reading
            },
            "feeds by POST": (Sent("POST", "/feeds/times/", {}), 405),
            "quotations by DELETE": (Sent("DELETE", "/oembed/"), 405),
        }
    )  # fmt: skip
    assert service.state() == before


def test_it_takes_a_key_against_repetition_as_a_token_alone(service: Service) -> None:
    service.try_all(
        {
            "an ordinary key": (service.post().with_headers(Idempotency_Key="k" * 255), 201),
            "a long key": (service.post().with_headers(Idempotency_Key="k" * 256), refused(400)),
            "a key of a whole page": (service.post().with_headers(Idempotency_Key="k" * 10_000), {400, 431, CLOSED}),
            "an empty key": (service.post().with_headers(Idempotency_Key=""), refused(400)),
            "a key in another script": (service.post().with_headers(Idempotency_Key="schl\u00fcssel"), refused(400)),
            "a key of two lines": (service.post().with_headers(Idempotency_Key="a\r\n b"), {400, CLOSED}),
        }
    )


def test_it_answers_headers_that_ask_for_much_in_few_words(service: Service) -> None:
    listed = f"{COMMENTS}?site=times&thread=bridge"
    feed = "/feeds/times/"

    def is_small(answer: Answer) -> bool:
        return answer.status in (200, 304, 206, 400, 431, CLOSED)

    service.try_all(
        {
            **{
                f"{what}, {target}": (get(target, **headers), is_small)
                for target in (listed, feed, "/threads/times/?key=bridge", "/embed.js")
                for what, headers in {
                    "any copy": {"If_None_Match": "*"},
                    "ten thousand copies": {"If_None_Match": '"x", ' * 1_600},
                    "more copies than a header holds": {"If_None_Match": '"x", ' * 16_000},
                    "a copy of no form": {"If_None_Match": '"'},
                    "parts": {"Range": "bytes=0-1,2-3,0-99999999999"},
                    "a time of no form": {"If_Modified_Since": "x" * 1000},
                    "codings": {"Accept_Encoding": "gzip;q=9, " * 500},
                }.items()
            },
            "a name of no host": (get(listed, Host="evil.example"), 400),
            "two hosts": (get(listed, Host="127.0.0.1, evil.example"), 400),
            "a line in a header": (get(listed, User_Agent="a\rFAKE LOG"), {200, 400, CLOSED}),
            "a path out of the folder": (get("/static/../settings.py"), {400, 404}),
            "a folder of the source": (get("/.git/config"), 404),
            "an address that is none": (get("/%00"), {400, 404}),
            "what only staff may know": (get("/metrics"), {401, 403, 404}),
            "documents of the admin": (get("/admin/doc/"), {302, 404}),
            "a comment of no number": (get(f"{COMMENTS}{'9' * 30}/"), refused(404)),
            "never used": (get(f"{COMMENTS}{NEVER_USED}/"), refused(404)),
        }
    )

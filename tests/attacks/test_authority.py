"""Whose word it is: tokens, sessions, keys and origins of somebody else, and what must not be told to anybody."""

from collections.abc import Callable
from urllib.parse import quote, urlencode

from django.utils import timezone

from comments.models import Comment, Thread
from comments.statuses import Status
from tests.attacks.service import COMMENTS, NEVER_USED, Service, refused
from tests.attacks.wire import Answer, Sent, bearer, get, post
from tests.support import factories

TAKEN = 201
ORIGIN = "https://times.example.org"


def of(comment: Comment | int) -> str:
    return f"{COMMENTS}{comment if isinstance(comment, int) else comment.pk}/"


def test_it_tells_of_hidden_comments_what_it_tells_of_none(service: Service) -> None:
    never = service.ask(get(of(NEVER_USED)))
    parent = service.ask(service.post(parent=NEVER_USED))
    quoted = f"/oembed/?{urlencode({'url': f'{service.stack.url}/threads/times/?key=bridge&comment=%d'})}"

    def same(as_said: Answer) -> Callable[[Answer], bool]:
        return lambda answer: (answer.status, answer.body) == (as_said.status, as_said.body)

    assert (never.status, parent.status) == (404, 400)
    service.try_all(
        {
            f"{what} {status}": (sent, same(like))
            for status, comment in service.hidden.items()
            for what, sent, like in (
                ("one", get(of(comment)), never),
                ("a parent", service.post(parent=comment.pk), parent),
                ("a report", post(f"{of(comment)}reports/", {"reason": "spam"}),
                 service.ask(post(f"{of(NEVER_USED)}reports/", {"reason": "spam"}))),
                ("a quotation", get(quoted.replace("%25d", str(comment.pk))),
                 service.ask(get(quoted.replace("%25d", str(NEVER_USED))))),
            )
        }
    )  # fmt: skip


def test_it_shows_nothing_more_anywhere_for_what_readers_do_not_see(service: Service) -> None:
    public = [
        f"{COMMENTS}?site=times&thread=bridge", "/api/v1/counts/?site=times&thread=bridge", "/feeds/times/",
        "/threads/times/?key=bridge", "/threads/times/fragment/?key=bridge", "/feeds/times/?key=bridge",
        "/api/v1/trending/?site=times",
    ]  # fmt: skip
    before = [service.ask(get(target)) for target in public]

    factories.screened(text="Canary of a waiting comment.", name="Canary")
    service.forget()

    after = [service.ask(get(target)) for target in public]
    assert [answer.status for answer in before] == [200] * len(public)
    assert [answer.body for answer in after] == [answer.body for answer in before]
    assert [answer.headers.get("etag") for answer in after] == [answer.headers.get("etag") for answer in before]


def test_it_believes_no_token_but_the_comments_own(service: Service) -> None:
    now = timezone.now()
    own, other = factories.published(text="Mine.", now=now), factories.published(now=now)
    token, foreign = service.token(own), service.token(other)
    elsewhere = service.token(factories.published(on=factories.subject("gazette"), now=now))
    wrong = {
        "none": {},
        "another comment's": bearer(foreign),
        "another site's": bearer(elsewhere),
        "longer": bearer(f"{token}x"),
        "shorter": bearer(token[:-1]),
        "of another version": bearer(token.replace(":1:", ":2:")),
        "of nobody": bearer("::"),
        "a password": {"Authorization": "Basic YWRhOng="},
    }
    state = service.state()
    never = service.ask(Sent("DELETE", of(NEVER_USED)))

    def told_nothing(answer: Answer) -> bool:
        return (answer.status, answer.body) == (never.status, never.body) == (404, never.body)

    service.try_all(
        {
            f"{method} with {what}": (Sent(method, of(own), {"text": "Changed."}, headers), told_nothing)
            for what, headers in wrong.items()
            for method in ("PATCH", "DELETE")
        }
    )
    service.try_all({"a token in the query": (Sent("DELETE", f"{of(own)}?token={quote(token)}"), {400, 404})})
    assert service.state() == state


def test_it_reads_again_what_was_edited_and_brings_nothing_back(service: Service) -> None:
    edited = factories.published(text="Before the edit.", now=timezone.now())
    sent = Sent("PATCH", of(edited), {"text": "Buy watches at https://watches.example"}, bearer(service.token(edited)))
    assert service.ask(sent).status == 200
    service.forget()
    listed = service.ask(get(f"{COMMENTS}?site=times&thread=bridge")).text
    assert "Before the edit." not in listed
    assert "watches.example" not in listed

    over = {
        "deleted": {404}, "rejected": {200, 403, 404, 409}, "spam": {200, 403, 404, 409},
    }  # fmt: skip
    for status, expected in over.items():
        comment = service.hidden[status]
        change = Sent("PATCH", of(comment), {"text": "Back again."}, bearer(service.token(comment)))
        assert service.ask(change).status in expected, status
        assert Comment.objects.get(pk=comment.pk).status != Status.APPROVED
    service.forget()
    assert "Back again." not in service.ask(get(f"{COMMENTS}?site=times&thread=bridge")).text


def test_it_lets_nobody_answer_where_nothing_can_be_answered(service: Service) -> None:
    foreign = factories.published(on=factories.subject("gazette"))
    closed = factories.published(on=factories.subject(key="closed"))
    Thread.objects.filter(key="closed").update(is_open=False)
    deep = service.top
    for _level in range(8):
        deep = factories.published(deep)

    def beside_the_last(answer: Answer) -> bool:
        return answer.status == TAKEN and answer.json["comment"]["depth"] <= service.times.depth

    service.try_all(
        {
            "another site's": (service.post(parent=foreign.pk), refused(400, "/parent")),
            "another thread's": (service.post(parent=closed.pk), refused(400, "/parent")),
            "a closed thread's": (service.post(parent=closed.pk, thread="closed"), {400, 403, 409}),
            "below the last level": (service.post(parent=deep.pk), beside_the_last),
        }
    )


def test_it_takes_nothing_from_pages_of_other_origins(service: Service) -> None:
    evil = (
        "https://evil.example", "null", "https://times.example.org.evil.example", "http://times.example.org",
        "https://times.example.org:444", "https://evil.example/https://times.example.org", "",
    )  # fmt: skip

    def unreadable(answer: Answer) -> bool:
        headers = answer.headers
        return (
            answer.status in (400, 403)
            and "access-control-allow-origin" not in headers
            and "access-control-allow-credentials" not in headers
        )

    def not_allowed(answer: Answer) -> bool:
        return answer.status == 204 and "access-control-allow-origin" not in answer.headers

    service.try_all(
        {
            **{
                f"a post of {origin!r}": (service.post().with_headers(Origin=origin), unreadable)
                for origin in evil[:-1]
            },
            **{
                f"a question of {origin!r}": (
                    Sent("OPTIONS", COMMENTS).with_headers(Origin=origin, Access_Control_Request_Method="POST"),
                    not_allowed,
                )
                for origin in evil
            },
            "a listed page": (
                service.post().with_headers(Origin=ORIGIN),
                lambda answer: (
                    answer.status == TAKEN
                    and answer.headers["access-control-allow-origin"] == ORIGIN
                    and "access-control-allow-credentials" not in answer.headers
                ),
            ),
        }
    )


def test_it_lets_listed_pages_alone_frame_a_thread_and_nobody_the_admin(service: Service) -> None:
    thread = service.ask(get("/threads/times/?key=bridge&framed_by=https://evil.example"))
    admin = service.ask(get("/admin/login/"))

    assert "frame-ancestors https://times.example.org" in thread.headers["content-security-policy"]
    assert "evil.example" not in thread.headers["content-security-policy"]
    assert admin.headers["x-frame-options"] == "DENY"
    assert "frame-ancestors 'none'" in admin.headers["content-security-policy"]

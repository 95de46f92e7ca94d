"""Floods, headers that pretend, robots, poisoned caches, and what is known of people that nobody else may learn."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import unquote, urlencode

from django.utils import timezone

from comments import signed_tokens
from comments.models import Comment, Site
from comments.moderation import decisions
from comments.statuses import Status
from tests.attacks.service import BROWSER, CANARY, COMMENTS, Service
from tests.attacks.wire import Answer, get, post
from tests.support import factories

TAKEN, TOO_FAST = 201, 429
PUBLIC = (
    f"{COMMENTS}?site=times&thread=bridge", "/threads/times/?key=bridge", "/threads/times/fragment/?key=bridge",
    "/feeds/times/", "/feeds/times/?key=bridge", "/api/v1/counts/?site=times&thread=bridge",
    "/api/v1/trending/?site=times", "/api/v1/sites/times/", "/api/v1/schema/", "/embed.js", "/count.js",
)  # fmt: skip


FORWARDED = (
    "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Prefix", "X-Original-URL", "X-Rewrite-URL", "Forwarded",
    "X-Forwarded-Port", "Referer", "User-Agent", "Accept-Language", "X-Unheard-Of", "Via",
)  # fmt: skip


def test_it_counts_posts_that_come_at_once_and_under_other_names(service: Service) -> None:
    Site.objects.filter(pk=service.times.pk).update(burst_per_minute=5)
    sent = [service.post() for _ in range(50)]
    with ThreadPoolExecutor(10) as people:
        answers = list(people.map(service.ask, sent))

    assert {answer.status for answer in answers} == {TAKEN, TOO_FAST}
    assert sum(answer.status == TAKEN for answer in answers) <= 5
    assert all("retry-after" in answer.headers for answer in answers if answer.status == TOO_FAST)
    pretended = {
        "X-Forwarded-For": "198.51.100.{n}", "X-Real-IP": "198.51.100.{n}", "CF-Connecting-IP": "198.51.100.{n}",
        "Forwarded": "for=198.51.100.{n}", "True-Client-IP": "198.51.100.{n}", "X-Client-IP": "2001:db8::{n}",
        "X-Forwarded-Host": "h{n}.example", "User-Agent": "Browser/{n}",
    }  # fmt: skip
    service.try_all(
        {
            f"{name} {number}": (service.post().with_headers(**{name: value.format(n=number)}), TOO_FAST)
            for name, value in pretended.items()
            for number in (7, 8)
        }
    )
    assert Comment.objects.filter(address__startswith="198.51.100").count() == 0


def test_it_tells_robots_no_more_than_people(service: Service) -> None:
    """The form by which a robot is known answers like any other."""
    Site.objects.update(premoderation="objections")
    hour = int(timezone.now().timestamp() // 3600)
    fresh, old = [signed_tokens.form_token("times", "bridge", hour=hour - hours) for hours in (0, 60)]
    page = service.ask(get("/threads/times/?key=bridge")).text
    trap = next(name for name in ("website", "confirm_email", "subject", "comment_extra") if f'name="{name}"' in page)
    sent = {
        "a person": {},
        "one who fills in all": {trap: "https://robot.example"},
        "one who types in no time": {"seconds": "0"},
        "one with an old form": {"form_token": old},
    }
    shapes = []
    for number, fields in enumerate(sent.values()):
        values = {
            "comment": f"A thought, {number}.", "author": "Ada", "email": f"robot{number}@mailbox.example",
            "form_token": fresh, "comment_parent": "0", **fields,
        }  # fmt: skip
        body = urlencode(values).encode()
        answer = service.ask(post("/threads/times/?key=bridge", body, Content_Type="application/x-www-form-urlencoded"))
        shapes.append((answer.status, sorted(answer.headers)))
    assert [status for status, _headers in shapes] == [303] * len(sent)
    assert len({str(headers) for _status, headers in shapes}) == 1


def test_it_checks_what_comes_without_a_browser_no_less(service: Service) -> None:
    answers = [service.ask(service.post()), service.ask(service.post().with_headers(User_Agent="", Referer=""))]

    assert [answer.status for answer in answers] == [TAKEN, TAKEN]
    ids = [answer.json["id"] for answer in answers]
    assert not Comment.objects.filter(pk__in=ids, status=Status.APPROVED).exists()


def test_it_publishes_nobody_under_the_name_of_the_publication(service: Service) -> None:
    names = ("\u0430dmin", "Moderator", "The Times of Nowhere", "M\u043ederator")
    answers = [service.ask(service.post(name=name)) for name in names]

    assert [answer.status for answer in answers] == [TAKEN] * len(names)
    assert [answer.json["status"] for answer in answers] == ["pending"] * len(names)


def test_it_lets_no_header_into_what_all_get(service: Service) -> None:
    poison = dict.fromkeys(FORWARDED, "poison.example")
    for target in PUBLIC:
        service.forget()
        first = service.ask(get(target, **poison))
        service.forget()
        clean = service.ask(get(target))
        assert first.status == clean.status == 200, target
        assert first.body == clean.body, target
        assert "poison" not in str(first.headers), target
    for target in PUBLIC:
        service.ask(get(f"{target}{'&' if '?' in target else '?'}utm_source=poison.example"))
        assert "poison" not in service.ask(get(target)).text, target


def test_it_tells_nobody_an_address_or_a_browser(service: Service) -> None:
    taken = service.ask(service.post(email=CANARY, name="Canary").with_headers(User_Agent=BROWSER))
    service.secrets.append(taken.json["token"])
    comment = Comment.objects.get(pk=taken.json["id"])
    assert (comment.email, comment.user_agent) == (CANARY, BROWSER)
    for seen in (comment, *Comment.objects.filter(pk=comment.pk)):
        if seen.status != Status.APPROVED:
            decisions.approve(seen.pk, by=factories.moderator(), version=seen.version)
            break
    service.forget()
    told = [CANARY, BROWSER, comment.network.partition("/")[0]]
    told += [made(CANARY.encode()).hexdigest() for made in (hashlib.md5, hashlib.sha1, hashlib.sha256)]
    one = f"{COMMENTS}{comment.pk}/"
    for target in (*PUBLIC, one, f"/threads/times/?key=bridge&comment={comment.pk}"):
        answer = service.ask(get(target))
        # The service itself is at an address of this machine.
        whole = unquote(f"{answer.headers} {answer.text}").lower().replace(service.stack.url, "")
        assert answer.status == 200, target
        assert [secret for secret in told if secret.lower() in whole] == [], target
    assert "Canary" in service.ask(get(one)).text


def test_it_loses_what_was_removed_from_everything_at_once(service: Service) -> None:
    """As far as the database goes; a cache keeps an answer for a second, and three while it is renewed."""
    comment = factories.published(name="Removed")
    quoted = f"/oembed/?{urlencode({'url': f'{service.stack.url}/threads/times/?key=bridge&comment={comment.pk}'})}"
    shown = (*PUBLIC[:5], quoted)
    service.forget()
    assert all("Removed" in service.ask(get(target)).text for target in shown)

    decisions.reject(comment.pk, by=factories.moderator(), version=comment.version)
    service.forget()

    def is_kept_for_three_seconds(answer: Answer) -> bool:
        said = answer.headers["cache-control"]
        return said == "no-store" or said.startswith("public, max-age=1, stale-while-revalidate=2,")

    answers = [service.ask(get(target)) for target in shown]
    assert [answer.status for answer in answers] == [200] * 5 + [404]
    assert not any("Removed" in answer.text for answer in answers)
    assert all(map(is_kept_for_three_seconds, answers))

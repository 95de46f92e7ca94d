"""Readers with an account of the host: in the piece of HTML by a header, on our own pages by a cookie."""

from typing import Any

import pytest
from django.test import Client

from comments.conf import public_origin, public_url
from comments.models import Comment, ReaderSession, Site
from tests.support import accounts
from tests.support.pages import Element, form_values, parse
from tests.support.responses import Response
from tests.web.account_pages import LISTED, ORIGIN, PRIVATE, SAME_ORIGIN, account_in, changed, site_with_accounts
from tests.web.browsing import submit, typed

pytestmark = [pytest.mark.once, pytest.mark.django_db]

PAGE = "/threads/times/?key=bridge"
FRAGMENT = "/threads/times/fragment/?key=bridge"


@pytest.fixture
def times() -> Site:
    return site_with_accounts()


@pytest.fixture
def gated(times: Site) -> Site:
    return changed(times, posting="signed_in")


@pytest.fixture
def locked(times: Site) -> Site:
    return changed(times, reading="signed_in")


def signed_in(client: Client, back: str = PAGE, /, headers: dict[str, str] = LISTED, **claims: Any) -> Response:
    """As a page of the host sends its form."""
    fields = {"identity": accounts.token(**claims), "next": back}
    return client.post("/threads/times/sign-in/", fields, headers=headers)


def fields_of(page: Element) -> list[str]:
    form = page.one("form", id="commentform")
    return [one["name"] for one in form.walk() if one.tag in ("input", "textarea") and one.get("type") != "hidden"]


def test_it_says_in_a_page_elsewhere_who_is_signed_in(client: Client, times: Site) -> None:
    token, _identity = accounts.signed_in(times, name="Grace <b>", staff=True)
    public = client.get(FRAGMENT)
    own = client.get(FRAGMENT, headers=accounts.header(token))

    assert fields_of(parse(public))[:4] == ["comment", "author", "email", "url"]
    assert "public" in public["Cache-Control"]
    assert fields_of(parse(own)) == ["comment", "subject", "submit", "preview"]
    assert account_in(own) == "Signed in as Grace <b>. Staff Sign out here"
    assert own["Cache-Control"] == PRIVATE
    assert public["Vary"] == own["Vary"] == "Comments-Identity"


@pytest.mark.both
def test_it_posts_by_the_account_and_shows_it_what_waits(client: Client, gated: Site) -> None:
    token, identity = accounts.signed_in(gated)
    headers = {**LISTED, **accounts.header(token)}
    values = {**form_values(parse(client.get(FRAGMENT))), **typed(author="Somebody", email="else@example.org")}
    sent = submit(client, FRAGMENT, values, headers=headers)

    assert sent.status_code == 201, sent.content
    assert "Signed in as" in account_in(sent)
    comment = Comment.objects.get(identity=identity)
    assert (comment.name, comment.email) == ("Grace Hopper", "grace@example.org")
    # Wherever they come from next, with nothing but their account.
    again = client.get(FRAGMENT, headers=accounts.header(accounts.signed_in(gated)[0]))
    assert "is-waiting" in parse(again).one("li", id=f"comment-{comment.pk}")["class"]
    assert f"comment-{comment.pk}" not in client.get(FRAGMENT).content.decode()


@pytest.mark.parametrize("posting", ["open", "signed_in"])
@pytest.mark.parametrize("over", ["ended", "forged"])
def test_it_keeps_what_was_written_when_the_session_is_over(
    client: Client, times: Site, over: str, posting: str
) -> None:
    changed(times, posting=posting)
    token, _identity = accounts.signed_in(times)
    values = {**form_values(parse(client.get(FRAGMENT))), "comment": "A careful thought."}
    if over == "ended":
        ReaderSession.objects.update(ended_at=accounts.in_a(minutes=-1))
    headers = {**LISTED, **accounts.header(token if over == "ended" else "1:forged")}
    sent = submit(client, FRAGMENT, values, headers=headers)

    page = parse(sent)
    assert (sent.status_code, sent["Cache-Control"]) == (401, PRIVATE)
    assert form_values(page)["comment"] == "A careful thought."
    assert "You are not signed in any more." in page.one("div", class_="comment-errors").text
    assert page.one("a", class_="comment-button comment-sign-in")["href"].startswith(times.login_url)
    assert ("author" in fields_of(page)) == (posting == "open")
    assert not Comment.objects.filter(text="A careful thought.").exists()


def test_it_refuses_strangers_where_they_may_not_post_and_keeps_what_they_wrote(client: Client, gated: Site) -> None:
    page = parse(client.get(PAGE))
    assert fields_of(page) == ["comment", "subject", "submit", "preview"]
    sent = submit(client, PAGE, {**form_values(page), **typed(comment="From nobody.")}, headers=SAME_ORIGIN)

    assert sent.status_code == 401
    assert form_values(parse(sent))["comment"] == "From nobody."
    assert not Comment.objects.filter(text="From nobody.").exists()


def test_it_signs_in_on_our_own_pages_by_a_form_of_the_host(client: Client, gated: Site) -> None:
    went = signed_in(client, f"{public_url()}{PAGE}#respond", staff=True)
    cookie = went.cookies["reader-times"]

    assert (went.status_code, went["Location"], went["Cache-Control"]) == (303, f"{PAGE}#respond", PRIVATE)
    assert (cookie["path"], cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (
        "/threads/times/", True, "Lax", "",
    )  # fmt: skip
    page = client.get(PAGE)
    assert page["Cache-Control"] == PRIVATE
    assert account_in(page) == "Signed in as Grace Hopper. Staff Sign out here"
    sent = submit(client, PAGE, {**form_values(parse(page)), **typed()}, headers=SAME_ORIGIN)
    assert sent.status_code == 303, sent.content
    assert Comment.objects.get(identity__isnull=False).name == "Grace Hopper"
    # No page of another website posts by it.
    foreign = submit(client, PAGE, {**form_values(parse(page)), **typed(comment="Not mine.")}, headers=LISTED)
    assert foreign.status_code == 401

    out = client.post("/threads/times/sign-out/", {"next": PAGE}, headers=SAME_ORIGIN)
    assert (out.status_code, out.cookies["reader-times"].value) == (303, "")
    assert not ReaderSession.objects.filter(ended_at=None).exists()
    assert "Signed in as" not in client.get(PAGE).content.decode()


@pytest.mark.parametrize("headers", [{}, {"Origin": "null"}, {"Origin": "https://evil.example"}])
def test_it_signs_nobody_in_from_pages_that_are_not_listed(
    client: Client, times: Site, headers: dict[str, str]
) -> None:
    refused = signed_in(client, headers=headers)

    assert (refused.status_code, refused.cookies) == (403, {})
    assert not ReaderSession.objects.exists()


@pytest.mark.parametrize(
    "back",
    ["", "/", "/admin/", "/threads/post/?key=a", "https://evil.example/threads/times/", "//evil.example/threads/times/",
     "\\\\evil.example/threads/times/", "javascript:alert(1)//threads/times/", "/threads/times/../../admin/",
     "/threads/times/%2e%2e/%2E./admin/", "//[", "https://[threads/times/"],
)  # fmt: skip
@pytest.mark.parametrize("path", ["in", "out"])
def test_it_goes_on_to_pages_of_the_site_alone(client: Client, times: Site, path: str, back: str) -> None:
    fields = {"identity": accounts.token(), "next": back}
    refused = client.post(f"/threads/times/sign-{path}/", fields, headers=LISTED)

    assert (refused.status_code, refused.cookies) == (400, {})
    assert not ReaderSession.objects.exists()


@pytest.mark.parametrize(
    ("claims", "said"),
    [({"aud": "post"}, "“aud”"), ({"key": accounts.OTHER_SECRET}, "signature"), ({"exp": 1, "iat": 0}, "too old")],
)
def test_it_says_on_a_page_why_a_token_is_not_taken(
    client: Client, times: Site, claims: dict[str, Any], said: str
) -> None:
    refused = signed_in(client, **claims)

    assert (refused.status_code, refused.cookies, refused["Cache-Control"]) == (401, {}, PRIVATE)
    assert said in parse(refused).one("main").text


def test_it_takes_a_token_once(client: Client, times: Site) -> None:
    token = accounts.token()
    statuses = [
        client.post("/threads/times/sign-in/", {"identity": token, "next": PAGE}, headers=LISTED).status_code
        for _ in range(2)
    ]

    assert statuses == [303, 401]


def test_it_forgets_a_cookie_that_is_worth_nothing(client: Client, times: Site) -> None:
    signed_in(client)
    ReaderSession.objects.update(ended_at=accounts.in_a(minutes=-1))
    page = client.get(PAGE)

    assert (page.cookies["reader-times"].value, page.cookies["reader-times"]["path"]) == ("", "/threads/times/")
    assert "author" in fields_of(parse(page))


def test_it_shows_comments_to_readers_who_are_signed_in_where_a_site_says_so(client: Client, locked: Site) -> None:
    noor = Comment.objects.get()
    token, _identity = accounts.signed_in(locked)
    addresses = [PAGE, FRAGMENT, f"{PAGE}&comment={noor.pk}"]
    acts = [f"/threads/times/{noor.pk}/{name}/" for name in ("report", "recommend")]
    Site.objects.update(recommends=True)

    for address in [*addresses, *acts, *[f"{act}?part=1" for act in acts]]:
        answer = client.get(address)
        assert (answer.status_code, answer["Cache-Control"]) == (401, PRIVATE), address
        assert "Noor" not in answer.content.decode(), address
        assert noor.text not in answer.content.decode()
    refused = parse(client.get(FRAGMENT)).one("section", class_="comments")
    assert (refused["data-code"], refused["data-sign-in"]) == ("sign-in-needed", "Sign in")
    assert refused["data-sign-in-url"].startswith(locked.login_url)
    assert parse(client.get(PAGE)).one("a", class_="comment-button comment-sign-in")["href"] == (
        f"{locked.login_url}?next={public_origin().replace(':', '%3A').replace('/', '%2F')}"
        "%2Fthreads%2Ftimes%2F%3Fkey%3Dbridge%23respond"
    )
    for address in (FRAGMENT, *acts):
        answer = client.get(address, headers=accounts.header(token))
        assert (answer.status_code, answer["Cache-Control"]) == (200, PRIVATE), address
        assert "Noor" in answer.content.decode()
    signed_in(client)
    for address in (PAGE, *acts):
        answer = client.get(address)
        assert (answer.status_code, answer["Cache-Control"]) == (200, PRIVATE), address
        assert "Noor" in answer.content.decode()


def test_it_lets_pages_of_the_site_say_who_reads(client: Client, times: Site) -> None:
    for address in (FRAGMENT, f"/threads/times/{Comment.objects.get().pk}/report/?part=1"):
        allowed = client.options(address, headers={"Origin": ORIGIN})
        refused = client.options(address, headers={"Origin": "https://evil.example"})

        assert allowed["Access-Control-Allow-Origin"] == ORIGIN
        assert allowed["Access-Control-Allow-Headers"] == "Comments-Identity"
        assert "Access-Control-Allow-Origin" not in refused
        assert allowed["Vary"] == refused["Vary"] == "Origin"

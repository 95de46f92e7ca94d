"""Readers with an account of the host: in the piece of HTML by a header, on our own pages by a cookie."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import include, path

from comments.conf import public_origin, public_url
from comments.host import Reader
from comments.models import Comment, Identity, ReaderSession, Site
from comments.web.host_page import comment_page, takes_comments
from tests.support import accounts, factories
from tests.support.pages import Element, form_values, parse
from tests.support.responses import Response
from tests.web.browsing import submit, typed

pytestmark = [pytest.mark.once, pytest.mark.django_db]

ORIGIN = "https://times.example.org"
PAGE = "/threads/times/?key=bridge"
FRAGMENT = "/threads/times/fragment/?key=bridge"
PRIVATE = "private, no-store"
SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}
LISTED = {"Origin": ORIGIN, "Sec-Fetch-Site": "cross-site"}


@pytest.fixture
def times() -> Site:
    site = factories.quiet_site("times", login_url="https://times.example.org/login")
    accounts.sign_on(site)
    factories.published(on=factories.subject(), name="Noor")
    return site


@pytest.fixture
def gated(times: Site) -> Site:
    return changed(times, posting="signed_in")


@pytest.fixture
def locked(times: Site) -> Site:
    return changed(times, reading="signed_in")


def changed(site: Site, **fields: str) -> Site:
    Site.objects.filter(pk=site.pk).update(**fields)
    site.refresh_from_db()
    return site


def signed_in(client: Client, back: str = PAGE, /, headers: dict[str, str] = LISTED, **claims: Any) -> Response:
    """As a page of the host sends its form."""
    fields = {"identity": accounts.token(**claims), "next": back}
    return client.post("/threads/times/sign-in/", fields, headers=headers)


def fields_of(page: Element) -> list[str]:
    form = page.one("form", id="commentform")
    return [one["name"] for one in form.walk() if one.tag in ("input", "textarea") and one.get("type") != "hidden"]


def account_in(answer: Response) -> str:
    return " ".join(parse(answer).one("p", **{"data-account": ""}).text.split())


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


GRACE = Reader(42, "Grace Hopper", "grace@example.org", is_staff=True)  # type: ignore[arg-type]  # as hosts have it


@takes_comments
def article(request: HttpRequest) -> HttpResponse:
    reader = GRACE if "account" in request.COOKIES else None
    return comment_page(
        request, factories.subject(), "comments/thread_page.html", {"subject": factories.subject()}, reader=reader
    )


urlpatterns = [path("", include("project.urls")), path("article/", article)]


@pytest.fixture
def host(client: Client, times: Site) -> Iterator[Client]:
    with override_settings(ROOT_URLCONF=__name__):
        yield client


def test_it_takes_the_word_of_the_project_around(host: Client, locked: Site) -> None:
    strange = host.get("/article/")
    assert (strange.status_code, "Noor" in strange.content.decode()) == (200, False)
    host.cookies["account"] = "42"
    page = host.get("/article/")

    assert account_in(page) == "Signed in as Grace Hopper. Staff"
    assert page["Cache-Control"] == PRIVATE
    assert not Identity.objects.exists()
    values = {**form_values(parse(page)), **typed(author="Somebody")}
    foreign = submit(host, "/article/", values, headers=LISTED)
    assert foreign.status_code == 401
    sent = submit(host, "/article/", values, headers=SAME_ORIGIN)
    assert sent.status_code == 303, sent.content
    [account] = Identity.objects.all()
    assert (account.issuer, account.subject) == ("", "42")
    comment = account.comments.get()
    assert (comment.name, comment.staff) == ("Grace Hopper", True)
    assert "is-waiting" in parse(host.get("/article/")).one("li", id=f"comment-{comment.pk}")["class"]
    # The same account as by its token in a page elsewhere.
    assert accounts.signed_in(locked)[1].pk == account.pk


@pytest.mark.parametrize("wrong", ["", "x" * 256, " ", "a\0", "a\nb", "\ud800", "\u202e42"])
def test_it_tells_a_programmer_of_a_wrong_id(wrong: str) -> None:
    with pytest.raises(ValueError, match="cannot be the id of a reader"):
        Reader(wrong, "Ada")


@pytest.mark.parametrize("wrong", ["x" * 256, "a\0", "\ud800"])
def test_it_tells_a_programmer_of_a_wrong_issuer(wrong: str) -> None:
    with pytest.raises(ValueError, match="cannot be an issuer"):
        Reader("42", "Ada", issuer=wrong)


def test_it_leaves_out_what_of_a_reader_cannot_be_used() -> None:
    reader = Reader("1", f"  {'Ada ' * 100}", "nobody", "javascript:alert(1)")

    assert (reader.name[:8], len(reader.name) <= 245, reader.email, reader.url) == ("Ada Ada ", True, "", "")
    assert Reader("1", "\u200b").name == ""

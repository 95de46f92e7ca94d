"""A new owner: six questions, a site, the line for a page, and whether the page has it."""

from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from comments import conf
from comments.access import origins
from comments.desk import setup_form
from comments.models import AuditEntry, Role, Site
from comments.net import hostnames
from comments.outbound.asking import may_ask
from comments.reading import embedding
from tests.admin.desk import filled_in, said, send
from tests.desk.conftest import member, signed_in
from tests.support import factories
from tests.support.fake_akismet import FakeAkismet
from tests.support.fake_akismet import Role as Answering
from tests.support.pages import Element, form_values, parse
from tests.support.responses import Response

SETUP = "/admin/desk/setup/"
ANSWERS = {"name": "Die Zeitung für Köln", "website": "WWW.Koeln.example/blog", "language": "de",
           "premoderation": "all", "person": "anna", "email": "anna@koeln.example"}  # fmt: skip


def asked(client: Client) -> dict[str, str]:
    return filled_in(parse(client.get(SETUP)), "setup-form")


def start(client: Client, **answers: str) -> Response:
    return send(client, SETUP, asked(client), **{**ANSWERS, **answers})


def address(site: Site) -> str:
    return f"{SETUP}{site.pk}/"


def sent(client: Client, site: Site, **values: str) -> Response:
    token = form_token(parse(client.get(address(site))))
    return client.post(address(site), {"csrfmiddlewaretoken": token, **values})


def form_token(page: Element) -> str:
    return page.all("input", name="csrfmiddlewaretoken")[0]["value"]


def test_it_starts_a_site_by_six_answers(mod: Client, times: Site) -> None:
    shown = parse(mod.get(SETUP)).one("form", id="setup-form")
    inputs = [one["name"] for one in shown.walk() if one.tag in {"input", "select"}]
    folded = [one["name"] for one in shown.one("details").walk() if one.tag in {"input", "select"}]

    response = start(mod)

    assert [name for name in inputs if name not in folded] == ["csrfmiddlewaretoken", *setup_form.ASKED]
    site = Site.objects.get(slug="die-zeitung-fur-koln")
    assert response["Location"] == address(site)
    assert (site.name, site.origins, site.language, site.premoderation, site.time_zone) == (
        ANSWERS["name"], "https://www.koeln.example", "de", "all", "UTC"
    )  # fmt: skip
    anna = User.objects.get(username="anna")
    assert (anna.is_staff, anna.is_superuser, anna.has_usable_password(), anna.email) == (
        True, False, False, "anna@koeln.example"
    )  # fmt: skip
    assert list(anna.comment_memberships.values_list("site", "role")) == [(site.pk, Role.MODERATOR)]
    assert [text for _kind, text in said(mod)] == ["“Die Zeitung für Köln” is there.", "Anna moderates it."]


def test_it_needs_no_more_than_a_name(mod: Client, times: Site) -> None:
    people = User.objects.count()

    for name in ("The Times of Nowhere", "газета", "The times of nowhere"):
        assert start(mod, name=name, website="", person="", email="").status_code == 302

    assert [site.slug for site in Site.objects.exclude(pk=times.pk).order_by("pk")] == [
        "the-times-of-nowhere", "site", "the-times-of-nowhere-2"
    ]  # fmt: skip
    assert User.objects.count() == people


def test_it_starts_one_site_by_two_presses(mod: Client, times: Site) -> None:
    form = asked(mod)
    first, second = (send(mod, SETUP, {**form, **ANSWERS}) for _press in range(2))

    assert (first.status_code, second.status_code) == (302, 422)
    assert "You have just started a site with this name." in parse(second).text
    assert Site.objects.exclude(pk=times.pk).count() == 1
    AuditEntry.objects.update(created_at=timezone.now() - timedelta(hours=1))
    assert start(mod).status_code == 302


def test_it_appoints_somebody_who_is_there(mod: Client, times: Site) -> None:
    anna = member("anna", times)

    assert start(mod, email="").status_code == 302

    assert User.objects.count() == 2
    assert set(anna.comment_memberships.values_list("site__slug", flat=True)) == {"times", "die-zeitung-fur-koln"}


@pytest.mark.once
@pytest.mark.parametrize(
    "wrong",
    [{"name": ""}, {"website": "no website"}, {"website": "javascript:alert(1)"}, {"language": "xx"},
     {"premoderation": "never"}, {"person": "an na"}, {"email": "anna"}, {"person": ""}, {"time_zone": "Mars"},
     {"slug": "times"}, {"person": "reader"}],
    ids=str,
)  # fmt: skip
def test_it_starts_nothing_by_answers_that_cannot_be(mod: Client, times: Site, wrong: dict[str, str]) -> None:
    User.objects.create(username="reader")

    response = start(mod, **wrong)

    assert response.status_code == 422
    assert len(parse(response).all("ul", class_="errorlist")) == 1
    assert (Site.objects.count(), User.objects.count()) == (1, 2)


@pytest.mark.once
def test_it_is_for_who_leads_all_sites(times: Site) -> None:
    chief = signed_in(member("chief", times, Role.CHIEF))

    assert chief.get(SETUP).status_code == chief.post(SETUP, ANSWERS).status_code == 403
    assert SETUP not in chief.get("/admin/desk/").text


@pytest.mark.once
def test_it_says_where_to_start_while_nothing_waits(db: None) -> None:
    client = signed_in(factories.moderator())

    for sites in ([], [factories.site()]):
        empty = parse(client.get("/admin/desk/")).one(class_="desk-empty")
        assert empty.one("a", href=SETUP).text == "Start your own site"
        assert [len(empty.all("a", href=address(site))) for site in sites] == [1] * len(sites)


@pytest.mark.once
def test_it_gives_a_line_that_shows_the_pages_comments(mod: Client, times: Site) -> None:
    page_url = "https://times.example.org/city/?id=7&s=b"
    asked = {"page": f"{page_url}&utm_source=x#top", "title": "Boats & <ferries>"}
    code = parse(mod.get(address(times), asked)).one("code").text
    element, line = parse(code).one("comment-thread"), parse(code).one("a")

    thread = parse(Client().get(line["href"].removeprefix("http://localhost:8000")))

    assert parse(code).one("script")["src"] == f"{conf.public_url()}/embed.js"
    assert (element["site"], element["key"]) == ("times", "/city/?id=7&s=b")
    assert form_values(thread)["comment"] == ""
    assert dict(parse_qsl(urlsplit(line["href"]).query)) == {
        "key": "/city/?id=7&s=b", "url": page_url, "title": "Boats & <ferries>"
    }  # fmt: skip
    assert line.text == "Comments"
    shown = parse(mod.get(address(times), {"page": "https://elsewhere.example/"})).one("input", id="setup-page")
    assert shown["value"] == "https://times.example.org/"


@pytest.mark.once
def test_it_offers_readers_without_scripts_a_link_in_the_sites_language(times: Site) -> None:
    times.language = "de"

    assert ">Kommentare</a>" in embedding.line_for(times, "https://times.example.org/city/", "City")


SCRIPT = "<script type=module src=SERVICE/embed.js></script>"


@pytest.mark.once
@pytest.mark.parametrize(
    ("page", "is_there"),
    [
        (f"{SCRIPT}<comment-thread site=times key=a></comment-thread>", True),
        (f'<comment-thread\n  key="a"\n  site="times"></comment-thread>{SCRIPT}', True),
        (f"<COMMENT-THREAD key=a SITE = 'times'/>{SCRIPT.replace('embed.js', 'embed/0123456789ab.js')}", True),
        ('<iframe src="SERVICE/threads/times/?key=a&amp;url=b"></iframe>', True),
        ("<script>fetch('SERVICE/api/v1/comments/')</script>", True),
        (f"{SCRIPT}<comment-thread site=times-2 key=times></comment-thread>", False),
        (f"{SCRIPT}<comment-thread key=a data-site=times></comment-thread><p site=times>", False),
        ("<comment-thread site=times key=a></comment-thread>", False),
        ("<script src=https://elsewhere.example/embed.js></script><comment-thread site=times></comment-thread>", False),
    ],
)  # fmt: skip
def test_it_knows_each_way_to_show_comments(times: Site, page: str, is_there: bool) -> None:
    page = page.replace("SERVICE", conf.public_url())

    assert embedding.is_on(page, times) is is_there
    assert not embedding.is_on(page, Site(slug="herald")) or "/api/v1/" in page


def test_it_allows_an_origin_that_was_refused(times: Site) -> None:
    origins.note_refused("https://new.example", None)
    chief = signed_in(member("chief", times, Role.CHIEF))
    button = parse(chief.get(address(times))).one("button", value="allow")

    sent(chief, times, action="allow", origin="https://new.example")

    times.refresh_from_db()
    assert button["aria-label"] == "Allow https://new.example"
    assert times.origins.split() == ["https://times.example.org", "https://new.example"]
    assert sent(chief, times, action="allow", origin="null").status_code == 302
    assert "not an origin" in chief.get(address(times)).text


@pytest.mark.once
def test_it_is_found_from_a_sites_settings(mod: Client, times: Site) -> None:
    settings = parse(mod.get(f"/admin/comments/site/{times.pk}/change/")).one("ul", class_="object-tools")
    sites = parse(mod.get("/admin/comments/site/")).one("ul", class_="object-tools")

    assert address(times) in {link["href"] for link in settings.all("a")}
    assert SETUP in {link["href"] for link in sites.all("a")}


def test_it_connects_sites_for_their_chiefs(times: Site) -> None:
    elsewhere = factories.site("elsewhere")
    chief, anna = signed_in(member("chief", times, Role.CHIEF)), signed_in(member("anna", times))

    assert [client.get(address(times)).status_code for client in (chief, anna)] == [200, 404]
    assert chief.get(address(elsewhere)).status_code == 404
    assert sent(chief, times, action="nonsense").status_code == 404


@pytest.fixture
def website() -> Iterator[FakeAkismet]:
    with FakeAkismet(Answering.RAW) as fake:
        yield fake


def answer(body: str, status: str = "200 OK", headers: str = "") -> bytes:
    length = len(body.encode())
    return f"HTTP/1.1 {status}\r\nContent-Length: {length}\r\n{headers}\r\n{body}".encode()


@pytest.mark.once
def test_it_says_whether_a_page_has_the_line(mod: Client, times: Site, website: FakeAkismet) -> None:
    origin = hostnames.origin_of(website.url)
    origins.allow(origin, times.pk, by=factories.moderator())
    page_url = f"{origin}/city/"
    times.refresh_from_db()
    line = embedding.line_for(times, page_url, "City")
    told = []

    for website.raw in (
        answer(f"<p>Ä</p>{line}"), answer("<p>None</p>"), answer(line, "404 Not Found"),
        answer("", "301 Moved", "Location: https://www.times.example.org/\r\n"), answer(f"{line}{'x' * 2**20}"),
    ):  # fmt: skip
        assert sent(mod, times, action="check", page=page_url).status_code == 302
        told.append(parse(mod.get(address(times))).one("ul", class_="messagelist").text)

    assert ["is on the page" in text for text in told] == [True, False, False, False, True]
    assert ["404" in text for text in told] == [False, False, True, False, False]
    assert "https://www.times.example.org/" in told[3]


@pytest.mark.once
def test_it_asks_for_pages_as_a_browser_does(mod: Client, times: Site, website: FakeAkismet) -> None:
    origin = hostnames.origin_of(website.url)
    origins.allow(origin, times.pk, by=factories.moderator())
    website.raw = answer("<p>None</p>")

    for path in ("/über uns/?q=ä&b=%C3%A4", "", "?page=2", "/日本/"):
        sent(mod, times, action="check", page=f"{origin}{path}")
        assert "is not on the page" in parse(mod.get(address(times))).one("ul", class_="messagelist").text, path


@pytest.mark.once
def test_it_asks_only_pages_of_the_sites_own_origins(mod: Client, times: Site, website: FakeAkismet) -> None:
    for page in (f"{website.url}/", "file:///etc/passwd", "", "/admin/", "https://times.example.org@127.0.0.1/"):
        sent(mod, times, action="check", page=page)

    assert website.asked == []


@pytest.mark.once
def test_it_looks_at_its_own_machine_only_where_it_is_tried_there(settings: object) -> None:
    private = [
        "10.0.0.1", "169.254.169.254", "192.168.1.1", "::ffff:10.0.0.1", "fd00::1", "64:ff9b::a00:1", "2002:a00:1::",
        "::127.0.0.1", "fe80::1%eth0", "0.0.0.0", "ff02::1", "nothing",
    ]  # fmt: skip

    def allowed(public_url: str, *addresses: str) -> list[bool]:
        settings.PUBLIC_URL = public_url  # type: ignore[attr-defined]  # pytest-django's
        return [may_ask(one) for one in addresses]

    assert allowed("http://localhost:8000", *private, "127.0.0.1", "::1") == [False] * len(private) + [True, True]
    assert allowed("https://comments.example.org", *private, "127.0.0.1", "::1") == [False] * (len(private) + 2)
    assert allowed("https://comments.example.org", "93.184.215.14", "2606:4700::1111") == [True, True]

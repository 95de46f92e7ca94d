"""Readers of whom the project around says who they are."""

from collections.abc import Iterator

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import include, path

from comments.host import Reader
from comments.models import Identity, Site
from comments.web.host_page import comment_page, takes_comments
from tests.support import accounts, factories
from tests.support.pages import form_values, parse
from tests.web.account_pages import LISTED, PRIVATE, SAME_ORIGIN, account_in, changed, site_with_accounts
from tests.web.browsing import submit, typed

pytestmark = [pytest.mark.once, pytest.mark.django_db]


@pytest.fixture
def times() -> Site:
    return site_with_accounts()


@pytest.fixture
def locked(times: Site) -> Site:
    return changed(times, reading="signed_in")


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

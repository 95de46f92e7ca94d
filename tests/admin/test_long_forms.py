"""Word lists are longer than any comment: who may send so much."""

import pytest
from django.conf import settings
from django.test import Client

from comments.models import ListKind, Site
from comments.screening import word_lists
from tests.admin.desk import save
from tests.support import factories
from tests.support.pages import form_values, parse

WORDS = "\r\n".join(f"unwanted{number:05}" for number in range(20_000))


def address(site: Site) -> str:
    return f"/admin/comments/site/{site.pk}/change/"


def login_with(**fields: str) -> dict[str, str]:
    return {**form_values(parse(Client().get("/admin/login/")), "login-form"), **fields}


def test_it_saves_twenty_thousand_words_of_staff(moderator: Client, times: Site) -> None:
    assert save(moderator, address(times), "site_form", moderation_words=WORDS).status_code == 302

    assert len(word_lists.lines_of(times)[ListKind.MODERATION].splitlines()) == 20_000


def test_it_saves_them_in_any_alphabet(moderator: Client, times: Site) -> None:
    words = "\r\n".join(f"спамписьмо{number:05}" for number in range(20_000))

    assert save(moderator, address(times), "site_form", disallowed_words=words).status_code == 302


@pytest.mark.once
def test_it_takes_no_endless_form_even_of_staff(moderator: Client, times: Site) -> None:
    endless = "x" * settings.STAFF_UPLOAD_MAX_MEMORY_SIZE

    assert save(moderator, address(times), "site_form", guidelines=endless).status_code == 400


@pytest.mark.once
@pytest.mark.parametrize("path", ["/admin/login/", "/admin/comments/site/1/change/"])
def test_it_takes_no_long_form_of_strangers(times: Site, path: str) -> None:
    client = Client(enforce_csrf_checks=True)
    form = parse(client.get("/admin/login/")).one("form", id="login-form")
    token = form.one("input", name="csrfmiddlewaretoken")["value"]

    response = client.post(path, f"csrfmiddlewaretoken={token}&username={'x' * 300_000}",
                           content_type="application/x-www-form-urlencoded")  # fmt: skip

    assert response.status_code == 413


@pytest.mark.once
def test_it_takes_no_long_form_outside_the_admin_even_of_staff(moderator: Client, times: Site) -> None:
    factories.waiting()

    response = moderator.post("/threads/times/?key=bridge", "comment=" + "x" * 300_000,
                              content_type="application/x-www-form-urlencoded")  # fmt: skip

    assert response.status_code == 413

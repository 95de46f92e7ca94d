"""The language of what the API says to people: that of the site, as soon as it is known which one is meant."""

import pytest
from django.test import Client

from comments.models import Site, Thread
from tests.api import calls
from tests.support import factories
from tests.support.responses import Response


@pytest.fixture
def times(db: None) -> Site:
    return factories.quiet_site("times", language="de-at")


def details(response: Response) -> tuple[int, str, list[str]]:
    problem = response.json()
    return response.status_code, problem["detail"], [error["detail"] for error in problem["errors"]]


def test_it_refuses_in_the_language_of_the_site(client: Client, times: Site) -> None:
    wrong = calls.post(client, name="x" * 300, email=" ")
    foreign = calls.post(client, headers={"Origin": "https://elsewhere.example.org"})
    calls.post(client)
    Thread.objects.update(is_open=False)

    assert details(wrong) == (
        400, "Bitte sehen Sie sich einige Felder noch einmal an.",
        ["Ihr Name hat 300 Zeichen; höchstens 245 sind möglich.", "Bitte geben Sie Ihre E-Mail-Adresse ein."],
    )  # fmt: skip
    assert details(foreign)[1].startswith("Diese Seite darf keine Kommentare senden")
    assert details(calls.post(client)) == (403, "Die Kommentare zu diesem Artikel sind geschlossen.", [])


def test_it_refuses_in_english_what_names_no_site(client: Client, times: Site) -> None:
    assert details(calls.post(client, site="nowhere")) == (404, "There is no site “nowhere”.", [])


def test_it_tells_authors_in_the_language_of_the_site(client: Client, times: Site) -> None:
    posted = calls.post(client).json()

    assert posted["comment"]["reason"] == "Er wird gerade geprüft und erscheint vielleicht schon in ein paar Sekunden."

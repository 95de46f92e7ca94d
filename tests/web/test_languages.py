"""What a visitor gets in each language: whole sentences of it, its plurals and dates, in its direction."""

import re
from html import unescape
from urllib.parse import urlencode

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils import timezone, translation
from django.utils.translation import gettext

from comments import languages, limits, signed_tokens
from comments.models import Comment, Site, Thread
from comments.moderation import decisions
from comments.reading import pages
from tests.api.calls import unreachable
from tests.support import factories
from tests.support.messages.visitors import visitors_messages
from tests.support.pages import parse
from tests.support.responses import Response
from tests.web.browsing import sent

THREAD = "/threads/times/?key=bridge"
OURS = ["ar", "de", "es", "fr", "uk"]


@pytest.fixture
def times(db: None) -> Site:
    return factories.quiet_site("times", guidelines="Sois gentil.")


def spoken(language: str) -> None:
    Site.objects.update(language=language)


def english_in(response: Response, language: str) -> list[str]:
    """English sentences in a page of another language, in its text or in attributes, although they are translated.

    That all are translated is shown by tests/test_messages.py.
    """
    page = unescape(re.sub(r"<[^>]*application/ld\+json.*?</script>", "", response.content.decode(), flags=re.DOTALL))
    with translation.override(language):
        known = {text for text in visitors_messages() if gettext(text) != text}
    missing = " ".join(visitors_messages().keys() - known)
    return [text for text in known if " " in text and "%" not in text and text in page and text not in missing]


def conversation() -> Comment:
    """Comments in all the states that readers see, and with them all the parts of a list. Returns the first."""
    first = factories.published(email="ada@example.org")
    factories.published(first)
    gone, taken, staff = factories.published(first), factories.published(first), factories.published()
    decisions.reject(gone.pk, by=factories.moderator(), version=factories.fresh(gone).version)
    decisions.withdraw(taken.pk)
    Comment.objects.filter(pk=staff.pk).update(staff=True, picked_at=timezone.now(), edited_at=timezone.now())
    return first


@pytest.mark.parametrize("language", OURS)
def test_it_speaks_no_english_where_the_language_is_another(client: Client, times: Site, language: str) -> None:
    spoken(language)
    first = conversation()
    waiting = sent(client, THREAD)["Location"]
    wrong = sent(client, THREAD, email="nobody", url="nothing", comment=" ")

    for response in (
        client.get(THREAD), client.get(f"{THREAD}&replytocom={first.pk}"), client.get(f"{THREAD}&comment=999"), wrong,
        client.get(waiting), client.get(f"/threads/times/{first.pk}/report/"),
        client.get("/threads/times/fragment/?key=bridge"),
    ):  # fmt: skip
        assert english_in(response, language) == []
    assert (wrong.status_code, client.get(THREAD)["Content-Language"]) == (400, language)
    Thread.objects.update(is_open=False)
    assert english_in(client.get(THREAD), language) == []


@pytest.mark.parametrize(
    ("language", "answered", "direction", "date"),
    [
        ("de", "de", "ltr", "2. März 2026 um 12:00 Uhr"), ("de-at", "de", "ltr", "2. März 2026 um 12:00 Uhr"),
        ("fr-ca", "fr", "ltr", "2 mars 2026 à 12:00"), ("es-mx", "es", "ltr", "2 de marzo de 2026 a las 12:00"),
        ("uk", "uk", "ltr", "02 березня 2026 р. о 12:00"), ("ar", "ar", "rtl", "2 مارس، 2026 الساعة 12:00 م"),
        ("en-gb", "en-gb", "ltr", "2 Mar 2026 at noon"), ("it", "en", "ltr", "March 2, 2026 at noon"),
        ("he", "en", "ltr", "March 2, 2026 at noon"),
    ],
)  # fmt: skip
def test_it_is_in_the_nearest_language_with_its_direction_and_dates(
    client: Client, times: Site, language: str, answered: str, direction: str, date: str
) -> None:
    spoken(language)
    factories.published()

    response = client.get(THREAD)

    page = parse(response)
    section = page.one("section", id="comments")
    assert (page.one("html")["lang"], section["lang"], response["Content-Language"]) == (answered,) * 3
    assert (page.one("html")["dir"], section["dir"]) == (direction, direction)
    assert section.one("time").text == date


@pytest.mark.parametrize(
    ("language", "labels"),
    [
        ("de", {1: "1 Kommentar", 2: "2 Kommentare", 21: "21 Kommentare"}),
        ("fr", {1: "1 commentaire", 2: "2 commentaires"}),
        ("es", {1: "1 comentario", 2: "2 comentarios"}),
        ("uk", {1: "1 коментар", 2: "2 коментарі", 5: "5 коментарів", 12: "12 коментарів", 21: "21 коментар",
                22: "22 коментарі", 111: "111 коментарів"}),
        ("ar", {1: "تعليق واحد", 2: "تعليقان", 3: "3 تعليقات", 10: "10 تعليقات", 11: "11 تعليقًا", 99: "99 تعليقًا",
                100: "100 تعليق", 103: "103 تعليقات"}),
    ],
)  # fmt: skip
@pytest.mark.once
def test_it_counts_as_the_language_does(language: str, labels: dict[int, str]) -> None:
    with translation.override(language):
        assert {number: pages.count_label(number) for number in labels} == labels


@pytest.mark.once
@pytest.mark.parametrize(
    ("tag", "code"),
    [
        ("de-AT", "de"), ("DE", "de"), ("de_CH", "de"), ("de-Latn-DE-x-foo", "de"), ("en-GB", "en-gb"), ("es-MX", "es"),
        ("uk-UA", "uk"), ("ar-EG", "ar"), ("it", ""), ("", ""), ("-", ""), ("d", ""), ("../de", ""), ("de" * 99, ""),
    ],
)  # fmt: skip
def test_it_knows_the_nearest_language(tag: str, code: str) -> None:
    assert languages.nearest(tag) == code


@pytest.mark.once
def test_it_offers_each_language_in_its_own_words_and_the_current_one() -> None:
    assert languages.choices("it")[0] == ("it", "it")
    assert {("de", "Deutsch"), ("uk", "Українська"), ("en-gb", "British English")} <= set(languages.choices())


def test_it_says_in_the_language_that_a_form_is_far_too_large(client: Client, times: Site) -> None:
    spoken("fr")
    factories.published()
    form = urlencode({"comment": "x" * (limits.TEXT_CEILING * 40)})

    response = client.post(THREAD, form, "application/x-www-form-urlencoded")

    assert (response.status_code, parse(response).one("h1").text) == (413, "Ce commentaire est trop long")


@pytest.mark.parametrize(
    ("accepted", "query", "title"),
    [
        ("it-IT, de-AT;q=0.9, en;q=0.5", "", "Zurzeit nicht erreichbar"),
        ("de", "&lang=fr", "Indisponible pour le moment"),
        ("it", "", "Not available just now"), ("", "", "Not available just now"),
    ],
)  # fmt: skip
def test_it_says_that_it_is_not_available_in_the_language_of_the_browser(
    client: Client, times: Site, accepted: str, query: str, title: str
) -> None:
    with unreachable(OperationalError):
        response = client.get(THREAD + query, headers={"Accept-Language": accepted})

    assert (response.status_code, parse(response).one("h1").text) == (503, title)


@pytest.mark.parametrize("address", [THREAD, "/threads/times/fragment/?key=bridge"])
def test_it_answers_a_form_in_the_language_that_was_asked_for(client: Client, times: Site, address: str) -> None:
    spoken("de")
    factories.published()

    wrong = sent(client, f"{address}&lang=fr-CA", author="x" * 300, email="nobody")

    assert wrong.status_code == 400
    said = [error.text for error in parse(wrong).all(class_="comment-error")]
    assert said == [
        "Votre nom compte 300 caractères ; la limite est de 245.",
        "Veuillez saisir une adresse e-mail comme name@example.org.",
    ]
    assert english_in(wrong, "fr") == []


@pytest.mark.parametrize(
    ("spoken_there", "asked", "reason"),
    [
        (
            "en",
            "de",
            "Die ersten Kommentare aller Autorinnen und Autoren werden gelesen, bevor sie veröffentlicht werden.",
        ),
        (
            "de",
            "",
            "Die ersten Kommentare aller Autorinnen und Autoren werden gelesen, bevor sie veröffentlicht werden.",
        ),
        ("de", "fr", "La modération va le lire."),
        ("en-gb", "en", "The first comments of every author are read before they are published."),
    ],
)
def test_it_tells_why_a_comment_waits_in_the_language_that_was_asked_for(
    client: Client, times: Site, spoken_there: str, asked: str, reason: str
) -> None:
    spoken(spoken_there)
    comment = factories.screened()
    token = signed_tokens.waiting_token(comment.pk)

    page = parse(client.get(f"{THREAD}&waiting={token}&lang={asked}"))

    assert page.one(class_="comment-awaiting-moderation").one("span").text == reason

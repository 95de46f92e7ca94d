"""A decision on many whose session was over is offered again after the new login, to whoever made it."""

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from tests.admin import cards
from tests.admin.cards import card, clustered
from tests.support import factories
from tests.support.pages import form_values, parse

PASSWORD = "correct horse battery staple"


def end_session() -> None:
    Session.objects.all().delete()


def log_in(client: Client, address: str) -> str:
    page = parse(client.get(address))
    hidden = {field["name"]: field["value"] for field in page.all("input", type="hidden")}
    values = {**hidden, "username": "mod", "password": PASSWORD}
    return str(client.post(page.one("form", id="login-form")["action"] or address, values)["Location"])


@pytest.mark.once
def test_it_offers_a_decision_on_many_again(moderator: Client) -> None:
    cluster = clustered(3)
    page = card(moderator, cluster)
    values = {**form_values(page, "decide-form"), "action": "spam", "reason": "Ads.", "stands": "1"}
    end_session()

    login = moderator.post(page.one("form", id="decide-form")["action"], values)["Location"]
    again = parse(moderator.get(moderator.get(log_in(moderator, login))["Location"]))

    assert again.one("input", id="id_reason")["value"] == "Ads."
    assert "checked" in again.one("input", id="id_stands")
    assert cards.statuses() == ["pending"] * 3


@pytest.mark.once
def test_it_offers_nobody_what_another_typed(moderator: Client) -> None:
    cluster = clustered(3)
    page = card(moderator, cluster)
    values = {**form_values(page, "decide-form"), "action": "reject", "reason": "Mine alone."}
    end_session()
    moderator.post(page.one("form", id="decide-form")["action"], values)
    moderator.force_login(factories.moderator("Otto"))

    assert "Mine alone." not in moderator.get(cards.address_of(cluster)).content.decode()


@pytest.mark.once
def test_it_keeps_nothing_of_strangers(moderator: Client) -> None:
    page = card(moderator, clustered(3))
    values = {**form_values(page, "decide-form"), "action": "reject", "shown_to": "1:forged"}
    end_session()

    Client().post(page.one("form", id="decide-form")["action"], values)

    assert not Session.objects.exists()

"""Where a moderator stands after a decision: at the next that waits, in the same list; and after a new login."""

from urllib.parse import parse_qs, quote, urlsplit

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from comments.admin import CommentAdmin
from comments.models import Comment
from comments.moderation import bulk
from comments.statuses import Status
from tests.admin import cards
from tests.admin.cards import card, clustered
from tests.admin.desk import LIST, choose, listed, page_of, said
from tests.support import factories
from tests.support.pages import form_values, parse

PASSWORD = "correct horse battery staple"


def opened(client: Client, query: str, comment: Comment) -> str:
    """The address by which the list leads to a comment."""
    page = parse(client.get(f"{LIST}{query}"))
    (link,) = [
        link["href"] for link in page.all("a") if (link.get("href") or "").startswith(page_of(comment))
    ]  # fmt: skip
    return link


def pressed(client: Client, address: str, action: str) -> str:
    page = parse(client.get(address))
    values = {**form_values(page, "decide-form"), "action": action}
    return str(client.post(page.one("form", id="decide-form")["action"], values)["Location"])


def filters(address: str) -> str:
    return parse_qs(urlsplit(address).query).get("_changelist_filters", [""])[0]


@pytest.mark.parametrize("query", ["?q=heron&p=1", "?status__exact=pending&o=-4"])
def test_it_goes_through_what_waits_in_the_same_list(moderator: Client, query: str) -> None:
    first, second, third = (factories.waiting(text=f"Heron {n}.") for n in range(3))
    factories.waiting(text="Something else.") if "q=" in query else factories.published(text="Heron too.")

    where = pressed(moderator, opened(moderator, query, second), "approve")
    assert (urlsplit(where).path, filters(where)) == (page_of(first), query[1:])
    where = pressed(moderator, where, "spam")
    assert (urlsplit(where).path, filters(where)) == (page_of(third), query[1:])
    where = pressed(moderator, where, "reject")
    assert where == f"{LIST}{query}"
    assert [text for _kind, text in said(moderator)] == [f"Comment {third.pk} by Ada rejected."]


def test_it_stays_where_a_comment_waits_again(moderator: Client) -> None:
    one, _other = factories.published(), factories.waiting()

    assert pressed(moderator, opened(moderator, "?q=a", one), "review").startswith(f"{page_of(one)}?")


@pytest.mark.parametrize("query", ["", "?q=nothing+like+it", "?nonsense=1", "?created_at__year=x", "?p=x&o=x"])
def test_it_always_leads_somewhere(moderator: Client, query: str) -> None:
    comment, waiting = factories.waiting(), factories.waiting()
    address = f"{page_of(comment)}?_changelist_filters={quote(query[1:])}"

    where = pressed(moderator, address, "approve")

    assert factories.fresh(comment).status == Status.APPROVED
    assert urlsplit(where).path in (page_of(waiting), LIST)


def test_it_keeps_the_filter_on_a_page_that_is_not_there(moderator: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(CommentAdmin, "list_per_page", 2)
    wanted = [factories.waiting(text=f"Heron {n}.") for n in range(3)]
    factories.published()

    first, last = [str(one.pk) for one in wanted[:0:-1]], [str(wanted[0].pk)]
    for number, shown in {"2": last, "9": last, "0": first, "-1": first, "x": first, "9" * 30: last}.items():
        assert listed(moderator, f"?status__exact=pending&p={number}") == shown, number


def test_it_shows_what_is_left_when_the_last_page_was_decided(
    moderator: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(CommentAdmin, "list_per_page", 2)
    comments = [factories.waiting() for _ in range(3)]
    address = f"{LIST}?status__exact=pending&p=2"

    response = choose(moderator, "approve", comments[0], on=address)

    assert response["Location"].endswith("?status__exact=pending&p=2")
    assert listed(moderator, "?status__exact=pending&p=2") == [str(one.pk) for one in comments[:0:-1]]


def end_session() -> None:
    Session.objects.all().delete()


def log_in(client: Client, address: str) -> str:
    page = parse(client.get(address))
    hidden = {field["name"]: field["value"] for field in page.all("input", type="hidden")}
    values = {**hidden, "username": "mod", "password": PASSWORD}
    return str(client.post(page.one("form", id="login-form")["action"] or address, values)["Location"])


@pytest.mark.once
@pytest.mark.parametrize("query", ["", "?_changelist_filters=status__exact%3Dpending"])
def test_it_offers_a_decision_again_whose_session_was_over(moderator: Client, query: str) -> None:
    comment = factories.waiting()
    page = parse(moderator.get(page_of(comment) + query))
    values = {**form_values(page, "decide-form"), "action": "reject", "reason": "Off topic, и <b>."}
    end_session()

    login = moderator.post(page.one("form", id="decide-form")["action"], values)["Location"]
    assert "topic" not in login
    where = moderator.get(log_in(moderator, login))["Location"]

    assert (urlsplit(where).path, urlsplit(where).query) == (page_of(comment), query[1:])
    again = parse(moderator.get(where))
    assert again.one("input", id="id_reason")["value"] == "Off topic, и <b>."
    assert "“Reject”" in again.one("ul", class_="messagelist").text
    assert factories.fresh(comment).status == Status.PENDING


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
    comment = factories.waiting()
    page = parse(moderator.get(page_of(comment)))
    values = {**form_values(page, "decide-form"), "action": "reject", "reason": "Mine alone."}
    end_session()
    moderator.post(page.one("form", id="decide-form")["action"], values)
    moderator.force_login(factories.moderator("Otto"))

    assert "Mine alone." not in moderator.get(page_of(comment)).content.decode()


@pytest.mark.once
def test_it_keeps_nothing_of_strangers(moderator: Client) -> None:
    comment = factories.waiting()
    page = parse(moderator.get(page_of(comment)))
    values = {**form_values(page, "decide-form"), "action": "reject", "reason": "x", "shown_to": "1:forged"}
    end_session()

    moderator.post(page.one("form", id="decide-form")["action"], values)

    assert not Session.objects.exists()


@pytest.mark.parametrize("method", ["get", "head"])
def test_it_leads_from_where_is_decided_to_what_is_decided_on(moderator: Client, method: str) -> None:
    comment, cluster = factories.waiting(), clustered(2)
    decision = bulk.decide(cluster.pk, "spam", factories.moderator())
    ask = getattr(moderator, method)

    assert ask(f"{LIST}{comment.pk}/decide/")["Location"] == page_of(comment)
    assert ask(f"{cards.CARDS}{cluster.pk}/decide/")["Location"] == cards.address_of(cluster)
    assert ask(f"{cards.CARDS}decisions/{decision.pk}/undo/")["Location"] == cards.address_of(cluster)

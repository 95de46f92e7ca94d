"""The queues of the desk: what is listed, counted and offered, and where old addresses lead."""

from datetime import timedelta

import pytest
from django.test import Client

from comments.models import Comment, Site
from comments.moderation import aside, decisions
from tests.desk.conftest import member, signed_in
from tests.desk.hands import DESK, address_of, card_id, counts, look, press, rows, said, send, undo
from tests.support import factories
from tests.support.factories import NOON
from tests.support.pages import parse

pytestmark = pytest.mark.both


def test_it_lists_what_waits_the_oldest_first(anna: Client) -> None:
    comments = [factories.screened(text=f"Number {n}.", now=NOON + timedelta(minutes=n)) for n in range(3)]

    assert rows(look(anna)) == [comment.pk for comment in comments]
    assert rows(look(anna, f"{DESK}?order=newest")) == [comment.pk for comment in comments[::-1]]
    assert card_id(look(anna)) == comments[0].pk


def test_it_counts_each_queue(anna: Client) -> None:
    first, second, third = (factories.screened(text=f"Number {n}.") for n in range(3))
    mod = factories.moderator()
    decisions.reject(first.pk, by=mod, version=first.version)
    aside.set_aside(second.pk, by=mod)

    assert counts(look(anna)) == {
        "decide": "1", "spam": "0", "reported": "0", "unseen": "0", "aside": "1", "decided": "1",
    }  # fmt: skip
    assert rows(look(anna, f"{DESK}?queue=decided")) == [first.pk]
    assert rows(look(anna, f"{DESK}?queue=aside")) == [second.pk]
    assert rows(look(anna)) == [third.pk]


@pytest.mark.parametrize("queue", ["decide", "spam", "reported", "unseen", "aside", "decided"])
def test_it_says_what_else_to_look_at_where_a_queue_is_empty(anna: Client, queue: str) -> None:
    empty = look(anna, f"{DESK}?queue={queue}").one(id="desk-card").one(class_="desk-empty")

    assert len(empty.all("a")) == 6
    assert "Your own decisions of today" in empty.text


@pytest.mark.parametrize(
    "query",
    [
        "?queue=x",
        "?order=likeness",
        "?site=nowhere",
        "?after=x",
        "?after=" + "9" * 30,
        "?view=x",
        "?site=%00&queue=%00",
    ],
)
def test_it_takes_any_address_for_the_ordinary_place(anna: Client, query: str) -> None:
    comment = factories.screened()

    assert rows(look(anna, f"{DESK}{query}")) in ([comment.pk], [])
    assert anna.get(f"{DESK}{query}").status_code == 200


def test_it_shows_nothing_of_other_sites(anna: Client, times: Site) -> None:
    mine, theirs = factories.screened(), factories.screened(on=factories.subject("herald"), name="Stranger")

    for query in ("", "?site=herald", "?queue=decided&site=herald", f"?after={theirs.pk - 1}"):
        assert "Stranger" not in look(anna, f"{DESK}{query}").raw
    for part in ("", "part/card/", "part/author/", "part/checks/", "part/conversation/"):
        assert anna.get(f"{address_of(theirs)}{part}").status_code == 404
    assert rows(look(anna)) == [mine.pk]


def test_it_narrows_to_one_site(times: Site) -> None:
    mine, theirs = factories.screened(), factories.screened(on=factories.subject("herald"))
    both = signed_in(member("both", None))

    assert rows(look(both)) == [mine.pk, theirs.pk]
    page = look(both, f"{DESK}?site=herald")
    assert (rows(page), counts(page)["decide"]) == ([theirs.pk], "1")
    assert press(both, f"{DESK}?site=herald", "approve")["Location"] == f"{DESK}?site=herald"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("", ""),
        ("?status__exact=pending", ""),
        ("?status__exact=spam&o=-4", "?queue=decided"),
        ("?site__id__exact={site}&p=3", "?site=times"),
        ("{pk}/change/", "comment/{pk}/"),
        ("{pk}/", "comment/{pk}/"),
        ("{pk}/history/", "comment/{pk}/?show=checks"),
        ("{pk}/decide/", "comment/{pk}/"),
        ("nonsense/change/", ""),
        ("add/", ""),
    ],
)
def test_it_leads_from_the_former_pages_to_the_desk(mod: Client, times: Site, old: str, new: str) -> None:
    comment = factories.screened()
    words = {"pk": comment.pk, "site": times.pk}

    response = mod.get(f"/admin/comments/comment/{old.format(**words)}")

    assert response["Location"] == f"{DESK}{new.format(**words)}"
    assert mod.get(response["Location"]).status_code == 200


@pytest.mark.parametrize("pk", ["0", "999999", "9" * 18])
def test_it_knows_no_other_comment(mod: Client, pk: str) -> None:
    assert mod.get(f"{DESK}comment/{pk}/").status_code == 404


def test_it_stands_first_in_the_index(mod: Client) -> None:
    first = parse(mod.get("/admin/")).one(id="content-main").all("th", scope="row")[0]

    assert (first.text, first.one("a")["href"]) == ("Desk", DESK)
    assert not [link for link in parse(mod.get("/admin/")).all("a") if link["href"] == "/admin/comments/comment/"]


def test_it_lists_ones_own_decisions_each_with_its_undo(anna: Client, times: Site) -> None:
    first, second = factories.screened(name="Ada"), factories.screened(name="Bea")
    other = factories.screened(name="Cem")
    decisions.approve(other.pk, by=member("otto", times), version=other.version)
    for comment, action in ((first, "approve"), (second, "spam")):
        press(anna, address_of(comment), action)
    look(anna)  # takes the messages

    page = look(anna, f"{DESK}mine/")
    lines = [line.text for line in page.one("ol", class_="desk-mine").all("li")]
    assert [("Bea" in line, "Mark as spam" in line) for line in lines] == [(True, True), (False, False)]
    # The key takes the last one back, and is named there alone.
    assert [form.one("button").get("data-key") for form in page.all("form", class_="desk-undo")] == ["z", None]

    undo(anna, page)

    assert factories.fresh(second).status == "pending"
    assert "Undone" in look(anna, f"{DESK}mine/").one("ol", class_="desk-mine").all("li")[0].text


def test_it_sets_aside_and_takes_back(anna: Client, times: Site) -> None:
    comment, other = factories.screened(name="Ada"), factories.screened()
    otto = member("otto", times)

    response = press(anna, f"{address_of(comment)}?show=aside", "", form="aside-form",
                     for_whom=str(otto.pk), hours="24", note="Ask the desk of science.")  # fmt: skip

    page = look(anna, response["Location"])
    assert (card_id(page), said(page)) == (other.pk, ["Set aside: Ada."])
    card = look(anna, f"{address_of(comment)}?queue=aside")
    assert "Set aside by Anna. For Otto. Until " in card.text
    assert ".." not in card.text
    assert "Ask the desk of science." in card.text
    press(anna, f"{address_of(comment)}?queue=aside", "back", form="others-form")
    assert not Comment.objects.filter(set_aside__isnull=False).exists()


def test_it_answers_as_the_publication(anna: Client) -> None:
    comment = factories.screened(name="Ada")

    response = press(anna, address_of(comment), "", form="reply-form", text="We looked into it.\r\n\r\nThank you.")

    assert said(look(anna, response["Location"])) == ["Published your reply."]
    reply = Comment.objects.get(parent=comment)
    assert (reply.text, reply.staff, reply.status) == ("We looked into it.\n\nThank you.", True, "approved")


def test_it_keeps_a_reply_that_came_too_late(anna: Client, times: Site) -> None:
    comment = factories.screened()
    page = look(anna, address_of(comment))
    decisions.reject(comment.pk, by=member("otto", times), version=comment.version)

    response = send(anna, page, "", form="reply-form", text="Every word of it.")

    assert response.status_code == 409
    assert parse(response).one(id="reply-text").raw.strip() == "Every word of it."

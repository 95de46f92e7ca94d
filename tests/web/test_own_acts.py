"""Authors edit and withdraw their comments without a script, by the signed parameter of the waiting comment."""

import re
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.utils import timezone

from comments import signed_tokens
from comments.conf import public_url
from comments.counters import rollups, waiting_time
from comments.models import Comment, DayRollup, Decision, Site, Thread
from comments.moderation import decisions
from comments.screening import run
from comments.statuses import Status
from project.newsroom.models import Article
from tests.support import factories
from tests.support.pages import Element, parse, typed_into
from tests.support.responses import Response
from tests.web.browsing import ARTICLE, follow, sent, submit, waiting_token_of

OVER = "The time to change this comment is over. It stays as it is."
Links = dict[str, str]


@pytest.fixture
def page(client: Client, article: Article) -> Element:
    """Where the author of a comment sees it that was sent just now."""
    return parse(follow(client, sent(client, comment="One <b>thing</b>.")))


def links(page: Element) -> Links:
    """What may be done to own comments, by its name."""
    return {link["data-act"]: link["href"] for link in page.all("a") if link.get("data-act") in ("edit", "withdraw")}


def form_of(response: Response) -> tuple[str, dict[str, str]]:
    form = parse(response).one("form")
    fields = {one["name"]: one["value"] for one in form.all("input", type="hidden")}
    return form["action"], {**fields, **{one["name"]: typed_into(one) for one in form.all("textarea")}}


def send(client: Client, address: str, **typed: Any) -> Response:
    """Load the page of an act, fill in its form and send it."""
    action, values = form_of(client.get(address))
    return submit(client, action, {**values, **typed})


def part(client: Client, address: str, **typed: Any) -> Response:
    action, values = form_of(client.get(f"{address}&part=1"))
    return submit(client, f"{action}&part=1", {**values, **typed})


def own() -> Comment:
    return Comment.objects.get()


def made_at(comment: Comment, *, minutes_ago: float) -> None:
    Comment.objects.filter(pk=comment.pk).update(created_at=timezone.now() - timedelta(minutes=minutes_ago))


def test_it_offers_the_author_alone_to_edit_and_withdraw(client: Client, page: Element) -> None:
    offered = links(page)
    until = page.one(class_="comment-until")

    assert offered.keys() == {"edit", "withdraw"}
    assert re.fullmatch(r"Until [^ ]+( [ap]\.m\.)? you can change it\.", until.text)
    assert 14 * 60 < int(until["data-seconds"]) <= 15 * 60
    run.screen([own().pk])
    decisions.approve(own().pk, by=factories.moderator(), version=factories.fresh(own()).version)
    public = parse(client.get(ARTICLE))
    assert public.one("li", id=f"comment-{own().pk}")["data-state"] == "published"
    assert links(public) == {}


def test_it_edits_a_comment_and_leads_back_to_it(client: Client, page: Element) -> None:
    address = links(page)["edit"]
    shown = client.get(address)
    assert (shown["Cache-Control"], shown["Referrer-Policy"]) == ("private, no-store", "no-referrer")
    assert form_of(shown)[1]["comment"] == "One <b>thing</b>."

    answer = send(client, address, comment="Another\r\nthing.")

    there = urlsplit(answer["Location"])
    assert answer.status_code == 303
    assert f"{there.scheme}://{there.netloc}{there.path}" == f"{public_url()}{ARTICLE}"
    assert there.fragment == f"comment-{own().pk}"
    assert (own().text, own().text_version, own().status) == ("Another\nthing.", 2, Status.PENDING)
    again = parse(client.get(f"{there.path}?{there.query}"))
    assert again.one("li", id=f"comment-{own().pk}").one(class_="comment-content").raw == "Anotherthing."
    assert links(again).keys() == {"edit", "withdraw"}


def test_it_screens_what_was_published_again(client: Client, page: Element) -> None:
    decisions.approve(own().pk, by=factories.moderator(), version=own().version)

    send(client, links(page)["edit"], comment="Buy pills.")

    assert own().status == Status.PENDING
    assert Decision.objects.filter(comment=own()).count() == 3
    assert "Buy pills" not in client.get(ARTICLE).content.decode()


def test_it_withdraws_a_comment_for_good(client: Client, page: Element) -> None:
    address = links(page)["withdraw"]
    question = client.get(address)
    assert own().status == Status.PENDING, "looking changes nothing"

    answer = submit(client, *form_of(question))
    again = submit(client, *form_of(question))

    assert [answer.status_code, again.status_code] == [303, 303]
    assert own().status == Status.WITHDRAWN
    there = urlsplit(answer["Location"])
    item = parse(client.get(f"{there.path}?{there.query}")).one("li", id=f"comment-{own().pk}")
    assert item["data-state"] == "withdrawn"
    assert "One" not in item.text


@pytest.mark.parametrize("name", ["edit", "withdraw"])
def test_it_ends_with_the_minutes_of_the_site(client: Client, page: Element, name: str) -> None:
    address = links(page)[name]
    action, values = form_of(client.get(address))
    made_at(own(), minutes_ago=15)

    late = [client.get(address), submit(client, action, {**values, "comment": "Too late."})]

    assert [one.status_code for one in late] == [403, 403]
    assert {parse(one).one(class_="comment-errors").text for one in late} == {OVER}
    assert (own().status, own().text) == (Status.PENDING, "One <b>thing</b>.")
    if name == "edit":
        assert "Too late." in late[1].content.decode(), "what was typed can be copied"
    waiting = parse(client.get(f"/threads/newsroom/waiting/?waiting={parse_qs(urlsplit(address).query)['waiting'][0]}"))
    assert links(waiting) == {}


def test_it_offers_nothing_where_the_site_allows_no_edits(client: Client, article: Article) -> None:
    Site.objects.update(edit_minutes=0)
    page = parse(follow(client, sent(client)))

    assert links(page) == {}
    assert not page.all(class_="comment-until")
    token = signed_tokens.waiting_token(own().pk)
    assert client.get(f"/threads/newsroom/{own().pk}/edit/?waiting={token}").status_code == 403


@pytest.mark.parametrize("name", ["edit", "withdraw"])
def test_it_does_nothing_without_the_comments_own_parameter(client: Client, page: Element, name: str) -> None:
    mine = own()
    other = factories.waiting(on=factories.subject("newsroom", "else"), now=timezone.now())
    factories.quiet_site("times")
    token, author = signed_tokens.waiting_token, signed_tokens.author_token(mine.pk, 1)
    wrong = ["", "x", f"{token(mine.pk)}x", token(other.pk), author, signed_tokens.commenter_token(mine.pk)]

    answers = [
        submit(client, f"/threads/newsroom/{mine.pk}/{name}/", {"waiting": one, "comment": "Mine."}) for one in wrong
    ]
    answers += [client.get(f"/threads/newsroom/{mine.pk}/{name}/", {"waiting": one}) for one in wrong]
    answers.append(submit(client, f"/threads/times/{mine.pk}/{name}/", {"waiting": token(mine.pk), "comment": "Mine."}))
    decisions.delete(mine.pk, by=factories.moderator(), version=1)
    answers.append(submit(client, f"/threads/newsroom/{mine.pk}/{name}/", {"waiting": token(mine.pk), "comment": "M."}))

    assert {answer.status_code for answer in answers} == {404}
    assert {factories.fresh(one).text for one in (other,)} == {other.text}


def test_it_takes_nothing_from_a_foreign_page(client: Client, page: Element) -> None:
    action, values = form_of(client.get(links(page)["edit"]))
    foreign = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
    listed = {"Origin": "https://newsroom.example.org", "Sec-Fetch-Site": "cross-site"}

    answer = submit(client, action, {**values, "comment": "Mine."}, headers=foreign)

    assert answer.status_code == 403
    assert own().text == "One <b>thing</b>."
    assert submit(client, action, {**values, "comment": "Theirs."}, headers=listed).status_code == 303


@pytest.mark.parametrize("text", [" ", "x" * 5001, "<b>" * 401])
def test_it_keeps_what_was_typed_if_it_cannot_be_taken(client: Client, page: Element, text: str) -> None:
    answer = send(client, links(page)["edit"], comment=text)

    assert answer.status_code == 400
    assert parse(answer).one(class_="comment-errors").text
    assert form_of(answer)[1]["comment"] == text
    assert own().text == "One <b>thing</b>."


def test_it_overwrites_no_edit_of_another_window(client: Client, page: Element) -> None:
    action, values = form_of(client.get(links(page)["edit"]))
    send(client, links(page)["edit"], comment="First.")

    answer = submit(client, action, {**values, "comment": "Second."})

    assert answer.status_code == 409
    assert own().text == "First."
    assert form_of(answer)[1]["comment"] == "Second."


def test_it_shows_an_edit_before_it_is_saved(client: Client, page: Element) -> None:
    answer = send(client, links(page)["edit"], comment="<i>New</i> <u>words</u>", preview="Preview")

    seen = parse(answer).one(class_="comment-preview")
    assert answer.status_code == 200
    assert [one.text for one in seen.all("i")] == ["New"]
    assert seen.one("li").text.startswith("“<u>” does not work here.")
    assert form_of(answer)[1]["comment"] == "<i>New</i> <u>words</u>"
    assert own().text_version == 1


def test_it_gives_a_script_the_comment_as_it_is_then(client: Client, page: Element) -> None:
    address = links(page)["edit"]
    shown = client.get(f"{address}&part=1")
    assert not parse(shown).all("html")
    assert parse(shown).one(class_="comment-act").one("textarea")["name"] == "comment"

    edited = part(client, address, comment="Another thing.")
    withdrawn = part(client, links(page)["withdraw"])

    item = parse(edited).one("li")
    assert (edited.status_code, item["id"]) == (200, f"comment-{own().pk}")
    assert item.one(class_="comment-content").text == "Another thing."
    assert links(item).keys() == {"edit", "withdraw"}
    assert parse(withdrawn).one("li")["data-state"] == "withdrawn"
    assert {one["Access-Control-Allow-Origin"] for one in (shown, edited, withdrawn)} == {"*"}
    assert {one["Cache-Control"] for one in (shown, edited, withdrawn)} == {"private, no-store"}


def test_it_leads_back_to_no_page_of_another_program(client: Client, page: Element) -> None:
    Thread.objects.update(url="https://newsroom.example.org/bridge/", is_confirmed=True)

    answer = send(client, links(page)["edit"], comment="Another thing.")

    assert answer["Location"].startswith(f"{public_url()}/threads/newsroom/?key=")
    assert waiting_token_of(answer)


@pytest.mark.parametrize("name", ["edit", "withdraw"])
def test_it_names_no_token_as_the_pages_lasting_address(client: Client, page: Element, name: str) -> None:
    """Browsers share that address in place of the one in the address bar."""
    lasting = parse(client.get(links(page)[name])).one("link", rel="canonical")["href"]

    assert lasting == f"{public_url()}{ARTICLE}?comment={own().pk}#comment-{own().pk}"


def test_it_leads_from_a_fragment_to_our_own_page_in_its_language(client: Client, page: Element) -> None:
    answer = send(client, f"{links(page)['edit']}&fragment=1&lang=de-AT", comment="Another thing.")

    there = urlsplit(answer["Location"])
    assert there.path == "/threads/newsroom/"
    assert parse_qs(there.query)["lang"] == ["de"]
    assert len(parse(client.get(f"{there.path}?{there.query}")).all("li", id=f"comment-{own().pk}")) == 1


def test_it_edits_spam_as_if_it_waited(client: Client, page: Element) -> None:
    decisions.mark_spam(own().pk, by=factories.moderator(), version=1)

    answer = send(client, links(page)["edit"], comment="Better words.")

    assert (answer.status_code, own().status, own().text) == (303, Status.SPAM, "Better words.")


def test_it_says_how_long_waiting_takes_once_a_person_has_to_read_it(client: Client, page: Element) -> None:
    DayRollup.objects.create(
        site=own().site, day=timezone.now().date(), what=f"{rollups.AFTER}{rollups.wait_class(7000):02d}", number=10
    )
    waiting_time.read.cache_clear()
    address = f"/threads/newsroom/waiting/?waiting={signed_tokens.waiting_token(own().pk)}"

    before = parse(client.get(address)).one(class_="comment-awaiting-moderation").text
    run.screen([own().pk])
    after = parse(client.get(address)).one(class_="comment-awaiting-moderation").text
    waiting_time.read.cache_clear()

    assert before.endswith("It is being checked and may appear in a few seconds.")
    assert after.endswith("At the moment most comments are decided within 2 hours.")


def test_it_gives_the_script_all_own_comments_at_once(client: Client, article: Article) -> None:
    tokens = [waiting_token_of(sent(client)) for _time in range(3)]
    ids = [signed_tokens.read_waiting_token(token) for token in tokens]
    decisions.delete(ids[1] or 0, by=factories.moderator(), version=1)

    answer = client.get("/threads/newsroom/waiting/", {"waiting": tokens})

    assert [item["id"] for item in parse(answer).all("li")] == [f"comment-{one}" for one in (ids[0], ids[2])]

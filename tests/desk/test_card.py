"""What the card of a comment shows, in which order."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from comments.classifier import storage
from comments.models import Comment, ListKind, ReviewLease, Site
from comments.moderation import decisions
from comments.posting import posts
from comments.screening import word_lists
from comments.similarity import clusters
from comments.templatetags.comments_desk import ago
from tests.desk.hands import DESK, address_of, card_of, look
from tests.support import factories, lessons
from tests.support.factories import NOON
from tests.support.variants import spun


def test_it_has_the_text_before_the_buttons(mod: Client) -> None:
    comment = factories.screened(text="Line one.\n\nLine <b>two</b>.")

    html = card_of(look(mod, address_of(comment))).raw

    assert "Line one.\n\nLine <b>two</b>." in html
    assert html.index("Line one.") < html.index("Approve")


def test_it_names_article_site_number_and_status(mod: Client) -> None:
    comment = factories.screened(on=factories.subject(section="City"))

    card = card_of(look(mod, address_of(comment)))

    where = card.one("p", class_="card-where").text
    for named in ("The bridge is open", "City", "ago", f"#{comment.pk}", "The Times of Nowhere", "Pending"):
        assert named in where
    assert card.one("p", class_="card-where").all("a")[0]["href"].endswith(f"#comment-{comment.pk}")


def test_it_shows_what_a_page_says_of_itself_until_somebody_confirms_it(mod: Client) -> None:
    factories.quiet_site()
    said = factories.subject(
        title="A <b>page</b>", url="https://times.example.org/a", section="City", authors="Ada <i>", published_at=NOON
    )
    comment = posts.post_comment_from_elsewhere(said, factories.draft(), now=NOON).comment

    before = card_of(look(mod, address_of(comment))).one(class_="card-page").text
    decisions.approve(comment.pk, by=factories.moderator(), version=comment.version)
    after = card_of(look(mod, address_of(comment)))

    for shown in ("A <b>page</b>", "https://times.example.org/a", "City", "Ada <i>", "March 2, 2026"):
        assert shown in before
    assert not after.all(class_="card-page")


@pytest.mark.parametrize(
    ("seconds", "said"), [(-5, "just now"), (59, "just now"), (60, "1\xa0minute ago"), (7300, "2\xa0hours ago")]
)
def test_it_says_how_long_ago(seconds: int, said: str) -> None:
    assert ago(NOON - timedelta(seconds=seconds), NOON) == said


def test_it_shows_what_a_reply_answers(mod: Client) -> None:
    parent = factories.published(name="Gwen", text="Were you there?")

    quoted = card_of(look(mod, address_of(factories.screened(parent)))).one("blockquote")

    assert "Gwen" in quoted.text
    assert "Were you there?" in quoted.text


def test_it_says_why_a_comment_waits_the_gravest_first(mod: Client, times: Site) -> None:
    word_lists.keep(times, {ListKind.MODERATION: "casino"})
    comment = factories.screened(text="casino http://a.example http://b.example http://c.example", name="admin")

    said = [line.text for line in card_of(look(mod, address_of(comment))).one(class_="card-why").all("li")]

    assert "protected" in said[0]
    assert len([line for line in said if line.startswith(("!", "i"))]) == 3
    assert said[3] == "and 1 more"
    assert card_of(look(mod, address_of(comment))).one("mark").text == "casino"


def test_it_says_what_the_filter_makes_of_it_now(mod: Client, times: Site) -> None:
    comment = factories.screened(text="Cheap pills for everybody.")
    assert "filter now" not in card_of(look(mod, address_of(comment))).text

    lessons.lessons()
    storage.learn_now(times, now=NOON)

    assert "The filter now:" in card_of(look(mod, address_of(comment))).text


def test_it_leads_to_those_that_are_alike(mod: Client) -> None:
    comments = [factories.waiting(text=spun(n)) for n in range(3)]
    clusters.assign(comments[0].thread.site, comments, NOON)

    card = card_of(look(mod, address_of(comments[1])))

    assert card.one("a", class_="similar").text.startswith("3 similar comments since")


def test_it_shows_the_conversation_on_wish(mod: Client) -> None:
    first, second = factories.published(text="The first."), factories.waiting(text="The second, waiting.")
    asked = card_of(look(mod, address_of(second)))
    assert not asked.all(id="conversation")

    (link,) = [each["href"] for each in asked.all("a") if each.get("data-part") == "conversation"]
    lines = card_of(look(mod, link)).one(id="conversation").all("li")

    assert [line.one(class_="status-pill").text for line in lines] == ["Approved", "Pending"]
    assert [line.get("aria-current") for line in lines] == [None, "true"]
    assert first.text in lines[0].text


def test_it_shows_all_checks_and_decisions_on_wish(mod: Client) -> None:
    comment = factories.screened(user_agent="Lynx/2.8")
    decisions.reject(comment.pk, by=factories.moderator(), version=comment.version, reason="Off topic.")

    (link,) = [each for each in card_of(look(mod, address_of(comment))).all("a") if each.get("data-part") == "checks"]
    checks = card_of(look(mod, link["href"])).one(id="checks").text

    for said in ("Off topic.", "Links", "Lynx/2.8", "<p>"):
        assert said in checks


@pytest.mark.parametrize("minutes", [-1, 1])
def test_it_says_which_colleague_has_it_open(mod: Client, minutes: int) -> None:
    comment = factories.screened()
    now = comment.created_at.now(comment.created_at.tzinfo)
    ReviewLease.objects.create(comment=comment, by=factories.moderator("otto"), until=now + timedelta(minutes=minutes))

    assert ("otto has this comment open" in card_of(look(mod, address_of(comment))).text) is (minutes > 0)


def test_it_shows_a_comment_that_nobody_checked_yet(mod: Client) -> None:
    assert "Not checked yet" in card_of(look(mod, address_of(factories.waiting()))).text


def test_it_shows_what_is_left_of_a_deleted_one(mod: Client) -> None:
    comment = factories.published()
    decisions.delete(comment.pk, by=factories.moderator(), version=comment.version)

    page = look(mod, address_of(comment))

    assert "(nothing left)" in card_of(page).text
    assert not list(card_of(page).all("button", name="action"))


@pytest.mark.parametrize("part", ["card", "row", "author", "conversation", "checks", "aside"])
def test_it_serves_each_part_alone(mod: Client, part: str) -> None:
    comment = factories.screened(name="Ilka")

    html = mod.get(f"{address_of(comment)}part/{part}/").content.decode()

    assert "<html" not in html
    assert html.strip()


@pytest.mark.parametrize("part", ["nonsense", "bar"])
def test_it_has_no_other_part(mod: Client, part: str) -> None:
    assert mod.get(f"{address_of(factories.screened())}part/{part}/").status_code == 404


def test_it_asks_the_database_few_things(anna: Client, django_assert_max_num_queries: Any) -> None:
    comments = [factories.screened(text=f"Waiting, {n}.") for n in range(5)]
    anna.get(address_of(comments[0]))

    with django_assert_max_num_queries(16):
        anna.get(address_of(comments[2]))


def test_it_writes_out_what_nobody_sees_in_every_field_and_list(mod: Client) -> None:
    comment = factories.screened(text="pay\u200bpal")
    Comment.objects.filter(pk=comment.pk).update(name="Ev\u2060e", url="http://x\u2066.example/")
    addresses = [f"{address_of(comment)}?show=checks&show=conversation", f"{DESK}?view=compact", f"{DESK}search/?q=eve"]
    addresses += [f"{DESK}all/?action=reject"]

    for address in addresses:
        page = look(mod, address)
        text = page.raw
        for char in "\u200b\u2060\u2066":
            badges = page.all("bdi", class_="unseen")
            assert text.count(char) == sum(badge.raw.count(char) for badge in badges), (address, char)
    card = card_of(look(mod, address_of(comment)))
    assert "Invisible characters: U+2060 WORD JOINER, U+200B ZERO WIDTH SPACE" in card.text

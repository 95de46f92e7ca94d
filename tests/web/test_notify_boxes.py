"""The checkboxes by which authors ask to be told by mail: on our page, in the fragment, and by the API."""

from urllib.parse import urlencode

import pytest
from django.test import Client

from comments import signed_tokens
from comments.models import Comment, Identity, Site
from project.newsroom.models import Article
from tests.api import calls
from tests.support import accounts, factories
from tests.support.pages import Element, parse
from tests.web.browsing import page, sent

pytestmark = [pytest.mark.django_db, pytest.mark.once]

BOXES = ["notify_replies", "notify_decision"]


@pytest.fixture
def site(article: Article) -> Site:
    Site.objects.update(reply_notices=True, decision_notices=True)
    return Site.objects.get(slug="newsroom")


def boxes(form: Element) -> list[str]:
    return [box["name"] for box in form.all("input", type="checkbox") if box["name"].startswith("notify")]


def test_it_offers_nothing_that_the_site_does_not_do(client: Client, article: Article) -> None:
    assert boxes(page(client)) == []
    Site.objects.update(reply_notices=True)

    assert boxes(page(client)) == BOXES[:1]


def test_it_offers_both_without_a_tick_and_with_a_label(client: Client, site: Site) -> None:
    form = page(client).one("form", id="commentform")

    assert boxes(form) == BOXES
    for name in BOXES:
        assert form.one(name=name).get("checked") is None
        assert form.one("label", **{"for": name}).text


FRAGMENT = "/threads/times/fragment/?key=bridge"


def times() -> Site:
    """A site with a thread."""
    site = factories.quiet_site(reply_notices=True, decision_notices=True)
    factories.published()
    return site


def test_it_offers_both_in_a_fragment(client: Client) -> None:
    times()

    assert boxes(parse(client.get(FRAGMENT))) == BOXES


def test_it_keeps_what_was_ticked(client: Client, site: Site) -> None:
    sent(client, email="ada@example.org", notify_replies="yes", notify_decision="yes")
    sent(client, email="bea@example.org")

    told = Comment.objects.order_by("pk").values_list("tells_replies", "tells_author", "mail_language")
    assert list(told) == [(True, True, "en"), (False, False, "")]


def test_it_keeps_nothing_that_the_site_does_not_do(client: Client, article: Article) -> None:
    sent(client, email="ada@example.org", notify_replies="yes")

    assert not Comment.objects.get().tells_replies


def test_it_asks_for_an_address_where_mail_is_wanted_and_keeps_the_tick(client: Client, site: Site) -> None:
    Site.objects.update(require_name_email=False)
    refused = sent(client, email="", notify_replies="yes")

    assert refused.status_code == 400
    form = parse(refused)
    assert form.one(name="notify_replies").get("checked") is not None
    assert "has-error" in form.one("p", **{"class": "comment-form-email has-error"})["class"]
    assert sent(client, email="").status_code == 303


def test_it_offers_nothing_to_an_account_without_an_address(client: Client) -> None:
    token, _who = accounts.signed_in(times())
    headers = {"Comments-Identity": token}
    Identity.objects.update(email="ada@example.org")
    assert boxes(parse(client.get(FRAGMENT, headers=headers))) == BOXES
    Identity.objects.update(email="")

    assert boxes(parse(client.get(FRAGMENT, headers=headers))) == []


def test_it_tells_programs_what_the_site_does_and_takes_their_word(client: Client) -> None:
    factories.quiet_site(reply_notices=True)

    answer = client.get("/api/v1/sites/times/").json()
    posted = calls.post(client, notify_replies=True, notify_decision=True).json()

    comment = Comment.objects.get()
    assert (answer["notify_replies"], answer["notify_decision"]) == (True, False)
    assert (comment.tells_replies, comment.tells_author) == (True, False)
    assert "notify" not in str(posted)


def test_it_says_in_the_notice_what_becomes_of_an_address(client: Client, site: Site) -> None:
    assert "forgotten after 7 days" in page(client).text
    Site.objects.update(reply_notices=False, decision_notices=False)

    assert "forgotten after 7 days" not in page(client).text


def test_it_shows_what_a_visitor_typed_on_the_page_behind_the_link_as_text(client: Client) -> None:
    factories.quiet_site(reply_notices=True)
    comment = factories.screened(
        email="ada@example.org", notify_replies=True, name="<script>x</script>", text="<img src=x onerror=y> <b>b</b>"
    )
    token = signed_tokens.mail_token("confirm", f"comment:{comment.pk}", comment.pk)

    answer = client.get(f"/threads/mail/confirm/?{urlencode({'token': token})}")

    assert answer.status_code == 200
    assert "<script>x" not in answer.content.decode()
    assert "<img" not in answer.content.decode()
    assert answer["X-Robots-Tag"] == "noindex" or "noindex" in answer.content.decode()

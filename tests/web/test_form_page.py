"""The thread and its form as WordPress's, before anything is typed (reference: comment_form of WordPress)."""

from typing import Any

import pytest
from django.test import Client

from comments.models import Comment, Site
from comments.moderation import decisions
from project.newsroom.models import Article
from tests.support import factories
from tests.support.pages import form_values, parse
from tests.web.browsing import ARTICLE, follow, page, sent

# The database takes no part in this.
pytestmark = pytest.mark.once

CONSENT = "wp-comment-cookies-consent"


def test_it_has_wordpress_s_fields_in_wordpress_s_order(client: Client, article: Article) -> None:
    form = page(client).one("form", id="commentform")

    visible = [control for control in form.walk() if control.tag in ("input", "textarea")]
    named = [control["name"] for control in visible if control.get("type") != "hidden"]
    hidden = [control["name"] for control in visible if control.get("type") == "hidden"]
    assert named == ["comment", "author", "email", "url", CONSENT, "subject", "submit", "preview"]
    assert hidden == ["comment_post_ID", "comment_parent", "form_token", "form_number", "form_seconds"]
    for name in ("comment", "author", "email", "url", CONSENT, "submit", "comment_post_ID", "comment_parent"):
        assert form.one(name=name)["id"] == name
    assert [paragraph["class"] for paragraph in form.all("p")] == [
        "comment-notes", "comment-form-comment", "comment-form-author", "comment-form-email", "comment-form-url",
        "comment-form-cookies-consent", "form-submit",
    ]  # fmt: skip


def test_it_has_wordpress_s_frame(client: Client, article: Article) -> None:
    respond = page(client).one("div", id="respond")

    assert "comment-respond" in respond["class"]
    assert respond.one("h3", id="reply-title", class_="comment-reply-title").text.startswith("Leave a Reply")
    cancel = respond.one("small").one("a", id="cancel-comment-reply-link")
    assert (cancel.text, cancel["rel"], cancel["href"]) == ("Cancel reply", "nofollow", f"{ARTICLE}#respond")
    assert "hidden" in cancel
    form = respond.one("form")
    assert (form["id"], form["class"], form["method"]) == ("commentform", "comment-form", "post")
    notes = form.one("p", class_="comment-notes")
    assert notes.one(id="email-notes").text == "Your email address will not be published."
    assert notes.one(class_="required-field-message").text == "Required fields are marked *"


@pytest.mark.parametrize(
    ("name", "label", "keyboard", "autocomplete"),
    [
        ("author", "Name *", None, "name"),
        ("email", "Email *", "email", "email"),
        ("url", "Website", "url", "url"),
    ],
)
def test_it_has_wordpress_s_inputs(
    client: Client, article: Article, name: str, label: str, keyboard: str | None, autocomplete: str
) -> None:
    form = page(client).one("form", id="commentform")

    field = form.one("input", name=name)
    assert form.one("label", for_=name).text == label
    # Browsers refuse letters beyond ASCII in an input of type email, and write its domain anew.
    assert (field["type"], field["size"], field.get("inputmode")) == ("text", "30", keyboard)
    assert (field["autocomplete"], field["value"]) == (autocomplete, "")
    assert ("required" in field) == label.endswith("*")
    assert "aria-invalid" not in field
    assert field.get("aria-describedby") == ("email-notes" if name == "email" else None)


def test_it_lets_a_paste_of_any_length_in(client: Client, article: Article) -> None:
    form = page(client).one("form", id="commentform")

    textarea = form.one("textarea", name="comment")
    assert [element for element in form.walk() if "maxlength" in element] == []
    assert "required" in textarea
    assert (textarea["cols"], textarea["rows"], form["data-limit"]) == ("45", "8", "5000")
    assert form.one("label", for_="comment").text == "Comment *"


def test_it_offers_to_remember_and_does_not_insist(client: Client, article: Article) -> None:
    form = page(client).one("form", id="commentform")

    box = form.one("input", name=CONSENT)
    assert (box["type"], box["value"], "checked" in box) == ("checkbox", "yes", False)
    label = "Save my name, email, and website in this browser for the next time I comment."
    assert form.one("label", for_=CONSENT).text == label
    assert form.one("input", name="submit")["value"] == "Post Comment"


def test_it_hides_the_trap_from_people_and_their_tools(client: Client, article: Article) -> None:
    form = page(client).one("form", id="commentform")

    (frame,) = [element for element in form.walk() if "inert" in element]
    trap = frame.one("input")
    assert frame["aria-hidden"] == "true"
    assert (trap["name"], trap["autocomplete"], trap["tabindex"], trap["value"]) == ("subject", "off", "-1", "")
    assert "required" not in trap
    assert "style" not in frame


def test_it_asks_for_name_and_e_mail_only_where_the_site_does(client: Client, article: Article) -> None:
    Site.objects.update(require_name_email=False)

    form = page(client).one("form", id="commentform")

    assert "required" in form.one("textarea", name="comment")
    for name in ("author", "email"):
        assert "required" not in form.one("input", name=name)
        assert "*" not in form.one("label", for_=name).text


def test_it_shows_each_sites_limit(client: Client, article: Article) -> None:
    Site.objects.update(text_limit=300)

    assert page(client).one("form", id="commentform")["data-limit"] == "300"


def test_it_refers_only_to_what_is_on_the_page(client: Client, article: Article, on: dict[str, Any]) -> None:
    factories.published(factories.published(**on))

    elements = list(page(client).walk())

    ids = [element["id"] for element in elements if "id" in element]
    assert len(ids) == len(set(ids))
    referred = {element["for"] for element in elements if "for" in element}
    for name in ("aria-describedby", "aria-labelledby"):
        referred |= {i for element in elements if name in element for i in element[name].split()}
    referred |= {link["href"][1:] for link in elements if (link.get("href") or "").startswith("#")}
    assert referred <= set(ids)


def test_it_labels_fields_before_they_come(client: Client, article: Article) -> None:
    elements = list(page(client).one("form", id="commentform").walk())

    for name in ("comment", "author", "email", "url"):
        label, field = (
            next(n for n, element in enumerate(elements) if element.get(attribute) == name)
            for attribute in ("for", "id")
        )
        assert label < field


def test_it_prepares_the_form_for_a_reply(client: Client, article: Article, on: dict[str, Any]) -> None:
    comment = factories.published(name="Bo <b>", **on)

    respond = page(client, f"{ARTICLE}?replytocom={comment.pk}").one("div", id="respond")

    assert respond.one(class_="comment-reply-to").text == "Leave a Reply to Bo <b>"
    assert respond.one(class_="comment-reply-to").one("a")["href"] == f"#comment-{comment.pk}"
    assert respond.one("input", name="comment_parent")["value"] == str(comment.pk)
    cancel = respond.one("a", id="cancel-comment-reply-link")
    assert "hidden" not in cancel
    assert cancel["href"] == f"{ARTICLE}#respond"


@pytest.mark.parametrize("value", ["", "0", "-1", "abc", "1.5", "9" * 30, "1 or 1=1", "%00", "٣", "<script>"])
def test_it_ignores_an_odd_reply_parameter(client: Client, article: Article, on: dict[str, Any], value: str) -> None:
    factories.published(**on)

    respond = page(client, f"{ARTICLE}?replytocom={value}").one("div", id="respond")

    assert respond.one(class_="comment-reply-to").text == "Leave a Reply"
    assert respond.one("input", name="comment_parent")["value"] == "0"


def test_it_replies_to_nothing_that_is_not_shown_here(client: Client, article: Article, on: dict[str, Any]) -> None:
    removed = factories.published(**on)
    decisions.reject(removed.pk, by=factories.moderator(), version=removed.version)
    hidden = [factories.waiting(**on), removed, factories.published(on=factories.subject("newsroom", "elsewhere"))]
    plain = page(client, f"{ARTICLE}?replytocom=999999").one("div", id="respond").skeleton()

    for comment in hidden:
        assert page(client, f"{ARTICLE}?replytocom={comment.pk}").one("div", id="respond").skeleton() == plain


def test_it_links_to_the_reply_form(client: Client, article: Article, on: dict[str, Any]) -> None:
    comment = factories.published(name="Bo", **on)

    item = page(client).one("li", id=f"comment-{comment.pk}")

    link = item.one("a", class_="comment-reply-link")
    assert link["href"] == f"{ARTICLE}?replytocom={comment.pk}#respond"
    assert (link["rel"], link["aria-label"], link.text) == ("nofollow", "Reply to Bo", "Reply")
    assert (link["data-comment"], link["data-title"]) == (str(comment.pk), "Reply to Bo")


def test_it_keeps_a_reply_beside_what_it_answers(client: Client, article: Article, on: dict[str, Any]) -> None:
    parent, later = factories.published(**on), factories.published(**on)

    redirect = sent(client, f"{ARTICLE}?replytocom={parent.pk}")

    reply = Comment.objects.get(parent=parent)
    shown = [item["id"] for item in parse(follow(client, redirect)).all("li", class_="comment")]
    assert shown == [f"comment-{parent.pk}", f"comment-{reply.pk}", f"comment-{later.pk}"]
    assert form_values(parse(follow(client, redirect)))["comment_parent"] == "0"

"""The author dialog: what it says before anything is pressed, and what its forms do, without JavaScript."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from comments.models import AuthorNote, Ban, Comment, Role, RuleTrial, Site, TrustedAuthor
from comments.statuses import Status
from comments.trials.rules import BanRule, TriedRule
from tests.desk.conftest import member, signed_in
from tests.desk.hands import address_of, look, said
from tests.support import factories
from tests.support.pages import Element, parse
from tests.support.responses import Response

ILKA: dict[str, Any] = {
    "name": "Ilka", "email": "ilka@spam.example", "url": "https://ilka.example/", "address": "203.0.113.9",
}  # fmt: skip


def dialog_of(comment: Comment) -> str:
    return f"/admin/desk/author/{comment.pk}/"


def fields_of(form: Element) -> dict[str, str]:
    """What a browser sends of a form that nothing was changed in."""
    inputs = [one for one in form.all("input") if one.get("type") != "radio" or "checked" in one]
    sent = {one["name"]: one.get("value") or "" for one in inputs}
    sent |= {area["name"]: area.text.strip() for area in form.all("textarea")}
    for select in form.all("select"):
        options = select.all("option")
        chosen = next((one for one in options if "selected" in one), options[0])
        sent[select["name"]] = chosen["value"]
    return sent


def ban(client: Client, comment: Comment, **typed: str) -> Response:
    form = look(client, dialog_of(comment)).one("form", id="ban-form")
    return client.post(form["action"], {**fields_of(form), **typed})


def press(client: Client, comment: Comment, what: str, **typed: str) -> Response:
    """A button of one of the small forms."""
    address = f"{dialog_of(comment)}{what}/"
    form = next(one for one in look(client, dialog_of(comment)).all("form") if one.get("action") == address)
    return client.post(address, {**fields_of(form), **typed})


def hits(page: Element, kind: str) -> str:
    return " ".join(page.one("p", id=f"hits-{kind}").text.split())


def choosable(page: Element) -> list[str]:
    return [one["value"] for one in page.all("input", name="what") if "disabled" not in one]


def test_it_tries_a_ban_before_it_is_laid(anna: Client) -> None:
    comment = factories.screened(**ILKA, now=timezone.now())
    form = look(anna, dialog_of(comment)).one("form", id="ban-form")
    button = next(one for one in form.all("button") if "formaction" in one)
    typed = {**fields_of(form), "what": "network", "network": "203.0.113.0/24", "effect": "refuse", "until": "ever"}

    answer = anna.post(button["formaction"], typed)

    trial = RuleTrial.objects.get()
    assert answer["Location"] == f"/admin/desk/trials/{trial.pk}/"
    assert TriedRule.from_json(trial.rule).ban == BanRule("network", "203.0.113.0/24", "refuse")
    assert not Ban.objects.exists()
    assert said(look(anna, anna.post(button["formaction"], {**typed, "effect": "nothing"})["Location"]))
    assert RuleTrial.objects.count() == 1


def test_it_says_whom_a_ban_would_hit_before_it_is_pressed(anna: Client) -> None:
    now = timezone.now()
    factories.published(**ILKA, now=now)
    factories.published(**{**ILKA, "email": "bo@spam.example"}, now=now)
    page = look(anna, dialog_of(factories.waiting(**ILKA)))

    assert hits(page, "email").startswith("1 waiting, 1 published. 1 published author would be hit, 1 of them")
    assert hits(page, "email_domain").startswith("1 waiting, 2 published. 2 published authors would be hit, 2 of them")
    assert "needs a chief" in hits(page, "email_domain")
    assert choosable(page) == ["email", "network"]


def test_it_lets_a_chief_choose_what_hits_others(times: Site) -> None:
    factories.published(**{**ILKA, "email": "bo@spam.example"})
    comment, eve = factories.waiting(**ILKA), signed_in(member("eve", times, Role.CHIEF))

    assert choosable(look(eve, dialog_of(comment))) == ["email", "email_domain", "network", "website"]
    assert ban(eve, comment, what="email_domain").status_code == 302
    assert Ban.objects.get().value == "spam.example"


def test_it_bans_with_what_was_chosen_and_undoes_it(anna: Client) -> None:
    published, comment = factories.published(**ILKA), factories.waiting(**ILKA)

    answer = ban(anna, comment, what="email", effect="refuse", until="7d", waiting="spam", published="reject", note="x")

    assert (answer.status_code, answer["Location"]) == (302, dialog_of(comment))
    laid = Ban.objects.get()
    assert (laid.value, laid.effect, laid.note) == ("ilka@spam.example", "refuse", "x")
    assert laid.until is not None
    assert (factories.fresh(comment).status, factories.fresh(published).status) == (Status.SPAM, Status.REJECTED)

    undone = look(anna, dialog_of(comment)).one("ul", class_="author-laid").one("form")
    back = anna.post(undone["action"], {**fields_of(undone), "change": "undo"})

    assert back["Location"] == dialog_of(comment)
    assert not Ban.objects.exists()
    assert (factories.fresh(comment).status, factories.fresh(published).status) == (Status.PENDING, Status.APPROVED)
    assert not look(anna, dialog_of(comment)).all("ul", class_="author-laid")


@pytest.mark.parametrize(("what", "days"), [("network", 7), ("email", None)])
def test_it_bans_a_network_for_a_week_and_anything_else_for_ever(anna: Client, what: str, days: int | None) -> None:
    ban(anna, factories.waiting(**ILKA), what=what)

    laid = Ban.objects.get()
    lasts = (laid.until - laid.created_at).days if laid.until else None
    assert (laid.kind, laid.effect, lasts) == (what, "hold", days)


def test_it_asks_again_where_a_typed_network_hits_others(times: Site) -> None:
    eve = signed_in(member("eve", times, Role.CHIEF))
    factories.published(address="203.0.113.77")
    comment = factories.waiting(**ILKA)

    answer = ban(eve, comment, what="network", network="203.0.113.0/24")
    page = parse(answer)

    assert answer.status_code == 400
    assert not Ban.objects.exists()
    assert hits(page, "network").startswith("1 waiting, 1 published. 1 published author would be hit")
    form = page.one("form", id="ban-form")
    assert eve.post(form["action"], fields_of(form)).status_code == 302
    assert Ban.objects.get().value == "203.0.113.0/24"


def test_it_refuses_a_ban_for_chiefs_and_keeps_what_was_typed(anna: Client) -> None:
    answer = ban(anna, factories.waiting(**ILKA), what="network", network="203.0.112.0/23", note="Sells watches.")

    page = parse(answer)
    assert answer.status_code == 403
    assert "Ask a chief moderator" in " ".join(said(page))
    assert page.one("textarea", id="ban-note").text.strip() == "Sells watches."
    assert page.one("input", name="network")["value"] == "203.0.112.0/23"


def test_it_bans_once_where_the_button_is_pressed_twice(anna: Client) -> None:
    comment = factories.waiting(**ILKA)
    form = look(anna, dialog_of(comment)).one("form", id="ban-form")
    for _twice in range(2):
        assert anna.post(form["action"], fields_of(form)).status_code == 302

    assert len(look(anna, dialog_of(comment)).one("ul", class_="author-laid").all("li")) == 1


def test_it_chooses_nothing_for_an_author_of_whom_nothing_is_known(anna: Client) -> None:
    Site.objects.update(require_name_email=False)
    comment = factories.waiting(name="", email="", address="")

    assert choosable(look(anna, dialog_of(comment))) == []
    assert ban(anna, comment).status_code == 400


@pytest.mark.parametrize(("value", "hours"), [("1h", 1), ("24h", 24), ("7d", 168), ("always", None)])
def test_it_holds_an_author(anna: Client, value: str, hours: int | None) -> None:
    press(anna, factories.waiting(**ILKA), "hold", **{"for": value})

    laid = Ban.objects.get()
    lasts = (laid.until - laid.created_at).total_seconds() / 3600 if laid.until else None
    assert (laid.value, laid.effect, lasts) == ("ilka@spam.example", "hold", hours)


def test_it_trusts_an_author_and_no_more(anna: Client) -> None:
    comment = factories.waiting(**ILKA)

    press(anna, comment, "trust", trust="yes")
    assert TrustedAuthor.objects.get().email == "ilka@spam.example"
    press(anna, comment, "trust", trust="no")
    assert not TrustedAuthor.objects.exists()


def test_it_keeps_notes_that_their_writer_can_delete(anna: Client, mod: Client) -> None:
    comment = factories.waiting(**ILKA)
    press(anna, comment, "note", text="Writes <b>well</b>.")
    kept = AuthorNote.objects.get()

    assert "Writes <b>well</b>." in look(mod, address_of(comment)).one("ul", class_="author-notes").text
    assert not look(mod, dialog_of(comment)).all("button", name="delete")
    mod.post(f"{dialog_of(comment)}note/", {"delete": str(kept.pk), **token(mod, comment)})
    assert AuthorNote.objects.exists()
    anna.post(f"{dialog_of(comment)}note/", {"delete": str(kept.pk), **token(anna, comment)})
    assert not AuthorNote.objects.exists()


def token(client: Client, comment: Comment) -> dict[str, str]:
    form = look(client, dialog_of(comment)).one("form", id="ban-form")
    return {"csrfmiddlewaretoken": fields_of(form)["csrfmiddlewaretoken"]}


def test_it_keeps_a_note_that_is_refused(anna: Client) -> None:
    answer = press(anna, factories.waiting(**ILKA), "note", text="x" * 2001)

    assert answer.status_code == 400
    assert parse(answer).one("textarea", id="author-note").text.strip() == "x" * 2001


@pytest.mark.parametrize("there", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""])
def test_it_leads_nowhere_else(anna: Client, there: str) -> None:
    comment = factories.waiting(**ILKA)

    assert press(anna, comment, "note", text="Hm.", next=there)["Location"] == dialog_of(comment)


@pytest.mark.parametrize(("what", "button"), [("hold", {"for": "24h"}), ("trust", {"trust": "yes"})])
def test_it_holds_and_trusts_from_the_card(anna: Client, what: str, button: dict[str, str]) -> None:
    comment = factories.waiting(**ILKA)
    address = f"{dialog_of(comment)}{what}/"
    form = next(one for one in look(anna, address_of(comment)).all("form") if one.get("action") == address)

    answer = anna.post(address, {**fields_of(form), **button})

    assert answer["Location"] == address_of(comment)
    assert Ban.objects.exists() == (what == "hold")
    assert TrustedAuthor.objects.exists() == (what == "trust")


def test_it_leads_back_to_where_it_was_pressed(anna: Client) -> None:
    comment = factories.waiting(**ILKA)

    answer = press(anna, comment, "hold", next=address_of(comment), **{"for": "1h"})

    assert answer["Location"] == address_of(comment)


@pytest.mark.parametrize("what", ["", "hold/", "trust/", "note/", "undo/"])
def test_it_shows_other_sites_to_nobody(anna: Client, what: str) -> None:
    comment = factories.waiting(on=factories.subject("other"), **ILKA)
    own = factories.waiting(**ILKA)

    assert anna.get(f"{dialog_of(comment)}{what}").status_code == 404
    sent = {"trust": "yes", "text": "Hm.", "for": "1h", "what": "email", **token(anna, own)}
    assert anna.post(f"{dialog_of(comment)}{what}", sent).status_code == 404
    assert not (Ban.objects.exists() or TrustedAuthor.objects.exists() or AuthorNote.objects.exists())


def test_it_opens_the_dialog_for_what_is_asked_without_a_form(anna: Client) -> None:
    comment = factories.waiting(**ILKA)

    for what in ("hold/", "trust/", "note/"):
        assert anna.get(f"{dialog_of(comment)}{what}")["Location"] == dialog_of(comment)

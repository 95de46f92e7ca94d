"""Bans in the admin, typed in or taken from a comment."""

from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comments.access import roles
from comments.models import Ban, BanEffect, Comment, Membership, Role, Site
from tests.admin import desk
from tests.admin.conftest import signed_in
from tests.admin.desk import errors, refused, save, send
from tests.support import factories
from tests.support.pages import parse
from tests.support.parallel import at_once

BANS, TRUST = "/admin/comments/ban/", "/admin/comments/trustedauthor/"
LINKS = {"class_": "author-links"}


def add_ban(client: Client, query: str = "", /, **fields: str | None) -> Any:
    return save(client, f"{BANS}add/{query}", "ban_form", **fields)


def ban(value: str = "someone@spam.example", **fields: Any) -> Ban:
    return Ban.objects.create(
        **{"site": factories.quiet_site(), "kind": "email", "value": value, "created_at": factories.NOON, **fields}
    )


def filled_in(client: Client, address: str, form: str) -> dict[str, str]:
    return desk.filled_in(parse(client.get(address)), form)


def staff(*permissions: str) -> Client:
    user = User.objects.create(username="deputy", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    Membership.objects.create(user=user, role=Role.CHIEF)
    return signed_in(user)


def test_it_bans_with_who_and_when(moderator: Client, times: Site) -> None:
    before = timezone.now()

    response = add_ban(moderator, kind="email_domain", value="@Spam.Example", effect="refuse", note="Sells boats.")

    made = Ban.objects.get()
    assert response.status_code == 302
    assert (made.site, made.kind, made.value, made.effect, made.until, made.note) == (
        times, "email_domain", "spam.example", "refuse", None, "Sells boats."
    )  # fmt: skip
    assert made.by == User.objects.get(username="mod")
    assert before <= made.created_at <= timezone.now()


def test_it_bans_until_a_date(moderator: Client, times: Site) -> None:
    add_ban(moderator, kind="network", value="192.0.2.7/24", until_0="2099-01-05", until_1="12:00:00")

    assert (Ban.objects.get().value, Ban.objects.get().until) == ("192.0.2.0/24", datetime(2099, 1, 5, 12, tzinfo=UTC))


def test_it_says_what_is_wrong_with_a_ban(moderator: Client, times: Site) -> None:
    shown = filled_in(moderator, f"{BANS}add/", "ban_form")
    values = [
        ("email", "spam.example"), ("email_domain", "com"), ("network", "x"), ("network", "0.0.0.0/0"), ("email", ""),
        ("email", "a" * 300 + "@spam.example"), ("email", "a\x00@spam.example"),
    ]  # fmt: skip
    fields = {"kind": "name", "effect": "burn", "site": "99999", "until_0": "soon", "note": "x" * 2001}

    for kind, value in values:
        assert refused(send(moderator, f"{BANS}add/", shown, kind=kind, value=value)) == {"value"}, value
    past = {"until_0": "2001-01-05", "until_1": "12:00", "kind": "email", "value": "someone@spam.example"}
    assert refused(send(moderator, f"{BANS}add/", shown, **past)) == {"until"}
    answer = send(moderator, f"{BANS}add/", shown, **fields, value="someone@spam.example")
    assert refused(answer) == {"kind", "effect", "site", "until", "note"}
    assert not Ban.objects.exists()


def test_it_says_that_something_is_banned_already(moderator: Client, times: Site) -> None:
    ban("someone@spam.example")

    said = errors(add_ban(moderator, kind="email", value="Someone+9@Spam.example", effect="spam"))

    assert said == ["There is already a ban on someone@spam.example. Change that one."]
    assert Ban.objects.get().effect == BanEffect.HOLD


def test_it_changes_a_ban_and_keeps_who_made_it(moderator: Client, times: Site) -> None:
    made = ban(by=factories.moderator("other"))

    response = save(moderator, f"{BANS}{made.pk}/change/", "ban_form", effect="spam", note="Again.")

    assert response.status_code == 302
    changed = Ban.objects.get()
    assert (changed.effect, changed.note, changed.by, changed.created_at) == ("spam", "Again.", made.by, factories.NOON)


def test_it_keeps_a_ban_that_is_over(moderator: Client, times: Site) -> None:
    made = ban(until=factories.NOON)

    assert save(moderator, f"{BANS}{made.pk}/change/", "ban_form", note="It was enough.").status_code == 302


def test_it_lifts_a_ban(moderator: Client, times: Site) -> None:
    made = ban()
    token = parse(moderator.get(f"{BANS}{made.pk}/delete/")).all("input", name="csrfmiddlewaretoken")[-1]["value"]

    moderator.post(f"{BANS}{made.pk}/delete/", {"post": "yes", "csrfmiddlewaretoken": token})

    assert not Ban.objects.exists()


def test_it_lists_bans_with_what_a_moderator_needs(moderator: Client, times: Site) -> None:
    ban(note="Sells boats.", by=factories.moderator())
    ban("over@spam.example", until=factories.NOON)

    rows = parse(moderator.get(BANS)).one("table", id="result_list").one("tbody").all("tr")

    assert [cell.text for cell in rows[1].all() if cell.tag in {"td", "th"}][1:] == [
        "someone@spam.example", "Email address, including name+tag@…", "Hold it for a moderator", "For ever",
        "Sells boats.", "The Times of Nowhere", "mod",
    ]  # fmt: skip
    assert rows[0].one(class_="field-lasts").text.startswith("Over since")


def test_it_finds_bans(moderator: Client, times: Site) -> None:
    ban(note="Sells boats.")
    ban("over@spam.example", until=factories.NOON)
    wanted = {
        "": 2, "?in_force=yes": 1, "?in_force=no": 1, "?q=boats": 1, "?q=spam.example": 2, "?kind__exact=email": 2,
        "?kind__exact=website": 0, "?effect__exact=hold": 2, "?in_force=nonsense": 2,
    }  # fmt: skip

    for query, number in wanted.items():
        page = parse(moderator.get(f"{BANS}{query}"))
        assert len(page.all("input", class_="action-select")) == number, query


def test_it_survives_any_question_about_bans(moderator: Client, times: Site) -> None:
    for query in ("kind__exact=%00", "q=%00", "in_force=%00", "site__id__exact=x", "value__startswith=a"):
        assert moderator.get(f"{BANS}?{query}").status_code < 500, query


def test_it_reads_the_list_in_as_many_queries_however_long(moderator: Client, times: Site) -> None:
    Ban.objects.bulk_create(
        Ban(
            site=times,
            kind="email",
            value=f"a{number}@spam.example",
            by=factories.moderator(),
            created_at=factories.NOON,
        )
        for number in range(20)
    )

    with CaptureQueriesContext(connection) as queries:
        page = parse(moderator.get(BANS))

    assert len(page.all("input", class_="action-select")) == 20
    assert len(queries) <= 10  # with the two of the second factor


def test_it_bans_what_the_form_was_filled_in_with(moderator: Client) -> None:
    comment = factories.waiting(email="someone@spam.example", url="https://www.spam.example/x", address="2001:db8::7")
    for kind in ("email", "email_domain", "website", "network"):
        assert add_ban(moderator, f"?comment={comment.pk}&kind={kind}").status_code == 302

    assert set(Ban.objects.values_list("value", flat=True)) == {
        "someone@spam.example", "spam.example", "2001:db8::/64"
    }  # fmt: skip


def test_it_fills_in_nothing_for_an_address_of_no_use(moderator: Client) -> None:
    comment = factories.waiting(email="someone@spam.example")
    queries = [
        "comment=0&kind=email", "comment=-1&kind=email", "comment=x&kind=email", "comment=" + "9" * 30, "comment=٣",
        "comment=%00&kind=%00", "kind=email", "value=someone@spam.example", f"comment={comment.pk}&kind=nonsense",
        f"comment={comment.pk}",
    ]  # fmt: skip

    for query in queries:
        assert filled_in(moderator, f"{BANS}add/?{query}", "ban_form")["value"] == "", query


@pytest.mark.once
def test_it_chooses_the_site_where_there_is_only_one(moderator: Client, times: Site) -> None:
    assert filled_in(moderator, f"{BANS}add/", "ban_form")["site"] == str(times.pk)
    factories.quiet_site("herald")
    assert filled_in(moderator, f"{BANS}add/", "ban_form").get("site", "") == ""


def test_it_tells_nobody_an_email_whom_comments_are_not_shown(times: Site) -> None:
    comment = factories.waiting(email="someone@spam.example")
    client = staff("add_ban", "add_trustedauthor")

    assert filled_in(client, f"{BANS}add/?comment={comment.pk}&kind=email", "ban_form")["value"] == ""
    assert filled_in(client, f"{TRUST}add/?comment={comment.pk}", "trustedauthor_form")["email"] == ""


@pytest.mark.once
def test_it_offers_no_ban_to_who_may_make_none(times: Site) -> None:
    client = staff("change_comment")

    assert client.get(f"{BANS}add/").status_code == client.get(f"{TRUST}add/").status_code == 403
    assert client.get(BANS).status_code == client.get(TRUST).status_code == 403


@pytest.mark.django_db(transaction=True)
def test_it_says_so_when_two_save_the_same_ban_at_once() -> None:
    factories.quiet_site()
    clients = [signed_in(factories.moderator(name)) for name in ("one", "two", "three", "four")]

    answers = at_once([partial(add_ban, client, kind="email", value="someone@spam.example") for client in clients])

    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 302]
    assert Ban.objects.count() == 1


def test_it_ends_a_ban_by_itself(moderator: Client, times: Site) -> None:
    until = timezone.now() + timedelta(hours=1)
    add_ban(moderator, kind="email", value="someone@spam.example", effect="spam",
            until_0=f"{until:%Y-%m-%d}", until_1=f"{until:%H:%M:%S}")  # fmt: skip

    def status(after: timedelta) -> str:
        return factories.screened(now=timezone.now() + after, email="someone@spam.example").status

    assert Comment.objects.count() == 0
    assert status(timedelta(0)) == "spam"
    assert status(timedelta(hours=2)) == "pending"


def test_it_leaves_bans_that_hit_others_to_chiefs(db: None) -> None:
    site = factories.quiet_site()
    factories.published(address="203.0.113.9", email="ilka@spam.example")
    moderator = User.objects.create(username="anna", is_staff=True)
    Membership.objects.create(user=moderator, site=site)
    roles.follow_memberships(moderator)
    client = Client(enforce_csrf_checks=True)
    client.force_login(moderator)
    ordered = [("network", "203.0.113.9"), ("email_domain", "spam.example"), ("network", "198.51.0.0/16")]

    for kind, value in ordered:
        assert refused(add_ban(client, site=str(site.pk), kind=kind, value=value, effect="hold")) == {"value"}
    add_ban(client, site=str(site.pk), kind="email", value="ilka@spam.example", effect="hold")
    Membership.objects.update(role=Role.CHIEF)
    for kind, value in ordered:
        add_ban(client, site=str(site.pk), kind=kind, value=value, effect="hold")

    assert Ban.objects.count() == 4

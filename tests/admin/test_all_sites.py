"""What belongs to all sites, in the admin: who sees it, who changes it, and who switches it off for a site."""

from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from comments.access import people
from comments.models import AuditEntry, Ban, Guideline, ListKind, Reason, Role, Site, TrustedAuthor
from comments.moderation import reasons
from comments.screening import word_lists
from comments.screening.word_lists import Typed
from tests.admin.conftest import signed_in
from tests.admin.desk import filled_in, refused, save, send
from tests.support import factories
from tests.support.factories import NOON
from tests.support.pages import parse

pytestmark = pytest.mark.django_db


@pytest.fixture
def post(times: Site) -> Site:
    return factories.quiet_site("post", name="The Post")


def staff(site: Site | None, role: Role = Role.CHIEF) -> Client:
    user = User.objects.create(username=f"user{User.objects.count()}", is_staff=True)
    people.appoint(user, site, role, by=factories.moderator())
    return signed_in(User.objects.get(pk=user.pk))


def of_all_sites() -> dict[str, Any]:
    return {
        "ban": Ban.objects.create(kind="email", value="someone@spam.example", created_at=NOON),
        "trustedauthor": TrustedAuthor.objects.create(email="ada@example.org", name="Ada", created_at=NOON),
        "reason": Reason.objects.create(code="rude", sentence="Be kind."),
        "guideline": Guideline.objects.create(text="Be kind."),
    }


def page_of(name: str, row: Any) -> str:
    return f"/admin/comments/{name}/{row.pk}/change/"


def switches(client: Client, name: str, row: Any) -> dict[str, tuple[str, str]]:
    """By site: whether it holds there, and the button beside it."""
    page = parse(client.get(page_of(name, row)))
    rows = page.one("form", class_="site-switches").one("tbody").all("tr")
    return {row.one("th").text: (row.all("td")[0].text, row.all("td")[1].text) for row in rows}


def press(client: Client, name: str, row: Any, **button: Any) -> int:
    token = parse(client.get(page_of(name, row))).all("input", name="csrfmiddlewaretoken")[0]["value"]
    address = f"/admin/comments/{name}/{row.pk}/switch/"
    return client.post(address, {"csrfmiddlewaretoken": token, **button}).status_code


@pytest.mark.parametrize("name", ["ban", "trustedauthor", "reason", "guideline"])
def test_it_lets_the_chief_of_a_site_switch_off_there_what_belongs_to_all(name: str, times: Site, post: Site) -> None:
    row, chief = of_all_sites()[name], staff(times)

    assert switches(chief, name, row) == {"The Times of Nowhere": ("yes", "Switch off")}
    assert press(chief, name, row, off=times.pk) == 302
    assert switches(chief, name, row) == {"The Times of Nowhere": ("no", "Switch on")}
    assert AuditEntry.objects.get(site=times, text__contains="switched off").text.startswith("“")
    assert press(chief, name, row, on=times.pk) == 302
    assert press(chief, name, row, off=post.pk) == 404
    assert not row.off_for.exists()


@pytest.mark.parametrize("name", ["ban", "trustedauthor", "reason", "guideline"])
def test_it_lets_nobody_of_one_site_change_what_belongs_to_all(name: str, times: Site, post: Site) -> None:
    row, chief = of_all_sites()[name], staff(times)
    page = parse(chief.get(page_of(name, row)))

    assert not page.all("input", type="submit", name="_save")
    assert chief.post(page_of(name, row), {"note": "x", "text": "x"}).status_code == 403
    assert chief.post(f"/admin/comments/{name}/{row.pk}/delete/", {"post": "yes"}).status_code == 403
    assert type(row).objects.filter(pk=row.pk).exists()


def test_it_shows_a_moderator_what_holds_and_no_switch(times: Site) -> None:
    row, moderator = of_all_sites()["ban"], staff(times, Role.MODERATOR)

    assert switches(moderator, "ban", row) == {"The Times of Nowhere": ("yes", "-")}
    assert press(moderator, "ban", row, off=times.pk) == 403
    assert not row.off_for.exists()


def test_it_offers_all_sites_to_those_who_have_all(times: Site, post: Site) -> None:
    def choices(client: Client, name: str) -> list[str]:
        page = parse(client.get(f"/admin/comments/{name}/add/"))
        return [option.text for option in page.one("select", name="site").all("option")]

    for name in ("ban", "trustedauthor", "reason"):
        assert choices(staff(None), name) == ["All sites", "The Post", "The Times of Nowhere"]
        assert choices(staff(times), name) == ["---------", "The Times of Nowhere"]
    both = {"kind": "email", "value": "a@spam.example"}
    assert refused(save(staff(times), "/admin/comments/ban/add/", "ban_form", **both, site="")) == {"site"}
    assert save(staff(None), "/admin/comments/ban/add/", "ban_form", **both, site="").status_code == 302
    assert refused(save(staff(None), "/admin/comments/ban/add/", "ban_form", **both, site="")) == {"value"}
    assert save(staff(times), "/admin/comments/ban/add/", "ban_form", **both).status_code == 302
    assert list(Ban.objects.order_by("pk").values_list("site", flat=True)) == [None, times.pk]


def test_it_forgets_where_it_was_off_when_it_becomes_a_single_sites(times: Site, post: Site) -> None:
    row = of_all_sites()["ban"]
    row.off_for.add(post)

    assert save(staff(None), page_of("ban", row), "ban_form", site=f"{times.pk}").status_code == 302

    assert not row.off_for.exists()
    assert not parse(staff(None).get(page_of("ban", row))).all("form", class_="site-switches")


def test_it_lists_what_holds_on_a_site_and_whose_it_is(times: Site, post: Site, moderator: Client) -> None:
    _on, off = (Ban.objects.create(kind="email", value=f"{n}@spam.example", created_at=NOON) for n in "12")
    off.off_for.add(times)
    Ban.objects.create(site=times, kind="email", value="3@spam.example", created_at=NOON)
    Ban.objects.create(site=post, kind="email", value="4@spam.example", created_at=NOON)

    def listed(query: str) -> dict[str, str]:
        rows = (
            parse(moderator.get(f"/admin/comments/ban/{query}")).one("table", id="result_list").one("tbody").all("tr")
        )
        return {row.one("th").text: row.one("td", class_="field-owner").text for row in rows}

    assert listed(f"?holds_on={times.pk}") == {"3@spam.example": "The Times of Nowhere", "1@spam.example": "All sites"}
    assert listed("?site__isnull=True").keys() == {"1@spam.example", "2@spam.example"}
    filters = parse(moderator.get("/admin/comments/ban/")).one("nav", id="changelist-filter")
    assert "All sites" in [link.text for link in filters.all("a")]


def test_it_says_on_a_sites_page_what_it_has_of_all_sites(times: Site) -> None:
    for row in of_all_sites().values():
        row.off_for.add(times)
    Ban.objects.create(kind="email", value="a@spam.example", created_at=NOON)

    shown = parse(staff(times).get(f"/admin/comments/site/{times.pk}/change/")).one(class_="field-inherited")

    assert [line.text for line in shown.all("p")] == [
        "Bans: 1 hold here, 1 are switched off", "Trusted authors: 0 hold here, 1 are switched off",
        "Reasons: 8 hold here, 1 are switched off", "Guidelines of all sites: 0 hold here, 1 are switched off",
        "Word lists",
    ]  # fmt: skip


def test_it_offers_every_shipped_reason_to_be_switched_off(times: Site, moderator: Client) -> None:
    moderator.get("/admin/comments/reason/")
    row = Reason.objects.get(code="off-topic")
    whole = [view.code for view in reasons.list_for(times)]

    assert press(staff(times), "reason", row, off=times.pk) == 302

    assert [view.code for view in reasons.list_for(times)] == [code for code in whole if code != "off-topic"]
    assert moderator.get(f"/admin/comments/reason/{row.pk}/delete/").status_code == 403
    Reason.objects.create(site=times, code="off-topic", sentence="Not here.")
    assert [view.sentence for view in reasons.list_for(times) if view.code == "off-topic"] == ["Not here."]


def test_it_says_what_is_wrong_with_a_reason(times: Site, moderator: Client) -> None:
    shown = filled_in(parse(moderator.get("/admin/comments/reason/add/")), "reason_form")
    for fields, wrong in (
        ({"code": ""}, {"code"}), ({"code": "not a code"}, {"code"}), ({"code": "rude"}, {"sentence"}),
        ({"code": "rude", "sentence": " "}, {"sentence"}), ({"code": "rude", "sentence": "x" * 501}, {"sentence"}),
    ):  # fmt: skip
        assert refused(send(moderator, "/admin/comments/reason/add/", shown, **fields)) == wrong, fields
    for _time in range(2):
        answer = send(moderator, "/admin/comments/reason/add/", shown, code="hate")
    assert refused(answer) == {"code"}
    assert Reason.objects.count() == 1


def test_it_changes_the_guidelines_of_every_site(times: Site, post: Site, moderator: Client) -> None:
    assert save(moderator, "/admin/comments/guideline/add/", "guideline_form", text="Be kind.").status_code == 302
    assert save(moderator, "/admin/comments/guideline/add/", "guideline_form", text="Be brief.").status_code == 302
    row = Guideline.objects.get(text="Be brief.")
    save(moderator, page_of("guideline", row), "guideline_form", text="Be short.")
    assert set(Site.objects.values_list("inherited_guidelines", flat=True)) == {"Be kind.\n\nBe short."}

    save(moderator, "/admin/comments/site/add/", "site_form", name="The Herald", slug="herald")
    assert Site.objects.get(slug="herald").shown_guidelines == "Be kind.\n\nBe short."

    token = parse(moderator.get(f"/admin/comments/guideline/{row.pk}/delete/")).all("input", name="csrfmiddlewaretoken")
    moderator.post(
        f"/admin/comments/guideline/{row.pk}/delete/", {"post": "yes", "csrfmiddlewaretoken": token[-1]["value"]}
    )
    assert set(Site.objects.values_list("inherited_guidelines", flat=True)) == {"Be kind."}


def lists(client: Client) -> dict[str, str]:
    links = (
        parse(client.get("/admin/comments/wordlist/")).one("table", id="result_list").all("th", class_="field-named")
    )
    return {link.text: link.one("a")["href"] for link in links}


def test_it_changes_the_word_lists_of_all_sites(times: Site, moderator: Client) -> None:
    pages = lists(moderator)
    names = filled_in(parse(moderator.get(pages["Protected names"])), "wordlist_form")["lines"]
    assert names.split() == ["admin", "administrator", "moderator", "editor"]

    assert save(moderator, pages["Disallowed words"], "wordlist_form", lines="casino\r\nlottery").status_code == 302
    assert refused(save(moderator, pages["Moderation words"], "wordlist_form", lines="/(unclosed/")) == {"lines"}
    assert save(moderator, pages["Protected names"], "wordlist_form", lines="/mayor").status_code == 302

    assert {kind: lines.split() for kind, lines in word_lists.lines_of(None).items()} == {
        ListKind.MODERATION: [], ListKind.DISALLOWED: ["casino", "lottery"], ListKind.PROTECTED: ["/mayor"],
    }  # fmt: skip
    assert factories.screened(text="The casino.").status == "rejected"


def test_it_lets_only_those_who_lead_all_sites_change_their_lists(times: Site) -> None:
    pages = lists(staff(times))

    assert staff(times).post(pages["Disallowed words"], {"lines": "casino"}).status_code == 403
    assert staff(times, Role.MODERATOR).get("/admin/comments/wordlist/").status_code == 403
    assert save(staff(None), pages["Disallowed words"], "wordlist_form", lines="casino").status_code == 302


def test_it_takes_single_entries_of_all_sites_from_a_site(times: Site, moderator: Client) -> None:
    word_lists.keep(None, {ListKind.DISALLOWED: "\n".join(f"word{number}" for number in range(12))})
    address = f"/admin/comments/site/{times.pk}/change/"
    page = parse(moderator.get(address))
    told = page.one("div", class_="field-disallowed_words_off").text
    assert "word0, word1" in told
    assert "word9 and 2 more" in told

    answer = save(moderator, address, "site_form", disallowed_words_off="word1\r\nword99")
    assert refused(answer) == {"disallowed_words_off"}
    assert save(moderator, address, "site_form", disallowed_words_off="WORD1").status_code == 302
    assert word_lists.typed_of(times)[ListKind.DISALLOWED] == Typed("", "WORD1")
    word_lists.keep(None, {ListKind.DISALLOWED: "word2"})
    assert save(moderator, address, "site_form", name="The Times").status_code == 302


def test_it_gives_the_groups_all_they_need(times: Site) -> None:
    assert Group.objects.filter(name="Chief moderator").exists()
    chief = staff(times)

    for name in ("ban", "trustedauthor", "reason", "guideline", "wordlist"):
        assert chief.get(f"/admin/comments/{name}/").status_code == 200, name

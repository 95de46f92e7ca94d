"""Which names pass for the publication or its moderators, and which honest ones must not be taken for that."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comments.models import Site, TrustedAuthor
from comments.screening import run
from comments.screening.checks import impersonation
from comments.screening.vocabulary import Candidate, Context, Judgement, Reputation, Staff, Verdict
from comments.statuses import Status
from tests.support import factories
from tests.support.factories import NOON

SITE = Site(name="The Harbour Lantern")
LISTED = "admin\nadministrator\nmoderator\neditor\nnight desk"
STAFF = Staff(
    full_names=("Noor Haddad", "Maria", "Kovács Ágnes"),
    usernames=("nhaddad", "maria", "desk7"),
    emails=frozenset({"noor@lantern.example"}),
)
PROTECTED = impersonation.protected(SITE.name, LISTED, STAFF)


def judged(name: str, **fields: Any) -> Judgement:
    context = Context(staff=STAFF, protected=PROTECTED, reputation=fields.pop("reputation", Reputation()))
    return impersonation.check(Candidate(text="", html="", name=name, context=context, **fields), SITE)


@pytest.mark.once
@pytest.mark.parametrize(
    "name",
    [
        "admin", "ADMIN", "  Admin  ", "Admin.", "«Admin»", "🛡 Admin 🛡", "Admin™", "A d m i n", "a.d.m.i.n",
        "ad-min", "Admin_", "a\u200bdmin", "ad\u00admin", "a\u0336d\u0336m\u0336i\u0336n\u0336", "ádmín", "аdmin",
        "аԁmіn", "ΑDMIN", "Ａｄｍｉｎ", "𝐀𝐝𝐦𝐢𝐧", "ⓐⓓⓜⓘⓝ", "ᴀᴅᴍɪɴ", "admın", "adm1n", "AdmIn", "Admln", "Adrnin",
        "@dmin", "4dmin", "Adm!n", "Admin2", "Site Admin", "SiteAdmin", "site_admin", "Admin-Team", "A d m i n Team",
        "M0derator Max", "M0der@tor", "rnoderator", "Moderаtor", "Editor-in-chief", "Night Editor", "3ditor",
        "Editor 123", "Ed Itor", "Night Desk", "The night-desk team", "Nightdesk", "The Harbour Lantern",
        "Harbour Lantern", "HARBOUR LANTERN", "HarbourLantern", "Harbour_Lantern", "Harb0ur Lantern",
        "Harbour Lantern Team", "TheHarbourLanternTeam", "Team of the Harbour Lantern", "Harbour Lan Tern News",
        "T h e  H a r b o u r  L a n t e r n", "Нarbour Lаntern", "Noor Haddad", "noor haddad", "Haddad, Noor",
        "Noor-Haddad (staff)", "NoorHaddad", "N00r Haddad", "Noor Hаddad", "nhaddad", "N. Haddad", "Maria", "MARIA",
        "Mаria", "Ágnes Kovács", "Agnes Kovacs", "Moderators", "Admins", "The Editors", "ADMINTeam", "ADMINs",
        "Site Ad Min", "siteadmin", "theadmin", "TheADMIN", "adminteam",
    ],
)  # fmt: skip
def test_it_holds_a_name_that_passes_for_one_of_the_publication(name: str) -> None:
    judgement = judged(name)

    assert (judgement.verdict, judgement.code, judgement.is_firm) == (Verdict.HOLD, "imitation", True)


@pytest.mark.once
@pytest.mark.parametrize(
    "name",
    [
        "Ada", "Modesto", "Moderata Fonte", "Edith", "Editha Moderow", "Edi Torres", "Ed Itorson", "Ted Itor", "Ed",
        "Mod", "Adminah", "Ad Minster", "Admiral Nelson", "Ann D. Min", "Administra", "Noor", "Haddad",
        "Noora Haddadi", "Noor Ahmad", "Nora Haddad", "Maria Lopez", "Anna-Maria", "Ana Maria", "Mariana",
        "Harbour Master", "Lantern Fan", "The Lantern", "Harbourlight", "Green Lantern", "Desk", "Night Owl",
        "J. R. R. Tolkien", "Will.i.am", "M@x", "$am", "5 Star", "Catch 22", "Ada!", "Ágnes", "李明", "Нина",
        "Ad A. Min", "Theodor", "Editora", "McDONALD", "JRRTolkien", "Adam Inge", "Mod Era Tory",
        "Редактор", "राम", "محمد", "Anonymous", "",
    ],
)  # fmt: skip
def test_it_lets_an_honest_name_pass(name: str) -> None:
    assert judged(name).verdict == Verdict.CLEAR


@pytest.mark.once
@pytest.mark.parametrize("email", ["noor@lantern.example", "Noor@Lantern.example", "noor+desk@lantern.example"])
def test_it_holds_the_email_of_a_moderator(email: str) -> None:
    judgement = judged("Somebody", email=email)

    assert (judgement.verdict, judgement.code, judgement.is_firm) == (Verdict.HOLD, "imitation", True)


@pytest.mark.once
def test_it_tells_the_author_neither_a_name_nor_whose_email_it_was() -> None:
    by_name, by_email = judged("Noor Haddad"), judged("Somebody", email="noor@lantern.example")

    assert "Noor Haddad" in by_name.reason
    assert by_name.told and "Noor" not in by_name.told
    assert by_email.told == ""


@pytest.mark.once
def test_it_lets_staff_write_under_their_own_names() -> None:
    assert judged("Noor Haddad", email="noor@lantern.example", is_staff=True).verdict == Verdict.CLEAR


@pytest.mark.once
def test_it_lets_a_trusted_author_keep_a_name_like_one_of_ours() -> None:
    assert judged("Maria", reputation=Reputation(proven=3, counted=3, is_trusted=True)).verdict == Verdict.CLEAR
    assert judged("Maria", reputation=Reputation(proven=3, counted=3)).verdict == Verdict.HOLD


@pytest.mark.once
def test_it_protects_what_the_site_lists_and_no_more() -> None:
    context = Context(protected=impersonation.protected("Times", "\n  Oracle \n\n", Staff()))

    def verdict(name: str) -> Verdict:
        return impersonation.check(Candidate(text="", html="", name=name, context=context), Site()).verdict

    assert [verdict(name) for name in ("Oracle", "The 0racle", "Times", "New Times", "Admin")] == [
        Verdict.HOLD, Verdict.HOLD, Verdict.HOLD, Verdict.HOLD, Verdict.CLEAR
    ]  # fmt: skip


@pytest.mark.once
@pytest.mark.parametrize("name", ["ab " * 81, "a." * 122, "aA" * 122, "a\u0301" * 122, "@" * 245])
def test_it_reads_the_longest_name_at_once(name: str) -> None:
    assert judged(name).verdict == Verdict.CLEAR


def screened(**fields: Any) -> str:
    factories.quiet_site(premoderation="objections", name="The Harbour Lantern")
    return factories.screened(**fields).status


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("user", "status"),
    [
        ({"is_staff": True}, Status.PENDING),
        ({"is_staff": True, "is_active": False}, Status.APPROVED),
        ({"is_staff": False}, Status.APPROVED),
    ],
)
def test_it_protects_the_names_of_active_staff(user: dict[str, bool], status: Status) -> None:
    User.objects.create(username="noor", first_name="Noor", last_name="Haddad", email="Noor@lantern.example", **user)

    assert screened(name="Nооr Haddad") == status
    assert screened(name="Noor") == status
    assert screened(email="noor+x@lantern.example") == status


@pytest.mark.django_db
def test_it_asks_for_staff_once_for_a_handful_of_several_sites() -> None:
    comments = [factories.waiting(on=factories.subject(site)) for site in ("times", "herald", "post") for _ in range(3)]

    with CaptureQueriesContext(connection) as queries:
        assert run.screen([comment.pk for comment in comments], now=comments[0].created_at) == 9

    assert len([query for query in queries if '"auth_user"."username"' in query["sql"]]) == 1


@pytest.mark.django_db
def test_it_publishes_a_trusted_author_whose_name_a_moderator_has_too() -> None:
    User.objects.create(username="maria", is_staff=True)
    factories.quiet_site(premoderation="objections")
    known = factories.published(remember=True, name="Maria", email="maria@example.org")
    same: dict[str, Any] = {
        "remember": True,
        "commenter_id": known.commenter_id,
        "name": "Maria",
        "email": "maria@example.org",
    }

    assert factories.screened(**same).status == Status.PENDING
    TrustedAuthor.objects.create(site=known.thread.site, email="maria@example.org", name="Maria", created_at=NOON)
    assert factories.screened(**same).status == Status.APPROVED
    assert factories.screened(**{**same, "commenter_id": None}).status == Status.PENDING

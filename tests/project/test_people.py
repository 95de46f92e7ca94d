"""People in the admin: a dozen permissions in plain words, and chiefs change their own people only."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import Group, Permission, User
from django.test import Client

from comments.access import people, roles
from comments.models import AuditEntry, Membership, Role, Site
from project.second_factor.models import SecondFactor
from tests.admin.conftest import signed_in
from tests.admin.desk import errors, save
from tests.support import factories
from tests.support.pages import parse

pytestmark = pytest.mark.django_db
USERS, GROUPS = "/admin/auth/user/", "/admin/auth/group/"
PASSWORD = "correct horse battery staple"
ROW = "comment_memberships-0"


@pytest.fixture
def sites() -> tuple[Site, Site]:
    return factories.site("one", name="The First"), factories.site("two", name="The Second")


@pytest.fixture
def chief(sites: tuple[Site, Site]) -> Client:
    return signed_in(person("chief", (sites[0], Role.CHIEF)))


def person(username: str, *given: tuple[Site | None, Role]) -> User:
    user = User.objects.create(username=username, is_staff=True)
    for site, role in given:
        people.appoint(user, site, role, by=factories.moderator())
    return User.objects.get(pk=user.pk)


def change(user: User) -> str:
    return f"{USERS}{user.pk}/change/"


def test_it_offers_permissions_in_plain_words_and_keeps_others() -> None:
    root, user = signed_in(factories.moderator()), person("editor")
    group = Group.objects.create(name="Editors")
    other = Permission.objects.get(codename="add_logentry")
    user.user_permissions.add(other)
    group.permissions.add(other)

    page = parse(root.get(change(user)))
    offered = [option.text for option in page.one("select", name="user_permissions").all("option")]
    assert sorted(offered) == sorted(map(str, roles.PERMISSIONS.values()))
    wanted = str(Permission.objects.get(codename="view_comment").pk)
    assert save(root, change(user), "user_form", user_permissions=wanted, groups=None).status_code == 302
    assert save(root, f"{GROUPS}{group.pk}/change/", "group_form", permissions=wanted).status_code == 302

    assert {each.codename for each in user.user_permissions.all()} == {"add_logentry", "view_comment"}
    assert {each.codename for each in group.permissions.all()} == {"add_logentry", "view_comment"}


def test_it_lets_a_chief_add_people_for_their_sites(chief: Client, sites: tuple[Site, Site]) -> None:
    form = {"username": "new", "password1": PASSWORD, "password2": PASSWORD, "usable_password": "true"}

    nowhere = save(chief, f"{USERS}add/", "user_form", **form)
    elsewhere = save(chief, f"{USERS}add/", "user_form", **form, **{f"{ROW}-site": str(sites[1].pk)})
    assert (nowhere.status_code, elsewhere.status_code) == (200, 200) and errors(elsewhere)
    assert not User.objects.filter(username="new").exists()
    row = {f"{ROW}-site": str(sites[0].pk), f"{ROW}-role": "moderator"}
    assert save(chief, f"{USERS}add/", "user_form", **form, **row).status_code == 302

    new = User.objects.get(username="new")
    assert (new.is_staff, new.is_superuser, [group.name for group in new.groups.all()]) == (True, False, ["Moderator"])
    assert Membership.objects.get(user=new).site == sites[0]
    assert "new is now: Moderator." in AuditEntry.objects.values_list("text", flat=True)
    promoted = save(chief, change(new), "user_form", **{f"{ROW}-role": "chief"}, first_name="Noor")
    assert promoted.status_code == 302
    assert Membership.objects.get(user=new).role == "chief"


@pytest.mark.parametrize("role", ["", "moderator"])
def test_whom_an_administrator_adds_with_a_role_may_sign_in(sites: tuple[Site, Site], role: str) -> None:
    form = {"username": "new", "password1": PASSWORD, "password2": PASSWORD, "usable_password": "true"}
    row = {f"{ROW}-site": str(sites[0].pk), f"{ROW}-role": role} if role else {}

    assert save(signed_in(factories.moderator()), f"{USERS}add/", "user_form", **form, **row).status_code == 302

    assert User.objects.get(username="new").is_staff == bool(role)


@pytest.mark.parametrize(
    ("given", "may"),
    [
        ("moderator here", (True, True)),
        ("moderator here and elsewhere", (True, False)),
        ("chief elsewhere", (False, False)),
        ("of all sites", (True, False)),
        ("superuser", (False, False)),
        ("more permissions", (True, False)),
    ],
)
def test_it_lets_a_chief_change_nobody_with_more_power(
    chief: Client, sites: tuple[Site, Site], given: str, may: tuple[bool, bool]
) -> None:
    where: dict[str, list[Site | None]] = {
        "moderator here": [sites[0]], "moderator here and elsewhere": [*sites], "chief elsewhere": [sites[1]],
        "of all sites": [None], "superuser": [], "more permissions": [sites[0]],
    }  # fmt: skip
    user = person("other", *((site, Role.MODERATOR) for site in where[given]))
    if given == "more permissions":
        user.user_permissions.add(Permission.objects.get(codename="add_site"))
    User.objects.filter(pk=user.pk, username=(given == "superuser" and "other") or "").update(is_superuser=True)

    listed = "other" in parse(chief.get(USERS)).one("div", id="changelist").text
    offered = parse(chief.get(change(user))).all("input", name="first_name") if may[0] else []
    chief.post(f"{USERS}{user.pk}/password/", {"password1": PASSWORD, "password2": PASSWORD})

    assert (listed, bool(offered)) == may
    page = chief.get(f"{USERS}{user.pk}/password/")
    assert (page.status_code == 200) is may[1]


def test_it_lets_a_chief_give_no_power_beyond_their_own(chief: Client, sites: tuple[Site, Site]) -> None:
    user = person("other", (sites[0], Role.MODERATOR))

    page = parse(chief.get(change(user)))
    for name in ("is_superuser", "is_staff", "groups", "user_permissions"):
        assert not page.all(name=name)
    save(chief, change(user), "user_form", is_superuser="on", user_permissions="1", groups="1")

    user = User.objects.get(pk=user.pk)
    assert not user.is_superuser and not user.user_permissions.exists()
    assert [group.name for group in user.groups.all()] == ["Moderator"]
    assert chief.get(GROUPS).status_code == 403
    assert chief.get(f"{USERS}{user.pk}/delete/").status_code == 403


def test_it_shows_moderators_no_people(sites: tuple[Site, Site]) -> None:
    client = signed_in(person("moderator", (sites[0], Role.MODERATOR)))

    assert {client.get(address).status_code for address in (USERS, f"{USERS}add/", GROUPS)} == {403}
    assert "/auth/" not in client.get("/admin/").text


def test_it_switches_a_second_factor_off_for_superusers(chief: Client) -> None:
    user = User.objects.get(username="chief")
    SecondFactor.objects.create(user=user, secret="x", since=factories.NOON, last_step=0)
    root = signed_in(factories.moderator())
    page: Any = parse(root.get(USERS))

    token = page.one("form", id="changelist-form").one("input", name="csrfmiddlewaretoken")["value"]
    sent = {"action": "switch_second_factor_off", "_selected_action": str(user.pk), "csrfmiddlewaretoken": token}
    assert root.post(USERS, sent).status_code == 302

    assert not SecondFactor.objects.exists()


def test_it_gives_a_role_on_all_sites_only_where_a_role_is_chosen(sites: tuple[Site, Site]) -> None:
    root, user = signed_in(factories.moderator()), person("other")
    page = parse(root.get(change(user)))
    assert page.one("select", name=f"{ROW}-site").all("option")[0].text == "All sites"

    assert save(root, change(user), "user_form", groups=None, user_permissions=None).status_code == 302
    assert not Membership.objects.exists()
    chosen = {f"{ROW}-role": "moderator"}
    assert save(root, change(user), "user_form", groups=None, user_permissions=None, **chosen).status_code == 302

    assert Membership.objects.get(user=user).site is None


def make_link(client: Client, user: User) -> Any:
    page = parse(client.get(f"/admin/desk/setup/{Site.objects.get(slug='one').pk}/"))
    token = page.all("input", name="csrfmiddlewaretoken")[0]["value"]
    return client.post(f"/admin/password/of/{user.pk}/", {"csrfmiddlewaretoken": token})


def test_it_lets_somebody_choose_their_first_password_by_a_link_that_works_once(
    chief: Client, sites: tuple[Site, Site]
) -> None:
    anna = person("anna", (sites[0], Role.MODERATOR))
    anna.set_unusable_password()
    anna.save()
    link = parse(make_link(chief, anna)).one("code").text.removeprefix(settings.PUBLIC_URL)
    visitor = Client()

    page = parse(visitor.get(link, follow=True))
    chosen = visitor.post(
        link.replace(link.rstrip("/").rpartition("/")[2], "set-password"),
        {"new_password1": PASSWORD, "new_password2": PASSWORD},
    )

    assert page.one("input", name="new_password1")["type"] == "password"
    assert chosen["Location"] == "/admin/login/"
    assert User.objects.get(username="anna").check_password(PASSWORD)
    over = parse(Client().get(link, follow=True))
    assert not over.all("input", name="new_password1")
    assert "Ask the person who gave it to you for another." in over.text
    assert "reset" not in over.text
    assert make_link(chief, anna).status_code == 404
    assert AuditEntry.objects.filter(text="Made a link with which anna chooses a password.", site=sites[0]).exists()


def test_it_ends_a_link_when_the_account_may_do_more_than_when_it_was_made(
    chief: Client, sites: tuple[Site, Site]
) -> None:
    anna, root = person("anna", (sites[0], Role.MODERATOR)), factories.moderator()
    anna.set_unusable_password()
    anna.save()

    def is_over(more: Callable[[], object]) -> bool:
        link = parse(make_link(signed_in(root), anna)).one("code").text.removeprefix(settings.PUBLIC_URL)
        works = bool(parse(Client().get(link, follow=True)).all("input", name="new_password1"))
        more()
        return works and not parse(Client().get(link, follow=True)).all("input", name="new_password1")

    assert is_over(lambda: people.appoint(anna, sites[1], Role.MODERATOR, by=root))
    assert is_over(lambda: people.appoint(anna, sites[0], Role.CHIEF, by=root))
    assert is_over(lambda: User.objects.filter(pk=anna.pk).update(is_superuser=True))


def test_it_makes_no_link_for_who_is_not_theirs_alone(chief: Client, sites: tuple[Site, Site]) -> None:
    both = person("both", (sites[0], Role.MODERATOR), (sites[1], Role.MODERATOR))
    root = factories.moderator("root")
    for user in (both, root):
        user.set_unusable_password()
        user.save()

        assert make_link(chief, user).status_code == 404
    assert Client().post(f"/admin/password/of/{both.pk}/").status_code == 302
    assert make_link(signed_in(root), both).status_code == 200

"""The groups of moderators: made by every migration, kept as somebody changed them, given and taken by memberships."""

from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission, User
from django.core.management import call_command
from django.db import connection

from comments.access import roles
from comments.access.membership import access_of
from comments.models import Membership, Role
from tests.support import factories

pytestmark = pytest.mark.django_db


def codenames(group: str) -> set[str]:
    return set(Group.objects.get(name=group).permissions.values_list("codename", flat=True))


def staff(username: str, *permissions: str, **fields: Any) -> User:
    user = User.objects.create(**{"username": username, "is_staff": True, **fields})
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    return user


def test_it_makes_both_groups_with_permissions_that_screens_offer() -> None:
    offered = set(roles.offered_permissions().values_list("codename", flat=True))

    assert offered == set(roles.PERMISSIONS)
    assert codenames("Moderator") == set(roles.GROUPS["Moderator"]) < codenames("Chief moderator") < offered


def test_it_makes_a_missing_group_anew_and_leaves_the_other_as_it_is() -> None:
    Group.objects.get(name="Moderator").permissions.clear()
    Group.objects.get(name="Chief moderator").delete()

    for _again in range(2):
        call_command("migrate", verbosity=0)

    assert codenames("Moderator") == set()
    assert codenames("Chief moderator") == set(roles.GROUPS["Chief moderator"])


def test_it_puts_people_into_the_groups_of_their_roles() -> None:
    user, other = staff("tamsin"), Group.objects.create(name="Editors")
    user.groups.add(other)

    def groups() -> set[str]:
        roles.follow_memberships(user)
        return set(user.groups.values_list("name", flat=True))

    assert groups() == {"Editors"}
    here = Membership.objects.create(user=user, site=factories.site("one"))
    assert groups() == {"Editors", "Moderator"}
    Membership.objects.create(user=user, site=factories.site("two"), role=Role.CHIEF)
    assert groups() == {"Editors", "Moderator", "Chief moderator"}
    here.delete()
    assert groups() == {"Editors", "Chief moderator"}


def test_it_appoints_staff_of_before_for_all_sites() -> None:
    group = Group.objects.create(name="Desk")
    group.permissions.set(Permission.objects.filter(codename__in=["change_comment", "change_site"]))
    staff("decides", "change_comment")
    staff("looks", "view_comment", "view_ban")
    staff("leads").groups.add(group)
    staff("elsewhere", "change_user")
    staff("gone", "change_comment", is_active=False)
    staff("reader", "change_comment", is_staff=False)
    staff("root", "change_comment", is_superuser=True)
    migration = import_module("comments.migrations.0021_memberships_of_staff")

    for _again in range(2):
        migration.appoint(apps, SimpleNamespace(connection=connection))

    appointed = {row.user.username: (row.site, row.role) for row in Membership.objects.select_related("user")}
    assert appointed == {"decides": (None, "moderator"), "looks": (None, "moderator"), "leads": (None, "chief")}
    assert access_of(User.objects.get(username="leads")).chief_of(None)

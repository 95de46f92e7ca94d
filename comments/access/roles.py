"""The two groups of people who moderate, and the permissions that are theirs; where somebody has them says Membership.

Groups follow the memberships of a person, so that one step is enough to appoint somebody.
"""

from typing import Any

from django.apps import apps as installed_apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from comments.access.staff import Moderator
from comments.errors import Message
from comments.models import Membership, Role

MODERATOR, CHIEF_MODERATOR = "Moderator", "Chief moderator"
GROUP_OF = {Role.MODERATOR.value: MODERATOR, Role.CHIEF.value: CHIEF_MODERATOR}

# What screens offer, by code name, in plain words. Whatever else Django makes for each table follows from these.
PERMISSIONS: dict[str, Message] = {
    "view_comment": _("See comments and who wrote them"),
    "change_comment": _("Decide on comments"),
    "delete_comment": _("Delete comments for ever"),
    "change_thread": _("Open, close and slow down threads"),
    "add_thread": _("Add threads before their first comment"),
    "add_ban": _("Ban authors"),
    "change_ban": _("Change bans"),
    "delete_ban": _("Lift bans"),
    "add_trustedauthor": _("Trust authors"),
    "change_trustedauthor": _("Change trust"),
    "delete_trustedauthor": _("End trust"),
    "change_site": _("Change a site's settings"),
    "add_site": _("Add sites"),
    "change_membership": _("Say who moderates"),
}
_OF_MODERATORS = [
    "view_comment", "change_comment", "change_thread", "add_ban", "change_ban", "delete_ban", "add_trustedauthor",
    "change_trustedauthor", "delete_trustedauthor",
]  # fmt: skip
GROUPS: dict[str, list[str]] = {
    MODERATOR: _OF_MODERATORS,
    CHIEF_MODERATOR: [*_OF_MODERATORS, "delete_comment", "add_thread", "change_site", "change_membership"],
}


def offered_permissions() -> QuerySet[Permission]:
    return Permission.objects.filter(content_type__app_label="comments", codename__in=PERMISSIONS)


def ensure_groups(sender: Any, using: str = "default", apps: Any = installed_apps, **_signal: Any) -> None:
    """After each `migrate`: make a group that is missing, with its permissions. One that is there stays as it is."""
    try:
        group_model, permission_model = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
        apps.get_model("comments", "Membership")
    except LookupError:  # migrated back to before there were any
        return
    groups = group_model.objects.using(using)
    missing = [name for name in GROUPS if not groups.filter(name=name).exists()]
    if missing:
        create_permissions(sender, verbosity=0, using=using, apps=apps)
    for name in missing:
        ours = permission_model.objects.using(using).filter(content_type__app_label="comments")
        groups.create(name=name).permissions.set(ours.filter(codename__in=GROUPS[name]))


def follow_memberships(user: Moderator) -> None:
    """Put a person into the groups of their roles, and out of the other; a user model without groups has none."""
    if not hasattr(user, "groups"):
        return
    roles = Membership.objects.filter(user=user).order_by().values_list("role", flat=True)
    theirs = {GROUP_OF[role] for role in roles}
    user.groups.remove(*Group.objects.filter(name__in=set(GROUPS) - theirs))
    user.groups.add(*Group.objects.filter(name__in=theirs))

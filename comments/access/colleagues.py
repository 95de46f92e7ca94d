"""The people who moderate the same sites as somebody."""

from collections.abc import Iterable

from django.contrib.auth import get_user_model
from django.db.models import Q

from comments.access.membership import Access
from comments.access.staff import Moderator, display_name


def of(access: Access, user: Moderator) -> list[Moderator]:
    """The person, and everybody who is a member of one of these sites or was before their account ended, by name."""
    here = Q(comment_memberships__isnull=False)
    if access.site_ids is not None:
        here &= _members_of(access.site_ids)
    return _by_name([*get_user_model()._default_manager.filter(here).distinct(), user])


def on_site(site_id: int, user: Moderator) -> list[Moderator]:
    """The person, and everybody else who can sign in and is a member of the site or of all sites, by name."""
    found = get_user_model()._default_manager.filter(_members_of([site_id])).distinct()
    return _by_name([*(one for one in found if one.is_active and getattr(one, "is_staff", False)), user])


def _members_of(site_ids: Iterable[int]) -> Q:
    here = Q(comment_memberships__site__in=list(site_ids)) | Q(comment_memberships__site=None)
    return here & Q(comment_memberships__isnull=False)


def _by_name(people: Iterable[Moderator]) -> list[Moderator]:
    return sorted({one.pk: one for one in people}.values(), key=lambda one: display_name(one).casefold())

"""What a chief moderator may do with other people's accounts: no more than what they could do themselves."""

from django.contrib.auth.models import User
from django.db.models import QuerySet

from comments.access.membership import access_of
from comments.access.roles import GROUPS
from comments.models import Membership


def seen_by(user: User) -> QuerySet[User]:
    """Everybody for superusers; for chief moderators who works for a site that they lead; nobody for others."""
    everybody = User.objects.all()
    if user.is_superuser:
        return everybody
    theirs = access_of(user).filter_led(Membership.objects.all(), with_shared=access_of(user).is_chief)
    return everybody.filter(pk__in=theirs.values("user"))


def is_led_by(person: User, user: User) -> bool:
    """Whether a chief may change somebody's account, password included: someone with no power beyond the chief's own.

    Whoever sets another's password can act as them, so their every role must be on a site that the chief leads.
    """
    if user.is_superuser:
        return True
    if person.is_superuser or person.user_permissions.exists() or person.groups.exclude(name__in=GROUPS).exists():
        return False
    site_ids = list(Membership.objects.filter(user=person).values_list("site_id", flat=True))
    return bool(site_ids) and all(access_of(user).chief_of(site_id) for site_id in site_ids)

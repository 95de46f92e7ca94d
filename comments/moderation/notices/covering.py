"""Which sites a person's settings are about, by the rights that they have now."""

from collections.abc import Iterable, Mapping

from comments.access.membership import access_of, preload
from comments.access.staff import Moderator, email_of
from comments.models import NoticeSetting
from comments.net import emails


def read_settings(user_ids: Iterable[object] | None = None) -> list[NoticeSetting]:
    """Of these people, None for everybody, the eldest account first; each with its user, whose rights are read."""
    found = NoticeSetting.objects.select_related("user").order_by("user_id", "pk")
    settings = list(found if user_ids is None else found.filter(user__in=list(user_ids)))
    people = {setting.user_id: setting.user for setting in settings}
    preload(list(people.values()))
    for setting in settings:
        setting.user = people[setting.user_id]
    return settings


def own_sites(settings: Iterable[NoticeSetting]) -> dict[object, set[int]]:
    """By person, the sites that have a setting of their own."""
    own: dict[object, set[int]] = {}
    for setting in settings:
        theirs = own.setdefault(setting.user_id, set())
        if setting.site_id is not None:
            theirs.add(setting.site_id)
    return own


def covered(setting: NoticeSetting, own: Mapping[object, set[int]], among: Iterable[int]) -> frozenset[int]:
    """Those of these sites that a setting is about, and its person moderates now: its own, or all without their own."""
    access, is_own = access_of(setting.user), own[setting.user_id]
    meant = (one for one in among if (one not in is_own if setting.site_id is None else one == setting.site_id))
    return frozenset(site_id for site_id in meant if access.may_moderate(site_id))


def mailbox_of(user: Moderator) -> str:
    """What two accounts of one person have in common, however their address is written; "" for none."""
    address = email_of(user)
    return emails.canonical(address) if emails.is_valid(address) else ""

"""What a person may do on which site: one answer for pages, lists and use cases."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.contrib.auth.models import AnonymousUser
from django.db.models import Model, Q, QuerySet

from comments.access.staff import Moderator
from comments.errors import NotAllowed
from comments.models import Membership, Role, Site

Row = TypeVar("Row", bound=Model)

_KEPT = "_comments_access"
_NARROWED = "_comments_narrowed_to"


@dataclass(frozen=True)
class Access:
    """The sites that a person moderates, and those of them whose chief they are; None stands for all, future ones too.

    Where a site's id is asked for, None asks for all sites at once: may they change what holds for every site?
    """

    site_ids: frozenset[int] | None
    chief_ids: frozenset[int] | None

    def may_moderate(self, site_id: int | None) -> bool:
        return self.site_ids is None or site_id in self.site_ids

    def chief_of(self, site_id: int | None) -> bool:
        return self.chief_ids is None or site_id in self.chief_ids

    @property
    def is_moderator(self) -> bool:
        """Of one site at least."""
        return self.site_ids is None or bool(self.site_ids)

    @property
    def is_chief(self) -> bool:
        """Of one site at least."""
        return self.chief_ids is None or bool(self.chief_ids)

    def within(self, site_id: int) -> "Access":
        """Of this one site alone, which is then all that they reach; no site, where they do not moderate it."""
        only = frozenset({site_id})
        return Access(
            only if self.may_moderate(site_id) else frozenset(), only if self.chief_of(site_id) else frozenset()
        )

    def sites(self) -> QuerySet[Site]:
        return self.filter(Site.objects.all(), "pk")

    def filter(self, queryset: QuerySet[Row], field: str = "site", *, with_shared: bool = False) -> QuerySet[Row]:
        """The rows of these sites, `with_shared` also those of no single site, which hold for all of them."""
        return _within(self.site_ids, queryset, field, with_shared=with_shared)

    def filter_led(self, queryset: QuerySet[Row], field: str = "site", *, with_shared: bool = False) -> QuerySet[Row]:
        """The rows of the sites whose chief they are."""
        return _within(self.chief_ids, queryset, field, with_shared=with_shared)


ALL_SITES = Access(site_ids=None, chief_ids=None)
NO_SITE = Access(site_ids=frozenset(), chief_ids=frozenset())


def access_of(user: Moderator | AnonymousUser) -> Access:
    """Of an active member of staff by their memberships; superusers lead all sites, anybody else has none.

    It is read in one query and kept on the instance, as Django keeps permissions: an instance lives for one request.
    Of an instance that was narrowed to a site it is what this person has there.
    """
    if not (user.is_active and getattr(user, "is_staff", False)) or not isinstance(user, Moderator):
        return NO_SITE
    whole = ALL_SITES if getattr(user, "is_superuser", False) else _kept(user)
    narrowed_to: int | None = getattr(user, _NARROWED, None)
    return whole if narrowed_to is None else whole.within(narrowed_to)


def narrow(user: Moderator, site_id: int) -> None:
    """Let a person, as this instance stands for them, reach no more than one site; nothing makes it wider again."""
    setattr(user, _NARROWED, site_id)


def _kept(user: Moderator) -> Access:
    kept: Access | None = getattr(user, _KEPT, None)
    if kept is None:
        kept = _read(user)
        setattr(user, _KEPT, kept)
    return kept


def preload(users: Sequence[Moderator]) -> None:
    """Have `access_of` answer for all these people, by one query for all of them."""
    roles: dict[object, list[tuple[int | None, str]]] = {user.pk: [] for user in users}
    rows = Membership.objects.filter(user__in=list(roles)).order_by() if roles else Membership.objects.none()
    for user_id, site_id, role in rows.values_list("user_id", "site_id", "role"):
        roles[user_id].append((site_id, role))
    for user in users:
        setattr(user, _KEPT, _access(roles[user.pk]))


def require_moderator(user: Moderator | AnonymousUser, site_id: int | None) -> None:
    """Raises NotAllowed for a person who does not moderate the site; None asks for all sites."""
    if not access_of(user).may_moderate(site_id):
        raise NotAllowed


def require_chief(user: Moderator | AnonymousUser, site_id: int | None) -> None:
    """Raises NotAllowed for a person who is not the site's chief moderator; None asks for all sites."""
    if not access_of(user).chief_of(site_id):
        raise NotAllowed


def may_decide(user: Moderator, site_id: int) -> bool:
    """Whether a person may decide on the site's comments now: a membership lets look, Django's permission lets change.

    For what workers carry out, long after they were asked to.
    """
    return access_of(user).may_moderate(site_id) and user.has_perm("comments.change_comment")


def needs_second_factor(user: Moderator | AnonymousUser) -> bool:
    """Whether a site that they lead asks its chief moderators for a second factor; one query at most."""
    access = access_of(user)
    asking = access.filter_led(Site.objects.filter(require_second_factor=True), "pk")
    return access.is_chief and asking.exists()


def _read(user: Moderator) -> Access:
    return _access(list(Membership.objects.filter(user=user).order_by().values_list("site_id", "role")))


def _access(roles: Sequence[tuple[int | None, str]]) -> Access:
    led = [site_id for site_id, role in roles if role == Role.CHIEF]
    return Access(_ids([site_id for site_id, _role in roles]), _ids(led))


def _ids(site_ids: Sequence[int | None]) -> frozenset[int] | None:
    named = frozenset(site_id for site_id in site_ids if site_id is not None)
    return None if None in site_ids else named


def _within(
    site_ids: frozenset[int] | None, queryset: QuerySet[Row], field: str, *, with_shared: bool
) -> QuerySet[Row]:
    if site_ids is None:
        return queryset
    condition = Q(**{f"{field}__in": site_ids})
    return queryset.filter(condition | Q(**{f"{field}__isnull": True}) if with_shared else condition)

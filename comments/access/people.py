"""Who moderates: chief moderators appoint and dismiss people for their own sites."""

from django.utils.translation import gettext as _

from comments.access import audit, roles
from comments.access.membership import require_chief
from comments.access.staff import Moderator, display_name
from comments.db.transactions import writing
from comments.errors import NotFound
from comments.models import AuditVerb, Membership, Role, Site


def appoint(user: Moderator, site: Site | None, role: Role, *, by: Moderator) -> Membership:
    """Give a person a role on a site, on all sites with None; raises NotAllowed unless `by` leads these.

    It replaces the role that they had there, and puts them into the group of the role.
    """
    require_chief(by, site.pk if site else None)
    with writing():
        membership, _is_new = Membership.objects.update_or_create(user=user, site=site, defaults={"role": role})
        roles.follow_memberships(user)
        text = _("%(person)s is now: %(role)s.") % {"person": display_name(user), "role": role.label}
        audit.write(AuditVerb.PEOPLE, text, by=by, site_id=site.pk if site else None)
    return membership


def dismiss(membership_id: int, *, by: Moderator) -> None:
    """Take a person's role on a site away, and the group if it was the last one; raises NotFound and NotAllowed."""
    with writing():
        membership = Membership.objects.select_related("user").filter(pk=membership_id).first()
        if membership is None:
            raise NotFound
        require_chief(by, membership.site_id)
        user = membership.user
        membership.delete()
        roles.follow_memberships(user)
        text = _("%(person)s is no longer: %(role)s.") % {
            "person": display_name(user), "role": membership.get_role_display(),
        }  # fmt: skip
        audit.write(AuditVerb.PEOPLE, text, by=by, site_id=membership.site_id)

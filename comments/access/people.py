"""Who moderates: chief moderators appoint and dismiss people for their own sites."""

from typing import NamedTuple

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from comments.access import audit, roles
from comments.access.membership import require_chief
from comments.access.staff import Moderator, display_name, has_column
from comments.db.transactions import writing
from comments.errors import FieldError, Invalid, NotFound
from comments.models import AuditVerb, Membership, Role, Site


class Named(NamedTuple):
    """A person by the name that they sign in with; the email address is for an account that is made."""

    username: str
    email: str


def add(named: Named, site: Site, role: Role, *, by: Moderator) -> Moderator:
    """Appoint a person, whose account is made without a password where nobody signs in with this name.

    Raises NotAllowed as `appoint` does, and Invalid for a name or address that cannot be used, and for the name of
    somebody who may not enter the admin: that is for whoever keeps the accounts to change.
    """
    users = get_user_model()._default_manager
    require_chief(by, site.pk)
    with writing():
        person: Moderator | None = users.filter(**{get_user_model().USERNAME_FIELD: named.username}).first()
        if person is None:
            person = _new_account(named)
        elif not (person.is_active and person.is_staff):
            sentence = _("%(name)s has an account, but may not enter the admin.") % {"name": named.username}
            raise Invalid([FieldError("person", "invalid", sentence)])
        appoint(person, site, role, by=by)
    return person


def _new_account(named: Named) -> Moderator:
    model = get_user_model()
    email_field = model.get_email_field_name()
    wanted = {model.USERNAME_FIELD: named.username, email_field: named.email, "is_staff": True}
    person: Moderator = model(**{name: value for name, value in wanted.items() if has_column(name)})
    person.set_unusable_password()
    try:
        person.full_clean(exclude=["password"])
    except ValidationError as error:
        fields = {email_field: "email"}
        texts = [(fields.get(name, "person"), text) for name, texts in error.message_dict.items() for text in texts]
        raise Invalid([FieldError(field, "invalid", text) for field, text in texts]) from None
    if not person.is_staff:
        raise Invalid([FieldError("person", "invalid", _("Add this person where you keep your accounts first."))])
    person.save()
    return person


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

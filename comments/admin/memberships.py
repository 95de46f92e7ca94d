"""Who moderates which site, for chief moderators of it."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comments.access import people
from comments.access.membership import access_of
from comments.access.staff import Moderator, display_name
from comments.admin.author_links import by_of
from comments.admin.base import CommentsModelAdmin
from comments.admin.limited import BY_SITE
from comments.admin.merging import AnyModelForm
from comments.models import Membership, Role


class MembershipForm(AnyModelForm):
    """The person is typed, not chosen: a list would show everybody who works for other sites.

    Of a membership that is there only the role is changed.
    """

    person = forms.CharField(
        label=gettext_lazy("Person"), max_length=150, help_text=gettext_lazy("The name that they sign in with.")
    )

    class Meta:
        model = Membership
        fields = ["site", "role"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None:
            del self.fields["person"]

    def clean_person(self) -> Moderator:
        user_model = get_user_model()
        try:
            user: Moderator = user_model._default_manager.get_by_natural_key(self.cleaned_data["person"].strip())
        except user_model.DoesNotExist:
            raise ValidationError(_("Nobody signs in with this name. Add the person first.")) from None
        if not (user.is_active and user.is_staff):
            raise ValidationError(_("This person cannot sign in here: they need staff status."))
        return user

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        person, site = cleaned.get("person"), cleaned.get("site")
        if isinstance(person, Moderator) and Membership.objects.filter(user=person, site=site).exists():
            self.add_error("person", _("They have a role there already. Change that one."))
        return cleaned


@admin.register(Membership)
class MembershipAdmin(CommentsModelAdmin):
    form = MembershipForm
    changed_by_chiefs = True
    governed_by = "comments.change_membership"
    audited_as = None  # access.people writes the log
    list_display = ["person_name", "role", "place"]
    list_filter = ["role", BY_SITE]
    list_select_related = ["user", "site"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Membership]:
        """Of the sites that they lead, and of all sites, whose people work for these too."""
        access = access_of(request.user)
        return access.filter_led(Membership.objects.all(), with_shared=access.is_chief)

    def get_fields(self, request: HttpRequest, obj: Membership | None = None) -> Any:
        return ["person_name", "place", "role"] if obj else ["person", "site", "role"]

    def get_readonly_fields(self, request: HttpRequest, obj: Membership | None = None) -> list[str]:
        return ["person_name", "place"] if obj else []

    @admin.display(description=gettext_lazy("Person"), ordering="user")
    def person_name(self, membership: Membership) -> str:
        return display_name(membership.user)

    @admin.display(description=gettext_lazy("Site"), ordering="site")
    def place(self, membership: Membership) -> str:
        return str(membership.site) if membership.site else _("All sites")

    def save_model(self, request: HttpRequest, obj: Membership, form: Any, change: Any) -> None:
        user = obj.user if change else form.cleaned_data["person"]
        kept = people.appoint(user, obj.site, Role(obj.role), by=by_of(request))
        obj.pk, obj.user = kept.pk, user

    def delete_model(self, request: HttpRequest, obj: Membership) -> None:
        people.dismiss(obj.pk, by=by_of(request))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Membership]) -> None:
        for membership_id in list(queryset.values_list("pk", flat=True)):
            people.dismiss(membership_id, by=by_of(request))

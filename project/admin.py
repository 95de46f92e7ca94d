"""People and groups in the admin: a dozen permissions in plain words; chief moderators see their own people only."""

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.auth import admin as auth_admin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group, Permission, User
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from comments.access import audit, people, roles
from comments.access.membership import access_of
from comments.access.staff import display_name
from comments.models import AuditVerb, Membership, Role, Site
from project.people import is_led_by, seen_by
from project.second_factor import factors

if TYPE_CHECKING:  # generic in the type stubs only
    AnyPermissionsField = forms.ModelMultipleChoiceField[Permission]
    AnyUserChangeForm = UserChangeForm[User]
    AnyUserCreationForm = AdminUserCreationForm[User]
    AnyUserAdmin = auth_admin.UserAdmin[User]
    AnyStackedInline = admin.StackedInline[Membership, User]
else:
    AnyPermissionsField = forms.ModelMultipleChoiceField
    AnyUserChangeForm, AnyUserCreationForm = UserChangeForm, AdminUserCreationForm
    AnyUserAdmin, AnyStackedInline = auth_admin.UserAdmin, admin.StackedInline

_OF_CHIEFS = [
    (None, {"fields": ["username", "password"]}),
    (gettext_lazy("Personal info"), {"fields": ["first_name", "last_name", "email", "is_active"]}),
]


class PlainPermissions(AnyPermissionsField):
    """The permissions that concern comments, each in a few plain words."""

    def label_from_instance(self, permission: Permission) -> str:
        return str(roles.PERMISSIONS[permission.codename])


class _KeepsOthers(forms.ModelForm):  # type: ignore[type-arg]  # for people and for groups
    """Permissions that the screen does not offer stay with whom has them."""

    def _with_others(self, chosen: QuerySet[Permission], had: Any) -> QuerySet[Permission]:
        others = had.exclude(pk__in=roles.offered_permissions()) if self.instance.pk else Permission.objects.none()
        ids = [*chosen.values_list("pk", flat=True), *others.values_list("pk", flat=True)]
        return Permission.objects.filter(pk__in=ids)


class PersonForm(AnyUserChangeForm, _KeepsOthers):
    def clean_user_permissions(self) -> QuerySet[Permission]:
        return self._with_others(self.cleaned_data["user_permissions"], self.instance.user_permissions)


class NewPersonForm(AnyUserCreationForm):
    """The admin's script puts the focus on the first field; browsers complain where the page asks for it too."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["username"].widget.attrs["autofocus"]


class GroupForm(_KeepsOthers):
    def clean_permissions(self) -> QuerySet[Permission]:
        return self._with_others(self.cleaned_data["permissions"], getattr(self.instance, "permissions", None))


def _permissions_field(db_field: Any, kwargs: dict[str, Any]) -> dict[str, Any]:
    if db_field.remote_field.model is not Permission:
        return kwargs
    return {**kwargs, "form_class": PlainPermissions, "queryset": roles.offered_permissions().order_by("codename")}


class RoleForm(forms.ModelForm):  # type: ignore[type-arg]  # of a membership
    """Without a role chosen beforehand: a row in which nothing was chosen is no membership of all sites."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.initial["role"] = ""
            cast("forms.ChoiceField", self.fields["role"]).choices = [("", "---------"), *Role.choices]


class MembershipInline(AnyStackedInline):
    """Where a person works; a chief moderator sees and gives roles on the sites that they lead."""

    model = Membership
    form = RoleForm
    fields = [("site", "role")]
    extra = 1

    def get_queryset(self, request: HttpRequest) -> QuerySet[Membership]:
        return access_of(request.user).filter_led(Membership.objects.all())

    def get_formset(self, request: HttpRequest, obj: User | None = None, **kwargs: Any) -> Any:
        """Somebody whom a chief adds works for the chief's sites from the beginning, or the chief would lose them."""
        is_new = obj is None and not access_of(request.user).chief_of(None)
        return super().get_formset(request, obj, min_num=int(is_new), validate_min=is_new, **kwargs)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        access = access_of(request.user)
        field: Any = super().formfield_for_foreignkey(
            db_field, request, queryset=access.filter_led(Site.objects.all(), "pk"), **kwargs
        )
        field.required = not access.chief_of(None)
        field.empty_label = "---------" if field.required else _("All sites")
        return field

    def has_view_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return access_of(request.user).is_chief

    has_add_permission = has_change_permission = has_delete_permission = has_view_permission


class PersonAdmin(AnyUserAdmin):
    form = PersonForm
    add_form = NewPersonForm
    inlines = [MembershipInline]
    actions = ["switch_second_factor_off"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        everybody: QuerySet[User] = super().get_queryset(request)
        return everybody & seen_by(_user(request))

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return access_of(request.user).is_chief

    def has_add_permission(self, request: HttpRequest) -> bool:
        return access_of(request.user).is_chief

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return access_of(request.user).is_chief and (obj is None or is_led_by(obj, _user(request)))

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return bool(_user(request).is_superuser)

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        if obj is None or _user(request).is_superuser:
            return super().get_fieldsets(request, obj)
        return _OF_CHIEFS

    def get_list_filter(self, request: HttpRequest) -> Any:
        return super().get_list_filter(request) if _user(request).is_superuser else ["is_active"]

    def get_actions(self, request: HttpRequest) -> Any:
        return super().get_actions(request) if _user(request).is_superuser else {}

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        return super().formfield_for_manytomany(db_field, request, **_permissions_field(db_field, kwargs))

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: Any) -> None:
        if not change and not _user(request).is_superuser:
            obj.is_staff = True
        super().save_model(request, obj, form, change)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: Any) -> None:
        """Roles are given and taken by the use cases, which keep the log and the groups."""
        formset.save(commit=False)
        for gone in formset.deleted_objects:
            people.dismiss(gone.pk, by=_user(request))
        for role, _fields in formset.changed_objects:
            people.dismiss(role.pk, by=_user(request))
            people.appoint(formset.instance, role.site, Role(role.role), by=_user(request))
        for role in formset.new_objects:
            people.appoint(formset.instance, role.site, Role(role.role), by=_user(request))
        if formset.new_objects and not change:  # whoever is added to moderate may sign in here
            User.objects.filter(pk=formset.instance.pk).update(is_staff=True)

    def log_addition(self, request: HttpRequest, obj: User, message: Any) -> Any:
        return _noted(request, obj, super().log_addition(request, obj, message))

    def log_change(self, request: HttpRequest, obj: User, message: Any) -> Any:
        return _noted(request, obj, super().log_change(request, obj, message))

    @admin.action(description=gettext_lazy("Switch the second factor off"))
    def switch_second_factor_off(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        switched = sum(factors.switch_off(person, by=_user(request)) for person in queryset)
        text = ngettext("Switched off for %(n)d person.", "Switched off for %(n)d people.", switched)
        self.message_user(request, text % {"n": switched}, messages.SUCCESS)


class GroupsAdmin(auth_admin.GroupAdmin):
    """For superusers: a group can give more than its members' chiefs have."""

    form = GroupForm

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(_user(request).is_superuser)

    def has_view_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        return bool(_user(request).is_superuser)

    has_add_permission = has_change_permission = has_delete_permission = has_view_permission

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest | None = None, **kwargs: Any) -> Any:
        return super().formfield_for_manytomany(db_field, request, **_permissions_field(db_field, kwargs))


def _user(request: HttpRequest) -> Any:
    """Of this project's own model; nobody, before the login, is no superuser and no chief."""
    return request.user


def _noted(request: HttpRequest, person: User, entry: Any) -> Any:
    """A line for each site that the person works for, or for all."""
    text = _("%(person)s: %(change)s") % {"person": display_name(person), "change": entry.get_change_message()}
    sites: list[int | None] = list(Membership.objects.filter(user=person).values_list("site_id", flat=True))
    for site_id in sites or [None]:
        audit.write(AuditVerb.PEOPLE, text, by=request.user, site_id=site_id)
    return entry


# Django's own are registered when their module is imported; ours take their place.
admin.site.unregister([User, Group])
admin.site.register(User, PersonAdmin)
admin.site.register(Group, GroupsAdmin)

"""Keys of programs that moderate: a person makes them for themselves, and sees a token once, right after."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.urls.resolvers import URLPattern
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from comments.access import api_keys
from comments.access.membership import access_of
from comments.access.staff import display_name
from comments.admin.author_links import by_of
from comments.admin.base import CommentsModelAdmin
from comments.admin.late_forms import sent_again
from comments.admin.limited import BY_SITE
from comments.admin.merging import AnyModelForm
from comments.admin.time_zone import in_site_time_zone
from comments.errors import Invalid, NotFound
from comments.models import ApiKey, KeyScope

_NEVER = "never"
_DAYS = {
    "30": gettext_lazy("In 30 days"), "90": gettext_lazy("In 90 days"), "365": gettext_lazy("In a year"),
    _NEVER: gettext_lazy("Never"),
}  # fmt: skip


class ApiKeyForm(AnyModelForm):
    scope = forms.ChoiceField(
        label=gettext_lazy("What it is for"), choices=KeyScope.choices, initial=KeyScope.READ, widget=forms.RadioSelect,
        help_text=gettext_lazy("Each includes what stands above it."),
    )  # fmt: skip
    ends = forms.ChoiceField(label=gettext_lazy("Expires"), choices=list(_DAYS.items()), initial="365")

    class Meta:
        model = ApiKey
        fields = ["name", "site", "scope"]
        help_texts = {
            "name": gettext_lazy("The program that will use it. Give each program a key of its own."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "site" in self.fields:
            self.fields["site"].required = False
            select: Any = self.fields["site"].widget  # the admin's, with links to the site's own pages
            select.can_add_related = select.can_change_related = select.can_view_related = False

    def expires_at(self, now: datetime) -> datetime | None:
        """When the key of a valid form ends."""
        ends = self.cleaned_data["ends"]
        return None if ends == _NEVER else now + timedelta(days=int(ends))


@admin.register(ApiKey)
class ApiKeyAdmin(CommentsModelAdmin):
    """One's own keys, and those of the sites that one leads. A row is never changed: a key is revoked, and stays."""

    form = ApiKeyForm
    audited_as = None  # access.api_keys writes the log
    change_form_template = "admin/comments/apikey/change_form.html"
    list_display = ["name", "shown_key", "person_name", "scope_name", "place", "state", "used"]
    list_filter = ["scope", BY_SITE]
    list_select_related = ["person", "site", "revoked_by"]
    search_fields = ["name", "prefix"]
    actions = None
    _OF_A_KEY = ["shown_key", "person_name", "scope_told", "place", "state", "used", "made"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[ApiKey]:
        return api_keys.visible(by_of(request))

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """A key, as lists show it or whole, is found by its part that is no secret."""
        is_key = search_term.startswith("cmts_")
        return super().get_search_results(request, queryset, search_term.split("_")[1] if is_key else search_term)

    def get_fields(self, request: HttpRequest, obj: ApiKey | None = None) -> Any:
        return self._OF_A_KEY if obj else ["name", "site", "scope", "ends"]

    def get_readonly_fields(self, request: HttpRequest, obj: ApiKey | None = None) -> list[str]:
        return self._OF_A_KEY if obj else []

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if field is not None and db_field.name == "site":
            field.empty_label = _("All sites that you moderate")
            field.help_text = _("With all sites the key also reaches sites that you moderate later.")
        return field

    @admin.display(description=gettext_lazy("Key"), ordering="prefix")
    def shown_key(self, key: ApiKey) -> str:
        return f"cmts_{key.prefix}_…"

    @admin.display(description=gettext_lazy("Person"), ordering="person")
    def person_name(self, key: ApiKey) -> str:
        return display_name(key.person)

    @admin.display(description=gettext_lazy("Scope"), ordering="scope")
    def scope_name(self, key: ApiKey) -> str:
        return key.scope

    @admin.display(description=gettext_lazy("What it is for"))
    def scope_told(self, key: ApiKey) -> str:
        return f"{key.scope}: {key.get_scope_display()}"

    @admin.display(description=gettext_lazy("Site"), ordering="site")
    def place(self, key: ApiKey) -> str:
        return str(key.site) if key.site else _("All that this person moderates")

    @admin.display(description=gettext_lazy("State"), ordering="expires_at")
    def state(self, key: ApiKey) -> str:
        if key.revoked_at is not None:
            who = display_name(key.revoked_by) if key.revoked_by else _("somebody who is deleted")
            return _("Revoked by %(who)s, %(when)s") % {"who": who, "when": _written(key.revoked_at)}
        if key.expires_at is None:
            return _("Valid, without an end")
        told = _("Valid until %(when)s") if key.expires_at > timezone.now() else _("Expired, %(when)s")
        return told % {"when": _written(key.expires_at)}

    @admin.display(description=gettext_lazy("Last used"), ordering="last_used_at")
    def used(self, key: ApiKey) -> str:
        return _("Used %(when)s") % {"when": _written(key.last_used_at)} if key.last_used_at else _("Never used")

    @admin.display(description=gettext_lazy("Made"))
    def made(self, key: ApiKey) -> str:
        return _written(key.created_at)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: ApiKey | None = None) -> bool:
        return access_of(request.user).is_moderator

    has_add_permission = has_view_permission

    def has_change_permission(self, request: HttpRequest, obj: ApiKey | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: ApiKey | None = None) -> bool:
        """With their person alone, whom superusers delete on another page."""
        match = request.resolver_match
        is_here = match is not None and (match.url_name or "").startswith("comments_apikey")
        return getattr(request.user, "is_superuser", False) and not is_here

    def get_urls(self) -> list[URLPattern]:
        revoke = sent_again(self.admin_site, self.admin_site.admin_view(require_POST(self.revoke_view)))
        return [path("<int:apikey_id>/revoke/", revoke, name="comments_apikey_revoke"), *super().get_urls()]

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The form has one button: whichever is pressed, the token is what comes next."""
        one_button = {"show_save_and_add_another": False, "show_save_and_continue": False, **(extra_context or {})}
        try:
            answer: HttpResponse = super().changeform_view(request, object_id, form_url, one_button)
        except Invalid as refusal:
            for sentence in refusal.sentences:
                messages.error(request, sentence)
            return HttpResponseRedirect(reverse("admin:comments_apikey_changelist"))
        return answer

    def save_model(self, request: HttpRequest, obj: ApiKey, form: Any, change: Any) -> None:
        now = timezone.now()
        made = api_keys.make(
            by=by_of(request), name=obj.name, scope=KeyScope(obj.scope), site=obj.site, now=now,
            expires_at=form.expires_at(now),
        )  # fmt: skip
        obj.pk, obj.token = made.key.pk, made.token  # type: ignore[attr-defined]  # for the one page that shows it

    @in_site_time_zone
    def response_add(self, request: HttpRequest, obj: ApiKey, post_url_continue: str | None = None) -> HttpResponse:
        """The page that shows the token, as the answer to the form: nothing keeps it in between, nor this page."""
        key = self.get_queryset(request).select_related("site").get(pk=obj.pk)
        token: str = obj.token  # type: ignore[attr-defined]  # from save_model
        context = {
            **self.admin_site.each_context(request), "opts": self.opts, "title": _("Copy your new API key now"),
            "key": key, "token": token, "header": f"Authorization: Bearer {self.shown_key(key)}", "media": self.media,
        }  # fmt: skip
        return TemplateResponse(request, "admin/comments/apikey/made.html", context)

    def revoke_view(self, request: HttpRequest, apikey_id: int) -> HttpResponse:
        """Ends a key, and shows the list."""
        try:
            key = api_keys.revoke(apikey_id, by=by_of(request))
        except NotFound as refusal:
            raise Http404 from refusal
        messages.success(request, _("The key “%(name)s” is revoked.") % {"name": key.name})
        return HttpResponseRedirect(reverse("admin:comments_apikey_changelist"))


def _written(when: datetime) -> str:
    return date_format(timezone.localtime(when), "DATETIME_FORMAT")

"""Who is banned, typed in or taken from a comment."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comments.access.staff import Moderator
from comments.admin.all_sites import HoldsOnFilter, SharedModelAdmin
from comments.admin.author_links import comment_named, filled_in, signed_in, value_of
from comments.admin.limited import BY_SITE
from comments.admin.merging import MergingForm
from comments.admin.trying import TryingAdmin
from comments.errors import Message
from comments.models import AuditVerb, Ban, BanKind
from comments.moderation import bans
from comments.moderation.authors import ban_list
from comments.trials.rules import BanRule, TriedRule


class BanForm(MergingForm):
    # Who fills it in; the admin sets it.
    by: Moderator | AnonymousUser = AnonymousUser()

    class Meta:
        model = Ban
        fields = ["site", "kind", "value", "effect", "until", "note"]
        widgets = {"value": forms.TextInput(attrs={"class": "vTextField"}), "note": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "value": gettext_lazy(
                "Such as someone@spam.example, spam.example, 192.0.2.7 or 192.0.2.0/24. For a domain you can also paste"
                " a page's address or an email address. An IPv6 address bans its /64 network, that of one household."
            ),
            "effect": gettext_lazy(
                "A comment that only links to a banned website waits, whatever you choose here. Spam is kept, and its"
                " author goes on seeing a waiting comment."
            ),
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "kind" in cleaned and "value" in cleaned:
            self._write_canonically(cleaned)
        if self.instance._state.adding and cleaned.get("until") and cleaned["until"] <= timezone.now():
            self.add_error("until", _("This date is in the past."))
        return cleaned

    def _write_canonically(self, cleaned: dict[str, Any]) -> None:
        try:
            cleaned["value"] = bans.canonical(cleaned["kind"], cleaned["value"])
        except ValidationError as error:
            self.add_error("value", error)
            return
        site, kept = cleaned.get("site"), None if self.instance._state.adding else self.instance
        objection = ban_list.why_not(
            site.pk if site else None, cleaned["kind"], cleaned["value"], by=self.by, now=timezone.now(), kept=kept
        )
        if objection:
            self.add_error("value", objection.message)


class InForce(admin.SimpleListFilter):
    title = gettext_lazy("in force")
    parameter_name = "in_force"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Message]]:
        return [("yes", gettext_lazy("In force")), ("no", gettext_lazy("Over"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Ban]) -> QuerySet[Ban]:
        lasting = Q(until=None) | Q(until__gt=timezone.now())
        return {"yes": queryset.filter(lasting), "no": queryset.exclude(lasting)}.get(self.value() or "", queryset)


@admin.register(Ban)
class BanAdmin(TryingAdmin, SharedModelAdmin):
    audited_as = AuditVerb.BAN
    form = BanForm
    list_display = ["value", "kind", "effect", "lasts", "note", "owner", "by"]
    list_filter = [InForce, "kind", "effect", BY_SITE, HoldsOnFilter]
    list_select_related = ["site", "by"]
    search_fields = ["value", "note"]
    readonly_fields = ["by", "created_at"]

    @admin.display(description=gettext_lazy("Until"), ordering="until")
    def lasts(self, ban: Ban) -> str:
        if ban.until is None:
            return _("For ever")
        until = date_format(timezone.localtime(ban.until), "DATETIME_FORMAT")
        return until if ban.until > timezone.now() else _("Over since %(date)s") % {"date": until}

    def get_form(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, *args, **kwargs)
        form.by = request.user
        return form

    def get_fields(self, request: HttpRequest, obj: Ban | None = None) -> tuple[str, ...]:
        fields = ("site", "kind", "value", "effect", "until", "note")
        return (*fields, "by", "created_at") if obj else fields

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """From the comment and the kind in the address, and nothing else of it."""
        kind, comment = request.GET.get("kind", ""), comment_named(request)
        if comment is None or kind not in BanKind.values:
            return filled_in(request)
        return {**filled_in(request), "kind": kind, "value": value_of(comment, kind)}

    def rule_in(self, form: Any, formsets: Sequence[Any]) -> tuple[TriedRule, int | None]:
        values = form.cleaned_data
        until = values["until"].isoformat() if values["until"] else ""
        ban = BanRule(values["kind"], values["value"], values["effect"], until, values["note"])
        return TriedRule(ban=ban), values["site"].pk if values["site"] else None

    def save_model(self, request: HttpRequest, obj: Ban, form: Any, change: Any) -> None:
        if not change:
            obj.by, obj.created_at = signed_in(request.user), timezone.now()
        obj.save()

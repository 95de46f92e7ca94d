"""Addresses that no mail is sent to: seen, entered, lifted by deleting them, and erased without being lifted."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib import messages as told
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from comments.access.membership import access_of
from comments.admin.author_links import signed_in
from comments.admin.base import CommentsModelAdmin
from comments.admin.limited import BY_SITE
from comments.admin.merging import MergingForm
from comments.deliveries import suppression
from comments.models import Suppression
from comments.net import emails
from comments.text import normalization


class SuppressionForm(MergingForm):
    class Meta:
        model = Suppression
        fields = ["site", "mailbox"]
        widgets = {"mailbox": forms.EmailInput(attrs={"class": "vTextField"})}
        help_texts = {
            "mailbox": gettext_lazy("This also covers addresses such as name+tag@…. To lift it, delete the entry.")
        }

    def clean_mailbox(self) -> str:
        typed = normalization.normalise_line(self.cleaned_data["mailbox"])
        if not emails.is_valid(typed):
            raise ValidationError(_("Enter an email address such as name@example.org."))
        return emails.canonical(typed)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        # What holds for all sites is for those to know who see it.
        if "mailbox" in cleaned and suppression.rows_of(cleaned["mailbox"]).filter(site=cleaned.get("site")).exists():
            self.add_error("mailbox", _("Nothing is sent to this address already."))
        return cleaned


@admin.register(Suppression)
class SuppressionAdmin(CommentsModelAdmin):
    """Chiefs see those of their sites. Nothing is changed in a row: it is there, or it is not."""

    form = SuppressionForm
    changed_by_chiefs = True
    governed_by = "comments.change_site"
    list_display = ["shown", "reason", "owner", "by", "created_at"]
    list_filter = ["reason", BY_SITE]
    list_select_related = ["site", "by"]
    search_fields = ["=mailbox"]
    search_help_text = gettext_lazy("A whole email address")
    actions = ["erase"]

    def of_sites(self, request: HttpRequest, queryset: Any) -> Any:
        """Rows for all sites have addresses of people whom a single site may never have heard of."""
        access = access_of(request.user)
        return access.filter_led(queryset, with_shared=access.chief_of(None))

    @admin.display(description=gettext_lazy("Email address"), ordering="mailbox")
    def shown(self, row: Suppression) -> str:
        return _("erased (%(mark)s)") % {"mark": row} if row.is_erased else row.mailbox

    @admin.display(description=gettext_lazy("Site"), ordering="site")
    def owner(self, row: Suppression) -> str:
        return str(row.site) if row.site else _("All sites")

    @admin.action(description=gettext_lazy("Erase the address, and still send nothing to it"), permissions=["delete"])
    def erase(self, request: HttpRequest, rows: QuerySet[Suppression]) -> None:
        count = 0
        for row in rows:
            if self.has_delete_permission(request, row):
                suppression.erase(row)
                self.log_change(request, row, _("Erased the address."))
                count += 1
        sentence = ngettext("%(count)d address was erased.", "%(count)d addresses were erased.", count)
        self.message_user(request, sentence % {"count": count}, told.SUCCESS)

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """An erased address is found by who knows it."""
        found, may_repeat = super().get_search_results(request, queryset, search_term)
        return found | queryset.filter(pk__in=suppression.rows_of(search_term)), may_repeat

    def get_fields(self, request: HttpRequest, obj: Suppression | None = None) -> tuple[str, ...]:
        return ("shown", "owner", "reason", "by", "created_at") if obj else ("site", "mailbox")

    def get_readonly_fields(self, request: HttpRequest, obj: Suppression | None = None) -> tuple[str, ...]:
        return ("shown", "owner", "reason", "by", "created_at") if obj else ()

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Suppression, form: Any, change: Any) -> None:
        obj.by = signed_in(request.user)
        obj.save()

"""Programs that are told what happens: where they listen, what of, their secrets, and what they were sent."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.urls.resolvers import URLPattern
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from comments.admin.author_links import by_of
from comments.admin.late_forms import sent_again
from comments.admin.led import LedModelAdmin
from comments.admin.limited import BY_SITE
from comments.admin.time_zone import in_site_time_zone
from comments.admin.widgets import DateAndTime
from comments.errors import NotFound, Stale
from comments.models import DeliveryState, WebhookEndpoint, WebhookEvent
from comments.outbound.asking import address_fault
from comments.outbound.signing import FORMER_HOURS
from comments.text.parsing import parse_id, parse_moment, written_moment
from comments.webhooks import endpoints

_LIST, _CHANGE = "admin:comments_webhookendpoint_changelist", "admin:comments_webhookendpoint_change"


class WebhookForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in the type stubs only
    events = forms.MultipleChoiceField(
        label=gettext_lazy("What it is told of"), widget=forms.CheckboxSelectMultiple,
        choices=[(event.value, f"{event.label} ({event.value})") for event in WebhookEvent],
    )  # fmt: skip

    class Meta:
        model = WebhookEndpoint
        fields = ["name", "site", "url", "events", "personal_data", "is_on"]
        widgets = {"url": forms.TextInput(attrs={"class": "vTextField", "inputmode": "url", "spellcheck": "false"})}
        help_texts = {"url": gettext_lazy("An https:// address that takes POST requests.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        select: Any = self.fields["site"].widget  # the admin's, with links to the site's own pages
        select.can_add_related = select.can_change_related = select.can_view_related = False

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"]
        if fault := address_fault(url):
            raise ValidationError(fault)
        return url


class SpanForm(forms.Form):
    """From when to when what happened is sent again."""

    since = forms.SplitDateTimeField(label=gettext_lazy("From"), widget=DateAndTime)
    until = forms.SplitDateTimeField(label=gettext_lazy("Until"), widget=DateAndTime)
    failed_only = forms.BooleanField(label=gettext_lazy("Only what was not delivered"), required=False, initial=True)


@admin.register(WebhookEndpoint)
class WebhookAdmin(LedModelAdmin):
    """The webhooks of the sites that a person leads."""

    form = WebhookForm
    change_form_template = "admin/comments/webhookendpoint/change_form.html"
    list_display = ["name", "site_name", "url", "state"]
    list_filter = [BY_SITE, "is_on"]
    fields = ["name", "site", "url", "events", "personal_data", "is_on"]

    def get_fields(self, request: HttpRequest, obj: WebhookEndpoint | None = None) -> Any:
        return [*self.fields, "state"] if obj else self.fields

    def get_readonly_fields(self, request: HttpRequest, obj: WebhookEndpoint | None = None) -> list[str]:
        return ["state"] if obj else []

    @admin.display(description=gettext_lazy("State"), ordering="is_on")
    def state(self, row: WebhookEndpoint) -> str:
        if row.off_reason and not row.is_on:
            return _("Switched off by the service. %(why)s") % {"why": row.off_reason}
        if not row.is_on:
            return _("Off")
        if row.failing_since:
            return _("On, but it took nothing since %(when)s") % {"when": _shown(row.failing_since)}
        return _("On")

    def save_model(self, request: HttpRequest, obj: WebhookEndpoint, form: Any, change: Any) -> None:
        secret = endpoints.save(obj, form.changed_data, by=by_of(request))
        obj.told = secret  # type: ignore[attr-defined]  # for the one page that shows it

    def delete_model(self, request: HttpRequest, obj: WebhookEndpoint) -> None:
        endpoints.remove(obj, by=by_of(request))

    def response_add(
        self, request: HttpRequest, obj: WebhookEndpoint, post_url_continue: str | None = None
    ) -> HttpResponse:
        """The page that shows the secret, as the answer to the form: nothing keeps it in between."""
        return self._secret_page(request, obj, obj.told)  # type: ignore[attr-defined]  # from save_model

    @in_site_time_zone
    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        row = self.get_queryset(request).filter(pk=parse_id(object_id) or 0).first()
        log = endpoints.log_of(row, before=parse_id(request.GET.get("before", ""))) if row else []
        context = {
            "log": log, "older": log[-1].pk if len(log) == endpoints.LATEST else None, "span": SpanForm(),
            "seen": written_moment(row.secret_made_at) if row and row.secret_made_at else "",
            "former_until": row.previous_until if row and _is_ahead(row.previous_until) else None,
            "hours": FORMER_HOURS, **(extra_context or {}),
        }  # fmt: skip
        return super().change_view(request, object_id, form_url, context)

    def get_urls(self) -> list[URLPattern]:
        views = {
            "secret": self.secret_view,
            "former": self.former_view,
            "test": self.test_view,
            "replay": self.replay_view,
        }
        posted = [
            path(
                f"<int:webhookendpoint_id>/{name}/", name=f"comments_webhookendpoint_{name}",
                view=sent_again(self.admin_site, self.admin_site.admin_view(require_POST(view))),
            )
            for name, view in views.items()
        ]  # fmt: skip
        seen = path(
            "<int:webhookendpoint_id>/log/<int:delivery_id>/", self.admin_site.admin_view(self.delivery_view),
            name="comments_webhookendpoint_delivery",
        )  # fmt: skip
        return [*posted, seen, *super().get_urls()]

    def secret_view(self, request: HttpRequest, webhookendpoint_id: int) -> HttpResponse:
        """Makes another secret, and shows it once."""
        row: WebhookEndpoint = self.led_row(request, webhookendpoint_id)
        try:
            secret = endpoints.renew_secret(row.pk, seen=parse_moment(request.POST.get("seen", "")), by=by_of(request))
        except Stale as refusal:
            messages.error(request, str(refusal))
            return self._to(row)
        return self._secret_page(request, row, secret)

    def former_view(self, request: HttpRequest, webhookendpoint_id: int) -> HttpResponse:
        """Ends the former secret."""
        row: WebhookEndpoint = self.led_row(request, webhookendpoint_id)
        endpoints.end_former_secret(row.pk, by=by_of(request))
        messages.success(request, _("What is sent is signed by the new secret alone."))
        return self._to(row)

    def test_view(self, request: HttpRequest, webhookendpoint_id: int) -> HttpResponse:
        """Owes it a test."""
        row: WebhookEndpoint = self.led_row(request, webhookendpoint_id)
        endpoints.send_test(row, by=by_of(request))
        messages.success(request, _("A test is on its way. Load this page again to see what became of it."))
        return self._to(row)

    def replay_view(self, request: HttpRequest, webhookendpoint_id: int) -> HttpResponse:
        """Sends one again, POST `delivery`, or what happened in a span."""
        row: WebhookEndpoint = self.led_row(request, webhookendpoint_id)
        chosen = self._chosen(request)
        if chosen is None:
            messages.error(request, _("Enter two dates with times, the earlier one first. Nothing was sent again."))
            return self._to(row)
        number = endpoints.replay(row, chosen, by=by_of(request))
        told = ngettext("%(n)d message is on its way again.", "%(n)d messages are on their way again.", number)
        messages.success(request, told % {"n": number})
        return self._to(row)

    @in_site_time_zone
    def delivery_view(self, request: HttpRequest, webhookendpoint_id: int, delivery_id: int) -> HttpResponse:
        """What was sent of one event, and what was answered, at each attempt."""
        row: WebhookEndpoint = self.led_row(request, webhookendpoint_id)
        try:
            delivery = endpoints.one_of(row, delivery_id)
        except NotFound as missing:
            raise Http404 from missing
        context = {**self._context(request, row, str(delivery.kind)), "delivery": delivery}
        return TemplateResponse(request, "admin/comments/webhookendpoint/delivery.html", context)

    def _chosen(self, request: HttpRequest) -> Q | None:
        if one := parse_id(request.POST.get("delivery", "")):
            return Q(pk=one)
        form = SpanForm(request.POST)
        if not form.is_valid() or form.cleaned_data["since"] >= form.cleaned_data["until"]:
            return None
        span = Q(happened_at__gte=form.cleaned_data["since"], happened_at__lt=form.cleaned_data["until"])
        return span & ~Q(state=DeliveryState.SENT) if form.cleaned_data["failed_only"] else span

    def _to(self, row: WebhookEndpoint) -> HttpResponse:
        return HttpResponseRedirect(reverse(_CHANGE, args=[row.pk]))

    def _secret_page(self, request: HttpRequest, row: WebhookEndpoint, secret: str) -> HttpResponse:
        context = {**self._context(request, row, _("Copy the secret now")), "secret": secret, "hours": FORMER_HOURS}
        return TemplateResponse(request, "admin/comments/webhookendpoint/made.html", context)

    def _context(self, request: HttpRequest, row: WebhookEndpoint, title: str) -> dict[str, Any]:
        known = self.admin_site.each_context(request)
        return {**known, "opts": self.opts, "title": title, "webhook": row, "media": self.media}


def _is_ahead(moment: datetime | None) -> bool:
    return moment is not None and moment > timezone.now()


def _shown(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "DATETIME_FORMAT")

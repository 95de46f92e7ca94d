"""Chats in which moderators are told that comments wait; their addresses are typed, and never shown again."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.urls.resolvers import URLPattern
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from comments.admin.author_links import by_of
from comments.admin.late_forms import sent_again
from comments.admin.led import LedModelAdmin
from comments.admin.limited import BY_SITE
from comments.chat import channels
from comments.models import ChatChannel, ChatKind

_KIND_NAMES = {ChatKind.SLACK: gettext_lazy("Incoming webhook"), ChatKind.TELEGRAM: gettext_lazy("Telegram bot")}


class ChatChannelForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in the type stubs only
    secret = forms.CharField(
        label=gettext_lazy("Address or token"), max_length=500, required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off", "class": "vTextField", "spellcheck": "false"}),
        help_text=gettext_lazy(
            "The address of the incoming webhook, or the token of the bot. It is stored encrypted and not shown again;"
            " leave it empty to keep the present one."
        ),
    )  # fmt: skip

    class Meta:
        model = ChatChannel
        fields = ["name", "site", "kind", "chat_id", "quiet_minutes", "is_on"]

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        kind, secret = values.get("kind", ""), values.get("secret", "")
        is_new = self.instance.pk is None or "kind" in self.changed_data
        if (secret or is_new) and (fault := channels.fault_of(kind, secret)):
            self.add_error("secret", ValidationError(fault))
        if kind == ChatKind.TELEGRAM and not channels.is_chat_id(values.get("chat_id", "")):
            sentence = _("Enter the number of the chat, or @ and the name of a public channel.")
            self.add_error("chat_id", ValidationError(sentence))
        return values


@admin.register(ChatChannel)
class ChatChannelAdmin(LedModelAdmin):
    """The chats of the sites that a person leads."""

    form = ChatChannelForm
    change_form_template = "admin/comments/chatchannel/change_form.html"
    list_display = ["name", "kind_name", "site_name", "state", "quiet_minutes"]
    list_filter = [BY_SITE]
    fields = ["name", "site", "kind", "secret", "chat_id", "quiet_minutes", "is_on"]

    def get_fields(self, request: HttpRequest, obj: ChatChannel | None = None) -> Any:
        return [*self.fields, "place", "state", "latest"] if obj else self.fields

    def get_readonly_fields(self, request: HttpRequest, obj: ChatChannel | None = None) -> list[str]:
        return ["place", "state", "latest"] if obj else []

    @admin.display(description=gettext_lazy("Kind"), ordering="kind")
    def kind_name(self, channel: ChatChannel) -> str:
        return str(_KIND_NAMES[ChatKind(channel.kind)])

    @admin.display(description=gettext_lazy("Where it is"))
    def place(self, channel: ChatChannel) -> str:
        return channels.place_of(channel) or _("Its address cannot be read any more. Enter it again.")

    @admin.display(description=gettext_lazy("State"), ordering="is_on")
    def state(self, channel: ChatChannel) -> str:
        if channel.is_on:
            return _("On")
        if channel.off_reason:
            return _("Switched off, since nobody is there: %(why)s") % {"why": channel.off_reason}
        return _("Off")

    @admin.display(description=gettext_lazy("Latest messages"))
    def latest(self, channel: ChatChannel) -> SafeString | str:
        lines = [
            (date_format(timezone.localtime(one.happened_at), "DATETIME_FORMAT"), one.get_state_display(), one.answer)
            for one in channels.last_deliveries(channel)
        ]
        if not lines:
            return _("None yet")
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{}: {}. {}</li>", lines))

    def save_model(self, request: HttpRequest, obj: ChatChannel, form: Any, change: Any) -> None:
        if secret := form.cleaned_data["secret"]:
            obj.sealed = channels.seal(secret)
        if not change:
            obj.made_by = by_of(request)
        if obj.is_on:
            obj.off_reason = ""
        super().save_model(request, obj, form, change)

    def get_urls(self) -> list[URLPattern]:
        test = sent_again(self.admin_site, self.admin_site.admin_view(require_POST(self.test_view)))
        return [path("<int:chatchannel_id>/test/", test, name="comments_chatchannel_test"), *super().get_urls()]

    def test_view(self, request: HttpRequest, chatchannel_id: int) -> HttpResponse:
        """Owes the chat a message that says it works, and shows its page."""
        channel = self.led_row(request, chatchannel_id)
        channels.send_test(channel, by=by_of(request))
        messages.success(request, _("A test message is on its way. Load this page again to see what became of it."))
        return HttpResponseRedirect(reverse("admin:comments_chatchannel_change", args=[channel.pk]))

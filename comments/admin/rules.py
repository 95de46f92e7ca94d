"""Who is banned and who is trusted, typed in or taken from a comment."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import admin
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comments.access.staff import Moderator
from comments.admin.lists import ListAdmin
from comments.admin.seen import SeenForm
from comments.errors import Message
from comments.models import Ban, BanKind, Comment, Commenter, Site, TrustedAuthor
from comments.moderation import bans
from comments.net import emails, hosts, ip
from comments.text import normalization, parsing

_BAN_LINKS: dict[str, Message] = {
    BanKind.EMAIL: gettext_lazy("Ban the email address…"),
    BanKind.EMAIL_DOMAIN: gettext_lazy("Ban the email domain…"),
    BanKind.WEBSITE: gettext_lazy("Ban the website…"),
    BanKind.NETWORK: gettext_lazy("Ban the network…"),
}


def author_links(comment: Comment, user: Moderator | AnonymousUser) -> list[tuple[Message, str]]:
    """What can be laid down about the author of a comment: label and address, which names the comment alone."""
    links: list[tuple[Message, str]] = []
    if user.has_perm("comments.add_ban"):
        links += [(label, _address("ban", comment, kind)) for kind, label in _BAN_LINKS.items() if _of(comment, kind)]
    if user.has_perm("comments.add_trustedauthor") and comment.email and comment.name:
        links.append((_("Trust this author…"), _address("trustedauthor", comment)))
    return links


def _address(model: str, comment: Comment, kind: str = "") -> str:
    query = {"comment": comment.pk, **({"kind": kind} if kind else {})}
    return f"{reverse(f'admin:comments_{model}_add')}?{urlencode(query)}"


def _of(comment: Comment, kind: str) -> str:
    """What a ban of this kind on the author of a comment would be on; empty if that is not known."""
    if kind == BanKind.NETWORK:
        return ip.network_of(comment.address)
    if kind == BanKind.WEBSITE:
        return hosts.host_of(comment.url)
    return comment.email_canonical if kind == BanKind.EMAIL else comment.email_canonical.rpartition("@")[2]


def _comment_meant(request: HttpRequest) -> Comment | None:
    """The comment in the address; nobody learns here what they may not see on its own page."""
    user, comment_id = request.user, parsing.parse_id(request.GET.get("comment", ""))
    may_look = user.has_perm("comments.view_comment") or user.has_perm("comments.change_comment")
    if not may_look or comment_id is None:
        return None
    return Comment.objects.select_related("thread__site").filter(pk=comment_id).first()


def _filled_in(request: HttpRequest) -> dict[str, Any]:
    """Of the comment in the address; without one, the only site there is."""
    comment = _comment_meant(request)
    if comment is None:
        sites = list(Site.objects.all()[:2])
        return {"site": sites[0]} if len(sites) == 1 else {}
    return {"site": comment.thread.site, "note": _("Because of comment %(id)d.") % {"id": comment.pk}}


class BanForm(SeenForm):
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
        same = Ban.objects.filter(site=cleaned.get("site"), kind=cleaned["kind"], value=cleaned["value"])
        if same.exclude(pk=self.instance.pk).exists():
            self.add_error("value", _("There is already a ban on %(value)s. Change that one.") % cleaned)


class InForce(admin.SimpleListFilter):
    title = gettext_lazy("in force")
    parameter_name = "in_force"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Message]]:
        return [("yes", gettext_lazy("In force")), ("no", gettext_lazy("Over"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Ban]) -> QuerySet[Ban]:
        lasting = Q(until=None) | Q(until__gt=timezone.now())
        return {"yes": queryset.filter(lasting), "no": queryset.exclude(lasting)}.get(self.value() or "", queryset)


@admin.register(Ban)
class BanAdmin(ListAdmin):
    form = BanForm
    list_display = ["value", "kind", "effect", "lasts", "note", "site", "by"]
    list_filter = [InForce, "kind", "effect", "site"]
    list_select_related = ["site", "by"]
    search_fields = ["value", "note"]
    readonly_fields = ["by", "created_at"]

    @admin.display(description=gettext_lazy("Until"), ordering="until")
    def lasts(self, ban: Ban) -> str:
        if ban.until is None:
            return _("For ever")
        until = date_format(timezone.localtime(ban.until), "DATETIME_FORMAT")
        return until if ban.until > timezone.now() else _("Over since %(date)s") % {"date": until}

    def get_fields(self, request: HttpRequest, obj: Ban | None = None) -> tuple[str, ...]:
        fields = ("site", "kind", "value", "effect", "until", "note")
        return (*fields, "by", "created_at") if obj else fields

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """From the comment and the kind in the address, and nothing else of it."""
        kind, comment = request.GET.get("kind", ""), _comment_meant(request)
        if comment is None or kind not in BanKind.values:
            return _filled_in(request)
        return {**_filled_in(request), "kind": kind, "value": _of(comment, kind)}

    def save_model(self, request: HttpRequest, obj: Ban, form: Any, change: Any) -> None:
        if not change:
            obj.by, obj.created_at = _person(request.user), timezone.now()
        obj.save()


class TrustForm(SeenForm):
    class Meta:
        model = TrustedAuthor
        fields = ["site", "email", "name", "note"]
        widgets = {"email": forms.EmailInput(attrs={"class": "vTextField"}), "note": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "email": gettext_lazy(
                "This also covers addresses such as name+tag@…. Trust counts only for recognised authors: see the site"
                " setting “how returning authors are recognised”. Bans hold trusted authors too."
            ),
            "name": gettext_lazy(
                "The name they write under. Trust is for this name with this email. If authors are recognised by their"
                " browser, trust counts in browsers that were published under both before now, and in that of the"
                " comment from which you give it."
            ),
        }

    def clean_email(self) -> str:
        typed = normalization.normalise_line(self.cleaned_data["email"])
        if not emails.is_valid(typed):
            raise ValidationError(_("Enter an email address such as name@example.org."))
        return emails.canonical(typed)

    def clean_name(self) -> str:
        name = normalization.normalise_line(self.cleaned_data["name"])
        if not normalization.fold(name):
            raise ValidationError(_("Enter the name they write under."))
        return name

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        same = TrustedAuthor.objects.filter(site=cleaned.get("site"), email=cleaned.get("email", ""))
        names = same.exclude(pk=self.instance.pk).values_list("name", flat=True)
        if "name" in cleaned and normalization.fold(cleaned["name"]) in map(normalization.fold, names):
            message = _("%(name)s with %(email)s is trusted already. To trust another browser, delete that first.")
            self.add_error("email", message % cleaned)
        return cleaned


@admin.register(TrustedAuthor)
class TrustedAuthorAdmin(ListAdmin):
    form = TrustForm
    list_display = ["email", "name", "note", "site", "by", "created_at"]
    list_filter = ["site"]
    list_select_related = ["site", "by"]
    search_fields = ["email", "name", "note"]
    readonly_fields = ["by", "created_at"]

    def get_fields(self, request: HttpRequest, obj: TrustedAuthor | None = None) -> tuple[str, ...]:
        fields = ("site", "email", "name", "note")
        return (*fields, "by", "created_at") if obj else fields

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        comment = _comment_meant(request)
        of_comment = {"email": comment.email_canonical, "name": comment.name} if comment else {}
        return {**_filled_in(request), **of_comment}

    def save_model(self, request: HttpRequest, obj: TrustedAuthor, form: Any, change: Any) -> None:
        """Trust that becomes another's is given anew."""
        if not change or {"site", "email", "name"} & set(form.changed_data):
            obj.by, obj.created_at = _person(request.user), timezone.now()
            obj.commenter = _browser_of(obj, _comment_meant(request))
        obj.save()


def _browser_of(trust: TrustedAuthor, comment: Comment | None) -> Commenter | None:
    """The one the comment came from, if it is this author's."""
    if comment is None or comment.site_id != trust.site_id:
        return None
    is_theirs = comment.email_canonical == trust.email and normalization.fold(comment.name) == normalization.fold(
        trust.name
    )
    return comment.commenter if is_theirs else None


def _person(user: Moderator | AnonymousUser) -> Moderator | None:
    return user if isinstance(user, Moderator) else None

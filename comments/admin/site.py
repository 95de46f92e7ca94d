"""Sites with their discussion settings: six first, the rest folded by subject."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.db.models import Func, Q, QuerySet, Subquery
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from comments import conf
from comments.admin import check_settings
from comments.admin.check_settings import CheckInline
from comments.admin.site_form import SiteForm, off_field
from comments.admin.trying import TryingAdmin
from comments.errors import Message
from comments.models import Ban, Guideline, ListKind, Reason, Site, TrustedAuthor, WordList
from comments.moderation import reasons
from comments.reading import guidelines
from comments.screening import word_lists
from comments.trials.rules import SITE_FIELDS, TriedRule

# What a site has of all sites.
_SHARED: tuple[type[Ban | Guideline | Reason | TrustedAuthor], ...] = (Ban, TrustedAuthor, Reason, Guideline)

FIRST = ["name", "origins", "language", "time_zone", "premoderation", "guidelines"]
SUBJECTS: list[tuple[Message, list[str]]] = [
    (
        _("Words and names"),
        [
            "disallowed_words", "moderation_words", "protected_names",
            "disallowed_words_off", "moderation_words_off", "protected_names_off",
        ],
    ),
    (
        _("What waits for a moderator"),
        [
            "approvals_needed", "standing_by", "confirmed_email_proves", "max_links", "reasons_required",
            "review_after_reports",
        ],
    ),
    (
        _("Spam and floods"),
        ["repeat_hours", "hold_percent", "hold_budget", "spam_budget", "flood_seconds", "burst_per_minute"],
    ),
    (
        _("Who may comment, and when"),
        ["posting", "login_url", "new_threads_open", "close_days", "old_threads", "require_name_email", "show_consent"],
    ),
    (
        _("How comments are written and shown"),
        [
            "reading", "text_limit", "edit_minutes", "depth", "order", "page_size", "recommends", "recommend_label",
            "structured_data",
        ],
    ),
    (
        _("Mail"),
        ["mail_from_name", "mail_from", "public_address", "mail_privacy", "reply_notices", "decision_notices"],
    ),
    (_("What is kept, and how long"), ["spam_days", "trash_days", "erase_days"]),
]  # fmt: skip
_OF_ALL_SITES: tuple[Message, list[str]] = (_("Of all sites"), ["inherited"])
_PEOPLE = _("People")
_IN_ADDRESSES: tuple[Message, list[str]] = (_("Name in addresses"), ["slug"])


@admin.register(Site)
class SiteAdmin(TryingAdmin):
    """A change takes effect with the next request; each help text says what WordPress has."""

    list_display = ["name", "slug", "premoderation", "language", "time_zone"]
    form = SiteForm
    change_form_template = "admin/comments/site/change_form.html"
    change_list_template = "admin/comments/site/change_list.html"
    site_field = "pk"
    changed_by_chiefs = True
    readonly_fields = ["inherited"]
    inlines = [CheckInline]

    def get_prepopulated_fields(self, request: HttpRequest, obj: Site | None = None) -> dict[str, Any]:
        return {} if obj else {"slug": ["name"]}

    def get_fieldsets(self, request: HttpRequest, obj: Site | None = None) -> Any:
        """What a site cannot do without, then the rest by subject, each folded until it is asked for."""
        first, subjects = FIRST, [*SUBJECTS]
        if obj is None:  # the slug has to be filled in once, and is seldom changed
            first = ["name", "slug", *FIRST[1:]]
        else:
            subjects += [_OF_ALL_SITES, _IN_ADDRESSES]
        second_factor = ["require_second_factor"] if conf.has_second_factor() else []
        subjects.append((_PEOPLE, [*second_factor, "counts_moderators"]))
        folded = [(subject, {"fields": fields, "classes": ["collapse"]}) for subject, fields in subjects]
        return [(None, {"fields": first}), *folded]

    @admin.display(description=_("Also holds here"))
    def inherited(self, site: Site) -> SafeString:
        """What the site has of all sites, with links to where it stands and can be switched off."""
        counts = _counts(site)
        lines = [_line(model, counts) for model in _SHARED]
        lists = (reverse("admin:comments_wordlist_changelist"), capfirst(WordList._meta.verbose_name_plural), "")
        return format_html_join("", '<p><a href="{}">{}</a>{}</p>', [*lines, lists])

    def save_model(self, request: HttpRequest, obj: Site, form: SiteForm, change: Any) -> None:
        super().save_model(request, obj, form, change)
        word_lists.keep(obj, form.typed_lists())
        guidelines.refresh()

    def may_be_tried(self, request: HttpRequest, obj: Any) -> bool:
        """A site that is added has no comments yet."""
        return obj is not None and self.has_change_permission(request, obj)

    def rule_in(self, form: SiteForm, formsets: Sequence[Any]) -> tuple[TriedRule, int | None]:
        settings = {name: value for name, value in form.cleaned_data.items() if name in SITE_FIELDS}
        return TriedRule(settings, form.typed_lists(), check_settings.rules_in(formsets)), form.instance.pk

    def not_tried(self, form: SiteForm, formsets: Sequence[Any]) -> list[Message]:
        tried = {*SITE_FIELDS, *(name for kind in ListKind for name in (kind.value, off_field(kind)))}
        others = [capfirst(str(form.fields[name].label)) for name in form.seen_to_change if name not in tried]
        return [*others, *check_settings.not_tried(formsets)]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and self.reaches(request, None, as_chief=True)

    def has_delete_permission(self, request: HttpRequest, obj: Site | None = None) -> bool:
        """A site goes only with all its threads, which is no button's work."""
        return False


def _counts(site: Site) -> dict[str, int]:
    """By the name of each model, how many rows are of all sites, and behind "off_" how many are switched off here.

    Reasons that come with the app are left out of the first.
    """

    def number(rows: QuerySet[Any]) -> Subquery:
        return Subquery(rows.order_by().annotate(n=Func("pk", function="count")).values("n"))

    asked: dict[str, Subquery] = {}
    for model in _SHARED:
        is_shared = Q() if model is Guideline else Q(site=None)
        if model is Reason:  # those that come with the app hold without a row, too
            is_shared &= ~Q(code__in=reasons.SHIPPED)
        off = model.off_for.through._default_manager.filter(site=site.pk)
        asked |= {
            model.__name__: number(model._default_manager.filter(is_shared)),
            f"off_{model.__name__}": number(off),
        }
    return dict(Site.objects.filter(pk=site.pk).annotate(**asked).values(*asked).get())


def _line(model: type[Ban | Guideline | Reason | TrustedAuthor], counts: dict[str, int]) -> tuple[str, str, str]:
    """Where rows of all sites are listed, what they are called, and how many hold here."""
    address = reverse(f"admin:comments_{model._meta.model_name}_changelist")
    query = "" if model is Guideline else "?site__isnull=True"
    number = counts[model.__name__] + (len(reasons.SHIPPED) if model is Reason else 0)
    off = counts[f"off_{model.__name__}"]
    told = gettext(": %(on)d hold here, %(off)d are switched off") % {"on": number - off, "off": off}
    return f"{address}{query}", capfirst(str(model._meta.verbose_name_plural)), told

"""What every list and form in the admin is called, and does with an address or a field that is none of its own."""

from typing import Any

from django import forms
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList, ChangeListSearchForm
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import IntegrityError, models
from django.http import HttpRequest, HttpResponse
from django.urls.resolvers import URLPattern
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from comments.admin.audited import Audited
from comments.admin.late_forms import gone, sent_again
from comments.admin.merging import MergingForm
from comments.admin.time_zone import in_site_time_zone
from comments.admin.widgets import DateAndTime
from comments.net import emails
from comments.text.parsing import parse_id

# What the links beside a list put behind the name of a field.
_LOOKUPS = {"", "__exact", "__id__exact", "__isnull", "__gte", "__lt"}
_DATES = {"__year", "__month", "__day"}
# A longer condition is one that the database may refuse.
_SEARCH_LIMIT = 200
_VALUES_LIMIT = 50


class _Search(ChangeListSearchForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["q"] = forms.CharField(required=False, strip=False, max_length=_SEARCH_LIMIT)


class _Rows(ChangeList):
    search_form_class = _Search

    def get_results(self, request: HttpRequest) -> None:
        """A page that is not there, as when what stood on it was decided, is the last that is."""
        try:
            super().get_results(request)
        except IncorrectLookupParameters:
            pages = self.model_admin.get_paginator(request, self.queryset, self.list_per_page).num_pages
            self.page_num = pages if self.page_num > pages else 1
            super().get_results(request)


class CommentsModelAdmin(Audited):
    change_form_template = "admin/comments/change_form.html"
    object_history_template = "admin/comments/object_history.html"
    change_list_template = "admin/comments/change_list.html"
    formfield_overrides = {
        models.DateTimeField: {"widget": DateAndTime},
        models.URLField: {"assume_scheme": "https"},
    }

    class Media:
        css = {"all": ["comments/admin.css"]}

    def get_urls(self) -> list[URLPattern]:
        patterns = super().get_urls()
        for pattern in patterns:
            pattern.callback = sent_again(self.admin_site, pattern.callback)
        return patterns

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return _Rows

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        """What a filter beside the list leads to; any other lookup could ask what the database cannot answer."""
        named = [part[0] if isinstance(part, tuple) else part for part in self.get_list_filter(request)]
        names = [getattr(part, "parameter_name", part) for part in named]
        allowed = {f"{name}{ending}" for name in names for ending in _LOOKUPS}
        return lookup in allowed | {f"{self.date_hierarchy}{ending}" for ending in _DATES}

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        """Raises BadRequest for an address that no link of ours has, where Django would drop all filters unsaid."""
        if any(
            "\x00" in value or len(values) > _VALUES_LIMIT for _name, values in request.GET.lists() for value in values
        ):
            raise BadRequest(_("There is no such list."))
        try:
            return super().get_changelist_instance(request)
        except (IncorrectLookupParameters, ValueError, OverflowError) as error:
            if not request.GET:
                raise
            raise BadRequest(_("There is no such list.")) from error

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """An e-mail address finds its mailbox too, however either of them is written."""
        found, may_repeat = super().get_search_results(request, queryset, search_term)
        mailbox = emails.canonical(search_term)
        if mailbox == search_term or not emails.is_valid(search_term.strip()):
            return found, may_repeat
        return found | super().get_search_results(request, queryset, mailbox)[0], may_repeat

    @in_site_time_zone
    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if any(parse_id(chosen) is None for chosen in request.POST.getlist(ACTION_CHECKBOX_NAME)):
            raise BadRequest(_("There is no such row."))
        title = capfirst(self.opts.verbose_name_plural)
        return super().changelist_view(request, {"title": title, **(extra_context or {})})

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Nothing from the address: what cannot be read as a field's value would be an error."""
        return {}

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """Locked while its form is saved: what the form compares is what it replaces. Strangers learn of no row."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        found = super().get_object(request, object_id, from_field)
        if found is None or request.method != "POST" or not issubclass(self.form, MergingForm):
            return found
        list(self.model._default_manager.select_for_update(no_key=True).filter(pk=found.pk).values_list("pk"))
        return super().get_object(request, object_id, from_field)

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> HttpResponse:
        if request.method == "POST" and "seen" in request.POST:
            return gone(request, self.admin_site)
        elsewhere: HttpResponse = super()._get_obj_does_not_exist_redirect(  # type: ignore[misc]  # not in the stubs
            request, opts, object_id
        )
        return elsewhere

    @in_site_time_zone
    def history_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().history_view(request, *args, **kwargs)

    @in_site_time_zone
    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The form; where somebody else saved the same in the same instant, it now finds that and says so."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except IntegrityError:
            return super().changeform_view(request, *args, **kwargs)

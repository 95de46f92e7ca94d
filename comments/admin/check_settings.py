"""The checks of a site as rows of its settings: on or off, how much they weigh, where they stand."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from comments.access.membership import access_of
from comments.admin.merging import MergingForm
from comments.errors import Message
from comments.models import CheckSetting, Site
from comments.screening.registry import ALWAYS, CHECKS, LABELS, OUTSIDE
from comments.trials import regimes
from comments.trials.rules import CheckRule

if TYPE_CHECKING:
    CheckInlineFormSet = BaseInlineFormSet[
        CheckSetting, Site, forms.ModelForm[CheckSetting]
    ]  # generic in the type stubs only
    CheckTabularInline = admin.TabularInline[CheckSetting, Site]
else:
    CheckInlineFormSet, CheckTabularInline = BaseInlineFormSet, admin.TabularInline


def default_order() -> dict[str, int]:
    """Every check that can be set, and where it stands as long as it is not moved."""
    return {name: place * 10 for place, name in enumerate({**CHECKS, **OUTSIDE}) if name not in ALWAYS}


def rules_in(formsets: Sequence[Any]) -> dict[str, CheckRule]:
    """How each check would run as it stands in the form, by its name; without those that cannot be tried."""
    return {name: rule for name, rule, is_tried in _rules(formsets) if is_tried}


def not_tried(formsets: Sequence[Any]) -> list[Message]:
    """The labels of checks that are switched on and cannot be tried: what they would have found is not known."""
    return [LABELS[name] for name, _rule, is_tried in _rules(formsets) if not is_tried]


def _rules(formsets: Sequence[Any]) -> Iterator[tuple[str, CheckRule, bool]]:
    for form in (form for formset in formsets for form in formset.forms if form.cleaned_data):
        values = form.cleaned_data
        was_off = form.instance.pk is not None and not form.initial["is_on"]
        is_tried = values["check_name"] in regimes.ASKED_AGAIN or not (was_off and values["is_on"])
        yield values["check_name"], CheckRule(values["is_on"], values["weight"]), is_tried


class CheckForm(MergingForm):
    class Meta:
        model = CheckSetting
        fields = ["check_name", "is_on", "weight", "position"]
        widgets = {"check_name": forms.HiddenInput, "weight": forms.NumberInput(attrs={"step": "0.05"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("is_on", "weight", "position"):
            field = self.fields[name]
            field.widget.attrs["aria-label"] = f"{self.label}: {field.label}"

    @property
    def label(self) -> Message:
        name = self.initial.get("check_name") or ""
        return LABELS.get(name, name)

    @property
    def place(self) -> int:
        return self.initial.get("position") or default_order().get(self.initial.get("check_name", ""), 0)

    @property
    def logged_as(self) -> Site:
        site: Site = self.instance.site
        return site

    def clean_check_name(self) -> str:
        name: str = self.cleaned_data["check_name"]
        if name not in default_order():
            raise ValidationError(_("There is no check with this name."))
        return name


class CheckFormSet(CheckInlineFormSet):
    """A row for each check; one that the site never changed begins as usual, and is saved only when changed."""

    @property
    def rows(self) -> list[CheckForm]:
        return sorted(cast(list[CheckForm], self.forms), key=lambda form: form.place)

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        kwargs = super().get_form_kwargs(index)
        if index is None or index < self.initial_form_count():
            return kwargs
        name = self._name_of(index)
        if row := self._known.get(name):  # made since the page was loaded
            return {**kwargs, "instance": row}
        return {**kwargs, "initial": self._usual(name)}

    def _usual(self, name: str) -> dict[str, Any]:
        return {"check_name": name, "is_on": True, "weight": 1.0, "position": default_order().get(name, 0)}

    def _name_of(self, index: int) -> str:
        """Of a row without a record: as sent, for somebody may have made one of the others meanwhile."""
        if self.is_bound:
            return str(self.data.get(f"{self.add_prefix(index)}-check_name", ""))
        place = index - self.initial_form_count()
        return self._unset[place] if place < len(self._unset) else ""

    @cached_property
    def _known(self) -> dict[str, CheckSetting]:
        return {row.check_name: row for row in self.get_queryset()}

    @cached_property
    def _unset(self) -> list[str]:
        return [name for name in default_order() if name not in self._known]


class CheckInline(CheckTabularInline):
    model = CheckSetting
    form = CheckForm
    formset = CheckFormSet
    template = "admin/comments/site/checks.html"
    can_delete = False
    classes = ["collapse"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[CheckSetting]:
        return super().get_queryset(request).filter(check_name__in=default_order())

    def get_extra(self, request: HttpRequest, obj: Site | None = None, **kwargs: Any) -> int:
        """As many as there are checks; those with a record come first and count."""
        return len(default_order())

    def get_max_num(self, request: HttpRequest, obj: Site | None = None, **kwargs: Any) -> int:
        return len(default_order())

    # Whoever may change a site may change how it checks.
    def has_view_permission(self, request: HttpRequest, obj: Site | None = None) -> bool:
        return request.user.has_perm("comments.view_site") or self.has_change_permission(request, obj)

    def has_add_permission(self, request: HttpRequest, obj: Site | None = None) -> bool:
        return self.has_change_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Site | None = None) -> bool:
        is_chief = access_of(request.user).chief_of(obj.pk if obj else None)
        return request.user.has_perm("comments.change_site") and is_chief

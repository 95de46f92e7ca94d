"""The form of the desk's search: its fields are the parameters of the page's address."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comments.access import colleagues
from comments.access.membership import Access
from comments.access.staff import Moderator, display_name
from comments.models import Site
from comments.screening.registry import CODE_LABELS, LABELS, REGISTRY, WHOLE_CHECK, codes_of
from comments.search import Filters
from comments.statuses import Status

_ANY = ("", "---------")
_DAYS = [MinValueValidator(date(1970, 1, 1)), MaxValueValidator(date(2999, 12, 31))]
_LONGEST_ID = 10**18 - 1


class SearchForm(forms.Form):
    """Of one person: it offers the sites and colleagues of theirs."""

    q = forms.CharField(required=False, strip=False, label=_("Search for"))
    status = forms.MultipleChoiceField(
        choices=Status.choices, required=False, widget=forms.CheckboxSelectMultiple, label=_("Status")
    )
    site = forms.ModelChoiceField(Site.objects.none(), required=False, to_field_name="slug", label=_("Site"))
    what = forms.ChoiceField(required=False, label=_("What a check said"))
    since = forms.DateField(required=False, validators=_DAYS, label=_("From"))
    until = forms.DateField(required=False, validators=_DAYS, label=_("To, this day included"))
    section = forms.CharField(required=False, max_length=100, label=_("Section"))
    replied = forms.ChoiceField(
        choices=[_ANY, ("yes", _("With replies")), ("no", _("Without replies"))], required=False, label=_("Replies")
    )
    by = forms.ChoiceField(required=False, label=_("Decided by"))
    order = forms.ChoiceField(
        choices=[("", _("Newest first")), ("oldest", _("Oldest first"))], required=False, label=_("Order")
    )
    thread = forms.IntegerField(
        required=False, min_value=1, max_value=_LONGEST_ID, widget=forms.HiddenInput, label=_("Thread")
    )

    def __init__(self, query: QueryDict, access: Access, user: Moderator) -> None:
        super().__init__(_readable(query))
        self.fields["site"].queryset = access.sites().order_by("name", "pk")  # type: ignore[attr-defined]  # a ModelChoiceField
        self.fields["what"].choices = [_ANY, *_checks()]  # type: ignore[attr-defined]  # a ChoiceField
        people = [(str(one.pk), display_name(one)) for one in colleagues.of(access, user)]
        self.fields["by"].choices = [_ANY, *people]  # type: ignore[attr-defined]  # a ChoiceField
        for name in ("since", "until"):
            self.fields[name].widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})

    @property
    def text(self) -> str:
        return str(self.data.get("q", ""))

    @property
    def is_newest_first(self) -> bool:
        return self.cleaned_data.get("order") != "oldest"

    def filters(self) -> Filters:
        """Of a valid form. Days are those of the chosen site's zone, without one those of the page."""
        said: Mapping[str, Any] = self.cleaned_data
        site, until = said["site"], said["until"]
        zone = ZoneInfo(site.time_zone) if site else timezone.get_current_timezone()
        return Filters(
            site_id=site.pk if site else None,
            statuses=tuple(said["status"]),
            codes=codes_of(said["what"]),
            since=_midnight(said["since"], zone) if said["since"] else None,
            before=_midnight(until + timedelta(days=1), zone) if until else None,
            thread_id=said["thread"],
            section=said["section"],
            has_reply={"yes": True, "no": False}.get(said["replied"]),
            decided_by=said["by"] or None,
        )


def _readable(query: QueryDict) -> QueryDict:
    """Without what no field takes and no database knows."""
    read = QueryDict(mutable=True)
    for name, values in query.lists():
        read.setlist(name, [value.replace("\0", " ") for value in values])
    return read


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _checks() -> list[tuple[Any, Any]]:
    """For each check all that it says, then one by one; what several checks share, or none has, at the end."""
    own = {code for check in REGISTRY for code in check.codes}
    groups: list[tuple[Any, Any]] = [
        (
            check.label,
            [(f"{WHOLE_CHECK}{check.name}", _("Anything: %(check)s") % {"check": check.label}), *check.codes.items()],
        )
        for check in REGISTRY
        if check.codes
    ]
    return [*groups, (LABELS["screening"], [(code, label) for code, label in CODE_LABELS.items() if code not in own])]

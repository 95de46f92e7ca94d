"""How often a moderator wants to be told that comments wait, as a form: on all sites, and otherwise on single ones."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comments.models import NoticeTime, Site
from comments.models.validators import validate_time_zone
from comments.moderation.notices.choosing import NoticeChoice

_AS_ABOVE = ("", gettext_lazy("As above"))


class NoticesForm(forms.Form):
    frequency = forms.ChoiceField(choices=NoticeTime.choices)
    at = forms.TimeField(
        label=gettext_lazy("Time of day, if once a day"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    time_zone = forms.CharField(
        label=gettext_lazy("Time zone"), max_length=64, validators=[validate_time_zone],
        help_text=gettext_lazy("Such as Europe/Berlin."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )  # fmt: skip

    def __init__(self, data: Any, chosen: NoticeChoice, sites: Sequence[Site]) -> None:
        initial = {"frequency": chosen.frequency, "at": chosen.at, "time_zone": chosen.time_zone}
        super().__init__(data, initial=initial, label_suffix="")
        self._sites = {f"site_{site.pk}": site for site in sites} if len(sites) > 1 else {}
        self.fields["frequency"].label = _("All sites that you moderate") if self._sites else _("How often")
        for name, site in self._sites.items():
            self.fields[name] = forms.ChoiceField(
                label=site.name, choices=[_AS_ABOVE, *NoticeTime.choices], required=False,
                initial=chosen.of_sites.get(site.pk, ""),
            )  # fmt: skip

    @property
    def first(self) -> list[forms.BoundField]:
        return [self[name] for name in ("frequency", "at", "time_zone")]

    @property
    def of_sites(self) -> list[forms.BoundField]:
        return [self[name] for name in self._sites]

    @property
    def has_own(self) -> bool:
        """Whether a single site has a choice of its own, or one that cannot be used."""
        return any(field.value() or field.errors for field in self.of_sites)

    @property
    def choice(self) -> NoticeChoice:
        """Of a valid form."""
        given = self.cleaned_data
        of_sites = {site.pk: given[name] for name, site in self._sites.items() if given[name]}
        return NoticeChoice(given["frequency"], given["at"], given["time_zone"], of_sites)

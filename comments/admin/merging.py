"""Forms that know what was on the screen: they save what their reader changed, and undo no colleague's change."""

import json
import time
from collections.abc import Mapping
from datetime import MAXYEAR, MINYEAR, UTC, datetime
from functools import cached_property
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from comments.access.staff import display_name
from comments.text.characters import cut

if TYPE_CHECKING:
    AnyModelForm = forms.ModelForm[Any]  # whatever it changes; generic in the type stubs only
else:
    AnyModelForm = forms.ModelForm

_LOADED = "@"
_SHOWN = 400


class MergingForm(AnyModelForm):
    """A hidden field holds a mark of each value that was shown, and when.

    A field that only somebody else changed meanwhile keeps their value. One that both changed is refused with theirs;
    what was typed stays, and saving again replaces theirs. Without marks, as from a script, all that is sent is meant.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._kept: set[str] = set()
        self._refused: set[str] = set()

    def seen_marks(self) -> SafeString:
        """For the template. After a refusal only what was refused has been seen anew."""
        now = {_LOADED: int(time.time()), **self._marks}
        if self.is_bound:
            now = {**self._seen, **{name: self._marks[name] for name in self._refused}}
        return format_html('<input type="hidden" name="{}" value="{}">', self.add_prefix("seen"), json.dumps(now))

    @property
    def changed_data(self) -> list[str]:
        return [name for name in super().changed_data if name not in self._kept]

    @property
    def seen_to_change(self) -> list[str]:
        """The fields of a valid form whose values a reader tells from those that are stored."""
        typed = {name: self.cleaned_data[name] for name in self.changed_data if name in self.cleaned_data}
        return [name for name, value in typed.items() if _mark(self.fields[name], value) != self._marks[name]]

    @property
    def logged_as(self) -> models.Model:
        """What the admin's history has the changes under."""
        logged: models.Model = self.instance
        return logged

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name, value in list(cleaned.items()):
            # The first and the last year are not there in every zone.
            if isinstance(value, datetime) and not MINYEAR < value.year < MAXYEAR:
                self.add_error(name, _("Enter a year between 2 and 9998."))
        if self.instance.pk is not None and self._seen:
            theirs = [name for name, mark in self._marks.items() if self._seen.get(name) != mark]
            for name in theirs:
                self._settle(name, cleaned)
        return cleaned

    @cached_property
    def _marks(self) -> dict[str, str]:
        """Of the values as they are in the database."""
        return {name: _mark(field, self.get_initial_for_field(field, name)) for name, field in self.fields.items()}

    @cached_property
    def _seen(self) -> Mapping[str, Any]:
        try:
            seen = json.loads(self.data.get(self.add_prefix("seen"), "{}"))
        except (ValueError, RecursionError):
            seen = {}
        return seen if isinstance(seen, dict) else {}

    def _settle(self, name: str, cleaned: dict[str, Any]) -> None:
        field = self.fields[name]
        typed = _mark(field, cleaned[name]) if name in cleaned else None
        if typed == self._marks[name]:
            return
        if typed is not None and typed == self._seen.get(name):
            self._kept.add(name)
            cleaned[name] = getattr(self.instance, name, self.get_initial_for_field(field, name))
        else:
            self._refused.add(name)
            self.add_error(name, self._told(name))

    def _told(self, name: str) -> str:
        value = self.get_initial_for_field(self.fields[name], name)
        whole = _shown(self.fields[name], value)
        shown = cut(whole, _SHOWN) + "…" * (len(whole) > _SHOWN) or _("(empty)")
        words = {"who": self._who() or _("Somebody"), "value": shown}
        return (
            _("%(who)s changed this in the meantime. It is now: %(value)s. Save again to replace it with yours.")
            % words
        )

    def _who(self) -> str:
        loaded = self._seen.get(_LOADED)
        if not isinstance(loaded, int) or not 0 <= loaded <= time.time():
            return ""
        entries = LogEntry.objects.filter(
            content_type=ContentType.objects.get_for_model(self.logged_as), object_id=str(self.logged_as.pk),
            action_time__gte=datetime.fromtimestamp(loaded, UTC),
        )  # fmt: skip
        entry = entries.select_related("user").order_by("action_time").last()
        return display_name(entry.user) if entry else ""


def _mark(field: forms.Field, value: Any) -> str:
    """Of a value as it is in the database or as it was typed: equal where a reader sees no difference."""
    return blake2b(_plain(field.prepare_value(value)).encode(), digest_size=6).hexdigest()


def _plain(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.replace(microsecond=0).astimezone(UTC).isoformat()
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"{value:.12g}"
    return "\n".join(str(value).splitlines()).strip()


def _shown(field: forms.Field, value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M:%S}"  # as the form has it
    choices = dict(getattr(field, "choices", ()))
    return str(choices.get(field.prepare_value(value), "" if value is None else value))

"""The form of a site: its settings, what it adds to the word lists of all sites, and what it takes from them."""

from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from comments import languages
from comments.admin.merging import MergingForm
from comments.errors import Message
from comments.models import ListKind
from comments.models.validators import validate_words
from comments.screening import word_lists
from comments.screening.word_lists import Typed

_ENTRIES_SHOWN = 10


def off_field(kind: ListKind) -> str:
    """The name of the field for what a site takes from a list of all sites."""
    return f"{kind.value}_off"


def _added(kind: ListKind, help_text: Message, *, validators: Any = ()) -> forms.CharField:
    return forms.CharField(
        label=capfirst(kind.label), required=False, widget=AdminTextareaWidget, validators=validators,
        help_text=help_text,
    )  # fmt: skip


def _taken(label: Message) -> forms.CharField:
    return forms.CharField(label=label, required=False, widget=AdminTextareaWidget(attrs={"rows": 3}))


class SiteForm(MergingForm):
    """With the site's lists, which are rows of their own."""

    protected_names = _added(
        ListKind.PROTECTED,
        _(
            "One per line, beside those of all sites. Comments with one of these names, or one that looks like it,"
            " wait. So do comments with the name of a moderator or of the site. WordPress has no such setting."
        ),
    )
    moderation_words = _added(
        ListKind.MODERATION,
        _(
            "One per line, beside those of all sites. A comment with one of them in its text, name, email, website,"
            " address or browser waits. Whole words; * at an end means any more letters; /…/ is a regular expression."
            " WordPress: empty, and matches inside words."
        ),
        validators=[validate_words],
    )
    disallowed_words = _added(
        ListKind.DISALLOWED,
        _(
            "One per line, as above. A comment with one of them is rejected; a comment with something that only looks"
            " like one waits. WordPress: empty."
        ),
        validators=[validate_words],
    )
    protected_names_off = _taken(_("Protected names that do not count on this site"))
    moderation_words_off = _taken(_("Moderation words that do not count on this site"))
    disallowed_words_off = _taken(_("Disallowed words that do not count on this site"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "language" in self.fields:
            self.fields["language"].widget = forms.Select(choices=languages.choices(self.instance.language))
            self.fields["language"].help_text = _(
                "Visitors read threads in it. In one that is not listed they are English."
            )
        self._of_all_sites = word_lists.lines_of(None)
        for kind, typed in word_lists.typed_of(self.instance).items():
            self.initial[kind.value], self.initial[off_field(kind)] = typed.lines, typed.off
            self.fields[off_field(kind)].help_text = _inherited(self._of_all_sites[kind])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for kind in ListKind:
            name = off_field(kind)
            # What has left the list of all sites since may stay here.
            known = f"{self._of_all_sites[kind]}\n{self.initial[name]}"
            if strange := word_lists.unknown(cleaned.get(name, ""), known):
                self.add_error(name, gettext("“%(entry)s” is not on the list of all sites.") % {"entry": strange[0]})
        return cleaned

    def typed_lists(self) -> dict[ListKind, Typed]:
        """The lists as they are to be stored."""
        values = self.cleaned_data
        return {kind: Typed(values[kind.value], values[off_field(kind)]) for kind in ListKind}


def _inherited(lines: str) -> str:
    """What the field is for, with the first entries of the list of all sites."""
    entries = [line.strip() for line in lines.splitlines() if line.strip()]
    if not entries:
        return gettext("One per line, from the list of all sites, which is empty.")
    shown = ", ".join(entries[:_ENTRIES_SHOWN])
    more = len(entries) - _ENTRIES_SHOWN
    if more > 0:
        words = {"entries": shown, "n": more}
        shown = ngettext("%(entries)s and %(n)d more", "%(entries)s and %(n)d more", more) % words
    return gettext("One per line, from the list of all sites: %(entries)s.") % {"entries": shown}

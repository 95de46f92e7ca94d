"""The six questions by which a publication of one's own begins, and two more that have an answer already."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comments import languages
from comments.access.people import Named
from comments.errors import Invalid
from comments.models import Premoderation, Site
from comments.net import hostnames

if TYPE_CHECKING:
    AnySiteForm = forms.ModelForm[Site]  # generic in the type stubs only
else:
    AnySiteForm = forms.ModelForm

ASKED = ("name", "website", "language", "premoderation", "person", "email")
ANSWERED = ("time_zone", "slug")


class SetupForm(AnySiteForm):
    """Of a new site; `website` becomes its first origin."""

    website = forms.CharField(
        required=False, max_length=300, label=gettext_lazy("Address of your website"),
        help_text=gettext_lazy(
            "Such as https://www.example.org: its pages may post. Leave it empty if they belong to this project."
        ),
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "url", "spellcheck": "false", "dir": "ltr"}),
    )  # fmt: skip
    person = forms.CharField(
        required=False, max_length=150, strip=True, label=gettext_lazy("Who moderates: the name to sign in with"),
        help_text=gettext_lazy("A new name gets an account. Leave it empty if you moderate yourself."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )  # fmt: skip
    email = forms.EmailField(
        required=False, label=gettext_lazy("The moderator's email"),
        help_text=gettext_lazy("Nothing is sent. It is for colleagues, and a comment under it is known to be staff's."),
    )  # fmt: skip

    class Meta:
        model = Site
        fields = ["name", "language", "premoderation", "time_zone", "slug"]
        widgets = {"language": forms.Select, "premoderation": forms.Select(choices=Premoderation.choices)}

    def __init__(self, data: Any = None) -> None:
        initial = {
            "language": languages.spoken(settings.LANGUAGE_CODE), "time_zone": settings.TIME_ZONE,
            "premoderation": Premoderation.NEW,
        }  # fmt: skip
        super().__init__(data, initial=initial, label_suffix="")
        self.fields["language"].widget = forms.Select(choices=languages.choices())
        self.fields["name"].label, self.fields["name"].help_text = _("Name of your publication"), _("Readers see it.")
        self.fields["premoderation"].help_text = _("You can change this and everything else later.")
        slug = self.fields["slug"]
        slug.required, slug.help_text = False, _("In addresses. Left empty, it is made from the name.")

    def clean_website(self) -> str:
        typed: str = self.cleaned_data["website"].strip()
        origin = hostnames.origin_of(typed) or (hostnames.origin_of(f"https://{typed}") if "." in typed else "")
        if typed and not origin:
            raise ValidationError(_("Enter the address of a website, such as https://www.example.org."))
        return origin

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        self.instance.origins = cleaned.get("website", "")
        if cleaned.get("email") and not cleaned.get("person"):
            self.add_error("person", _("Type the name with which this person signs in."))
        return cleaned

    @property
    def moderator(self) -> Named | None:
        """Who is to moderate, of a form that is valid; None for whoever sent it."""
        named = Named(self.cleaned_data["person"], self.cleaned_data["email"])
        return named if named.username else None

    @property
    def asked(self) -> list[forms.BoundField]:
        return [self[name] for name in ASKED]

    @property
    def answered(self) -> list[forms.BoundField]:
        return [self[name] for name in ANSWERED]


def add_errors(form: forms.BaseForm, refusal: Invalid) -> None:
    """Show beside the fields of a form why what was typed in it was refused."""
    for error in refusal.errors:
        form.add_error(error.field or None, str(error.message))

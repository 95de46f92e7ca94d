"""Authors whom a moderator trusts, typed in or taken from a comment."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comments.admin.all_sites import HoldsOnFilter, SharedModelAdmin
from comments.admin.author_links import comment_named, filled_in, signed_in
from comments.admin.limited import BY_SITE
from comments.admin.merging import MergingForm
from comments.models import AuditVerb, Comment, Commenter, TrustedAuthor
from comments.net import emails
from comments.text import normalization


class TrustForm(MergingForm):
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
class TrustedAuthorAdmin(SharedModelAdmin):
    audited_as = AuditVerb.TRUST
    form = TrustForm
    list_display = ["email", "name", "note", "owner", "by", "created_at"]
    list_filter = [BY_SITE, HoldsOnFilter]
    list_select_related = ["site", "by"]
    search_fields = ["email", "name", "note"]
    readonly_fields = ["by", "created_at"]

    def get_fields(self, request: HttpRequest, obj: TrustedAuthor | None = None) -> tuple[str, ...]:
        fields = ("site", "email", "name", "note")
        return (*fields, "by", "created_at") if obj else fields

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        comment = comment_named(request)
        of_comment = {"email": comment.email_canonical, "name": comment.name} if comment else {}
        return {**filled_in(request), **of_comment}

    def save_model(self, request: HttpRequest, obj: TrustedAuthor, form: Any, change: Any) -> None:
        """Trust that becomes another's is given anew."""
        if not change or {"site", "email", "name"} & set(form.changed_data):
            obj.by, obj.created_at = signed_in(request.user), timezone.now()
            obj.commenter = _browser_of(obj, comment_named(request))
        obj.save()


def _browser_of(trust: TrustedAuthor, comment: Comment | None) -> Commenter | None:
    """The one the comment came from, if it is this author's."""
    if comment is None or trust.site_id not in (None, comment.site_id):
        return None
    is_theirs = comment.email_canonical == trust.email and normalization.fold(comment.name) == normalization.fold(
        trust.name
    )
    return comment.commenter if is_theirs else None

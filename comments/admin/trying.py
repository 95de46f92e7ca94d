"""“Try it on the last 30 days”, beside Save: what stands in a form is tried as a rule, and nothing is saved."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.forms.formsets import all_valid
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from comments.access.membership import access_of
from comments.access.staff import Moderator
from comments.admin.base import CommentsModelAdmin
from comments.admin.time_zone import in_site_time_zone
from comments.db.transactions import writing
from comments.errors import Message, Refused
from comments.models import RuleTrial
from comments.trials import trials
from comments.trials.rules import TriedRule


class TryingAdmin(CommentsModelAdmin):
    """An admin whose form can be tried: `rule_in` says which rule stands in it."""

    def rule_in(self, form: Any, formsets: Sequence[Any]) -> tuple[TriedRule, int | None]:
        """The rule in a valid form, and the id of its site, None for all sites."""
        raise NotImplementedError

    def not_tried(self, form: Any, formsets: Sequence[Any]) -> list[Message]:
        """What was changed in the form and cannot be tried."""
        return []

    def may_be_tried(self, request: HttpRequest, obj: Any) -> bool:
        """Whether the form has the button; `obj` is None where a row is added."""
        site_id = self.site_of(obj) if obj else None
        return access_of(request.user).may_moderate(site_id) or (obj is None and access_of(request.user).is_moderator)

    @in_site_time_zone
    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        if request.method == "POST" and "_try" in request.POST:
            with writing():
                trial = self._try(request, object_id)
            if trial is not None:
                return HttpResponseRedirect(reverse("admin:comments_desk_trial", args=[trial.pk]))
        shown: HttpResponse = super().changeform_view(request, object_id, form_url, extra_context)
        return shown

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        context["may_be_tried"] = self.may_be_tried(request, kwargs.get("obj"))
        context["days_tried"] = trials.DAYS
        return super().render_change_form(request, context, *args, **kwargs)

    def get_form(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Where a trial is asked for, one that is never valid, so that it is shown again and not saved."""
        form: Any = super().get_form(request, *args, **kwargs)
        if "_try" not in request.POST:
            return form

        def is_valid(self: Any) -> bool:
            if form.is_valid(self):
                for message in request.__dict__.get("trial_refused", ()):
                    self.add_error(None, message)
            return False

        return type(form.__name__, (form,), {"is_valid": is_valid})

    def _try(self, request: HttpRequest, object_id: str | None) -> RuleTrial | None:
        """The trial, None where the form has to be shown again."""
        obj = self.get_object(request, unquote(object_id)) if object_id else None
        is_allowed = self.has_change_permission(request, obj) if object_id else self.has_add_permission(request)
        if not is_allowed or (object_id and obj is None) or not isinstance(request.user, Moderator):
            return None
        form = super().get_form(request, obj, change=bool(object_id))(request.POST, request.FILES, instance=obj)
        is_valid = form.is_valid()
        formsets, _instances = self._create_formsets(  # type: ignore[attr-defined]  # not in the stubs
            request, form.instance, change=bool(object_id)
        )
        if not all_valid(formsets) or not is_valid:
            return None
        rule, site_id = self.rule_in(form, formsets)
        try:
            trial = trials.start(rule, by=request.user, site_id=site_id)
        except Refused as refusal:
            request.__dict__["trial_refused"] = refusal.sentences
            return None
        if others := self.not_tried(form, formsets):
            what = {"what": ", ".join(map(str, others))}
            messages.info(request, _("Not part of the trial: %(what)s.") % what)
        return trial

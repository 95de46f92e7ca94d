"""Decisions on many comments at once: who had the form, and what nobody types twice."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.contrib.auth.models import AnonymousUser
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from comments.access.staff import Moderator
from comments.errors import Message

REASON_LIMIT = 1000
_KEPT = "comments_kept_decision"
_TICKED = ("stands", "with_published")
_signer = Signer(salt="comments.admin.decision_forms")


@dataclass(frozen=True)
class DraftDecision:
    """A decision that was not carried out, for its form to be filled in with."""

    reason: str = ""
    ticked: tuple[str, ...] = ()


def reason_in(request: HttpRequest) -> str:
    return request.POST.get("reason", "")[:REASON_LIMIT].replace("\x00", "")


def signed_for(user: Moderator | AnonymousUser) -> str:
    """Says in a form who loaded it, so that it is known whose it was once the session is over."""
    return _signer.sign(str(user.pk))


def keep_draft(request: HttpRequest, by: str, *, chosen: str = "") -> None:
    """Keep a decision for the one who made it; `chosen` is what was pressed, if that has yet to be said."""
    ticked = [name for name in _TICKED if name in request.POST]
    request.session[_KEPT] = {
        "by": by, "path": request.path, "reason": reason_in(request), "ticked": ticked, "chosen": chosen,
    }  # fmt: skip


def take_draft(request: HttpRequest, path: str, labels: dict[str, Message]) -> DraftDecision:
    """What this moderator's last decision at `path` left behind, once; says so if a session ended before it."""
    found = request.session.get(_KEPT)
    if found is None or found["path"] != path:
        return DraftDecision()
    del request.session[_KEPT]
    if found["by"] != str(request.user.pk):
        return DraftDecision()
    if found["chosen"]:
        text = _("Your session had ended, so nothing was changed. You chose “%(action)s”. Please choose again.")
        action = labels.get(found["chosen"], found["chosen"])
        messages.warning(request, text % {"action": action})
    return DraftDecision(found["reason"], tuple(found["ticked"]))


def outliving_sessions(site: AdminSite, view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """An admin view that decides; without a session the login comes first, and what was sent is kept until then.

    It is kept only for somebody whom we had shown the form: strangers fill no table.
    """
    inner = site.admin_view(view)

    def decide(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if request.method == "POST" and not site.has_permission(request):
            try:
                by = _signer.unsign(request.POST.get("shown_to", ""))
            except BadSignature:
                pass
            else:
                keep_draft(request, by, chosen=request.POST.get("action", "")[:20])
        return inner(request, **kwargs)

    return decide

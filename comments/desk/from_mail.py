"""The page behind a link in a mail to a moderator: the comment as it is now, and one button.

To look at it changes nothing, so it may be fetched by anything that reads mails. The button is a form of its own.
"""

from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_protect

from comments.access.membership import access_of, may_decide
from comments.access.staff import Moderator
from comments.db.rows import find_one
from comments.desk.sent import typed
from comments.desk.typed import MarkedText
from comments.errors import IllegalMove, Invalid, Message, ReasonNeeded, Refused, Stale
from comments.models import Action, Comment
from comments.moderation import decisions, from_mail, reasons, sentences
from comments.moderation.from_mail import MailedLink
from comments.statuses import Status
from comments.text.parsing import parse_id

_TITLES: dict[str, Message] = {
    Action.APPROVE: gettext_lazy("Approve this comment?"),
    Action.REJECT: gettext_lazy("Reject this comment?"),
    Action.SPAM: gettext_lazy("Mark this comment as spam?"),
}
_BUTTONS: dict[str, Message] = {
    Action.APPROVE: gettext_lazy("Approve"), Action.REJECT: gettext_lazy("Reject"), Action.SPAM: gettext_lazy("Spam"),
}  # fmt: skip


@csrf_protect
def decide_from_mail(request: HttpRequest) -> HttpResponse:
    """GET shows, POST decides; without a session while the link is fresh. Later it leads to signing in and back."""
    if request.method not in ("GET", "HEAD", "POST"):
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    response = _answer(request)
    add_never_cache_headers(response)
    response["X-Robots-Tag"] = "noindex, nofollow"
    # To itself, since Django's check of forms reads it; to no other website.
    response["Referrer-Policy"] = "same-origin"
    return response


def _answer(request: HttpRequest) -> HttpResponse:
    link = from_mail.read_link(request.GET.get("do", ""), request.GET.get("token", ""))
    comment = _find(link.comment_id) if link else None
    if link is None or comment is None:
        return _page(request, {"title": _("This link leads nowhere any more")}, status=404)
    with timezone.override(comment.site.time_zone):
        by = _who(request, link, comment)
        if by is None:
            return HttpResponseRedirect(f"{reverse('admin:login')}?{urlencode({'next': request.get_full_path()})}")
        is_used = not request.user.is_authenticated and from_mail.is_used(link, comment)
        if request.method != "POST" or is_used:
            return _page(request, _shown(link, comment, by))
        return _decided(request, link, comment, by)


def _find(comment_id: int) -> Comment | None:
    return find_one(Comment.objects.select_related("site", "thread", "parent").filter(pk=comment_id))


def _who(request: HttpRequest, link: MailedLink, comment: Comment) -> Moderator | None:
    """Who decides: whoever is signed in, else for whom the link stands. Raises PermissionDenied."""
    if not request.user.is_authenticated:
        return from_mail.holder(link, comment, now=timezone.now())
    if not may_decide(request.user, comment.site_id):
        raise PermissionDenied
    return request.user


def _decided(request: HttpRequest, link: MailedLink, comment: Comment, by: Moderator) -> HttpResponse:
    said = {"reason": typed(request.POST, "told"), "code": typed(request.POST, "code"), "note": ""}
    version = parse_id(request.POST.get("version", "")) or 0
    try:
        decisions.ACTIONS[link.action](comment.pk, by=by, version=version, now=timezone.now(), **said)
    except (Stale, IllegalMove, ReasonNeeded, Invalid) as refusal:
        now = _find(comment.pk)
        if now is None:
            return _page(request, {"title": _("This link leads nowhere any more")}, status=404)
        return _page(request, _shown(link, now, by, refusal=refusal), status=refusal.status)
    return HttpResponseRedirect(request.get_full_path())


def _shown(link: MailedLink, comment: Comment, by: Moderator, refusal: Refused | None = None) -> dict[str, Any]:
    """What stands on the page. There is a button as long as the comment waits."""
    waits = comment.status == Status.PENDING
    is_possible = waits and link.action in decisions.possible_actions(comment, by)
    last = comment.decisions.select_related("by").last()
    return {
        "title": _TITLES[link.action] if is_possible else _("This comment does not wait any more"),
        "comment": comment,
        "name": MarkedText.read(comment.name),
        "text": MarkedText.read(comment.text),
        "parent": comment.parent and MarkedText.read(comment.parent.text, most=320, max_lines=4),
        "button": _BUTTONS[link.action] if is_possible else "",
        "action": link.action,
        "happened": "" if waits or last is None else sentences.what_happened(last),
        "is_newer": waits and comment.version != link.version,
        "refusal": "" if refusal is None or isinstance(refusal, Stale) else str(refusal.message),
        "is_stale": isinstance(refusal, Stale),
        "reasons": reasons.list_for(comment.site) if is_possible and link.action == Action.REJECT else [],
        "needs_reason": comment.site.reasons_required,
    }


def _page(request: HttpRequest, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    site = admin.site
    frame = {
        "site_title": site.site_title, "site_header": site.site_header, "site_url": site.site_url,
        "has_permission": access_of(request.user).is_moderator, "is_nav_sidebar_enabled": False, "is_popup": False,
    }  # fmt: skip
    return render(request, "comments/desk/from_mail.html", {**frame, **context}, status=status)

"""Decisions on what is ticked in the compact view, each on the version that was on the screen."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from comments.desk import cards, pages
from comments.desk.deciding import Asked, carry_out, said_of
from comments.desk.visit import Visit, at_desk
from comments.errors import Message, NotFound, Refused
from comments.text.parsing import parse_id

_DONE_TO_MANY: dict[str, Message] = {
    "approve": gettext_lazy("approved"),
    "confirm": gettext_lazy("left published"),
    "reject": gettext_lazy("rejected"),
    "spam": gettext_lazy("marked as spam"),
    "review": gettext_lazy("put under review again"),
}


@at_desk
def decide_ticked(request: HttpRequest, visit: Visit) -> HttpResponse:
    """One decision for each; what was decided or edited meanwhile is named, and stays as it is."""
    ticked = [parse_id(one) for one in request.POST.getlist("ticked")][: pages.IN_COMPACT]
    action = request.POST.get("action", "")
    if request.method == "POST" and action in _DONE_TO_MANY:
        decided = sum(_decide(request, visit, one, action) for one in dict.fromkeys(ticked) if one is not None)
        if decided:
            said = {"n": decided, "done": _DONE_TO_MANY[action]}
            messages.success(request, ngettext("%(n)d comment %(done)s.", "%(n)d comments %(done)s.", decided) % said)
        elif not ticked:
            messages.warning(request, _("Nothing was ticked, so nothing was changed."))
    return HttpResponseRedirect(pages.address_of(visit, None))


def _decide(request: HttpRequest, visit: Visit, comment_id: int, action: str) -> bool:
    version = parse_id(request.POST.get(f"version_{comment_id}", "")) or 0
    try:
        comment = cards.find(comment_id, visit.access)
    except NotFound:
        messages.warning(request, _("Comment %(id)d is not there any more.") % {"id": comment_id})
        return False
    try:
        carry_out(Asked(comment_id, version, action, told=request.POST.get("told", "")), visit)
    except Refused as refusal:
        text = said_of(refusal, comment, version)
        messages.warning(request, _("%(comment)s: %(text)s") % {"comment": comment, "text": text})
        return False
    return True

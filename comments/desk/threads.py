"""A thread at the desk: what holds there, and the forms that switch it for a while."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comments import limits
from comments.access.staff import display_name
from comments.desk import pages
from comments.desk.visit import Visit, at_desk
from comments.errors import Message, NotFound, Refused
from comments.models import Override, Thread
from comments.moderation import found_threads, thread_switches
from comments.reading import permalinks
from comments.reading.notices import notice_of

STATES: dict[str, Message] = {
    Override.HOLD: gettext_lazy("Hold every comment for a moderator"),
    Override.SLOW: gettext_lazy("Slow down: one comment of a person every %(minutes)d minutes"),
    Override.CLOSED: gettext_lazy("Close: no new comments"),
    Override.OPEN: gettext_lazy("Open: take comments, though the article is closed or old"),
}
TIMES: dict[str, tuple[Message, timedelta | None]] = {
    "1": (gettext_lazy("For 1 hour"), timedelta(hours=1)),
    "4": (gettext_lazy("For 4 hours"), timedelta(hours=4)),
    "": (gettext_lazy("Until a moderator ends it"), None),
}


@at_desk
def thread(request: HttpRequest, visit: Visit, thread_id: int) -> HttpResponse:
    """What holds on a thread; sent, the switch that was chosen, or its end."""
    found = found_threads.find(thread_id, visit.access)
    if request.method != "POST":
        return _page(request, visit, found, {})
    sent = request.POST.dict()
    try:
        said = _switch(visit, found, sent)
    except Refused as refusal:
        for text in refusal.sentences:
            messages.warning(request, text)
        found.refresh_from_db()
        return _page(request, visit, found, sent, status=refusal.status)
    messages.success(request, said)
    return HttpResponseRedirect(reverse("admin:comments_desk_thread", args=[found.pk]) + visit.place.query())


def _switch(visit: Visit, found: Thread, sent: Mapping[str, str]) -> Message:
    seen = _moment(sent.get("seen", ""))
    if sent.get("action") == "lift":
        thread_switches.lift(found.pk, by=visit.by, seen=seen, now=visit.now)
        return _("The switch is ended.")
    state = sent.get("state", "")
    if state not in STATES:
        raise NotFound
    _label, lasts = TIMES.get(sent.get("hours", ""), TIMES["1"])
    thread_switches.switch(
        found.pk, Override(state), by=visit.by, until=visit.now + lasts if lasts else None,
        note=sent.get("note", ""), seen=seen, now=visit.now,
    )  # fmt: skip
    return _("Switched. Readers see it within seconds.")


def _page(
    request: HttpRequest, visit: Visit, found: Thread, sent: Mapping[str, str], *, status: int = 200
) -> HttpResponse:
    notice = notice_of(found, visit.now)
    minutes = {"minutes": limits.SLOW_SECONDS // 60}
    context: dict[str, Any] = {
        "title": _("Thread"),
        "thread": found,
        "thread_address": permalinks.address_of(found),
        "notice": notice,
        "switched_by": display_name(found.override_by) if notice and found.override_by else "",
        "seen": found.override_since.isoformat() if found.override_since else "",
        "states": [(name, str(label) % minutes if name == Override.SLOW else label) for name, label in STATES.items()],
        "chosen": sent.get("state") or Override.HOLD.value,
        "hours": sent.get("hours", "1"),
        "note": sent.get("note", ""),
        "times": TIMES,
        "longest": thread_switches.LONGEST_NOTE,
    }
    return pages.render_page(request, visit, "comments/desk/thread.html", context, status=status)


def _moment(written: str) -> datetime | None:
    try:
        return parse_datetime(written)
    except ValueError:
        return None

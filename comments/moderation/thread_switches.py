"""Threads that moderators switch for a while: closed, opened, slowed down, or every comment waits.

A switch ends by itself at its time: whoever asks `Thread.switched_to` knows then, and nothing has to be done for it.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from comments.access import audit, membership
from comments.access.staff import Moderator, display_name
from comments.db.transactions import writing
from comments.deliveries import events
from comments.errors import FieldError, Invalid, NotFound, Stale
from comments.models import AuditVerb, Override, Thread
from comments.text import characters, normalization

LONGEST_NOTE = 300


def switch(
    thread_id: int,
    to: Override,
    *,
    by: Moderator,
    until: datetime | None,
    note: str = "",
    seen: datetime | None,
    now: datetime | None = None,
) -> Thread:
    """Switch a thread until a time, or with None until somebody lifts it; readers are told `note`, and since when.

    `seen` is the `override_since` that was on the screen. Raises NotAllowed, NotFound, Invalid, and Stale when somebody
    switched it since; the same twice is one.
    """
    now, note = now or timezone.now(), normalization.normalise_line(note)
    _refuse_unusable(note, until, now)

    def is_done(thread: Thread) -> bool:
        return (thread.switched_to(now), thread.override_note, thread.override_by_id) == (to, note, by.pk)

    return _write(thread_id, by, seen, now, is_done, override=to, override_until=until, override_note=note)


def lift(thread_id: int, *, by: Moderator, seen: datetime | None, now: datetime | None = None) -> Thread:
    """Let a thread's site and host say again what holds there. Raises NotAllowed, NotFound and Stale, as `switch`."""
    now = now or timezone.now()

    def is_done(thread: Thread) -> bool:
        return thread.switched_to(now) is None

    return _write(thread_id, by, seen, now, is_done, override="", override_until=None, override_note="")


def _write(
    thread_id: int,
    by: Moderator,
    seen: datetime | None,
    now: datetime,
    is_done: Callable[[Thread], bool],
    **changes: Any,
) -> Thread:
    with writing():
        rows = Thread.objects.select_for_update(of=("self",), no_key=True)
        thread = rows.select_related("site", "override_by").filter(pk=thread_id).first()
        if thread is None:
            raise NotFound
        membership.require_moderator(by, thread.site_id)
        if thread.override_since != seen:
            if is_done(thread):
                return thread
            raise Stale(_what_happened(thread))
        was_open = thread.closed_reason(now) is None
        changes |= {"override_since": now, "override_by": by}
        Thread.objects.filter(pk=thread_id).update(**changes)
        for name, value in changes.items():
            setattr(thread, name, value)
        events.tell(events.of_thread(thread, was_open=was_open, now=now), now=now)
        words = {"thread": thread, "state": Override(changes["override"]).label if changes["override"] else _("ended")}
        audit.write(AuditVerb.THREAD, _("%(thread)s: %(state)s") % words, by=by, site_id=thread.site_id, now=now)
    return thread


def _what_happened(thread: Thread) -> str:
    if thread.override_by is None:
        return _("Somebody switched this thread in the meantime. Look at what holds now.")
    who = display_name(thread.override_by)
    return _("%(who)s switched this thread in the meantime. Look at what holds now.") % {"who": who}


def _refuse_unusable(note: str, until: datetime | None, now: datetime) -> None:
    errors = []
    if len(note) > LONGEST_NOTE or characters.has_control(note) or characters.has_stacked_marks(note):
        message = _("Write one sentence of at most %(limit)d characters for readers.") % {"limit": LONGEST_NOTE}
        errors.append(FieldError("note", "invalid", message))
    if until is not None and until <= now:
        errors.append(FieldError("until", "over", _("Choose a time that is still to come.")))
    if errors:
        raise Invalid(errors)

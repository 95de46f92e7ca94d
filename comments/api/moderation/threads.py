"""Threads for moderators: looked for, and switched for a while."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import ClassVar

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.request import Request

from comments.api import fields, responses
from comments.api.moderation import asked
from comments.api.moderation.base import ModerationAPIView
from comments.api.moderation.managing_shapes import ManagedThreadJSON, ThreadSwitchJSON
from comments.api.moderation.reading import Moment, OneOf, StrictSerializer, Text, Whole, read
from comments.api.moderation.serializers import person_json
from comments.db.times import EPOCH
from comments.errors import FieldError, Invalid, Stale
from comments.models import KeyScope, Override, Thread
from comments.moderation import found_threads, thread_switches
from comments.reading.as_json import moment

PARAMETERS = ("site", "key", "q", "cursor", "limit")
LONGEST_WORDS = 200
# The largest whole number that all programs read exactly.
MAX_VERSION = 2**53 - 1
_MICROSECOND = timedelta(microseconds=1)


class SwitchBody(StrictSerializer):
    """What a thread is switched to, and the version that was seen."""

    state = OneOf(Override.choices)
    version = Whole(min_value=0, max_value=MAX_VERSION)
    until = Moment(required=False, allow_null=True)
    note = Text(required=False, allow_blank=True, lines=False, max_length=thread_switches.LONGEST_NOTE)


class ThreadSearch(ModerationAPIView):
    """GET moderation/threads/."""

    def get(self, request: Request) -> HttpResponse:
        """Threads of the key's sites, the newest first."""
        query = request.query_params
        fields.refuse_unknown(query.keys(), PARAMETERS)
        site = asked.site_param(self.access, query)
        key = fields.thread_key(query, "key") if "key" in query else ""
        words = fields.line(query, "q", max_length=LONGEST_WORDS)

        def behind(thread_id: int, limit: int) -> list[Thread]:
            return found_threads.listed(
                self.access, site_id=site.pk if site else None, key=key, words=words, before=thread_id, limit=limit
            )

        found, following = asked.page(request, behind, lambda thread: thread.pk)
        return responses.private({"results": [thread_json(thread) for thread in found], "next": following})


class ThreadSwitch(ModerationAPIView):
    """GET, POST and DELETE moderation/threads/ID/switch/."""

    scopes: ClassVar = {"GET": KeyScope.READ, "POST": KeyScope.MANAGE, "DELETE": KeyScope.MANAGE}

    def get(self, request: Request, thread_id: int) -> HttpResponse:
        """The thread, with what moderators switched it to."""
        fields.refuse_unknown(request.query_params.keys(), ())
        return responses.private(thread_json(found_threads.find(thread_id, self.access)))

    def post(self, request: Request, thread_id: int) -> HttpResponse:
        """Switch it, for a while or until somebody ends it."""
        data = read(SwitchBody, request)

        def act() -> Thread:
            return thread_switches.switch(
                thread_id, Override(data["state"]), by=self.person, until=data.get("until"),
                note=data.get("note", ""), seen=_moment_of(data["version"]),
            )  # fmt: skip

        return self._switched(thread_id, act)

    def delete(self, request: Request, thread_id: int) -> HttpResponse:
        """End the switch."""
        query = request.query_params
        fields.refuse_unknown(query.keys(), ("version",))
        version = fields.integer_param(query, "version", min_value=0, max_value=MAX_VERSION)
        if version is None:
            raise Invalid([FieldError("version", "required", _("This is required."))])
        seen = _moment_of(version)
        return self._switched(thread_id, lambda: thread_switches.lift(thread_id, by=self.person, seen=seen))

    def _switched(self, thread_id: int, act: Callable[[], Thread]) -> HttpResponse:
        found_threads.find(thread_id, self.access)
        try:
            return responses.private(thread_json(act()))
        except Stale as refusal:
            refusal.current = thread_json(found_threads.find(thread_id, self.access))
            raise


def thread_json(thread: Thread) -> ManagedThreadJSON:
    """A thread, which came with its site and with who switched it."""
    now = timezone.now()
    closed = thread.closed_reason(now)
    return {
        "id": thread.pk,
        "site": thread.site.slug,
        "key": thread.key,
        "title": thread.title,
        "url": thread.url,
        "section": thread.section,
        "authors": thread.authors,
        "published_at": moment(thread.published_at) if thread.published_at else None,
        "open": thread.host_is_open,
        "takes_comments": closed is None,
        "closed_reason": closed,
        "confirmed": thread.is_confirmed,
        "count": thread.count,
        "created_at": moment(thread.created_at),
        "switch": _switch_json(thread, now),
    }


def _switch_json(thread: Thread, now: datetime) -> ThreadSwitchJSON:
    """What moderators switched it to, null where nobody did or that is over; its version rises with each switching."""
    state, since = thread.switched_to(now), thread.override_since
    holds = state is not None
    return {
        "state": state.value if state else None,
        "note": thread.override_note if holds else "",
        "since": moment(since) if since and holds else None,
        "until": moment(thread.override_until) if thread.override_until and holds else None,
        "by": person_json(thread.override_by) if thread.override_by and holds else None,
        "version": (since - EPOCH) // _MICROSECOND if since else 0,
    }


def _moment_of(version: int) -> datetime | None:
    """When it was switched that gave it this version; None for one that never was."""
    try:
        return EPOCH + version * _MICROSECOND if version else None
    except OverflowError:  # later than any switch
        return datetime.max.replace(tzinfo=EPOCH.tzinfo)

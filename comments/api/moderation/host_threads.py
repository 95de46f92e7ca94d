"""The host's own word on the thread of a page."""

from typing import ClassVar

from django.http import HttpResponse
from rest_framework.request import Request

from comments import limits
from comments.api import fields, responses
from comments.api.moderation import asked
from comments.api.moderation.base import ModerationAPIView
from comments.api.moderation.reading import Flag, StrictSerializer, Text, read
from comments.api.moderation.threads import thread_json
from comments.errors import FieldError, Invalid, NotAllowed, NotFound
from comments.host import Subject, is_key
from comments.models import KeyScope
from comments.moderation import found_threads
from comments.net import page_urls
from comments.posting import threads


class PageBody(StrictSerializer):
    """What a host says of a page; what is left out is empty, as the host's whole word."""

    title = Text(allow_blank=True, lines=False, max_length=300)
    url = Text(allow_blank=True, lines=False, max_length=page_urls.LONGEST)
    section = Text(required=False, allow_blank=True, lines=False, max_length=100)
    authors = Text(required=False, allow_blank=True, lines=False, max_length=300)
    published_at = Text(required=False, allow_null=True, lines=False, max_length=40)
    open = Flag(required=False)


class HostThread(ModerationAPIView):
    """GET and PUT threads/SITE/KEY."""

    scopes: ClassVar = {"GET": KeyScope.READ, "PUT": KeyScope.MANAGE}

    def get(self, request: Request, site: str, key: str) -> HttpResponse:
        """The thread with this key."""
        fields.refuse_unknown(request.query_params.keys(), ())
        found = found_threads.listed(self.access, site_id=asked.site(self.access, site).pk, key=_key(key), limit=1)
        if not found:
            raise NotFound
        return responses.private(thread_json(found[0]))

    def put(self, request: Request, site: str, key: str) -> HttpResponse:
        """Create the thread of a page, or say what is true of it now."""
        fields.refuse_unknown(request.query_params.keys(), ())
        data = read(PageBody, request)
        subject = Subject(
            site=asked.site(self.access, site).slug, key=_key(key), title=data["title"],
            url=fields.page_url(data, "url"), section=data.get("section", ""), authors=data.get("authors", ""),
            published_at=fields.page_published_at(data, "published_at"), is_open=data.get("open", True),
        )  # fmt: skip
        if not self.person.has_perm("comments.change_thread"):
            raise NotAllowed
        thread, is_new = threads.describe_for(subject, by=self.person)
        found = found_threads.find(thread.pk, self.access)
        return responses.private(thread_json(found), status=201 if is_new else 200)


def _key(key: str) -> str:
    if not is_key(key):
        message = f"A key has 1 to {limits.KEY_LIMIT} characters, none of them a control character, and one visible."
        raise Invalid([FieldError("key", "invalid", message)])
    return key

"""GET and POST comments/, GET, PATCH and DELETE comments/ID/, GET sites/S/."""

import hashlib
import re
from collections.abc import Callable, Iterable
from typing import Any

import orjson
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.utils import translation
from django.utils.translation import gettext as _
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from comments import caching, conf, tokens
from comments.api import cors, fields, problems, serializers
from comments.api.parsers import StrictJSONParser
from comments.errors import FieldError, Invalid, NotFound
from comments.host import Subject
from comments.models import Comment, Site, Thread
from comments.posting import edits, posts
from comments.posting.draft import Draft, normalised_url
from comments.posting.edits import Edit
from comments.reading import author_view, pages, permalinks
from comments.text import normalization

LIST_PARAMETERS = ("site", "thread", "sort", "limit", "cursor", "parent")
POST_FIELDS = ("site", "thread", "parent", "name", "email", "url", "text", "page_url", "page_title")
EDIT_FIELDS = ("text", "name", "version")
_KEY = re.compile(r"[\x21-\x7e]{1,255}")


class IgnoreClientContentNegotiation(DefaultContentNegotiation):
    """Answers everybody with the same bytes, whatever Accept says: caches keep what one reader asked for."""

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        only = next(iter(renderers))
        return only, only.media_type or ""


class PublicAPIView(APIView):
    """No session, no cookie, JSON only, whatever the project's own settings of the framework are."""

    authentication_classes = ()
    permission_classes = ()
    throttle_classes = ()
    parser_classes = (StrictJSONParser,)
    renderer_classes = (JSONRenderer,)
    content_negotiation_class = IgnoreClientContentNegotiation
    # The page that asks, once it is known that the site lists it.
    listed_origin: str | None = None

    def require_listed(self, request: Request, site: Site) -> None:
        """Raise OriginRefused if a browser asks from a page that the site does not list."""
        origin = request.headers.get("Origin")
        cors.require_listed(origin, site)
        self.listed_origin = origin

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Any:  # Any: as the framework's own
        """Outside the transaction of ATOMIC_REQUESTS: what is written has one of its own, refused or not."""
        return transaction.non_atomic_requests(super().as_view(**initkwargs))

    def get_exception_handler(self) -> Callable[[Exception, dict[str, Any]], Response | None]:
        return problems.handler

    # Answered by Django's own response: there is nothing for the framework to render.
    def options(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # type: ignore[override]
        return cors.preflight(request)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if not normalization.is_utf8(request.META.get("QUERY_STRING", "")):
            raise Invalid([FieldError("", "invalid", _("The query must be UTF-8, percent-encoded."))])

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        answer = super().finalize_response(request, response, *args, **kwargs)
        if request.method in cors.UNSAFE_METHODS:
            cors.allow_listed(answer, request.headers.get("Origin"), is_listed=self.listed_origin is not None)
        elif request.method != "OPTIONS":
            cors.allow_any(answer)
            # There is one representation of everything, so nothing depends on Accept.
            answer.headers.pop("Vary", None)
        return answer


class CommentList(PublicAPIView):
    def get(self, request: Request) -> HttpResponse:
        """Ready bytes: the framework would go over them once more."""
        query = request.query_params
        fields.refuse_unknown(query.keys(), LIST_PARAMETERS)
        site = fields.site_slug(query)
        thread = pages.thread_of(site, fields.thread_key(query, "thread"))
        sort = fields.choice_param(query, "sort", pages.SORTS, default=thread.site.order)
        with translation.override(thread.site.language):
            body = _listed(request, thread, _page(query, thread, sort), sort)
        return HttpResponse(
            orjson.dumps(body), content_type="application/json", headers={"Cache-Control": caching.PUBLIC_CACHE}
        )

    def post(self, request: Request) -> Response:
        data = _object(request, POST_FIELDS)
        site = Site.objects.by_slug(fields.site_slug(data))
        self.require_listed(request, site)
        with translation.override(site.language):
            posted = posts.post_comment_from_elsewhere(_subject(data, site), _draft(request, data), site=site)
            return _created(posted.comment)


class CommentDetail(PublicAPIView):
    def get(self, request: Request, comment_id: int) -> Response:
        """One published comment; with its token, one's own in any state."""
        if request.headers.get("Authorization"):
            return _shown_to_author(_own_comment(request, comment_id))
        seen = pages.published(comment_id) if comment_id <= fields.MAX_ID else None
        if seen is None:
            raise NotFound
        body = serializers.comment_object(seen, permalinks.of_comments(seen.comment.thread)(comment_id))
        return Response(body, headers={"Cache-Control": caching.PUBLIC_CACHE})

    def patch(self, request: Request, comment_id: int) -> Response:
        """Its author edits it."""
        own = _own_comment(request, comment_id)
        site = own.thread.site
        self.require_listed(request, site)
        with translation.override(site.language):
            return _shown_to_author(edits.edit(own, _edit(request)))

    def delete(self, request: Request, comment_id: int) -> Response:
        """Its author takes it back."""
        own = _own_comment(request, comment_id)
        self.require_listed(request, own.thread.site)
        edits.withdraw(own)
        return Response(status=204, headers={"Cache-Control": caching.PRIVATE_CACHE})


class SiteDetail(PublicAPIView):
    def get(self, request: Request, site: str) -> Response:
        """The settings that a form needs."""
        fields.refuse_unknown(request.query_params.keys(), ())
        found = Site.objects.by_slug(site)
        with translation.override(found.language):
            return Response(serializers.site_object(found), headers={"Cache-Control": caching.PUBLIC_CACHE})


def _object(request: Request, known: Iterable[str]) -> dict[str, Any]:
    """The body, with no field that is not known."""
    data = request.data
    if not isinstance(data, dict):
        raise Invalid([FieldError("", "type", _("The body must be a JSON object."))])
    fields.refuse_unknown(data.keys(), known)
    return data


def _own_comment(request: Request, comment_id: int) -> Comment:
    """The comment of whom the token was given to; all else is the same 404."""
    token = _bearer(request)
    if comment_id > fields.MAX_ID or not token:
        raise NotFound
    return edits.own_comment(comment_id, token)


def _bearer(request: Request) -> str:
    """The author's token that came along, or an empty string."""
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def _shown_to_author(comment: Comment) -> Response:
    with translation.override(comment.thread.site.language):
        return Response(serializers.own_object(comment), headers={"Cache-Control": caching.PRIVATE_CACHE})


def _created(comment: Comment) -> Response:
    """Always as of a comment that waits, so that a spammer learns nothing by sending it twice."""
    body = {
        "id": comment.pk,
        "status": author_view.status_as_told(comment),
        "token": tokens.author_token(comment.pk, comment.token_version),
        "comment": serializers.own_object(comment),
    }
    return Response(body, status=201, headers={"Cache-Control": caching.PRIVATE_CACHE})


def _page(query: QueryDict, thread: Thread, sort: str) -> pages.Page:
    limit = fields.integer_param(query, "limit", min_value=1, max_value=100)
    cursor = fields.line(query, "cursor", max_length=80)
    parent_id = fields.integer_param(query, "parent", min_value=1, max_value=fields.MAX_ID)
    if parent_id is None:
        return pages.page(thread, thread.site, sort=sort, limit=limit, cursor=cursor)
    top = pages.top_of_branch(thread, parent_id)
    return pages.branch(thread, top, thread.site, limit=limit, cursor=cursor)


def _listed(request: Request, thread: Thread, page: pages.Page, sort: str) -> dict[str, Any]:
    permalink, results = permalinks.of_comments(thread), []
    branches = _list_url(request, cursor=None, sort=None, parent=None)
    for seen in page.comments:
        shape = serializers.comment_object(seen, permalink(seen.comment.pk))
        if seen.more:
            behind = f"&cursor={seen.more_cursor}" if seen.more_cursor else ""
            shape["more"] = {"count": seen.more, "url": f"{branches}&parent={seen.comment.pk}{behind}"}
        results.append(shape)
    # A cursor belongs to its order, which the site may change meanwhile.
    following = _list_url(request, cursor=page.next_cursor, sort=sort) if page.next_cursor else None
    return {"thread": serializers.thread_object(thread), "results": results, "next": following}


def _list_url(request: Request, **changes: str | None) -> str:
    query = request.query_params.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value is not None:
            query[name] = value
    return f"{conf.public_url()}/api/v1/comments/?{query.urlencode()}"


def _subject(data: dict[str, Any], site: Site) -> Subject:
    return Subject(
        site=site.slug,
        key=fields.thread_key(data, "thread"),
        title=fields.line(data, "page_title", max_length=300),
        url=fields.page_url(data, "page_url"),
    )


def _draft(request: Request, data: dict[str, Any]) -> Draft:
    return Draft(
        name=normalization.normalise_line(fields.string(data, "name")),
        email=normalization.normalise_line(fields.string(data, "email")),
        url=normalised_url(fields.string(data, "url")),
        text=normalization.normalise(fields.string(data, "text")),
        parent_id=fields.comment_id(data, "parent"),
        address=request.META.get("REMOTE_ADDR", ""),
        user_agent=normalization.printable(request.headers.get("User-Agent", "")),
        submission_key=_submission_key(request),
        author_of=tokens.read_author_token(_bearer(request)),
    )


def _edit(request: Request) -> Edit:
    data = _object(request, EDIT_FIELDS)
    if not {"text", "name"} & data.keys():
        raise Invalid([FieldError("", "required", _("Send text, name, or both."))])
    return Edit(
        name=normalization.normalise_line(fields.string(data, "name")) if "name" in data else None,
        text=normalization.normalise(fields.string(data, "text")) if "text" in data else None,
        version=fields.version(data, "version"),
        address=request.META.get("REMOTE_ADDR", ""),
    )


def _submission_key(request: Request) -> str:
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return ""
    if not _KEY.fullmatch(key):
        message = _("An Idempotency-Key has 1 to 255 visible ASCII characters.")
        raise Invalid([FieldError("Idempotency-Key", "invalid", message)])
    return f"api:{hashlib.sha256(key.encode()).hexdigest()}"

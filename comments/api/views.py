"""The endpoints: each reads its request by `deserializers` or `fields`, calls a use case, answers by `responses`."""

from collections.abc import Callable

from django.http import HttpResponse
from django.utils import translation
from rest_framework.request import Request

from comments import conf, limits
from comments.access import identities
from comments.api import deserializers, fields, openapi, pagination, responses, serializers
from comments.api.public_view import PublicAPIView
from comments.counters import recommending
from comments.counters.recommending import Recommended
from comments.errors import NotFound
from comments.models import Comment, Site
from comments.moderation import reports
from comments.posting import edits, posts, preview
from comments.reading import pages, permalinks, trending
from comments.reading.pages import CommentView

LIST_PARAMETERS = ("site", "thread", "sort", "limit", "cursor", "parent", "since")
COUNTS_PARAMETERS = ("site", "thread", "since")
TRENDING_PARAMETERS = ("site", "days", "limit")
TRENDING_DAYS = tuple(map(str, limits.TREND_DAYS))
MAX_COUNTED_THREADS = 100
MAX_TRENDING_THREADS = 50


class CommentList(PublicAPIView):
    """GET and POST comments/."""

    def get(self, request: Request) -> HttpResponse:
        """A page of a thread, or of the replies below one comment."""
        query = request.query_params
        fields.refuse_unknown(query.keys(), LIST_PARAMETERS)
        thread = pages.thread_of(fields.site_slug(query), fields.thread_key(query, "thread"))
        self.require_reading(request, thread.site)
        sort = fields.choice_param(query, "sort", pages.SORTS, default=thread.site.order)
        with self.speaking_to(thread.site):
            page = pagination.page(query, thread, sort)
            body = serializers.comment_list_json(
                thread,
                page,
                replies_url=pagination.replies_url(query),
                next_url=pagination.page_url(query, page.next_cursor, sort),
                previous_url=pagination.page_url(query, page.previous_cursor, sort),
            )
        return responses.for_readers(body, signed_in=thread.site.reads_signed_in)

    def post(self, request: Request) -> HttpResponse:
        """Take a comment; it waits until it is screened."""
        data = deserializers.json_object(request, deserializers.POST_FIELDS)
        site = Site.objects.by_slug(fields.site_slug(data))
        with self.speaking_to(site):
            self.require_listed_origin(request, site)
            subject, draft = (
                deserializers.subject(data, site),
                deserializers.draft(request, data, self.reader(request, site)),
            )
            posted = posts.post_comment_from_elsewhere(subject, draft, site=site)
            return responses.private(serializers.posted_comment_json(posted.comment), status=201)


class CommentPreview(PublicAPIView):
    """POST comments/preview/."""

    def post(self, request: Request) -> HttpResponse:
        """What would be published of a text; nothing is kept."""
        data = deserializers.json_object(request, deserializers.PREVIEW_FIELDS)
        site = Site.objects.by_slug(fields.site_slug(data))
        with self.speaking_to(site):
            self.require_listed_origin(request, site)
            seen = preview.preview(fields.string(data, "text"), site, address=request.META.get("REMOTE_ADDR", ""))
            return responses.private(serializers.preview_json(seen))


class CommentDetail(PublicAPIView):
    """GET, PATCH and DELETE comments/ID/."""

    def get(self, request: Request, comment_id: int) -> HttpResponse:
        """One published comment; with its token, one's own in any state."""
        if request.headers.get("Authorization"):
            return _as_author_sees(_own_comment(request, comment_id))
        seen = _published(comment_id)
        thread = seen.comment.thread
        self.require_reading(request, thread.site)
        body = serializers.comment_json(seen, permalinks.of_comments(thread)(comment_id))
        return responses.for_readers(body, signed_in=thread.site.reads_signed_in)

    def patch(self, request: Request, comment_id: int) -> HttpResponse:
        """Its author edits it."""
        own = _own_comment(request, comment_id)
        site = own.thread.site
        with self.speaking_to(site):
            self.require_listed_origin(request, site)
            return _as_author_sees(edits.edit(own, deserializers.edit(request)))

    def delete(self, request: Request, comment_id: int) -> HttpResponse:
        """Its author withdraws it."""
        own = _own_comment(request, comment_id)
        with self.speaking_to(own.thread.site):
            self.require_listed_origin(request, own.thread.site)
            edits.withdraw(own)
            return responses.private_empty()


class CommentRecommendation(PublicAPIView):
    """POST and DELETE comments/ID/recommendation/."""

    def post(self, request: Request, comment_id: int) -> HttpResponse:
        """A reader recommends a published comment."""
        return self._counted(request, comment_id, recommending.recommend)

    def delete(self, request: Request, comment_id: int) -> HttpResponse:
        """A reader takes back that they recommended it."""
        return self._counted(request, comment_id, recommending.take_back)

    def _counted(self, request: Request, comment_id: int, count: Callable[..., Recommended]) -> HttpResponse:
        seen = _published(comment_id)
        site = seen.comment.thread.site
        with self.speaking_to(site):
            self.require_listed_origin(request, site)
            self.require_reading(request, site)
            recommended = count(seen.comment, deserializers.reader(request))
        return responses.private(serializers.recommendations_json(recommended.number))


class CommentReports(PublicAPIView):
    """POST comments/ID/reports/."""

    def post(self, request: Request, comment_id: int) -> HttpResponse:
        """A reader reports a published comment."""
        data = deserializers.json_object(request, deserializers.REPORT_FIELDS)
        comment = _published(comment_id).comment
        site = comment.thread.site
        self.require_listed_origin(request, site)
        self.require_reading(request, site)
        with translation.override(site.spoken_language):
            filed = reports.file(comment, deserializers.report(data), address=request.META.get("REMOTE_ADDR", ""))
        return responses.private(serializers.filed_report_json(filed), status=202)


class CommentCounts(PublicAPIView):
    """GET counts/."""

    def get(self, request: Request) -> HttpResponse:
        """The number of comments of each thread asked for, 0 of an unknown one; and of those since a moment."""
        query = request.query_params
        fields.refuse_unknown(query.keys(), COUNTS_PARAMETERS)
        site = fields.site_slug(query)
        keys = fields.thread_key_params(query, "thread", max_length=MAX_COUNTED_THREADS)
        since = fields.moment_param(query, "since")
        counted = trending.counted_since(site, keys, since) if since else trending.counted(site, keys)
        if counted.reads_signed_in:
            self.require_reading(request, Site.objects.by_slug(site))
        body = serializers.counts_json(counted.counts, counted.new)
        return responses.for_readers(body, signed_in=counted.reads_signed_in)


class TrendingList(PublicAPIView):
    """GET trending/."""

    def get(self, request: Request) -> HttpResponse:
        """The threads with the most comments of the last days, most first."""
        query = request.query_params
        fields.refuse_unknown(query.keys(), TRENDING_PARAMETERS)
        days = fields.choice_param(query, "days", TRENDING_DAYS, default=str(trending.DAYS))
        limit = fields.integer_param(query, "limit", min_value=1, max_value=MAX_TRENDING_THREADS) or trending.LIMIT
        site = Site.objects.by_slug(fields.site_slug(query))
        self.require_reading(request, site)
        threads = trending.threads(site.slug, days=int(days), limit=limit)
        return responses.for_readers(serializers.trending_json(threads), signed_in=site.reads_signed_in)


class SiteDetail(PublicAPIView):
    """GET sites/SITE/."""

    def get(self, request: Request, site: str) -> HttpResponse:
        """The settings that a form needs."""
        fields.refuse_unknown(request.query_params.keys(), ())
        found = Site.objects.by_slug(site)
        with self.speaking_to(found):
            return responses.public(serializers.site_json(found))


class SignIn(PublicAPIView):
    """POST and DELETE sites/SITE/sign-in/."""

    def post(self, request: Request, site: str) -> HttpResponse:
        """Exchange the host's token for a session."""
        return self._of(request, site, self._begin)

    def delete(self, request: Request, site: str) -> HttpResponse:
        """End the session."""
        return self._of(request, site, self._end)

    def _of(self, request: Request, slug: str, answer: Callable[[Request, Site], HttpResponse]) -> HttpResponse:
        fields.refuse_unknown(request.query_params.keys(), ())
        site = Site.objects.by_slug(slug)
        with self.speaking_to(site):
            self.require_listed_origin(request, site)
            return answer(request, site)

    def _begin(self, request: Request, site: Site) -> HttpResponse:
        signed = identities.sign_in(site, deserializers.identity_token(request))
        return responses.private(serializers.signed_in_json(signed))

    def _end(self, request: Request, site: Site) -> HttpResponse:
        identities.sign_out(site, deserializers.identity_token(request))
        return responses.private_empty()


class SchemaView(PublicAPIView):
    """GET schema/."""

    def get(self, request: Request) -> HttpResponse:
        """The contract of the API, with the service's own address."""
        fields.refuse_unknown(request.query_params.keys(), ())
        return responses.document(openapi.of_service(f"{conf.public_url()}/api/v1"))


def _published(comment_id: int) -> CommentView[Comment]:
    """A comment that everybody may read, with its thread, site and parent; raises NotFound."""
    seen = pages.published(comment_id) if comment_id <= fields.MAX_ID else None
    if seen is None:
        raise NotFound
    return seen


def _own_comment(request: Request, comment_id: int) -> Comment:
    """The comment that the author's token belongs to; raises NotFound alike for a wrong id, a wrong token and none."""
    token = deserializers.bearer_token(request)
    if comment_id > fields.MAX_ID or not token:
        raise NotFound
    return edits.own_comment(comment_id, token)


def _as_author_sees(comment: Comment) -> HttpResponse:
    """200, with the texts in the language of the site."""
    with translation.override(comment.thread.site.spoken_language):
        return responses.private(serializers.own_comment_json(comment))

"""GET counts/ and GET trending/: how much is talked about, without the comments."""

from dataclasses import asdict

from rest_framework.request import Request
from rest_framework.response import Response

from comments import caching, limits
from comments.api import fields
from comments.api.views import PublicAPIView
from comments.models import Site
from comments.reading import trending

COUNTS_PARAMETERS = ("site", "thread")
TRENDING_PARAMETERS = ("site", "days", "limit")
DAYS = tuple(map(str, limits.TREND_DAYS))
MOST_THREADS = 100
LONGEST_LIST = 50
_CACHED = {"Cache-Control": caching.PUBLIC_CACHE}


class Counts(PublicAPIView):
    def get(self, request: Request) -> Response:
        """Of each thread asked for, those without comments among them."""
        query = request.query_params
        fields.refuse_unknown(query.keys(), COUNTS_PARAMETERS)
        site = fields.site_slug(query)
        keys = fields.thread_key_params(query, "thread", max_length=MOST_THREADS)
        return Response({"counts": trending.counts(site, keys)}, headers=_CACHED)


class Trending(PublicAPIView):
    def get(self, request: Request) -> Response:
        query = request.query_params
        fields.refuse_unknown(query.keys(), TRENDING_PARAMETERS)
        days = fields.choice_param(query, "days", DAYS, default=str(trending.DAYS))
        limit = fields.integer_param(query, "limit", min_value=1, max_value=LONGEST_LIST) or trending.LIMIT
        site = Site.objects.by_slug(fields.site_slug(query))
        found = trending.threads(site.slug, days=int(days), limit=limit)
        return Response({"results": [asdict(talked) for talked in found]}, headers=_CACHED)

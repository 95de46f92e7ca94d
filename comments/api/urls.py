"""The REST API, version 1: the public half, and below moderation/ the one for programs of moderators."""

from django.urls import include, path, re_path, register_converter

from comments.api import problems, views
from comments.api.moderation.host_threads import HostThread
from comments.api.reference import pages


class KeyConverter:
    """The key of a thread, as the rest of an address: any characters, slashes too."""

    regex = "(?s:.+)"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(KeyConverter, "key")

urlpatterns = [
    path("comments/", views.CommentList.as_view(), name="api-comments"),
    path("comments/preview/", views.CommentPreview.as_view(), name="api-preview"),
    path("comments/<int:comment_id>/", views.CommentDetail.as_view(), name="api-comment"),
    path(
        "comments/<int:comment_id>/recommendation/",
        views.CommentRecommendation.as_view(),
        name="api-recommendation",
    ),
    path("comments/<int:comment_id>/reports/", views.CommentReports.as_view(), name="api-reports"),
    path("counts/", views.CommentCounts.as_view(), name="api-counts"),
    path("trending/", views.TrendingList.as_view(), name="api-trending"),
    path("sites/<slug:site>/", views.SiteDetail.as_view(), name="api-site"),
    path("sites/<slug:site>/sign-in/", views.SignIn.as_view(), name="api-sign-in"),
    path("schema/", views.SchemaView.as_view(), name="api-schema"),
    path("docs/", pages.docs, name="api-docs"),
    path("problems/", pages.problems, name="api-problems"),
    path("problems/<slug:code>/", pages.problem, name="api-problem"),
    path("threads/<slug:site>/<key:key>", HostThread.as_view(), name="api-thread"),
    path("moderation/", include("comments.api.moderation.urls")),
    re_path("^", problems.not_found),
]

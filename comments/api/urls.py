"""The public REST API, version 1."""

from django.urls import path, re_path

from comments.api import problems, views

urlpatterns = [
    path("comments/", views.CommentList.as_view(), name="api-comments"),
    path("comments/<int:comment_id>/", views.CommentDetail.as_view(), name="api-comment"),
    path("sites/<slug:site>/", views.SiteDetail.as_view(), name="api-site"),
    re_path(r"^.*$", problems.not_found),
]

"""The part of the API with which programs moderate."""

from django.urls import path, re_path

from comments.api.moderation import base, views

urlpatterns = [
    path("", views.KeyDetail.as_view(), name="api-moderation"),
    re_path("^", base.not_found),
]

"""Which part of the project answers which path."""

from django.contrib import admin
from django.urls import include, path

from project import health

urlpatterns = [
    path("healthz", health.alive),
    path("readyz", health.ready),
    path("admin/", admin.site.urls),
    path("api/v1/", include("comments.api.urls")),
    path("threads/", include("comments.web.urls")),
    path("", include("project.newsroom.urls")),
]

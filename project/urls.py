"""Which part of the project answers which path."""

from django.contrib import admin
from django.urls import include, path
from django.utils.translation import gettext_lazy as _

from project import health

admin.site.site_header = admin.site.site_title = _("Comments")
# The list of comments needs the room.
admin.site.enable_nav_sidebar = False
admin.site.index_title = _("Moderation and settings")

urlpatterns = [
    path("healthz", health.alive),
    path("readyz", health.ready),
    path("admin/", admin.site.urls),
    path("api/v1/", include("comments.api.urls")),
    path("threads/", include("comments.web.urls")),
    path("", include("project.newsroom.urls")),
]

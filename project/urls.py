"""Which part of the project answers which path."""

from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path
from django.utils.translation import gettext_lazy as _
from django.views.generic import RedirectView

from project import errors, first_password

admin.site.site_header = admin.site.site_title = _("Comments")
# The list of comments needs the room.
admin.site.enable_nav_sidebar = False
admin.site.index_title = _("Moderation and settings")

urlpatterns: list[URLPattern | URLResolver] = [
    path("admin/second-factor/", include("project.second_factor.urls")),
    path("admin/password/of/<int:user_id>/", admin.site.admin_view(first_password.make), name="first_password_link"),
    path("admin/password/<uidb64>/<token>/", first_password.Choose.as_view(), name="first_password"),
    path("admin/", admin.site.urls),
    path("api/v1/", include("comments.api.urls")),
    path("threads/", include("comments.web.urls")),
    path("", include("comments.web.embed_urls")),
]
# Without the demo publication people who come to the address itself are those who moderate.
urlpatterns += [
    path("", include("project.newsroom.urls") if settings.DEMO else RedirectView.as_view(pattern_name="admin:index")),
]
handler500 = errors.failed

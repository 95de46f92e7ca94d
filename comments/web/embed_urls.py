"""Addresses of what pages elsewhere load, /embed.js and what belongs to it, and of what other programs follow."""

from django.urls import path, re_path

from comments.web import embed, feeds, oembed

# A language tag, such as de or de-AT.
_TAG = "(?P<tag>[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,3})"

urlpatterns = [
    path("embed.js", embed.latest, name="comments-embed"),
    re_path(r"^embed/(?P<version>[0-9a-f]{12})\.js$", embed.versioned, name="comments-embed-version"),
    re_path(r"^embed/(?P<version>[0-9a-f]{12})\.doing\.js$", embed.doing, name="comments-embed-doing"),
    re_path(r"^embed/(?P<version>[0-9a-f]{12})\.accounts\.js$", embed.accounts, name="comments-embed-accounts"),
    re_path(r"^embed/(?P<version>[0-9a-f]{12})\.css$", embed.styles, name="comments-embed-styles"),
    path("embed.json", embed.about, name="comments-embed-about"),
    re_path(rf"^embed/{_TAG}\.json$", embed.catalogue, name="comments-embed-sentences"),
    path("count.js", embed.counts, name="comments-count"),
    path("feeds/<slug:site>/", feeds.of_site, name="comments-feed"),
    path("feeds/<slug:site>/replies/", feeds.of_replies, name="comments-feed-replies"),
    path("oembed/", oembed.oembed, name="comments-oembed"),
]

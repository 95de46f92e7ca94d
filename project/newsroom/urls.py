"""Addresses of the publication. Only its own sections match, so that it never shadows a neighbour's path."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from project.newsroom import views
from project.newsroom.models import Section


class SectionConverter(StringConverter):
    regex = "|".join(Section.values)


register_converter(SectionConverter, "section")

app_name = "newsroom"
urlpatterns = [
    path("", views.front, name="front"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("<section:section>/", views.section_list, name="section"),
    path("<section:section>/<slug:slug>/", views.article_page, name="article"),
]

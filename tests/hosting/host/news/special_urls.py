"""More pages: each shows or sets something of one visitor's, or forgets the decorator."""

from articles.models import Article
from django.contrib import messages
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.vary import vary_on_cookie
from news.urls import urlpatterns as of_the_document

from comments.web.host_page import comment_page, takes_comments


@takes_comments
def page(request, name="plain"):
    if name == "messages":
        messages.info(request, "Welcome")
    article = Article.objects.get()
    response = comment_page(request, article.comments_subject(), "people/page.html", {"article": article, "name": name})
    if name == "cookie":
        response.set_cookie("seen", "1")
    return response


@csrf_exempt
def undecorated(request):
    article = Article.objects.get()
    return comment_page(request, article.comments_subject(), "people/page.html", {"article": article})


urlpatterns = [
    path("vary/", vary_on_cookie(page)),
    path("pages/<str:name>/", page),
    path("undecorated/", undecorated),
    *of_the_document,
]

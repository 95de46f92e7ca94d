"""The link by which a comment on a page of ours leads its moderators to the desk."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from comments.desk.visit import Visit, at_desk
from comments.errors import NotFound


@at_desk
def page_link(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The link to the card of comment 0, in which the page's script puts the id; for moderators of the site `of`.

    The page itself is the same for everybody: only the script of a browser that was at the desk asks for this.
    """
    if request.GET.get("of") not in {site.slug for site in visit.sites}:
        raise NotFound
    return render(request, "comments/desk/page_link.html")

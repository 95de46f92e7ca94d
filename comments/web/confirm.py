"""The page that the mail to an author leads to, on which they confirm that a comment and an address are theirs.

Programs follow the links in mails, before their reader and without them: to look changes nothing, and a POST does it.
It needs no session and no token of a form, since nobody can send it who does not hold the link.
"""

from http import HTTPStatus

from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from comments.mail.readers import link
from comments.reading import permalinks
from comments.text import markup
from comments.web import cache_control
from comments.web.thread_page import localized


@login_not_required
@csrf_exempt
@transaction.non_atomic_requests
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest) -> HttpResponse:
    """Show the comment that the mail was about, and ask, or take the answer."""
    token = request.GET.get("token", "")
    asked = link.press(token) if request.method == "POST" else link.look(token)
    if asked is None:
        with translation.override(translation.get_language_from_request(request)):
            response = render(request, "comments/mail_confirm.html", {}, status=HTTPStatus.NOT_FOUND)
    else:
        comment = asked.comment
        with localized(comment.thread.site, comment.mail_language):
            context = {
                "comment": comment, "is_done": asked.is_done, "text": markup.excerpt(comment.text, 500),
                "address": request.get_full_path(), "back": permalinks.of_comments(comment.thread)(comment.pk),
            }  # fmt: skip
            response = render(request, "comments/mail_confirm.html", context)
    cache_control.keep_private(response)
    return response

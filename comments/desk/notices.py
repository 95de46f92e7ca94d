"""Notices: each moderator's own page, on which they choose how often they are told that comments wait."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from comments.access.staff import email_of
from comments.desk import pages
from comments.desk.notices_form import NoticesForm
from comments.desk.visit import Visit, at_desk
from comments.moderation.notices import choosing
from comments.moderation.notices.choosing import NoticeChoice
from comments.net import emails


@at_desk
def notices(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The form; sent, it is kept for whoever sent it."""
    chosen = choosing.chosen_by(visit.by) or NoticeChoice(time_zone=timezone.get_current_timezone_name())
    form = NoticesForm(request.POST if request.method == "POST" else None, chosen, visit.sites)
    if request.method == "POST" and form.is_valid():
        choosing.choose(visit.by, form.choice, now=visit.now)
        messages.success(request, _("Saved."))
        return HttpResponseRedirect(reverse("admin:comments_desk_notices"))
    address = email_of(visit.by)
    context = {
        "title": _("Notices"), "elsewhere": "notices", "form": form,
        "address": address if emails.is_valid(address) else "",
    }  # fmt: skip
    status = 422 if form.errors else 200
    return pages.render_page(request, visit, "comments/desk/notices.html", context, status=status)

"""The author dialog as a page: ban, hold, trust, note; each form leads back with a message, and bans can be undone."""

import secrets
from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comments import limits
from comments.desk import batch_lines, batches, cards, pages
from comments.desk.author_choices import EFFECTS, FATES, HOLDS, TIMES, choices_for, order_of
from comments.desk.said import batch_undoable
from comments.desk.visit import Visit, at_desk
from comments.errors import Invalid, Message, Refused
from comments.models import Batch, Comment
from comments.moderation import handfuls, reasons
from comments.moderation.authors import banning, standing
from comments.moderation.authors.panel import panel_of
from comments.text.parsing import parse_id


@at_desk
def dialog(request: HttpRequest, visit: Visit, comment_id: int) -> HttpResponse:
    """What is known of an author and can be laid down; sent, the ban that was chosen."""
    comment = cards.find(comment_id, visit.access)
    if request.method != "POST":
        return _page(request, visit, comment, {})
    sent = request.POST.dict()
    try:
        batch = banning.ban(comment.pk, order_of(comment, sent, now=visit.now), by=visit.by, now=visit.now)
    except Refused as refusal:
        messages.warning(request, batches.said_of(refusal))
        return _page(request, visit, comment, sent, status=refusal.status)
    # The worker does the rest, if there is any.
    handfuls.carry_out(batch.pk, limit=limits.BATCH_AT_ONCE, now=visit.now)
    batch_undoable(request, _banned(batch), batch.pk)
    return HttpResponseRedirect(_address(visit, comment))


@at_desk
def hold(request: HttpRequest, visit: Visit, comment_id: int) -> HttpResponse:
    """Have what the author sends wait: for a while, or always."""

    def act(comment: Comment, sent: Mapping[str, str]) -> Message:
        label, lasts = HOLDS.get(sent.get("for", ""), ("", None))
        if not label:
            return ""
        banning.hold(comment.pk, by=visit.by, lasts=lasts, now=visit.now)
        return _("Comments from %(email)s wait for a moderator now.") % {"email": comment.email_canonical}

    return _acted(request, visit, comment_id, act)


@at_desk
def trust(request: HttpRequest, visit: Visit, comment_id: int) -> HttpResponse:
    """Trust the author, or no more."""

    def act(comment: Comment, sent: Mapping[str, str]) -> Message:
        if sent.get("trust") == "yes":
            standing.trust(comment.pk, by=visit.by, now=visit.now)
            return _("%(name)s is trusted now.") % {"name": comment.name}
        standing.distrust(comment.pk, by=visit.by)
        return _("%(name)s is not trusted any more.") % {"name": comment.name}

    return _acted(request, visit, comment_id, act)


@at_desk
def note(request: HttpRequest, visit: Visit, comment_id: int) -> HttpResponse:
    """Write a note about the author, or delete one's own."""

    def act(comment: Comment, sent: Mapping[str, str]) -> Message:
        if "delete" in sent:
            standing.delete_note(parse_id(sent["delete"]) or 0, by=visit.by)
            return _("The note is deleted.")
        standing.add_note(comment.pk, sent.get("text", ""), by=visit.by, now=visit.now)
        return _("The note is saved. Colleagues see it on each card of this author.")

    return _acted(request, visit, comment_id, act)


Act = Callable[[Comment, Mapping[str, str]], Message]


def _acted(request: HttpRequest, visit: Visit, comment_id: int, act: Act) -> HttpResponse:
    """Do what a form asks for, and lead back; asked for without one, or refused, back as well."""
    comment = cards.find(comment_id, visit.access)
    if request.method == "POST":
        try:
            if said := act(comment, request.POST.dict()):
                messages.success(request, said)
        except Refused as refusal:
            messages.warning(request, batches.said_of(refusal))
            if isinstance(refusal, Invalid) and request.POST.get("text"):
                return _page(request, visit, comment, request.POST.dict(), status=refusal.status)
    return HttpResponseRedirect(pages.following(request, _address(visit, comment)))


def _page(
    request: HttpRequest, visit: Visit, comment: Comment, sent: Mapping[str, str], *, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {
        "title": _("Author of comment %(id)d") % {"id": comment.pk},
        "comment": comment,
        "panel": panel_of(comment, by=visit.by, now=visit.now),
        "choices": choices_for(comment, sent, by=visit.by, now=visit.now),
        "effects": EFFECTS, "times": TIMES, "holds": HOLDS, "fates": FATES,
        "reasons": reasons.list_for(comment.site),
        "laid": [batch_lines.line_of(visit, batch) for batch in banning.latest(comment, by=visit.by)],
        "address": _address(visit, comment),
        "sent": sent, "key": secrets.token_hex(8),
        "card_address": pages.address_of(visit, comment.pk),
    }  # fmt: skip
    return pages.render_page(request, visit, "comments/desk/author.html", context, status=status)


def _banned(batch: Batch) -> str:
    words = {"ban": batch.ban, "n": batch.size}
    if not batch.size:
        return _("Banned. %(ban)s") % words
    return ngettext(
        "Banned. %(ban)s, with %(n)d comment.", "Banned. %(ban)s, with %(n)d comments.", batch.size
    ) % words  # fmt: skip


def _address(visit: Visit, comment: Comment) -> str:
    return reverse("admin:comments_desk_author", args=[comment.pk]) + visit.place.query()

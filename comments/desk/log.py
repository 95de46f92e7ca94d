"""What was done on the sites that a chief moderator leads, besides decisions on single comments."""

from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from comments.access import audit
from comments.desk import pages
from comments.desk.visit import Visit, at_desk
from comments.models import AuditVerb
from comments.text.parsing import parse_id


@at_desk
def log(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The newest lines first, narrowed by person, kind and words; the address says all of it."""
    if not visit.access.is_chief:
        raise PermissionDenied
    asked = {name: request.GET.get(name, "").replace("\x00", "")[:100].strip() for name in ("person", "verb", "text")}
    before = parse_id(request.GET.get("before", ""))
    entries = audit.find(visit.access, **asked, site_id=visit.site_id, before=before, limit=audit.PAGE + 1)
    shown = entries[: audit.PAGE]
    older = {**visit.place.fields(), **{name: value for name, value in asked.items() if value}}
    context = {
        "title": _("Log"), "elsewhere": "log", "entries": shown, "asked": asked, "verbs": AuditVerb.choices,
        "older": f"?{urlencode({**older, 'before': shown[-1].pk})}" if len(entries) > audit.PAGE else "",
    }  # fmt: skip
    return pages.render_page(request, visit, "comments/desk/log.html", context)

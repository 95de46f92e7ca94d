"""Two questions of probes: does the process answer, and can it do its work?"""

import logging

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from comments.screening import oldest_due_seconds

log = logging.getLogger(__name__)

# Comments are screened within seconds of falling due; after a minute nobody is doing it.
LONGEST_OVERDUE = 60.0


@never_cache
@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """Answer 503 while the database does not, or while nobody screens what fell due."""
    try:
        overdue = oldest_due_seconds()
    except DatabaseError as error:
        log.warning("Not ready: the database does not answer (%s)", type(error).__name__)
        return JsonResponse({"ready": False, "database": False}, status=503)
    good = overdue <= LONGEST_OVERDUE
    answer = {"ready": good, "database": True, "oldest_due_seconds": round(overdue, 1)}
    return JsonResponse(answer, status=200 if good else 503)

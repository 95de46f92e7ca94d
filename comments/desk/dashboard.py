"""The dashboard: what came, what became of it and how fast, today and in the last 30 days, and how the checks did."""

from collections.abc import Sequence
from datetime import UTC
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from comments.counters import dashboard as counted
from comments.counters.dashboard import CheckRecord, Dashboard
from comments.desk import charts, pages
from comments.desk.charts import Chart
from comments.desk.durations import lasting
from comments.desk.visit import Visit, at_desk
from comments.errors import Message
from comments.screening.registry import LABELS

_PARTS = ("chart-good", "chart-bad", "chart-open")


@at_desk
def dashboard(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Of the site that one looks at, or of all one's sites together."""
    found = counted.read(visit.access, site_id=visit.site_id, today=visit.now.astimezone(UTC).date())
    context: dict[str, Any] = {
        "title": _("Dashboard"), "elsewhere": "dashboard", "numbers": _numbers(found), "charts": _charts(found),
        "checks": [_row(check) for check in found.checks], "of_checks": _of_checks(found.checks),
        "is_empty": not any((found.whole.received, found.checks, found.whole.published, found.whole.spam)),
    }  # fmt: skip
    return pages.render_page(request, visit, "comments/desk/dashboard.html", context)


def _numbers(found: Dashboard) -> list[tuple[str, list[str]]]:
    """What is counted: today, and in all days."""
    both = (found.today, found.whole)
    counts: list[tuple[str, list[int]]] = [
        (_("Received"), [span.received for span in both]),
        (_("Published"), [span.published for span in both]),
        (_("Held for a person"), [span.held for span in both]),
        (_("Rejected"), [span.rejected for span in both]),
        (_("Spam"), [span.spam for span in both]),
    ]
    waits = [
        (_("Time to a decision, median"), [span.median for span in both]),
        (_("95 of 100 decided within"), [span.late for span in both]),
    ]
    shown = [(label, [charts.grouped(number) for number in numbers]) for label, numbers in counts]
    return shown + [(label, [lasting(each) if each else "–" for each in times]) for label, times in waits]


def _charts(found: Dashboard) -> list[Chart]:
    days = found.days
    return [
        charts.of_counts("received", _("Received"), [(day, span.received) for day, span in days]),
        charts.of_counts("published", _("Published"), [(day, span.published) for day, span in days]),
        charts.of_counts("held", _("Held for a person"), [(day, span.held) for day, span in days]),
        charts.of_counts("rejected", _("Rejected"), [(day, span.rejected) for day, span in days]),
        charts.of_counts("spam", _("Spam"), [(day, span.spam) for day, span in days]),
        charts.of_waits("waits", _("Time to a decision"), [(day, span.median, span.late) for day, span in days]),
    ]


def _of_checks(checks: Sequence[CheckRecord]) -> Chart:
    rows = [(str(_label(check)), (check.agreed, check.disagreed, check.undecided)) for check in checks]
    return charts.of_parts("checks", _("What each check objected to"), _PARTS, rows)


def _row(check: CheckRecord) -> tuple[Message, list[str]]:
    return _label(check), [charts.grouped(number) for number in (check.objected, check.agreed, check.disagreed)]


def _label(check: CheckRecord) -> Message:
    return LABELS.get(check.name, check.name)

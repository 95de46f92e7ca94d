"""The dashboard: what came, what became of it and how fast; how the checks did, and how much each moderator."""

from collections.abc import Sequence
from datetime import UTC, date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comments.access.staff import display_name
from comments.counters import dashboard as counted
from comments.counters import moderators
from comments.counters.dashboard import CheckRecord, Dashboard
from comments.desk import charts, pages
from comments.desk.charts import Chart, Row, Table
from comments.desk.durations import lasting
from comments.desk.visit import Visit, at_desk
from comments.errors import Message
from comments.models import Action
from comments.screening.registry import LABELS

# What moderators decided, in columns; the last one is all the rest.
_DECIDED: list[tuple[Message, list[str]]] = [
    (gettext_lazy("Approved"), [Action.APPROVE]),
    (gettext_lazy("Rejected"), [Action.REJECT, Action.ERASE]),
    (gettext_lazy("Spam"), [Action.SPAM]),
    (gettext_lazy("Left published"), [Action.CONFIRM, Action.IGNORE]),
    (gettext_lazy("With many at once"), [moderators.MANY]),
    (gettext_lazy("Other"), []),
]
_PARTS = ("chart-good", "chart-bad", "chart-open")


@at_desk
def dashboard(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Of the site that one looks at, or of all one's sites together."""
    today = visit.now.astimezone(UTC).date()
    found = counted.read(visit.access, site_id=visit.site_id, today=today)
    context: dict[str, Any] = {
        "title": _("Dashboard"), "elsewhere": "dashboard", "numbers": _numbers(found), "charts": _charts(found),
        "checks": _checks(found.checks), "of_checks": _of_checks(found.checks), "samples": _samples(found),
        "moderators": _moderators(visit, found.days[0][0], today),
        "is_empty": not any((found.whole.received, found.checks, found.whole.published, found.whole.spam)),
    }  # fmt: skip
    return pages.render_page(request, visit, "comments/desk/dashboard.html", context)


def _numbers(found: Dashboard) -> Table:
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
    rows: list[Row] = [(label, [charts.grouped(number) for number in numbers]) for label, numbers in counts]
    rows += [(label, [lasting(each) if each else "–" for each in times]) for label, times in waits]
    return Table(["", _("Today"), _("Last 30 days")], rows)


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
    rows = [
        (f"{_label(check)}: {charts.grouped(check.objected)}", (check.agreed, check.disagreed, check.undecided))
        for check in checks
    ]
    return charts.of_parts("checks", _("What each check objected to"), _PARTS, rows)


def _checks(checks: Sequence[CheckRecord]) -> Table:
    head = [_("Check"), _("Objected"), _("Agreed"), _("Disagreed"), _("Agreement"), _("Spam of the sample, right")]
    return Table(head, [_row(check) for check in checks])


def _row(check: CheckRecord) -> Row:
    numbers = [charts.grouped(number) for number in (check.objected, check.agreed, check.disagreed)]
    decided = check.agreed + check.disagreed
    share = _("%(percent)d %%") % {"percent": round(100 * check.agreed / decided)} if decided else "–"
    of_sample = _("%(right)d of %(n)d") % {"right": check.sample.right, "n": check.sample.looked_at}
    return _label(check), [*numbers, share, of_sample if check.sample.looked_at else "–"]


def _samples(found: Dashboard) -> Table:
    """Of what the checks decided alone, how many were looked at, how many were right, and within which bounds."""
    both = [(_("Marked as spam"), found.spam_sample), (_("Published"), found.published_sample)]
    rows: list[Row] = []
    for label, sample in both:
        low, high = (round(100 * bound) for bound in sample.bounds)
        bounds = _("%(low)d to %(high)d %%") % {"low": low, "high": high} if sample.looked_at else "–"
        rows.append((label, [charts.grouped(sample.looked_at), charts.grouped(sample.right), bounds]))
    head = [_("Decided by the checks alone"), _("Looked at"), _("Right"), _("Right with 95 % certainty")]
    return Table(head, rows)


def _moderators(visit: Visit, first: date, last: date) -> Table:
    """Who decided how much, where that is counted and the visitor is chief: in the order of _DECIDED."""
    records = moderators.read(visit.access, site_id=visit.site_id, first=first, last=last)
    rows: list[Row] = []
    for record in records:
        named = [sum(record.numbers[name] for name in names) for _label, names in _DECIDED[:-1]]
        rest = record.numbers.total() - sum(named)
        rows.append((display_name(record.by), [charts.grouped(number) for number in (*named, rest)]))
    return Table([_("Moderator"), *(label for label, _names in _DECIDED)], rows)


def _label(check: CheckRecord) -> Message:
    return LABELS.get(check.name, check.name)

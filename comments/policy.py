"""What becomes of a comment, given what the checks found. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from comments.spam import Finding, Verdict
from comments.statuses import Status

_GRAVEST_FIRST = (
    (Verdict.SPAM, Status.SPAM),
    (Verdict.REJECT, Status.REJECTED),
    (Verdict.HOLD, Status.PENDING),
)


@dataclass(frozen=True)
class Outcome:
    """`told` is what the author may hear of the reason."""

    status: Status
    reason: str
    told: str = ""


def decide(findings: Sequence[Finding]) -> Outcome:
    """The gravest verdict wins; a comment is published only if every check ran and is clear."""
    for verdict, status in _GRAVEST_FIRST:
        if objections := [finding.judgement for finding in findings if finding.judgement.verdict == verdict]:
            reasons = " ".join(judgement.reason for judgement in objections)
            told = next((judgement.told for judgement in objections if judgement.told), "")
            return Outcome(status, reasons, told)
    if not findings:
        return Outcome(Status.PENDING, _("No check has looked at it."))
    return Outcome(Status.APPROVED, _("Every check is clear."))

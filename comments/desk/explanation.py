"""How a comment explains itself: why it is where it is, what each check said, what its author sees."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comments.errors import Message
from comments.models import Action, Actor, Comment, Decision, Finding
from comments.reading import author_view
from comments.screening.registry import LABELS
from comments.screening.vocabulary import Verdict
from comments.statuses import Status


@dataclass(frozen=True)
class VerdictBadge:
    """A verdict as moderators see it: the style is a colour, the icon and the word say the same without one."""

    style: str
    icon: str
    word: Message


@dataclass(frozen=True)
class CheckLine:
    """What one check said of a text; `percent` is how suspicious that makes it."""

    check: Message
    code: str
    mark: VerdictBadge
    reason: str
    percent: int
    milliseconds: float


@dataclass(frozen=True)
class Explanation:
    """`why` is None until somebody or something decided. `earlier` is what was said of texts before an edit."""

    heading: Message
    why: Decision | None
    percent: int
    author_sees: str
    said: Sequence[CheckLine]
    earlier: Mapping[int, Sequence[CheckLine]]
    decisions: Sequence[Decision]


BADGES: dict[str, VerdictBadge] = {
    Verdict.ABSTAIN: VerdictBadge("abstain", "–", gettext_lazy("No opinion")),
    Verdict.CLEAR: VerdictBadge("clear", "✓", gettext_lazy("No objection")),
    Verdict.NOTE: VerdictBadge("note", "i", gettext_lazy("For information")),
    Verdict.HOLD: VerdictBadge("hold", "!", gettext_lazy("Should wait")),
    Verdict.REJECT: VerdictBadge("reject", "✕", gettext_lazy("Should be rejected")),
    Verdict.SPAM: VerdictBadge("spam", "✕", gettext_lazy("Is spam")),
}
_HEADINGS: dict[str, Message] = {
    Status.PENDING: gettext_lazy("Why it waits"),
    Status.APPROVED: gettext_lazy("Why it is published"),
    Status.REJECTED: gettext_lazy("Why it was rejected"),
    Status.SPAM: gettext_lazy("Why it is spam"),
}
_GRAVITY: dict[str, int] = {Verdict.SPAM: 0, Verdict.REJECT: 1, Verdict.HOLD: 2, Verdict.NOTE: 3}
_NO_OBJECTION = (Verdict.CLEAR, Verdict.ABSTAIN)


def explanation_of(comment: Comment) -> Explanation:
    decisions = list(comment.decisions.select_related("by"))
    by_text: dict[int, list[CheckLine]] = defaultdict(list)
    for finding in sorted(comment.findings.all(), key=lambda finding: -finding.text_version):
        by_text[finding.text_version].append(_said(finding))
    return Explanation(
        heading=_HEADINGS.get(comment.status, _("Why it is gone")),
        why=_why(comment, decisions),
        percent=round(comment.suspicion * 100),
        author_sees=_author_sees(comment),
        said=by_text.pop(comment.text_version, []),
        earlier=dict(by_text),
        decisions=decisions,
    )


def objections(comment: Comment) -> list[CheckLine]:
    """What was not simply fine in the text as it is now, the gravest first."""
    found = [
        finding
        for finding in comment.findings.all()
        if finding.text_version == comment.text_version and finding.verdict not in _NO_OBJECTION
    ]
    return [_said(finding) for finding in sorted(found, key=lambda one: (_GRAVITY.get(one.verdict, 9), -one.score))]


def _said(finding: Finding) -> CheckLine:
    return CheckLine(
        check=LABELS.get(finding.check_name, finding.check_name),
        code=finding.code,
        mark=BADGES.get(finding.verdict, VerdictBadge("abstain", "?", finding.verdict)),
        reason=finding.reason,
        percent=round(finding.score * 100),
        milliseconds=finding.milliseconds,
    )


def _why(comment: Comment, decisions: Sequence[Decision]) -> Decision | None:
    """The decision that brought it where it is, unless that was its birth; taking others back is none."""
    to_here = [one for one in decisions if one.to_status == comment.status and _is_reason(one)]
    return to_here[-1] if to_here and to_here[-1].actor != Actor.VISITOR else None


def _is_reason(decision: Decision) -> bool:
    is_move = decision.from_status != decision.to_status or decision.actor != Actor.MODERATOR
    return is_move and decision.action != Action.UNDO


def _author_sees(comment: Comment) -> str:
    """In the language in which they are told."""
    with translation.override(comment.thread.site.spoken_language):
        told = author_view.reason_for_author(comment)
    if comment.status == Status.SPAM:
        return _("A waiting comment. %(told)s") % {"told": told}
    return told or (_("The published comment.") if comment.status == Status.APPROVED else "")

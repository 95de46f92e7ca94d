"""What a card shows of one comment: the text before the buttons, why it waits, and what is known now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy

from comments.access.membership import Access
from comments.access.staff import Moderator, display_name
from comments.db.rows import find_one
from comments.desk.explanation import CheckLine, objections
from comments.desk.typed import MarkedText, matched_entries, sentences_on, sentences_on_unseen
from comments.desk.visit import Visit
from comments.errors import Message, NotFound
from comments.models import Comment, Decision, ReviewLease, SetAside
from comments.moderation import decisions, open_reports, sentences
from comments.moderation.open_reports import ReportFacts
from comments.reading import permalinks
from comments.statuses import Status

OBJECTIONS_SHOWN = 3
PARENT_SHOWN, PARENT_LINES = 320, 4
_BESIDE = (
    "thread", "site", "parent", "cluster", "set_aside__by", "set_aside__for_whom", "review_lease__by", "review_sample",
)  # fmt: skip


@dataclass(frozen=True)
class CardAction:
    """Something to do with the comment: its name in the form, what the button says, and the key that presses it."""

    name: str
    label: Message
    key: str = ""


@dataclass(frozen=True)
class FilterOpinion:
    """What the site's filter says now: how much it is like spam, in percent, and which words weighed most."""

    percent: int
    words: str


@dataclass(frozen=True)
class Card:
    """`said` is what the checks object to, the first of them; `more` counts the others."""

    comment: Comment
    by: Moderator
    now: datetime
    name: MarkedText
    text: MarkedText
    parent: MarkedText | None
    said: Sequence[CheckLine]
    more: int
    opinion: FilterOpinion | None
    decided: str
    decided_reason: str
    reports: ReportFacts | None
    actions: Sequence[CardAction]
    others: Sequence[CardAction]
    can_reject: bool
    can_answer: bool
    can_set_aside: bool
    permalink: str

    @property
    def colleague(self) -> str:
        """Who has it open for something that takes time; "" for nobody."""
        lease: ReviewLease | None = getattr(self.comment, "review_lease", None)
        if lease is None or lease.until <= self.now or lease.by_id == self.by.pk:
            return ""
        return display_name(lease.by)

    @property
    def aside(self) -> SetAside | None:
        """What it was set aside with, if it is."""
        return getattr(self.comment, "set_aside", None)

    @property
    def aside_said(self) -> str:
        return sentences.set_aside(self.aside) if self.aside else ""

    @property
    def erased_said(self) -> str:
        at = self.comment.erase_at
        return sentences.to_be_erased(at) if at else ""

    @property
    def foreign(self) -> list[str]:
        """Sentences on letters of another alphabet and on unseen characters in the name and in the text."""
        return [
            *sentences_on([*self.name.foreign, *self.text.foreign]),
            *sentences_on_unseen([*self.name.unseen, *self.text.unseen]),
        ]


MAIN = (
    CardAction("approve", gettext_lazy("Approve"), "a"),
    CardAction("confirm", gettext_lazy("Leave it published"), "a"),
    CardAction("reject", gettext_lazy("Reject"), "d"),
    CardAction("spam", gettext_lazy("Spam"), "s"),
)
OTHERS = (
    CardAction("back", gettext_lazy("Take back into the queue"), "m"),
    CardAction("review", gettext_lazy("Put under review again")),
    CardAction("ignore", gettext_lazy("Ignore reports until it is edited")),
    CardAction("pick", gettext_lazy("Pick for readers")),
    CardAction("unpick", gettext_lazy("Pick no more")),
    CardAction("pin", gettext_lazy("Pin to the top")),
    CardAction("unpin", gettext_lazy("Pin no more")),
    CardAction("erase", gettext_lazy("Delete for ever")),
)


def find(comment_id: int, access: Access) -> Comment:
    """The comment with all that a card needs, in two queries; raises NotFound, also where it is not theirs to see."""
    found = access.filter(Comment.objects.select_related(*_BESIDE).prefetch_related("findings"))
    comment = find_one(found.filter(pk=comment_id))
    if comment is None:
        raise NotFound
    comment.thread.site = comment.site
    return comment


def card_of(comment: Comment, visit: Visit) -> Card:
    decision = _decision_on(comment)
    said, entries = objections(comment), matched_entries(comment.findings.all())
    possible, needs_reason = decisions.possible_actions(comment, visit.by), comment.site.reasons_required
    return Card(
        comment=comment,
        by=visit.by,
        now=visit.now,
        name=MarkedText.read(comment.name, entries),
        text=MarkedText.read(comment.text, entries),
        parent=MarkedText.read(comment.parent.text, most=PARENT_SHOWN, max_lines=PARENT_LINES)
        if comment.parent
        else None,
        said=said[:OBJECTIONS_SHOWN],
        more=max(0, len(said) - OBJECTIONS_SHOWN),
        opinion=opinion_on(comment, visit),
        decided=sentences.what_happened(decision, now=visit.now) if decision else "",
        decided_reason=decision.reason if decision else "",
        reports=open_reports.facts([comment]).get(comment.pk),
        actions=[one for one in MAIN if one.name in possible and not (one.name == "reject" and needs_reason)],
        others=[action for action in OTHERS if action.name in possible],
        can_reject="reject" in possible,
        can_answer=comment.status not in (Status.WITHDRAWN, Status.DELETED),
        can_set_aside="aside" in possible,
        permalink=permalinks.of_comments(comment.thread)(comment.pk),
    )


def _decision_on(comment: Comment) -> Decision | None:
    """The last decision on a comment that does not wait any more."""
    return None if comment.status == Status.PENDING else comment.decisions.select_related("by").last()


def opinion_on(comment: Comment, visit: Visit) -> FilterOpinion | None:
    """None where the site's filter has seen too little, and of what is gone."""
    if comment.status in (Status.DELETED, Status.WITHDRAWN):
        return None
    learned = visit.filter_of(comment.site)
    if learned is None or learned.abstains:
        return None
    score = learned.judge(comment.text, name=comment.name, url=comment.url)
    return FilterOpinion(round(score.probability * 100), ", ".join(score.reasons))

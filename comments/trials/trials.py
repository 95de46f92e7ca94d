"""Trials of rules: begun by a moderator, carried out by workers a handful at a time, stopped, and found again.

A row is due as long as something is left. Who works on it moves `due` on, for as long as a lease, and writes what a
handful came to with how far it is in one transaction; so no comment is counted twice.
"""

import logging
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import accumulate

from django.db import Error as DatabaseError
from django.db.models import Count, Max, Min, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from comments import doorbell, limits
from comments.access.membership import Access, require_moderator
from comments.access.staff import Moderator
from comments.classifier import model, storage
from comments.classifier.thresholds import Thresholds
from comments.db.transactions import cause, writing
from comments.errors import FieldError, Invalid, NotFound
from comments.models import Comment, RuleTrial, Site, TrialHit
from comments.trials import judging, rules
from comments.trials.judging import Change, Judged
from comments.trials.rules import TriedRule

log = logging.getLogger(__name__)

DAYS = 30
HANDFUL = 250  # comments: about a tenth of a second
CHARACTERS = 400_000  # of their texts
LEASE = timedelta(seconds=limits.LEASE_SECONDS)
_TO_MEASURE = Q(total__isnull=True, rule__settings__has_any_keys=["hold_budget", "spam_budget"])
# Of the comments about which the same changes, so many are kept to be looked at.
KEPT = 100
# So many trials of one site, or of all, are carried out at a time.
MOST = 3
_COLUMNS = (
    "site", "text", "text_version", "html", "name", "email", "url", "address", "user_agent", "parent", "staff",
    "rechecks", "created_at", "signals", "status",
)  # fmt: skip


def start(rule: TriedRule, *, by: Moderator, site_id: int | None, now: datetime | None = None) -> RuleTrial:
    """Have a rule tried on a site, or with None on all of them. The same again, while it runs, is the one that runs.

    Raises NotAllowed, NotFound, and Invalid: for a rule that the forms of settings would not take, one that changes
    nothing, or while MOST others run.
    """
    now = now or timezone.now()
    require_moderator(by, site_id)
    rules.require_valid(rule)
    with writing():
        site = Site.objects.select_for_update(no_key=True).filter(pk=site_id).first() if site_id else None
        if site_id and site is None:
            raise NotFound
        changed = rules.changed(rule, site)
        if changed.is_empty:
            raise Invalid([FieldError("rule", "same", _("This is how it is already. Change something, then try it."))])
        running = list(RuleTrial.objects.filter(site=site, due__isnull=False).order_by("pk"))
        if same := [trial for trial in running if TriedRule.from_json(trial.rule) == changed]:
            return same[0]
        if len(running) >= MOST:
            message = _("%(n)d rules are being tried already. Wait until one is finished, or stop one.")
            raise Invalid([FieldError("rule", "too-many", message % {"n": MOST})])
        trial = RuleTrial.objects.create(
            site=site, by=by, rule=changed.to_json(), replaced=rules.replaced(changed, site), created_at=now,
            since=now - timedelta(days=DAYS), due=now,
        )  # fmt: skip
        doorbell.trials.ring_after_commit(trial.pk)
    return trial


def stop(trial_id: int, *, by: Moderator, now: datetime | None = None) -> None:
    """End a trial; what it has found stays. Raises NotFound, also for a trial of sites that are not theirs."""
    trial = find(trial_id, by=by)
    RuleTrial.objects.filter(pk=trial.pk, due__isnull=False).update(due=None, stopped_at=now or timezone.now())


def find(trial_id: int, *, by: Moderator) -> RuleTrial:
    """A trial of a site that somebody moderates; raises NotFound."""
    trial = RuleTrial.objects.select_related("site", "by").filter(pk=trial_id).first()
    if trial is None:
        raise NotFound
    require_moderator(by, trial.site_id)
    return trial


def latest(access: Access, *, limit: int = 20) -> list[RuleTrial]:
    """The latest trials of the sites that somebody moderates."""
    rows = access.filter(RuleTrial.objects.select_related("site", "by"), with_shared=access.may_moderate(None))
    return list(rows.order_by("-pk")[:limit])


def carry_out_next(*, now: datetime | None = None) -> bool:
    """Look at a handful for the trial that has been due longest; True while something is left of any."""
    now = now or timezone.now()
    due = _due(now)[:2]
    is_left = bool(due) and carry_out(due[0], now=now)
    return is_left or len(due) > 1


def carry_out_overdue() -> None:
    """Look at a handful, here and now, for trials that have been due so long that no message can be on its way."""
    try:
        for trial_id in _due(timezone.now() - timedelta(seconds=limits.DUE_AFTER_POST_SECONDS)):
            carry_out(trial_id)
    except DatabaseError as error:
        log.warning("overdue trials could not be read: %s", cause(error))


def measure_in_background() -> None:
    """Begin trials that need the learned filter measured, which may take seconds: in a thread beside the pool."""
    try:
        for trial_id in _due(timezone.now(), of=_TO_MEASURE):
            if carry_out(trial_id):
                doorbell.queue_trials()
    except DatabaseError as error:
        log.warning("trials to measure the filter for could not be read: %s", cause(error))


def carry_out(trial_id: int, *, limit: int = HANDFUL, now: datetime | None = None) -> bool:
    """Look at the next `limit` comments for a trial; True while something is left. Safe to run twice, and at once."""
    now = now or timezone.now()
    mine = RuleTrial.objects.filter(pk=trial_id, due=now + LEASE)
    with writing():
        if not RuleTrial.objects.filter(pk=trial_id, due__lte=now).update(due=now + LEASE):
            return False
    trial = RuleTrial.objects.select_related("site").get(pk=trial_id)
    try:
        if trial.total is None:
            return bool(_begin(trial, mine, now))
        fetched = list(_ahead(trial)[:limit])
        comments = _not_too_long(fetched)
        judged = _judge(trial, comments, now)
    except DatabaseError:
        raise
    except Exception:  # what cannot be tried must not be begun again for ever
        log.exception("trial %d failed", trial_id)
        mine.update(due=None, failed_at=now)
        return False
    is_left = len(fetched) == limit or len(comments) < len(fetched)
    with writing():
        if locked := mine.select_for_update(no_key=True).first():
            _store(locked, comments, judged, now if is_left else None, now)
    return locked is not None and is_left


def _due(now: datetime, *, of: Q = ~_TO_MEASURE) -> list[int]:
    return list(RuleTrial.objects.filter(of, due__lte=now).order_by("due").values_list("pk", flat=True)[:10])


def _not_too_long(comments: Sequence[Comment]) -> Sequence[Comment]:
    """As many as have CHARACTERS together, at least one: a task is ended when it takes too long."""
    whole = list(accumulate(len(comment.text) for comment in comments))
    return comments[: max(1, bisect_right(whole, CHARACTERS))]


def _begin(trial: RuleTrial, mine: QuerySet[RuleTrial], now: datetime) -> int:
    """Count what there is to be looked at, and measure what the learned filter would hold with the budgets tried."""
    came = Comment.objects.filter(created_at__gte=trial.since, created_at__lt=trial.created_at)
    mine_alone = came.filter(site=trial.site_id) if trial.site_id else came
    ends = mine_alone.aggregate(first=Min("pk"), last=Max("pk"), total=Count("pk"))
    measured = _measured(trial)
    with writing():
        return mine.update(
            total=ends["total"], reached=(ends["first"] or 1) - 1, last_id=ends["last"] or 0, due=now,
            thresholds=[measured.hold, measured.spam] if measured else None,
        )  # fmt: skip


def _measured(trial: RuleTrial) -> Thresholds | None:
    budgets = {name: value for name, value in trial.rule["settings"].items() if name.endswith("_budget")}
    if trial.site is None or not budgets:
        return None
    whole = {"hold_budget": trial.site.hold_budget, "spam_budget": trial.site.spam_budget, **budgets}
    return model.train(storage.training_examples(trial.site), **whole).thresholds


def _ahead(trial: RuleTrial) -> QuerySet[Comment]:
    """A range of the primary key; what came before `since` with a higher number, as imports do, is left out later."""
    rows = Comment.objects.filter(pk__gt=trial.reached, pk__lte=trial.last_id).order_by("pk").only(*_COLUMNS)
    return rows.filter(site=trial.site_id) if trial.site_id else rows


def _judge(trial: RuleTrial, comments: Sequence[Comment], now: datetime) -> Judged:
    meant = [comment for comment in comments if trial.since <= comment.created_at < trial.created_at]
    thresholds = Thresholds(*trial.thresholds) if trial.thresholds else None
    rule = TriedRule.from_json(trial.rule)
    return judging.judge(meant, rule, is_of_all=trial.site_id is None, thresholds=thresholds, now=now)


def _store(trial: RuleTrial, comments: Sequence[Comment], judged: Judged, due: datetime | None, now: datetime) -> None:
    meant = [comment for comment in comments if trial.since <= comment.created_at < trial.created_at]
    counts: Counter[str] = Counter(trial.counts)
    kept = [_hit(trial, change) for change in judged.changes if _takes(counts, change)]
    TrialHit.objects.bulk_create(kept)
    trial.counts = dict(counts)
    trial.looked_at += len(meant)
    trial.passed_over += judged.passed_over
    trial.without_address += sum(not comment.address for comment in meant)
    trial.reached = comments[-1].pk if comments else trial.reached
    trial.due, trial.finished_at = due, None if due else now
    trial.save(
        update_fields=[
            "counts", "looked_at", "passed_over", "without_address", "reached", "due", "finished_at"
        ]
    )  # fmt: skip


def _takes(counts: Counter[str], change: Change) -> bool:
    """Count a change; whether its comment is one of those that are kept."""
    key = f"{change.was} {change.becomes} {change.comment.status}"
    counts[key] += 1
    return counts[key] <= KEPT


def _hit(trial: RuleTrial, change: Change) -> TrialHit:
    return TrialHit(trial=trial, comment_id=change.comment.pk, was=change.was, becomes=change.becomes)

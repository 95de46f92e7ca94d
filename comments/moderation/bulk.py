"""Decisions on a whole cluster, and taking them back: noted at once, carried out by workers.

People win: what somebody decided by themselves is left as it is. The place that each comment has in its cluster says
whether a decision covers it, so that "all 412" are those 412, whatever joins meanwhile.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from comments import doorbell, limits
from comments.access.membership import require_moderator
from comments.access.staff import Moderator
from comments.db.transactions import writing
from comments.errors import IllegalMove, NotFound, Stale
from comments.models import Actor, CheckSetting, Cluster, ClusterDecision, Comment, Decision
from comments.moderation import cluster_log, decisions, reasons, transitions
from comments.moderation.handfuls import LEASE, Handfuls, on_its_own
from comments.moderation.transitions import Transition
from comments.similarity.copies import ACTIONS
from comments.statuses import Status

# For so long new copies follow a decision, if its moderator wishes.
STANDS = timedelta(hours=24)
# The check by which new copies follow a decision.
_DUPLICATES_CHECK = "repeats"
_TWICE = timedelta(seconds=limits.REPLAY_SECONDS)


@dataclass(frozen=True)
class Reach:
    """How many comments of a cluster each action would move now, by action, and how many the checks have published."""

    moved: dict[str, int]
    published: int


@dataclass(frozen=True)
class ClusterProgress:
    """How far a decision is: `done` of `total` comments looked at, or put back if undone; it moved `moved`."""

    done: int
    total: int
    moved: int


def decide(
    cluster_id: int,
    action: str,
    by: Moderator,
    *,
    stands: bool = False,
    with_published: bool = False,
    covers: int | None = None,
    seen: int | None = None,
    reason: str = "",
    now: datetime | None = None,
) -> ClusterDecision:
    """Decide on the first `covers` comments of a cluster, else on all.

    Raises NotFound, NotAllowed, IllegalMove, Stale, and ReasonNeeded where the site wants one for a rejection. Stale
    means: `seen` is not what `version_of` says any more, or an earlier decision is still under way, so none mix.
    What the checks have published is left alone unless `with_published`: it may be what the others were copied from.
    With `stands` copies that join within a day follow, if the site has the check that sees to it. An approval never
    stands: what is alike may bear another link. The same twice in a minute is one.
    """
    now = now or timezone.now()
    if action not in ACTIONS:
        raise IllegalMove
    with writing():
        cluster = Cluster.objects.select_for_update().filter(pk=cluster_id).first()
        if cluster is None:
            raise NotFound
        require_moderator(by, cluster.site_id)
        decision = ClusterDecision(
            cluster=cluster, action=action, by=by, reason=reason, created_at=now,
            with_published=with_published and action != "approve",
            covers=cluster.size if covers is None else min(covers, cluster.size),
            stands_until=now + STANDS if stands and action != "approve" and can_stand(cluster) else None,
        )  # fmt: skip
        return _made_just_before(decision) or _begin(decision, seen, now)


def version_of(cluster: Cluster) -> int:
    """How many decisions and undoings the cluster has seen. Who decides says which number was on their screen."""
    made = ClusterDecision.objects.filter(cluster=cluster).aggregate(n=Count("pk") + Count("undone_at"))
    return int(made["n"])


def can_stand(cluster: Cluster) -> bool:
    """Whether new copies can follow a decision: whether the site has the check for that on, and counts it."""
    rows = CheckSetting.objects.filter(site=cluster.site_id, check_name=_DUPLICATES_CHECK)
    return not rows.filter(Q(is_on=False) | Q(weight__lte=0)).exists()


def undo(decision_id: int, by: Moderator, *, now: datetime | None = None) -> ClusterDecision:
    """Stop a decision, and have all that it moved put back; a second time changes nothing.

    Raises NotFound, NotAllowed, and Stale while another decision on the cluster is being carried out or taken back.
    """
    now = now or timezone.now()
    with writing():
        cluster = Cluster.objects.select_for_update().filter(decisions=decision_id).first()
        if cluster is None:
            raise NotFound
        require_moderator(by, cluster.site_id)
        decision = cluster.decisions.get(pk=decision_id)
        if decision.undone_at is None:
            _refuse_while_busy(cluster.decisions.exclude(pk=decision_id))
            decision.undone_at, decision.undone_by, decision.due, decision.reached = now, by, now, 0
            decision.save(update_fields=["undone_at", "undone_by", "due", "reached"])
            cluster_log.undone(decision, by)
            doorbell.decisions_on_many.ring_after_commit(decision_id)
    return decision


def reach(cluster: Cluster) -> Reach:
    """What a decision on the cluster would do now, by one query."""
    counts = {action: Count("pk", filter=_is_movable(action)) for action in ACTIONS}
    published = Count("pk", filter=Q(decided_at=None, status=Status.APPROVED))
    moved = Comment.objects.filter(cluster=cluster).aggregate(**counts, published=published)
    return Reach(published=moved.pop("published"), moved=moved)


def _is_movable(action: str) -> Q:
    return Q(status=Status.PENDING) | Q(decided_at=None, status__in=_movable_besides_waiting(action))


def _movable_besides_waiting(action: str, *, with_published: bool = False) -> set[Status]:
    """Statuses that the checks gave and this action overrules; comments that wait are moved by any."""
    too = {Status.REJECTED} if action == "spam" else set()
    return too | {Status.APPROVED} if with_published else too


def progress(decisions: Sequence[ClusterDecision]) -> dict[int, ClusterProgress]:
    """How far each decision is, by its id."""
    moves = Decision.objects.filter(with_cluster__in=decisions).values("with_cluster").order_by()
    rows = moves.annotate(moved=Count("pk"), left=Count("pk", filter=_untouched()))
    counts = {row["with_cluster"]: (row["moved"], row["left"]) for row in rows}
    return {decision.pk: _progress(decision, *counts.get(decision.pk, (0, 0))) for decision in decisions}


def _progress(decision: ClusterDecision, moved: int, left: int) -> ClusterProgress:
    if decision.undone_at is not None:
        return ClusterProgress(moved - left, moved, left)
    return ClusterProgress(min(decision.reached, decision.covers), decision.covers, moved)


def _made_just_before(decision: ClusterDecision) -> ClusterDecision | None:
    """An equal decision on the cluster by the same moderator, made just before; None if there is none."""
    same = ClusterDecision.objects.filter(
        cluster=decision.cluster, action=decision.action, by=decision.by, covers=decision.covers,
        reason=decision.reason, with_published=decision.with_published, undone_at=None,
        created_at__gt=decision.created_at - _TWICE,
        stands_until__isnull=decision.stands_until is None,
    )  # fmt: skip
    return same.first()


def _refuse_while_busy(decisions: QuerySet[ClusterDecision]) -> None:
    """Raise Stale while one is being carried out: of two at once each would get a part of the comments."""
    busy = list(decisions.exclude(due=None))
    left = progress(busy)
    # What is taken back is looked for once more after a while; that is no work in hand.
    if any(decision.undone_at is None or left[decision.pk].moved for decision in busy):
        raise Stale


def _begin(decision: ClusterDecision, seen: int | None, now: datetime) -> ClusterDecision:
    earlier = decision.cluster.decisions.all()
    if ACTIONS[decision.action] == Status.REJECTED:
        reasons.told(decision.cluster.site, words=decision.reason)
    if seen not in (None, version_of(decision.cluster)):
        raise Stale
    _refuse_while_busy(earlier)
    earlier.filter(undone_at=None, stands_until__gt=now).update(stands_until=now)
    decision.due = now
    decision.save()
    cluster_log.decided(decision)
    doorbell.decisions_on_many.ring_after_commit(decision.pk)
    return decision


def _untouched() -> Q:
    """A condition for Decisions since which their comment was neither moved nor edited."""
    return Q(comment__version=F("version"))


def _step(decision: ClusterDecision, limit: int, now: datetime) -> tuple[int, datetime | None]:
    step = _move_some if decision.undone_at is None else _take_back_some
    with translation.override(decision.cluster.site.language):
        return step(decision, limit, now)


work = Handfuls(ClusterDecision.objects.select_related("by", "undone_by", "cluster__site"), _step)


def _move_some(decision: ClusterDecision, limit: int, now: datetime) -> tuple[int, datetime | None]:
    """Move the next comments; returns the last place in the cluster that was looked at, and when to go on, or None."""
    transition = Transition(Actor.MODERATOR, now, decision.by, decision.reason, decision.reason, decision.pk)
    members = Comment.objects.filter(
        cluster=decision.cluster, cluster_place__gt=decision.reached, cluster_place__lte=decision.covers
    )
    places = list(members.order_by("cluster_place").values_list("pk", "cluster_place")[:limit])
    for comment_id, _place in places:
        _move_alone(lambda comment: _target(comment, decision), comment_id, transition)
    if len(places) < limit:
        return decision.covers, None
    return places[-1][1] or 0, now


def _target(comment: Comment, decision: ClusterDecision) -> Status | None:
    is_covered = comment.cluster_id == decision.cluster_id and (comment.cluster_place or 0) <= decision.covers
    too = _movable_besides_waiting(decision.action, with_published=decision.with_published)
    is_taken = comment.decided_at is None and comment.status in too
    return ACTIONS[decision.action] if is_covered and (comment.status == Status.PENDING or is_taken) else None


def _take_back_some(decision: ClusterDecision, limit: int, now: datetime) -> tuple[int, datetime | None]:
    """Put the next comments back; returns the last Decision that was looked at, and when to go on, if at all.

    A worker that judged before the undoing may settle after it, within its lease, so they are looked for once more.
    """
    transition = Transition(
        Actor.MODERATOR, now, decision.undone_by, _("The decision on all similar comments was undone.")
    )
    moves = Decision.objects.filter(_untouched(), with_cluster=decision, pk__gt=decision.reached)
    rows = list(moves.order_by("pk").values_list("pk", "comment_id")[:limit])
    for taken_back, comment_id in rows:
        undoing = replace(transition, undoes_id=taken_back)
        _move_alone(lambda comment: _status_before(comment, decision), comment_id, undoing)
    if len(rows) == limit:
        return rows[-1][0], now
    late = (decision.undone_at or now) + LEASE
    return 0, late if now < late else None


def _status_before(comment: Comment, decision: ClusterDecision) -> Status | None:
    change = transitions.last_change(comment)
    was_it = change is not None and change.with_cluster_id == decision.pk
    return Status(change.from_status) if change is not None and was_it else None


def _move_alone(target: Callable[[Comment], Status | None], comment_id: int, transition: Transition) -> None:
    """Move a comment by `decisions.move_if`. What cannot be moved is left to a person."""
    on_its_own(comment_id, lambda: decisions.move_if(target, comment_id, transition))

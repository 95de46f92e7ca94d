"""Decisions on many comments as one: frozen at once, carried out by workers a handful at a time, undone together.

What is frozen is each comment with its version, so that what somebody decides or an author edits meanwhile is left
alone; undoing too leaves alone what happened since. Of what is paused or stopped a handful may still be on its way.
"""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypedDict, Unpack

from django.db import IntegrityError
from django.db.models import Q, QuerySet, Value
from django.utils import timezone
from django.utils.translation import gettext as _

from comments import doorbell, limits
from comments.access import audit
from comments.access.membership import access_of
from comments.access.staff import Moderator
from comments.db.transactions import retried_once, writing
from comments.errors import IllegalMove, NotAllowed, NotFound, Stale
from comments.models import (
    Action,
    AuditVerb,
    Batch,
    BatchKind,
    BatchState,
    Cluster,
    Comment,
    ItemOutcome,
    Site,
)
from comments.moderation import bans, batch_log, clusters, freezing, reasons, sentences
from comments.moderation.clusters import ChosenCluster


class SaidOfMany(TypedDict, total=False):
    """What may be said with a decision on many comments."""

    code: str
    """Of the reason from the site's list that authors of rejected comments are told."""
    reason: str
    """Own words, which they read after it."""
    key: str
    """Of the form: one that the person sent before brings no second batch."""
    now: datetime | None


@dataclass(frozen=True)
class Progress:
    """How far a batch is: of `total` comments so many are decided (`done`), left as they were, or `open`.

    Once it is undone, so many of `done` are taken back (`undone`), or `kept`, since something happened to them.
    `percent` is of what it does now. Comments that were deleted meanwhile count as `skipped` when it has ended.
    """

    state: BatchState
    total: int
    done: int
    skipped: int
    open: int
    undone: int
    kept: int
    percent: int

    @property
    def looked_at(self) -> int:
        """How many it came to."""
        return self.done + self.skipped


@dataclass(frozen=True)
class SkippedItem:
    """A comment that a batch left alone, or could not take back (`was_decided`), and why, as a sentence."""

    comment: Comment
    why: str
    was_decided: bool


@retried_once(IntegrityError)
def decide(
    action: str,
    *,
    by: Moderator,
    kind: BatchKind,
    comments: "QuerySet[Comment]",
    chosen: Sequence[ChosenCluster] = (),
    stands: bool = False,
    with_published: bool = False,
    **said: Unpack[SaidOfMany],
) -> Batch:
    """Decide on these comments as they are now, and on whole clusters; a worker carries it out.

    Of the comments those are taken that the person moderates and that can be decided so; published ones only
    `with_published` or to confirm them. Of clusters, what a person has decided is left as it is. Authors of rejected
    comments are told the reason, each once. With `stands` copies that join within a day follow, if the site has the
    check that sees to it. An approval never stands: what is alike may bear another link.

    Raises IllegalMove for an action that cannot be, or where nothing is left; NotFound; NotAllowed; ReasonNeeded and
    Invalid as `reasons.told` does; and Stale as `clusters.refuse_if_changed` does: then nothing was changed.
    """
    _refuse(action, by, can_be=clusters.ACTIONS if chosen else freezing.ACTIONS)
    with writing():
        found = clusters.lock(chosen, by)
        if sent := _sent_before(by, said):
            return sent
        clusters.refuse_if_changed(chosen)
        asked = Q(pk__in=comments.values("pk")) | clusters.covered(chosen, action, with_published=with_published)
        taken = takable(asked, action, by=by, with_published=with_published)
        batch = _new(kind, action, by, _sites(taken, found.values()), said)
        batch.with_published = with_published and action != Action.APPROVE
        batch.save()
        clusters.note(batch, chosen, found, stands=stands)
        _begin(batch, taken, may_be_empty=bool(chosen))
    return batch


def decide_cluster(
    cluster_id: int,
    action: str,
    *,
    by: Moderator,
    covers: int | None = None,
    seen: int | None = None,
    stands: bool = False,
    with_published: bool = False,
    **said: Unpack[SaidOfMany],
) -> Batch:
    """Decide on the first `covers` comments of one cluster, else on all of them; raises what `decide` does.

    What the checks have published is left alone unless `with_published`: it may be what the others were copied from.
    """
    return decide(
        action, by=by, kind=BatchKind.CLUSTER, comments=Comment.objects.none(), stands=stands,
        chosen=[ChosenCluster(cluster_id, covers, seen)], with_published=with_published, **said,
    )  # fmt: skip


def takable(asked: Q, action: str, *, by: Moderator, with_published: bool = False) -> "QuerySet[Comment]":
    """Of what is asked for, the comments that the person moderates and that can be decided so now."""
    can_be = freezing.can_be(action, with_published=with_published)
    return access_of(by).filter(Comment.objects.filter(asked, can_be))


def pause(batch_id: int, *, by: Moderator, now: datetime | None = None) -> Batch:
    """Let a batch rest where it is until `go_on`; of one that rests or has ended nothing changes.

    Raises NotFound, and NotAllowed for anybody but who decided, as long as they moderate its site, and chief moderators
    of it; so do the others.
    """
    with writing():
        batch = _locked(batch_id, by)
        if batch.due is not None:
            batch.paused_at, batch.due = now or timezone.now(), None
            batch.save(update_fields=["paused_at", "due"])
    return batch


def go_on(batch_id: int, *, by: Moderator, now: datetime | None = None) -> Batch:
    """Go on with a batch that rests; of any other nothing changes."""
    with writing():
        batch = _locked(batch_id, by)
        if batch.paused_at is not None:
            batch.paused_at, batch.due = None, now or timezone.now()
            batch.save(update_fields=["paused_at", "due"])
            doorbell.decisions_on_many.ring_after_commit(batch.pk)
    return batch


def stop(batch_id: int, *, by: Moderator, now: datetime | None = None) -> Batch:
    """End a batch where it is: what it has not come to yet stays as it is. Of one that has ended nothing changes.

    Raises IllegalMove while it is taken back, since half of it would be what nobody decided.
    """
    now = now or timezone.now()
    with writing():
        batch = _locked(batch_id, by)
        if batch.undone_at is not None:
            raise IllegalMove(_("It is being undone. You can pause that, but not stop it half way."))
        if batch.state in (BatchState.RUNNING, BatchState.PAUSED):
            batch.stopped_at, batch.paused_at, batch.due = now, None, None
            clusters.end_standing(batch, now)
            batch.save(update_fields=["stopped_at", "paused_at", "due"])
    return batch


def undo(batch_id: int, *, by: Moderator, now: datetime | None = None) -> Batch:
    """Stop a batch, take back its ban, and have each decision taken back since which nothing happened.

    A second time changes nothing. Raises NotFound, NotAllowed for anybody but who decided and chief moderators of its
    site, IllegalMove after BATCH_DAYS, and Stale while another decision on its cluster is under way.
    """
    now = now or timezone.now()
    with writing():
        batch = _locked(batch_id, by)
        if batch.undone_at is not None:
            return batch
        if not is_recent(batch, now):
            raise IllegalMove(_("It is too long ago to be undone together. Decide on the comments anew."))
        if clusters.is_busy_besides(batch):
            raise Stale
        if batch.ban is not None and bans.take_back(batch.ban, batch.ban_before or {}):
            audit.write(AuditVerb.BAN, _("Took back: %(ban)s") % {"ban": batch.ban}, by=by, site_id=batch.site_id)
        batch.undone_at, batch.undone_by, batch.paused_at, batch.reached = now, by, None, 0
        batch.due = now if batch.size or clusters.has_stood(batch) else None
        batch.key = ""  # pressed once more, its form means another batch
        batch.save(update_fields=["undone_at", "undone_by", "paused_at", "reached", "due", "key"])
        batch_log.note(batch, by, now)
        freezing.ring(batch)
    return batch


def is_recent(batch: Batch, now: datetime) -> bool:
    """Whether it can still be undone: which comments it has is forgotten after BATCH_DAYS."""
    return now - batch.created_at <= timedelta(days=limits.BATCH_DAYS)


def progress(batch: Batch) -> Progress:
    """How far a batch is, by its own columns alone."""
    state = batch.state
    has_ended = state in (BatchState.DONE, BatchState.UNDONE)
    left = batch.size - batch.done - batch.skipped
    looked_at, of = batch.done + batch.skipped, batch.size
    if batch.undone_at is not None:
        looked_at, of = batch.undone + batch.kept, batch.done
    return Progress(
        state, batch.size, batch.done, batch.skipped + (left if has_ended else 0), 0 if has_ended else left,
        batch.undone, batch.kept, 100 if has_ended or not of else looked_at * 100 // of,
    )  # fmt: skip


def skipped(batch: Batch, limit: int = 100) -> list[SkippedItem]:
    """The first of the comments that the batch left alone or could not take back, each with why; few queries."""
    left = {ItemOutcome.SKIPPED, ItemOutcome.LEASED, ItemOutcome.KEPT}
    rows = batch.items.filter(outcome__in=left).order_by("pk").select_related("comment__thread__site")
    items = list(rows[:limit])
    why = sentences.why_left(items)
    return [SkippedItem(item.comment, why[item.pk], item.outcome == ItemOutcome.KEPT) for item in items]


def _refuse(action: str, by: Moderator, *, can_be: Container[str]) -> None:
    if action not in can_be:
        raise IllegalMove
    if not access_of(by).is_moderator:
        raise NotAllowed


def _sites(taken: "QuerySet[Comment]", found: Iterable[Cluster]) -> list[Site]:
    of_clusters = [cluster.site_id for cluster in found]
    return list(Site.objects.filter(Q(pk__in=taken.order_by().values("site")) | Q(pk__in=of_clusters)))


def _sent_before(by: Moderator, said: SaidOfMany) -> Batch | None:
    key = said.get("key", "")
    return Batch.objects.filter(by=by, key=key).first() if key else None


def _new(kind: BatchKind, action: str, by: Moderator, sites: Sequence[Site], said: SaidOfMany) -> Batch:
    """A batch that is not saved yet; the reason has to fit each of the sites."""
    code, reason = said.get("code", "") if action == Action.REJECT else "", said.get("reason", "")
    told = reasons.told_on(sites, code=code, words=reason) if action == Action.REJECT else {}
    return Batch(
        site=sites[0] if len(sites) == 1 else None, kind=kind, action=action, by=by, code=code, reason=reason,
        told=told, key=said.get("key", ""), created_at=said.get("now") or timezone.now(),
    )  # fmt: skip


def _begin(batch: Batch, comments: "QuerySet[Comment]", *, may_be_empty: bool) -> None:
    freezing.freeze(batch, comments, Value(batch.action))
    if not batch.size and not may_be_empty:
        raise IllegalMove(_("None of these comments can be decided like this any more."))
    freezing.begin(batch, now=batch.created_at)
    batch_log.note(batch, batch.by, batch.created_at)


def _locked(batch_id: int, by: Moderator) -> Batch:
    """Lock a batch for the person who decided, or for a chief moderator of its site; the others may not change it."""
    rows = Batch.objects.select_related("ban").select_for_update(of=("self",), no_key=True)
    batch = rows.filter(pk=batch_id).first()
    if batch is None:
        raise NotFound
    access = access_of(by)
    may_moderate = access.is_moderator if batch.site_id is None else access.may_moderate(batch.site_id)
    if not (batch.by_id == by.pk and may_moderate) and not access.chief_of(batch.site_id):
        raise NotAllowed(_("Only the moderator who decided this, or a chief moderator, can change it."))
    return batch

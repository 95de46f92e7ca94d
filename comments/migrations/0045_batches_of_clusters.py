"""Decisions on whole clusters become batches: what each moved, and what it still has to look at."""

from typing import Any

from django.db import migrations, transaction
from django.db.models import Exists, OuterRef, Q

_KIND, _ROWS = "cluster", 2_000
_COPIED = ("action", "by", "reason", "with_published", "created_at", "undone_at", "undone_by", "due")

Model = Any  # as it was


def make_batches(apps: Any, schema_editor: Any) -> None:
    alias = schema_editor.connection.alias
    former = apps.get_model("comments", "ClusterDecision").objects.using(alias)
    for decision in former.select_related("cluster").order_by("pk"):
        with transaction.atomic(alias):
            batch = apps.get_model("comments", "Batch")(
                kind=_KIND, site_id=decision.cluster.site_id, **{name: getattr(decision, name) for name in _COPIED}
            )
            if decision.action == "reject" and decision.reason:
                batch.told = {str(batch.site_id): decision.reason}
            batch.save(using=alias)
            _chosen(apps, alias).create(
                batch=batch, cluster=decision.cluster, covers=decision.covers, stands_until=decision.stands_until
            )
            moves = apps.get_model("comments", "Decision").objects.using(alias).filter(with_cluster=decision)
            moves.update(batch=batch)
            _add_items(apps, batch, decision, alias)
            former.filter(pk=decision.pk).delete()


def _add_items(apps: Any, batch: Model, decision: Model, alias: str) -> None:
    """Those that it moved first, then what it has not come to, where it is still under way."""
    moves = apps.get_model("comments", "Decision").objects.using(alias).filter(batch=batch, actor="moderator")
    undone = Exists(moves.model.objects.filter(undoes=OuterRef("pk")))
    done = list(moves.annotate(is_undone=undone).order_by("pk").values_list("comment", "version", "is_undone"))
    stayed = "kept" if batch.undone_at and not batch.due else "done"
    _save(apps, batch, [(pk, version - 1, "undone" if back else stayed) for pk, version, back in done], alias)
    items = apps.get_model("comments", "BatchItem").objects.using(alias).filter(batch=batch)
    batch.reached = 0 if batch.undone_at else getattr(items.order_by("-pk").first(), "pk", 0)
    batch.done, batch.undone = len(done), sum(back for _pk, _version, back in done)
    batch.kept = batch.done - batch.undone if stayed == "kept" else 0
    if batch.due and not batch.undone_at:
        too = {"rejected"} if batch.action == "spam" else set()
        too |= {"approved"} if batch.with_published else set()
        left = apps.get_model("comments", "Comment").objects.using(alias).filter(
            Q(status="pending") | Q(decided_at=None, status__in=too),
            cluster=decision.cluster, cluster_place__gt=decision.reached, cluster_place__lte=decision.covers,
        )  # fmt: skip
        _save(
            apps, batch, [(pk, version, "") for pk, version in left.order_by("pk").values_list("pk", "version")], alias
        )
    batch.size = items.count()
    batch.save(using=alias)


def _save(apps: Any, batch: Model, rows: list[tuple[int, int, str]], alias: str) -> None:
    item = apps.get_model("comments", "BatchItem")
    whole = [
        item(batch=batch, comment_id=pk, version=version, action=batch.action, outcome=outcome)
        for pk, version, outcome in rows
    ]
    item.objects.using(alias).bulk_create(whole, batch_size=_ROWS, ignore_conflicts=True)


def make_decisions(apps: Any, schema_editor: Any) -> None:
    """Batches as they were before, those of bans alone; what is left of others that are under way is decided by hand."""
    alias = schema_editor.connection.alias
    moves = apps.get_model("comments", "Decision").objects.using(alias)
    for batch in apps.get_model("comments", "Batch").objects.using(alias).exclude(kind="author").order_by("pk"):
        with transaction.atomic(alias):
            for chosen in _chosen(apps, alias).filter(batch=batch):
                decision = apps.get_model("comments", "ClusterDecision")(
                    cluster_id=chosen.cluster_id, covers=chosen.covers, stands_until=chosen.stands_until,
                    **{name: getattr(batch, name) for name in _COPIED},
                )  # fmt: skip
                decision.reached, decision.due = (0, batch.due) if batch.undone_at else (chosen.covers, None)
                decision.save(using=alias)
                of_cluster = moves.filter(batch=batch, undoes=None, comment__cluster=chosen.cluster_id)
                of_cluster.update(with_cluster=decision)
            moves.filter(batch=batch).update(batch=None)
            batch.delete(using=alias)


def _chosen(apps: Any, alias: str) -> Any:
    return apps.get_model("comments", "BatchCluster").objects.using(alias)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("comments", "0044_batches_in_lists")]
    operations = [migrations.RunPython(make_batches, make_decisions)]

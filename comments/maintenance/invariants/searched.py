"""What comments are found by."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from comments.maintenance.invariants.rule import Rows, rule
from comments.models import Comment, SearchEntry, SearchKey, SearchKeyKind, Upkeep
from comments.search import index
from comments.statuses import Status

# Workers index what they screen, and chores what they find.
_GRACE = timedelta(days=1)


def _index(comment_ids: list[int], now: datetime) -> None:
    index.write_again(comment_ids)


def _forget_networks(comment_ids: list[int], now: datetime) -> None:
    index.forget_networks(comment_ids)


@rule(_("A comment is found by what it says now, once all comments have been indexed."), repair=_index)
def found_by_words(now: datetime) -> Rows:
    if not Upkeep.objects.filter(indexed_at__isnull=False).exists():
        return Comment.objects.none()
    current = SearchEntry.objects.filter(comment=OuterRef("pk"), text_version=OuterRef("text_version"))
    settled = Comment.objects.exclude(status=Status.DELETED).filter(due=None, created_at__lt=now - _GRACE)
    return settled.exclude(edited_at__gte=now - _GRACE).filter(~Exists(current))


@rule(_("A comment whose address is erased is not found by it."), repair=_forget_networks)
def not_found_by_erased_network(now: datetime) -> Rows:
    kept = SearchKey.objects.filter(comment=OuterRef("pk"), kind=SearchKeyKind.NETWORK)
    return Comment.objects.filter(Exists(kept), network="")

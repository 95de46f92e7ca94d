"""After a backup was restored: what the journal says was deleted for ever since is erased again."""

from collections.abc import Iterator
from datetime import datetime

from django.utils import timezone

from comments import conf
from comments.models import Comment
from comments.moderation import deletion, erasure_journal
from comments.moderation.erasure_journal import Digests


def replay_erasures(*, now: datetime | None = None) -> Iterator[bool]:
    """Erase what the journal has and the database does not know to be erased; yields whether each was back.

    Can be stopped and run again. What is no more in the database is noted as known at the end. Raises OSError.
    """
    now = now or timezone.now()
    missing, folder = erasure_journal.missing(), conf.erasures_dir()
    if not missing or folder is None:
        return
    digests, found = Digests(folder), dict[int, str]()
    for pk, created_at in Comment.objects.order_by("pk").values_list("pk", "created_at").iterator():
        if (digest := digests.of(pk, created_at)) in missing:
            found[pk] = digest
    for pk, digest in found.items():
        yield deletion.erase_again(pk, digest, now=now)
    erasure_journal.note(missing - set(found.values()), now)

"""Writes synthetic threads to the database: whole ones, some thousand comments in each transaction."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from comments.access.staff import Moderator, has_column
from comments.db import bulk
from comments.db.transactions import writing
from comments.models import Comment, Decision, Finding, Site, Thread
from project.synthetic import rows
from project.synthetic.request import InvalidRequest, ThreadRequest, validate
from project.synthetic.rows import TableRows
from project.synthetic.threads import SyntheticThread, ThreadGenerator

# As many as SQLite takes in a second or two, so that others who write find a gap.
_COMMENTS_AT_ONCE = 10_000
_MODERATOR = "invented-moderator"


@dataclass(frozen=True)
class Written:
    """How many threads and comments are in the database so far."""

    threads: int = 0
    comments: int = 0

    def plus(self, batch: Sequence[SyntheticThread]) -> "Written":
        return Written(self.threads + len(batch), self.comments + sum(len(thread.comments) for thread in batch))


def fill(
    site: Site,
    requests: Iterable[ThreadRequest],
    *,
    seed: int | None = None,
    now: datetime | None = None,
    on_batch: Callable[[Written], object] = lambda written: None,
) -> Written:
    """Add synthetic threads to a site, and return how many were written.

    After each transaction `on_batch` is called with the total so far. Only whole threads are kept, also when it is
    interrupted. The same `seed` and `now` make the same threads. Raises InvalidRequest, with nothing written.
    """
    requests, now = list(requests), now or timezone.now()
    validate(requests)
    _refuse_taken_keys(site, requests)
    comments = sum(request.comments for request in requests)
    generator = ThreadGenerator(site, comments=comments, random=Random(seed), now=now)  # noqa: S311 - nothing secret
    writer, written = _Writer(site, now), Written()
    try:
        for batch in _batches(generator.threads(requests)):
            written = written.plus(batch)
            try:
                writer.write(batch)
            except KeyboardInterrupt:
                if writer.has_kept(batch):
                    on_batch(written)
                raise
            on_batch(written)
    except KeyboardInterrupt:
        _analyse()  # what is kept is as many rows all the same, and slow to read for a planner that does not know
        raise
    _analyse()
    return written


def _analyse() -> None:
    bulk.analyse(Thread, Comment, Decision, Finding)


def get_or_create_site(slug: str) -> tuple[Site, bool]:
    """The site of that slug, and whether it was created, with the settings that any new site has."""
    return Site.objects.get_or_create(slug=slug, defaults={"name": slug})


class _Writer:
    def __init__(self, site: Site, now: datetime) -> None:
        self._site, self._now = site, now
        # As stored: a host's users may have other ids than numbers.
        self._moderator_id = Decision._meta.get_field("by").get_db_prep_save(_moderator().pk, connection)
        days = site.erase_days
        self._traced_since = (now - timedelta(days=days)).timestamp() if days else 0.0

    def write(self, batch: Sequence[SyntheticThread]) -> None:
        """All of it in one transaction."""
        table = TableRows(batch, now=self._now)
        with writing():
            thread_ids = bulk.reserve_ids(Thread, len(batch))
            table.assign_ids(thread_ids, bulk.reserve_ids(Comment, table.comments_number))
            bulk.insert_rows(Thread, rows.THREAD, table.threads(self._site.pk))
            bulk.insert_rows(Comment, rows.COMMENT, table.comments(self._site.pk, traced_since=self._traced_since))
            bulk.insert_rows(Decision, rows.DECISION, table.decisions(by_id=self._moderator_id))
            bulk.insert_rows(Finding, rows.FINDING, table.findings())

    def has_kept(self, batch: Sequence[SyntheticThread]) -> bool:
        """Whether its transaction was committed before an interruption; asked on a new connection."""
        connection.close()
        return Thread.objects.filter(pk=batch[0].pk, title=batch[0].title).exists()


def _moderator() -> Moderator:
    """The user who made the synthetic decisions, and who cannot sign in.

    Raises InvalidRequest where the host's users need more than a name.
    """
    users = get_user_model()._default_manager
    name = {get_user_model().USERNAME_FIELD: _MODERATOR}
    locked_out = {"password": make_password(None), **({"is_active": False} if has_column("is_active") else {})}
    try:
        with transaction.atomic():
            return users.get_or_create(**name, defaults=locked_out)[0]
    except IntegrityError:
        raise InvalidRequest(
            _("A user of this project needs more than a name. Create the user “%(name)s” yourself, then start again.")
            % {"name": _MODERATOR}
        ) from None


def _batches(threads: Iterable[SyntheticThread]) -> Iterator[list[SyntheticThread]]:
    batch: list[SyntheticThread] = []
    comments = 0
    for thread in threads:
        batch.append(thread)
        comments += len(thread.comments)
        if comments >= _COMMENTS_AT_ONCE:
            yield batch
            batch, comments = [], 0
    if batch:
        yield batch


def _refuse_taken_keys(site: Site, requests: Sequence[ThreadRequest]) -> None:
    keys = [request.key for request in requests if request.key]
    if taken := Thread.objects.with_keys(site, keys).values_list("key", flat=True).first():
        raise InvalidRequest(_("A thread with the key “%(key)s” already exists.") % {"key": taken})

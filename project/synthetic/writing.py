"""Writing invented threads: whole ones, some thousand comments in each transaction."""

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
from project.synthetic.discussions import Discussion, Inventor
from project.synthetic.rows import Rows
from project.synthetic.shapes import Wanted
from project.synthetic.wanted import Unfit, refuse_unfit

# As many as SQLite takes in a second or two, so that others who write find a gap.
_COMMENTS_AT_ONCE = 10_000
_MODERATOR = "invented-moderator"


@dataclass(frozen=True)
class Made:
    threads: int = 0
    comments: int = 0

    def and_with(self, part: Sequence[Discussion]) -> "Made":
        return Made(self.threads + len(part), self.comments + sum(len(one.said) for one in part))


def fill(
    site: Site,
    wanted: Iterable[Wanted],
    *,
    seed: int | None = None,
    now: datetime | None = None,
    on_batch: Callable[[Made], object] = lambda made: None,
) -> Made:
    """Add invented threads to a site, telling of all so far after each transaction; raises Unfit, with nothing made.

    Whenever it is interrupted, only whole threads are kept. The same seed and time make the same threads.
    """
    wanted, now = list(wanted), now or timezone.now()
    refuse_unfit(wanted)
    _refuse_taken(site, wanted)
    random = Random(seed)  # noqa: S311 - nothing secret
    inventor = Inventor(site, comments=sum(one.comments for one in wanted), random=random, now=now)
    writer = _Writer(site, now)
    made = Made()
    try:
        for part in _parts(inventor.discussions(wanted)):
            made = made.and_with(part)
            try:
                writer.write(part)
            except KeyboardInterrupt:
                if writer.has_kept(part):
                    on_batch(made)
                raise
            on_batch(made)
    except KeyboardInterrupt:
        _analyse()  # what is kept is as many rows all the same, and slow to read for a planner that does not know
        raise
    _analyse()
    return made


def _analyse() -> None:
    bulk.analyse(Thread, Comment, Decision, Finding)


def site_for(slug: str) -> tuple[Site, bool]:
    """The site of that slug, and whether it had to be made, with the settings that any new site has."""
    return Site.objects.get_or_create(slug=slug, defaults={"name": slug})


class _Writer:
    def __init__(self, site: Site, now: datetime) -> None:
        self._site, self._now = site, now
        # As stored: a host's users may have other ids than numbers.
        self._moderator_id = Decision._meta.get_field("by").get_db_prep_save(_moderator().pk, connection)
        days = site.erase_days
        self._traced_since = (now - timedelta(days=days)).timestamp() if days else 0.0

    def write(self, part: Sequence[Discussion]) -> None:
        """All of it in one transaction."""
        invented = Rows(part, now=self._now)
        with writing():
            thread_ids = bulk.reserve_ids(Thread, len(part))
            invented.identify(thread_ids, bulk.reserve_ids(Comment, invented.comments_number))
            self._insert(invented)

    def has_kept(self, part: Sequence[Discussion]) -> bool:
        """Whether its transaction was through when it was interrupted; asked on a new connection."""
        connection.close()
        return Thread.objects.filter(pk=part[0].pk, title=part[0].title).exists()

    def _insert(self, invented: Rows) -> None:
        bulk.insert_rows(Thread, rows.THREAD, invented.threads(self._site.pk))
        bulk.insert_rows(Comment, rows.COMMENT, invented.comments(self._site.pk, traced_since=self._traced_since))
        bulk.insert_rows(Decision, rows.DECISION, invented.decisions(by_id=self._moderator_id))
        bulk.insert_rows(Finding, rows.FINDING, invented.findings())


def _moderator() -> Moderator:
    """The user that invented decisions name, who cannot sign in; raises Unfit where a user needs more than a name."""
    users = get_user_model()._default_manager
    name = {get_user_model().USERNAME_FIELD: _MODERATOR}
    locked_out = {"password": make_password(None), **({"is_active": False} if has_column("is_active") else {})}
    try:
        with transaction.atomic():
            return users.get_or_create(**name, defaults=locked_out)[0]
    except IntegrityError:
        raise Unfit(
            _("A user of this project needs more than a name. Create the user “%(name)s” yourself, then start again.")
            % {"name": _MODERATOR}
        ) from None


def _parts(discussions: Iterable[Discussion]) -> Iterator[list[Discussion]]:
    part: list[Discussion] = []
    comments = 0
    for discussion in discussions:
        part.append(discussion)
        comments += len(discussion.said)
        if comments >= _COMMENTS_AT_ONCE:
            yield part
            part, comments = [], 0
    if part:
        yield part


def _refuse_taken(site: Site, wanted: Sequence[Wanted]) -> None:
    keys = [one.key for one in wanted if one.key]
    if taken := Thread.objects.with_keys(site, keys).values_list("key", flat=True).first():
        raise Unfit(_("A thread with the key “%(key)s” already exists.") % {"key": taken})

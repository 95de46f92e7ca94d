"""Takes the demo away again: its site with all that hangs on it, its articles, and its sample moderators.

In short transactions, the newest comments first, so that it can be ended anywhere and begun again. The demo's articles
go last, together with its site: a site of that name where none of them is left is somebody's own.
"""

from contextlib import suppress
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db import IntegrityError
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from comments.access import audit
from comments.access.staff import Moderator
from comments.db.transactions import writing
from comments.models import AuditVerb, Comment, Membership, Site, Thread
from project.newsroom.content import slugs
from project.newsroom.demo_comments import MODERATORS
from project.newsroom.models import SITE, Article, Removal

HANDFUL = 200


@dataclass(frozen=True)
class Demo:
    """What is left of the demo: the name its site has now, and how many of each."""

    site: str
    comments: int
    articles: int

    @property
    def is_gone(self) -> bool:
        return not self.articles  # they go last


def is_there() -> bool:
    """Whether any of the demo's own articles is left."""
    return Article.objects.filter(slug__in=slugs()).exists()


def what_is_left() -> Demo:
    """Look at what would be removed."""
    if not is_there():
        return Demo("", 0, 0)
    site = Site.objects.filter(slug=SITE).first()
    comments = Comment.objects.filter(site__slug=SITE).count()
    return Demo(site.name if site else "", comments, Article.objects.count())


def remove(*, handfuls: int, by: Moderator | None = None) -> Demo:
    """Remove so many handfuls of comments at most, and what is behind them when none is left; returns what is left.

    From the first on, `manage.py demo` does not bring it back. `by` is None for the command line.
    """
    with writing():
        _mark, is_first = Removal.objects.get_or_create(pk=Removal.ONLY, defaults={"at": timezone.now()})
        if is_first:
            audit.write(AuditVerb.SETTINGS, _("Removed the demo."), by=by, site_id=None)
    for _number in range(handfuls if is_there() else 0):
        if not _remove_handful():
            _remove_site()
            break
    return what_is_left()


def _remove_handful() -> int:
    """The newest comments; returns how many. All of them stay where somebody answers one at this instant."""
    newest = Comment.objects.filter(site__slug=SITE).order_by("-pk")
    ids = list(newest.values_list("pk", flat=True)[:HANDFUL])
    with suppress(IntegrityError), writing():
        Comment.objects.filter(parent__in=ids).update(parent=None)  # what answers them is newer, and goes with them
        Comment.objects.filter(pk__in=ids).delete()
    return len(ids)


def _remove_site() -> None:
    """With its rules and people. Where somebody comments at this instant all of it stays, for the next time."""
    people = _sample_moderators()
    with suppress(IntegrityError), writing():
        Thread.objects.filter(site__slug=SITE).delete()
        Site.objects.filter(slug=SITE).delete()
        Article.objects.all().delete()
    if Site.objects.filter(slug=SITE).exists():
        return
    for person in people:
        with suppress(IntegrityError), writing():  # not one whose decisions are on record elsewhere
            person.delete()


def _sample_moderators() -> list[User]:
    """Those of the demo who work nowhere else, and whom nobody gave a password: nobody ever signed in as them."""
    elsewhere = Exists(Membership.objects.filter(user=OuterRef("pk")).exclude(site__slug=SITE))
    theirs = User.objects.filter(username__in=MODERATORS, comment_memberships__site__slug=SITE, is_superuser=False)
    return [person for person in theirs.exclude(elsewhere).distinct() if not person.has_usable_password()]

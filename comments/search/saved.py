"""Searches that a person keeps: their own alone, each under a name."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from comments.access.staff import Moderator
from comments.errors import FieldError, Invalid, NotFound
from comments.models import SavedSearch
from comments.text.characters import cut, without_control
from comments.text.normalization import normalise_line

# A list that can be looked through.
MOST = 50
_LONGEST_NAME, _LONGEST_QUERY = 60, 1000


def of(user: Moderator) -> QuerySet[SavedSearch]:
    """This person's searches, by name."""
    return SavedSearch.objects.filter(user=user).order_by("name")


def save(user: Moderator, name: str, query: str, *, now: datetime | None = None) -> SavedSearch:
    """Keep the part of an address behind its question mark; one of that name is replaced. Raises Invalid."""
    name = _usable(name)
    if len(query) > _LONGEST_QUERY:
        raise _invalid("query", "too-long", _("This search is too long to be saved."))
    if not of(user).filter(name=name).exists() and of(user).count() >= MOST:
        sentence = _("You have %(number)d saved searches, and there is room for no more. Delete one first.")
        raise _invalid("name", "too-many", sentence % {"number": MOST})
    found, _is_new = SavedSearch.objects.update_or_create(
        user=user, name=name, defaults={"query": query, "created_at": now or timezone.now()}
    )
    return found


def rename(user: Moderator, search_id: int, name: str) -> None:
    """Raises NotFound, and Invalid for an empty name and one that is taken."""
    name = _usable(name)
    try:
        with transaction.atomic():
            is_there = of(user).filter(pk=search_id).update(name=name)
    except IntegrityError:
        sentence = _("You have another search called “%(name)s”.")
        raise _invalid("name", "taken", sentence % {"name": name}) from None
    if not is_there:
        raise NotFound


def delete(user: Moderator, search_id: int) -> None:
    """A second time changes nothing."""
    of(user).filter(pk=search_id).delete()


def _usable(name: str) -> str:
    usable = normalise_line(cut(without_control(name), _LONGEST_NAME))
    if not usable:
        raise _invalid("name", "required", _("Give the search a name."))
    return usable


def _invalid(field: str, code: str, sentence: str) -> Invalid:
    return Invalid([FieldError(field, code, sentence)])

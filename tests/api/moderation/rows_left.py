"""All rows of the app, to compare what two ways of doing one thing left, or that nothing changed."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import transaction

Rows = dict[str, list[Any]]
Ids = dict[Any, set[Any]]
# Of the way itself: what a form is known by that is sent twice, and the number of an item, which no column refers to.
_OF_THE_WAY = {("Batch", "key"), ("Batch", "ban_before"), ("Batch", "reached")}


def left_by(deed: Callable[[], object]) -> Rows:
    """All rows after a deed, which is taken back then."""
    before = ids()
    with undone():
        deed()
        return all_rows(before)


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def tables() -> list[Any]:
    """All of comments but those that note who uses a key, and who is at the desk."""
    models = apps.get_app_config("comments").get_models(include_auto_created=True)
    return [model for model in models if model.__name__ not in ("ApiKey", "DeskVisit")]


def ids() -> Ids:
    return {model: set(model._default_manager.values_list("pk", flat=True)) for model in tables()}


def all_rows(before: Ids) -> Rows:
    """Of every table; a time is only that there is one, and the number of a new row its place among the new."""
    rows = {model: list(model._default_manager.order_by("pk")) for model in tables()}
    new = {model: [row.pk for row in kept if row.pk not in before[model]] for model, kept in rows.items()}
    return {model.__name__: [_told(row, new) for row in kept] for model, kept in rows.items()}


def _told(row: Any, new: dict[Any, list[Any]]) -> dict[str, Any]:
    told = {}
    for field in row._meta.concrete_fields:
        if (type(row).__name__, field.attname) in _OF_THE_WAY:
            continue
        value = getattr(row, field.attname)
        numbered = new.get(field.related_model or (type(row) if field.primary_key else None), [])
        told[field.attname] = f"new {numbered.index(value)}" if value in numbered else _timeless(value)
    return told


def _timeless(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _timeless(one) for name, one in value.items()}
    if isinstance(value, datetime) or (isinstance(value, str) and re.match(r"\d{4}-\d\d-\d\dT", value)):
        return "a time"
    return value

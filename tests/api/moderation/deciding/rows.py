"""All rows of the app, to compare what two ways of deciding left, or that nothing changed."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import transaction

Rows = dict[str, list[Any]]
Ids = dict[Any, set[Any]]


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def tables() -> list[Any]:
    """All of comments but that of the keys."""
    return [model for model in apps.get_app_config("comments").get_models() if model.__name__ != "ApiKey"]


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

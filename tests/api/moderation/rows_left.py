"""All rows that a deed leaves, to compare what two ways of doing it left."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import transaction

# What is of the way itself: keys and their use, and what a form that is sent twice is known by. And times in JSON.
_OF_THE_WAY = {"ApiKey"}
_COLUMNS_OF_THE_WAY = {("Batch", "key"), ("Batch", "ban_before")}


def left_by(deed: Callable[[], object]) -> dict[str, list[dict[str, Any]]]:
    """The rows of each table after a deed, which is taken back then; of times it is known whether there is one."""
    with transaction.atomic():
        deed()
        rows = {
            model.__name__: [
                {
                    name: "a time" if isinstance(value, datetime) else value
                    for name, value in row.items()
                    if (model.__name__, name) not in _COLUMNS_OF_THE_WAY
                }
                for row in model._default_manager.order_by("pk").values()
            ]
            for model in apps.get_app_config("comments").get_models(include_auto_created=True)
            if model.__name__ not in _OF_THE_WAY
        }
        transaction.set_rollback(True)
    return rows

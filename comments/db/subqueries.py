"""Statements written by hand as parts of Django's queries."""

import re
from collections.abc import Mapping
from typing import Any

from django.db.models.expressions import RawSQL

_NAMED = re.compile(r"%\((\w+)\)s")


def subquery(sql: str, params: Mapping[str, Any]) -> RawSQL:
    """A select of one column with named parameters, for lookups such as `pk__in`; Django takes them by their place."""
    return RawSQL(_NAMED.sub("%s", sql), [params[name] for name in _NAMED.findall(sql)])  # noqa: S611 - our own statements

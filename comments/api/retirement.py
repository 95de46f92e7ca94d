"""Calls that will go: since when that is known, and the day from which they may be gone, told with each answer.

The OpenAPI document says it of an operation by `deprecated`, `x-deprecated-since` and `x-sunset`, both days. What may
change and how long it takes is in docs/api.md.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from django.http import HttpResponseBase
from django.utils.http import http_date

from comments import conf
from comments.api.openapi import DOCUMENT

_ROOT = "api/v1"
_PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")


@dataclass(frozen=True)
class Retirement:
    """Of one operation."""

    operation: str
    since: date
    sunset: date

    def headers(self) -> dict[str, str]:
        """Deprecation (RFC 9745), Sunset (RFC 8594), and where it is explained."""
        page = f"{conf.public_url()}/{_ROOT}/docs/#{self.operation}"
        return {
            "Deprecation": f"@{_seconds(self.since)}",
            "Sunset": http_date(_seconds(self.sunset)),
            "Link": f'<{page}>; rel="deprecation"; type="text/html"',
        }


def retirements(document: Mapping[str, Any]) -> dict[tuple[str, str], Retirement]:
    """By path and method; raises KeyError or ValueError for an operation that is deprecated and has no days."""
    return {
        (path, method.upper()): retirement
        for path, item in document["paths"].items()
        for method, operation in item.items()
        if method != "parameters" and (retirement := of_operation(operation))
    }


def of_operation(operation: Mapping[str, Any]) -> Retirement | None:
    """None if it stays."""
    if not operation.get("deprecated"):
        return None
    days = [date.fromisoformat(operation[name]) for name in ("x-deprecated-since", "x-sunset")]
    return Retirement(operation["operationId"], *days)


RETIREMENTS = retirements(DOCUMENT)


def announce(answer: HttpResponseBase, route: str, method: str) -> None:
    """Add the headers to the answer of a call that will go; `route` is the pattern of its path."""
    if not RETIREMENTS:
        return
    path = _PARAMETER.sub(r"{\1}", route.rpartition(_ROOT)[2])
    if retirement := RETIREMENTS.get((path, "GET" if method == "HEAD" else method)):
        for name, value in retirement.headers().items():
            answer[name] = value


def _seconds(day: date) -> int:
    return int(datetime.combine(day, time(), UTC).timestamp())

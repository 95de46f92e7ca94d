"""What a rule is, and the list of all of them: RULES is complete once the package has been imported."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Func, QuerySet, Subquery
from django.db.models.functions import Coalesce

from comments.errors import Message

Rows = QuerySet[Any]  # Any: each rule is about one model
FindBroken = Callable[[datetime], Rows]
Repair = Callable[[list[int], datetime], object]


@dataclass(frozen=True)
class Rule:
    """`broken` finds the rows for which it does not hold; with `holds`, rows that are looked at one by one instead.

    `site` is how the site of a row is found. A rule with `sample` looks at the newest rows only, unless asked for all.
    """

    name: str
    sentence: Message
    broken: FindBroken
    site: str
    holds: Callable[[Any], bool] | None
    sample: bool
    repair: Repair | None


RULES: list[Rule] = []


def rule(
    sentence: Message,
    *,
    site: str = "site",
    holds: Callable[[Any], bool] | None = None,
    sample: bool = False,
    repair: Repair | None = None,
) -> Callable[[FindBroken], FindBroken]:
    """Decorate a function that finds the rows breaking a rule: adds the rule to RULES, under the function's name."""

    def added(broken: FindBroken) -> FindBroken:
        RULES.append(Rule(broken.__name__, sentence, broken, site, holds, sample, repair))
        return broken

    return added


def number_of(rows: Rows) -> Coalesce:
    """A subquery for how many of these rows there are: 0, not null, when none."""
    return Coalesce(Subquery(rows.order_by().annotate(n=Func("pk", function="count")).values("n")), 0)

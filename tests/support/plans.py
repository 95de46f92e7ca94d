"""How the database carries out a statement: which indexes it searches, by what, and whether it reads or sorts more."""

import re
from collections.abc import Callable

from django.db import connection
from django.test.utils import CaptureQueriesContext

# On few rows PostgreSQL prefers to read them all. So it only does when it cannot help it, and then says so.
_LAST_RESORTS = ("seqscan", "bitmapscan", "sort", "hashjoin", "hashagg")


def plan_of(ask: Callable[[], object]) -> str:
    """Of the last statement that is asked."""
    with CaptureQueriesContext(connection) as asked:
        ask()
    statement = asked.captured_queries[-1]["sql"].replace("%", "%%")
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"explain query plan {statement}", [])
        else:
            for way in _LAST_RESORTS:
                cursor.execute(f"set local enable_{way} = off")
            cursor.execute(f"explain {statement}", [])
        return "\n".join(row[-1] for row in cursor.fetchall())


def searches(plan: str, index: str, *columns: str) -> int:
    """How often an index (a regular expression) is searched by these columns, one after another."""
    pattern = rf"INDEX {index} \((.*)\)"
    if connection.vendor == "postgresql":
        pattern = rf"using {index} on .*\n *Index Cond: (.*)"
    order = ".*".join(rf"\b{column}\b" for column in columns)
    return sum(re.search(order, found) is not None for found in re.findall(pattern, plan))


def reads_a_table(plan: str) -> bool:
    """From end to end."""
    return re.search(r"SCAN (c|comments_\w+)\b|Seq Scan", plan) is not None


def sorts(plan: str) -> bool:
    """What no index brings in order."""
    return re.search(r"TEMP B-TREE|(?<!Incremental )Sort  \(", plan) is not None

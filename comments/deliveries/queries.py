"""To whom something is due, of however many rows."""

from datetime import datetime

from django.db import connection

from comments.db.times import as_stored

# From each target to the next by the index: both databases would read all rows of each for a "distinct".
_DUE_TARGETS = """
with recursive targets (name) as (
    select cast('' as text)
    union all
    select (select min(target) from comments_delivery {index} where state = 'owed' and target > targets.name)
    from targets where targets.name is not null
)
select name from (
    select name,
        (select min(due) from comments_delivery {index} where state = 'owed' and target = targets.name) as due
    from targets where name is not null
) as waiting where due <= %s order by due
"""
# Else SQLite, which does not know how many rows are owed, reads all of them by the index of states.
_INDEX = {"sqlite": "indexed by deliveries_due_to"}


def due_targets(now: datetime) -> list[str]:
    """The targets to which something that is owed is due, the longest waiting first."""
    with connection.cursor() as cursor:
        cursor.execute(_DUE_TARGETS.format(index=_INDEX.get(connection.vendor, "")), as_stored(now))
        return [name for (name,) in cursor.fetchall()]

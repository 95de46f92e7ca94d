"""To whom something is due, of however many rows."""

from datetime import datetime

from django.db import connection

from comments.db.times import as_stored

# From each target to the next by the index: PostgreSQL and SQLite would read all rows of each for a "distinct".
_DUE_TARGETS = """
with recursive targets (name) as (
    select min(target) from comments_delivery where state = 'owed'
    union all
    select (select min(target) from comments_delivery where state = 'owed' and target > targets.name)
    from targets where targets.name is not null
)
select name from (
    select name, (select min(due) from comments_delivery where state = 'owed' and target = targets.name) as due
    from targets where name is not null
) as waiting where due <= %s order by due
"""


def due_targets(now: datetime) -> list[str]:
    """The targets to which something that is owed is due, the longest waiting first."""
    with connection.cursor() as cursor:
        cursor.execute(_DUE_TARGETS, as_stored(now))
        return [name for (name,) in cursor.fetchall()]

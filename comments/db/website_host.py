"""The host in an author's website as both databases read it out of the address, so that an index can hold it."""

from typing import Any
from urllib.parse import urlsplit

from django.db.models import CharField, Func

from comments.net import hostnames

# The same in SQL by hand, for a column `url`; the databases compare it letter by letter with what the index has.
SQL = {
    "postgresql": "lower(substr(split_part(split_part(url, '//', 2), '/', 1), 1, 255))",
    "sqlite": (
        "lower(substr(url, instr(url, '//') + 2, min(255, instr(substr(url, instr(url, '//') + 2) || '/', '/') - 1)))"
    ),
}


class WebsiteHost(Func):
    """What stands between // and the next / of an address, in lower case, at most 255 characters of it.

    An index holds it: what is changed here needs a migration that makes the index anew.
    """

    output_field = CharField()
    arity = 1
    template = "lower(substr(split_part(split_part(%(expressions)s, '//', 2), '/', 1), 1, 255))"

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = (
            "lower(substr(%(expressions)s, instr(%(expressions)s, '//') + 2,"
            " min(255, instr(substr(%(expressions)s, instr(%(expressions)s, '//') + 2) || '/', '/') - 1)))"
        )
        return self.as_sql(compiler, connection, template=template, **context)


def spellings(url: str) -> list[str]:
    """How the databases may have the host of this address: as it is typed there, and canonical, with and without www.

    Empty if it names none.
    """
    host = hostnames.host_of(url)
    if not host:
        return []
    bare = host.removeprefix("www.")
    return sorted({urlsplit(url).netloc.lower(), host, bare, f"www.{bare}"})

"""A migrated database of one kind, made once before the passes of the suite; each pass begins with a copy of it.

    TEST_DATABASE=postgres python -m tests.support.templates FOLDER

leaves FOLDER/postgres, a data directory of PostgreSQL that was shut down, or FOLDER/sqlite, a file. The passes find
them by TEST_TEMPLATES=FOLDER. Without it each pytest makes and migrates a database of its own.
"""

import gc
import os
import shutil
import signal
import sys
from pathlib import Path

from tests.support import environment
from tests.support.servers import Postgres


def migrate() -> None:
    """Make and migrate the tests' database, as pytest does where there is no template."""
    gc.disable()  # which would look at all of some thousand models again and again, a fifth of the time
    environment.set_up()
    from django.db import connections
    from django.test.utils import setup_databases

    setup_databases(verbosity=0, interactive=False, serialized_aliases=())
    connections.close_all()


def make_postgres(folder: Path) -> None:
    with Postgres(folder) as server:
        os.environ["TEST_DATABASE_URL"] = f"{server.url}/comments"
        migrate()
        server.stop(signal.SIGINT)
        # Moved, and never copied file by file: when we are root it belongs to somebody else, who alone may run it.
        shutil.move(server.data / "data", folder / "postgres")


def make_sqlite(folder: Path) -> None:
    migrate()
    from django.db import connection

    shutil.move(connection.settings_dict["NAME"], folder / "sqlite")


if __name__ == "__main__":
    try:
        {"postgres": make_postgres, "sqlite": make_sqlite}[os.environ["TEST_DATABASE"]](Path(sys.argv[1]))
    finally:
        environment.tear_down()

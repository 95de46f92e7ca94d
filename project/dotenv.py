"""Writes .env for docker compose: secrets of this installation, readable by its owner alone. Django is not needed."""

import os
import sys
from pathlib import Path

from project.datadir import random_key, random_password
from project.sentences import _

CONTENT = """\
# Secrets of this installation, read by docker compose. Keep a copy: with them anybody can be the service.
SECRET_KEY={key}
POSTGRES_PASSWORD={postgres}
VALKEY_PASSWORD={valkey}
# The user `admin` is made with this at the first start; change it afterwards in the admin.
ADMIN_PASSWORD={admin}

# Where the service listens, and where people meet it: an https address makes cookies Secure. Name its proxy, too.
# BIND is the address of this machine at which the port is open: 0.0.0.0 opens it to everybody, without https.
PORT=8000
#BIND=127.0.0.1
#PUBLIC_URL=https://comments.example.org
#TRUSTED_PROXIES=172.16.0.0/12
# A spam service to ask about comments: off without a key.
#AKISMET_KEY=

# A publication to look at.
#DEMO=on
"""


def main(path: Path) -> int:
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        print(_("%(path)s already exists. Nothing was changed.", path=path))
        return 0
    secrets = {"key": random_key(), "admin": random_password()}
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(CONTENT.format(**secrets, postgres=random_password(), valkey=random_password()))
    print(_("%(path)s was written. Sign in at /admin/ as admin, with the ADMIN_PASSWORD in that file.", path=path))
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(".env")))

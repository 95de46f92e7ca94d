"""Writes .env for docker compose, with the secrets of this installation, readable only by its owner. Without Django."""

import os
import sys
from pathlib import Path

from project.datadir import random_key, random_password
from project.sentences import _

CONTENT = """\
# The secrets of this installation, for docker compose. Keep a copy in a safe place, and show them to nobody.
SECRET_KEY={key}
POSTGRES_PASSWORD={postgres}
VALKEY_PASSWORD={valkey}
# The password of the user `admin`, who is created at the first start. Change it afterwards in the admin.
ADMIN_PASSWORD={admin}

# PORT is where the service listens. BIND is the address of this machine on which the port is open; 0.0.0.0 opens it to
# everybody, without https. PUBLIC_URL is the address that people use; an https address makes cookies Secure. With a
# proxy in front, set TRUSTED_PROXIES to its address.
PORT=8000
#BIND=127.0.0.1
#PUBLIC_URL=https://comments.example.org
#TRUSTED_PROXIES=172.16.0.0/12
# The mail server, and who mails are from. Without it mails become files that nobody is sent: see docs/mail.md.
#EMAIL_URL=smtp+tls://USER:PASSWORD@smtp.example.org
#DEFAULT_FROM_EMAIL=comments@example.org
# The key for Akismet, a service that recognises spam. Without a key it is off.
#AKISMET_KEY=

# Shows a demo publication.
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

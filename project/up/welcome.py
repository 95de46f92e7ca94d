"""The greeting of `manage.py up` once everything works."""

import os
import sys
from pathlib import Path

from project import connections, datadir, env
from project.sentences import _
from project.up import readiness

READY = """
Ready at %(url)s

  Admin     %(url)s/admin/
  User      admin
  Password  %(password)s
  Mail      %(mail)s

Another password: %(manage)s changepassword admin
Another person:   %(manage)s createsuperuser

Try it: open an article and leave a reply. It waits. Approve it in the admin, and watch it appear on the page.
Your own site: %(url)s/admin/desk/setup/
Stop with Ctrl-C.
"""


def welcome(folder: Path, *, show_password: bool) -> str:
    url = env.web_address("PUBLIC_URL", f"http://localhost:{readiness.address()[1]}")
    return _(
        READY,
        url=url,
        password=_password(folder, show=show_password),
        mail=_mail(folder),
        manage=f"{_short(Path(sys.executable))} manage.py",
    )


def _mail(folder: Path) -> str:
    server = connections.mail_server("EMAIL_URL").host
    if server:
        return _("sent by %(server)s", server=server)
    return _("nobody is sent any: they become files in %(place)s. Set EMAIL_URL.", place=_short(folder / "mail"))


def _password(folder: Path, *, show: bool) -> str:
    kept = datadir.kept(folder, "admin-password")
    if env.text("ADMIN_PASSWORD") or kept is None:
        return _("the one you gave")
    place = _short(folder / "admin-password")
    return _("%(password)s  (shown this once, and kept in %(place)s)", password=kept, place=place) if show else place


def _short(path: Path) -> str:
    """Relative to the current folder where it lies below it."""
    here = Path.cwd()
    return os.path.relpath(path, here) if path.is_relative_to(here) else str(path)

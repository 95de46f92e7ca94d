"""What lies in DATA_DIR. Django is not needed here: the supervisor reads this too."""

import contextlib
import hashlib
import os
import secrets
import tempfile
from collections.abc import Callable
from pathlib import Path

from project import env
from project.sentences import _

BASE_DIR = Path(__file__).resolve().parent.parent

# The address of a unix socket has room for 108 bytes on Linux and 104 on macOS, with a zero at its end.
LONGEST_SOCKET_PATH = 103


def data_dir() -> Path:
    """The absolute path of DATA_DIR, which need not exist; var/ beside the code by default. Raises Misconfigured."""
    try:
        return Path(env.text("DATA_DIR") or BASE_DIR / "var").expanduser().resolve()
    except (RuntimeError, OSError) as error:  # ~NOBODY, or links that lead in a circle
        raise env.Misconfigured(_("DATA_DIR cannot be found: %(reason)s", reason=error)) from None


def broker_socket(folder: Path) -> Path:
    """Where the embedded broker listens: a socket that nobody else on the machine may open, and no port."""
    path = folder / "broker" / "socket"
    if len(os.fsencode(path)) <= LONGEST_SOCKET_PATH:
        return path
    mark = hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"comments-{os.getuid()}-{mark}" / "socket"


def broker_url(folder: Path) -> str:
    """The address of the embedded broker of that DATA_DIR, as Celery reads it."""
    return f"redis+socket://{broker_socket(folder)}"


def kept(folder: Path, name: str) -> str | None:
    """A secret that was kept before, None when there is none. Raises Misconfigured where it cannot be read."""
    try:
        return (folder / name).read_text(encoding="utf-8").strip() or None
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else error.reason
        sentence = _("%(path)s in DATA_DIR cannot be read: %(reason)s.", path=folder / name, reason=reason)
        raise env.Misconfigured(sentence) from None


def keep(folder: Path, name: str, make: Callable[[], str]) -> str:
    """The secret of this name, made now by `make` if there is none. Processes that make it at once agree on one."""
    handle, temporary = tempfile.mkstemp(dir=folder, prefix=f".{name}-")  # made with mode 0600
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(make() + "\n")
    with contextlib.suppress(FileExistsError):
        os.link(temporary, folder / name)
    Path(temporary).unlink()
    return (folder / name).read_text(encoding="utf-8").strip()


def write_privately() -> None:
    """From now on files that this process and its children make can be read by this user alone."""
    os.umask(0o077)


def random_key() -> str:
    return secrets.token_urlsafe(64)


def random_password() -> str:
    return secrets.token_urlsafe(12)

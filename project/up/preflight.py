"""What must be so before anything starts; each refusal is Misconfigured with one sentence."""

import fcntl
import importlib.util
import os
import resource
import socket
import stat
import sys
import tempfile
from pathlib import Path
from typing import IO

from project.env import Misconfigured
from project.sentences import _


def check_packages() -> None:
    """Raise Misconfigured where the packages are not installed."""
    if importlib.util.find_spec("granian") is None:
        python = sys.executable
        raise Misconfigured(_("%(python)s has no packages installed: start with `make run`.", python=python))


def open_data_dir(folder: Path) -> None:
    """Make the folder, for this user alone, and try to write into it. Raises Misconfigured."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"x" * 4096)
    except OSError as error:
        reason = error.strerror
        sentence = _("DATA_DIR cannot be written: %(folder)s (%(reason)s).", folder=folder, reason=reason)
        raise Misconfigured(sentence) from None


def own_folder(folder: Path) -> None:
    """Make a folder that nobody else may enter. Raises Misconfigured where another user made it."""
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
        raise Misconfigured(_("%(folder)s belongs to another user of this machine.", folder=folder))


def lock(folder: Path) -> IO[str]:
    """Keep a second supervisor out of the folder while the returned file is open. Raises Misconfigured."""
    file = (folder / "lock").open("a+", encoding="utf-8")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.seek(0)
        sentence = _("Already running on %(folder)s (process %(pid)s).", folder=folder, pid=file.read().strip() or "?")
        raise Misconfigured(sentence) from None
    file.truncate(0)
    file.write(f"{os.getpid()}\n")
    file.flush()
    return file


def hold_port(host: str, port: int) -> socket.socket:
    """Keep others like us from the port for as long as the socket returned stays open, also in a program executed next.

    Granian's own sockets share a port with whoever asks for that. This one is bound without that leave, which fails
    where anybody has the port, and gives it afterwards.
    """
    holder = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # what connections of a former start left behind
    try:
        holder.bind((host, port))
    except OSError as error:
        holder.close()
        reason = error.strerror
        sentence = _("Port %(port)d of %(host)s cannot be used (%(reason)s): choose another with PORT=…")
        raise Misconfigured(sentence % {"port": port, "host": host, "reason": reason}) from None
    holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 0)
    holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    holder.set_inheritable(True)
    return holder


def allow_files(count: int) -> None:
    """Raise this process's limit of open files to `count`, or as far as allowed. Every connection is a file."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = count if hard == resource.RLIM_INFINITY else min(count, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))

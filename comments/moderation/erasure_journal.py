"""The journal of what was deleted for ever: a backup that is restored brings it back, and by the journal it goes again.

It is kept twice: in a table, which travels with the backups, and in a file outside the database, which knows what
happened since. An erasure is confirmed when its line is on the disk. Both hold nothing but keyed hashes; the key lies
beside the file and serves for nothing else, so that no change of SECRET_KEY makes the journal unreadable. A host that
sets no ERASURES_DIR has no journal.
"""

import contextlib
import hashlib
import hmac
import os
import re
import secrets
import tempfile
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from comments import conf
from comments.models import Comment, Erasure

_FILE, _KEY = "journal", "key"
# A line is a digest and when it was written; one that a crash cut off is none.
_LINE = re.compile(rb"^([0-9a-f]{64}) \S+$", re.MULTILINE)


class Digests:
    """Makes the digests of comments by the journal's key; the key is made now if there is none."""

    def __init__(self, folder: Path) -> None:
        self._key = _key(folder)

    def of(self, comment_id: int, created_at: datetime) -> str:
        """Of a comment's id and when it was submitted: an id that is given again, after a restore, is another one."""
        moment = created_at.astimezone(UTC).isoformat(timespec="microseconds")
        return hmac.new(self._key, f"{comment_id} {moment}".encode(), hashlib.sha256).hexdigest()


def add(comment: Comment, now: datetime) -> None:
    """Note that a comment is deleted for ever, at the end of the transaction that does it.

    The line is on the disk before the transaction is: what was confirmed is not forgotten. Raises OSError.
    """
    folder = conf.erasures_dir()
    if folder is None:
        return
    digest = Digests(folder).of(comment.pk, comment.created_at)
    note([digest], now)
    _append(folder, f"{digest} {now.astimezone(UTC).isoformat(timespec='seconds')}\n".encode())


def note(digests: Iterable[str], now: datetime) -> None:
    """Write rows for these digests where there are none."""
    rows = [Erasure(digest=digest, erased_at=now) for digest in sorted(digests)]
    Erasure.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)


def missing() -> set[str]:
    """The digests in the file of which the database knows nothing: it is older than the journal. Raises OSError."""
    folder = conf.erasures_dir()
    if folder is None:
        return set()
    try:
        content = (folder / _FILE).read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return set()
    written = {match.decode() for match in _LINE.findall(content)}
    return written - set(Erasure.objects.values_list("digest", flat=True)) if written else set()


def interrupted(digests: set[str]) -> set[str]:
    """Those of the digests whose comment is about to be erased anyway: a crash came between the file and the table."""
    folder = conf.erasures_dir()
    if folder is None or not digests:
        return set()
    digest = Digests(folder)
    due = Comment.objects.filter(erase_at__isnull=False).values_list("pk", "created_at")
    return {one for pk, created_at in due.iterator() if (one := digest.of(pk, created_at)) in digests}


def _append(folder: Path, line: bytes) -> None:
    """Write a line and wait until the disk has it, with the folder's entry for the file. Other processes may, too."""
    handle = os.open(folder / _FILE, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        size = os.fstat(handle).st_size
        is_cut_off = size > 0 and os.pread(handle, 1, size - 1) != b"\n"
        os.write(handle, b"\n" + line if is_cut_off else line)
        os.fsync(handle)
    finally:
        os.close(handle)
    _sync_folder(folder)


def _key(folder: Path) -> bytes:
    """The key of the journal in this folder, made if there is none; processes that make it at once agree on one."""
    with contextlib.suppress(FileNotFoundError):
        return _kept_key(folder, (folder / _KEY).stat().st_mtime_ns)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=folder, prefix=".key-")  # made with mode 0600
    with os.fdopen(handle, "wb") as file:
        file.write(secrets.token_hex(32).encode())
        file.flush()
        os.fsync(file.fileno())
    with contextlib.suppress(FileExistsError):
        os.link(temporary, folder / _KEY)
    Path(temporary).unlink()
    _sync_folder(folder)
    return _key(folder)


@lru_cache(maxsize=4)
def _kept_key(folder: Path, changed_at: int) -> bytes:
    return (folder / _KEY).read_bytes()


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

"""The migrations as they are released: run it to add those that are new, `python -m tests.support.frozen`."""

import hashlib
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
LIST = Path(__file__).with_name("frozen_migrations.txt")
_APPS = ("comments", "project/newsroom", "project/second_factor")


def on_disk() -> dict[str, str]:
    """Each migration, and what helps them, with the hash of its bytes; paths are from the project's folder."""
    files = [path for app in _APPS for path in (ROOT / app / "migrations").glob("*.py") if path.name != "__init__.py"]
    return {str(path.relative_to(ROOT)): hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(files)}


def listed() -> dict[str, str]:
    lines = (line.split() for line in LIST.read_text(encoding="utf-8").splitlines())
    return {path: digest for digest, path in lines}


if __name__ == "__main__":
    known = listed() if LIST.exists() else {}
    whole = {**on_disk(), **known}
    LIST.write_text("".join(f"{digest}  {path}\n" for path, digest in sorted(whole.items())), encoding="utf-8")

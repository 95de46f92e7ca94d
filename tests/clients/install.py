"""Installs the generators of clients, as package-lock.json names them, once: python -m tests.clients.install."""

import hashlib
import sys
from pathlib import Path

from tests.support.node import npm

FOLDER = Path(__file__).parent


def is_installed(folder: Path = FOLDER) -> bool:
    stamp = _stamp(folder)
    return stamp.is_file() and stamp.read_text() == _locked(folder)


def install(folder: Path = FOLDER) -> None:
    """Fails with what npm said."""
    npm("ci", "--loglevel=error", "--no-audit", "--no-fund", "--ignore-scripts", folder=folder)
    _stamp(folder).write_text(_locked(folder))


def _stamp(folder: Path) -> Path:
    return folder / "node_modules" / "installed"


def _locked(folder: Path) -> str:
    return hashlib.sha256((folder / "package-lock.json").read_bytes()).hexdigest()


def main(folder: Path = FOLDER) -> int:
    if is_installed(folder):
        return 0
    print("Installing the generators of clients with npm (once, some seconds)", flush=True)
    try:
        install(folder)
    except AssertionError as error:
        print(
            f"{error}\nThe tests of generated clients need packages of the npm registry, and npm could not install"
            " them: see above. If registry.npmjs.org cannot be reached, name a mirror: npm_config_registry=https://…",
            file=sys.stderr,
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

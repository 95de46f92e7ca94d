"""A project of its own, made by django-admin and docs/embedding.md, with the wheel and nothing of this checkout."""

import ast
import json
import os
import shlex
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from tests.hosting import document
from tests.hosting.conftest import ROOT

pytestmark = pytest.mark.once

ADDITIONS = ROOT / "tests/hosting/host"
# Migrating takes three seconds: what is typed does it once, for users of the project's own; our own project has the
# usual ones.
PASSES = {"plain_tests.py": "news.settings", "special_tests.py": "news.special"}


def names_in(file: str) -> list[str]:
    tree = ast.parse((ADDITIONS / file).read_text("utf-8"))
    return [node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_it_")]


# What is typed at manage.py, in one process for all of it: each of its own would take a second.
TYPE = """
import gc, io, json, os, sys
gc.disable()  # a fifth of the time of migrating
import django
from django.core.management import call_command
os.environ["DJANGO_SETTINGS_MODULE"] = "news.special"
django.setup()
said = []
for line in json.loads(sys.argv[1]):
    heard = io.StringIO()
    call_command(*line, stdout=heard, stderr=heard)
    said.append(heard.getvalue())
print(json.dumps(said))
"""
START = """
from django.core.management import call_command
call_command("startproject", "news", ".")
call_command("startapp", "articles")
"""


class Host:
    """A project with the app from its wheel. Everything runs in processes that know nothing of this checkout."""

    def __init__(self, folder: Path, wheel: Path) -> None:
        self._libraries, self._project = folder / "libraries", folder / "news"
        self._project.mkdir(parents=True)
        install = ["-m", "uv", "pip", "install", "--no-deps", "--offline", "--quiet", "--target", str(self._libraries)]
        self._run(*install, str(wheel))
        self._run("-c", START)
        settings = self._project / "news/settings.py"
        settings.write_text(settings.read_text().replace("INSTALLED_APPS = [", 'INSTALLED_APPS = [\n    "articles",'))
        typed = [shlex.split(line) for line in document.follow(self._project)]
        self.typed = [line[2:] for line in typed if line[:2] == ["python", "manage.py"] and "runserver" not in line]
        shutil.copytree(ADDITIONS, self._project, dirs_exist_ok=True)
        self.said = json.loads(self._run("-c", TYPE, json.dumps([*self.typed, self.typed[-2]])))

    def outcomes(self, file: str, settings: str) -> dict[str, str]:
        """What is wrong with each test of a file, by name; of most nothing."""
        report = self._project / f"{file}.xml"
        options = ["-q", "-p", "pytest_django.plugin", "-p", "no:cacheprovider", f"--ds={settings}", "--nomigrations"]
        self._run("-m", "pytest", *options, f"--junitxml={report}", file, is_asked=True)
        wrong: dict[str, str] = {}
        for case in ET.parse(report).getroot().iter("testcase"):
            name = case.attrib["name"].partition("[")[0]
            wrong[name] = wrong.get(name, "") + "".join(found.text or "" for found in case if found.tag != "system-out")
        return wrong

    def _run(self, *command: str, is_asked: bool = False) -> str:
        environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": f"{self._libraries}{os.pathsep}{self._project}",
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        }
        done = subprocess.run(
            [sys.executable, *command], cwd=self._project, env=environment, capture_output=True, text=True, check=False
        )
        assert is_asked or done.returncode == 0, done.stdout + done.stderr
        return done.stdout


@pytest.fixture(scope="module")
def host(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Host:
    return Host(tmp_path_factory.mktemp("host"), wheel)


@pytest.fixture(scope="module")
def outcomes(host: Host) -> dict[str, dict[str, str]]:
    return {file: host.outcomes(file, settings) for file, settings in PASSES.items()}


@pytest.mark.parametrize(("file", "name"), [(file, name) for file in PASSES for name in names_in(file)])
def test_it_works_in_a_project_of_its_own(outcomes: dict[str, dict[str, str]], file: str, name: str) -> None:
    assert outcomes[file][name] == ""


def test_it_is_what_the_document_says(host: Host) -> None:
    said = {line[0]: answer for line, answer in zip(host.typed, host.said, strict=False)}

    assert list(said) == ["makemigrations", "migrate", "comment_site", "check"]
    assert "no issues" in said["check"]
    assert "was created" in said["comment_site"]
    assert "Nothing was changed" in host.said[-1]

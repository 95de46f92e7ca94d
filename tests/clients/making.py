"""Makes clients of the document as a service serves it, and lets scripts speak by them."""

import json
import os
import re
import shutil
import subprocess
import sys
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

from tests.clients.install import FOLDER
from tests.support.node import node, npm

PYTHON_CLIENT = "comments_client"
JS_CLIENT = FOLDER.parents[1] / "clients" / "js"
TSC = "node_modules/typescript/bin/tsc"
OPENAPI_TYPESCRIPT = "node_modules/.bin/openapi-typescript"


@dataclass
class Made:
    """A folder with all clients and the scripts, checked and compiled."""

    folder: Path
    said: list[str] = field(default_factory=list)
    """By openapi-typescript, @hey-api/openapi-ts and openapi-python-client."""
    packed: list[str] = field(default_factory=list)
    """The files of clients/js that npm would publish."""

    def in_typescript(self, script: str, *arguments: str) -> str:
        return node(f"js/{script}.js", *arguments, folder=self.folder)

    def in_python(self, script: str, *arguments: str) -> str:
        argv = [sys.executable, f"{script}.py", *arguments]
        done = subprocess.run(argv, cwd=self.folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout


def make(folder: Path, service: str) -> Made:
    """All clients, in an empty folder."""
    made = Made(folder / "work", packed=_install_ours(folder))
    made.folder.mkdir()
    (made.folder / "node_modules").symlink_to(FOLDER / "node_modules")
    for source in [
        path for kind in ("*.ts", "*.mjs", "*.json", "visitor.py", "moderator.py") for path in FOLDER.glob(kind)
    ]:
        shutil.copy(source, made.folder)
    with urllib.request.urlopen(f"{service}/api/v1/schema/", timeout=10) as answer:
        (made.folder / "schema.json").write_bytes(answer.read())
    said = [
        node(OPENAPI_TYPESCRIPT, "schema.json", "-o", "fetch/schema.d.ts", folder=made.folder),
        node("node_modules/.bin/openapi-ts", folder=made.folder),
        _make_in_python(made.folder),
    ]
    made.said = [re.sub(r"\x1b\[\d+m", "", one).strip() for one in said]
    node(TSC, folder=made.folder)
    return made


def _install_ours(folder: Path) -> list[str]:
    """Our own client as npm would install it, above the folder in which it is used; the files that are published."""
    (told,) = json.loads(npm("pack", "--json", "--loglevel=error", str(JS_CLIENT), folder=folder))
    shutil.unpack_archive(folder / told["filename"], folder)
    (folder / "node_modules").mkdir()
    (folder / "package").rename(folder / "node_modules" / "comment-threads-client")
    return sorted(one["path"] for one in told["files"])


def _make_in_python(folder: Path) -> str:
    programs = Path(sys.executable).parent
    argv = [str(programs / "openapi-python-client"), "generate", "--path=schema.json", "--meta=none"]
    done: subprocess.CompletedProcess[str] = subprocess.run(
        [*argv, f"--output-path={PYTHON_CLIENT}"],
        # It formats what it has made with ruff.
        cwd=folder, env={**os.environ, "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stdout + done.stderr

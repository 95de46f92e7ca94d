"""Who may import whom, who may write a status, and how long files and functions are. Reads the source only."""

import ast
import graphlib
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

pytestmark = pytest.mark.once

ROOT = Path(__file__).parent.parent
LEVELS = (
    {"conf", "errors", "markup", "threads", "statuses", "text", "drafts", "addresses", "tokens"}
    | {"akismet", "backoff", "outside", "lookalikes", "wordlist", "likeness", "hosts", "shared_hosts", "learning"}
    | {"characters", "emails", "kept", "moments", "page_addresses", "schedule"},
    {"models", "querysets", "transactions", "breakers", "staff"},
    {"spam"},
    {"gates", "limits", "policy", "bans"},
    {"tasks", "bell"},
    {"posting", "authoring", "moderation", "screening", "reading", "privacy", "visibility", "housekeeping"}
    | {
        "background",
        "corrections",
        "erasure",
        "invariants",
        "invented",
        "learned",
        "listed",
        "own",
        "recent",
        "trace",
        "trending",
        "clusters",
        "cluster_decisions",
        "floods",
        "pacing",
        "rendering",
    },
    {"api", "web", "admin", "templatetags", "management", "middleware", "apps", "checks"},
)
EDGE = len(LEVELS) - 1
LEVEL = {part: number for number, parts in enumerate(LEVELS) for part in parts}
# Template tags are the web edge's own side of a template.
EDGES_THAT_MEET = {("templatetags", "web")}
ONLY = {
    "bleach": {"markup"},
    "nh3": {"markup"},
    "re2": {"wordlist"},
    "regex": {"characters"},
    "idna": {"hosts", "emails"},
    "rest_framework": {"api"},
    "celery": {"tasks"},
    "kombu": set(),
    "project": set(),
    "tests": set(),
}
EDGES_ONLY = ("django.http", "django.shortcuts", "django.template", "django.urls", "django.contrib.messages")
STATUS_WRITERS = {"moderation", "posting"}
RAW_SQL = {"raw", "execute", "executemany", "extra"}
LONGEST_FILE = 300
LONGEST_FUNCTION = 35

Import = tuple[str, str]  # who imports, and what: both as comments.x.y


def sources(*folders: str) -> list[Path]:
    files = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    return [path for path in files if "migrations" not in path.parts]


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def part_of(path: Path) -> str:
    """The module or package directly in comments/ that a file belongs to; "" for the app itself."""
    first = path.relative_to(ROOT / "comments").parts[0]
    return first.removesuffix(".py").replace("__init__", "")


def imported(node: ast.stmt) -> list[str]:
    """Full names, so that `from comments import text` is comments.text.normalization."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return [f"{node.module}.{alias.name}" for alias in node.names]
    return []


def statements(body: list[ast.stmt], *, in_function: bool = False) -> Iterator[tuple[ast.stmt, bool]]:
    """Every statement and whether it stands in a function; nothing that only the type checker reads."""
    for node in body:
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            yield from statements(node.orelse, in_function=in_function)
            continue
        yield node, in_function
        inside = in_function or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for field in ("body", "orelse", "finalbody"):
            yield from statements(getattr(node, field, []), in_function=inside)
        for handler in getattr(node, "handlers", []):
            yield from statements(handler.body, in_function=inside)


def imports(path: Path, *, in_function: bool | None = None) -> Iterator[str]:
    for node, is_inside in statements(tree(path).body):
        if in_function is None or in_function == is_inside:
            yield from imported(node)


def own_imports() -> list[Import]:
    """(part, part) for every import at the top of a file of the app, but those inside one part."""
    found = []
    for path in sources("comments"):
        for name in imports(path, in_function=False):
            names = name.split(".")
            if names[0] == "comments" and names[1] != part_of(path):
                found.append((part_of(path), names[1]))
    return found


def test_it_has_a_level_for_every_module() -> None:
    assert {part_of(path) for path in sources("comments")} - {""} == set(LEVEL)


def test_it_imports_downwards_only() -> None:
    upwards = {(who, what) for who, what in own_imports() if LEVEL[who] < LEVEL[what]}

    assert upwards == set()


def test_it_keeps_edges_apart() -> None:
    across = {(who, what) for who, what in own_imports() if LEVEL[who] == LEVEL[what] == EDGE}

    assert across <= EDGES_THAT_MEET


def test_it_imports_nothing_in_a_circle() -> None:
    graph: dict[str, set[str]] = {}
    for who, what in own_imports():
        graph.setdefault(who, set()).add(what)

    assert tuple(graphlib.TopologicalSorter(graph).static_order())


def test_it_imports_inside_functions_where_nothing_else_is_possible() -> None:
    inside = {part_of(path) for path in sources("comments") if list(imports(path, in_function=True))}

    assert inside == {"tasks", "apps"}


def test_it_imports_by_full_names() -> None:
    nodes = [node for path in sources("comments") for node in ast.walk(tree(path))]

    assert not [node for node in nodes if isinstance(node, ast.ImportFrom) and node.level]


@pytest.mark.parametrize("package", ONLY)
def test_it_keeps_a_dependency_in_one_place(package: str) -> None:
    users = {part_of(path) for path in sources("comments") for name in imports(path) if name.split(".")[0] == package}

    assert users == ONLY[package]


def test_it_lets_no_request_or_response_below_the_edges() -> None:
    users = {
        (part_of(path), name)
        for path in sources("comments")
        for name in imports(path)
        if name.startswith(EDGES_ONLY) and LEVEL.get(part_of(path)) != EDGE
    }

    assert users == set()


def test_it_knows_its_host_only_by_its_settings() -> None:
    apps = {name for path in sources("comments") for name in imports(path) if "newsroom" in name}

    assert apps == set()


def test_it_leaves_the_user_model_to_the_host() -> None:
    users = {
        part_of(path) for path in sources("comments") for name in imports(path) if name.endswith("auth.models.User")
    }

    assert users == set()


def test_it_knows_nothing_of_django_or_comments_in_the_shared_cache() -> None:
    names = {name for path in sources("project/shared_cache") for name in imports(path)}

    others = {name for name in names if name.split(".")[0] not in sys.stdlib_module_names}
    assert {name for name in others if not name.startswith("project.shared_cache.")} == set()


def test_it_writes_a_status_in_moderation_and_posting_only() -> None:
    writers = {part_of(path) for path in sources("comments") if any(map(writes_status, ast.walk(tree(path))))}
    below = [path for path in sources("comments") if LEVEL.get(part_of(path)) != EDGE]
    writers |= {part_of(path) for path in below if any(map(fills_in_status, ast.walk(tree(path))))}
    hosts = [path.name for path in sources("project") if any(map(writes_status, ast.walk(tree(path))))]

    assert writers <= STATUS_WRITERS
    assert "moderation" in writers
    assert hosts == []


def writes_status(node: ast.AST) -> bool:
    """`.update(status=…)`, `.create(status=…)`, `Comment(status=…)`, `setattr(…, "status", …)`, `comment.status = …`"""
    if isinstance(node, ast.Assign):
        targets = [target for target in node.targets if isinstance(target, ast.Attribute)]
        return any(target.attr == "status" and "comment" in ast.unparse(target.value) for target in targets)
    if not isinstance(node, ast.Call):
        return False
    name = ast.unparse(node.func).rpartition(".")[2]
    if name in {"setattr", "bulk_update"}:
        return any(isinstance(part, ast.Constant) and part.value == "status" for part in ast.walk(node))
    makes_rows = name in {"update", "create", "get_or_create", "update_or_create", "Comment"}
    return makes_rows and "status" in {keyword.arg for keyword in node.keywords}


def fills_in_status(node: ast.AST) -> bool:
    """`{"status": …}` and `changes["status"] = …`, which for an edge are JSON."""
    if isinstance(node, ast.Dict):
        return "status" in {key.value for key in node.keys if isinstance(key, ast.Constant)}
    targets = node.targets if isinstance(node, ast.Assign) else []
    return any(isinstance(target, ast.Subscript) and ast.unparse(target.slice) == "'status'" for target in targets)


def test_it_writes_sql_in_querysets_only() -> None:
    users = {
        part_of(path)
        for path in sources("comments")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in RAW_SQL
    }

    assert users == {"querysets"}


def test_it_has_no_long_file() -> None:
    pages = [path for folder in ("comments", "project", "examples") for path in (ROOT / folder).rglob("*")]
    written = [
        path for path in pages if path.suffix in {".py", ".html", ".css", ".js"} and "migrations" not in path.parts
    ]
    long = {str(path.relative_to(ROOT)) for path in written if len(path.read_text().splitlines()) > LONGEST_FILE}

    assert long == set()


def test_it_has_no_long_function() -> None:
    long = {
        f"{path.relative_to(ROOT)}:{node.name}"
        for path in sources("comments", "project")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef) and _lines(node) > LONGEST_FUNCTION
    }

    assert long == set()


def _lines(node: ast.FunctionDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1

"""Who may import whom, who may write a status, and how long files and functions are. Reads the source only."""

import ast
import graphlib
import sys
from pathlib import Path

import pytest

from tests.support.structure import Arrow, arrows, circles, imports, lines, module_of, rooms, sources, tree

pytestmark = pytest.mark.once

ROOT = Path(__file__).parent.parent
# Who may import whom: a part imports from storeys with a higher number only, and from its own storey nothing but itself
# and what MAY_MEET names. The ground floor knows no models, and its parts may meet.
STOREYS = {
    1: {"api", "web", "admin", "desk", "templatetags", "management", "tasks", "middleware", "apps", "system_checks"},
    2: {"chat", "mail", "maintenance", "privacy", "trials", "webhooks"},
    3: {"posting", "screening"},
    4: {"moderation"},
    5: {"reading", "counters", "similarity", "classifier", "akismet", "own_hook", "search"},
    6: {"access", "deliveries", "outbound", "doorbell"},
    7: {"models"},
    8: {"db", "text", "net", "conf", "limits", "caching", "errors", "statuses", "paths", "host", "signed_tokens"}
    | {"author_fields", "encryption", "form_signals", "keyed_hash", "languages", "schedule", "sized_cache"},
}
EDGES, GROUND = 1, 8
MAY_MEET = {
    ("access", "doorbell"),
    ("deliveries", "outbound"),
    ("templatetags", "web"),
    ("templatetags", "desk"),
    ("admin", "desk"),
    ("apps", "system_checks"),
}
STOREY = {part: number for number, parts in STOREYS.items() for part in parts}
ONLY = {
    "bleach": {"text"},
    "nh3": {"text"},
    "re2": {"text"},
    "regex": {"text"},
    "idna": {"net"},
    "jwt": {"access"},
    "cryptography": {"access", "encryption"},
    "publicsuffixlist": {"net"},
    "standardwebhooks": {"outbound"},
    "rest_framework": {"api"},
    "celery": {"tasks", "doorbell"},
    "kombu": set(),
    "project": set(),
    "tests": set(),
}
EDGES_ONLY = ("django.http", "django.shortcuts", "django.template", "django.urls", "django.contrib.messages")
STATUS_WRITERS = {"moderation", "posting"}
RAW_SQL = {"raw", "execute", "executemany", "extra"}
LONGEST_FILE = 300
LONGEST_FUNCTION = 35


def part_of(path: Path) -> str:
    """The module or package directly in comments/ that a file belongs to; "" for the app itself."""
    first = path.relative_to(ROOT / "comments").parts[0]
    return first.removesuffix(".py").replace("__init__", "")


def parts(arrow: Arrow) -> tuple[str, str]:
    who, what = arrow
    return who.split(".")[1], what.split(".")[1]


def is_downwards(who: str, what: str) -> bool:
    if who == what or STOREY[who] < STOREY[what]:
        return True
    return STOREY[who] == STOREY[what] and (STOREY[who] == GROUND or (who, what) in MAY_MEET)


def test_it_has_a_storey_for_every_part() -> None:
    assert {part_of(path) for path in sources(ROOT, "comments")} - {""} == set(STOREY)


def test_it_imports_downwards_only() -> None:
    upwards = {arrow for arrow in arrows(ROOT) if not is_downwards(*parts(arrow))}

    assert upwards == set()


def test_it_imports_nothing_in_a_circle() -> None:
    assert circles(arrows(ROOT)) == []


def test_it_has_no_circle_of_rooms() -> None:
    assert tuple(graphlib.TopologicalSorter(rooms(arrows(ROOT))).static_order())


def test_it_imports_inside_functions_where_nothing_else_is_possible() -> None:
    inside = {part_of(path) for path in sources(ROOT, "comments") if list(imports(path, in_function=True))}

    assert inside == {"apps"}


def test_it_imports_by_full_names() -> None:
    nodes = [node for path in sources(ROOT, "comments") for node in ast.walk(tree(path))]

    assert not [node for node in nodes if isinstance(node, ast.ImportFrom) and node.level]


@pytest.mark.parametrize("package", ONLY)
def test_it_keeps_a_dependency_in_one_place(package: str) -> None:
    users = {
        part_of(path) for path in sources(ROOT, "comments") for name in imports(path) if name.split(".")[0] == package
    }

    assert users == ONLY[package]


def test_it_lets_no_request_or_response_below_the_edges() -> None:
    users = {
        (part_of(path), name)
        for path in sources(ROOT, "comments")
        for name in imports(path)
        if name.startswith(EDGES_ONLY) and STOREY.get(part_of(path)) != EDGES
    }

    assert users == {("mail", "django.template.loader.render_to_string")}  # a mail is written as a page is


def test_it_knows_its_host_only_by_its_settings() -> None:
    apps = {name for path in sources(ROOT, "comments") for name in imports(path) if "newsroom" in name}

    assert apps == set()


def test_it_leaves_the_user_model_to_the_host() -> None:
    users = {
        part_of(path)
        for path in sources(ROOT, "comments")
        for name in imports(path)
        if name.endswith("auth.models.User")
    }

    assert users == set()


def test_it_knows_nothing_of_django_or_comments_in_the_shared_cache() -> None:
    names = {name for path in sources(ROOT, "project/shared_cache") for name in imports(path)}

    others = {name for name in names if name.split(".")[0] not in sys.stdlib_module_names}
    assert {name for name in others if not name.startswith("project.shared_cache.")} == set()


def test_it_writes_a_status_in_moderation_and_posting_only() -> None:
    writers = {part_of(path) for path in sources(ROOT, "comments") if any(map(writes_status, ast.walk(tree(path))))}
    below = [path for path in sources(ROOT, "comments") if STOREY.get(part_of(path)) != EDGES]
    writers |= {part_of(path) for path in below if any(map(fills_in_status, ast.walk(tree(path))))}
    hosts = [path.name for path in sources(ROOT, "project") if any(map(writes_status, ast.walk(tree(path))))]

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


def test_it_writes_sql_in_queries_only() -> None:
    users = {
        module_of(path, ROOT)
        for path in sources(ROOT, "comments")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in RAW_SQL
    }

    assert {name for name in users if not name.endswith(".queries") and name.split(".")[1] != "db"} == set()
    assert users


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
        for path in sources(ROOT, "comments", "project")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef) and lines(node) > LONGEST_FUNCTION
    }

    assert long == set()


def test_it_gives_each_class_a_name_of_its_own() -> None:
    named: dict[str, set[str]] = {}
    for path in sources(ROOT, "comments", "project"):
        for node in tree(path).body:
            if isinstance(node, ast.ClassDef) and node.name != "Command":
                named.setdefault(node.name, set()).add(str(path.relative_to(ROOT)))

    assert {name: files for name, files in named.items() if len(files) > 1} == {}


def test_it_begins_no_docstring_with_a_word_that_points_elsewhere() -> None:
    nodes = [(path, node) for path in sources(ROOT, "comments", "project") for node in ast.walk(tree(path))]
    documented = [(path, node) for path, node in nodes if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Module)]

    assert [path.name for path, node in documented if (ast.get_docstring(node) or "").startswith("The same")] == []

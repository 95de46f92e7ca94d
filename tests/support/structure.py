"""How the app is built, in numbers: `make structure`, of another checkout with FOLDER=….

A room is a module or package directly in comments/. An arrow is an import from one room to another, those in function
bodies too, those for the type checker not. Floors are the rooms of the longest chain of arrows. A circle is a set of
modules that import each other. Reads the source only.
"""

import ast
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

Arrow = tuple[str, str]  # who imports, and what: both as comments.x.y

SHORT = 4  # lines of a body that a name has to be better than


def sources(root: Path, *folders: str) -> list[Path]:
    """The Python files of these folders, migrations aside."""
    files = [path for folder in folders for path in (root / folder).rglob("*.py")]
    return [path for path in files if "migrations" not in path.parts]


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def imports(path: Path, *, in_function: bool | None = None) -> Iterator[str]:
    """Full names: `from comments import text` is comments.text. `in_function` asks for those only, or the others."""
    for node, is_inside in _statements(tree(path).body):
        if in_function is None or in_function == is_inside:
            yield from _imported(node)


def _statements(body: list[ast.stmt], *, in_function: bool = False) -> Iterator[tuple[ast.stmt, bool]]:
    """Every statement and whether it stands in a function; nothing that only the type checker reads."""
    for node in body:
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            yield from _statements(node.orelse, in_function=in_function)
            continue
        yield node, in_function
        inside = in_function or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for field in ("body", "orelse", "finalbody"):
            yield from _statements(getattr(node, field, []), in_function=inside)
        for handler in getattr(node, "handlers", []):
            yield from _statements(handler.body, in_function=inside)


def _imported(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return [f"{node.module}.{alias.name}" for alias in node.names]
    return []


def module_of(path: Path, root: Path) -> str:
    names = path.relative_to(root).with_suffix("").parts
    return ".".join(names[:-1] if names[-1] == "__init__" else names)


def modules(root: Path) -> dict[str, Path]:
    """The modules and packages of the app."""
    return {module_of(path, root): path for path in sources(root, "comments")}


def arrows(root: Path) -> set[Arrow]:
    """(module, module it imports), in function bodies too, of the app."""
    known = modules(root)
    found = set()
    for module, path in known.items():
        for name in imports(path):
            target = name if name in known else name.rpartition(".")[0]
            if target in known and target not in ("comments", module):
                found.add((module, target))
    return found


def small_private_functions(root: Path) -> list[str]:
    """Private functions of modules that are named once, with at most SHORT lines of body besides the docstring."""
    small = []
    for path in sources(root, "comments", "project"):
        names = Counter(node.id for node in ast.walk(tree(path)) if isinstance(node, ast.Name))
        names.update(node.attr for node in ast.walk(tree(path)) if isinstance(node, ast.Attribute))
        for node in tree(path).body:
            if isinstance(node, ast.FunctionDef) and names[node.name] == 1 and _is_small_and_private(node):
                small.append(f"{path.relative_to(root)}:{node.lineno} {node.name}")
    return small


def _is_small_and_private(node: ast.FunctionDef) -> bool:
    body = node.body[1:] if ast.get_docstring(node) else node.body
    is_small = bool(body) and (body[-1].end_lineno or 0) - body[0].lineno < SHORT
    return is_small and node.name.startswith("_") and not node.decorator_list


def rooms(found: set[Arrow]) -> dict[str, set[str]]:
    """Which rooms each room imports from."""
    graph: dict[str, set[str]] = defaultdict(set)
    for who, what in found:
        one, other = who.split(".")[1], what.split(".")[1]
        if one != other:
            graph[one].add(other)
    return graph


def circles(found: set[Arrow]) -> list[tuple[str, ...]]:
    """Sets of modules that reach each other by arrows."""
    graph: dict[str, set[str]] = defaultdict(set)
    for who, what in found:
        graph[who].add(what)
    reached = {module: _reached(module, graph) for module in list(graph)}
    both = {module: {other for other in reached[module] if module in reached.get(other, ())} for module in reached}
    return sorted({tuple(sorted(others)) for module, others in both.items() if module in others})


def _reached(module: str, graph: dict[str, set[str]]) -> set[str]:
    found: set[str] = set()
    todo = list(graph[module])
    while todo:
        if (other := todo.pop()) not in found:
            found.add(other)
            todo.extend(graph.get(other, ()))
    return found


def floors(graph: dict[str, set[str]]) -> int:
    """The longest chain of rooms, a circle walked once."""
    heights: dict[str, int] = {}

    def height(room: str, above: frozenset[str]) -> int:
        if room not in heights:
            below = [height(other, above | {room}) for other in graph.get(room, ()) if other not in above | {room}]
            heights[room] = 1 + max(below, default=0)
        return heights[room]

    return max(height(room, frozenset()) for room in list(graph))


def main(root: Path) -> None:
    found = arrows(root)
    graph = rooms(found)
    names = {module.split(".")[1] for module in modules(root) if "." in module}
    circular = "; ".join(", ".join(circle) for circle in circles(found))
    files = sources(root, "comments", "project")
    longest = max(files, key=lambda path: len(path.read_text().splitlines()))
    functions = [(path, node) for path in files for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef)]
    path, function = max(functions, key=lambda each: lines(each[1]))
    small = small_private_functions(root)
    print(f"{len(modules(root))} modules of the app in {len(names)} rooms on {floors(graph)} floors")
    print(f"{sum(map(len, graph.values()))} arrows between rooms")
    print(f"circles of modules: {circular or 'none'}")
    print(f"longest file: {longest.relative_to(root)}, {len(longest.read_text().splitlines())} lines")
    print(f"longest function: {path.relative_to(root)}, {function.name}, {lines(function)} lines")
    print(f"{len(small)} private functions with one caller and at most {SHORT} lines", *small, sep="\n  ")


def lines(function: ast.FunctionDef) -> int:
    return (function.end_lineno or 0) - function.lineno + 1


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent.parent.parent)

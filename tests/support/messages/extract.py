"""Finds the texts that go through gettext in Python and in Django's templates, without the system's gettext."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from django.utils.translation.template import templatize

_PLAIN = {"gettext", "gettext_lazy", "gettext_noop"}
_PLURAL = {"ngettext", "ngettext_lazy"}
# What Django's own makemessages has xgettext look for in a template it has turned into calls.
_CALL = re.compile(r"""\b(?:_|n?gettext)\((?=\s*u?['"])""")


class Message(NamedTuple):
    """A text of the source: `plural` is "" without one; `within` are the names around it, from outside in.

    Those are of classes, functions, variables that are assigned to, and keyword arguments.
    """

    msgid: str
    plural: str
    path: str
    line: int
    within: tuple[str, ...] = ()


def messages_in(path: Path, root: Path) -> Iterator[Message]:
    """The texts of a file below `root`, in its order. Raises ValueError for one that is not written out."""
    name, source = path.relative_to(root).as_posix(), path.read_text()
    if path.suffix == ".py":
        yield from _in_python(source, name)
    else:
        yield from _in_template(source, name)


def _in_python(source: str, name: str) -> Iterator[Message]:
    tree = ast.parse(source)
    functions = {
        alias.asname or alias.name: alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
    }
    yield from _in_node(tree, functions, name, ())


def _in_node(node: ast.AST, functions: dict[str, str], name: str, within: tuple[str, ...]) -> Iterator[Message]:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        yield from _in_call(node, functions.get(node.func.id, ""), name, within)
    for child in ast.iter_child_nodes(node):
        yield from _in_node(child, functions, name, (*within, *_names_of(node)))


def _in_call(call: ast.Call, function: str, name: str, within: tuple[str, ...]) -> Iterator[Message]:
    number = 1 if function in _PLAIN else 2 if function in _PLURAL else 0
    if function.startswith(("pgettext", "npgettext")):
        raise ValueError(f"{name}:{call.lineno}: texts with a context are not looked for yet")
    if not number:
        return
    texts = [argument.value for argument in call.args[:number] if isinstance(argument, ast.Constant)]
    if len(texts) != number:
        raise ValueError(f"{name}:{call.lineno}: write the text out, so that it can be found")
    yield Message(str(texts[0]), str(texts[1]) if number == 2 else "", name, call.lineno, within)


def _names_of(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.ClassDef | ast.FunctionDef):
        yield node.name
    elif isinstance(node, ast.keyword) and node.arg:
        yield node.arg
    elif isinstance(node, ast.Assign):
        yield from (target.id for target in node.targets if isinstance(target, ast.Name))


def _in_template(source: str, name: str) -> Iterator[Message]:
    calls = templatize(source, origin=name)
    for found in _CALL.finditer(calls):
        call = ast.parse(_up_to_end(calls, found.start()), mode="eval").body
        assert isinstance(call, ast.Call)
        texts = [argument.value for argument in call.args if isinstance(argument, ast.Constant)]
        line = calls.count("\n", 0, found.start()) + 1
        yield Message(str(texts[0]), str(texts[1]) if len(texts) > 1 else "", name, line)


def _up_to_end(calls: str, start: int) -> str:
    """The first call from here on that can be read: what follows it is no Python."""
    for end in re.finditer(r"\)", calls[start:]):
        candidate = calls[start : start + end.end()]
        try:
            ast.parse(candidate, mode="eval")
        except SyntaxError:
            continue
        return candidate
    raise ValueError(f"a text in a template cannot be read: {calls[start : start + 60]!r}")

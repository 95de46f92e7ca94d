"""The scripts and the styles of a thread as the few files that browsers get, made of those that people write.

Modules import one another by name and export functions, constants and classes. Each becomes a function of its own, in
an order in which it finds what it imports. What a thread needs to be read is in one file; what one does in it, which is
as much again, in a second one that the first imports.
"""

import base64
import hashlib
import json
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.utils import translation

from comments.web.minified import minified
from comments.web.sentences import sentences

STATIC = Path(__file__).parent.parent / "static" / "comments"
_FIRST, _PARTS = "embed.js", "parts.js"
# What the modules import of the server: written when they are joined.
_SERVED = "served.js"
_IMPORT = re.compile(r'^import (?:(\{[^}]*\}) from )?"\./([\w-]+\.js)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|const|class) (\w+))", re.MULTILINE)

_CSS_IMPORT = re.compile(r'^@import url\("([\w-]+\.css)"\);$', re.MULTILINE)
# Around what needs no space; before a colon one may be a descendant.
_CSS_SPACE = re.compile(r"\s*([{};,])\s*|(?<=:)\s+|\s+")


class File(NamedTuple):
    """A file for browsers. `version` names its content, `integrity` is for an attribute of that name."""

    text: str
    version: str
    integrity: str


class Scripts(NamedTuple):
    """What a thread needs to be read, on our pages and elsewhere; and what one does in it."""

    first: File
    parts: File


def scripts() -> Scripts:
    """All modules of a thread in two files; made anew each time while DEBUG is on."""
    return _scripts.__wrapped__() if settings.DEBUG else _scripts()


def styles() -> File:
    """comments.css with the files that it imports."""
    return _styles.__wrapped__() if settings.DEBUG else _styles()


@cache
def counts() -> File:
    """The script that fills in numbers of comments."""
    return made(minified((STATIC / "count.js").read_text("utf-8")))


def made(text: str) -> File:
    """A file of this text."""
    content = text.encode()
    integrity = base64.b64encode(hashlib.sha384(content).digest()).decode()
    return File(text, hashlib.sha256(content).hexdigest()[:12], f"sha384-{integrity}")


@cache
def _scripts() -> Scripts:
    first: dict[str, str] = {}
    _add(_FIRST, first, known=(_SERVED,))
    parts: dict[str, str] = {}
    _add(_PARTS, parts, known=(_SERVED, *first))
    # All of them, by name: the parts of the next version may need others than these do.
    shared = "{" + ",".join(map(_variable, first)) + "}"
    file = made(f"export default({shared})=>{{{''.join(parts.values())}return {_variable(_PARTS)}}};\n")
    served = _served(file.version, shared)
    return Scripts(made(served + "".join(first.values())), file)


def _add(name: str, done: dict[str, str], known: tuple[str, ...]) -> None:
    """The module, behind those that it imports; by name in `done`."""
    if name in done or name in known:
        return
    text = (STATIC / "thread" / name).read_text("utf-8")
    for _names, other in _IMPORT.findall(text):
        _add(other, done, known)
    exported = ",".join(_EXPORT.findall(text))
    text = _EXPORT.sub("", _IMPORT.sub(lambda found: _taken(*found.groups()), text))
    done[name] = f"const {_variable(name)}=(()=>{{{minified(f'{text}return{{{exported}}};')}}})();\n"


def _taken(names: str | None, module: str) -> str:
    return f"const{names.replace(' as ', ':')}={_variable(module)};\n" if names else ""


def _served(parts_version: str, shared: str) -> str:
    """The sentences for where none can be asked for, and the paths of the other files below the service."""
    with translation.override("en"):
        said = json.dumps(sentences(), ensure_ascii=False, separators=(",", ":"))
    return (
        f'const {_variable(_SERVED)}={{SENTENCES:{said},STYLES:"/embed/{styles().version}.css",'
        f'PARTS:"/embed/{parts_version}.parts.js",SHARED:()=>({shared}),'
        'SERVICE:import.meta.url.replace(/\\/embed(\\/[\\w-]+)?\\.js.*$/,"")};\n'
    )


def _variable(module: str) -> str:
    return f"${module.removesuffix('.js')}"


@cache
def _styles() -> File:
    text = _CSS_IMPORT.sub(lambda found: _css(found[1]), _css("comments.css"))
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    return made(_CSS_SPACE.sub(lambda found: found[1] or " ", text).strip())


def _css(name: str) -> str:
    return (STATIC / name).read_text("utf-8")

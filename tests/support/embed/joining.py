"""The scripts and the styles of a thread as the few files that browsers get, made of those that people write.

Modules import one another by name and export functions, constants and classes; no two of them declare the same name,
so that all fit into one scope, in which names become short. What one does in a thread, and what readers with an account
need, are files of their own for pages elsewhere: functions that get what they share with the first one.
"""

import hashlib
import json
import re
from collections.abc import Callable, Mapping

from django.utils import translation

from comments.web.embed import ACCOUNTS, DOING, ELEMENT, FOLDER, PAGE, SOURCES, STYLES, version_of
from comments.web.sentences import AT_HAND, sentences

STATIC = FOLDER.parent
MODULES = STATIC / "thread"
COUNTS = "count.js"
# What the modules import of the server: written when they are joined.
_SERVED = "served.js"
_SERVICE = 'const SERVICE = import.meta.url.replace(/\\/embed(\\/[\\w-]+)?\\.js.*$/, "");\n'
_IMPORT = re.compile(r'^import (?:\{ ([^}]*) \} from )?"\./([\w-]+\.js)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|const|class) )", re.MULTILINE)
_DECLARED = re.compile(r"^(?:export )?(?:async )?(?:function|const|let|class) (\w+)", re.MULTILINE)
_CSS_IMPORT = re.compile(r'^@import url\("([\w-]+\.css)"\);$', re.MULTILINE)

Shorten = Callable[[str, str], str]


def as_written(_kind: str, text: str) -> str:
    """Nothing is shortened: for a test that looks for each module in what it is joined to."""
    return text


def joined(shorten: Shorten) -> dict[str, str]:
    """The files by name; `shorten(kind, text)` takes out what only people read. Raises ValueError for a name twice."""
    styles = shorten("text/css", _styles())
    element, page = _modules("embed.js"), _modules("page.js")
    _refuse_same(page)
    doing, of_doing = _later("doing.js", element, "DOING")
    accounts, of_accounts = _later("accounts.js", element, "ACCOUNTS")
    doing, accounts = shorten("application/javascript", doing), shorten("application/javascript", accounts)
    served = _served(version_of(styles), version_of(doing), version_of(accounts), of_doing | of_accounts)
    return {
        ELEMENT: shorten("application/javascript", f"(() => {{\n{served}{_bare(element)}}})();\n"),
        DOING: doing,
        ACCOUNTS: accounts,
        PAGE: shorten("application/javascript", f"(() => {{\n{_SERVICE}{_bare(page)}}})();\n"),
        STYLES: styles,
        COUNTS: shorten("application/javascript", (STATIC / COUNTS).read_text("utf-8")),
        SOURCES: sources(),
    }


def _later(name: str, element: Mapping[str, str], result: str) -> tuple[str, set[str]]:
    """A file that the element imports, which makes `result`, and the names of the element that it is given for that."""
    modules = {module: text for module, text in _modules(name).items() if module not in element}
    _refuse_same({**element, **modules})
    shared = {shared for text in modules.values() for shared in _imported(text, element)}
    given = f"{{ {', '.join(sorted(shared))} }}" if shared else ""
    return f"export default ({given}) => {{\n{_bare(modules)}return {result};\n}};\n", shared


def sources() -> str:
    """Names what the files are made of, so that one sees whether they are older."""
    with translation.override("en"):
        texts = [json.dumps(sentences()), _styles(), (STATIC / COUNTS).read_text("utf-8")]
    texts += [path.read_text("utf-8") for path in sorted(MODULES.glob("*.js"))]
    return hashlib.sha256("\0".join(texts).encode()).hexdigest() + "\n"


def _bare(modules: Mapping[str, str]) -> str:
    """The modules as one script."""
    return "".join(_EXPORT.sub("", _IMPORT.sub("", text)) for text in modules.values())


def _imported(text: str, modules: Mapping[str, str]) -> list[str]:
    """The names that a module imports from these."""
    return [name for names, other in _IMPORT.findall(text) if other in modules for name in names.split(", ")]


def _modules(name: str) -> dict[str, str]:
    """A module behind all that it imports, in an order in which each finds the others."""
    text = (MODULES / name).read_text("utf-8")
    found: dict[str, str] = {}
    for _names, other in _IMPORT.findall(text):
        if other != _SERVED:
            found |= {module: there for module, there in _modules(other).items() if module not in found}
    return {**found, name: text}


def _refuse_same(modules: Mapping[str, str]) -> None:
    seen: dict[str, str] = {}
    for module, text in modules.items():
        for name in _DECLARED.findall(text):
            if name in seen:
                raise ValueError(f"{module} and {seen[name]} both declare {name}")
            seen[name] = module


def _served(styles: str, doing: str, accounts: str, shared: set[str]) -> str:
    """The sentences for where none can be asked for, the address of the service, and the paths of files there."""
    with translation.override("en"):
        known = sentences()
    said = json.dumps({code: known[code] for code in AT_HAND}, ensure_ascii=False)
    return (
        f'const SENTENCES = {said};\nconst STYLES = "/embed/{styles}.css";\n'
        f'const DOING_PATH = "/embed/{doing}.doing.js";\nconst ACCOUNTS_PATH = "/embed/{accounts}.accounts.js";\n'
        f"const SHARED = () => ({{ {', '.join(sorted(shared))} }});\n{_SERVICE}"
    )


def _styles() -> str:
    """comments.css with the files that it imports in their place."""
    return _CSS_IMPORT.sub(lambda found: _css(found[1]), _css("comments.css"))


def _css(name: str) -> str:
    return (STATIC / name).read_text("utf-8")

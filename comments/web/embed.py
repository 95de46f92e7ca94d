"""What pages elsewhere load: the element as one file, with its version and integrity, its styles, and the counts.

The modules in static/comments/thread are joined as they are, each in a function of its own, without their comments.
"""

import base64
import hashlib
import json
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import condition, require_safe

from comments import conf, languages

_STATIC = Path(__file__).parent.parent / "static" / "comments"
_FIRST = "embed.js"
# What the modules import of the server: written when they are joined.
_SERVED = "served.js"
_COMMENT = re.compile(r"^\s*(?://[^\n]*|/\*.*?\*/[^\S\n]*)\n", re.DOTALL | re.MULTILINE)
_IMPORT = re.compile(r'^import (?:(\{[^}]*\}) from )?"\./([\w-]+\.js)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|const|class) (\w+))", re.MULTILINE)
_CSS_IMPORT = re.compile(r'^@import url\("([\w-]+\.css)"\);$', re.MULTILINE)
# Around what needs no space; before a colon one may be a descendant.
_CSS_SPACE = re.compile(r"\s*([{};,])\s*|(?<=:)\s+|\s+")
_SPACE = re.compile(r"^[^\S\n]+|\n(?=\n)", re.MULTILINE)

_SHORT = "public, max-age=300, stale-while-revalidate=86400, stale-if-error=604800"
_FOR_EVER = "public, max-age=31536000, immutable"


class File(NamedTuple):
    """A file for pages elsewhere. `version` names its content, `integrity` is for an attribute of that name."""

    text: str
    version: str
    integrity: str


@require_safe
@login_not_required
def latest(request: HttpRequest) -> HttpResponse:
    """The element, as it is now: what the line to paste names."""
    return _file(request, element(), _SHORT)


@require_safe
@login_not_required
def versioned(request: HttpRequest, version: str) -> HttpResponse:
    """The element for who pins it. A former version is not kept: who pinned one without its integrity gets this one."""
    return _file(request, element(), _FOR_EVER if version == element().version else _SHORT)


@require_safe
@login_not_required
def styles(request: HttpRequest, version: str) -> HttpResponse:
    """What the element and the fragment link to; a former version as the element itself."""
    file = _styles()
    return _file(request, file, _FOR_EVER if version == file.version else _SHORT, "text/css")


@require_safe
@login_not_required
def about(_request: HttpRequest) -> HttpResponse:
    """Version, address and integrity of the element, for who pins it."""
    known = element()
    said = {
        "version": known.version,
        "script": f"{conf.public_url()}/embed/{known.version}.js",
        "integrity": known.integrity,
    }
    return _for_everybody(JsonResponse(said), _SHORT)


@require_safe
@login_not_required
def catalogue(_request: HttpRequest, tag: str) -> HttpResponse:
    """What the element says before it has a thread, in the nearest language that we have."""
    with translation.override(languages.spoken(tag)):
        response = JsonResponse(sentences(), json_dumps_params={"ensure_ascii": False})
    return _for_everybody(response, _SHORT)


@require_safe
@login_not_required
def counts(request: HttpRequest) -> HttpResponse:
    """The script that fills in numbers of comments."""
    return _file(request, _made(_bare((_STATIC / "count.js").read_text("utf-8"))), _SHORT)


def sentences() -> dict[str, str]:
    """What the element says where it has no thread to show, by the code of its event, in the active language."""
    unreachable = _("The comments cannot be loaded just now.")
    return {
        "no_key": _("For the owner of this page: the element comment-thread needs the attributes “site” and “key”."),
        "offline": _("You are offline. The comments will load when you are connected again."),
        "slow": _("The comments take very long to load."),
        "down": unreachable,
        "unreachable": unreachable,
        "not_html": _("For the owner of this page: what answers at the address of the comments is another service."),
        "no_policy": _(
            "For the owner of this page: its Content-Security-Policy must allow “comments” in the directive"
            " trusted-types."
        ),
        "again": _("Try again"),
    }


def styles_path() -> str:
    """The path below the service of all styles of a thread in one file."""
    return f"/embed/{_styles().version}.css"


def element() -> File:
    """All modules of the element in one file."""
    return _element.__wrapped__() if settings.DEBUG else _element()


@cache
def _element() -> File:
    return _made(_joined())


@cache
def _styles() -> File:
    """comments.css with the files that it imports, without comments and what else only people read."""
    text = _CSS_IMPORT.sub(lambda found: _css(found[1]), _css("comments.css"))
    return _made(_CSS_SPACE.sub(lambda found: found[1] or " ", re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)).strip())


def _css(name: str) -> str:
    return (_STATIC / name).read_text("utf-8")


def _joined() -> str:
    """The modules in an order in which each finds what it imports; none but by name, and nothing else is exported."""
    done: dict[str, str] = {_SERVED: _served()}

    def add(name: str) -> None:
        if name in done:
            return
        text = _bare((_STATIC / "thread" / name).read_text("utf-8"))
        for _names, other in _IMPORT.findall(text):
            add(other)
        exported = ",".join(_EXPORT.findall(text))
        text = _IMPORT.sub(lambda found: _taken(*found.groups()), text)
        text = _EXPORT.sub("", text)
        done[name] = f"const {_variable(name)}=(()=>{{\n{text}return{{{exported}}}}})();\n"

    add(_FIRST)
    return "".join(done.values())


def _taken(names: str | None, module: str) -> str:
    return f"const{names.replace(' as ', ':')}={_variable(module)};\n" if names else ""


def _served() -> str:
    """The sentences for where none can be asked for, and the path of the styles below the service."""
    with translation.override("en"):
        said = json.dumps(sentences(), ensure_ascii=False, separators=(",", ":"))
    return f'const {_variable(_SERVED)}={{SENTENCES:{said},STYLES:"{styles_path()}"}};\n'


def _variable(module: str) -> str:
    return f"${module.removesuffix('.js').replace('-', '_')}"


def _bare(text: str) -> str:
    """A script without its comments, which stand on lines of their own, and without indentation."""
    return _SPACE.sub("", _COMMENT.sub("", text))


def _made(text: str) -> File:
    content = text.encode()
    integrity = base64.b64encode(hashlib.sha384(content).digest()).decode()
    return File(text, hashlib.sha256(content).hexdigest()[:12], f"sha384-{integrity}")


def _file(request: HttpRequest, file: File, cache_control: str, kind: str = "text/javascript") -> HttpResponse:
    @condition(etag_func=lambda _request: f'"{file.version}"')
    def answer(_request: HttpRequest) -> HttpResponse:
        return HttpResponse(file.text, content_type=f"{kind}; charset=utf-8")

    return _for_everybody(answer(request), cache_control)


def _for_everybody(response: HttpResponse, cache_control: str) -> HttpResponse:
    response["Cache-Control"] = cache_control
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response

"""What pages load: the scripts of a thread, by their version too, its styles, the element's sentences, the counts.

`make embed` makes these files of the modules in static/comments/thread and of comments.css; they are kept beside them.
"""

import base64
import hashlib
from functools import cache
from pathlib import Path

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import translation
from django.views.decorators.http import condition, require_safe

from comments import conf, languages
from comments.web.sentences import sentences

FOLDER = Path(__file__).parent.parent / "static" / "comments" / "embed"
# Of pages elsewhere, what these load with the first thing that a reader does, and for readers with an account; and of
# pages of our own.
ELEMENT, DOING, ACCOUNTS, PAGE = "element.js", "doing.js", "accounts.js", "page.js"
STYLES, COUNTS = "thread.css", "count.js"
# Says what the files were made of.
SOURCES = "sources.txt"

_SHORT = "public, max-age=300, stale-while-revalidate=86400, stale-if-error=604800"
_FOR_EVER = "public, max-age=31536000, immutable"


@cache
def text_of(name: str) -> str:
    """The text of one of the files."""
    return (FOLDER / name).read_text("utf-8")


def version_of(text: str) -> str:
    """What names a file with this text in its address."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def styles_address() -> str:
    """The absolute address of all styles of a thread in one file."""
    return f"{conf.public_url()}/embed/{_version(STYLES)}.css"


@require_safe
@login_not_required
def latest(request: HttpRequest) -> HttpResponse:
    """The element, as it is now: what the line to paste names."""
    return _file(request, ELEMENT)


@require_safe
@login_not_required
def versioned(request: HttpRequest, version: str) -> HttpResponse:
    """The element for who pins it. A former version is not kept: who pinned one without its integrity gets this one."""
    return _file(request, ELEMENT, version)


@require_safe
@login_not_required
def doing(request: HttpRequest, version: str) -> HttpResponse:
    """What the element imports. To a former element the present one: it knows the HTML that there is now."""
    return _file(request, DOING, version)


@require_safe
@login_not_required
def accounts(request: HttpRequest, version: str) -> HttpResponse:
    """What the element imports for readers with an account of the host; to a former element as `doing`."""
    return _file(request, ACCOUNTS, version)


@require_safe
@login_not_required
def styles(request: HttpRequest, version: str) -> HttpResponse:
    """What the element and the fragment link to; a former version as the element itself."""
    return _file(request, STYLES, version, "text/css")


@require_safe
@login_not_required
def about(_request: HttpRequest) -> HttpResponse:
    """Version, address and integrity of the element, for who pins it."""
    digest = base64.b64encode(hashlib.sha384(text_of(ELEMENT).encode()).digest()).decode()
    said = {
        "version": _version(ELEMENT),
        "script": f"{conf.public_url()}/embed/{_version(ELEMENT)}.js",
        "integrity": f"sha384-{digest}",
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
    return _file(request, COUNTS)


def _file(request: HttpRequest, name: str, version: str = "", kind: str = "text/javascript") -> HttpResponse:
    """The file; for a year where it was asked for by its version."""
    known = _version(name)

    @condition(etag_func=lambda _request: f'"{known}"')
    def answer(_request: HttpRequest) -> HttpResponse:
        return HttpResponse(text_of(name), content_type=f"{kind}; charset=utf-8")

    return _for_everybody(answer(request), _FOR_EVER if version == known else _SHORT)


@cache
def _version(name: str) -> str:
    return version_of(text_of(name))


def _for_everybody(response: HttpResponse, cache_control: str) -> HttpResponse:
    response["Cache-Control"] = cache_control
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response

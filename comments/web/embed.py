"""What pages load: the scripts of a thread, by their version too, its styles, the element's sentences, the counts."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import get_script_prefix
from django.utils import translation
from django.views.decorators.http import condition, require_safe

from comments import conf, languages
from comments.web import joining
from comments.web.joining import File
from comments.web.sentences import sentences

_SHORT = "public, max-age=300, stale-while-revalidate=86400, stale-if-error=604800"
_FOR_EVER = "public, max-age=31536000, immutable"


def script_paths() -> tuple[str, str]:
    """The paths of both scripts for a page of our own; the one that the other imports comes first."""
    first, parts = joining.scripts()
    folder = f"{get_script_prefix()}embed/"
    return f"{folder}{parts.version}.parts.js", f"{folder}{first.version}.js"


def styles_address() -> str:
    """The absolute address of all styles of a thread in one file."""
    return f"{conf.public_url()}/embed/{joining.styles().version}.css"


@require_safe
@login_not_required
def latest(request: HttpRequest) -> HttpResponse:
    """The element, as it is now: what the line to paste names."""
    return _file(request, joining.scripts().first, "")


@require_safe
@login_not_required
def versioned(request: HttpRequest, version: str) -> HttpResponse:
    """The element for who pins it. A former version is not kept: who pinned one without its integrity gets this one."""
    return _file(request, joining.scripts().first, version)


@require_safe
@login_not_required
def parts(request: HttpRequest, version: str) -> HttpResponse:
    """What the element imports. To a former element the present one: it knows the HTML that there is now."""
    return _file(request, joining.scripts().parts, version)


@require_safe
@login_not_required
def styles(request: HttpRequest, version: str) -> HttpResponse:
    """What the element and the fragment link to; a former version as the element itself."""
    return _file(request, joining.styles(), version, "text/css")


@require_safe
@login_not_required
def about(_request: HttpRequest) -> HttpResponse:
    """Version, address and integrity of the element, for who pins it."""
    known = joining.scripts().first
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
    return _file(request, joining.counts(), "")


def _file(request: HttpRequest, file: File, version: str, kind: str = "text/javascript") -> HttpResponse:
    """The file; for a year where it was asked for by its version."""

    @condition(etag_func=lambda _request: f'"{file.version}"')
    def answer(_request: HttpRequest) -> HttpResponse:
        return HttpResponse(file.text, content_type=f"{kind}; charset=utf-8")

    return _for_everybody(answer(request), _FOR_EVER if version == file.version else _SHORT)


def _for_everybody(response: HttpResponse, cache_control: str) -> HttpResponse:
    response["Cache-Control"] = cache_control
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response

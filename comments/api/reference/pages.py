"""The pages of the documentation: they work without JavaScript, and need neither the database nor anything outside."""

from functools import cache

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from comments import conf
from comments.api import problem_pages, responses
from comments.api.openapi import DOCUMENT
from comments.api.problems import not_found
from comments.api.reference import contents, problem_examples
from comments.api.reference.operations import all_operations
from comments.api.reference.words import html

_DOCS, _PROBLEM, _PROBLEMS = (f"comments/api/{name}.html" for name in ("docs", "problem", "problems"))


@csrf_exempt
@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """GET docs/: every call."""
    return responses.document_page(html_of_docs(f"{conf.public_url()}/api/v1"))


@cache
def html_of_docs(base: str) -> str:
    """Made once in a process: it takes a few tenths of a second, and a cache in front may be asked past."""
    context: dict[str, object] = {
        "about": html(DOCUMENT["info"]["description"]),
        "version": DOCUMENT["info"]["version"],
        "base": base,
        "authorities": contents.authorities(),
        "halves": contents.halves(base),
        "objects": contents.objects(),
        "here": "docs",
    }
    return _html(_DOCS, context)


@csrf_exempt
@require_safe
def problems(request: HttpRequest) -> HttpResponse:
    """GET problems/: every kind of problem."""
    rows = [(problem, html(problem.means)) for problem in problem_pages.PROBLEMS.values()]
    context: dict[str, object] = {
        "rows": rows,
        "of_the_element": problem_pages.OF_THE_ELEMENT.items(),
        "here": "problems",
    }
    return responses.document_page(_html(_PROBLEMS, context))


@csrf_exempt
@require_safe
def problem(request: HttpRequest, code: str) -> HttpResponse:
    """GET problems/CODE/: what a `type` leads to."""
    found = problem_pages.PROBLEMS.get(code)
    if found is None:
        return not_found(request)
    context: dict[str, object] = {
        "problem": found,
        "means": html(found.means),
        "to_do": html(found.to_do),
        "example": problem_examples.answer(found),
        "operations": [one for one in all_operations() if found in one.problems],
        "fields": problem_pages.FIELD_CODES.items() if code == "invalid" else (),
    }
    return responses.document_page(_html(_PROBLEM, context))


def _html(template: str, context: dict[str, object]) -> str:
    """In English, as all of the documentation, and the same for everybody: nothing is asked of the request."""
    with translation.override("en"):
        return render_to_string(template, context)

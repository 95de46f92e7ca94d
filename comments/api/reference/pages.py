"""The pages of the documentation: they work without JavaScript, and need neither the database nor anything outside."""

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
    context = {
        "about": html(DOCUMENT["info"]["description"]),
        "version": DOCUMENT["info"]["version"],
        "base": f"{conf.public_url()}/api/v1",
        "authorities": contents.authorities(),
        "halves": contents.halves(),
        "objects": contents.objects(),
        "here": "docs",
    }
    return _page(_DOCS, context)


@csrf_exempt
@require_safe
def problems(request: HttpRequest) -> HttpResponse:
    """GET problems/: every kind of problem."""
    rows = [(problem, html(problem.means)) for problem in problem_pages.PROBLEMS.values()]
    return _page(_PROBLEMS, {"rows": rows, "of_the_element": problem_pages.OF_THE_ELEMENT.items(), "here": "problems"})


@csrf_exempt
@require_safe
def problem(request: HttpRequest, code: str) -> HttpResponse:
    """GET problems/CODE/: what a `type` leads to."""
    found = problem_pages.PROBLEMS.get(code)
    if found is None:
        return not_found(request)
    context = {
        "problem": found,
        "means": html(found.means),
        "to_do": html(found.to_do),
        "example": problem_examples.answer(found),
        "operations": [one for one in all_operations() if found in one.problems],
        "fields": problem_pages.FIELD_CODES.items() if code == "invalid" else (),
    }
    return _page(_PROBLEM, context)


def _page(template: str, context: dict[str, object]) -> HttpResponse:
    """In English, as all of the documentation, and the same for everybody: nothing is asked of the request."""
    with translation.override("en"):
        return responses.document_page(render_to_string(template, context))

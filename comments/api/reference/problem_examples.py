"""How a problem of each kind looks on the wire."""

import json
from http import HTTPStatus

from comments.api import problem_pages
from comments.api.problem_pages import Problem

_FIELD = {"pointer": "/email", "code": "blank", "detail": "Please type your email address."}


def answer(problem: Problem) -> str:
    """Status, content type and body, as text."""
    body = {
        "type": problem_pages.address_of(problem.code),
        "code": problem.code,
        "title": problem.title,
        "status": problem.status,
        "detail": problem.detail,
        "errors": [_FIELD] if problem.code == "invalid" else [],
    }
    phrase = HTTPStatus(problem.status).phrase
    head = f"HTTP/1.1 {problem.status} {phrase}\nContent-Type: application/problem+json"
    return f"{head}\n\n{json.dumps(body, indent=2, ensure_ascii=False)}"

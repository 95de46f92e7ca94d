"""Moderators' pages in English as a whole, whatever the language of the admin around them is.

Only what visitors read is translated so far. In an admin in another language some words and all dates of these pages
would be in it, and the sentences around them in English.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest
from django.template.response import SimpleTemplateResponse
from django.utils import translation

from comments import languages

View = Callable[..., Any]  # of any admin
# What the names of our addresses in the admin begin with: those of the models' pages, and of the desk.
_OURS = "comments_"


def english() -> translation.override:
    """A context in English; a variant of it, such as British, stays as it is."""
    active = translation.get_language() or ""
    return translation.override(active if active.split("-")[0] == languages.ENGLISH else languages.ENGLISH)


def in_english(view: View) -> View:
    """A view of the admin; a page of ours that it answers with is rendered here."""

    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        match = request.resolver_match
        if match is None or not (match.url_name or "").startswith(_OURS):
            return view(request, *args, **kwargs)
        with english():
            response = view(request, *args, **kwargs)
            return response.render() if isinstance(response, SimpleTemplateResponse) else response

    return shown

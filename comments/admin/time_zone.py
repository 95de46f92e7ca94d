"""The one zone in which a page of the admin shows times, and takes them."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest
from django.template.response import SimpleTemplateResponse
from django.utils import timezone

from comments.access.membership import access_of

View = Callable[..., Any]  # of any model's admin


def in_site_time_zone(view: View) -> View:
    """The page in the zone that all sites of a person share, else in UTC; its template names it, rendered here."""

    @wraps(view)
    def shown(*args: Any, **kwargs: Any) -> Any:
        user = next(arg.user for arg in args if isinstance(arg, HttpRequest))
        zones = list(access_of(user).sites().order_by().values_list("time_zone", flat=True).distinct()[:2])
        with timezone.override(zones[0] if len(zones) == 1 else "UTC"):
            response = view(*args, **kwargs)
            return response.render() if isinstance(response, SimpleTemplateResponse) else response

    return shown

"""Between the password and the admin: a code from those who have a second factor, a set-up for those who need one."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse

from comments.access.membership import needs_second_factor
from comments.access.staff import Moderator
from project.middleware import WITH_SESSION
from project.second_factor import session
from project.second_factor.models import SecondFactor


class AskForSecondFactor:
    """Stands behind AuthenticationMiddleware. It guards all that a session opens; nobody else has one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(WITH_SESSION) and isinstance(request.user, Moderator):
            page = _page_before(request, request.user)
            if page is not None and request.path not in (reverse(page), reverse("admin:logout")):
                return _led_to(request, page)
        return self.get_response(request)


def _page_before(request: HttpRequest, user: Moderator) -> str | None:
    """What a person has to do before anything else."""
    factor = SecondFactor.objects.filter(user=user.pk).first()
    if factor is not None:
        return None if session.is_verified(request, factor) else "second_factor_code"
    return "second_factor_setup" if needs_second_factor(user) else None


def _led_to(request: HttpRequest, page: str) -> HttpResponse:
    if "application/json" in request.headers.get("Accept", ""):
        return JsonResponse({"error": "second-factor", "page": reverse(page)}, status=401)
    following = {"next": request.get_full_path()} if request.method == "GET" else {}
    return HttpResponseRedirect(f"{reverse(page)}{'?' if following else ''}{urlencode(following)}")

"""What a session knows of the second factor: that its person typed a code, of the factor that they have now."""

from django.http import HttpRequest

from comments.access.staff import Moderator
from project.second_factor.models import SecondFactor

_VERIFIED = "second_factor"


def is_verified(request: HttpRequest, factor: SecondFactor) -> bool:
    return bool(request.session.get(_VERIFIED) == _stamp(factor))


def verify(request: HttpRequest, user: Moderator) -> None:
    """After a right code. The session gets another key, so that one which was seen before is worth nothing."""
    request.session.cycle_key()
    request.session[_VERIFIED] = _stamp(SecondFactor.objects.get(user=user))


def _stamp(factor: SecondFactor) -> str:
    return f"{factor.pk} {factor.since.isoformat()}"

"""What the web server calls."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings")
os.environ.setdefault("PROCESS", "web")

from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.core.wsgi import get_wsgi_application

from project.bodies import Bodies
from project.middleware import WITH_SESSION
from project.up.services import BODIES_AT_ONCE


class Request(WSGIRequest):
    """Addresses and forms are UTF-8, whatever charset a client names: with a codec of its choice Django fails."""

    @property
    def encoding(self) -> None:
        return None

    @encoding.setter
    def encoding(self, named: str | None) -> None:
        pass


django_application = get_wsgi_application()
django_application.request_class = Request
application = Bodies(
    django_application,
    most=settings.DATA_UPLOAD_MAX_MEMORY_SIZE,
    at_once=BODIES_AT_ONCE,
    long_below=WITH_SESSION,
    most_there=settings.STAFF_UPLOAD_MAX_MEMORY_SIZE,
)

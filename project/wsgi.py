"""What the web server calls."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings")
os.environ.setdefault("PROCESS", "web")

from django.core.handlers.wsgi import WSGIRequest
from django.core.wsgi import get_wsgi_application


class Request(WSGIRequest):
    """Addresses and forms are UTF-8, whatever charset a client names: with a codec of its choice Django fails."""

    @property
    def encoding(self) -> None:
        return None

    @encoding.setter
    def encoding(self, named: str | None) -> None:
        pass


application = get_wsgi_application()
application.request_class = Request

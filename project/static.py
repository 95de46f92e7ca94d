"""Static files, answered before Django: they need no database, and no slot that waits for one."""

from wsgiref.headers import Headers
from wsgiref.types import WSGIApplication

from django.conf import settings
from whitenoise import WhiteNoise
from whitenoise.middleware import WhiteNoiseMiddleware


class Static(WhiteNoiseMiddleware):  # type: ignore[misc]  # whitenoise has no types
    """WSGI middleware that finds files by the settings of whitenoise's own middleware for Django."""

    __call__ = WhiteNoise.__call__
    serve = staticmethod(WhiteNoise.serve)

    def __init__(self, application: WSGIApplication) -> None:
        super().__init__()
        self.application = application

    def add_cache_headers(self, headers: Headers, path: str, url: str) -> None:
        """Also what Django's SecurityMiddleware adds to every other answer."""
        super().add_cache_headers(headers, path, url)
        headers["X-Content-Type-Options"] = "nosniff"
        if settings.SECURE_HSTS_SECONDS:
            headers["Strict-Transport-Security"] = f"max-age={settings.SECURE_HSTS_SECONDS}"

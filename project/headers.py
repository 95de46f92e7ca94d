"""Refuses headers that would take long to read, before Django reads them.

Python reads parameters (`a=";;;;"`) and quoted cookies in a time that grows with the square of their length.
"""

from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from project.refusals import refuse

# Characters; what browsers send is far below. A name in the DNS has 253, and a port.
LIMITS = {"CONTENT_TYPE": 255, "HTTP_ACCEPT": 512, "HTTP_HOST": 260}
# Of any other header: what the common web servers take.
LONGEST = 8190
# In cookies: each \ of a quoted one is looked for from the beginning.
MOST_ESCAPES = 200
TEXT = "A header of this request is too long.\n"


class HeaderLimits:
    """WSGI middleware: answers 431 where a header is longer than LIMITS allow, in characters."""

    def __init__(self, application: WSGIApplication) -> None:
        self._application = application

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        if is_too_long(environ):
            return refuse(start, "431 Request Header Fields Too Large", TEXT)
        return self._application(environ, start)


def is_too_long(environ: WSGIEnvironment) -> bool:
    if environ.get("HTTP_COOKIE", "").count("\\") > MOST_ESCAPES:
        return True
    return any(
        len(value) > LIMITS.get(name, LONGEST)
        for name, value in environ.items()
        if name.startswith("HTTP_") or name == "CONTENT_TYPE"
    )

"""A small application behind the guards of the real one, for a real web server: it says whose request it is."""

from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIEnvironment

from project.bodies import Bodies
from project.wsgi import network

SECONDS = 1.0


def says_who(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
    body = network(environ).encode()
    start("200 OK", [("Content-Length", str(len(body)))])
    return [body]


application = Bodies(says_who, most=100_000, at_once=8, each=3, sender=network, seconds=SECONDS)

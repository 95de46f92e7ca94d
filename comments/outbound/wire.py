"""A connection to a host outside, each step of it within a deadline."""

import http.client
import io
import socket
import ssl
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

from comments.outbound.lookup import Deadline, look_up

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

MOST_ADDRESSES = 4


class TooLong(http.client.HTTPException):
    """More than there is room for."""


class PrivateAddressError(OSError):
    """A name that leads to no address which may be asked."""


@cache
def trusted() -> ssl.SSLContext:
    """The authorities of the system, or of SSL_CERT_FILE; reading them takes longer than a question."""
    return ssl.create_default_context()


def connect(host: str, port: int, may_ask: Callable[[str], bool], deadline: Deadline) -> socket.socket:
    """Try the addresses of a name in turn, each with an even share of what is left."""
    found = look_up(host, port, deadline)
    addresses = [address for address in found if may_ask(str(address[4][0]))][:MOST_ADDRESSES]
    failure: OSError = PrivateAddressError() if found else socket.gaierror()
    for number, (family, kind, protocol, _name, address) in enumerate(addresses):
        sock = socket.socket(family, kind, protocol)
        try:
            sock.settimeout(deadline.left() / (len(addresses) - number))
            sock.connect(address)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except OSError as error:
            sock.close()
            failure = error
        else:
            return sock
    raise failure


class Wire:
    """As much of a socket as http.client uses, each step of it within the deadline."""

    def __init__(self, sock: socket.socket, deadline: Deadline, room: int) -> None:
        self._sock, self._deadline, self._room = sock, deadline, room

    def sendall(self, data: bytes) -> None:
        rest = memoryview(data)
        while rest:
            self._sock.settimeout(self._deadline.left())
            rest = rest[self._sock.send(rest) :]

    def makefile(self, mode: str) -> io.BufferedReader:
        return io.BufferedReader(Reading(self._sock, self._deadline, self._room))

    def close(self) -> None:
        """Left to whoever opened it: http.client closes before the body is read."""


class Reading(io.RawIOBase):
    def __init__(self, sock: socket.socket, deadline: Deadline, room: int) -> None:
        self._sock, self._deadline, self._room = sock, deadline, room

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        self._sock.settimeout(self._deadline.left())
        count = self._sock.recv_into(buffer)
        self._room -= count
        if self._room < 0:
            raise TooLong
        return count

"""The application's answer, to be kept or passed on (PEP 3333)."""

from collections.abc import Callable, Iterable, Iterator
from types import TracebackType
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from project.shared_cache.directives import Headers, values_of

ExcInfo = tuple[type[BaseException], BaseException, TracebackType] | tuple[None, None, None]
# What would make the answer one person's or less than the whole: cookies that do not matter; conditions and ranges, as
# the cache answers conditions itself; and codings, which are its own too.
NOT_ASKED = frozenset({"HTTP_COOKIE", "HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE"}) | frozenset(
    {"HTTP_RANGE", "HTTP_IF_RANGE", "HTTP_ACCEPT_ENCODING"}
)


class UpstreamResponse:
    """The application's answer to a GET without a person: read as far as its status, then as a whole or passed on."""

    def __init__(self, application: WSGIApplication, environ: WSGIEnvironment, start: StartResponse) -> None:
        self.status = ""
        self.headers: Headers = []
        self._start = start
        self._is_head = environ["REQUEST_METHOD"] == "HEAD"
        self._is_sent = False
        self._read: list[bytes] = []
        self._length = 0
        self._rest: Iterator[bytes] | None = None
        self._write: Callable[[bytes], object] | None = None
        bare = {name: value for name, value in environ.items() if name not in NOT_ASKED}
        self._body = application({**bare, "REQUEST_METHOD": "GET"}, self._started)

    def read_status(self) -> None:
        """Read until the status is known: an application need not say it before its first piece."""
        while not self.status and self._more():
            pass
        if not self.status:
            raise AssertionError("The application did not call start_response.")

    def read_body(self, most: int) -> bytes | None:
        """The whole body; None when it is longer than `most` bytes, or not as long as its Content-Length."""
        said = "".join(values_of(self.headers, "content-length"))
        while self._length <= most and self._more():
            pass
        is_whole = self._length <= most and said in ("", str(self._length))
        return b"".join(self._read) if is_whole else None

    def pass_on(self) -> Iterable[bytes]:
        """Start the response as the application did, and return its body: what was read, and the rest as it comes."""
        self._is_sent = True
        write = self._start(self.status, self.headers)
        if self._is_head:
            self.close()
            return []
        if self._read or self._rest:
            return self
        self._write = write
        return self._body

    def close(self) -> None:
        close: Callable[[], object] | None = getattr(self._body, "close", None)
        if close:
            close()

    def __iter__(self) -> Iterator[bytes]:
        while self._read or self._more():
            yield self._read.pop(0)

    def _started(self, status: str, headers: Headers, exc_info: ExcInfo | None = None) -> Callable[[bytes], object]:
        if self._is_sent:
            return self._start(status, headers, exc_info)
        if self.status and exc_info is None:
            raise AssertionError("The application called start_response twice.")
        if self._read and exc_info and exc_info[1]:
            raise exc_info[1]  # to any other server these pieces would be sent, with the first headers
        self.status, self.headers = status, headers
        return lambda piece: (self._write or self._keep)(piece)

    def _more(self) -> bool:
        if self._rest is None:
            self._rest = iter(self._body)
        before = len(self._read)
        piece = next(self._rest, None)
        if piece is not None:
            self._keep(piece)
        return len(self._read) > before

    def _keep(self, piece: bytes) -> None:
        self._read.append(piece)
        self._length += len(piece)

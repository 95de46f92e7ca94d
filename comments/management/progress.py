"""How far a command has come: one line on a terminal, nothing anywhere else."""

from django.core.management.base import OutputWrapper

_BAR = 30
_LINE = _BAR + 40


class Bar:
    """Written to stderr, so that what a command says can be kept apart from it."""

    def __init__(self, stderr: OutputWrapper) -> None:
        self._stderr = stderr

    def show(self, done: float, said: str) -> None:
        """`done` is between 0 and 1."""
        if self._stderr.isatty():
            bar = "#" * int(done * _BAR)
            self._stderr.write(f"\r[{bar:<{_BAR}}] {done:4.0%} {said:<30}", ending="")
            self._stderr.flush()

    def clear(self) -> None:
        if self._stderr.isatty():
            self._stderr.write(f"\r{'':<{_LINE}}\r", ending="")

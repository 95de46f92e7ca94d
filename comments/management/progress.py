"""Shows how far a command has come: one line on a terminal, nothing anywhere else."""

from django.core.management.base import OutputWrapper

_CELLS = 30
_LINE = _CELLS + 40


class ProgressBar:
    """A bar on stderr, so that what a command prints can be kept apart from it."""

    def __init__(self, stderr: OutputWrapper) -> None:
        self._stderr = stderr

    def show(self, done: float, label: str) -> None:
        """Draw the bar: `done` is a share between 0 and 1, `label` at most 30 characters."""
        if self._stderr.isatty():
            bar = "#" * int(done * _CELLS)
            self._stderr.write(f"\r[{bar:<{_CELLS}}] {done:4.0%} {label:<30}", ending="")
            self._stderr.flush()

    def clear(self) -> None:
        """Take the bar off the terminal."""
        if self._stderr.isatty():
            self._stderr.write(f"\r{'':<{_LINE}}\r", ending="")

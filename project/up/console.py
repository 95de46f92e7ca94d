"""What the supervisor prints: each child's lines under its name, in colour on a terminal."""

import os
import sys
from collections.abc import Mapping
from typing import TextIO

COLOURS = {"broker": 35, "web": 36, "worker": 32, "beat": 33, "prepare": 34}
WIDTH = max(map(len, COLOURS))


def wants_colour(stream: TextIO, environ: Mapping[str, str]) -> bool:
    """Follow no-color.org, and never write escapes into a file."""
    return stream.isatty() and not environ.get("NO_COLOR") and environ.get("TERM") != "dumb"


class Console:
    """Writes to stdout, or to `stream`, until nobody reads any more; then to nowhere."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stdout
        self._colour = wants_colour(self._stream, os.environ)

    def line(self, name: str, text: str) -> None:
        prefix = f"{name:<{WIDTH}} |"
        if self._colour and name in COLOURS:
            prefix = f"\x1b[{COLOURS[name]}m{prefix}\x1b[0m"
        self.say(f"{prefix} {text}")

    def say(self, text: str) -> None:
        try:
            self._stream.write(f"{text}\n")
            self._stream.flush()
        except OSError:
            # Nobody reads any more, as after `make run | head`. The service goes on; its lines have nowhere to go.
            self._stream = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 - stays open as long as this
            self._colour = False

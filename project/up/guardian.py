"""A shell that outlives the supervisor by a moment, to end what the supervisor was killed too suddenly to end."""

import contextlib
import os
import subprocess

# It reads which process groups are born and gone. When the pipe ends, the supervisor is no more: whatever is left goes.
# A shell takes a tenth of the memory of a second Python, and nothing can keep it from reading.
SCRIPT = """
trap '' HUP INT QUIT TERM
groups=' '
while read -r word group; do
  case $word in
    born) groups="$groups$group " ;;
    gone) groups="${groups%% $group *} ${groups#* $group }" ;;
  esac
done
for group in $groups; do kill -s KILL -- "-$group"; done
"""


class Guardian:
    """Knows the process groups that are running, and kills them when the supervisor is gone."""

    def __init__(self) -> None:
        self._groups: set[int] = set()
        self._start()

    def _start(self) -> None:
        self._shell = subprocess.Popen(
            ["/bin/sh", "-c", SCRIPT],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        for group in self._groups:
            self._say("born", group)

    def _say(self, word: str, group: int) -> None:
        assert self._shell.stdin is not None  # noqa: S101 - it was asked for as a pipe
        with contextlib.suppress(BrokenPipeError):  # killed just now; `revive` tells the next one everything
            os.write(self._shell.stdin.fileno(), f"{word} {group}\n".encode())

    def born(self, group: int) -> None:
        self._groups.add(group)
        self._say("born", group)

    def gone(self, group: int) -> None:
        self._groups.discard(group)
        self._say("gone", group)

    def revive(self) -> None:
        """Start the shell again where it was killed, and tell it all groups."""
        if self._shell.poll() is not None:
            self._start()

    def dismiss(self) -> None:
        """End the shell, which kills the groups that are not gone."""
        assert self._shell.stdin is not None  # noqa: S101 - it was asked for as a pipe
        self._shell.stdin.close()
        self._shell.wait()

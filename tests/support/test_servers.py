"""What tests start can be stopped, however the tests themselves were started."""

import subprocess
import sys
from collections.abc import Sequence
from signal import SIGINT, SIGQUIT, SIGTERM, Signals

import pytest

from project.datadir import BASE_DIR

pytestmark = pytest.mark.once

HEARD = """
import os, signal, subprocess, sys
from tests.support.servers import let_children_hear

numbers = [int(number) for number in sys.argv[1:]]
for number in numbers:
    signal.signal(number, signal.SIG_IGN)
let_children_hear()
for number in numbers:
    os.kill(os.getpid(), number)  # still ignored here
said = f"import signal; print(*[signal.getsignal(n) is not signal.SIG_IGN for n in {numbers}])"
subprocess.run([sys.executable, "-c", said], check=True)
"""


@pytest.mark.parametrize("ignored", [[SIGINT], [SIGINT, SIGQUIT], [SIGTERM], [SIGINT, SIGQUIT, SIGTERM]])
def test_it_starts_children_that_hear_what_it_was_told_to_ignore(ignored: Sequence[Signals]) -> None:
    argv = [sys.executable, "-c", HEARD, *[str(int(number)) for number in ignored]]
    done = subprocess.run(argv, cwd=BASE_DIR, capture_output=True, text=True, check=True)

    assert done.stdout.split() == ["True"] * len(ignored)

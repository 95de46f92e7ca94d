"""The parts of a run that need Django, on the database that the environment names; the last line printed is JSON."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django

django.setup()

from bench import screening, seed, telling

PARTS: dict[str, Callable[..., Any]] = {  # Any: whatever JSON can hold
    "threads": seed.threads,
    "fill": lambda comments: seed.background(int(comments)),
    "screening": lambda folder, hot: screening.run(Path(folder), hot),
    "telling": lambda folder: telling.run(Path(folder)),
}

if __name__ == "__main__":
    print(json.dumps(PARTS[sys.argv[1]](*sys.argv[2:])))

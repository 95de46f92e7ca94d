"""One run on the database that the environment names; prints the figures as JSON."""

import json
import subprocess
import sys
from pathlib import Path

import django

django.setup()

from bench import latency, screening
from bench.scene import Scene
from project.datadir import BASE_DIR
from tests.environment import port_of
from tests.servers import Queue, Valkey, Web


def main(folder: Path) -> None:
    for command in (["migrate", "-v0"], ["collectstatic", "--no-input", "-v0"]):
        subprocess.run([sys.executable, "manage.py", *command], cwd=BASE_DIR, check=True)
    with Valkey(folder, port=port_of("BROKER_URL")), Queue("worker", folder, {}) as worker:
        scene = Scene()
        figures = screening.measure(scene, worker)
        with Web(folder, {}, port=port_of("PUBLIC_URL")) as web, Queue("beat", folder, {}):
            figures += latency.measure(scene, web)
    print(json.dumps(figures))


if __name__ == "__main__":
    main(Path(sys.argv[1]))

"""Plain granian, an empty Django view and nginx: each with as many workers as ours."""

import os
import shutil
import socket
from collections.abc import Mapping
from pathlib import Path

from project.up import services
from tests.support.servers import Server, free_port

_NGINX = """daemon off; worker_processes 1; pid {home}/nginx.pid; error_log {home}/nginx.error;
events {{ worker_connections 1024; }}
http {{
  access_log off; sendfile on; tcp_nopush on; keepalive_requests 100000000; open_file_cache max=10;
  types {{ application/json json; text/html html; }}
  client_body_temp_path {home}/body; fastcgi_temp_path {home}/fastcgi; proxy_temp_path {home}/proxy;
  uwsgi_temp_path {home}/uwsgi; scgi_temp_path {home}/scgi;
  server {{ listen 127.0.0.1:{port}; root {bytes}; }}
}}
"""


class Listening(Server):
    """A server that is ready once something accepts connections at its port."""

    def __init__(self, name: str, argv: list[str], folder: Path, *, port: int, env: Mapping[str, str]) -> None:
        self.port = port
        self.url = f"http://127.0.0.1:{port}"
        super().__init__(name, argv, folder, env={**os.environ, **env})

    def is_ready(self) -> bool:
        with socket.socket() as visitor:
            return visitor.connect_ex(("127.0.0.1", self.port)) == 0


def plain(folder: Path, pages: Path) -> Listening:
    """Plain WSGI under granian with our own options, returning the files of a folder."""
    return _granian("bench.peers.plain:application", folder, {"BYTES": str(pages)})


def empty(folder: Path) -> Listening:
    """A Django view without a database, under granian with our own options."""
    return _granian("bench.peers.empty:application", folder, {})


def nginx(folder: Path, pages: Path) -> Listening | None:
    """None where it is not installed."""
    program = shutil.which("nginx")
    if program is None:
        return None
    home, port = folder / "nginx", free_port()
    home.mkdir(exist_ok=True)
    file = home / "nginx.conf"
    file.write_text(_NGINX.format(home=home, port=port, bytes=pages))
    return Listening("nginx", [program, "-c", str(file), "-e", str(home / "nginx.error")], folder, port=port, env={})


def _granian(application: str, folder: Path, env: Mapping[str, str]) -> Listening:
    port = free_port()
    argv = services.web("127.0.0.1", port, workers=1).argv
    argv[argv.index("project.wsgi:application")] = application
    return Listening(application.split(".")[2].split(":")[0], argv, folder, port=port, env=env)

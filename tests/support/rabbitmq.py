"""RabbitMQ as a server for tests."""

import os
from pathlib import Path

from tests.support.servers import Server, free_port


class RabbitMQ(Server):
    """RabbitMQ, where it is installed; without the name server of Erlang, which would outlive it."""

    program = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")

    def __init__(self, folder: Path) -> None:
        self.port, distribution = free_port(), free_port()
        self.url = f"amqp://guest:guest@127.0.0.1:{self.port}//"
        config = folder / "rabbitmq.conf"
        config.write_text(f"listeners.tcp.1 = 127.0.0.1:{self.port}\nlog.console = true\nlog.file = false\n")
        env = {
            "PATH": os.environ["PATH"], "LANG": "C.UTF-8", "HOME": str(folder),
            "RABBITMQ_NODENAME": f"test{self.port}@localhost", "RABBITMQ_DIST_PORT": str(distribution),
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": f"-start_epmd false -erl_epmd_port {distribution}",
            "RABBITMQ_CONFIG_FILE": str(config), "RABBITMQ_PID_FILE": str(folder / "pid"),
            "RABBITMQ_MNESIA_BASE": str(folder / "mnesia"), "RABBITMQ_LOG_BASE": str(folder / "log"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "plugins"),
            "RABBITMQ_FEATURE_FLAGS_FILE": str(folder / "flags"),
        }  # fmt: skip
        super().__init__("rabbitmq", [str(self.program)], folder, env=env)

    def is_ready(self) -> bool:
        return "Server startup complete" in self.said()

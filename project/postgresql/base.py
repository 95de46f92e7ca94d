"""What Django looks for by the name of the engine."""

from typing import Any

from django.db.backends.postgresql import base

from project.postgresql.connections import CHECK_SECONDS, Connection, at_most, breaker


class DatabaseWrapper(base.DatabaseWrapper):
    def __init__(self, settings_dict: dict[str, Any], *arguments: Any, **options: Any) -> None:
        super().__init__(settings_dict, *arguments, **options)
        settings_dict["OPTIONS"]["pool"]["connection_class"] = Connection

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """One of the pool, which asks each whether it still works."""
        with breaker.attempt(), at_most(CHECK_SECONDS):
            return super().get_new_connection(conn_params)

"""Django's backend for PostgreSQL, for processes that people wait for: it gives up in time."""

"""The systems by the names that stand over their columns."""

SQLITE, POSTGRESQL = OURS = ("SQLite", "PostgreSQL")
GRANIAN, DJANGO, NGINX, ISSO = ("granian", "Django", "nginx", "Isso")

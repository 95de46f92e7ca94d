"""A shared HTTP cache (RFC 9111, RFC 5861) as WSGI middleware, in the memory of one process."""

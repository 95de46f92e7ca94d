"""A shared HTTP cache (RFC 9111, RFC 5861) as WSGI middleware, in the memory of one process.

It knows nothing of Django and of comments, and imports the standard library alone: it could be a package of its own.
"""

"""The JSON objects that programs of moderators get. Unlike the public ones they may hold e-mail and network addresses.

Each is described by its schema in comments/api/openapi/moderation/, which a test compares with these types.
"""

from typing import TypedDict


class ModeratedSiteJSON(TypedDict):
    """A site that a key reaches."""

    slug: str
    name: str
    chief: bool
    """Whether the key's person is a chief moderator of it."""


class KeyJSON(TypedDict):
    """An API key, as the program that has it may know it."""

    person: str
    """Who made it, and is named for what it does."""
    name: str
    prefix: str
    """The part of the key that is no secret, by which it is found in the list of keys."""
    scopes: list[str]
    sites: list[ModeratedSiteJSON]
    all_sites: bool
    """Whether it reaches all sites, those too that are added later."""
    expires_at: str | None
    """UTC as YYYY-MM-DDTHH:MM:SSZ (RFC 3339); None for a key without an end."""

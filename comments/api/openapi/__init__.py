"""The contract of the API: an OpenAPI 3.1 document, written by hand in one file per resource and joined here."""

import json
from pathlib import Path
from typing import Any

# In the order of the joined document. A reference may point into any of the files.
FRAGMENTS = (
    "document", "comments", "comment", "recommendation", "reports", "threads", "sites", "sign-in", "schema", "problems",
    "moderation/key", "moderation/comments", "moderation/comment", "moderation/author",
    "moderation/batches", "moderation/bans", "moderation/threads", "moderation/reports", "moderation/problems",
)  # fmt: skip
# Of a path the methods, of components those of a kind (schemas, headers…) may be spread over several files.
_LEVELS = 2
_FOLDER = Path(__file__).parent


def load(names: tuple[str, ...] = FRAGMENTS) -> dict[str, Any]:
    """The whole document as Python values; raises ValueError if two fragments describe the same thing."""
    document: dict[str, Any] = {}
    for name in names:
        _add(json.loads((_FOLDER / f"{name}.json").read_text(encoding="utf-8")), document, _LEVELS)
    return document


def _add(part: dict[str, Any], whole: dict[str, Any], levels: int) -> None:
    """Merge `part` into `whole`, so many levels deep."""
    for name, value in part.items():
        if name not in whole:
            whole[name] = value
        elif levels and isinstance(value, dict):
            _add(value, whole[name], levels - 1)
        else:
            raise ValueError(f"The document of the API describes {name} twice.")


DOCUMENT = load()


def of_service(address: str) -> dict[str, Any]:
    """The document with the service's own address of the API, which has no slash at its end."""
    docs = {**DOCUMENT["externalDocs"], "url": f"{address}/docs/"}
    return {**DOCUMENT, "externalDocs": docs, "servers": [{"url": address}]}

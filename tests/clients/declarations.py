"""Makes the types of clients/js anew: after a change of it or of the document, python -m tests.clients.declarations."""

import json
import sys
import tempfile
from pathlib import Path

from comments.api.openapi import DOCUMENT
from tests.clients.install import FOLDER, main
from tests.clients.making import JS_CLIENT, OPENAPI_TYPESCRIPT, TSC
from tests.support.node import node


def make(folder: Path) -> None:
    """All of clients/js/types, in a folder."""
    with tempfile.TemporaryDirectory() as scratch:
        schema = Path(scratch, "schema.json")
        schema.write_text(json.dumps(DOCUMENT))
        node(OPENAPI_TYPESCRIPT, str(schema), "-o", str(folder / "schema.d.ts"), folder=FOLDER)
    node(TSC, "--project", "js.tsconfig.json", "--outDir", str(folder), folder=FOLDER)


if __name__ == "__main__":
    if main() == 0:
        make(JS_CLIENT / "types")
    else:
        sys.exit(1)

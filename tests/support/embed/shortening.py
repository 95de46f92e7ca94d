"""Scripts and styles without what only people read, by esbuild, which `make embed` brings along where npm is."""

import subprocess
from pathlib import Path

ESBUILD = Path(__file__).parent / "node_modules" / ".bin" / "esbuild"
_LOADERS = {"application/javascript": "js", "text/css": "css"}


def shortened(kind: str, text: str) -> str:
    """The text as a browser understands it just as well. Raises CalledProcessError where it is none."""
    command = [str(ESBUILD), "--minify", "--target=es2023", f"--loader={_LOADERS[kind]}"]
    return subprocess.run(command, input=text, stdout=subprocess.PIPE, text=True, check=True).stdout

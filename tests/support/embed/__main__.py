"""`make embed`: the scripts and styles that browsers get, joined and shortened; and how large they are."""

import gzip

from tests.support import environment

environment.set_up()  # what is imported below needs the settings

from comments.web.embed import FOLDER, SOURCES  # noqa: E402
from tests.support.embed.joining import joined  # noqa: E402
from tests.support.embed.shortening import shortened  # noqa: E402


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for name, text in joined(shortened).items():
        (FOLDER / name).write_text(text, "utf-8")
        if name != SOURCES:
            print(f"{name:10} {len(gzip.compress(text.encode(), 9)):6,} B gzip")


main()

"""`make messages`: every visitor's text into each catalogue, compiled; and a list of what is not translated."""

from tests.support.messages.catalogues import PLURALS, po_file, write
from tests.support.messages.visitors import ROOT


def main() -> None:
    for language in PLURALS:
        missing = write(language).untranslated_entries()
        print(f"{po_file(language).relative_to(ROOT)}: {len(missing)} to translate")
        for entry in missing:
            print(f"    {entry.msgid}")


main()

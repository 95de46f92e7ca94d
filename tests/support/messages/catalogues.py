"""The catalogues of the app, one for each language: read, brought up to date, compiled."""

from pathlib import Path

import polib

from tests.support.messages.extract import Message
from tests.support.messages.visitors import ROOT, visitors_messages

LOCALES = ROOT / "comments" / "locale"
# As the Unicode CLDR has them for whole numbers.
PLURALS = {
    "ar": "nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5;",
    "de": "nplurals=2; plural=(n != 1);",
    "es": "nplurals=2; plural=(n != 1);",
    "fr": "nplurals=2; plural=(n > 1);",
    "uk": "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);",
}
_WIDTH = 100


def po_file(language: str) -> Path:
    return LOCALES / language / "LC_MESSAGES" / "django.po"


def read(language: str) -> polib.POFile:
    """The catalogue as it is in its file; empty where there is none."""
    path = po_file(language)
    return polib.pofile(str(path), wrapwidth=_WIDTH) if path.exists() else polib.POFile(wrapwidth=_WIDTH)


def updated(language: str) -> polib.POFile:
    """The catalogue with every text that a visitor meets now and no other: what is new is not translated yet."""
    known = {entry.msgid: entry for entry in read(language)}
    catalogue = polib.POFile(wrapwidth=_WIDTH)
    catalogue.metadata = {
        "Language": language, "MIME-Version": "1.0", "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit", "Plural-Forms": PLURALS[language],
    }  # fmt: skip
    for msgid, places in visitors_messages().items():
        catalogue.append(_entry(language, places, known.get(msgid)))
    return catalogue


def write(language: str) -> polib.POFile:
    """Bring the catalogue up to date, in both of its files."""
    catalogue, path = updated(language), po_file(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    catalogue.save(str(path))
    path.with_suffix(".mo").write_bytes(catalogue.to_binary())
    return catalogue


def number_of_forms(language: str) -> int:
    return int(PLURALS[language].removeprefix("nplurals=")[0])


def _entry(language: str, places: list[Message], known: polib.POEntry | None) -> polib.POEntry:
    msgid, plural = places[0].msgid, places[0].plural
    entry = polib.POEntry(msgid=msgid, occurrences=[(path, "") for path in dict.fromkeys(m.path for m in places)])
    if "%" in msgid:
        entry.flags = ["python-format"]
    if plural:
        forms = known.msgstr_plural if known and known.msgid_plural == plural else {}
        entry.msgid_plural = plural
        entry.msgstr_plural = {n: forms.get(n, "") for n in range(number_of_forms(language))}
    elif known and not known.msgid_plural:
        entry.msgstr = known.msgstr
    return entry

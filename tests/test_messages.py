"""What visitors read, in every language: nothing is missing, nothing is half translated, the compiled files are right.

`make messages` mends the files, and names what somebody has to translate.
"""

import gettext
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import polib
import pytest

from comments import languages
from tests.support.messages.catalogues import LOCALES, PLURALS, number_of_forms, po_file, read, updated
from tests.support.messages.visitors import MODERATORS, all_messages

pytestmark = pytest.mark.once

_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%s")
_TAG = re.compile(r"<[a-z/][^>]*>")
_NUMBERS = range(1, 301)  # of things there are; of none another sentence speaks


@pytest.fixture(params=sorted(PLURALS))
def catalogue(request: pytest.FixtureRequest) -> polib.POFile:
    catalogue = read(request.param)
    catalogue.metadata["Language"] = request.param
    return catalogue


def test_it_has_every_sentence_of_visitors_and_no_other(catalogue: polib.POFile) -> None:
    language = catalogue.metadata["Language"]
    wanted = {(entry.msgid, entry.msgid_plural) for entry in updated(language)}
    assert {(entry.msgid, entry.msgid_plural) for entry in catalogue} == wanted, "run make messages"
    assert [entry.msgid for entry in catalogue.untranslated_entries()] == [], f"translate these in {po_file(language)}"
    assert not catalogue.fuzzy_entries()


def test_it_is_compiled_as_it_is_written(catalogue: polib.POFile) -> None:
    path = po_file(catalogue.metadata["Language"])
    assert path.with_suffix(".mo").read_bytes() == read(path.parts[-3]).to_binary(), "run make messages"


def test_it_fills_in_the_same_values_and_keeps_the_same_tags(catalogue: polib.POFile) -> None:
    for entry in catalogue:
        for wanted, text, may_omit in _pairs(catalogue, entry):
            found, values = set(_PLACEHOLDER.findall(text)), set(_PLACEHOLDER.findall(wanted))
            # One second may be “a second”, where that form is of no other number.
            assert found == values or (may_omit and found == values - {"%(n)d", "%(number)s", "%(seconds)d"}), text
            assert sorted(_TAG.findall(text)) == sorted(_TAG.findall(wanted)) or "such as <" in wanted, text


def test_it_ends_its_sentences_as_the_english_ones_do(catalogue: polib.POFile) -> None:
    for entry in catalogue:
        for wanted, text, _may_omit in _pairs(catalogue, entry):
            ends = wanted.endswith((".", ":"))
            assert text == text.strip()
            assert ends == text.endswith((".", ":")) or wanted.endswith("name@example.org."), text


def test_it_has_the_plural_forms_of_the_language(catalogue: polib.POFile) -> None:
    language = catalogue.metadata["Language"]
    form_of = gettext.c2py(PLURALS[language].partition("plural=")[2].rstrip(";"))
    assert catalogue.metadata["Plural-Forms"] == PLURALS[language]
    assert {form_of(number) for number in range(301)} == set(range(number_of_forms(language)))


def test_it_is_found_with_every_file_it_has() -> None:
    assert languages.ours() >= {"en", *PLURALS}
    assert {path.name for path in LOCALES.iterdir()} == set(PLURALS)


def test_it_has_a_language_that_a_host_adds(tmp_path: Path, settings: Any) -> None:
    for language, text in (("it", "Il tuo commento è in attesa di moderazione."), ("pl", "")):
        folder = tmp_path / language / "LC_MESSAGES"
        folder.mkdir(parents=True)
        catalogue = polib.POFile()
        catalogue.metadata = {"Content-Type": "text/plain; charset=UTF-8"}
        catalogue.append(polib.POEntry(msgid="Your comment is awaiting moderation.", msgstr=text))
        (folder / "django.mo").write_bytes(catalogue.to_binary())
    settings.LOCALE_PATHS = [tmp_path]
    languages.ours.cache_clear()
    try:
        assert (languages.nearest("it-IT"), languages.nearest("pl")) == ("it", "")
    finally:
        languages.ours.cache_clear()


def test_it_names_no_sentence_of_moderators_that_is_gone() -> None:
    assert {message.msgid for message in all_messages()} >= MODERATORS


def _pairs(catalogue: polib.POFile, entry: polib.POEntry) -> Iterator[tuple[str, str, bool]]:
    """The English text and the translated one, and whether that is of one number alone."""
    if not entry.msgid_plural:
        yield entry.msgid, entry.msgstr, False
        return
    translation = gettext.GNUTranslations(BytesIO(catalogue.to_binary()))
    uses = [translation.ngettext(entry.msgid, entry.msgid_plural, number) for number in _NUMBERS]
    for text in entry.msgstr_plural.values():
        yield entry.msgid_plural, text, uses.count(text) <= 1

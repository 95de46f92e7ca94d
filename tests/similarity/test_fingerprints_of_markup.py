"""What of a text with tags, and with what only looks like one, is compared. Needs no database."""

import pytest

from comments.similarity.fingerprints import are_similar, fingerprint

pytestmark = pytest.mark.once

SENTENCE = "My cousin Peter showed me how to earn $4,500 a month from home, read it on http://easy.example/a1 today"


@pytest.mark.parametrize("form", ["<Hello. {}>", "<b, {}>", "<!-- {} -->", "&lt;b {}&gt;"])
def test_it_reads_what_looks_like_a_tag_and_is_shown(form: str) -> None:
    assert are_similar(fingerprint(form.format(SENTENCE)), fingerprint(SENTENCE))


def test_it_reads_nothing_that_a_tag_hides() -> None:
    hidden = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"

    assert fingerprint(f'<b title="{hidden}">{SENTENCE}</b>').words == fingerprint(SENTENCE).words


def test_it_counts_where_a_link_leads_as_a_contact() -> None:
    linked = fingerprint('<a href="https://easy.example">My cousin Peter showed me how to earn a lot from home</a>')

    assert linked.has_contact
    assert not fingerprint("My cousin Peter showed me how to earn a lot from home").has_contact

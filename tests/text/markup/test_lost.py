"""What authors are told, before they send a comment, of typed markup that will not work."""

import re
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comments.text import markup
from comments.text.markup.lost import MOST, find_lost
from tests.text.markup import typed

pytestmark = pytest.mark.once

_FOLDED = re.compile(r"\s+")


def tags(sentences: list[str]) -> list[str]:
    """What is quoted last in each."""
    return [sentence[sentence.rindex("“") + 1 : sentence.rindex("”")] for sentence in sentences]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a < b, x<y, 1 <2> 3, &lt;u&gt;", []),
        ("<b>a</b><br><p>new</p> `<u>` <code><u></code>\n```\n<script>\n```", []),
        ("<u>a</u> <script>b</script>", ["<u>", "<script>"]),
        ("</u>", ["</u>"]),
        ("<b>a", ["<b>"]),
        ("a</i>", ["</i>"]),
        ("<a href='/x'>y</a>", ["<a href='/x'>"]),
        ("<a href='https://x.example' target='_blank'>y</a>", ["<a href='https://x.example' target='_blank'>"]),
        ("<img\nsrc=x onerror=alert(1)>", ["<img src=x onerror=alert(1)>"]),
    ],
)
def test_it_names_what_will_not_work_and_nothing_else(text: str, expected: list[str]) -> None:
    assert tags(find_lost(text)) == expected


@given(st.sampled_from([*typed.NEVER_CLOSED, *typed.UNKNOWN, *typed.LEADS_NOWHERE]), st.sampled_from(["", "b", "q"]))
@settings(max_examples=30, deadline=None)
def test_it_names_a_tag_whatever_is_around_it(tag: str, around: str) -> None:
    before, after = (f"<{around}>", f"</{around}>") if around else ("", "")
    text = f"{before}one <{tag}> two{after}"

    seen = unescape(re.sub("<[^>]*>", "", markup.render(text)))

    assert f"<{tag}>" in seen, "it is shown as it was typed"
    assert _FOLDED.sub(" ", f"<{tag}>") in tags(find_lost(text))


@given(st.text("<>/abu &;`\n=\"'", max_size=60))
@settings(max_examples=30, deadline=None)
def test_it_takes_any_text_and_says_little(text: str) -> None:
    said = find_lost(text * 20)

    assert len(said) <= MOST
    assert len({*said}) == len(said)
    assert all(len(sentence) < 200 and "\n" not in sentence for sentence in said)

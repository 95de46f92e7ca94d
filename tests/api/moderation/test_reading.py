"""Bodies by the framework's serializers: as strict as the public half, with a pointer to each wrong field."""

from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comments.api.moderation.reading import Flag, Moment, OneOf, Several, StrictSerializer, Text, Whole, read
from comments.errors import Invalid

pytestmark = pytest.mark.once


class One(StrictSerializer):
    id = Whole(min_value=1)
    version = Whole(min_value=1, required=False)


class Body(StrictSerializer):
    words = Text(max_length=5, required=False, allow_blank=True, allow_null=True)
    line = Text(lines=False, required=False)
    flag = Flag(required=False)
    until = Moment(required=False)
    kind = OneOf(["a", "b"], required=False)
    several = Several(most=2, child=Whole(), required=False)
    ones = Several(most=2, child=One(), required=False)
    one = One(required=False)


class Sent(NamedTuple):
    data: Any


def wrong(data: Any) -> list[tuple[str, ...]]:
    """Where, and by which code, a body is refused."""
    try:
        read(Body, Sent(data))  # type: ignore[arg-type]  # of a request its body alone is read
    except Invalid as refusal:
        return [(error.field, *error.inside, error.code) for error in refusal.errors]
    return []


def test_it_takes_each_way_to_end_a_line() -> None:
    assert read(Body, Sent({"words": "a\r\nb\r"}))["words"] == "a\nb\n"  # type: ignore[arg-type]  # its body alone


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"words": "a\nb", "line": "a", "flag": True, "kind": "a", "several": [1], "ones": [{"id": 1}]}, []),
        ({"words": None, "until": "2026-03-02T12:00:00Z", "one": {"id": 1, "version": 2}}, []),
        ([], [("", "type")]),
        ("x", [("", "type")]),
        ({"color": "red", "flag": 1}, [("flag", "type"), ("color", "unknown")]),
        ({"words": "abcdef"}, [("words", "too-long")]),
        ({"words": 1}, [("words", "type")]),
        ({"words": "\x00"}, [("words", "control-character")]),
        ({"words": "\ud800"}, [("words", "control-character")]),
        ({"line": "a\nb"}, [("line", "control-character")]),
        ({"line": " "}, []),
        ({"line": ""}, [("line", "blank")]),
        ({"line": None}, [("line", "required")]),
        ({"flag": "true"}, [("flag", "type")]),
        ({"until": "tomorrow"}, [("until", "invalid")]),
        ({"until": 5}, [("until", "invalid")]),
        ({"kind": "c"}, [("kind", "choice")]),
        ({"kind": ["a"]}, [("kind", "choice")]),
        ({"several": "x"}, [("several", "type")]),
        ({"several": [1, "1"]}, [("several", "1", "type")]),
        ({"several": [1, 2, 3]}, [("several", "too-many")]),
        ({"ones": [{"id": 1}, {"id": True, "version": 1}]}, [("ones", "1", "id", "type")]),
        ({"ones": [{"id": 1}] * 3}, [("ones", "too-many")]),
        ({"ones": [5]}, [("ones", "0", "type")]),
        ({"ones": {"id": 1}}, [("ones", "type")]),
        ({"one": {"version": 0, "x": 1}}, [
            ("one", "id", "required"), ("one", "version", "out-of-range"), ("one", "x", "unknown"),
        ]),
    ],
)  # fmt: skip
def test_it_points_at_what_is_wrong(data: Any, expected: list[tuple[str, ...]]) -> None:
    assert wrong(data) == expected


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=30)
@given(st.dictionaries(st.sampled_from([*Body().fields, "x"]), _JSON, max_size=4))
def test_it_takes_or_refuses_whatever_is_sent(data: Any) -> None:
    assert isinstance(wrong(data), list)

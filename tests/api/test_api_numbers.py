"""Numbers in bodies: whole ones, however they are written, and no others."""

import json

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from rest_framework.exceptions import ParseError

from comments.api.parsers import parse
from comments.models import Comment
from tests.api.calls import send, submission
from tests.support import factories

pytestmark = pytest.mark.once


@settings(max_examples=30)
@given(st.integers(-(2**63), 2**63 - 1))
def test_it_takes_a_whole_number_as_json_schema_counts(number: int) -> None:
    assert [parse(text) for text in (f"{number}", f"{number}.0", f"{number}e0", f"{number}.00e0")] == [number] * 4


@pytest.mark.parametrize("text", ["0.5", "-1.5", "1e-1", "1e-999999999", "1e999999999", "1e21", "1." + "0" * 5000])
def test_it_refuses_fractions_and_giants(text: str) -> None:
    with pytest.raises(ParseError):
        parse(text)


def test_it_posts_a_reply_to_a_comment_whose_number_has_a_point(client: Client, times: None) -> None:
    parent = factories.published()
    body = submission(parent=parent.pk)

    answer = send(client, json.dumps(body).replace(f'"parent": {parent.pk}', f'"parent": {parent.pk}.0'))

    assert answer.status_code == 201
    assert Comment.objects.get(pk=answer.json()["id"]).parent == parent

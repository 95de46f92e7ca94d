"""docs/api*.md show each call by curl and by fetch, as the document of the API has it."""

import json

import pytest

from comments.api.reference import samples
from comments.api.reference.operations import Operation, all_operations
from tests.support import api_examples, curl

pytestmark = pytest.mark.once


def test_it_shows_every_call_as_the_page_of_the_api_does() -> None:
    assert api_examples.written() == api_examples.wanted(), "run .venv/bin/python -m tests.support.api_examples"


@pytest.mark.parametrize("operation", all_operations(), ids=lambda operation: operation.id)
def test_the_command_asks_what_the_document_says(operation: Operation) -> None:
    asked = curl.read(samples.curl(operation, api_examples.BASE))

    assert (asked.method, asked.url) == (operation.method, samples.address(operation, api_examples.BASE))
    assert samples.headers(operation).items() <= asked.headers.items()
    assert (json.loads(asked.body) if asked.body else None) == samples.body(operation)

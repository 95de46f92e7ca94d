"""The contract of the API is whole: its fragments join into one document."""

from pathlib import Path

import pytest

from comments.api import openapi

pytestmark = pytest.mark.once


def test_it_joins_every_fragment_of_the_document() -> None:
    files = {path.stem for path in Path(openapi.__file__).parent.glob("*.json")}

    assert set(openapi.FRAGMENTS) == files


@pytest.mark.parametrize("name", openapi.FRAGMENTS)
def test_it_describes_nothing_twice(name: str) -> None:
    with pytest.raises(ValueError, match="twice"):
        openapi.load((*openapi.FRAGMENTS, name))

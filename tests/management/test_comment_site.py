"""`manage.py comment_site`: the Site that a host's pages name."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from comments.models import Site

pytestmark = pytest.mark.django_db


def made(*arguments: str) -> str:
    said = StringIO()
    call_command("comment_site", *arguments, stdout=said)
    return said.getvalue()


@pytest.mark.parametrize(
    ("code", "zone", "site"),
    [
        ("en-us", "UTC", ("en", "UTC")),
        ("de", "Europe/Berlin", ("de", "Europe/Berlin")),
        ("pt-br", "UTC", ("pt-br", "UTC")),
    ],
)
def test_it_begins_as_the_settings_are(settings: Any, code: str, zone: str, site: tuple[str, str]) -> None:
    settings.LANGUAGE_CODE, settings.TIME_ZONE = code, zone

    assert "was created" in made("news", "--name", "The News")

    found = Site.objects.get(slug="news")
    assert (found.name, found.language, found.time_zone) == ("The News", *site)


def test_it_leaves_a_site_that_is_there_as_it_is() -> None:
    made("news", "--name", "The News")

    assert "Nothing was changed" in made("news", "--name", "Another", "--language", "fr")

    assert Site.objects.values_list("name", "language").get() == ("The News", "en")


@pytest.mark.parametrize(
    "arguments",
    [["no slug"], [""], ["news", "--language", "xx"], ["news", "--time-zone", "Mars"], ["news", "--name", "x" * 101]],
)
def test_it_refuses_what_no_site_can_be(arguments: list[str]) -> None:
    with pytest.raises(CommandError, match=r"\w"):
        made(*arguments)

    assert not Site.objects.exists()

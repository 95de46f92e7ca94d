"""The link from a comment on a page to the desk is for those who moderate its site."""

import pytest
from django.test import Client

from comments.models import Site
from tests.support import factories
from tests.support.pages import parse

ADDRESS = "/admin/desk/page-link/"


def test_it_gives_moderators_of_a_site_the_link(anna: Client) -> None:
    link = parse(anna.get(ADDRESS, {"of": "times"})).one("a", class_="comment-desk")

    assert (link["href"], link.text) == ("/admin/desk/comment/0/", "Open on the desk")


@pytest.mark.parametrize("site", ["herald", "unheard-of", ""])
def test_it_gives_nobody_else_a_link(anna: Client, times: Site, site: str) -> None:
    factories.quiet_site("herald")

    assert anna.get(ADDRESS, {"of": site}).status_code == 404
    assert Client().get(ADDRESS, {"of": "times"}).status_code == 302

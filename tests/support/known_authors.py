"""Authors who are known again, on a site with rules of its own."""

from typing import Any

from comments.models import Comment, Site
from tests.support import factories

LINK = "Read https://example.org before you go."


def site(**rules: Any) -> Site:
    found = factories.quiet_site()
    Site.objects.filter(pk=found.pk).update(**rules)
    return found


def status(comment: Comment) -> str:
    return factories.fresh(comment).status


def known_author(**fields: Any) -> Comment:
    return factories.published(remember=True, name="Ada", email="ada@example.org", **fields)


def by_the_same_browser(first: Comment, **fields: Any) -> Comment:
    same = {"remember": True, "commenter_id": first.commenter_id, "name": "Ada", "email": "ada@example.org"}
    return factories.screened(**{**same, **fields})

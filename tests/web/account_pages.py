"""A site that takes accounts of its host, and what its pages say of who is signed in."""

from comments.models import Site
from tests.support import accounts, factories
from tests.support.pages import parse
from tests.support.responses import Response

ORIGIN = "https://times.example.org"
PRIVATE = "private, no-store"
SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}
LISTED = {"Origin": ORIGIN, "Sec-Fetch-Site": "cross-site"}


def site_with_accounts() -> Site:
    """The Times, with a published comment by Noor."""
    site = factories.quiet_site("times", login_url="https://times.example.org/login")
    accounts.sign_on(site)
    factories.published(on=factories.subject(), name="Noor")
    return site


def changed(site: Site, **fields: str) -> Site:
    Site.objects.filter(pk=site.pk).update(**fields)
    site.refresh_from_db()
    return site


def account_in(answer: Response) -> str:
    return " ".join(parse(answer).one("p", **{"data-account": ""}).text.split())

"""What a page of the desk shows of a secret that a site shares."""

from tests.support.pages import parse
from tests.support.responses import Response


def secret_on(page: Response) -> str:
    """The new secret; "" where none is shown."""
    return "".join(shown.text for shown in parse(page).all("textarea", id="new-secret"))


def seen_on(page: Response) -> str:
    """When the secret was made that the page is about, as its form sends it."""
    return parse(page).one("input", name="seen")["value"]

"""What a moderator does with the forms of the admin."""

from urllib.parse import urlencode

from django.test import Client

from tests.support.pages import Element, form_values, parse
from tests.support.responses import Response


def filled_in(page: Element, form: str) -> dict[str, str]:
    """What a form would send as it stands, without its buttons."""
    values = form_values(page, form)
    for element in page.one("form", id=form).all("select"):
        chosen = [option["value"] for option in element.all("option") if "selected" in option]
        values[element["name"]] = chosen[0] if chosen else ""
    return {name: value for name, value in values.items() if not name.startswith("_")}


def send(client: Client, address: str, values: dict[str, str], /, **changes: str | None) -> Response:
    """Send a form that was loaded before, with these fields changed; one that is None is not sent."""
    kept = {name: value for name, value in {**values, **changes}.items() if value is not None}
    # As a browser does; Django's client would send the parts of an upload.
    return client.post(address, urlencode(kept), content_type="application/x-www-form-urlencoded")


def save(client: Client, address: str, form: str, /, **changes: str | None) -> Response:
    """Load a page with a form, change these fields of it, press Save; a field that is None is not sent."""
    return send(client, address, filled_in(parse(client.get(address)), form), **changes)


def errors(response: Response) -> list[str]:
    """What a form says is wrong, and no more than that: it was not saved."""
    assert response.status_code == 200
    return [item.text for found in parse(response).all("ul", class_="errorlist") for item in found.all("li")]


def refused(response: Response) -> set[str]:
    """The fields that a form says it cannot take; it was not saved."""
    assert response.status_code == 200
    found = parse(response).all("ul", class_="errorlist")
    return {each["id"].removeprefix("id_").removesuffix("_error") for each in found if "id" in each}


def said(client: Client) -> list[tuple[str, str]]:
    """The messages that stand on the next page: (kind, text)."""
    page = parse(client.get("/admin/"))
    return [(item["class"], item.text) for found in page.all("ul", class_="messagelist") for item in found.all("li")]

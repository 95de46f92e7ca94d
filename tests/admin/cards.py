"""What a moderator does with the card of similar comments."""

from datetime import timedelta

from django.test import Client

from comments.models import Batch, Cluster, Comment
from comments.moderation import handfuls
from comments.similarity import clusters
from tests.support import factories
from tests.support.factories import NOON
from tests.support.pages import Element, form_values, parse
from tests.support.responses import Response
from tests.support.variants import spun

CARDS = "/admin/comments/cluster/"
MINUTE = timedelta(minutes=1)


def clustered(number: int, *, seed: int = 0) -> Cluster:
    comments = [factories.waiting(text=spun(seed + n), now=NOON + n * MINUTE) for n in range(number)]
    clusters.assign(comments[0].thread.site, comments, NOON)
    return Cluster.objects.latest("pk")


def joined_by(cluster: Cluster, number: int) -> None:
    """So many more that wait."""
    more = [factories.waiting(text=spun(cluster.size + n)) for n in range(number)]
    clusters.assign(cluster.site, more, NOON)


def address_of(cluster: Cluster) -> str:
    return f"{CARDS}{cluster.pk}/change/"


def card(client: Client, cluster: Cluster) -> Element:
    return parse(client.get(address_of(cluster)))


def press(client: Client, cluster: Cluster, action: str, **changes: str) -> Response:
    """Load the card, press a button, and let the worker do its part."""
    page = card(client, cluster)
    values = {**form_values(page, "decide-form"), "action": action, **changes}
    response = client.post(page.one("form", id="decide-form")["action"], values)
    worked()
    return response


def worked() -> None:
    while handfuls.carry_out_next():
        continue


def press_undo(client: Client, cluster: Cluster) -> Response:
    decision = Batch.objects.latest("pk")
    page, form = card(client, cluster), f"undo-{decision.pk}"
    response = client.post(page.one("form", id=form)["action"], form_values(page, form))
    worked()
    return response


def statuses() -> list[str]:
    return list(Comment.objects.order_by("id").values_list("status", flat=True))


def rows(page: Element, table: int) -> list[list[str]]:
    body = page.one(class_="trail").all("table")[table].one("tbody")
    return [[cell.text for cell in row.all("td")] for row in body.all("tr")]

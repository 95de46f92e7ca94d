"""The log of who did what: for chiefs, of their sites, to be searched."""

from django.contrib.auth.models import Permission

from comments.access import audit
from comments.models import AuditVerb, Role, Site
from tests.desk.conftest import member, signed_in
from tests.support import factories
from tests.support.pages import parse

LOG = "/admin/desk/log/"


def lines(query: str = "", who: str = "chief") -> list[list[str]]:
    client = signed_in(member(who, Site.objects.get(slug="times"), Role.CHIEF))
    return [[cell.text for cell in row.all("td")][1:] for row in parse(client.get(f"{LOG}{query}")).all("tr")[1:]]


def test_it_shows_chiefs_who_did_what_on_their_sites(times: Site) -> None:
    elsewhere, by = factories.site("elsewhere", name="Elsewhere"), factories.moderator()
    for site, text in ((times, "Banned <b>one</b>.example"), (elsewhere, "Banned two.example"), (None, "Shared")):
        audit.write(AuditVerb.BAN, text, by=by, site_id=site.pk if site else None)
    audit.write(AuditVerb.SECURITY, "Switched off.", by=None, site_id=times.pk)

    assert lines() == [
        ["Command line", "Switched off.", times.name], ["mod", "Shared", "All sites"],
        ["mod", "Banned <b>one</b>.example", times.name],
    ]  # fmt: skip
    assert lines("?person=MO&verb=ban&text=one", "second") == [["mod", "Banned <b>one</b>.example", times.name]]
    assert lines("?text=two", "third") == lines("?verb=nothing", "fourth") == []


def test_it_turns_its_pages(times: Site) -> None:
    for number in range(audit.PAGE + 1):
        audit.write(AuditVerb.THREAD, f"Closed {number}.", by=factories.moderator(), site_id=times.pk)
    client = signed_in(member("chief", times, Role.CHIEF))

    page = parse(client.get(f"{LOG}?verb=thread"))
    older = page.one("div", id="desk").all("a")[-1]["href"]

    assert len(page.all("tr")) == audit.PAGE + 1
    assert "verb=thread" in older
    assert [row.all("td")[2].text for row in parse(client.get(f"{LOG}{older}")).all("tr")[1:]] == ["Closed 0."]


def test_it_is_for_chiefs(times: Site) -> None:
    client = signed_in(member("moderator", times))

    assert client.get(LOG).status_code == 403
    assert LOG not in client.get("/admin/desk/").text
    assert LOG in signed_in(member("chief", times, Role.CHIEF)).get("/admin/desk/").text


def test_it_lets_those_who_may_only_look_change_nothing(times: Site) -> None:
    comment = factories.screened()
    user = member("onlooker", times)
    user.groups.clear()
    user.user_permissions.add(Permission.objects.get(codename="view_comment"))
    client = signed_in(user)
    client.handler.enforce_csrf_checks = False

    assert client.get("/admin/desk/").status_code == 200
    form = {"comment": comment.pk, "version": comment.version, "action": "approve"}
    decided = client.post("/admin/desk/decide/", form)

    assert decided.status_code == 403
    assert factories.fresh(comment).version == comment.version

"""The element on a page of another origin that lets nothing but the service in."""

import re
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from comments.models import Comment, Site
from tests.element.host import DOCS, LINES, STRICT, Host, as_pasted
from tests.support import factories
from tests.support.servers import wait_until
from tests.support.stack import Stack

pytestmark = pytest.mark.once
EXAMPLES = Path(__file__).parents[2] / "examples"
ELEMENT = "document.querySelector('comment-thread')"
ANY_ORIGIN = {"Access-Control-Allow-Origin": "*"}
# A page's styles as no page should have them, on something dark.
UNSET = """
const sheet = new CSSStyleSheet();
sheet.replaceSync("* { all: unset !important } body { background: #000 !important; color: #fff !important }");
document.adoptedStyleSheets = [sheet];
"""


@pytest.fixture
def noor(site: Site) -> Comment:
    return factories.published(on=factories.subject("newsroom", "one"), name="Noor")


def asked_fragments(page: Page) -> list[str]:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/fragment/" in request.url else None)
    return asked


def test_it_lives_as_scripts_of_the_page_want_it(stack: Stack, host: Host, noor: Comment, page: Page) -> None:
    """Ready, gathered changes, moved, removed, added again; no complaint."""
    asked = asked_fragments(page)
    page.goto(host.with_thread("one"))
    own = page.locator(f"#comment-{noor.pk}")
    expect(own).to_contain_text("Noor")
    assert page.evaluate("events") == [["ready", {"count": 1, "open": True}]]
    assert len(asked) == 1

    page.locator("#comment").fill("Half a thought")
    page.evaluate(f"document.body.append({ELEMENT})")
    expect(page.locator("#comment")).to_have_value("Half a thought")
    assert len(asked) == 1

    page.evaluate(f"Object.assign({ELEMENT}, {{ key: 'two', sort: 'newest', key: 'three' }})")
    expect(page.locator(".comments-title")).to_have_text("No comments yet")
    assert len(asked) == 2
    assert "key=three" in asked[1] and "comments_order=newest" in asked[1]

    page.evaluate(f"window.kept = {ELEMENT}; kept.remove(); kept.key = 'one'")
    assert page.evaluate("kept.state") == "idle"
    page.evaluate("document.body.prepend(kept)")
    expect(own).to_contain_text("Noor")
    assert len(asked) == 3


def test_it_survives_what_pages_do_to_it(stack: Stack, host: Host, noor: Comment, page: Page) -> None:
    """Lazy far below; the service away; styles that unset all; light ink; policies of the page's; no right to post."""
    asked = asked_fragments(page)
    lines = LINES.replace("{key}", "one")
    lazy = lines.replace("<comment-thread", '<comment-thread loading="lazy"')
    page.route("**/fragment/**", lambda route: route.abort())
    page.goto(host.page("<p>.</p>" * 150 + lazy, csp=f"{STRICT}; trusted-types mine", of="de"))
    page.evaluate(
        "customElements.get('comment-thread').policy = trustedTypes.createPolicy('mine', { createHTML: (t) => t })"
    )
    assert (page.evaluate(f"{ELEMENT}.state"), asked) == ("idle", [])
    page.evaluate(f"{ELEMENT}.scrollIntoView()")
    notice = page.locator("comment-thread [part=notice]")
    expect(notice).to_contain_text("Die Kommentare können gerade nicht geladen werden.")
    expect(page.locator("comment-thread > a")).to_be_visible()
    assert page.evaluate("events[0]")[1]["code"] == "unreachable"

    page.unroute("**/fragment/**")
    page.evaluate(UNSET)
    notice.get_by_role("button").click()
    expect(page.locator(f"#comment-{noor.pk}")).to_contain_text("Noor")
    styles = f"[getComputedStyle({ELEMENT}).display, getComputedStyle({ELEMENT}).colorScheme]"
    assert page.evaluate(styles) == ["block", "dark"]
    page.evaluate(f"{ELEMENT}.setTheme('light')")
    wait_until(lambda: page.evaluate(styles) == ["block", "light"], seconds=5, what="the other theme")

    # As a server of a former version would send it.
    plain = urllib.request.urlopen(f"{stack.url}/threads/newsroom/fragment/?key=one").read().decode()
    former = re.sub(
        r' data-(count|open|latest|[a-z]+-url|copied|act-failed)(="[^"]*")?|comments-(fresh|tools)', "", plain
    )
    page.route("**/fragment/**", lambda route: route.fulfill(body=former, content_type="text/html", headers=ANY_ORIGIN))
    page.goto(host.page(lines))
    page.get_by_role("link", name="Reply to Noor").click()
    expect(page.locator(f"#comment-{noor.pk} #commentform")).to_be_visible()
    page.unroute("**/fragment/**")

    Site.objects.filter(pk=noor.site_id).update(origins="")
    # The second of two on the page, which has a place and a draft of its own.
    page.goto(host.page(lines + lines.splitlines()[1]))
    unlisted = page.locator(".comments-unlisted").nth(1)
    expect(unlisted).to_contain_text(f"/admin/comments/site/{noor.site_id}/change/")
    expect(page.locator("#commentform").nth(1)).to_be_hidden()
    # As where the directive trusted-types names others.
    page.add_init_script("trustedTypes.createPolicy = () => { throw new TypeError('Disallowed') }")
    page.reload()
    expect(notice.first).to_contain_text("must allow “comments” in the directive trusted-types")


def test_it_loses_nothing_where_the_second_script_does_not_come(host: Host, noor: Comment, page: Page) -> None:
    """What was pressed before is done once; a comment stays in its form, and goes with the next press."""
    page.route("**/*.doing.js?*", lambda route: route.abort())
    address = host.with_thread("one")
    # The page is told why; it is no complaint here.
    page.add_init_script("addEventListener('error', (event) => { event.preventDefault(); window.told = true })")
    report = page.get_by_role("link", name="Report")
    page.goto(address)
    report.dispatch_event("click")
    page.wait_for_url("**/report/**")

    page.goto(address)
    page.locator("#commentform").evaluate(
        "(form) => { form.comment.value = 'Alone.'; form.author.value = 'Zoë';"
        "  form.email.value = 'zoe@example.org';"
        "  for (let press = 0; press < 2; press++) form.requestSubmit(form.querySelector('.submit')); }"
    )
    expect(page.locator(".comment-form-status")).to_contain_text("Your text is kept here.")
    expect(page.locator("#comment")).to_have_value("Alone.")
    assert page.evaluate("window.told")
    assert not Comment.objects.filter(text="Alone.").exists()

    page.unroute("**/*.doing.js?*")
    page.locator("#submit").click()
    expect(page.locator("li.comment.is-own")).to_contain_text("Alone.")
    assert Comment.objects.filter(text="Alone.").count() == 1
    report.click()
    expect(page.locator(".comment-act")).to_contain_text("What is wrong with this comment?")


def test_it_works_as_the_examples_are_written(stack: Stack, host: Host, noor: Comment, page: Page) -> None:
    """The file for trying it out; numbers; and the thread that a server put into the element."""
    asked = asked_fragments(page)
    example = (EXAMPLES / "static.html").read_text("utf-8").replace("http://localhost:8000", stack.url)
    host.pages["/static.html"] = (example.replace("night-ferry", "one"), "")
    page.goto(f"{host.url}/static.html")
    expect(page.locator(f"#comment-{noor.pk}")).to_contain_text("Noor")
    assert len(asked) == 1

    blocks = [as_pasted(block, "one") for block in DOCS.split("```html\n")[1:]]
    counting = next(block for block in blocks if "/count.js" in block)
    with_template = next(block for block in blocks if "<template" in block)
    with urllib.request.urlopen(f"{stack.url}/threads/newsroom/fragment/?key=one") as answer:
        sent = with_template.replace("<!-- the answer -->", answer.read().decode())
    # A language as many pages misspell it, and an address that is none.
    odd = f'<link rel="canonical" href="https://"><p lang="en_US">{counting}</p>'
    page.goto(host.page(f"{odd}{LINES.splitlines()[0]}{sent}"))
    expect(page.locator("[data-comment-count]")).to_have_text("1")
    expect(page.locator(f"#comment-{noor.pk}")).to_contain_text("Noor")
    wait_until(lambda: page.evaluate("events.length"), seconds=5, what="an event")
    assert page.evaluate("events") == [["ready", {"count": 1, "open": True}]]
    assert len(asked) == 1

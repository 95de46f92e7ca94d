"""The client in clients/js, as npm would install it: against a real service, and in a browser."""

import functools
import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, Route

from comments.models import Comment, Role, Site
from comments.statuses import Status
from tests.api.moderation import programs
from tests.clients import declarations
from tests.clients.install import FOLDER
from tests.clients.making import JS_CLIENT, TSC, Made
from tests.element.host import serving
from tests.support import factories
from tests.support.node import NODE, node
from tests.support.stack import Stack

pytestmark = pytest.mark.once

ROOT = JS_CLIENT.parents[1]
README = (JS_CLIENT / "README.md").read_text("utf-8")
SOURCES = sorted((JS_CLIENT / "src").glob("*.js"))


def told(made: Made, stack: Stack, step: str, key: str = "") -> object:
    return json.loads(made.in_typescript("js_client", stack.url, step, key))


def test_it_has_the_types_of_the_document(stack: Stack, made: Made, tmp_path: Path) -> None:
    declarations.make(tmp_path)

    for path in sorted(tmp_path.iterdir()):
        assert path.read_text() == (JS_CLIENT / "types" / path.name).read_text(), (
            "run: python -m tests.clients.declarations"
        )
    assert {*tmp_path.iterdir()} == {tmp_path / path.name for path in (JS_CLIENT / "types").iterdir()}


def test_its_types_are_whole_for_programs_that_check_libraries_too(made: Made) -> None:
    """TypeScript checks the types of libraries unless it is told `skipLibCheck`."""
    types = [str(path) for path in sorted((JS_CLIENT / "types").iterdir())]
    alone = ["--noEmit", "--skipDefaultLibCheck", "--typeRoots", str(JS_CLIENT / "src")]

    node(TSC, "--strict", "--module", "nodenext", "--target", "es2023", *alone, *types, folder=FOLDER)


def test_it_is_published_whole_and_with_nothing_else(stack: Stack, made: Made) -> None:
    package = json.loads((JS_CLIENT / "package.json").read_text())
    declared = [f"types/{path.stem}.d.ts" for path in SOURCES]
    source = [f"src/{path.name}" for path in SOURCES]

    assert made.packed == sorted(["LICENSE", "README.md", "package.json", "types/schema.d.ts", *source, *declared])
    assert (JS_CLIENT / "LICENSE").read_text() == (ROOT / "LICENSE").read_text()
    assert "dependencies" not in package
    for exported in package["exports"].values():
        for path in [exported] if isinstance(exported, str) else exported.values():
            assert (JS_CLIENT / path).is_file()


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.name)
def test_it_imports_nothing_that_only_one_of_its_homes_has(source: Path) -> None:
    imported = re.findall(r'from "([^"]+)"', source.read_text())

    assert [name for name in imported if not name.startswith("./")] == []
    assert not re.search(r"\b(process|Buffer|require|window|document|Deno)[.(]", source.read_text())


def test_it_reads_every_page_and_every_reply_in_order(stack: Stack, made: Made) -> None:
    factories.crowd(3, replies=45)
    above = Comment.objects.filter(depth=1).order_by("pk")

    below = {top.pk: [*Comment.objects.filter(parent=top).order_by("number")] for top in above}

    assert told(made, stack, "read") == [pk for top in above for pk in (top.pk, *(one.pk for one in below[top.pk]))]


def test_it_posts_once_however_often_answers_are_lost(stack: Stack, made: Made) -> None:
    factories.published()

    number = told(made, stack, "write")

    written = Comment.objects.latest("pk")
    assert number == written.pk
    assert (written.text, written.status) == ("Mind the train.", Status.WITHDRAWN)
    assert Comment.objects.count() == 2


def test_it_says_what_was_refused(stack: Stack, made: Made) -> None:
    factories.published()

    assert told(made, stack, "problems") is None


def test_it_hears_of_what_is_published_meanwhile(stack: Stack, made: Made) -> None:
    old = factories.published(name="Ada")
    argv = [NODE, "js/js_client.js", stack.url, "follow"]
    with subprocess.Popen(argv, cwd=made.folder, stdout=subprocess.PIPE, text=True) as listener:
        assert listener.stdout
        assert listener.stdout.readline() == "asked\n"
        assert listener.stdout.readline() == "asked\n"
        new = factories.published(name="Grace", now=timezone.now())
        said = listener.stdout.read().splitlines()

    assert json.loads(said[-1]) == [new.pk, old.pk]


def test_it_does_what_its_readme_says(stack: Stack, made: Made) -> None:
    """All of the first example, which edits and withdraws what it posted."""
    factories.published(on=factories.subject("news", "my-article"), name="Grace")
    example = re.findall(r"```js\n(.*?)```", README, re.S)[0].replace("https://comments.example.org", stack.url)
    (made.folder / "js" / "readme.js").write_text(example)

    said = made.in_typescript("readme").splitlines()

    assert Comment.objects.latest("pk").status == Status.WITHDRAWN
    assert (said[0].split()[0], said[1], said[2]) == (
        "Grace",
        "pending It is being checked and may appear in a few seconds.",
        "1",
    )
    assert [line.split()[0] for line in said[3:]] == ["/text", "/name", "/email"]


def test_it_moderates_with_a_key(stack: Stack, made: Made) -> None:
    comments = [factories.screened() for _ in range(4)]
    chief = programs.person("tamsin", comments[0].thread.site, Role.CHIEF)

    assert told(made, stack, "moderate", programs.token(chief)) == 3

    statuses = [factories.fresh(comment).status for comment in comments]
    assert statuses == [Status.APPROVED, Status.PENDING, Status.PENDING, Status.PENDING]


def fulfil(source: Path, route: Route) -> None:
    route.fulfill(path=source, content_type="text/javascript")


def test_it_runs_in_a_browser(stack: Stack, made: Made, open_page: Callable[..., Page]) -> None:
    """On a page of another origin that the site lists."""
    page = open_page()
    with serving(stack.url) as host:
        site = factories.quiet_site("times", origins=host.url)
        factories.published()
        for source in SOURCES:
            page.route(f"**/{source.name}", functools.partial(fulfil, source))
        page.goto(host.page("<p>An article", csp="script-src 'self'; connect-src {service}"))
        said = page.evaluate(
            """async ([address]) => {
              const { CommentThreads } = await import("/index.js");
              const threads = new CommentThreads(address, "times");
              const names = [];
              for await (const comment of threads.read("bridge")) names.push(comment.author.name);
              const draft = { name: "Zoë", email: "zoe@example.org", text: "Well said." };
              const posted = await threads.post("bridge", draft);
              await threads.edit(posted, { text: "Very well said." });
              await threads.withdraw(posted);
              const refused = await threads.post("bridge", { text: "" }).catch((error) => error);
              return [names, refused.code, refused.errors.length];
            }""",
            [stack.url],
        )

    assert said == [["Ada"], "invalid", 3]
    assert Site.objects.get(pk=site.pk).threads.count() == 1
    assert Comment.objects.latest("pk").text == "Very well said."

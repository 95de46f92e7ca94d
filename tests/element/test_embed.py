"""What pages elsewhere load: scripts and styles, by their versions too, sentences, and the script of the counts."""

import base64
import gzip
import hashlib
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.utils import translation

from comments.web import embed
from comments.web.sentences import sentences
from tests.element.host import DOCS
from tests.support.embed import joining, shortening

pytestmark = pytest.mark.once


@pytest.fixture
def client() -> Client:
    return Client()


def test_it_is_one_script_for_every_page(client: Client) -> None:
    answer = client.get("/embed.js")
    text = answer.content.decode()

    assert (answer.status_code, answer["Content-Type"]) == (200, "text/javascript; charset=utf-8")
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["Cache-Control"].startswith("public, max-age=300,")
    assert not answer.cookies
    assert not re.search(r"^\s*(import|export)\b", text, re.MULTILINE)
    assert not re.search(r"^\s*(//|/\*)", text, re.MULTILINE)
    assert client.get("/embed.js", headers={"If-None-Match": answer["ETag"]}).status_code == 304


def test_it_is_there_for_ever_by_its_version_with_what_proves_it(client: Client) -> None:
    about = json.loads(client.get("/embed.json").content)
    pinned = client.get(f"/embed/{about['version']}.js")
    digest = base64.b64encode(hashlib.sha384(pinned.content).digest()).decode()

    assert about["script"].endswith(f"/embed/{about['version']}.js")
    assert about["integrity"] == f"sha384-{digest}"
    assert "immutable" in pinned["Cache-Control"]


def test_it_has_all_styles_in_one_file_for_ever(client: Client) -> None:
    address = f"/embed/{embed.version_of(embed.text_of(embed.STYLES))}.css"
    styles = client.get(address)
    text = styles.content.decode()

    assert (styles["Content-Type"], "immutable" in styles["Cache-Control"]) == ("text/css; charset=utf-8", True)
    assert ".comment-form" in text
    assert ".comment-list" in text
    assert "@import" not in text
    assert "/*" not in text
    assert address in embed.text_of(embed.ELEMENT)
    assert "immutable" not in client.get("/embed/0123456789ab.css")["Cache-Control"]


def test_it_answers_who_pinned_a_former_version_for_a_while(client: Client) -> None:
    answer = client.get("/embed/0123456789ab.js")

    assert answer.content == client.get("/embed.js").content
    assert "immutable" not in answer["Cache-Control"]


def test_it_is_made_of_the_modules_that_there_are() -> None:
    assert embed.text_of(embed.SOURCES) == joining.sources(), "run make embed"
    if shortening.ESBUILD.exists():
        for name, text in joining.joined(shortening.shortened).items():
            assert embed.text_of(name) == text, "run make embed"


def test_it_joins_every_module_once(tmp_path: Path) -> None:
    files = joining.joined(joining.as_written)
    for module in joining.MODULES.glob("*.js"):
        text = re.sub(r"^import .*\n|^export ", "", module.read_text("utf-8"), flags=re.MULTILINE)
        elsewhere = sum(files[name].count(text) for name in (embed.ELEMENT, embed.DOING, embed.ACCOUNTS))
        assert max(elsewhere, files[embed.PAGE].count(text)) == 1, module
    for name in (embed.ELEMENT, embed.DOING, embed.ACCOUNTS, embed.PAGE, embed.COUNTS):
        for number, written in enumerate((files[name], embed.text_of(name))):
            path = tmp_path / f"{number}-{name.replace('.js', '.mjs')}"
            path.write_text(written, "utf-8")
            if node := shutil.which("node"):
                subprocess.run([node, "--check", str(path)], check=True)


@pytest.mark.parametrize("name", [embed.DOING, embed.ACCOUNTS])
def test_it_gives_a_former_element_what_does_the_html_that_there_is_now(client: Client, name: str) -> None:
    address = f"/embed/{embed.version_of(embed.text_of(name))}.{name}"
    answer, former = client.get(address), client.get(f"/embed/0123456789ab.{name}")

    assert address in embed.text_of(embed.ELEMENT)
    assert ("immutable" in answer["Cache-Control"], "immutable" in former["Cache-Control"]) == (True, False)
    assert former.content == answer.content


def test_it_says_what_it_has_to_say_in_the_nearest_language(client: Client) -> None:
    with translation.override("en"):
        english = sentences()
    for tag in ("en", "de", "de-AT", "xx"):
        said = json.loads(client.get(f"/embed/{tag}.json").content)
        assert said.keys() == english.keys()
        assert all(said.values())
    assert json.loads(client.get("/embed/xx.json").content) == english


def test_it_is_small() -> None:
    def size(*names: str) -> int:
        return sum(len(gzip.compress(embed.text_of(name).encode(), 9)) for name in names)

    assert size(embed.ELEMENT, embed.STYLES) <= 12_000
    assert size(embed.DOING) <= 4_000
    assert size(embed.ACCOUNTS) <= 2_000
    assert size(embed.COUNTS) <= 1000


def test_it_documents_what_the_element_has() -> None:
    """Attributes, events, parts and properties are named in one place, and are those that there are."""
    source = Path(str(finders.find("comments/thread/element.js"))).read_text("utf-8")
    docs = (Path(__file__).parents[2] / "docs" / "embedding.md").read_text("utf-8")
    listed = Path(str(finders.find("comments/thread/settings.js"))).read_text("utf-8").partition("];")[0]
    attributes = set(re.findall(r'"([a-z-]+)"', listed))
    events = {f"comments:{name}" for name in re.findall(r'(?:tell|#tell)\("(\w+)"', source)}
    events |= {"comments:posted", "comments:login"}
    templates = Path(embed.__file__).parents[1] / "templates" / "comments"
    parts = {part for file in templates.glob("*.html") for part in re.findall(r'part="(\w+)"', file.read_text("utf-8"))}

    for name in attributes | events | parts:
        assert f"`{name}`" in docs, name
    for name in attributes | {"lang", "consent"}:
        assert re.search(rf"@attr [^\n]*\b{name}\b", source), name
    for name in events:
        assert f"@fires {name} " in source, name


def test_it_documents_each_custom_property_and_no_other() -> None:
    static = Path(str(finders.find("comments/thread/element.js"))).parents[1]
    sheets = [*static.glob("*.css"), static / "thread" / "look.js"]
    read = {name for file in sheets for name in re.findall(r"var\((--comments-[a-z-]+)", file.read_text("utf-8"))}

    # That of the thread's own page, which no page around it sets.
    assert set(re.findall(r"`(--comments-[a-z-]+)`", DOCS)) == read - {"--comments-page"}

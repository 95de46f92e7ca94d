"""The documents say what the code does: settings, endpoints, words for people."""

import re
from pathlib import Path

import pytest
from django.urls import URLResolver, get_resolver

from comments.api import serializers
from comments.models import Site
from comments.screening.registry import CODE_LABELS
from project import spelling

ROOT = Path(__file__).parent.parent
SETTINGS = (ROOT / "docs/settings.md").read_text(encoding="utf-8")
API = "".join((ROOT / name).read_text(encoding="utf-8") for name in ("docs/api.md", "docs/api-moderation.md"))
pytestmark = pytest.mark.once

NOT_FOR_PEOPLE = {"CELERY_SKIP_CHECKS", "DJANGO_SETTINGS_MODULE", "PATH", "HOME", "TERM"}


def environment_names() -> set[str]:
    read = r"""(?:(?:env|connections)\.\w+|os\.environ(?:\.get|\.setdefault)?)[(\[]\s*["']([A-Z][A-Z_]+)["']"""
    found = {name for path in (ROOT / "project").rglob("*.py") for name in re.findall(read, path.read_text("utf-8"))}
    return found - NOT_FOR_PEOPLE


def routes(resolver: URLResolver, before: str = "") -> list[str]:
    found = []
    for entry in resolver.url_patterns:
        path = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            found += routes(entry, path)
        elif "^" not in path:
            found.append("/" + path)
    return found


def documented_form(route: str) -> str:
    return re.sub("<(?:slug|key):([a-z]+)>", lambda found: found[1].upper(), re.sub("<int:[a-z_]+>", "ID", route))


def test_it_documents_every_setting_of_the_environment() -> None:
    names = environment_names()
    assert {"SECRET_KEY", "PORT", "DATABASE_URL"} <= names
    assert [name for name in sorted(names) if f"`{name}`" not in SETTINGS] == []


def test_it_knows_every_setting_by_which_misspelt_ones_are_found() -> None:
    assert set(spelling.NAMES) == environment_names() - {"PROCESS", "LIFE_FILE", "NO_COLOR"}


@pytest.mark.parametrize(
    "field", [field.name for field in Site._meta.concrete_fields if field.editable and field.name != "id"]
)
def test_it_documents_every_setting_of_a_site(field: str) -> None:
    assert f"`{field}`" in SETTINGS


def test_it_documents_every_endpoint() -> None:
    documented = ("/api/", "/threads/", "/healthz", "/readyz")
    ours = [route for route in routes(get_resolver()) if route.startswith(documented)]
    assert len(ours) >= 6
    assert [route for route in ours if documented_form(route) not in API] == []


def test_it_tells_programs_every_code_of_a_finding() -> None:
    told = (ROOT / "docs/api-moderation.md").read_text(encoding="utf-8")
    assert [code for code in CODE_LABELS if f"`{code}`" not in told] == []


def test_it_documents_every_setting_that_a_form_needs() -> None:
    told = serializers.site_json(Site())
    assert [name for name in (*told, *told["fields"]) if f'"{name}": ' not in API] == []


TEMPLATES = [path for folder in ("comments", "project") for path in (ROOT / folder).rglob("*.html")]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_it_translates_every_text_of_a_template(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    for block in ("blocktranslate", "comment", "filter"):
        source = re.sub(rf"{{%\s*{block}\b.*?%}}.*?{{%\s*end{block}\s*%}}", "", source, flags=re.S)
    source = re.sub(r"{% block bodyclass %}[\w -]*", "", source)
    source = re.sub(r"<!--.*?-->|{#.*?#}|{%.*?%}|{{.*?}}", "", source, flags=re.S)
    source = re.sub(r"<(script|style)\b.*?</\1>", "", source, flags=re.S)
    spoken = re.findall(r"""\b(?:alt|title|aria-label|placeholder)="([^"]*)\"""", source)
    words = re.sub(r"<[^>]*>", " ", source) + " ".join(text for text in spoken if not re.search(r"[=#:]|^\w+$", text))
    assert re.findall(r"[A-Za-z]{3,}", words) == []


@pytest.mark.parametrize("path", [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")], ids=lambda path: path.name)
def test_it_names_only_files_that_exist(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    folder = r"(?:comments|project|tests|docs|examples)/[\w./-]+"
    named = re.findall(rf"`({folder})`|(?<![\w./])({folder}\.(?:py|md|json|txt))\b", text)
    linked = [str((path.parent / link).resolve()) for link in re.findall(r"\]\(([\w./-]+)\)", text)]
    names = [*(quoted or typed for quoted, typed in named), *linked]
    assert [name for name in names if not (ROOT / name).exists()] == []


@pytest.mark.parametrize("path", sorted((ROOT / "docs/images").iterdir()), ids=lambda path: path.name)
def test_it_shows_every_picture_and_each_is_small(path: Path) -> None:
    shown = "".join(page.read_text("utf-8") for page in (ROOT / "README.md", *ROOT.glob("docs/*.md")))

    assert f"images/{path.name})" in shown
    assert path.stat().st_size <= 120_000


def test_it_gives_the_same_lines_to_paste_wherever_it_gives_them() -> None:
    """Those of docs/embedding.md are pasted by the tests of the element."""
    first, other = (
        (ROOT / name).read_text("utf-8").partition(begin)[2].partition("```html\n")[2].partition("```")[0]
        for name, begin in (("README.md", "# "), ("docs/embedding.md", "\n## To a page elsewhere"))
    )
    assert first == other != ""


@pytest.mark.parametrize("system", ["WordPress", "Hugo", "Jekyll", "Eleventy", "Astro"])
def test_it_gives_each_system_the_lines_with_a_link_that_says_which_page_it_is(system: str) -> None:
    text = (ROOT / "docs/embedding.md").read_text("utf-8").partition(f"\n### {system}\n")[2]
    code = text.partition("\n### ")[0].partition("```")[2].partition("```")[0]

    assert 'type="module" src=' in code and "/embed.js" in code and "https://comments.example.org" in code
    assert re.search(r"<comment-thread site=.+ key=.*<a href=.+>Comments</a></comment-thread>", code)
    assert {"key", "url", "title"} <= set(re.findall(r"\w+", code))


DECISIONS = sorted((ROOT / "docs/decisions").glob("[0-9]*.md"))


def test_it_lists_every_decision_by_its_number() -> None:
    index = (ROOT / "docs/decisions/README.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| (\d+) \| \[(.+)\]\((.+)\) \|$", index, re.M)
    titles = [path.read_text(encoding="utf-8").partition("\n")[0] for path in DECISIONS]

    assert [path.name[:4] for path in DECISIONS] == [f"{number:04d}" for number in range(1, len(DECISIONS) + 1)]
    assert [name for _number, _title, name in listed] == [path.name for path in DECISIONS]
    assert [f"# {number}. {title}" for number, title, _name in listed] == titles


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.name)
def test_it_says_of_each_decision_what_it_costs_and_when_to_think_again(path: Path) -> None:
    parts = re.findall(r"^\*\*(Context|Decision|Cost|Revisit when)\b", path.read_text(encoding="utf-8"), re.M)

    assert parts == ["Context", "Decision", "Cost", "Revisit when"]

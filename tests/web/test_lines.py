"""A comment joined from its template's parts reads as the template itself would render it."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from django.template import Context, Template, defaultfilters
from django.template.loader import get_template, render_to_string
from django.utils import timezone, translation
from django.utils.safestring import mark_safe

from comments.web import comment_html
from comments.web.comment_html import Line

pytestmark = pytest.mark.once

HOSTILE = "\"><script>alert(1)</script>&amp;'{{ x }}{% x %}\ue000name\ue001\\1%s%(name)s"
FULL = Line(
    "published", False, False, "7", "2", "Ada", "https://ada.example.org", "Bo", "#comment-6", "?comment=7#comment-7",
    "2026-03-02T12:00:00+00:00", "March 2, 2026", "noon", "2026-03-02T12:05:00+00:00", "March 2, 2026", "12:05 p.m.",
    mark_safe("<p>Well &amp; <b>good</b>.</p>"), "", "?replytocom=7#respond", "3 more replies", "?comment_branch=7",
)  # fmt: skip
EMPTY = Line("removed", False, False, "7", "1")
KINDS = [
    FULL, EMPTY, EMPTY._replace(state="withdrawn"), EMPTY._replace(state="in_review"), EMPTY._replace(is_deleted=True),
    FULL._replace(is_staff=True), FULL._replace(url="", parent_name="", edited="", reply_url="", more=""),
    FULL._replace(state="waiting", reason="A moderator will read it."), FULL._replace(state="removed", reason="No."),
    FULL._replace(name=HOSTILE, url=HOSTILE, parent_name=HOSTILE, reason=HOSTILE, more_url=HOSTILE, more=HOSTILE),
    FULL._replace(html=mark_safe("<p>\ue000url\ue001</p>")),
]  # fmt: skip


@pytest.mark.parametrize("language", ["en", "de", "ar"])
@pytest.mark.parametrize("line", KINDS)
def test_it_reads_as_its_template_renders_it(line: Line, language: str) -> None:
    with translation.override(language):
        for _ in range(2):
            assert comment_html.rendered([line]) == render_to_string(comment_html.TEMPLATE, {"line": line})


@pytest.mark.parametrize(
    ("language", "zone", "read"),
    [
        ("en", "UTC", ("March 2, 2026", "11:30 p.m.")),
        ("en", "Asia/Tokyo", ("March 3, 2026", "8:30 a.m.")),
        ("de", "Asia/Tokyo", ("3. März 2026", "08:30")),
    ],
)
def test_it_writes_times_in_the_language_and_zone_of_the_moment(
    language: str, zone: str, read: tuple[str, str]
) -> None:
    with translation.override(language), timezone.override(zone):
        for_machines, *for_people = comment_html.Clock().read(datetime(2026, 3, 2, 23, 30, 59, 999, tzinfo=UTC))

    assert for_machines == "2026-03-02T23:30:59+00:00"
    assert tuple(for_people) == read


def overridden(monkeypatch: pytest.MonkeyPatch, source: str) -> Template:
    template = Template("{% load i18n %}<li>" + source + "</li>")
    monkeypatch.setattr(comment_html, "get_template", lambda name: SimpleNamespace(template=template))
    return template


@pytest.mark.parametrize(
    "source",
    [
        "{{ line.name }}",
        "{{ line.name|upper }}",
        "{{ line.name|truncatechars:8 }}",
        "{{ line.name|slugify }}",
        "{{ line.name|default:'nobody' }}",
        "{{ line.url|urlize }}",
        "{{ line.name|length }}",
        "{{ line.name|escapejs }}",
        "{{ line.name|first }}",
        "{{ line.name|cut:'a' }}",
        "{{ line.name|add:'!' }}",
        "{{ line.name|make_list|join:'-' }}",
        "{{ line.html|striptags }}",
        "{{ line.html|safe }}",
        "{{ line.html|truncatewords_html:1 }}",
        "{{ line.depth|add:1 }}",
        "{{ line.created|slice:':10' }}",
        "{{ line.name.upper }}",
        "{{ line.name.0 }}",
        "{% autoescape off %}{{ line.name }}{% endautoescape %}",
        "{% if line.name == 'Ada' %}the first{% endif %}",
        "{% if line.name|length > 3 %}long{% else %}short{% endif %}",
        "{% if 'https:' in line.url %}safe{% endif %}",
        "{% if line.depth > '1' %}below{% endif %}",
        "{% with shout=line.name|upper %}{{ shout }}{% endwith %}",
        "{% for letter in line.name %}{{ letter }} {% endfor %}",
        "{% firstof line.reason line.name %}",
        "{% blocktranslate with name=line.name|title %}By {{ name }}{% endblocktranslate %}",
        "{% filter upper %}{{ line.name }}{% endfilter %}",
        "{% widthratio line.depth 1 10 %}",
        "{% if line.name in 'Ada and Bo' %}one of them{% endif %}",
        "{% ifchanged line.name %}{{ line.name }}{% endifchanged %}",
        "\ue000 an icon \ue001 {{ line.name }}",
        "{% if line.state == 'published' %}{{ line.name|default:'x' }}{% endif %}",
    ],
)
@pytest.mark.parametrize("name", ["Ada", "O'Brien <b>", "a name that is longer than any mark", "\ue000name\ue001"])
def test_it_reads_as_an_overridden_template_renders_it(monkeypatch: pytest.MonkeyPatch, source: str, name: str) -> None:
    template, line = overridden(monkeypatch, source), FULL._replace(name=name)

    assert comment_html.rendered([line, line]) == template.render(Context({"line": line})) * 2


def test_it_lets_a_filter_fail_on_what_is_no_mark(monkeypatch: pytest.MonkeyPatch) -> None:
    def doubled(value: str) -> int:
        return int(value) * 2

    monkeypatch.setitem(defaultfilters.register.filters, "doubled", doubled)
    overridden(monkeypatch, "{{ line.depth|doubled }}")
    assert comment_html.rendered([FULL]) == "<li>4</li>"

    overridden(monkeypatch, "{{ line.name|doubled }}")
    with pytest.raises(ValueError, match="Ada"):
        comment_html.rendered([FULL])


def test_it_renders_its_own_template_once_for_each_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    rendered: list[Context] = []
    template = Template(get_template(comment_html.TEMPLATE).template.source)  # type: ignore[attr-defined]  # Django's own

    def render(context: Context) -> str:
        rendered.append(context)
        return Template.render(template, context)

    monkeypatch.setattr(comment_html, "get_template", lambda name: SimpleNamespace(template=template))
    monkeypatch.setattr(template, "render", render)
    for line in KINDS:
        comment_html.rendered([line] * 20)

    assert 0 < len(rendered) <= len(KINDS)

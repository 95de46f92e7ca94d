"""A comment joined from its template's parts reads as the template itself would render it."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from django.template import Context, Template, defaultfilters
from django.template.loader import get_template, render_to_string
from django.utils import timezone, translation
from django.utils.safestring import mark_safe

from comments.web import comment_html
from comments.web.comment_html import ShownComment

pytestmark = pytest.mark.once

HOSTILE = "\"><script>alert(1)</script>&amp;'{{ x }}{% x %}\ue000name\ue001\\1%s%(name)s"
FULL = ShownComment(
    "published", False, False, False, False, "7", "2", "Ada", "https://ada.example.org", "Bo", "#comment-6",
    "?comment=7#comment-7", "2026-03-02T12:00:00+00:00", "March 2, 2026", "noon", "2026-03-02T12:05:00+00:00",
    "March 2, 2026", "12:05 p.m.",
    mark_safe("<p>Well &amp; <b>good</b>.</p>"), reply_url="?replytocom=7#respond",
    acts_url="/threads/times/7/", acts_query="?fragment=1", more="3 more replies", more_url="?comment_branch=7",
)  # fmt: skip
EMPTY = ShownComment("removed", False, False, False, False, "7", "1")
KINDS = [
    FULL, EMPTY, EMPTY._replace(state="withdrawn"), EMPTY._replace(state="in_review"), EMPTY._replace(is_deleted=True),
    FULL._replace(is_staff=True), FULL._replace(is_picked=True), FULL._replace(is_pinned=True),
    FULL._replace(url="", parent_name="", edited="", reply_url="", more=""),
    FULL._replace(recommend="Recommend"), FULL._replace(recommend=HOSTILE, recommendations="12"),
    FULL._replace(reply_url="", acts_url="", acts_query=""),
    FULL._replace(state="waiting", reason="A moderator will read it."), FULL._replace(state="removed", reason="No."),
    FULL._replace(name=HOSTILE, url=HOSTILE, parent_name=HOSTILE, reason=HOSTILE, more_url=HOSTILE, more=HOSTILE),
    FULL._replace(html=mark_safe("<p>\ue000url\ue001</p>")),
]  # fmt: skip


@pytest.mark.parametrize("language", ["en", "de", "ar"])
@pytest.mark.parametrize("comment", KINDS)
def test_it_reads_as_its_template_renders_it(comment: ShownComment, language: str) -> None:
    with translation.override(language):
        for _ in range(2):
            assert comment_html.render([comment]) == render_to_string(comment_html.TEMPLATE, {"comment": comment})


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
        for_machines, *for_people = comment_html.TimeFormat().written(datetime(2026, 3, 2, 23, 30, 59, 999, tzinfo=UTC))

    assert for_machines == "2026-03-02T23:30:59+00:00"
    assert tuple(for_people) == read


def overridden(monkeypatch: pytest.MonkeyPatch, source: str) -> Template:
    template = Template("{% load i18n %}<li>" + source + "</li>")
    monkeypatch.setattr(comment_html, "get_template", lambda name: SimpleNamespace(template=template))
    return template


@pytest.mark.parametrize(
    "source",
    [
        "{{ comment.name }}",
        "{{ comment.name|upper }}",
        "{{ comment.name|truncatechars:8 }}",
        "{{ comment.name|slugify }}",
        "{{ comment.name|default:'nobody' }}",
        "{{ comment.url|urlize }}",
        "{{ comment.name|length }}",
        "{{ comment.name|escapejs }}",
        "{{ comment.name|first }}",
        "{{ comment.name|cut:'a' }}",
        "{{ comment.name|add:'!' }}",
        "{{ comment.name|make_list|join:'-' }}",
        "{{ comment.html|striptags }}",
        "{{ comment.html|safe }}",
        "{{ comment.html|truncatewords_html:1 }}",
        "{{ comment.depth|add:1 }}",
        "{{ comment.created|slice:':10' }}",
        "{{ comment.name.upper }}",
        "{{ comment.name.0 }}",
        "{% autoescape off %}{{ comment.name }}{% endautoescape %}",
        "{% if comment.name == 'Ada' %}the first{% endif %}",
        "{% if comment.name|length > 3 %}long{% else %}short{% endif %}",
        "{% if 'https:' in comment.url %}safe{% endif %}",
        "{% if comment.depth > '1' %}below{% endif %}",
        "{% with shout=comment.name|upper %}{{ shout }}{% endwith %}",
        "{% for letter in comment.name %}{{ letter }} {% endfor %}",
        "{% firstof comment.reason comment.name %}",
        "{% blocktranslate with name=comment.name|title %}By {{ name }}{% endblocktranslate %}",
        "{% filter upper %}{{ comment.name }}{% endfilter %}",
        "{% widthratio comment.depth 1 10 %}",
        "{% if comment.name in 'Ada and Bo' %}one of them{% endif %}",
        "{% ifchanged comment.name %}{{ comment.name }}{% endifchanged %}",
        "\ue000 an icon \ue001 {{ comment.name }}",
        "{% if comment.state == 'published' %}{{ comment.name|default:'x' }}{% endif %}",
    ],
)
@pytest.mark.parametrize(
    "name", ["Ada", "O'Brien <b>", "a name that is longer than any placeholder", "\ue000name\ue001"]
)
def test_it_reads_as_an_overridden_template_renders_it(monkeypatch: pytest.MonkeyPatch, source: str, name: str) -> None:
    template, comment = overridden(monkeypatch, source), FULL._replace(name=name)

    assert comment_html.render([comment, comment]) == template.render(Context({"comment": comment})) * 2


def test_it_lets_a_filter_fail_on_what_is_no_placeholder(monkeypatch: pytest.MonkeyPatch) -> None:
    def doubled(value: str) -> int:
        return int(value) * 2

    monkeypatch.setitem(defaultfilters.register.filters, "doubled", doubled)
    overridden(monkeypatch, "{{ comment.depth|doubled }}")
    assert comment_html.render([FULL]) == "<li>4</li>"

    overridden(monkeypatch, "{{ comment.name|doubled }}")
    with pytest.raises(ValueError, match="Ada"):
        comment_html.render([FULL])


def test_it_renders_its_own_template_once_for_each_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    rendered: list[Context] = []
    template = Template(get_template(comment_html.TEMPLATE).template.source)  # type: ignore[attr-defined]  # Django's own

    def render(context: Context) -> str:
        rendered.append(context)
        return Template.render(template, context)

    monkeypatch.setattr(comment_html, "get_template", lambda name: SimpleNamespace(template=template))
    monkeypatch.setattr(template, "render", render)
    for comment in KINDS:
        comment_html.render([comment] * 20)

    assert 0 < len(rendered) <= len(KINDS)

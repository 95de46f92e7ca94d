"""A comment joined from its template's parts reads as the template itself would render it."""

from datetime import UTC, datetime

import pytest
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.safestring import mark_safe

from comments.web import lines
from comments.web.lines import Line

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
            assert lines.rendered([line]) == render_to_string(lines.TEMPLATE, {"line": line})


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
        for_machines, *for_people = lines.Clock().read(datetime(2026, 3, 2, 23, 30, 59, 999, tzinfo=UTC))

    assert for_machines == "2026-03-02T23:30:59+00:00"
    assert tuple(for_people) == read

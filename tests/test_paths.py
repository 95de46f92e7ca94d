"""Where a comment stands in its thread. Needs no database."""

import random
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from typing import Any

import pytest

from comments.host import Subject
from comments.paths import WIDTH, after_branch, ancestors_of, depth_of, path_below

pytestmark = pytest.mark.once

SECOND = "0000001" + "0000002"
THIRD = SECOND + "0000003"


def test_it_gives_a_top_level_comment_its_number_as_path() -> None:
    assert path_below("", 7, max_depth=5) == "0000007"


def test_it_puts_a_reply_below_its_parent() -> None:
    assert path_below("0000007", 12, max_depth=5) == "0000007" + "0000012"


def test_it_puts_a_reply_to_the_deepest_level_beside_its_parent() -> None:
    parent = path_below("0000001", 2, max_depth=2)

    assert path_below(parent, 3, max_depth=2) == "0000001" + "0000003"


def test_it_puts_every_reply_at_the_top_where_a_site_has_one_level() -> None:
    assert path_below("0000001", 2, max_depth=1) == "0000002"


def test_it_brings_a_reply_up_when_the_site_has_fewer_levels_than_its_parent() -> None:
    assert path_below(THIRD, 4, max_depth=2) == "0000001" + "0000004"


def test_it_counts_levels_from_one() -> None:
    assert [depth_of("0000001"), depth_of(SECOND)] == [1, 2]


def test_it_knows_the_comments_above_but_not_the_comment_itself() -> None:
    assert ancestors_of(THIRD) == ["0000001", SECOND]


def test_it_sorts_paths_depth_first() -> None:
    paths = _tree(random.Random(3), size=300)

    assert sorted(paths) == list(_walked(paths, above=""))


def test_it_bounds_a_branch_by_its_path_and_the_first_path_behind_it() -> None:
    paths = _tree(random.Random(4), size=300)

    for top in paths:
        assert {p for p in paths if top <= p < after_branch(top)} == {p for p in paths if p.startswith(top)}


def test_it_lets_a_subject_stand_for_its_own_page() -> None:
    subject = Subject("times", "bridge")

    assert subject.comments_subject() is subject


@pytest.mark.parametrize(
    "key", ["", " ", "\u200b", "\u2060\u3164", "\u2800", "\ufe0f\u00ad", "x" * 256, "a\x00b", "a\nb", "\ud800"]
)
def test_it_refuses_a_thread_that_cannot_be_named(key: str) -> None:
    with pytest.raises(ValueError, match="key of a thread"):
        Subject("times", key)


@pytest.mark.parametrize("key", [" da", "da ", "a\u200db", "水", "x" * 255, "{}:/?#"])
def test_it_keeps_any_other_key_as_it_is(key: str) -> None:
    assert Subject("times", key).key == key


@pytest.mark.parametrize(
    "url",
    ["foo/bar", "foo", "//cdn.example/x", "/\\cdn.example/x", "https://", "https:foo", "javascript:alert(1)",
     "data:,x", "https://someone@times.example/", "https://*.example/", "http://[", "https://a.example:port/", "/a\nb",
     "/a\u202eb", "ftp://times.example/", "/" + "x" * 2500, "https://times.example/" + "x" * 2000],
)  # fmt: skip
def test_it_refuses_what_is_no_address_of_a_page(url: str) -> None:
    with pytest.raises(ValueError, match="page's address"):
        Subject("times", "bridge", url=url)


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("", ""),
        ("/", "/"),
        ("/a/b/?id=7", "/a/b/?id=7"),
        ("/a#status", "/a"),
        ("https://times.example", "https://times.example"),
        ("https://times.example/?#x", "https://times.example/"),
        ("https://times.example/a?fbclid=IwAR0&utm_source=x#status", "https://times.example/a"),
        ("https://times.example/a?page=2&UTM_Medium=x&b=%C3%A9+c&gclid=1&b=&ref=home",
         "https://times.example/a?page=2&b=%C3%A9+c&b=&ref=home"),
        ("https://times.example/a?utm%5Fid=1&fbclid", "https://times.example/a"),
        ("https://times.example/a?utmost=1&my_ga=2&_gallery=3", "https://times.example/a?utmost=1&my_ga=2&_gallery=3"),
        ("/a?" + "&".join(f"utm_{n}={'x' * 100}" for n in range(40)) + "&id=1", "/a?id=1"),
        ("https://b\u00fccher.example:8443/a", "https://b\u00fccher.example:8443/a"),
    ],
)  # fmt: skip
def test_it_keeps_of_an_address_what_leads_to_the_page(url: str, kept: str) -> None:
    assert Subject("times", "bridge", url=url).url == kept
    assert Subject("times", "bridge", url=kept).url == kept


TRACKING = (
    "utm_source utm_medium utm_campaign utm_term utm_content utm_id fbclid gclid dclid msclkid mc_cid mc_eid igshid"
    " yclid _ga _gl gbraid wbraid twclid ttclid _hsenc mkt_tok vero_id oly_enc_id mtm_campaign pk_kwd"
)


@pytest.mark.parametrize("name", TRACKING.split())
def test_it_cuts_what_names_a_visit(name: str) -> None:
    for query in (f"{name}=1", f"{name}", f"{name.upper()}=%20"):
        assert Subject("times", "bridge", url=f"/a?x=1&{query}&y=2").url == "/a?x=1&y=2"


def _tree(chance: random.Random, *, size: int) -> list[str]:
    paths = [path_below("", 1, max_depth=5)]
    for number in range(2, size):
        paths.append(path_below(chance.choice(["", *paths]), number, max_depth=5))
    return paths


def _walked(paths: list[str], *, above: str) -> list[str]:
    """Depth first, the older reply before the newer."""
    here = sorted((p for p in paths if p[:-WIDTH] == above), key=lambda p: int(p[-WIDTH:]))
    return [path for top in here for path in [top, *_walked(paths, above=top)]]


@pytest.mark.parametrize("at", [datetime(2026, 11, 18, 7, 8), date(2026, 11, 18), "2026-11-18"])  # noqa: DTZ001
def test_it_refuses_a_publication_without_a_time_zone(at: Any) -> None:
    with pytest.raises(ValueError, match="pass a datetime with a time zone"):
        Subject("newsroom", "bridge", published_at=at)


@pytest.mark.parametrize("zone", [UTC, timezone(timedelta(hours=-8))])
def test_it_takes_a_publication_in_any_time_zone(zone: tzinfo) -> None:
    assert Subject("newsroom", "bridge", published_at=datetime(2026, 11, 18, 7, 8, tzinfo=zone)).published_at

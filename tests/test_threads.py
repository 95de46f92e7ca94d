"""Where a comment stands in its thread. Needs no database."""

import random

import pytest

from comments.threads import WIDTH, Subject, after_branch, ancestors_of, depth_of, path_below

pytestmark = pytest.mark.once

SECOND = "0000001" + "0000002"
THIRD = SECOND + "0000003"


def test_it_gives_a_top_level_comment_its_number_as_path() -> None:
    assert path_below("", 7, deepest=5) == "0000007"


def test_it_puts_a_reply_below_its_parent() -> None:
    assert path_below("0000007", 12, deepest=5) == "0000007" + "0000012"


def test_it_puts_a_reply_to_the_deepest_level_beside_its_parent() -> None:
    parent = path_below("0000001", 2, deepest=2)

    assert path_below(parent, 3, deepest=2) == "0000001" + "0000003"


def test_it_puts_every_reply_at_the_top_where_a_site_has_one_level() -> None:
    assert path_below("0000001", 2, deepest=1) == "0000002"


def test_it_brings_a_reply_up_when_the_site_has_fewer_levels_than_its_parent() -> None:
    assert path_below(THIRD, 4, deepest=2) == "0000001" + "0000004"


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


def _tree(chance: random.Random, *, size: int) -> list[str]:
    paths = [path_below("", 1, deepest=5)]
    for number in range(2, size):
        paths.append(path_below(chance.choice(["", *paths]), number, deepest=5))
    return paths


def _walked(paths: list[str], *, above: str) -> list[str]:
    """Depth first, the older reply before the newer."""
    here = sorted((p for p in paths if p[:-WIDTH] == above), key=lambda p: int(p[-WIDTH:]))
    return [path for top in here for path in [top, *_walked(paths, above=top)]]

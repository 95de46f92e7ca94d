"""The options of `make bench`, the addresses it asks for, and the page it writes into."""

import cProfile
import json

import pytest

from bench import addresses, options, report
from bench.profiling import REST, shares

pytestmark = pytest.mark.once


def test_it_measures_everything_unless_told() -> None:
    assert options.read([]).is_whole
    assert options.read([]).command == "make bench"


def test_it_keeps_only_whole_runs_of_the_usual_length() -> None:
    assert options.read(["--comments=1000000"]).is_for_the_record
    assert not options.read(["--only=hot"]).is_for_the_record
    assert not options.read(["--rounds=1"]).is_for_the_record


def test_it_names_the_command_that_measures_the_same_again() -> None:
    chosen = options.read(["--comments=1000000", "--only=miss,hot"])

    assert chosen.command == "make bench COMMENTS=1000000 ONLY=hot,miss"
    assert not chosen.is_whole


@pytest.mark.parametrize("wrong", ["--only=cold", "--rounds=0", "--seconds=many"])
def test_it_refuses_what_it_cannot_do(wrong: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        options.read([wrong])
    assert "make bench: error:" in capsys.readouterr().err


def test_it_writes_between_the_markers_only() -> None:
    page = f"Before.\n\n{report.BEGIN}\nold\n{report.END}\n\nBehind.\n"

    assert report.inserted(page, "new") == f"Before.\n\n{report.BEGIN}\n\nnew\n\n{report.END}\n\nBehind.\n"


def test_it_finds_its_place_in_our_page() -> None:
    assert "new" in report.inserted(report.PAGE.read_text(encoding="utf-8"), "new")


def test_it_refuses_a_page_without_a_place() -> None:
    with pytest.raises(ValueError, match="no place"):
        report.inserted("Before.", "new")


@pytest.mark.parametrize(
    ("query", "same"),
    [
        ("", "/city/long/"),
        ("&cursor=100", "/city/long/?comments_cursor=100&comments_order=oldest"),
        ("&parent=7&cursor=0000007", "/city/long/?comment_branch=7&comments_cursor=0000007"),
    ],
)
def test_it_asks_for_the_same_page_of_an_article(query: str, same: str) -> None:
    page = addresses.Page(f"/api/v1/comments/?site=newsroom&thread=long&sort=oldest{query}", 0, {})

    assert addresses.same_in_html(page) == same


def test_it_shares_out_the_time_of_a_profile() -> None:
    profile = cProfile.Profile()
    profile.runcall(lambda: [json.dumps({"number": number}, indent=1) for number in range(200)])

    found = shares(profile)

    assert sum(found.values()) == pytest.approx(1)
    assert found["JSON"] > found[REST]

"""The options of `make bench`, the addresses it asks for, and the page it writes into."""

import cProfile
import itertools
import json
from pathlib import Path

import pytest

from bench import addresses, options, report
from bench.__main__ import main
from bench.profiling import REST, shares
from bench.table import LEGEND

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


@pytest.mark.parametrize(
    ("only", "needs"),
    [("screening,profile", False), ("hot", True), ("miss", True), ("posting", True), ("memory", True)],
)
def test_it_needs_wrk_only_for_what_wrk_loads(*, only: str, needs: bool) -> None:
    assert options.read([f"--only={only}"]).needs_wrk is needs


def test_it_says_how_to_get_wrk_and_what_can_be_measured_without(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr("sys.argv", ["bench", "--only=hot"])

    assert main() == 1
    assert "apt install wrk" in capsys.readouterr().err


@pytest.mark.parametrize("wrong", ["--only=cold", "--rounds=0", "--seconds=many"])
def test_it_refuses_what_it_cannot_do(wrong: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        options.read([wrong])
    assert "make bench: error:" in capsys.readouterr().err


def test_it_replaces_the_page_of_the_run_before(tmp_path: Path) -> None:
    page = tmp_path / "bench.md"
    report.keep("old figures", page)
    report.keep("new figures", page)

    assert page.read_text(encoding="utf-8") == f"{report.HEAD}\nnew figures\n"


def test_it_left_our_page_as_a_run_writes_it() -> None:
    text = report.PAGE.read_text(encoding="utf-8")

    assert text.startswith(f"{report.HEAD}\n`make bench` on ")
    assert LEGEND in text


def test_it_measures_against_no_limit_that_the_targets_do_not_name() -> None:
    table = report.PAGE.read_text(encoding="utf-8").partition(LEGEND)[0]
    head, _rule, *rows = [
        [cell.strip() for cell in line.split("|")] for line in table.splitlines() if line.startswith("|")
    ]
    limits = {row[head.index("limit")] for row in rows} - {""}
    targets = (report.PAGE.parent.parent / "performance.md").read_text(encoding="utf-8")

    assert len(limits) >= 10
    assert {limit for limit in limits if f"| {limit} |" not in targets} == set()


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
    profile = cProfile.Profile(itertools.count().__next__)  # a clock that a busy machine does not stop
    profile.runcall(lambda: [json.dumps({"number": number}, indent=1) for number in range(200)])

    found = shares(profile)

    assert sum(found.values()) == pytest.approx(1)
    assert found["JSON"] > found[REST]

"""What `make bench` sends, and what it reads of wrk's words."""

from pathlib import Path

import pytest

from bench.load import Load, Roots, Run, get, pack, post_request, read_said
from bench.rounds import Case, Results, steady

pytestmark = pytest.mark.once

SAID = """Running 1s test @ http://127.0.0.1:1/
  1 threads and 8 connections
@@{"requests":40,"microseconds":1000000,"bytes":1,"refused":0,"broken":0,"late":0,"p50":1,"p99":2,"most":3,"codes":{"201":40}}
"""


def a_run(*, web_seconds: float, others: float = 0.0, failed: int = 0) -> Run:
    return Run(1000, 2.0, 1.0, 2.0, web_seconds, 0.5, others, failed)


def results_of(*runs: Run) -> Results:
    results = Results()
    for run in runs:
        results.add(Case("hot", "SQLite", steady(Load("http://127.0.0.1:1/", Roots(1)))), run)
    return results


def test_it_reads_the_line_that_our_scripts_print() -> None:
    said = read_said(SAID)

    assert said["requests"] == 40
    assert said["codes"] == {"201": 40}


def test_it_repeats_the_words_of_a_load_generator_that_failed() -> None:
    with pytest.raises(RuntimeError, match="unable to connect"):
        read_said("unable to connect to 127.0.0.1:1 Connection refused")


def test_it_packs_each_request_behind_its_length(tmp_path: Path) -> None:
    request = post_request("http://127.0.0.1:8000/new?uri=a", b"{}", {"Origin": "https://example.org"})

    packed = pack(tmp_path / "posts", [request, request]).read_bytes()

    assert packed == (b"%08x\n" % len(request) + request) * 2
    assert request.startswith(b"POST /new?uri=a HTTP/1.1\r\nHost: 127.0.0.1:8000\r\nContent-Length: 2\r\n")
    assert request.endswith(b"\r\nOrigin: https://example.org\r\n\r\n{}")


def test_it_loads_no_other_machine() -> None:
    with pytest.raises(ValueError, match="only this machine"):
        get("http://example.org/")


def test_it_charges_web_and_database_to_each_request() -> None:
    run = a_run(web_seconds=1.5)

    assert (run.cpu_us, run.web_us, run.per_second) == (2000.0, 1500.0, 500.0)


def test_it_takes_the_median_round() -> None:
    results = results_of(a_run(web_seconds=0.5), a_run(web_seconds=9.5), a_run(web_seconds=1.5))

    assert results.median("hot", lambda run: run.cpu_us) == {"SQLite": 2000.0}


def test_it_calls_a_work_disturbed_when_most_of_its_rounds_were() -> None:
    once = results_of(a_run(web_seconds=1, others=0.9), a_run(web_seconds=1), a_run(web_seconds=1))
    twice = results_of(a_run(web_seconds=1, others=0.9), a_run(web_seconds=1, others=0.2), a_run(web_seconds=1))

    assert [once.disturbed("hot"), twice.disturbed("hot")] == [set(), {"SQLite"}]


def test_it_remembers_a_failure_of_any_round() -> None:
    row = results_of(a_run(web_seconds=1), a_run(web_seconds=1, failed=1)).row("hot", "CPU", {"SQLite": 1.0})

    assert row.failed == {"SQLite"}

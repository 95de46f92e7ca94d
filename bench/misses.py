"""Pages that nobody asked for lately, past the shared cache: of short and endless threads, alone and among others."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace

from bench import addresses
from bench.load import Load, Roots, get
from bench.options import Options
from bench.peers import isso
from bench.peers.competitors import Competitors
from bench.peers.names import DJANGO, ISSO
from bench.peers.reference_servers import Listening
from bench.rounds import Case, Results, interleaved, steady
from bench.servers import PAST_THE_CACHE, SeededDatabase, Testbed
from bench.table import Limit, Row, ratio, spread
from tests.support.servers import Web

CLIENTS = 4
FAR, VERY_FAR = 40, 100
ISSO_MOST = 100_000  # comments behind it; among a million its one answer takes minutes
EMPTY = "an empty Django view"
ALONE = ", nothing behind it"


@dataclass(frozen=True)
class _Sample:
    """A page of a thread, and how to find it from the first one."""

    name: str
    key: str
    find: Callable[[str, addresses.Page], addresses.Page]
    isso: bool = False


def _first(_server: str, page: addresses.Page) -> addresses.Page:
    return page


def _numbered(number: int) -> Callable[[str, addresses.Page], addresses.Page]:
    return lambda server, page: addresses.page_number(server, page, number)


def _branch_page(number: int) -> Callable[[str, addresses.Page], addresses.Page]:
    return lambda server, page: addresses.page_number(server, addresses.rest_of_branch(server, page), number)


COMPARED = (
    _Sample("200 comments, page 1", "t200", _first, isso=True),
    _Sample("5,000 comments, page 1", "t5000", _first, isso=True),
    _Sample(f"5,000 comments, page {FAR}", "t5000", _numbered(FAR)),
)
ENDLESS = (
    _Sample("50,000 comments, page 1", "t50000", _first),
    _Sample(f"50,000 comments, page {VERY_FAR}", "t50000", _numbered(VERY_FAR)),
    _Sample("a chain of 5,000 replies, page 1", "chain", _first),
    _Sample("a chain of 5,000 replies, page 40 of its branch", "chain", _branch_page(FAR)),
    _Sample("10,000 replies under one, page 1", "under-one", _first),
    _Sample("10,000 replies under one, page 100 of them", "under-one", _branch_page(VERY_FAR)),
)


def measure(testbed: Testbed, competitors: Competitors, options: Options, results: Results) -> list[Row]:
    shown: dict[str, int] = {}  # comments on a page, by sample
    with ExitStack() as stack:
        cases = [
            Case(EMPTY, DJANGO, steady(Load(competitors.empty.url + "/", Roots(competitors.empty.group), CLIENTS)))
        ]
        endless: list[Case] = []
        for stores, suffix in ((testbed.full, ""), (testbed.bare, ALONE)):
            for seeded in stores:
                web = stack.enter_context(seeded.web("miss", PAST_THE_CACHE))
                cases += [case for one in COMPARED for case in _ours(seeded, web, one, suffix, shown)]
                if not suffix:
                    endless += [case for one in ENDLESS for case in _ours(seeded, web, one, suffix, shown)]
        if competitors.isso and options.comments <= ISSO_MOST:
            cases += [_isso(competitors.isso, sample) for sample in COMPARED if sample.isso]
        interleaved(sorted(cases, key=_by_work), options, results)
        # They are held against the same empty view; no ratio among themselves asks for a median.
        interleaved(sorted(endless, key=_by_work), replace(options, rounds=1), results)
    return _rows(results, shown, options)


def _by_work(case: Case) -> str:
    return case.work


def _ours(seeded: SeededDatabase, web: Web, sample: _Sample, suffix: str, shown: dict[str, int]) -> list[Case]:
    page = sample.find(web.url, addresses.first_page(web.url, sample.key))
    shown[sample.name] = page.comments
    roots = seeded.roots(web)
    _refuse_stored(web.url + page.path)
    paths = {_json(sample): page.path, _html(sample): addresses.same_in_html(page)}
    return [
        Case(work + suffix, seeded.system, steady(Load(web.url + path, roots, CLIENTS))) for work, path in paths.items()
    ]


def _refuse_stored(url: str) -> None:
    """Raise a RuntimeError where the shared cache answers: that would be another measurement."""
    get(url)
    if "age" in get(url).headers:
        raise RuntimeError(f"{url} was answered by the shared cache, which should be off")


def _isso(server: Listening, sample: _Sample) -> Case:
    return Case(_json(sample), ISSO, steady(Load(isso.page(server, sample.key), Roots(server.group), CLIENTS)))


def _json(sample: _Sample) -> str:
    return f"miss, {sample.name}, JSON"


def _html(sample: _Sample) -> str:
    return f"miss, {sample.name}, HTML"


def _rows(results: Results, shown: dict[str, int], options: Options) -> list[Row]:
    def milliseconds(work: str) -> dict[str, float]:
        return {system: figure / 1000 for system, figure in results.median(work, lambda run: run.cpu_us).items()}

    def against_django(work: str, most: float) -> Row:
        figures = {**milliseconds(work), **milliseconds(EMPTY)}
        return results.row(work, "CPU, ms a request", figures, Limit(most=most, of=DJANGO))

    def per_comment(sample: _Sample) -> dict[str, float]:
        return {
            system: figure / shown[sample.name]
            for system, figure in milliseconds(_json(sample)).items()
            if system != ISSO
        }

    samples = COMPARED + ENDLESS
    rows = [against_django(_json(sample), 25) for sample in samples]
    rows += [against_django(_html(sample), 50) for sample in samples]
    together = spread(*map(per_comment, COMPARED))
    rows.append(Row("miss, the first three, JSON", "CPU a comment shown, most × least", together, Limit(most=1.2)))
    for name in (*map(_json, COMPARED), *map(_html, COMPARED)):
        grown = ratio(milliseconds(name), milliseconds(name + ALONE))
        said = f"CPU with {options.comments:,} comments behind it, × without"
        rows.append(results.row(name, said, grown, Limit(most=1.2)))
    return rows

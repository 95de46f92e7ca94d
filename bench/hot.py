"""Pages that everybody asks for: from the shared cache, beside servers that do nothing but return the same bytes."""

from contextlib import ExitStack

from bench import addresses
from bench.load import Load, Roots, get
from bench.options import Options
from bench.peers import isso
from bench.peers.competitors import HTML, JSON, Competitors
from bench.peers.names import DJANGO, GRANIAN, ISSO, NGINX
from bench.rounds import Case, Results, interleaved, steady
from bench.servers import SeededDatabase, Testbed
from bench.table import Limit, Row, ratio
from tests.support.servers import Web

PAGE, ARTICLE = "hot page of 20 comments, JSON", "hot article, HTML"
FRAGMENT = "hot fragment of that thread"
PAGE_AGAIN, ARTICLE_AGAIN = "the page again, 304", "the article again, 304"
GZIPPED = "the page, gzip"
# A hot page is one that others asked for a moment ago.
WARM = 1


def measure(testbed: Testbed, competitors: Competitors, options: Options, results: Results) -> list[Row]:
    with ExitStack() as stack:
        cases: list[Case] = []
        for seeded in testbed.full:
            web = stack.enter_context(seeded.web("hot"))
            cases += _ours(seeded, web, testbed.hot)
        cases += _theirs(competitors, testbed.hot)
        cases.sort(key=lambda case: case.work)  # one work on all systems, then the next
        interleaved(cases, options, results)
    return _rows(results)


def _ours(seeded: SeededDatabase, web: Web, hot: str) -> list[Case]:
    page, article = web.url + addresses.thread(hot), web.url + addresses.article(hot)
    roots = seeded.roots(web)

    def again(url: str) -> Load:
        """With the tag of this hour: the form's token changes once an hour, and the page with it."""
        tag = get(url).headers["etag"]
        answer = get(url, {"If-None-Match": tag})
        assert answer.status == 304, f"{url} answered {answer.status} to its own tag"
        return Load(url, roots, headers={"If-None-Match": tag}, warm_seconds=WARM)

    return [
        Case(PAGE, seeded.system, steady(Load(page, roots, warm_seconds=WARM))),
        Case(ARTICLE, seeded.system, steady(Load(article, roots, warm_seconds=WARM))),
        Case(FRAGMENT, seeded.system, steady(Load(web.url + addresses.fragment(hot), roots, warm_seconds=WARM))),
        Case(GZIPPED, seeded.system, steady(Load(page, roots, headers={"Accept-Encoding": "gzip"}, warm_seconds=WARM))),
        Case(PAGE_AGAIN, seeded.system, lambda: again(page)),
        Case(ARTICLE_AGAIN, seeded.system, lambda: again(article)),
    ]


def _theirs(competitors: Competitors, hot: str) -> list[Case]:
    cases = [
        Case(PAGE, DJANGO, steady(Load(competitors.empty.url + "/", Roots(competitors.empty.group), warm_seconds=WARM)))
    ]
    for name, server in ((GRANIAN, competitors.plain), (NGINX, competitors.nginx)):
        if server is not None:
            cases.append(Case(PAGE, name, steady(Load(f"{server.url}/{JSON}", Roots(server.group), warm_seconds=WARM))))
            cases.append(
                Case(ARTICLE, name, steady(Load(f"{server.url}/{HTML}", Roots(server.group), warm_seconds=WARM)))
            )
    if competitors.isso is not None:
        cases.append(
            Case(
                PAGE,
                ISSO,
                steady(Load(isso.page(competitors.isso, hot), Roots(competitors.isso.group), warm_seconds=WARM)),
            )
        )
    return cases


def _rows(results: Results) -> list[Row]:
    cpu = {
        work: results.median(work, lambda run: run.cpu_us)
        for work in (PAGE, ARTICLE, FRAGMENT, GZIPPED, PAGE_AGAIN, ARTICLE_AGAIN)
    }
    rate = results.median(PAGE, lambda run: run.per_second)
    twice, cheaper = Limit(most=2, of=GRANIAN), Limit(most=1)
    return [
        results.row(PAGE, "CPU, µs a request", cpu[PAGE], twice),
        results.row(PAGE, "requests/s", rate, Limit(least=10, of=ISSO)),
        results.row(PAGE, "p99, ms", results.median(PAGE, lambda run: run.p99_ms)),
        results.row(GZIPPED, "CPU, µs a request", cpu[GZIPPED]),
        results.row(ARTICLE, "CPU, µs a request", cpu[ARTICLE], twice),
        results.row(ARTICLE, "requests/s", results.median(ARTICLE, lambda run: run.per_second)),
        results.row(FRAGMENT, "CPU, × the article's", ratio(cpu[FRAGMENT], cpu[ARTICLE]), Limit(most=1.2)),
        results.row(PAGE_AGAIN, "CPU, µs a request", cpu[PAGE_AGAIN]),
        results.row(PAGE_AGAIN, "CPU, × the page's", ratio(cpu[PAGE_AGAIN], cpu[PAGE]), cheaper),
        results.row(ARTICLE_AGAIN, "CPU, × the article's", ratio(cpu[ARTICLE_AGAIN], cpu[ARTICLE]), cheaper),
    ]

"""The pages, made in a worker: of the whole graph, and of the graph on a day."""

from collections import OrderedDict
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from dvgraph.locale.reader import LANGUAGES
from dvgraph.namespaces import M8G
from dvgraph.rdf.terms import plain
from dvgraph.server.holdings import Days, Holdings, days
from dvgraph.server.messages import DAYS, Job, Reply
from dvgraph.server.problems import problem
from dvgraph.web.live import DATA, POLICY, Download, LivePages, made_downloads, make_downloads

_WHOLE = 200_000  # triples; in a larger graph, nodes are loaded only when a page needs them
_KEPT = 3  # sets of pages for other days kept in memory
_BODY = f"{M8G}PublicOrganisation"
READY = "ready"  # the file that marks the downloads as complete


def page(holdings: Holdings, job: Job) -> Reply:
    """Return the reply for a path; ``job`` has ``path`` and the parameters ``given``."""
    given = {name: text for name, text in job["given"].items() if name not in DAYS}
    wanted = _days(job)
    if wanted.op and job["path"].rpartition(".")[2] in DATA:
        found = _pages(holdings, wanted, data=True).page(job["path"], {})
    else:
        found = _pages(holdings, wanted).page(job["path"], given)
    headers = {"Content-Security-Policy": POLICY} if found.media.startswith("text/html") else {}
    return Reply(200 if found.found else 404, found.media, found.content, headers)


def address(holdings: Holdings, job: Job) -> Reply:
    """Return the path of a thing's page (``iri``), as text; empty for an unknown thing."""
    found = _pages(holdings, _days(job)).address(job["iri"], job["lang"])
    return Reply(200, "text/plain", found.encode())


def downloadable(holdings: Holdings) -> bool:
    """Return whether the whole graph is available and small enough for downloading."""
    return not holdings.remote and holdings.triples < _WHOLE


def make(holdings: Holdings, job: Job) -> Reply:  # noqa: ARG001 (every kind of job has two)
    """Write the files of the whole graph into the folder that the workers share."""
    if downloadable(holdings):
        make_downloads(holdings.quads(), holdings.shared)
        (holdings.shared / READY).touch()
    return Reply(200, "text/plain")


def _made(folder: Path) -> Sequence[Download]:
    """Return these files; Problem 503 while they are being made."""
    if not (folder / READY).exists():
        raise problem(503, "in the making", headers={"Retry-After": "10"})
    return made_downloads(folder)


def warm(holdings: Holdings) -> None:
    """Make the first pages, so that no client waits for the data that all pages need.

    For a large graph, these include the pages of one organisation.
    """
    made, paths = _pages(holdings, Days()), ["index.html", "en/index.html"]
    if holdings.triples >= _WHOLE:
        some = holdings.graph.store.select(f"SELECT ?body {{ ?body a <{_BODY}> }} LIMIT 1").rows
        paths += [made.address(plain(body), lang) for (body,) in some for lang in LANGUAGES]
    for path in paths:
        made.page(path, {})


def _days(job: Job) -> Days:
    return days(*(job["given"].get(name) for name in DAYS))


def _pages(holdings: Holdings, wanted: Days, *, data: bool = False) -> LivePages:
    """Return the pages of some days; the pages of today are made anew when a new day begins.

    A page shows the state on a day within the whole graph; data contains only what was in force
    that day.
    """
    kept: OrderedDict[tuple[Days, bool], LivePages] = holdings.once("pages", OrderedDict)
    found = kept.get((wanted, data))
    if found is None or found.day != date.today():
        today, small = wanted == Days(), holdings.triples < _WHOLE
        found = kept[wanted, data] = LivePages(
            holdings.store(wanted if data else Days(None, wanted.known)),
            base=holdings.base,
            on=None if data else wanted.op,
            known=wanted.known,
            left_out=holdings.left_out,
            whole=today and small,
            downloads=(lambda: _made(holdings.shared)) if downloadable(holdings) else None,
        )
        if len(kept) > _KEPT + 1:
            del kept[next(one for one in kept if one[0] not in (Days(), wanted))]
    return found

"""How the cost of every question, check and rule grows with the data.

    python benchmarks/growth.py 10000 100000

Each query runs in a process of its own beside the loaded store, so that one that does not come
back is ended; one whose time grows much faster than its answer and the data is named.
"""

import json
import os
import select
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date

from dvgraph import questions, resources
from dvgraph.history.as_of import as_of
from dvgraph.history.diff import diff
from dvgraph.lineage.graph import graph as lineage
from dvgraph.oxigraph import RdfFormat, parse
from dvgraph.store import EmbeddedStore, Store
from peers import prepare

SECONDS = 60
FLOOR = 0.05  # seconds: below it a growth is noise
Answer = tuple[float, int] | None  # seconds and rows; None did not come back


def works(store: Store) -> Iterator[tuple[str, Callable[[], int]]]:
    """Yield what is timed: its name, and a call that returns the number of rows."""
    some = "https://w3id.org/dvgraph/id/organisatie/organisatie-40"
    for name in questions.names():
        question = questions.get(name)
        given = {key: some for key, one in question.params.items() if one.required}
        text, _ = questions.bind(question, given, "nl", store)
        yield f"question {name}", lambda text=text: len(store.select(text).rows)  # type: ignore[misc]
    for path in sorted((resources.queries_dir() / "checks").glob("*.rq")):
        text = path.read_text(encoding="utf-8")
        yield f"check {path.stem}", lambda text=text: len(store.select(text).rows)  # type: ignore[misc]
    for path in sorted((resources.queries_dir() / "derive").glob("*.rq")):
        text = path.read_text(encoding="utf-8")
        yield f"rule {path.stem}", lambda text=text: len(store.construct(text))  # type: ignore[misc]
    day, later = date(2010, 1, 1), date(2015, 1, 1)
    yield "as-of 2010-01-01", lambda: len(as_of(store, day).facts)
    yield "diff 2010-01-01 2015-01-01", lambda: len(diff(store, day, later).changes)
    yield "lineage of all: edges and walk", lambda: len(lineage(store).edges)


def apart(work: Callable[[], int]) -> Answer:
    """Return seconds and rows of a work done in a child, or None after SECONDS."""
    heard, told = os.pipe()
    child = os.fork()
    if not child:
        start = time.perf_counter()
        rows = work()
        os.write(told, json.dumps((time.perf_counter() - start, rows)).encode())
        os._exit(0)
    os.close(told)
    ready = select.select([heard], [], [], SECONDS)[0]
    said = os.read(heard, 1000) if ready else b""
    if not said:
        os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    os.close(heard)
    return tuple(json.loads(said)) if said else None


def measure(size: int) -> tuple[int, dict[str, Answer]]:
    """Return the number of triples and what each work took on the data of a size."""
    prepared = prepare(size)
    store = EmbeddedStore()
    store.load(parse(path=prepared.data, format=RdfFormat.N_TRIPLES))
    return prepared.triples, {name: apart(work) for name, work in works(store)}


def section(sizes: Sequence[int]) -> str:
    """Return the section of docs/benchmarks.md on growth: the slowest, and all that grow fast."""
    triples, taken = zip(*(measure(size) for size in sizes), strict=True)
    last = taken[-1]
    slowest = sorted(last, key=lambda name: -(last[name] or (SECONDS, 0))[0])[:25]
    cells = {name: " | ".join(_cell(one[name]) for one in taken) for name in slowest}
    rows = "\n".join(f"| {name} | {cell} |" for name, cell in cells.items())
    fast = [name for name in last if _grows(*(one[name] for one in taken[-2:]), triples[-2:])]
    heads = " | ".join(f"{count:,} triples" for count in triples).replace(",", " ")
    return f"""## Growth

Every question, check and rule, as-of, diff and lineage on the embedded engine in memory, without
parameters unless they are required: seconds of one run, and rows in brackets; the 25 slowest of
{len(last)}. More than twice as fast as the data (or as its answer,
where that grows faster) grow: {", ".join(fast) or "none"}.
A query that reads all the data for a few rows is not among them.

| what | {heads} |
|---|{"---:|" * len(triples)}
{rows}
"""


def _cell(answer: Answer) -> str:
    return f"{answer[0]:.2f} ({answer[1]})" if answer else f"> {SECONDS}"


def _grows(smaller: Answer, larger: Answer, triples: Sequence[int]) -> bool:
    if larger is None or smaller is None:
        return larger is None
    due = max(triples[1] / triples[0], larger[1] / max(1, smaller[1]))
    return larger[0] > 2 * due * max(smaller[0], FLOOR)


if __name__ == "__main__":
    print(section([int(size) for size in sys.argv[1:]] or [10_000, 100_000]))

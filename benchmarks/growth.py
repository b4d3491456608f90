"""The growth of time with size, for every question, check and rule, up to ten million triples.

Each query runs in a child process that shares the loaded store, so that a query that does not end
can be stopped. A query whose time grows much faster than its answer and the data is named.
"""

import json
import os
import select
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import data
from apart import apart, resident
from dvgraph import resources
from dvgraph.history.as_of import as_of
from dvgraph.history.diff import diff
from dvgraph.lineage.graph import graph as lineage
from dvgraph.questions import question as questions
from dvgraph.rdf.oxigraph import RdfFormat, parse
from dvgraph.store.embedded import EmbeddedStore
from dvgraph.store.protocol import Store
from goals import count
from scale import Scale

FLOOR = 0.05  # seconds: below it a growth is noise
SHOWN = 25
SECONDS = 400  # for all of it: what is not begun by then is told as not done
Answer = tuple[float, int] | None  # seconds and rows; None did not come back


def works(store: Store) -> Iterator[tuple[str, Callable[[], int]]]:
    """Yield each task to time: its name, and a function that returns the number of rows."""
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


def beside(work: Callable[[], int], seconds: float) -> Answer:
    """Return seconds and rows of a task in a child process, or None if it did not end in time."""
    heard, told = os.pipe()
    child = os.fork()
    if not child:
        start = time.perf_counter()
        rows = work()
        os.write(told, json.dumps((time.perf_counter() - start, rows)).encode())
        os._exit(0)
    os.close(told)
    ready = select.select([heard], [], [], seconds)[0]
    said = os.read(heard, 1000) if ready else b""
    if not said:
        os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    os.close(heard)
    return tuple(json.loads(said)) if said else None


def loaded(file: Path) -> EmbeddedStore:
    store = EmbeddedStore()
    store.load(parse(path=file, format=RdfFormat.N_TRIPLES))
    return store


def asked(file: Path, seconds: float, deadline: float) -> dict[str, Answer]:
    """Return the time of each task; tasks that did not begin before the deadline are left out."""
    store = loaded(file)
    found: dict[str, Answer] = {}
    for name, work in works(store):
        if time.monotonic() < deadline:
            found[name] = beside(work, min(seconds, max(1.0, deadline - time.monotonic())))
    return found


def measure(scale: Scale) -> dict[str, Any]:
    """Return the time of each task at each size."""
    deadline = time.monotonic() + SECONDS
    sizes = []
    for size in (scale.small, scale.middle, scale.large):
        prepared = data.own(size)
        taken = asked(prepared.data, scale.query, deadline)
        sizes.append({"triples": prepared.triples, "taken": taken})
    # In a fresh process: a forked one fills the memory that this one has let go of.
    command = [sys.executable, __file__, data.own(scale.large).data]
    weighed = apart(command, SECONDS, scale.memory)
    mebibytes = weighed["MiB"] if isinstance(weighed, dict) else 0
    weight = mebibytes * 1024**2 / sizes[-1]["triples"]
    return {"sizes": sizes, "limit": scale.query, "bytes": weight}


def section(found: dict[str, Any]) -> str:
    sizes, limit = found["sizes"], found["limit"]
    last = sizes[-1]["taken"]
    left = len(sizes[0]["taken"]) - len(last)
    undone = f" At the largest size {left} were not begun in the time there was." if left else ""
    slowest = sorted(last, key=lambda name: -(last[name] or (limit, 0))[0])[:SHOWN]
    rows = "\n".join(
        f"| {name} | {' | '.join(_cell(one['taken'].get(name), limit) for one in sizes)} |"
        for name in slowest
    )
    triples = [one["triples"] for one in sizes]
    fast = [
        name
        for name in last
        if _grows(*(one["taken"].get(name) for one in sizes[-2:]), triples[-2:])
    ]
    heads = " | ".join(f"{count(number)} triples" for number in triples)
    return f"""## Growth

Every question, check and rule, as-of, diff and lineage on the embedded engine in memory, without
parameters unless they are required: seconds of one run, and rows in brackets; the {len(slowest)}
slowest of {len(last)}. More than twice as fast as the data (or as its answer,
where that grows faster) grow: {", ".join(fast) or "none"}.
A query that reads all the data for a few rows is not among them.{undone} The largest store takes
{found["bytes"]:.0f} bytes for each triple.

| what | {heads} |
|---|{"---:|" * len(triples)}
{rows}
"""


def _cell(answer: Answer, limit: float) -> str:
    return f"{answer[0]:.2f} ({answer[1]})" if answer else f"> {limit}"


def _grows(smaller: Answer, larger: Answer, triples: Sequence[int]) -> bool:
    if larger is None or smaller is None:
        return larger is None
    due = max(triples[1] / triples[0], larger[1] / max(1, smaller[1]))
    return larger[0] > 2 * due * max(smaller[0], FLOOR)


if __name__ == "__main__":
    before = resident(os.getpid())
    kept = loaded(Path(sys.argv[1]))
    print(json.dumps({"MiB": resident(os.getpid()) - before}))

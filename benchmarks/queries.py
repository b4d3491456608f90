"""The nine queries of shared/bench on dvgraph's embedded engine, rdflib, and other engines.

An engine that does not finish a query is stopped, and started again for the next. If Oxigraph's
planner handles a query badly as written (a pattern after an OPTIONAL, which our query lint
refuses), dvgraph runs the form in benchmarks/queries/ instead; the rows are the same.
"""

import json
import select
import statistics
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import data
import servers
from environments import environment
from goals import Row, least
from scale import Scale

HERE = Path(__file__).parent
LOCAL = ("dvgraph", "pyoxigraph", "rdflib", "oxrdflib", "maplib")
SERVERS = {"Oxigraph server": servers.oxigraph, "Virtuoso": servers.virtuoso}
LARGE = ("q2_asof", "q5_growth", "q9_group")
LOADING = 180  # seconds


def measure(scale: Scale) -> dict[str, Any]:
    """Return the time of each query for each size and engine."""
    if not data.SHARED.is_dir():
        return {"failed": "shared/bench is not beside the project"}
    every = sorted((data.SHARED / "queries").glob("*.rq"))
    absent: dict[str, str] = {}
    versions: list[str] = []
    rounds = []
    for size, engines, files in (
        (scale.middle, (*LOCAL, *SERVERS), every),
        (scale.large, ("dvgraph", "pyoxigraph", "maplib"), [f for f in every if f.stem in LARGE]),
    ):
        prepared = data.shared(size)
        assert prepared
        answers = {}
        for name in engines:
            asked = [_form(file) for file in files] if name == "dvgraph" else files
            try:
                with _place(name, prepared.data) as (python, where, version):
                    versions.append(version)
                    answers[name] = _asked(name, python, where, asked, scale.query)
            except (OSError, RuntimeError) as error:
                absent[name] = str(error)[:80]
        rounds.append({"triples": prepared.triples, "answers": answers})
    return {
        "rounds": rounds,
        "absent": absent,
        "versions": sorted(set(filter(None, versions))),
        "limit": scale.query,
        "rewritten": [file.stem for file in every if _form(file) != file],
    }


def _form(file: Path) -> Path:
    """Return our own form of a query if there is one."""
    own = HERE / "queries" / file.name
    return own if own.exists() else file


@contextmanager
def _place(name: str, file: Path) -> Iterator[tuple[Path, str, str]]:
    """Return the Python that runs the queries, its data or address, and the engine's version."""
    here = environment("dvgraph")
    if isinstance(here, str):
        raise RuntimeError(here)
    if name not in SERVERS:
        found = environment(name)
        if isinstance(found, str):
            raise RuntimeError(found)
        yield found[0], str(file), found[1]
        return
    program = SERVERS[name]()
    if program is None:
        raise RuntimeError("not installed")
    serve = servers.serve_oxigraph if name == "Oxigraph server" else servers.serve_virtuoso
    with serve(file) as address:
        yield here[0], address, ""


def _asked(
    name: str, python: Path, where: str, files: Sequence[Path], limit: int
) -> dict[str, Any]:
    """Return the engine's answers by query; after an unfinished query, it is restarted."""
    left = list(files)
    found: dict[str, Any] = {}
    while left:
        command = [python, HERE / "query_engines.py", name, where, *left]
        process = subprocess.Popen(
            list(map(str, command)), stdout=subprocess.PIPE, stderr=subprocess.PIPE, bufsize=0
        )
        try:
            ready = _line(process, LOADING)
            if ready is None:
                why = _last(process)
                return found | {file.stem: {"failed": why} for file in left}
            found["load"] = ready["load"]
            while left:
                answer = _line(process, 3 * limit)
                file = left.pop(0)
                if answer is None:
                    found[file.stem] = {"failed": f"> {limit} s"}
                    break
                found[file.stem] = answer
        finally:
            process.kill()
            process.communicate()
    return found


def _line(process: "subprocess.Popen[bytes]", seconds: float) -> dict[str, Any] | None:
    """Return the next line, or None if none arrives in time."""
    assert process.stdout
    deadline = time.monotonic() + seconds
    said = b""
    while not said.endswith(b"\n"):
        left = deadline - time.monotonic()
        if left <= 0 or not select.select([process.stdout], [], [], left)[0]:
            return None
        more = process.stdout.read(1)  # unbuffered: the next line stays for the next call
        if not more:
            return None
        said += more
    answer: dict[str, Any] = json.loads(said)
    return answer


def _last(process: "subprocess.Popen[bytes]") -> str:
    process.kill()
    _, said = process.communicate()
    lines = said.decode(errors="replace").strip().splitlines()
    return (lines or ["did not load"])[-1].replace("|", "/")[:60]


def _ratios(one: dict[str, Any], engine: str, limit: int) -> dict[str, float]:
    """Return an engine's time divided by dvgraph's, by query; a time limit gives a lower bound."""
    ours = one["answers"].get("dvgraph", {})
    theirs = one["answers"].get(engine, {})
    return {
        query: (theirs[query].get("seconds") or limit) / answer["seconds"]
        for query, answer in ours.items()
        if query != "load" and "seconds" in answer and query in theirs
    }


def goals(found: dict[str, Any]) -> list[Row]:
    middle, large = found.get("rounds", ({"answers": {}}, {"answers": {}}))
    limit, failed = found.get("limit", 0), found.get("failed", "")
    ratios = _ratios(middle, "rdflib", limit)
    worst = min(ratios.values(), default=None)
    wrong = _wrong(middle, "dvgraph", "rdflib")
    note = failed or (f"rows differ: {', '.join(wrong)}" if wrong else "rows equal")
    rows = [
        least("the slowest of nine queries at 100k, against rdflib", worst, 20, 20, note),
        least(
            "the median of nine queries at 100k, against rdflib",
            statistics.median(ratios.values()) if ratios else None,
            20,
            100,
            failed or f"what rdflib did not finish counts as {limit} s",
        ),
    ]
    slow = _ratios(large, "pyoxigraph", limit)
    by_hand = min(slow.values(), default=None)
    told = failed or "the slowest of " + ", ".join(LARGE)
    what = "as-of, growth, group-by at 1M, against hand-written pyoxigraph"
    return [*rows, least(what, by_hand, 1, 5, told)]


def _wrong(one: dict[str, Any], engine: str, reference: str) -> list[str]:
    """Return the queries for which two engines finished with different rows."""
    these, those = (one["answers"].get(name, {}) for name in (engine, reference))
    return [
        query
        for query, answer in these.items()
        if query != "load" and "hash" in answer and "hash" in those.get(query, {})
        if answer["hash"] != those[query]["hash"]
    ]


def section(found: dict[str, Any]) -> str:
    if failed := found.get("failed"):
        return f"## Queries\n\nNot measured: {failed}.\n"
    tables = "\n\n".join(_table(one) for one in found["rounds"])
    absent = "".join(f" Not here: {name} ({why})." for name, why in found["absent"].items())
    return f"""## Queries

The queries of shared/bench on its data, best of three, in milliseconds; each engine in a process of
its own, servers on loopback with the answer read as JSON. A * marks rows other than dvgraph's. What
takes longer than {found["limit"]} s is ended. dvgraph asks its own form of
{", ".join(found["rewritten"]) or "none"} (benchmarks/queries/).
{", ".join(found["versions"])}.{absent}

{tables}
"""


def _table(one: dict[str, Any]) -> str:
    answers = one["answers"]
    queries = [query for query in answers.get("dvgraph", {}) if query != "load"]
    lines = []
    for query in queries:
        cells = [
            _cell(answers[name].get(query, {}), query in _wrong(one, name, "dvgraph"))
            for name in answers
        ]
        lines.append(f"| {query} | {' | '.join(cells)} |")
    ours = answers.get("dvgraph", {})
    lost = [
        f"{name} on {query} ({ours[query]['seconds'] / answer['seconds']:.1f} times)"
        for name in answers
        if name != "dvgraph"
        for query, answer in answers[name].items()
        if query != "load" and "seconds" in answer and "seconds" in ours.get(query, {})
        if answer["seconds"] * 1.1 < ours[query]["seconds"]
    ]
    load = " | ".join(
        f"{each['load']:.2f} s" if "load" in each and name not in SERVERS else ""
        for name, each in answers.items()
    )
    heads = " | ".join(answers)
    body = "\n".join(lines)
    count = f"{one['triples']:,}".replace(",", " ")
    return f"""| {count} triples | {heads} |
|---|{"---:|" * len(answers)}
{body}
| load | {load} |

More than a tenth quicker than dvgraph: {"; ".join(lost) or "none"}."""


def _cell(answer: dict[str, Any], other: bool) -> str:
    if "seconds" not in answer:
        return str(answer.get("failed", ""))[:30]
    return f"{answer['seconds'] * 1000:.1f}{' *' if other else ''}"

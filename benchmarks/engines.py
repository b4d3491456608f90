"""Validate one file with one SHACL engine, in that engine's own environment.

    python benchmarks/engines.py NAME DATA.nt SHAPES.ttl

Prints one JSON object: seconds to load and to validate (one number where the engine does both in
one call), peak memory in MiB, and the rows of the report as [focus, path, component, shape].
Imports nothing of dvgraph but where dvgraph itself is the engine.
"""

import json
import resource
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

Row = tuple[str, str, str, str]
Result = tuple[float, float, Iterable[Row]]
SH = "http://www.w3.org/ns/shacl#"


def bare(term: object) -> str:
    """Return an IRI without brackets; what is no IRI (a blank node, a path) is empty."""
    text = "" if term is None else str(term).strip("<>")
    return text if text.startswith("http") else ""


def peak() -> int:
    """Return the most memory this process had, in MiB.

    By the kernel's word where it gives one: getrusage counts what the process had that started
    this one, too.
    """
    status = Path("/proc/self/status")
    if status.exists():
        lines = dict(line.split(":", 1) for line in status.read_text().splitlines())
        return int(lines["VmHWM"].split()[0]) // 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def of_graph(graph: Any) -> Iterable[Row]:
    """Yield the rows of a report that is an rdflib graph, without those nested in sh:detail."""
    from rdflib import URIRef

    names = ("focusNode", "resultPath", "sourceConstraintComponent", "sourceShape")
    for report in set(graph.subjects(URIRef(SH + "result"), None)):
        for result in graph.objects(report, URIRef(SH + "result")):
            yield tuple(bare(graph.value(result, URIRef(SH + name))) for name in names)


def with_pyshacl(data: str, shapes: str, *, cached: bool, store: str = "default") -> Result:
    import pyshacl
    import rdflib

    if cached:
        from functools import lru_cache

        from rdflib.plugins.sparql import processor

        translated = lru_cache(maxsize=None)(
            lambda query, base, names: processor_translate(parse(query), base, dict(names))
        )
        parse, processor_translate = processor.parseQuery, processor.translateQuery
        processor.parseQuery = lambda query: query
        processor.translateQuery = lambda query, base=None, names=None: translated(
            query, base, tuple(sorted((names or {}).items()))
        )
    start = time.perf_counter()
    graph = rdflib.Graph(store=store)
    graph.parse(data, format="nt")
    shapes_graph = rdflib.Graph().parse(shapes)
    loaded = time.perf_counter()
    _, report, _ = pyshacl.validate(graph, shacl_graph=shapes_graph, inplace=True)
    return loaded - start, time.perf_counter() - loaded, of_graph(report)


def dvgraph(data: str, shapes: str) -> Result:
    from dvgraph.dataset import read
    from dvgraph.store import EmbeddedStore
    from dvgraph.validation import validate

    start = time.perf_counter()
    dataset = read([data], ontology=False)
    store = EmbeddedStore()
    store.load(dataset.quads)
    loaded = time.perf_counter()
    report = validate(dataset, (), read([shapes], ontology=False), store=store)
    done = time.perf_counter()
    rows = ((bare(f.focus), bare(f.path), SH + f.component, bare(f.shape)) for f in report.findings)
    return loaded - start, done - loaded, rows


def pyshacl_turbo(data: str, shapes: str) -> Result:
    import pyshacl_turbo

    start = time.perf_counter()
    _, report, _ = pyshacl_turbo.validate(
        data, shacl_graph=shapes, data_graph_format="nt", shacl_graph_format="turtle"
    )
    return 0.0, time.perf_counter() - start, of_graph(report)


def shacl_rust(data: str, shapes: str) -> Result:
    import shacl_rust as engine

    start = time.perf_counter()
    found = engine.validate_file(data, shapes, experimental_index=True)
    took = time.perf_counter() - start
    names = ("focusNode", "resultPath", "sourceConstraintComponent", "sourceShape")
    return 0.0, took, (tuple(bare(one.get(n)) for n in names) for one in found["results"])


def pyrudof(data: str, shapes: str) -> Result:
    import pyrudof as engine

    start = time.perf_counter()
    rudof = engine.Rudof(engine.RudofConfig())
    rudof.read_data(data, format=engine.RDFFormat.NTriples)
    rudof.read_shacl(shapes)
    loaded = time.perf_counter()
    found = rudof.validate_shacl(mode=engine.ShaclValidationMode.Native).violations
    done = time.perf_counter()
    entries = list(found() if callable(found) else found)
    rows = (
        (bare(e.focus_node), bare(e.path), bare(e.constraint_component), bare(e.source_shape))
        for e in entries
    )
    return loaded - start, done - loaded, rows


def shifty(data: str, shapes: str) -> Result:
    import shifty as engine

    start = time.perf_counter()
    _, report, _ = engine.validate(data, shapes, infer=False)
    return 0.0, time.perf_counter() - start, of_graph(report)


ENGINES: dict[str, Callable[[str, str], Result]] = {
    "dvgraph": dvgraph,
    "pyshacl": lambda data, shapes: with_pyshacl(data, shapes, cached=False),
    "pyshacl-cached": lambda data, shapes: with_pyshacl(data, shapes, cached=True),
    "pyshacl-oxrdflib": lambda data, shapes: with_pyshacl(
        data, shapes, cached=True, store="Oxigraph"
    ),
    "pyshacl-turbo": pyshacl_turbo,
    "shacl-rust": shacl_rust,
    "shifty": shifty,
    "pyrudof": pyrudof,
}


if __name__ == "__main__":
    name, *files = sys.argv[1:]
    load, judge, rows = ENGINES[name](*files)
    print(json.dumps({"load": load, "validate": judge, "peak": peak(), "rows": list(rows)}))

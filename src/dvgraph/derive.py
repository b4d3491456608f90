"""Derived triples: one rule, one graph (DESIGN §2).

A rule is a CONSTRUCT file in queries/derive/ or one of the two written in Python; its ``after``
header names the rules whose triples it needs. Derived literals have the spelling of the store.
"""

from collections.abc import Callable, Iterable
from pathlib import Path

from dvgraph.dataset import Dataset
from dvgraph.errors import InputError
from dvgraph.header import read_header
from dvgraph.oxigraph import NamedNode, Quad, Triple
from dvgraph.periods import statement_bounds
from dvgraph.readings import readings
from dvgraph.resources import queries_dir
from dvgraph.store import EmbeddedStore

__all__ = ["derive", "rule_graphs"]

_GRAPH = "https://w3id.org/dvgraph/id/graph/afgeleid/"
_RULE = "https://w3id.org/dvgraph/id/regel/"
_MADE_BY = NamedNode("http://www.w3.org/ns/prov#wasDerivedFrom")

_PYTHON: dict[str, tuple[Callable[[Iterable[Quad]], list[Triple]], tuple[str, ...]]] = {
    "periods": (statement_bounds, ("current", "participants", "supertypes")),
    "readings": (readings, ("periods", "figure-source", "record-time")),
}


def derive(dataset: Dataset, rules: Path | None = None) -> list[Quad]:
    """Return what the rules add to the dataset, each rule in a graph of its own.

    ``rules`` is the folder of CONSTRUCT files (default: the shipped ones); the Python rules always
    take part. No triple that is asserted, or derived by an earlier rule, comes again. Each graph
    says which rule made it; a rule without results has no graph. Raises InputError for rules that
    name an unknown rule or wait for each other, UseError for one that is no CONSTRUCT query.
    """
    files = {path.stem: path for path in (rules or queries_dir() / "derive").glob("*.rq")}
    texts = {name: path.read_text(encoding="utf-8") for name, path in files.items()}
    store = EmbeddedStore()
    store.load(dataset.quads)
    quads = list(dataset.quads)
    asserted = len(quads)
    stated: list[Quad] = []
    for name in _in_order(files, texts):
        triples = _PYTHON[name][0](quads) if name in _PYTHON else store.construct(texts[name])
        graph = NamedNode(_GRAPH + name)
        new = [Quad(s, p, o, graph) for s, p, o in triples if not store.holds(Triple(s, p, o))]
        store.load(new)
        quads += new
        if new and not store.holds(Triple(graph, _MADE_BY, NamedNode(_RULE + name))):
            stated.append(Quad(graph, _MADE_BY, NamedNode(_RULE + name), graph))
    return quads[asserted:] + stated


def rule_graphs() -> list[NamedNode]:
    """Return the graph of each shipped rule, with or without triples, in the order of its name."""
    files = (queries_dir() / "derive").glob("*.rq")
    return [NamedNode(_GRAPH + name) for name in sorted({*_PYTHON, *(one.stem for one in files)})]


def _in_order(files: dict[str, Path], texts: dict[str, str]) -> list[str]:
    from graphlib import CycleError, TopologicalSorter

    known = files.keys() | _PYTHON.keys()
    waits = {name: known & set(after) for name, (_, after) in _PYTHON.items()}
    for name in sorted(texts):
        after = read_header(texts[name]).get("after") or []
        if not isinstance(after, list) or not known.issuperset(after):
            raise InputError(
                f"'after' must be a list of rules, not {after}",
                where=str(files[name]),
                hint=f"Known rules: {', '.join(sorted(known))}",
            )
        waits[name] = set(after)
    try:
        return list(TopologicalSorter(dict(sorted(waits.items()))).static_order())
    except CycleError as error:
        raise InputError(
            f"these rules wait for each other: {' → '.join(error.args[1])}",
            hint="Take one of them out of an 'after'",
        ) from None

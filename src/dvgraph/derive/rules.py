"""Derived triples: each rule writes one graph (docs/rules.md, Named graphs).

A rule is a CONSTRUCT file in queries/derive/ or a Python function; its ``after`` header names the
rules that it depends on. Derived literals have the lexical form that the store writes.
"""

import gc
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from dvgraph.dataset.files import Dataset
from dvgraph.derive import arithmetic, figure_ranks, periods, sequence
from dvgraph.errors import InputError
from dvgraph.locale.reader import explained
from dvgraph.namespaces import BASE, DERIVED, PROV
from dvgraph.rdf.oxigraph import NamedNode, Quad, RdfFormat, Triple, parse
from dvgraph.rdf.terms import as_quad
from dvgraph.resources import queries_dir
from dvgraph.store.embedded import EmbeddedStore
from dvgraph.store.header import read_header

__all__ = ["derive", "derive_in", "derived_store", "derived_texts", "rule_graphs"]

_RULE = f"{BASE}regel/"
_QUADS = RdfFormat.N_QUADS
_MADE_BY = NamedNode(f"{PROV}wasDerivedFrom")


class _RuleFile(NamedTuple):
    """A rule in Python.

    ``read`` returns its input, ``work`` computes its N-Triples, and ``after`` names the rules that
    must run first. ``also`` names other rules that ``work`` computes too; ``work`` then returns one
    text for each rule.
    """

    read: Callable[[EmbeddedStore], Iterable[Quad]]
    work: Callable[[Iterable[Quad]], bytes | tuple[bytes, ...]]
    after: set[str]
    also: tuple[str, ...] = ()


_PYTHON = {
    "periods": _RuleFile(
        lambda store: store.quads_with(periods.READ, periods.CLASSES),
        periods.periods_text,
        {"current", "participants", "supertypes"},
        also=("open-sides", "outside"),
    ),
    "readings": _RuleFile(
        lambda store: store.quads_about(figure_ranks.FIGURE),
        figure_ranks.readings_text,
        {"periods", "figure-source", "record-time"},
    ),
    "figure-previous": _RuleFile(
        lambda store: store.quads_with(sequence.FIGURES, sequence.FIGURE_CLASSES),
        sequence.previous_figures,
        {"current", "figure-nature", "participants", "periods", "supertypes"},
    ),
    "figure-arithmetic": _RuleFile(
        arithmetic.read,
        arithmetic.derived_figures,
        {"figure-previous", "figure-refusal", "figure-unit"},
    ),
    "tenure-previous": _RuleFile(
        lambda store: store.quads_with(sequence.TENURES, sequence.TENURE_CLASSES),
        sequence.previous_tenures,
        {"current", "periods"},
    ),
    "last-seen": _RuleFile(
        lambda store: store.quads_with(sequence.SEEN, sequence.SEEN_CLASSES),
        sequence.last_seen,
        {"current", "periods"},
    ),
}


_PYTHON_NAMES = {*_PYTHON, *(name for rule in _PYTHON.values() for name in rule.also)}


def derive(dataset: Dataset, rules: Path | None = None) -> list[Quad]:
    """Return the derived quads of a dataset, each rule in its own graph, sorted.

    Raises the errors of ``derive_in``.
    """
    return derived_store(dataset, rules)[1]


def derived_store(dataset: Dataset, rules: Path | None = None) -> tuple[EmbeddedStore, list[Quad]]:
    """Return a store in memory with the dataset and its derived quads, and those quads alone."""
    store = EmbeddedStore()
    store.load(dataset.quads)
    texts = derived_texts(store, rules)
    return store, [q for text in texts for q in parse(text, format=_QUADS, lenient=True)]


def derived_texts(store: EmbeddedStore, rules: Path | None = None) -> Iterator[bytes]:
    """Add the derived quads to a store, as ``derive_in`` does, and yield the N-Quads of each graph.

    The lines are sorted, since the engine returns the results of a rule in another order on each
    run.
    """
    own = sorted(rule_graphs(rules), key=str)
    # The file may be an export with derived graphs: its quads are not among those derived here.
    read = {graph: {*_lines(store, graph)} for graph in own}
    derive_in(store, rules)
    for graph in own:
        lines = sorted(line for line in _lines(store, graph) if line not in read[graph])
        yield b"".join(b"%b %b .\n" % (line, str(graph).encode()) for line in lines)


def _lines(store: EmbeddedStore, graph: NamedNode) -> list[bytes]:
    """Return the N-Triples of a graph, each without its end."""
    return store.ntriples_in(graph).split(b" .\n")[:-1]


def derive_in(store: EmbeddedStore, rules: Path | None = None) -> None:
    """Apply the rules to a store, and add the result of each rule in its own graph.

    ``rules`` is the folder of CONSTRUCT files (default: the shipped folder); the Python rules
    always take part. A triple that is asserted, or derived by an earlier rule, is not repeated. The
    name of each graph is that of its rule; a rule without results has no graph. Raises InputError
    for a dependency on an unknown rule and for circular dependencies, UseError for a rule that is
    not a CONSTRUCT query.
    """
    files = _files(rules)
    texts = {name: path.read_text(encoding="utf-8") for name, path in files.items()}
    filled = []
    for name in _in_order(files, texts):
        for part, made in _made(name, texts, store):
            graph = NamedNode(DERIVED + part)
            if _add(store, graph, made):
                filled.append(Quad(graph, _MADE_BY, NamedNode(_RULE + part), graph))
    # Last, so that no rule sees these triples.
    store.load(quad for quad in filled if not store.holds(quad.triple))


def _made(name: str, texts: dict[str, str], store: EmbeddedStore) -> Iterable[tuple[str, bytes]]:
    """Return pairs of name and N-Triples.

    There is one pair for a query, one or more for a Python rule, and none if another rule already
    computed this one.
    """
    if name in texts:
        return [(name, store.construct_ntriples(texts[name]))]
    if name not in _PYTHON:
        return []  # another rule already computed it
    rule = _PYTHON[name]
    with _uncollected():
        made = rule.work(rule.read(store))
    return [(name, made)] if isinstance(made, bytes) else zip((name, *rule.also), made, strict=True)


def _add(store: EmbeddedStore, graph: NamedNode, made: bytes) -> bool:
    """Add the triples of an N-Triples text to a graph; triples in any graph are skipped."""
    if b"_:" in made or any(store.quads_in(graph)):
        # Bulk loading would rename blank nodes, and the graph may contain triples that must stay.
        quads = parse(made, format=RdfFormat.N_TRIPLES)
        new = [Quad(s, p, o, graph) for s, p, o, _ in quads if not store.holds(Triple(s, p, o))]
        store.load(new)
        return bool(new)
    store.load_ntriples(made, graph)
    query = (queries_dir() / "support" / "repeated.rq").read_text(encoding="utf-8")
    found = store.select(query.replace("urn:x:derived", graph.value))
    store.remove(as_quad(s, p, o, graph) for s, p, o in found.rows)
    return any(store.quads_in(graph))


@contextmanager
def _uncollected() -> Iterator[None]:
    """Turn the garbage collector off: it would scan millions of objects, all of them in use."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _files(rules: Path | None) -> dict[str, Path]:
    return {path.stem: path for path in (rules or queries_dir() / "derive").glob("*.rq")}


def rule_graphs(rules: Path | None = None) -> list[NamedNode]:
    """Return the graph of each rule, even if it has no triples, sorted by name."""
    return [NamedNode(DERIVED + name) for name in sorted({*_PYTHON_NAMES, *_files(rules)})]


def _in_order(files: dict[str, Path], texts: dict[str, str]) -> list[str]:
    from graphlib import CycleError, TopologicalSorter

    known = files.keys() | _PYTHON_NAMES
    waits = {name: sorted(known & rule.after) for name, rule in _PYTHON.items()}
    waits |= {also: [name] for name, rule in _PYTHON.items() for also in rule.also}
    for name in sorted(texts):
        after = read_header(texts[name]).get("after") or []
        if not isinstance(after, list) or not known.issuperset(after):
            raise InputError(
                *explained("errors.derive", "no list", after=after, known=", ".join(sorted(known))),
                where=str(files[name]),
            )
        waits[name] = sorted(after)
    try:
        return list(TopologicalSorter(dict(sorted(waits.items()))).static_order())
    except CycleError as error:
        raise InputError(
            *explained("errors.derive", "circle", rules=" → ".join(error.args[1]))
        ) from None

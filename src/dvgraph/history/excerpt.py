"""The triples of a state and of everything it refers to: a self-contained part of the graph.

It has all triples of the statements, of their passages, of the things that they name, and of the
things that these name. Things further away have only their labels and classes, so that every name
has its label.
"""

from collections.abc import Iterable, Iterator

from dvgraph.namespaces import DVG, RDFS, SKOS, TYPE
from dvgraph.rdf.oxigraph import Literal, NamedNode, Term, Triple
from dvgraph.store.binding import rows
from dvgraph.store.protocol import Store

_LABELS = frozenset(
    (
        TYPE,
        f"{RDFS}label",
        f"{SKOS}prefLabel",
    )
)
_STATEMENTS = frozenset(f"{DVG}{name}" for name in ("Uitspraak", "Tegenspraak", "Lacune"))
_DEPTH = 2  # for example statement → passage, thing → source, identifier or participant


def excerpt(store: Store, statements: Iterable[str]) -> list[Triple]:
    """Return the triples of statements and of the things they refer to, sorted.

    Literals are spelled as in the store. References to other statements, such as those of a
    correction, are not followed.
    """
    found: dict[Triple, None] = {}
    seen: set[NamedNode] = set()
    front = [NamedNode(iri) for iri in statements]
    for depth in range(_DEPTH + 2):
        seen.update(front)
        named: dict[NamedNode, None] = {}
        for triples in _nodes(store, front):
            types = {t.object.value for t in triples if t.predicate.value == TYPE}  # type: ignore[union-attr]  # the pattern or query admits no other kind
            if depth and not types.isdisjoint(_STATEMENTS):
                continue
            last = depth > _DEPTH
            for triple in triples:
                if last and triple.predicate.value not in _LABELS:
                    continue
                found[triple] = None
                if isinstance(triple.object, NamedNode) and triple.predicate.value != TYPE:
                    named[triple.object] = None
        front = [node for node in named if node not in seen]
    return sorted(found, key=str)


def rdf_patch(before: Iterable[Triple], after: Iterable[Triple]) -> str:
    """Return the RDF patch that turns one set of triples into another.

    One transaction in the format of https://afs.github.io/rdf-patch/: D lines for deletions, A
    lines for additions, each sorted.
    """
    old, new = set(before), set(after)
    lines = ["TX ."]
    for mark, triples in (("D", old - new), ("A", new - old)):
        lines += sorted(f"{mark} {' '.join(map(_written, triple))} ." for triple in triples)
    return "".join(f"{line}\n" for line in (*lines, "TC ."))


def _nodes(store: Store, nodes: list[NamedNode]) -> Iterator[list[Triple]]:
    """Yield the triples of the given nodes, in batches."""
    of: dict[Term | None, list[Triple]] = {}
    for subject, predicate, value in rows(store, "things", "thing", nodes):
        assert isinstance(subject, NamedNode)
        assert isinstance(predicate, NamedNode)
        if value is not None:
            of.setdefault(subject, []).append(Triple(subject, predicate, value))
    yield from of.values()


def _written(term: Term) -> str:
    """Return a term on one line, in N-Triples syntax."""
    text = str(term)
    if isinstance(term, Literal):
        return text.replace("\n", "\\n").replace("\r", "\\r")
    return text

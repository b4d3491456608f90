"""Changes by an engine to the spelling of a dataset's literals, predicted before loading.

SHACL compares terms, an engine may rewrite them ("1.50"^^xsd:decimal becomes "1.5"), and rdflib
reads some values differently from the engine. So the compiled queries get the list of datatypes
with unusual literals, and decide only for the others.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from dvgraph.derive.literals import not_plain, unreadable
from dvgraph.rdf.oxigraph import Literal, NamedNode, OxigraphStore, Quad, Term


class Spelling(NamedTuple):
    """The datatypes with unusual literals, by kind of deviation.

    ``known`` is false if the literals were not seen (an endpoint). ``unplain``: spelled so that
    rdflib and the engine may read them differently; ``malformed``: no value of the datatype for
    rdflib; ``rewritten``: spelled differently in the engine; ``retyped``: the new datatype that the
    engine gave; ``merged``: two spellings became one; ``mended``: malformed for rdflib and
    rewritten. ``written``: the original objects of the triples that the engine has rewritten.
    ``odd``: all literals that are not plain.
    """

    known: bool = False
    unplain: frozenset[str] = frozenset()
    malformed: frozenset[str] = frozenset()
    rewritten: frozenset[str] = frozenset()
    retyped: frozenset[str] = frozenset()
    merged: frozenset[str] = frozenset()
    mended: frozenset[str] = frozenset()
    written: dict[tuple[Term, Term, Term], list[Term]] = {}  # noqa: RUF012 - never written to
    odd: Sequence[Literal] = ()


def spelling(quads: Iterable[Quad]) -> Spelling:
    """Return the unusual literals of a dataset."""
    quads = list(quads)
    odd = not_plain(quads)
    if not odd:
        return Spelling(known=True)
    stored = dict(zip(odd, rewritten(odd), strict=True))
    changed = {literal: kept for literal, kept in stored.items() if kept != literal}
    spellings: dict[Literal, set[Literal]] = defaultdict(set)
    kept_as = changed | {kept: kept for kept in changed.values()}
    written: dict[tuple[Term, Term, Term], list[Term]] = {}
    for quad in quads if changed else ():
        value = quad.object
        if isinstance(value, Literal) and (kept := kept_as.get(value)):
            spellings[kept].add(value)
            same = written.setdefault((quad.subject, quad.predicate, kept), [])
            if value not in same:
                same.append(value)
    malformed = set(unreadable(odd))
    return Spelling(
        known=True,
        unplain=_datatypes(odd),
        malformed=_datatypes(malformed),
        rewritten=_datatypes(changed) | _datatypes(changed.values()),
        retyped=_datatypes(
            kept for literal, kept in changed.items() if kept.datatype != literal.datatype
        ),
        merged=_datatypes(kept for kept, several in spellings.items() if len(several) > 1),
        mended=_datatypes(changed[literal] for literal in malformed if literal in changed),
        written=written,
        odd=odd,
    )


def rewritten(literals: Iterable[Literal]) -> list[Literal]:
    """Return the literals as the embedded engine keeps them, in the same order."""
    engine = OxigraphStore()
    name = NamedNode("urn:x:value")
    subjects = []
    for number, literal in enumerate(literals):
        subjects.append(NamedNode(f"urn:x:{number}"))
        engine.add(Quad(subjects[-1], name, literal))
    found = {quad.subject: quad.object for quad in engine}
    return [found[subject] for subject in subjects]


def _datatypes(literals: Iterable[Literal]) -> frozenset[str]:
    return frozenset(literal.datatype.value for literal in literals)

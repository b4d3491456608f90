"""What an engine does to the spelling of a dataset's literals, seen before it does it.

SHACL compares terms, an engine may rewrite them ("1.50"^^xsd:decimal becomes "1.5"), and rdflib
reads some values otherwise than the engine does. So the compiled queries are told which datatypes
have literals that are out of the ordinary, and trust their own answer only for the others.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from dvgraph.oxigraph import Literal, NamedNode, OxigraphStore, Quad, Term
from dvgraph.validation.shapes import XSD

# Spelled so, a literal is well-formed, stays as it is in the engine, and has one value for all.
_YEAR = "(?:[0-9]{3}[1-9]|[0-9]{2}[1-9]0|[0-9][1-9]00|[1-9]000)"
_DAY = rf"{_YEAR}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
PLAIN = {
    XSD + "integer": r"-?[1-9][0-9]{0,16}|0",
    XSD + "decimal": r"-?(?:[1-9][0-9]{0,12}|0)(?:\.[0-9]{0,11}[1-9])?",
    XSD + "boolean": "true|false",
    XSD + "date": _DAY,
    XSD + "dateTime": _DAY + r"T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z",
    XSD + "gYear": _YEAR,
    XSD + "gYearMonth": rf"{_YEAR}-(?:0[1-9]|1[0-2])",
    XSD + "anyURI": r"[!-~]*",
}
_PLAIN = {datatype: re.compile(pattern) for datatype, pattern in PLAIN.items()}
_CALENDAR = {XSD + "date": date.fromisoformat, XSD + "dateTime": datetime.fromisoformat}
_UNTOUCHED = {XSD + "string", "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"}


class Spelling(NamedTuple):
    """The datatypes with literals out of the ordinary, by what is odd about them.

    ``known`` is false where the literals were not seen (an endpoint). ``unplain``: spelled in a
    way that rdflib and the engine may read otherwise; ``malformed``: no value of the datatype, for
    rdflib; ``rewritten``: spelled otherwise in the engine; ``retyped``: what the engine turned
    another datatype into; ``merged``: two spellings became one; ``mended``: malformed for rdflib
    and rewritten. ``written``: the objects as written of the triples that the engine has rewritten.
    """

    known: bool = False
    unplain: frozenset[str] = frozenset()
    malformed: frozenset[str] = frozenset()
    rewritten: frozenset[str] = frozenset()
    retyped: frozenset[str] = frozenset()
    merged: frozenset[str] = frozenset()
    mended: frozenset[str] = frozenset()
    written: dict[tuple[Term, Term, Term], list[Term]] = {}  # noqa: RUF012 - never written to


def plain(literal: Literal) -> bool:
    """Return whether a literal is spelled in the one way that nobody reads otherwise."""
    datatype = literal.datatype.value
    if datatype in _UNTOUCHED or not datatype.startswith(XSD):
        return True
    pattern = _PLAIN.get(datatype)
    if not pattern or not pattern.fullmatch(literal.value):
        return False
    if read := _CALENDAR.get(datatype):
        try:
            read(literal.value)
        except ValueError:
            return False
    return True


def spelling(quads: Iterable[Quad]) -> Spelling:
    """Return what is out of the ordinary in the literals of a dataset."""
    quads = list(quads)
    literals = {value for quad in quads if isinstance(value := quad.object, Literal)}
    odd = [literal for literal in literals if not plain(literal)]
    if not odd:
        return Spelling(known=True)
    from dvgraph import bridge  # heavy, and most data have no such literals

    stored = dict(zip(odd, rewritten(odd), strict=True))
    changed = {literal: kept for literal, kept in stored.items() if kept != literal}
    spellings: dict[Literal, set[Literal]] = defaultdict(set)
    for literal in literals & {*changed, *changed.values()}:
        spellings[changed.get(literal, literal)].add(literal)
    written: dict[tuple[Term, Term, Term], list[Term]] = {}
    for quad in quads if changed else ():
        value = quad.object
        if isinstance(value, Literal) and (kept := changed.get(value, value)) in spellings:
            same = written.setdefault((quad.subject, quad.predicate, kept), [])
            if value not in same:
                same.append(value)
    malformed = {literal for literal in odd if bridge.unreadable(literal)}
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
    return [found[subject] for subject in subjects]  # type: ignore[misc]


def _datatypes(literals: Iterable[Literal]) -> frozenset[str]:
    return frozenset(literal.datatype.value for literal in literals)

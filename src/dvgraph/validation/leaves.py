"""Constraints on one value, each as two expressions: it surely conforms, or surely breaks.

Neither is true of a value that the engine, rdflib and the specification may treat differently.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from dvgraph.derive.literals import PLAIN, plain
from dvgraph.locale.reader import worded
from dvgraph.namespaces import RDF, RDFS, SH, XSD
from dvgraph.rdf.oxigraph import Literal, NamedNode, Term
from dvgraph.validation.expressions import FALSE, Leaf, all_of, any_of, negation
from dvgraph.validation.shapes import NotCompilable, iri

if TYPE_CHECKING:
    from dvgraph.validation.conditions import Conditions

_NUMBERS = (XSD + "integer", XSD + "decimal")
_ORDERED = (XSD + "date", XSD + "dateTime", XSD + "string")
_KINDS = {
    "IRI": ("isIRI",),
    "BlankNode": ("isBlank",),
    "Literal": ("isLiteral",),
    "BlankNodeOrIRI": ("isBlank", "isIRI"),
    "BlankNodeOrLiteral": ("isBlank", "isLiteral"),
    "IRIOrLiteral": ("isIRI", "isLiteral"),
}
# Regular expressions that Python's re and XPath read alike.
_ESCAPE = r"\\[dDwWsSntr.\-/()\[\]{}+*?^$|\\]"
_CLASS = rf"\[\^?(?:(?!&&|~~|--)[^\\\[\]^]|{_ESCAPE})+\]"
_REGEX = re.compile(rf"(?:[^\\\[\]()]|{_ESCAPE}|{_CLASS}|\((?!\?)|\(\?:|\))*")


def class_(c: "Conditions", shape: Term, value: str) -> Iterator[Leaf]:
    """SHACL §4.1.1."""
    for wanted in c.shapes.values(shape, "class"):
        below = c.below(iri(wanted))
        kind, only = str(wanted), ""
        if len(below) > 1:
            kind = c.fresh()
            only = f" FILTER({kind} IN ({', '.join(f'<{each}>' for each in below)}))"
        is_one = f"EXISTS {{ {value} <{RDF}type> {kind} .{only} }}"
        yield is_one, negation(is_one)


def datatype(c: "Conditions", shape: Term, value: str) -> Iterator[Leaf]:
    """SHACL §4.1.2; a lexical form outside the datatype breaks it too."""
    wanted = iri(c.shapes.one(shape, "datatype"))
    if wanted in (RDFS + "Literal", RDFS + "Datatype"):
        raise NotCompilable(worded("validation.unclear", "datatypes", name=wanted))
    odd = c.spelling
    same = f"(isLiteral({value}) && DATATYPE({value}) = <{wanted}>)"
    sound = same
    standard = wanted.startswith(XSD) and wanted != XSD + "string"
    if wanted in odd.retyped | odd.mended:
        sound = FALSE
    elif standard and (wanted in odd.malformed or not odd.known):
        sound = _plainly(value, wanted) if wanted in PLAIN else FALSE
    unsure = in_datatypes(value, odd.retyped)
    yield sound, all_of([f"!COALESCE({same}, false)", negation(unsure)])


def node_kind(c: "Conditions", shape: Term, value: str) -> Iterator[Leaf]:
    """SHACL §4.1.3."""
    wanted = iri(c.shapes.one(shape, "nodeKind")).removeprefix(SH)
    if wanted not in _KINDS:
        raise NotCompilable(worded("validation.unclear", "node kind", name=wanted))
    right = any_of(f"{test}({value})" for test in _KINDS[wanted])
    yield right, negation(right)


def range_(name: str, operator: str) -> "Make":
    """SHACL §4.3."""

    def make(c: "Conditions", shape: Term, value: str) -> Iterator[Leaf]:
        for bound in c.shapes.values(shape, name):
            known = _comparable(c, value, bound)
            holds = f"{value} {operator} {bound}"
            yield f"({known} && {holds})", f"({known} && !({holds}))"

    return make


def length(name: str, operator: str) -> "Make":
    """SHACL §4.4.1 and §4.4.2."""

    def make(c: "Conditions", shape: Term, value: str) -> Iterator[Leaf]:
        bound = c.shapes.number(shape, name)
        right = f"(!isBlank({value}) && STRLEN(STR({value})) {operator} {bound})"
        yield spelled(c, value, right, negation(right))

    return make


def pattern(c: "Conditions", shape: Term, value: str) -> Iterator[Leaf]:
    """SHACL §4.4.3."""
    flags = c.shapes.one(shape, "flags")
    ignoring = flags == Literal("i")
    if flags and not ignoring:
        raise NotCompilable(worded("validation.unclear", "flags", flags=flags))
    for found in c.shapes.values(shape, "pattern"):
        if not isinstance(found, Literal) or not _REGEX.fullmatch(found.value):
            raise NotCompilable(worded("validation.unclear", "pattern"))
        case = ', "i"' if ignoring else ""
        match = f"REGEX(STR({value}), {Literal(found.value)}{case})"
        # Python's $ stands before a last newline as well.
        differs = f'(!{match} && !STRENDS(STR({value}), "\\n"))'
        right = f"(!isBlank({value}) && {match})"
        yield spelled(c, value, right, f"(isBlank({value}) || {differs})")


def language_in(c: "Conditions", shape: Term, value: str) -> Iterator[Leaf]:
    """SHACL §4.4.4; for ranges such as nl-BE pySHACL and langMatches differ: these are unsure."""
    items = c.shapes.items(c.shapes.one(shape, "languageIn") or shape)
    ranges = [item.value.lower() for item in items if isinstance(item, Literal)]
    if not ranges or len(ranges) < len(items) or "*" in ranges:
        raise NotCompilable(worded("validation.unclear", "languages"))
    listed = ", ".join(str(Literal(each)) for each in ranges)
    tag = f"LCASE(LANG({value}))"
    first = f'STRBEFORE(CONCAT({tag}, "-"), "-")'
    right = f"(isLiteral({value}) && ({first} IN ({listed}) || {tag} IN ({listed})))"
    yield right, f'!(isLiteral({value}) && LANG({value}) != "")'


def in_(c: "Conditions", shape: Term, value: str) -> Iterator[Leaf]:
    """SHACL §4.8.3."""
    items = c.shapes.items(c.shapes.one(shape, "in") or shape)
    iris = ", ".join(str(item) for item in items if isinstance(item, NamedNode))
    ways = [f"(isIRI({value}) && {value} IN ({iris}))"] if iris else []
    ways += [same(value, item) for item in items if not isinstance(item, NamedNode)]
    right = any_of(ways)
    leaf = right, negation(right)
    yield leaf if len(ways) == bool(iris) else spelled(c, value, *leaf)


def has_value(c: "Conditions", shape: Term, value: str) -> Iterator[Leaf]:
    """SHACL §4.8.2, on a node shape."""
    if c.shapes.path(shape) is None:
        for wanted in c.shapes.values(shape, "hasValue"):
            right = same(value, wanted)
            yield spelled(c, value, right, negation(right))


def both_comparable(c: "Conditions", one: str, two: str) -> str:
    """Return the condition that all engines compare two values alike."""
    surely = [kind for kind in _ORDERED if _one_order(c, kind)]
    listed = ", ".join(f"<{kind}>" for kind in surely)
    ways = [f"(DATATYPE({one}) = DATATYPE({two}) && DATATYPE({one}) IN ({listed}))"]
    ways.append(all_of(in_datatypes(each, _NUMBERS) for each in (one, two)))
    others = (kind for kind in _ORDERED if kind not in surely)
    ways += [all_of(_plainly(each, kind) for each in (one, two)) for kind in others]
    return any_of(ways)


def in_datatypes(value: str, datatypes: Iterable[str]) -> str:
    """Return the condition that a value has one of the datatypes."""
    listed = ", ".join(f"<{each}>" for each in sorted(datatypes))
    return f"COALESCE(DATATYPE({value}) IN ({listed}), false)" if listed else FALSE


def spelled(c: "Conditions", value: str, right: str, wrong: str) -> Leaf:
    """Return a leaf about the spelling of a value; unsure if the engine may have rewritten it."""
    kept = negation(in_datatypes(value, c.spelling.rewritten))
    return all_of([kept, right]), all_of([kept, wrong])


def same(value: str, term: Term) -> str:
    """Return the condition that a value is a given term."""
    if isinstance(term, NamedNode) or (isinstance(term, Literal) and plain(term)):
        return f"sameTerm({value}, {term})"
    raise NotCompilable(worded("validation.unclear", "rewritten", term=term))


def _comparable(c: "Conditions", value: str, bound: Term) -> str:
    if isinstance(bound, Literal) and plain(bound):
        kind = bound.datatype.value
        if kind in _NUMBERS:
            return in_datatypes(value, _NUMBERS)
        if kind in _ORDERED:
            return _in_order(c, value, kind)
    raise NotCompilable(worded("validation.unclear", "bound", bound=bound))


def _in_order(c: "Conditions", value: str, kind: str) -> str:
    """Return the condition that a value has a datatype and the same order in all engines."""
    return in_datatypes(value, [kind]) if _one_order(c, kind) else _plainly(value, kind)


def _one_order(c: "Conditions", kind: str) -> bool:
    """Return whether all engines order all values of a datatype alike."""
    return kind == XSD + "string" or (c.spelling.known and kind not in c.spelling.unplain)


def _plainly(value: str, kind: str) -> str:
    """Return the condition for a plainly spelled value; the last days of months are unsure."""
    form = PLAIN[kind].replace("[12][0-9]|3[01]", "1[0-9]|2[0-8]")
    match = f"REGEX(STR({value}), {Literal(f'^(?:{form})$')})"
    return f"({in_datatypes(value, [kind])} && {match})"


Make = Callable[["Conditions", Term, str], Iterable[Leaf]]
LEAVES: dict[str, Make] = {
    "class": class_,
    "datatype": datatype,
    "nodeKind": node_kind,
    "minInclusive": range_("minInclusive", ">="),
    "maxInclusive": range_("maxInclusive", "<="),
    "minExclusive": range_("minExclusive", ">"),
    "maxExclusive": range_("maxExclusive", "<"),
    "minLength": length("minLength", ">="),
    "maxLength": length("maxLength", "<="),
    "pattern": pattern,
    "languageIn": language_in,
    "in": in_,
    "hasValue": has_value,
}

"""The shapes for readers: the properties of each kind of thing, with their cardinality.

Reference: SHACL §2.1 (targets), §4 (constraints). A constraint that fits none of the fields here is
given by its message.
"""

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from dvgraph.namespaces import SH, SKOS
from dvgraph.rdf.oxigraph import Literal, NamedNode, RdfFormat, Term, parse
from dvgraph.resources import shapes_dir
from dvgraph.validation.shapes import MalformedShape, Shapes, iri

_KINDS = ("class", "datatype", "nodeKind")


class FormRule(NamedTuple):
    """The constraints of a shape on one property, or on several together (``path`` is then empty).

    ``least``, ``most``: the limits on the number of values; None for no limit.
    ``kinds``: the IRIs of the classes and datatypes that the values may have.
    ``codes``: the IRI of the code list.
    ``messages``: the message in each language.
    """

    path: str
    least: int | None
    most: int | None
    kinds: tuple[str, ...]
    codes: str
    messages: dict[str, str]


class Form(NamedTuple):
    """The constraints on the things of a class: its IRI, and the rules in their order."""

    target: str
    rules: tuple[FormRule, ...]


@cache
def forms() -> tuple[Form, ...]:
    """Return the forms of all classes that a shape targets, in the order of the files."""
    found: dict[str, list[FormRule]] = {}
    for file in sorted(shapes_dir().glob("*.ttl")):
        shapes = Shapes(parse(path=file, format=RdfFormat.TURTLE, rename_blank_nodes=True))
        for root, targets in shapes.roots.items():
            for kind, target in targets:
                if kind == "targetClass":
                    found.setdefault(iri(target), []).extend(_rules(shapes, root))
    return tuple(Form(target, tuple(rules)) for target, rules in found.items() if rules)


def _rules(shapes: Shapes, root: Term) -> Iterator[FormRule]:
    if shapes.values(root, "message"):
        yield _rule(shapes, root)
    for one in shapes.values(root, "property"):
        yield _rule(shapes, one)


def _rule(shapes: Shapes, one: Term) -> FormRule:
    try:
        path = shapes.path(one)
    except MalformedShape:
        # A path that this module does not support: the message of the constraint is used.
        path = None
    messages = (term for term in shapes.values(one, "message") if isinstance(term, Literal))
    return FormRule(
        path=path.predicate if path and path.kind == "predicate" else "",
        least=shapes.number(one, "minCount"),
        most=shapes.number(one, "maxCount"),
        kinds=tuple(dict.fromkeys(_kinds(shapes, one))),
        codes=next(_codes(shapes, one), ""),
        messages={term.language or "": term.value for term in messages},
    )


def _kinds(shapes: Shapes, one: Term) -> Iterator[str]:
    """Yield the classes and datatypes of a property's values, also those within sh:or."""
    for name in _KINDS:
        yield from map(iri, shapes.values(one, name))
    for head in shapes.values(one, "or"):
        for choice in shapes.items(head):
            yield from _kinds(shapes, choice)


def _codes(shapes: Shapes, one: Term) -> Iterator[str]:
    """Yield the code lists from which a property takes its values."""
    for node in shapes.values(one, "node"):
        for part in shapes.values(node, "property"):
            if NamedNode(f"{SKOS}inScheme") in shapes.facts(part).get(f"{SH}path", ()):
                yield from map(iri, shapes.values(part, "hasValue"))

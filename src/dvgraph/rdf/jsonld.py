"""JSON-LD that people can read: compact, with ``type``, and the Dutch names of our context.

The names are those of ontology/context.jsonld. A document includes the part of the context that it
uses, so that a reader need not fetch it. A value for which no name fits is written in full, so that
the triples are always the same.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from typing import Any, NamedTuple

from dvgraph import resources
from dvgraph.namespaces import TYPE, XSD
from dvgraph.rdf.oxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Term

_KEYWORDS = {"id": "@id", "type": "@type"}
_TEXT = f"{XSD}string"
_quoted = json.JSONEncoder(ensure_ascii=False).encode
# Kinds of values, beside datatypes, for which the context has names.
_LINK, _BY_LANGUAGE, _FREE = "@id", "@language", ""


class Written(NamedTuple):
    """A JSON-LD object as text.

    ``used``: the names of the context that occur in it. ``alone``: the object may be the whole
    document, without ``@graph``.
    """

    text: str
    used: frozenset[str]
    alone: bool = True


def jsonld(quads: Iterable[Quad]) -> str:
    """Return quads as a JSON-LD document: a single node, or several under ``@graph``.

    Each value is on its own line, indented by depth. Raises ValueError for a term that JSON-LD
    cannot express.
    """
    graphs: dict[str, dict[str, list[Quad]]] = {"": {}}
    for quad in dict.fromkeys(quads):
        name = "" if isinstance(quad.graph_name, DefaultGraph) else _id(quad.graph_name)
        graphs.setdefault(name, {}).setdefault(_id(quad.subject), []).append(quad)
    found = [written(own) for own in graphs.pop("").values()]
    for name, nodes in graphs.items():
        inside = [written(own) for own in nodes.values()]
        text = _holding(f'"id": {_quoted(name)}', inside, lines=True)
        found.append(Written(text, _used(inside), alone=False))
    return document(found)


def written(quads: Iterable[Quad], *, lines: bool = True) -> Written:
    """Return the quads of one subject as a JSON-LD object, on one line if ``lines`` is False."""
    writer = _NodeWriter()
    node = writer.node(quads)
    return Written(_laid_out(node, "\n") if lines else _quoted(node), frozenset(writer.used))


def document(objects: Sequence[Written], *, lines: bool = True) -> str:
    """Return objects as one JSON-LD document that ends in a line break.

    ``lines`` must be as in the call of ``written`` that made the objects. A single object with
    ``alone`` becomes the document itself; others are put under ``@graph``.
    """
    head = f'"@context": {_context(_used(objects), lines)}'
    if len(objects) != 1 or not objects[0].alone:
        return f"{_holding(head, objects, lines=lines)}\n"
    rest = objects[0].text.removeprefix("{")
    return f"{{\n {head},{rest}\n" if lines else f"{{{head}, {rest}\n"


def _used(objects: Iterable[Written]) -> frozenset[str]:
    return frozenset().union(*(one.used for one in objects))


def _holding(head: str, objects: Sequence[Written], *, lines: bool) -> str:
    """Return an object with the property ``head`` and with other objects under ``@graph``."""
    if not lines:
        return f'{{{head}, "@graph": [{", ".join(one.text for one in objects)}]}}'
    inside = ",\n  ".join(one.text.replace("\n", "\n  ") for one in objects)
    graph = f"[\n  {inside}\n ]" if objects else "[]"
    return f'{{\n {head},\n "@graph": {graph}\n}}'


@lru_cache(maxsize=1024)
def _context(used: frozenset[str], lines: bool) -> str:
    """Return the part of the JSON-LD context that defines the used names."""
    known = resources.context()
    terms = {name: known[name] for name in sorted(used) if name in known}
    values = [text for one in terms.values() if isinstance(one, dict) for text in one.values()]
    needed = {text.partition(":")[0] for text in values if ":" in text}
    context = {**{name: known[name] for name in sorted(needed)}, **_KEYWORDS, **terms}
    return _laid_out(context, "\n ") if lines else _quoted(context)


def _laid_out(value: object, gap: str) -> str:
    """Return JSON spread over lines; ``gap`` is a line break with the closing bracket's indent.

    The result equals ``json.dumps`` with an indent, which is not written in C and takes five times
    as long.
    """
    within = f"{gap} "
    if isinstance(value, dict) and value:
        parts = [f"{_quoted(key)}: {_laid_out(part, within)}" for key, part in value.items()]
        return f"{{{within}{f',{within}'.join(parts)}{gap}}}"
    if isinstance(value, list) and value:
        inside = f",{within}".join(_laid_out(part, within) for part in value)
        return f"[{within}{inside}{gap}]"
    return _quoted(value)


class _NodeWriter:
    """Writes nodes as JSON, and collects the names of the context that they use."""

    def __init__(self) -> None:
        self.used: set[str] = set()

    def node(self, quads: Iterable[Quad]) -> dict[str, Any]:
        """Return the quads of one subject as a JSON object."""
        found: dict[str, Any] = {}
        for quad in quads:
            found.setdefault("id", _id(quad.subject))
            self._put(found, quad.predicate.value, quad.object)
        return found

    def _put(self, node: dict[str, Any], predicate: str, term: Term) -> None:
        if predicate == TYPE and isinstance(term, NamedNode):
            _add(node, "type", self._name(term.value))
            return
        how = _written(term)
        text = _id(term) if how == _LINK else _text(term)
        name = self._term(predicate, how)
        if name and how == _BY_LANGUAGE:
            assert isinstance(term, Literal)
            _add(node.setdefault(name, {}), str(term.language), text)
        elif name:
            _add(node, name, text)
        else:
            _add(node, self._name(predicate), text if how == _TEXT else self._whole(term))

    def _whole(self, term: Term) -> object:
        """Return a value as an object with its datatype, language or ``id``."""
        if not isinstance(term, Literal):
            return {"id": _id(term)}
        if term.language:
            ways = {"@direction": str(term.direction)} if term.direction else {}
            return {"@value": term.value, "@language": term.language, **ways}
        return {"@value": term.value, "@type": self._name(term.datatype.value)}

    def _term(self, iri: str, how: str) -> str:
        """Return the context's name for a property with one kind of value, or an empty text."""
        name = _names().get((iri, how), "")
        if name:
            self.used.add(name)
        return name

    def _name(self, iri: str) -> str:
        """Return a name for any kind of value: the context's name, a prefixed name or the IRI."""
        if name := self._term(iri, _FREE):
            return name
        prefix, local = _parted(iri)
        if not prefix:
            return iri
        self.used.add(prefix)
        return f"{prefix}:{local}"


def _written(term: Term) -> str:
    if not isinstance(term, Literal):
        return _LINK
    if term.language:
        return "" if term.direction else _BY_LANGUAGE
    return term.datatype.value


def _text(term: Term) -> str:
    assert isinstance(term, Literal)
    return term.value


def _id(term: Term) -> str:
    if isinstance(term, NamedNode):
        return term.value
    if isinstance(term, BlankNode):
        return str(term)
    raise ValueError(term)


def _add(node: dict[str, Any], key: str, value: object) -> None:
    """Add a value under a key; several values of one key become a list."""
    if key not in node:
        node[key] = value
    elif isinstance(node[key], list):
        node[key].append(value)
    else:
        node[key] = [node[key], value]


@cache
def _names() -> Mapping[tuple[str, str], str]:
    """Return the names of the context by IRI and kind of value."""
    known = resources.context()

    def full(text: str) -> str:
        prefix, _, local = text.partition(":")
        return f"{known[prefix]}{local}"

    found = {}
    for name, entry in known.items():
        if isinstance(entry, dict):
            how = entry.get("@type") or entry.get("@container") or _FREE
            found[full(entry["@id"]), how if how.startswith("@") or not how else full(how)] = name
    return found


@cache
def _parted(iri: str) -> tuple[str, str]:
    """Return an IRI's prefix and local name, or two empty texts if no prefixed name is possible."""
    for namespace, prefix in _namespaces():
        local = iri.removeprefix(namespace)
        if local != iri and local and local.isidentifier():
            return prefix, local
    return "", ""


@cache
def _namespaces() -> tuple[tuple[str, str], ...]:
    """Return namespaces with their prefixes, the longest first."""
    pairs = ((iri, prefix) for prefix, iri in resources.prefixes().items())
    return tuple(sorted(pairs, reverse=True, key=lambda pair: len(pair[0])))

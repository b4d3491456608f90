"""Terms and property paths for readers: in Turtle, with the prefixes of the shapes."""

import re
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache
from pathlib import Path

from dvgraph import resources
from dvgraph.dataset.files import SourceFile
from dvgraph.namespaces import BASE, RDF, SH, XSD
from dvgraph.rdf.compression import unpacked
from dvgraph.rdf.oxigraph import BlankNode, Literal, NamedNode, Quad, Term
from dvgraph.rdf.terms import plain, short

_PREFIX = re.compile(r"(?im)^\s*@?prefix\s+([\w.-]*):\s*<([^<>\s]*)>")
# The part of Turtle's production PN_LOCAL that needs no escapes.
_LOCAL = re.compile(r"(?:(?:[\w:]|%[0-9A-Fa-f]{2})(?:[\w:.-]|%[0-9A-Fa-f]{2})*(?<!\.))?")
_BARE = {  # literals that Turtle writes without quotes (productions 19 to 20 and 133s)
    f"{XSD}integer": re.compile(r"[+-]?[0-9]+"),
    f"{XSD}decimal": re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    f"{XSD}boolean": re.compile("true|false"),
}
_SIGNS = {"zeroOrMorePath": "*", "oneOrMorePath": "+", "zeroOrOnePath": "?"}
_LOOSE, _STEP, _UNIT = 0, 1, 2  # operators that bind tighter need no parentheses: a|b, a/b, ^a
_SHOWN = 8  # members of a list that are written
# Greatest size, in bytes, of a file in which the case of a language tag is looked up.
_LARGEST = 20_000_000
_TYPE = f"{RDF}type"


class Notation:
    """The notation of a report: prefixes of the shapes files, then those that dvgraph knows.

    ``quads`` are the statements of the shapes, which describe paths that are not predicates.
    """

    def __init__(self, files: Iterable[SourceFile] = (), quads: Iterable[Quad] = ()) -> None:
        """Store the files and statements of the shapes; they are read when a term needs them."""
        self._files = tuple(files)
        self._quads = tuple(quads)
        self._short: dict[str, str] = {}  # by IRI, as the same ones recur in a report

    def term(self, term: Term | None, where: str | None = None) -> str:
        """Return a term in Turtle; a thing of dvgraph's by its short name; empty for None.

        ``where`` is the file:line of a statement with the term: its language tag is written as in
        that file, since the parser changes it to lower case.
        """
        if isinstance(term, NamedNode):
            return self._iri(term.value)
        if not isinstance(term, Literal):
            return plain(term)
        datatype = term.datatype.value
        if (bare := _BARE.get(datatype)) and bare.fullmatch(term.value):
            return term.value
        text = str(Literal(term.value))
        if term.language:
            return f"{text}@{_as_written(term.language, where)}"
        return text if datatype == f"{XSD}string" else f"{text}^^{self._iri(datatype)}"

    def path(self, node: Term | None) -> str:
        """Return a property path as SPARQL writes it, with spaces around ``/`` and ``|``."""
        return self._path(node, _LOOSE) if isinstance(node, BlankNode) else self.term(node)

    def listed(self, head: Term | None) -> str:
        """Return the first members of a list in the shapes, with an ellipsis for the others."""
        members = list(self._items(head)) if isinstance(head, BlankNode) else []
        shown = ", ".join(self.term(each) for each in members[:_SHOWN])
        return f"{shown}, …" if len(members) > _SHOWN else shown

    def shape(self, node: Term) -> str:
        """Return the name of a shape; without a name, that of the shape around it, and its path."""
        if not isinstance(node, BlankNode):
            return self.term(node)
        paths = self._facts.get(node, {}).get(f"{SH}path", ())
        own = [f"sh:path {self.path(path)}" for path in paths][:1]
        around = [each for each in self._users(node) if not isinstance(each, BlankNode)][:1]
        return ", ".join([*map(self.term, around), *own]) or "[]"

    def _users(self, node: Term) -> list[Term]:
        """Return the nodes from which statements lead to a node, the nearest first."""
        found = [node]
        for each in found:  # grows during the loop
            found += [
                quad.subject
                for quad in self._quads
                if quad.object == each and quad.subject not in found
            ]
        return found[1:]

    def _iri(self, iri: str) -> str:
        if iri.startswith(BASE):
            return short(NamedNode(iri))
        if iri not in self._short:
            found = (
                f"{prefix}:{iri[len(space) :]}"
                for prefix, space in self._prefixes
                if iri.startswith(space) and _LOCAL.fullmatch(iri, len(space))
            )
            self._short[iri] = next(found, f"<{iri}>")
        return self._short[iri]

    @cached_property
    def _prefixes(self) -> list[tuple[str, str]]:
        """The prefixes with their namespaces, longest first, since that gives the shortest name."""
        own: dict[str, str] = {}
        for file in self._files:
            if file.path:
                text = unpacked(file.path.read_bytes(), file.name).decode("utf-8", "replace")
                for prefix, space in _PREFIX.findall(text):
                    own.setdefault(space, prefix)
        for prefix, space in resources.prefixes().items():
            if prefix not in own.values():
                own.setdefault(space, prefix)
        return sorted(
            ((prefix, space) for space, prefix in own.items() if space), key=lambda it: -len(it[1])
        )

    @cached_property
    def _facts(self) -> dict[Term, dict[str, list[Term]]]:
        """The distinct values of each blank node, by property."""
        found: dict[Term, dict[str, list[Term]]] = {}
        for quad in self._quads:
            if isinstance(quad.subject, BlankNode):
                facts = found.setdefault(quad.subject, {})
                values = facts.setdefault(quad.predicate.value, [])
                if quad.object not in values:
                    values.append(quad.object)
        return found

    def _path(self, node: Term, place: int, above: tuple[Term, ...] = ()) -> str:
        """Return a path, in parentheses if its operator binds looser than the one around it."""
        if isinstance(node, NamedNode):
            return "a" if node.value == _TYPE else self._iri(node.value)
        if node in above:
            return "…"
        facts, above = self._facts.get(node, {}), (*above, node)
        if f"{RDF}first" in facts:
            steps = [self._path(step, _UNIT, above) for step in self._items(node)]
            return _enclosed(" / ".join(steps), _STEP, place)
        for name, values in facts.items():
            local = name.removeprefix(SH)
            if local == "inversePath":
                inner = self._path(values[0], _UNIT, above)
                return f"^({inner})" if inner.startswith("^") else f"^{inner}"
            if local in _SIGNS:
                inner = self._path(values[0], _UNIT, above)
                inner = f"({inner})" if inner.startswith("^") or inner[-1] in "*+?" else inner
                return f"{inner}{_SIGNS[local]}"
            if local == "alternativePath":
                ways = [self._path(way, _STEP, above) for way in self._items(values[0])]
                return _enclosed(" | ".join(ways), _LOOSE, place)
        return plain(node)

    def _items(self, head: Term) -> Iterator[Term]:
        seen: set[Term] = set()
        while (facts := self._facts.get(head)) and head not in seen:
            seen.add(head)
            yield from facts.get(f"{RDF}first", ())
            head = next(iter(facts.get(f"{RDF}rest", ())), head)


def _enclosed(text: str, binds: int, place: int) -> str:
    return text if binds >= place else f"({text})"


def _as_written(tag: str, where: str | None) -> str:
    """Return a language tag as written in the file, searched for from the statement's line on."""
    name, _, line = (where or "").rpartition(":")
    if not line.isdecimal():
        return tag
    text, starts = _text(name)
    if not 0 < int(line) <= len(starts):
        return tag
    # In Turtle and related formats, in JSON-LD, and in RDF/XML.
    before = r"""(?:["']@|language"\s*:\s*"|lang=["'])"""
    found = re.compile(rf"(?i){before}({tag})\b").search(text, starts[int(line) - 1])
    return found[1] if found else tag


@lru_cache(maxsize=1)  # successive findings are often in the same file
def _text(name: str) -> tuple[str, tuple[int, ...]]:
    """Return the text of a file and the offsets of its lines; empty if it is absent or large."""
    path = Path(name)
    if not path.is_file() or path.stat().st_size > _LARGEST:
        return "", ()
    text = unpacked(path.read_bytes(), name).decode("utf-8", "replace")
    return text, (0, *(found.end() for found in re.finditer("\n", text)))

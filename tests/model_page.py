"""The generated parts of docs/model.md and docs/vocabulary.md.

A page is written by hand, except between ``<!-- PART … -->`` and ``<!-- end -->``:

``turtle NAME …``   the blocks of these things, as in the data files
``correction``      the first statement that revises another, below the revised one
``answer``          the first rows of the SPARQL query just above
``kinds``, ``classes``, ``lists``, ``terms``   tables from the ontology and its shapes

An example that is no longer in the data, or a query without rows, raises LookupError: choose
another example.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path

import dvgraph
from dvgraph.api import Graph
from dvgraph.namespaces import BASE, DCT, DVG, OWL, PROV, RDF, RDFS, SH, SKOS, TYPE
from dvgraph.rdf.oxigraph import BlankNode, Literal, NamedNode, RdfFormat, Term, parse
from dvgraph.resources import prefixes

ROOT = Path(__file__).parents[1]
DATA, ONTOLOGY = ROOT / "data" / "digitaal-vlaanderen", ROOT / "ontology"
_PART = re.compile(r"^<!-- (\w+)((?: \S+)*) -->\n(.*?)^<!-- end -->$", re.MULTILINE | re.DOTALL)
_QUERY = re.compile(r"^```sparql\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_REVISES = re.compile(r"prov:wasRevisionOf (<[^>]+>)")
_WITHDRAWN = "prov:invalidatedAtTime"
_ROWS = 3  # of an answer


def filled(page: str) -> str:
    """Return a page with its generated parts made anew. Raises LookupError for a bad example."""

    def part(match: re.Match[str]) -> str:
        name, arguments = match[1], match[2].split()
        if name == "answer":
            text = answer(_QUERY.findall(page, 0, match.start())[-1])
        else:
            text = _PARTS[name](arguments)
        return f"<!-- {name}{match[2]} -->\n\n{text}\n\n<!-- end -->"

    return _PART.sub(part, page)


def turtle(names: Iterable[str]) -> str:
    """Return the blocks of some things as Turtle.

    A name is an IRI without the base, or a class (``dvg:…``) for its first current thing. A
    corrected thing is replaced by its correction.
    """
    blocks = _blocks()
    current = [key for key in sorted(blocks) if _WITHDRAWN not in blocks[key]]
    found = []
    for name in names:
        of_class = (key for key in current if blocks[key].startswith(f"{key} a {name} ;"))
        shown = next(of_class, "") if name.startswith("dvg:") else _corrected(f"<{name}>")
        if shown not in current:
            raise LookupError(f"no current thing of data/ is {name}: choose another example")
        found.append(blocks[shown])
    return _fenced(found)


def _corrected(name: str) -> str:
    """Return the last revision of a thing, or the thing itself if it was never revised."""
    newer = {old[1]: key for key, text in _blocks().items() if (old := _REVISES.search(text))}
    while name in newer:
        name = newer[name]
    return name


def correction(_: object = None) -> str:
    """Return the first statement of the data that revises another, below the revised one."""
    blocks = _blocks()
    for name in sorted(blocks):
        if old := _REVISES.search(blocks[name]):
            return _fenced((blocks[old[1]], blocks[name]))
    raise LookupError("no statement of data/ has prov:wasRevisionOf: choose another example")


@cache
def _blocks() -> dict[str, str]:
    """Return the text of each thing in the data by its IRI as written (``dvgraph format``)."""
    texts = (path.read_text("utf-8") for path in sorted(DATA.rglob("*.ttl")))
    every = (block for text in texts for block in text.rstrip().split("\n\n"))
    return {block.partition(" ")[0]: block for block in every if block.startswith("<")}


def _fenced(blocks: Iterable[str]) -> str:
    return "```turtle\n" + "\n\n".join(blocks) + "\n```"


def answer(query: str) -> str:
    """Return the first rows of a query's result on the shipped data, as a table."""
    table = _graph().query(query).table
    cells = [[_shown(cell) for cell in row] for row in table.rows]
    if not cells:
        raise LookupError(f"no rows, choose another example:\n{query}")
    text = _table([f"`?{name}`" for name in table.variables], cells[:_ROWS])
    more = len(cells) - _ROWS
    if more <= 0:
        return text
    return f"{text}\n\n… and {more} more {'row' if more == 1 else 'rows'}."


@cache
def _graph() -> Graph:
    return dvgraph.open()


def _shown(term: Term | None) -> str:
    if isinstance(term, NamedNode):
        return f"`{_short(term.value)}`"
    return "" if term is None else str(getattr(term, "value", term))


def _short(iri: str) -> str:
    """Return an IRI as a prefixed name, or relative to the base, for Turtle and SPARQL."""
    if iri.startswith(BASE):
        return f"<{iri.removeprefix(BASE)}>"
    for name, space in prefixes().items():
        if iri.startswith(space) and re.fullmatch(r"\w+", local := iri.removeprefix(space)):
            return f"{name}:{local}"
    return f"<{iri}>"


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    heads = list(heads)
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(
        "| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines
    )


class _Terms:
    """The triples of some Turtle files: values by subject and predicate."""

    def __init__(self, paths: Iterable[Path]) -> None:
        self._values: dict[tuple[Term, str], list[Term]] = defaultdict(list)
        self._subjects: dict[tuple[str, Term], list[Term]] = defaultdict(list)
        for path in paths:
            for quad in parse(path=path, format=RdfFormat.TURTLE, rename_blank_nodes=True):
                self._values[quad.subject, quad.predicate.value].append(quad.object)
                self._subjects[quad.predicate.value, quad.object].append(quad.subject)

    def all(self, subject: Term, predicate: str) -> list[Term]:
        return self._values.get((subject, predicate), [])

    def one(self, subject: Term, predicate: str) -> str:
        return next((_text(value) for value in self.all(subject, predicate)), "")

    def of(self, predicate: str, value: str) -> list[Term]:
        """Return the subjects with a value, by IRI."""
        found = self._subjects.get((predicate, NamedNode(value)), [])
        return sorted(dict.fromkeys(found), key=_text)

    def said(self, subject: Term, predicate: str, lang: str) -> str:
        """Return a text in a language, or nothing."""
        texts = (value for value in self.all(subject, predicate) if isinstance(value, Literal))
        return next((text.value for text in texts if text.language == lang), "")


def _text(term: Term) -> str:
    return str(getattr(term, "value", term))


@cache
def _ontology() -> _Terms:
    return _Terms((*sorted(ONTOLOGY.glob("*.ttl")), *sorted(ONTOLOGY.glob("codelists/*.ttl"))))


@cache
def _shapes() -> _Terms:
    return _Terms(sorted(ONTOLOGY.glob("shapes/*.ttl")))


KINDS = (
    *("Bestaan", "Verantwoordelijkheid", "Betrekking", "Bezetting"),
    *("Functieclassificatie", "Takenlot", "Cijfer", "Kenmerk"),
)
_DERIVED = frozenset(
    DVG + name for name in ("vanVroegst", "vanLaatst", "totVroegst", "totLaatst", "lezing")
)


def kinds(_: object = None) -> str:
    """Return each kind of statement with its properties, first those common to all kinds."""
    return "\n\n".join(_class(DVG + name) for name in ("Uitspraak", *KINDS))


def classes(_: object = None) -> str:
    """Return the other classes that have a shape, with their properties."""
    shown = {DVG + name for name in ("Uitspraak", *KINDS)}
    shapes = _shapes()
    every = {
        _text(target)
        for shape in shapes.of(TYPE, f"{SH}NodeShape")
        for target in shapes.all(shape, f"{SH}targetClass")
    }
    # Classes of which only conditions are known have no table, so no section.
    found = (iri for iri in sorted(every - shown, key=_short) if _properties(iri))
    return "\n\n".join(map(_class, found))


def _class(iri: str) -> str:
    terms, node = _ontology(), NamedNode(iri)
    dutch, english = (terms.said(node, f"{RDFS}label", lang) for lang in ("nl", "en"))
    name = f": {english}" + (f" ({dutch})" if dutch != english else "") if english else ""
    parts = [
        f"### `{_short(iri)}`{name}",
        terms.said(node, f"{SKOS}definition", "en"),
        _table(("property", "how many", "value", "meaning"), _rows(iri)),
        "\n".join(f"- {said}" for said in _conditions(iri)),
    ]
    return "\n\n".join(part for part in parts if part)


def _node_shapes(iri: str) -> Iterator[Term]:
    shapes = _shapes()
    for shape in shapes.of(f"{SH}targetClass", iri):
        if NamedNode(f"{SH}NodeShape") in shapes.all(shape, TYPE):
            yield shape


def _properties(iri: str) -> list[tuple[str, list[Term]]]:
    """Return the paths in the shapes of a class, each with its property shapes."""
    shapes = _shapes()
    found: dict[str, list[Term]] = {}
    for node in _node_shapes(iri):
        for shape in shapes.all(node, f"{SH}property"):
            path = next(iter(shapes.all(shape, f"{SH}path")), None)
            if isinstance(path, NamedNode) and isinstance(shape, NamedNode):
                found.setdefault(path.value, []).append(shape)
    return list(found.items())


def _conditions(iri: str) -> Iterator[str]:
    """Yield the conditions on a whole node of a class, by their messages."""
    for node in _node_shapes(iri):
        if message := _shapes().said(node, f"{SH}message", "en"):
            yield message


def _rows(iri: str) -> Iterator[tuple[str, ...]]:
    """Yield a line for each property of a class: name, cardinality, values, meaning."""
    shapes = _shapes()
    # What is asked of every statement is asked of one kind of them too.
    general = dict(_properties(f"{DVG}Uitspraak")) if iri.removeprefix(DVG) in KINDS else {}
    for path, same in _properties(iri):
        counted = [*same, *general.get(path, [])]
        least = max(int(shapes.one(one, f"{SH}minCount") or 0) for one in counted)
        most = next((n for one in counted if (n := shapes.one(one, f"{SH}maxCount"))), "n")
        many = most if str(least) == most else f"{least} to {most}"
        values = dict.fromkeys(value for one in same for value in _values(one))
        meaning = _ontology().said(NamedNode(path), f"{SKOS}definition", "en")
        yield (
            f"`{_short(path)}`",
            "derived" if path in _DERIVED else many,
            ", ".join(values),
            meaning or _BORROWED.get(path, ""),
        )


# The standard properties that statements use, in the sense of their vocabularies.
_BORROWED = {
    f"{RDF}type": "One of the eight kinds.",
    f"{RDFS}label": "Name, in Dutch and in English.",
    f"{DCT}identifier": "Number of the row of the research dossier that it came from.",
    f"{PROV}generatedAtTime": "When it was recorded; by default that of its file.",
    f"{PROV}invalidatedAtTime": "When it was withdrawn; it then has no effect.",
    f"{PROV}wasRevisionOf": "The withdrawn statement that it corrects.",
    "http://www.w3.org/ns/org#member": "Person who held the post.",
    "http://www.w3.org/ns/org#organization": "Organisation version at that time.",
    "http://www.w3.org/ns/org#role": "In what role.",
}


def _values(shape: Term) -> Iterator[str]:
    """Yield the values that a property shape allows: classes, code lists, datatypes or a list."""
    shapes = _shapes()
    for inner in (shape, *_members(shape, f"{SH}or"), *shapes.all(shape, f"{SH}node")):
        for scheme in _schemes(inner):
            name = _ontology().said(scheme, f"{SKOS}prefLabel", "en")
            yield f"[{name}](#{anchor(name)})"
        for term in (*shapes.all(inner, f"{SH}class"), *shapes.all(inner, f"{SH}datatype")):
            if _text(term) != f"{SKOS}Concept":
                yield f"`{_short(_text(term))}`"
        for member in _members(inner, f"{SH}in"):
            yield f"`{_short(member.value) if isinstance(member, NamedNode) else _text(member)}`"
    if NamedNode(f"{BASE}vorm/statement/datum") in shapes.all(shape, f"{SH}node"):
        yield "a date"
    if NamedNode(f"{SH}Literal") in shapes.all(shape, f"{SH}nodeKind"):
        yield "a literal"
    if NamedNode(f"{SH}IRI") in shapes.all(shape, f"{SH}nodeKind"):
        yield "a thing"


def _schemes(node: Term) -> Iterator[Term]:
    shapes = _shapes()
    for inner in (node, *shapes.all(node, f"{SH}property"), *shapes.all(node, f"{SH}node")):
        for deeper in (inner, *shapes.all(inner, f"{SH}property")):
            if NamedNode(f"{SKOS}inScheme") in shapes.all(deeper, f"{SH}path"):
                yield from shapes.all(deeper, f"{SH}hasValue")


def _members(node: Term, predicate: str) -> Iterator[Term]:
    """Yield the members of the lists that are values of a property."""
    shapes = _shapes()
    for head in shapes.all(node, predicate):
        while isinstance(head, BlankNode):
            yield from shapes.all(head, f"{RDF}first")
            head = next(iter(shapes.all(head, f"{RDF}rest")), None)  # type: ignore[assignment]


def anchor(heading: str) -> str:
    """Return the anchor that GitHub gives to a heading."""
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


def lists(_: object = None) -> str:
    """Return each code list with its concepts."""
    terms = _ontology()
    schemes = terms.of(TYPE, f"{SKOS}ConceptScheme")
    sections = []
    for scheme in sorted(schemes, key=lambda one: terms.said(one, f"{SKOS}prefLabel", "en")):
        members = terms.of(f"{SKOS}inScheme", _text(scheme))
        rows = (
            (
                f"`{_short(_text(one))}`",
                *(terms.said(one, f"{SKOS}prefLabel", lang) for lang in ("nl", "en")),
                terms.said(one, f"{SKOS}definition", "en"),
            )
            for one in members
        )
        name = terms.said(scheme, f"{SKOS}prefLabel", "en")
        dutch = terms.said(scheme, f"{SKOS}prefLabel", "nl")
        sections.append(
            f"### {name}\n\n`{_short(_text(scheme))}`, *{dutch}*. "
            f"{terms.said(scheme, f'{SKOS}definition', 'en')}\n\n"
            + _table(("concept", "Dutch", "English", "meaning"), rows)
        )
    return "\n\n".join(sections)


def terms(_: object = None) -> str:
    """Return the local classes and properties by their Dutch labels."""
    known = _ontology()
    found = known.of(f"{RDFS}isDefinedBy", DVG.rstrip("#"))
    rows = (
        (
            *(known.said(one, f"{RDFS}label", lang) for lang in ("nl", "en")),
            f"`{_short(_text(one))}`",
            known.said(one, f"{SKOS}definition", "en"),
        )
        for one in found
        if NamedNode(f"{OWL}Ontology") not in known.all(one, TYPE)
    )
    return _table(("Dutch", "English", "term", "meaning"), sorted(rows))


_PARTS: dict[str, Callable[[list[str]], str]] = {
    "turtle": turtle,
    "correction": correction,
    "kinds": kinds,
    "classes": classes,
    "lists": lists,
    "terms": terms,
}

"""Data in columns: each term is stored once, and each triple as three term numbers.

The parser's terms become numbers at once, so that a million triples take some 90 MB and no Python
object each. Only N-Triples and Turtle outside dvgraph's model are read in this form: the model
needs its ontology and derived triples, which are quads. A prebuilt store has these too, so its file
is read in this form whatever its size.
"""

import hashlib
import json
import sys
from array import array
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import compress, count
from pathlib import Path
from typing import Any

from dvgraph.dataset.agency import agency_of
from dvgraph.dataset.files import SUFFIXES, Dataset, HeldFile, Lines, SourceFile, held, is_stream
from dvgraph.namespaces import BASE, DVG
from dvgraph.rdf import compression, limits, reading
from dvgraph.rdf.oxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Term, Triple, parse
from dvgraph.rdf.terms import as_quad, plain

LARGE = 200_000  # triples
Ends = tuple["array[int]", "array[int]"]  # the subjects and the values of triples
_FORMATS = {"nt": RdfFormat.N_TRIPLES, "ttl": RdfFormat.TURTLE}
_PART = 2**24  # bytes of a file that are split into terms at a time
_TERMS = 100_000  # that are parsed at a time
_END = b" .\n"  # of a line in the usual layout of N-Triples


class Terms:
    """The distinct terms of a dataset, exactly as written, with a number for each."""

    __slots__ = ("known", "numbers")

    def __init__(self) -> None:
        """Start without terms; ``known`` lists the terms in the order of their numbers."""
        self.numbers: dict[Term, int] = {}
        self.known: list[Term] = []

    def number(self, term: Term) -> int:
        """Return the number of a term; a new term gets the next number."""
        found = self.numbers.get(term)
        if found is None:
            found = self.numbers[term] = len(self.known)
            self.known.append(term)
        return found

    def find(self, term: Term) -> int | None:
        """Return the number of a term, None if it has none."""
        return self.numbers.get(term)


class LargeDataset(Dataset):
    """A dataset in columns.

    ``triples``: a flat array of subject, predicate and value of each triple, as numbers of
    ``terms``, in the order of the files; a triple may be repeated.
    """

    __slots__ = ("_apart", "_by_line", "_ends", "_starts", "graphs", "terms", "triples")

    def __init__(
        self,
        terms: Terms,
        triples: "array[int]",
        files: tuple[SourceFile, ...],
        starts: list[int],
        graphs: Sequence[NamedNode] = (),
        *,
        by_line: bool,
        ends: "dict[int, Ends] | None" = None,
    ) -> None:
        """Store the parts; ``starts`` has the number of triples that precede each file.

        ``graphs``: instead of those of the files, the graphs whose triples begin at ``starts``.
        ``by_line``: whether each line of each file is a triple.
        ``ends``: what ``by_predicate`` returns, if it is known.
        """
        self._apart = bool(graphs)  # else its store has all triples in one graph
        self._ends = ends
        self.graphs = graphs or [file.graph for file in files]
        self.files = files  # quads are made only when they are asked for
        self.terms, self.triples = terms, triples
        self._starts, self._by_line = starts, by_line

    @property
    def quads(self) -> list[Quad]:  # type: ignore[override]  # made when asked for
        """The dataset as quads, made anew at each access."""
        return list(dict.fromkeys(self._at(range(len(self.triples) // 3))))

    @property
    def size(self) -> int:
        """The number of quads."""
        stops = [*self._starts[1:], len(self.triples) // 3]
        found: dict[NamedNode, set[tuple[int, int, int]]] = {}
        for graph, start, stop in zip(self.graphs, self._starts, stops, strict=True):
            parts = (self.triples[3 * start + part : 3 * stop : 3] for part in range(3))
            found.setdefault(graph, set()).update(zip(*parts, strict=True))
        return sum(map(len, found.values()))

    @property
    def repeats(self) -> bool:
        """Whether a triple stands in several graphs of its store."""
        if not self._apart:
            return False
        found = self.by_predicate().values()
        return any(len(set(zip(*ends, strict=True))) < len(ends[0]) for ends in found)

    @property
    def is_small(self) -> bool:
        """Whether plain Python needs less time for the dataset than numpy takes to import."""
        return len(self.triples) < 3 * LARGE

    @property
    def has_blank_nodes(self) -> bool:
        """Whether any term is a blank node."""
        return any(isinstance(term, BlankNode) for term in self.terms.known)

    def by_predicate(self) -> "dict[int, Ends]":
        """Return the subjects and the values of the triples of each predicate, all as numbers."""
        if self._ends is None:
            triples, self._ends = self.triples, {}
            for subject, number, value in zip(
                triples[0::3], triples[1::3], triples[2::3], strict=True
            ):
                if number not in self._ends:
                    self._ends[number] = array("i"), array("i")
                subjects, values = self._ends[number]
                subjects.append(subject)
                values.append(value)
        return self._ends

    def literals(self) -> Iterator[Literal]:
        """Yield each literal once."""
        return (term for term in self.terms.known if isinstance(term, Literal))

    def about(self, nodes: Collection[Term | None]) -> Iterator[Quad]:
        """Yield the quads with one of the nodes as subject, in the order of the files."""
        return self._at(self._with(0, nodes))

    def having(self, predicates: Collection[Term]) -> Iterator[Quad]:
        """Yield the quads with one of the given predicates."""
        return self._at(self._with(1, predicates))

    def objects(self, predicates: Collection[Term]) -> set[Term]:
        """Return the distinct objects of the quads with one of the given predicates."""
        found = self._among(self.triples[1::3], predicates)
        return {self.terms.known[number] for number in {*compress(self.triples[2::3], found)}}

    def ending_in(self, values: Collection[Term]) -> Iterator[Quad]:
        """Yield the quads with one of the given values as object."""
        return self._at(self._with(2, values))

    def lines(self, nodes: Collection[Term | None]) -> Lines | None:
        """Return a function that returns file:line of one of the given subjects.

        None for a prebuilt store, whose order is not that of its files.
        """
        if self._apart:
            return None
        triples, known = self.triples, self.terms.known
        find = cache(self.terms.find)  # findings repeat their nodes and properties
        among = frozenset(node.value for node in nodes if isinstance(node, NamedNode))

        @cache
        def index(path: Path) -> Mapping[tuple[str, str | None], int]:
            from dvgraph.rdf.positions import positions  # only once a line is asked for

            return positions(path, among)

        first: dict[int | tuple[int, int], int] = {}
        wanted = {find(node) for node in nodes if node is not None} - {None}
        for place in [*compress(count(), map(wanted.__contains__, triples[0::3]))][::-1]:
            subject = triples[3 * place]
            first[subject] = first[subject, triples[3 * place + 1]] = place

        def line(node: Term, predicate: Term | None) -> str | None:
            subject, number = find(node), find(predicate) if predicate else None
            if subject not in first:
                return None
            place = first.get((subject, number), first[subject]) if number else first[subject]
            file = bisect_right(self._starts, place) - 1
            path = self.files[file].path
            if path is None or not isinstance(node, NamedNode):
                return str(path)  # a reader cannot find a blank node by its name
            if self._by_line:
                return f"{path}:{place - self._starts[file] + 1}"
            lines, there = index(path), known[triples[3 * place + 1]]
            found = lines.get((node.value, plain(there))) or lines.get((node.value, None))
            return f"{path}:{found}" if found else str(path)

        return line

    def _with(self, part: int, terms: Collection[Term | None]) -> list[int]:
        """Return the positions of triples with one of the terms in a part.

        The parts are 0 (subject), 1 (predicate) and 2 (value).
        """
        column = self.triples[part::3]
        return [*compress(count(), self._among(column, terms))]

    def _among(self, column: "array[int]", terms: Collection[Term | None]) -> Iterable[bool]:
        """Return for each number of a column whether it is of one of the terms."""
        numbers = {self.terms.find(term) for term in terms if term is not None} - {None}
        return map(numbers.__contains__, column) if numbers else ()

    def _at(self, places: Iterable[int]) -> Iterator[Quad]:
        known, triples = self.terms.known, self.triples
        for file, place in self._placed(places):
            subject, predicate, value = triples[3 * place : 3 * place + 3]
            yield as_quad(known[subject], known[predicate], known[value], self.graphs[file])

    def _placed(self, places: Iterable[int]) -> Iterator[tuple[int, int]]:
        """Yield the number of its file, or of its part in one graph, with each place."""
        starts, file = self._starts, 0
        for place in places:
            while file + 1 < len(starts) and place >= starts[file + 1]:
                file += 1
            yield file, place


class StoredDataset(LargeDataset):
    """The asserted quads of a prebuilt store; ``whole`` also has the derived ones."""

    __slots__ = ("whole",)

    def __init__(self, whole: LargeDataset, asserted: int, starts: list[int]) -> None:
        """Take the first triples of ``whole``; ``starts`` as it has them."""
        own = whole.triples[: 3 * asserted]
        super().__init__(whole.terms, own, whole.files, starts, whole.graphs, by_line=False)
        self.whole = whole

    @property
    def repeats(self) -> bool:
        """Whether a triple stands in several graphs, of which it may be derived in one."""
        return self.whole.repeats

    def plus(self, quads: Sequence[Quad]) -> Dataset:
        """Return the dataset with its derived quads, and with more quads."""
        return self.whole.plus(quads)


def write_stored(text: Path, file: Path) -> bool:
    """Write the N-Quads of a prebuilt store in columns, and return whether that was possible.

    They have no columns if there are blank nodes, triple terms or unnamed graphs.
    """
    places, triples = _Places(), array("i")
    place, add = places.__getitem__, triples.append
    names: list[str] = []
    starts: list[int] = []
    last = b""
    with text.open("rb") as read:
        for line in read:
            subject, predicate, rest = line.split(b" ", 2)
            value, _, graph = rest.removesuffix(_END).rpartition(b" ")
            if graph != last:
                if not graph.startswith(b"<"):  # a value, or a blank node
                    return False
                last = graph
                names.append(graph[1:-1].decode())
                starts.append(len(triples) // 3)
            add(place(subject))
            add(place(predicate))
            add(place(value))
    if any(not one or one.startswith((b"_:", b"<<")) for one in places):
        return False
    whole = LargeDataset(Terms(), triples, (), starts, by_line=False)
    ends = whole.by_predicate()
    document = _document(places)
    head = {
        "byteorder": sys.byteorder,
        "terms": len(document),
        "quads": len(triples) // 3,
        "graphs": names,
        "starts": starts,
        "predicates": [[predicate, len(subjects)] for predicate, (subjects, _) in ends.items()],
    }
    columns = (triples, *(column for both in ends.values() for column in both))
    file.write_bytes(b"".join((json.dumps(head).encode(), b"\n", document, *map(bytes, columns))))
    return True


def read_stored(
    data: bytes, asserted: int, files: Callable[[Sequence[NamedNode]], tuple[SourceFile, ...]]
) -> StoredDataset | None:
    """Return the dataset in what ``write_stored`` wrote; None if another kind of machine wrote it.

    ``asserted`` is the number of quads before the derived ones; ``files`` returns the files of some
    graphs.
    """
    text, _, rest = data.partition(b"\n")
    head = json.loads(text)
    if head["byteorder"] != sys.byteorder:
        return None
    terms = Terms()
    terms.known = _terms(rest[: head["terms"]])
    terms.numbers = dict(zip(terms.known, range(len(terms.known)), strict=True))
    numbers = array("i")
    numbers.frombytes(rest[head["terms"] :])
    place = 3 * head["quads"]
    triples = numbers[:place]
    ends: dict[int, Ends] = {}
    for predicate, size in head["predicates"]:
        middle, stop = place + size, place + 2 * size
        ends[predicate] = numbers[place:middle], numbers[middle:stop]
        place = stop
    named = [NamedNode(name) for name in head["graphs"]]
    starts = head["starts"]
    whole = LargeDataset(terms, triples, files(named), starts, named, by_line=False, ends=ends)
    return StoredDataset(whole, asserted, starts)


def _document(written: Iterable[bytes]) -> bytes:
    """Return a document with the given terms, in N-Triples, as the values of its triples."""
    return b"".join(b"<x:> <x:> %b .\n" % one for one in written)


def _terms(document: bytes) -> list[Term]:
    """Return the values of the triples of an N-Triples document; raises SyntaxError."""
    return [quad.object for quad in parse(document, format=RdfFormat.N_TRIPLES, lenient=True)]


def read_columns(
    paths: Sequence[str | Path],
    on_text: Callable[[bytes, RdfFormat, str], None] = lambda *_: None,
    *,
    model: bool = False,
) -> LargeDataset | None:
    """Return the dataset in N-Triples or Turtle files in columns.

    Returns None for standard input, for other formats, if a file has no triples, and for data of
    dvgraph's model; with ``model`` such data is read too, as it is. ``on_text`` is called with the
    content of each file, its format and its base IRI before it is parsed. Raises InputError as
    ``dataset.files.read`` does.
    """
    if any(map(is_stream, paths)):
        return None
    with held(paths) as found:
        return _columns(found, on_text, model=model)


def _columns(
    found: Sequence[HeldFile], on_text: Callable[[bytes, RdfFormat, str], None], *, model: bool
) -> LargeDataset | None:
    if any(_format(one.path) not in _FORMATS for one in found):
        return None
    if not model and any(agency_of(one.path.resolve().parent) for one in found):
        return None
    terms, triples = Terms(), array("i")
    files: list[SourceFile] = []
    starts: list[int] = []
    blanks: Counter[NamedNode] = Counter()
    by_line = True
    for held_file in found:
        path, graph, data = held_file.path, held_file.graph, held_file.read()
        text, format = compression.unpacked(data, str(path)), _FORMATS[_format(path)]
        if DVG.encode() in text and not model:
            return None
        on_text(text, format, BASE)
        digest = hashlib.sha256(data).hexdigest()
        files.append(SourceFile(path=path, name=str(path), graph=graph, sha256=digest))
        starts.append(len(triples) // 3)
        rows = _by_line(text, str(path)) if format == RdfFormat.N_TRIPLES else None
        by_line = by_line and rows is not None
        rows = rows or _parsed(text, format, str(path))
        if not rows[1]:
            return None
        _add(rows, terms, triples, graph, blanks)
    return LargeDataset(terms, triples, tuple(files), starts, by_line=by_line)


# The distinct terms of a file in the order of their first use, and three places in that list for
# each triple.
_Rows = tuple[Sequence[Term], "array[int]"]


class _Places(dict[Any, int]):
    """The place of each key that was ever asked for, in the order of asking."""

    def __missing__(self, key: Any) -> int:
        place = self[key] = len(self)
        return place


def _parsed(text: bytes, format: RdfFormat, name: str) -> _Rows:
    """Return the triples of a file; raises InputError."""
    places, found = _Places(), array("i")
    place, add = places.__getitem__, found.append
    for subject, predicate, value, _ in reading.quads(text, format, name):
        add(place(subject))
        add(place(predicate))
        add(place(value))
    return [*places], found


def _by_line(text: bytes, name: str) -> _Rows | None:
    """Return the triples of N-Triples with single blanks between terms and no other lines.

    Only distinct terms are parsed, so this takes two thirds of the time of ``_parsed``. None for a
    file in another layout or with a fault, which ``_parsed`` tells. Raises InputError.
    """
    limits.check(text, RdfFormat.N_TRIPLES, name)
    places, found = _Places(), array("i")
    place, add = places.__getitem__, found.append
    start = 0
    try:
        while start < len(text):
            stop = text.rfind(_END, start, start + _PART)
            if stop < 0:  # the last line, without a line break
                stop = len(text) if text.endswith(_END[:-1]) else start
                stop -= len(_END) - 1
            for line in text[start:stop].split(_END):
                subject, predicate, value = line.split(b" ", 2)
                add(place(subject))
                add(place(predicate))
                add(place(value))
            start = stop + len(_END)
        written, terms = [*places], list[Term]()
        places.clear()  # for large data, its table is a tenth of all memory
        for first in range(0, len(written), _TERMS):
            part = written[first : first + _TERMS]
            # Each distinct term as the value of a triple.
            document = b"".join(b"<x:> <x:> %b .\n" % one for one in part)
            terms += (quad.object for quad in parse(document, format=RdfFormat.N_TRIPLES))
            # A comment behind a triple joins the next line to it.
            if document.count(b"\n") > len(part) or len(terms) != first + len(part):
                return None
    except (ValueError, SyntaxError):
        return None
    for column, refused in ((0, (Literal, Triple)), (1, (Literal, Triple, BlankNode))):
        if any(isinstance(terms[number], refused) for number in {*found[column::3]}):
            return None
    return terms, found


def _add(
    rows: _Rows,
    terms: Terms,
    triples: "array[int]",
    graph: NamedNode,
    blanks: "Counter[NamedNode]",
) -> None:
    """Add the triples of a file, its blank nodes renamed as ``rdf.reading.placed`` does."""
    stem = hashlib.sha256(graph.value.encode()).hexdigest()[:8]
    names: dict[Term, BlankNode] = {}
    distinct, found = rows
    numbers, first = array("i"), not terms.known
    for term in distinct:
        if isinstance(term, BlankNode):
            if term not in names:
                blanks[graph] += 1
                names[term] = BlankNode(f"b{stem}n{blanks[graph]}")
            term = names[term]
        numbers.append(terms.number(term))
    same = first and len(terms.known) == len(numbers)  # no term has two spellings
    triples.extend(found if same else array("i", map(numbers.__getitem__, found)))


def _format(path: Path) -> str:
    return SUFFIXES.get(compression.suffix(path), "")

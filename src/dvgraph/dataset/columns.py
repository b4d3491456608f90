"""Large files as columns: each term once, under a number, and three numbers for each triple.

Reading goes straight from the parser into numbers, so that a million triples take some 90 MB and no
object for each. Only someone else's data in N-Triples or Turtle is read so: our own model needs its
ontology and derived triples, which are made of quads.
"""

import hashlib
from array import array
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from dvgraph.dataset.agency import agency_of
from dvgraph.dataset.files import SUFFIXES, Dataset, SourceFile, discover
from dvgraph.namespaces import BASE, DVG
from dvgraph.rdf import compression, reading
from dvgraph.rdf.oxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Term
from dvgraph.rdf.terms import as_quad

# Bytes from which on files are large: some 200,000 triples in N-Triples, more in Turtle.
LARGE = 20_000_000
_FORMATS = {"nt": RdfFormat.N_TRIPLES, "ttl": RdfFormat.TURTLE}


class Terms:
    """Terms by number, each once, as written."""

    __slots__ = ("known", "numbers")

    def __init__(self) -> None:
        """Start empty; ``known`` are the terms in the order of their numbers."""
        self.numbers: dict[Term, int] = {}
        self.known: list[Term] = []

    def number(self, term: Term) -> int:
        """Return the number of a term, a new one if it has none."""
        found = self.numbers.get(term)
        if found is None:
            found = self.numbers[term] = len(self.known)
            self.known.append(term)
        return found


class LargeDataset(Dataset):
    """A dataset as columns.

    ``triples`` has subject, predicate and value of each triple in turn, as numbers of ``terms``, in
    the order of the files and perhaps repeated. ``texts`` are the contents of the files, unpacked.
    """

    __slots__ = ("_starts", "terms", "texts", "triples")

    def __init__(
        self,
        terms: Terms,
        triples: "array[int]",
        files: tuple[SourceFile, ...],
        starts: list[int],
        texts: list[tuple[bytes, RdfFormat, str]],
    ) -> None:
        """Store the parts; ``starts`` has the number of triples before each file."""
        self.files = files  # quads are made when asked for
        self.terms, self.triples, self.texts = terms, triples, texts
        self._starts = starts

    @property
    def quads(self) -> list[Quad]:  # type: ignore[override]  # made when asked for
        """The quads, made anew at each call."""
        return list(dict.fromkeys(self._at(range(len(self.triples) // 3))))

    @property
    def has_blank_nodes(self) -> bool:
        """Whether a term is a blank node."""
        return any(isinstance(term, BlankNode) for term in self.terms.known)

    def literals(self) -> Iterator[Literal]:
        """Yield each literal once."""
        return (term for term in self.terms.known if isinstance(term, Literal))

    def about(self, nodes: Collection[Term | None]) -> Iterator[Quad]:
        """Yield the quads about some nodes, in the order of the files."""
        return self._at(self._with(0, nodes))

    def having(self, predicates: Collection[Term]) -> Iterator[Quad]:
        """Yield the quads with one of some predicates."""
        return self._at(self._with(1, predicates))

    def ending_in(self, values: Collection[Term]) -> Iterator[Quad]:
        """Yield the quads with one of some values."""
        return self._at(self._with(2, values))

    def lines(self, nodes: Collection[Term | None]) -> dict[tuple[Term, Term | None], str] | None:
        """Return file:line of each of some subjects, alone and with each of its predicates.

        None unless each line of each file is a triple, as in N-Triples without comments.
        """
        ends = [*self._starts[1:], len(self.triples) // 3]
        for (text, format, _), start, end in zip(self.texts, self._starts, ends, strict=True):
            lines = text.count(b"\n") + (not text.endswith(b"\n"))
            if format != RdfFormat.N_TRIPLES or lines != end - start:
                return None
        found: dict[tuple[Term, Term | None], str] = {}
        places = list(self._with(0, nodes))
        known, triples = self.terms.known, self.triples
        for number, start, end in zip(range(len(self.files)), self._starts, ends, strict=True):
            path = self.files[number].path
            for place in places:
                if start <= place < end:
                    subject, predicate = known[triples[3 * place]], known[triples[3 * place + 1]]
                    # A blank node has no name by which a reader finds it.
                    named = isinstance(subject, NamedNode)
                    told = f"{path}:{place - start + 1}" if named else str(path)
                    found.setdefault((subject, None), told)
                    found.setdefault((subject, predicate), told)
        return found

    def _with(self, part: int, terms: Collection[Term | None]) -> Iterable[int]:
        """Return the places of the triples with one of some terms in a part (0, 1 or 2)."""
        numbers = {self.terms.numbers.get(term) for term in terms if term is not None}
        column = self.triples[part::3]
        return [place for place, number in enumerate(column) if number in numbers]

    def _at(self, places: Iterable[int]) -> Iterator[Quad]:
        known, triples, starts = self.terms.known, self.triples, self._starts
        file = 0
        for place in places:
            while file + 1 < len(starts) and place >= starts[file + 1]:
                file += 1
            subject, predicate, value = triples[3 * place : 3 * place + 3]
            yield as_quad(known[subject], known[predicate], known[value], self.files[file].graph)


def read_large(
    paths: Sequence[str | Path],
    on_text: Callable[[bytes, RdfFormat, str], None] = lambda *_: None,
) -> LargeDataset | None:
    """Return the dataset in files that are large together; None for small ones and other formats.

    None too for standard input and for data of dvgraph's model. ``on_text`` gets the content of
    each file, its format and its base IRI before it is parsed. Raises InputError as
    ``dataset.files.read`` does.
    """
    if "-" in map(str, paths) or sum(_size(Path(path)) for path in paths) < LARGE:
        return None
    found = discover(paths)
    if any(_format(path) not in _FORMATS or agency_of(path.resolve().parent) for path, _ in found):
        return None
    terms, triples = Terms(), array("i")
    files: list[SourceFile] = []
    starts: list[int] = []
    texts: list[tuple[bytes, RdfFormat, str]] = []
    blanks: Counter[NamedNode] = Counter()
    for path, graph in found:
        data = reading.content(path)
        digest = hashlib.sha256(data).hexdigest()
        text, format = compression.unpacked(data, str(path)), _FORMATS[_format(path)]
        if DVG.encode() in text:
            return None
        on_text(text, format, BASE)
        files.append(SourceFile(path=path, name=str(path), graph=graph, sha256=digest))
        starts.append(len(triples) // 3)
        texts.append((text, format, BASE))
        _take(reading.quads(text, format, str(path)), terms, triples)
        _rename(terms, graph, blanks)
    return LargeDataset(terms, triples, tuple(files), starts, texts)


def _take(quads: Iterable[Quad], terms: Terms, triples: "array[int]") -> None:
    """Add the triples of a file, as numbers."""
    numbers, add = terms.numbers, triples.append
    get = numbers.setdefault
    for subject, predicate, value, _ in quads:
        add(get(subject, len(numbers)))
        add(get(predicate, len(numbers)))
        add(get(value, len(numbers)))


def _rename(terms: Terms, graph: NamedNode, blanks: "Counter[NamedNode]") -> None:
    """List the terms of a file, its blank nodes renamed as ``rdf.reading.placed`` does."""
    stem = hashlib.sha256(graph.value.encode()).hexdigest()[:8]
    for term in list(islice(terms.numbers, len(terms.known), None)):
        if isinstance(term, BlankNode):
            blanks[graph] += 1
            renamed = BlankNode(f"b{stem}n{blanks[graph]}")
            terms.numbers[renamed] = terms.numbers.pop(term)
            term = renamed
        terms.known.append(term)


def _size(path: Path) -> int:
    try:
        inside = path.rglob("*") if path.is_dir() else [path]
        return sum(file.stat().st_size for file in inside if file.is_file())
    except OSError:
        return 0  # reading it reports the error


def _format(path: Path) -> str:
    return SUFFIXES.get(compression.suffix(path), "")

"""Large files in columns: each term is stored once, and each triple as three term numbers.

The parser's terms become numbers at once, so that a million triples take some 90 MB and no Python
object each. Only N-Triples and Turtle outside dvgraph's model are read in this form: the model
needs its ontology and derived triples, which are quads.
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

# Files of this many bytes or more are large: some 200,000 triples in N-Triples, more in Turtle.
LARGE = 20_000_000
_FORMATS = {"nt": RdfFormat.N_TRIPLES, "ttl": RdfFormat.TURTLE}


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


class LargeDataset(Dataset):
    """A dataset in columns.

    ``triples``: a flat array of subject, predicate and value of each triple, as numbers of
    ``terms``, in the order of the files; a triple may be repeated.
    ``texts``: the decompressed contents of the files.
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
        """Store the parts; ``starts`` has the number of triples that precede each file."""
        self.files = files  # quads are made only when they are asked for
        self.terms, self.triples, self.texts = terms, triples, texts
        self._starts = starts

    @property
    def quads(self) -> list[Quad]:  # type: ignore[override]  # made when asked for
        """The dataset as quads, made anew at each access."""
        return list(dict.fromkeys(self._at(range(len(self.triples) // 3))))

    @property
    def has_blank_nodes(self) -> bool:
        """Whether any term is a blank node."""
        return any(isinstance(term, BlankNode) for term in self.terms.known)

    def literals(self) -> Iterator[Literal]:
        """Yield each literal once."""
        return (term for term in self.terms.known if isinstance(term, Literal))

    def about(self, nodes: Collection[Term | None]) -> Iterator[Quad]:
        """Yield the quads with one of the nodes as subject, in the order of the files."""
        return self._at(self._with(0, nodes))

    def having(self, predicates: Collection[Term]) -> Iterator[Quad]:
        """Yield the quads with one of the given predicates."""
        return self._at(self._with(1, predicates))

    def ending_in(self, values: Collection[Term]) -> Iterator[Quad]:
        """Yield the quads with one of the given values as object."""
        return self._at(self._with(2, values))

    def lines(self, nodes: Collection[Term | None]) -> dict[tuple[Term, Term | None], str] | None:
        """Return file:line of the given subjects, as (subject, None), and of their predicates.

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
                    # A reader cannot find a blank node by its name.
                    named = isinstance(subject, NamedNode)
                    told = f"{path}:{place - start + 1}" if named else str(path)
                    found.setdefault((subject, None), told)
                    found.setdefault((subject, predicate), told)
        return found

    def _with(self, part: int, terms: Collection[Term | None]) -> Iterable[int]:
        """Return the positions of triples with one of the terms in a part.

        The parts are 0 (subject), 1 (predicate) and 2 (value).
        """
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
    """Return the dataset in columns if the files are large together, else None.

    Returns None also for standard input, other formats, and data of dvgraph's model. ``on_text`` is
    called with the content of each file, its format and its base IRI before it is parsed. Raises
    InputError as ``dataset.files.read`` does.
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
    """Append the triples of a file as term numbers."""
    numbers, add = terms.numbers, triples.append
    get = numbers.setdefault
    for subject, predicate, value, _ in quads:
        add(get(subject, len(numbers)))
        add(get(predicate, len(numbers)))
        add(get(value, len(numbers)))


def _rename(terms: Terms, graph: NamedNode, blanks: "Counter[NamedNode]") -> None:
    """Add the terms of a file, with blank nodes renamed as in ``rdf.reading.placed``."""
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
        return 0  # the reading of the file reports the error


def _format(path: Path) -> str:
    return SUFFIXES.get(compression.suffix(path), "")

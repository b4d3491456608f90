"""Reading files as quads with every term exactly as written; ``rdf.writing`` writes them back.

pyoxigraph parses. Exports never come from rdflib or a store, since both change literals. One limit
is the engine's: language tags become lower case, which RDF 1.1 allows. Each file becomes one named
graph (docs/rules.md); quads with a graph of their own keep it.
"""

import io
import os
import stat
import sys
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO, NamedTuple

from dvgraph.dataset.agency import agency_of
from dvgraph.errors import InputError, UseError
from dvgraph.locale.reader import explained
from dvgraph.namespaces import BASE, DVG, GRAPHS
from dvgraph.rdf import compression, reading
from dvgraph.rdf.oxigraph import Literal, NamedNode, Quad, Term, Triple
from dvgraph.rdf.replacement import JOURNAL, PATIENCE, finish, replace_file
from dvgraph.rdf.writing import FORMATS, write
from dvgraph.resources import data_dir, ontology_dir

__all__ = [
    "BASE",
    "FORMATS",
    "SUFFIXES",
    "Dataset",
    "SourceFile",
    "discover",
    "has_model",
    "has_model_terms",
    "held",
    "is_stream",
    "read",
    "replace_file",
    "shipped",
    "stream",
    "write",
]

SUFFIXES = {f".{name}": name for name in FORMATS} | {".xml": "rdf", ".owl": "rdf"}
_OPEN = 200  # files at once, of which some systems allow 256


def sha256_of(data: bytes) -> str:
    """Return the SHA-256 of some bytes, in hexadecimal."""
    from hashlib import sha256  # imported here since most starts hash nothing

    return sha256(data).hexdigest()


class SourceFile(NamedTuple):
    """A file that was read.

    ``path``: None for a stream. ``graph``: the name of its graph. ``sha256``: in hexadecimal.
    """

    path: Path | None
    name: str
    graph: NamedNode
    sha256: str


# The file:line of a subject's first triple with a predicate, or of its first triple.
Lines = Callable[[Term, Term | None], str | None]


class Dataset:
    """Quads as written, without duplicates, and the files they came from."""

    __slots__ = ("files", "quads")

    def __init__(self, quads: list[Quad], files: tuple[SourceFile, ...]) -> None:
        """Store the quads and files without copying them."""
        self.quads = quads
        self.files = files

    def literals(self) -> Iterable[Literal]:
        """Return the distinct literals of the dataset."""
        return {value for quad in self.quads if isinstance(value := quad.object, Literal)}

    @property
    def size(self) -> int:
        """The number of quads."""
        return len(self.quads)

    @property
    def repeats(self) -> bool:
        """Whether a triple stands in several graphs."""
        return len({quad.triple for quad in self.quads}) < len(self.quads)

    def about(self, nodes: Collection[Term | None]) -> Iterable[Quad]:
        """Return the quads with one of the nodes as subject, in the order of the files."""
        return (quad for quad in self.quads if quad.subject in nodes)

    def having(self, predicates: Collection[Term]) -> Iterable[Quad]:
        """Return the quads with one of the given predicates."""
        return (quad for quad in self.quads if quad.predicate in predicates)

    def objects(self, predicates: Collection[Term]) -> set[Term]:
        """Return the distinct objects of the quads with one of the given predicates."""
        return {quad.object for quad in self.having(predicates)}

    def ending_in(self, values: Collection[Term]) -> Iterable[Quad]:
        """Return the quads with one of the given values as object."""
        return (quad for quad in self.quads if quad.object in values)

    def plus(self, quads: Sequence[Quad]) -> "Dataset":
        """Return the dataset with more quads, such as those derived from it."""
        return Dataset([*self.quads, *quads], self.files) if quads else self

    def lines(
        self,
        nodes: Collection[Term | None],  # noqa: ARG002 (a large dataset knows them)
    ) -> Lines | None:
        """Return a function that returns file:line of a subject; None if a search is needed."""
        return None


def _graph(file: Path, resolved: Path, root: Path, homes: Sequence[tuple[Path, Path]]) -> NamedNode:
    """Return the name of the graph of a file found under ``root`` (a folder or the file itself).

    ``homes`` are the shipped folders, resolved, each with the folder to which its graph names are
    relative.
    """
    if described := agency_of(resolved.parent):
        inside = resolved.relative_to(described.folder)
        return _named_graph(described.graphs, inside)
    for folder, top in homes:
        if resolved.is_relative_to(folder):
            inside = resolved.relative_to(top)
            break
    else:
        folders = resolved.parts[:-1]
        if "data" in folders:
            # A copy of a data folder keeps the original graph names, since its statements refer to
            # them.
            after = len(folders) - folders[::-1].index("data")
            inside = Path(*resolved.parts[after:])
        else:
            top = root if root.is_dir() else root.parent
            inside = Path(top.resolve().name) / file.relative_to(top)
    return _named_graph(GRAPHS, inside)


def _named_graph(stem: str, inside: Path) -> NamedNode:
    from urllib.parse import quote

    return NamedNode(stem + quote(compression.bare(inside).with_suffix("").as_posix()))


def _homes() -> tuple[tuple[Path, Path], ...]:
    data, own = data_dir().resolve(), ontology_dir().resolve()
    return (data, data), (own, own.parent)


def _named(paths: Sequence[str | Path]) -> Sequence[str | Path]:
    if "" in paths:  # pathlib reads an empty path as the current folder
        raise UseError(*explained("errors.dataset", "no name"))
    return paths


# Long since every kind of path that a user may name has its own error.
def discover(
    paths: Sequence[str | Path], *, ontology: bool = False
) -> list[tuple[Path, NamedNode]]:
    """Return the files under ``paths``, each with its graph, without repeats, in a stable order.

    For a folder, these are all files in it with a known suffix; streams are skipped.
    With ``ontology``, dvg.ttl, cube.ttl, alignment.ttl and the code lists come first; the shapes
    are left out. A change of several files that a killed program began is finished first
    (``rdf.replacement``). Raises InputError for a path that does not exist or a folder without RDF
    files.
    """
    return _placed(_listed(paths), ontology=ontology)


def _listed(paths: Sequence[str | Path]) -> list[tuple[Path, list[Path]]]:
    """Return each path that is no stream, with the files that it is or contains."""
    try:
        return [(path, _inside(path)) for path in map(Path, _named(paths)) if not is_stream(path)]
    except OSError as error:
        raise _unreadable(error, error.filename or ", ".join(map(str, paths))) from error


def _placed(
    listed: Sequence[tuple[Path, list[Path]]], *, ontology: bool
) -> list[tuple[Path, NamedNode]]:
    found: dict[Path, tuple[Path, NamedNode]] = {}
    homes = _homes()
    folders: dict[Path, Path] = {}

    def add(file: Path, root: Path) -> None:
        if file.is_symlink():
            resolved = file.resolve()
        # Computed once for each folder: resolving is slow, and this runs before each question.
        else:
            home = file.parent
            resolved = (folders.get(home) or folders.setdefault(home, home.resolve())) / file.name
        if resolved not in found:
            found[resolved] = (file, _graph(file, resolved, root, homes))

    if ontology:
        folder = ontology_dir()
        for file in (*sorted(folder.glob("*.ttl")), *sorted(folder.glob("codelists/*.ttl"))):
            add(file, folder)
    for path, files in listed:
        for file in files:
            add(file, path)
    return list(found.values())


class HeldFile(NamedTuple):
    """A file found by ``discover``, opened: it stays the same if another file replaces it."""

    path: Path
    graph: NamedNode
    file: IO[bytes]

    def read(self) -> bytes:
        """Return the content of the file; raises InputError if it is unreadable."""
        try:
            return self.file.read()
        except OSError as error:
            raise _unreadable(error, self.path) from error


@contextmanager
def held(paths: Sequence[str | Path], *, ontology: bool = False) -> Iterator[list[HeldFile]]:
    """Open the files that ``discover`` finds, for the block, all as they were at one moment.

    Another program may replace several files as one (``rdf.replacement``): none or all of these are
    opened as it leaves them. Raises InputError as ``discover`` does, for an unreadable file, and if
    the files keep changing.
    """
    until = time.monotonic() + PATIENCE
    with ExitStack() as stack:
        while (opened := _opened(paths, stack, ontology=ontology)) is None:
            stack.close()
            if time.monotonic() > until:
                problem = explained("errors.files", "being replaced")
                raise InputError(*problem, where=", ".join(map(str, paths)))
        yield opened


def _opened(
    paths: Sequence[str | Path], stack: ExitStack, *, ontology: bool
) -> list[HeldFile] | None:
    """Return the files opened; None if some changed while they were being opened."""
    listed = _listed(paths)
    opened: list[HeldFile] = []
    states = []
    for path, graph in _placed(listed, ontology=ontology):
        try:
            file: IO[bytes] = stack.enter_context(path.open("rb"))
            states.append(_state(os.fstat(file.fileno())))
            if len(opened) >= _OPEN:
                with file:
                    file = io.BytesIO(file.read())
        except FileNotFoundError:
            return None
        except OSError as error:
            raise _unreadable(error, path) from error
        opened.append(HeldFile(path, graph, file))
    # Between the opening and this comparison, no change was being made: ``_listed`` awaits changes.
    try:
        same = listed == _listed(paths) and all(
            state == _state(one.path.stat()) for one, state in zip(opened, states, strict=True)
        )
    except OSError:
        return None
    return opened if same else None


def _state(found: os.stat_result) -> tuple[int, int, int, int]:
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns


def _unreadable(error: OSError, where: str | Path) -> InputError:
    return InputError(*explained("errors.files", "unreadable", why=error), where=str(where))


def is_stream(path: str | Path) -> bool:
    """Return whether a path can be read once only: standard input ("-"), a pipe, a device."""
    if str(path) == "-":
        return True
    try:
        mode = Path(path).stat().st_mode
    except (OSError, ValueError):
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))


def _inside(path: Path) -> list[Path]:
    """Return a file itself, or the files in a folder; a change that was begun is finished first."""
    with suppress(OSError):  # which within tells
        if path.exists():
            finish([path.resolve()])
    inside = reading.within(path)
    if not path.is_dir():
        return inside
    if journals := [file.parent for file in inside if file.name == JOURNAL]:
        finish(journals)
        inside = reading.within(path)
    files = [file for file in inside if compression.suffix(file) in SUFFIXES]
    if not files:
        raise InputError(
            *explained("errors.dataset", "no RDF files", known=", ".join(SUFFIXES)), where=str(path)
        )
    return files


def has_model_terms(quad: Quad) -> bool:
    """Return whether a quad has a term in dvgraph's namespace, as every statement does."""
    return any(
        isinstance(term, NamedNode) and term.value.startswith(DVG)
        for term in (quad.predicate, quad.object, quad.subject)
    )


def has_model(files: Iterable[SourceFile]) -> bool:
    """Return whether the shipped ontology is among the files."""
    own = ontology_dir()
    return any(file.path is not None and file.path.is_relative_to(own) for file in files)


def read(
    paths: Sequence[str | Path],
    *,
    input_format: str | None = None,
    ontology: bool = True,
    model: bool = False,
    mend: Callable[[bytes], bytes] | None = None,
    lenient: Callable[[InputError], None] | None = None,
) -> Dataset:
    """Return the dataset of files, folders and streams, as read by ``stream``."""
    files: list[SourceFile] = []
    quads = stream(
        paths,
        files,
        input_format=input_format,
        ontology=ontology,
        model=model,
        mend=mend,
        lenient=lenient,
    )
    return Dataset(list(dict.fromkeys(quads)), tuple(files))


# Long since each file changes the files, the seen quads and the counts together.
def stream(
    paths: Sequence[str | Path],
    files: list[SourceFile],
    *,
    input_format: str | None = None,
    ontology: bool = True,
    model: bool = False,
    on_progress: Callable[[float], None] | None = None,
    mend: Callable[[bytes], bytes] | None = None,
    lenient: Callable[[InputError], None] | None = None,
) -> Iterator[Quad]:
    """Yield the quads of files, folders and streams (``is_stream``); a quad may be repeated.

    With ``ontology``, the shipped ontology follows (but comes first in ``files``), though only
    beside data of dvgraph's model: data with a term in its namespace, or from an agency's folder.
    Other data is read alone, unless ``model`` is true. Without paths, only the ontology is read.

    Each file is added to ``files`` when its reading starts; no more than the text of one file is in
    memory. ``on_progress`` is called with the number of bytes read since the last call, ``lenient``
    as in ``reading.quads``. ``mend`` repairs the text of a file before it is parsed.
    ``input_format`` (a key of FORMATS) overrides the suffix of the files and gives the format of
    streams (by default TriG, which includes Turtle and N-Triples). Relative IRIs are
    resolved against the base of the file, else of the folder's agency.ttl, else
    https://w3id.org/dvgraph/id/. Raises UseError for an unknown format; InputError for unreadable
    input, with file:line:column, and for a path without any triple.
    """
    if input_format is not None and input_format not in FORMATS:
        raise UseError(
            *explained(
                "errors.dataset", "unknown format", name=input_format, known=", ".join(FORMATS)
            )
        )
    blanks: Counter[NamedNode] = Counter()
    seen: set[Path] = set()
    own_files: list[SourceFile] = []
    own: list[Quad] = []
    known: set[Triple] = set()
    repeated: list[Quad] = []
    count = 0

    def take(
        path: Path | None, name: str, graph: NamedNode, format: str, data: bytes
    ) -> Iterator[Quad]:
        nonlocal count, model
        files.append(SourceFile(path=path, name=name, graph=graph, sha256=sha256_of(data)))
        data = mend(data) if mend else data
        described = agency_of(path.resolve().parent) if path else None
        model = model or described is not None
        base = described.base if described else BASE
        quads = reading.quads(data, FORMATS[format], name, on_progress, base, lenient)
        for quad in reading.placed(quads, graph, blanks):
            count += 1
            model = model or has_model_terms(quad)
            # An export without graph names already contains the ontology, in graphs of its own.
            if quad.graph_name == graph and quad.triple in known:
                repeated.append(quad)
            else:
                yield quad

    if ontology:
        asked = model or not paths
        with held((), ontology=True) as found:
            for one in found:
                seen.add(one.path.resolve())
                own += take(one.path, str(one.path), one.graph, "ttl", one.read())
        own_files, files[:] = files[:], []
        known.update(quad.triple for quad in own)
        model = asked
    for named in _named(paths):
        count = 0
        if str(named) == "-":
            graph = NamedNode(GRAPHS + "stdin")
            yield from take(None, "<stdin>", graph, input_format or "trig", sys.stdin.buffer.read())
        elif is_stream(named):
            format = input_format or SUFFIXES.get(compression.suffix(Path(named))) or "trig"
            graph = _named_graph(GRAPHS, Path(Path(named).name))
            yield from take(None, str(named), graph, format, reading.content(Path(named)))
        named_file = Path(named).is_file()
        with held([named]) as found:
            for one in found:
                if one.path.resolve() in seen:
                    count += 1  # an earlier path gave these files: the path is not empty
                    model = True
                    continue
                seen.add(one.path.resolve())
                known_format = SUFFIXES.get(compression.suffix(one.path))
                format_ = (input_format if named_file else None) or known_format
                if format_ is None:
                    raise InputError(
                        *explained(
                            "errors.dataset",
                            "unknown suffix",
                            suffix=compression.suffix(one.path),
                            known=", ".join(SUFFIXES),
                        ),
                        where=str(one.path),
                    )
                yield from take(one.path, str(one.path), one.graph, format_, one.read())
        if not count:
            raise InputError(
                *explained("errors.dataset", "no triples"),
                where="<stdin>" if str(named) == "-" else str(named),
            )
    if ontology and model:
        files[:0] = own_files
        yield from own
    else:
        yield from repeated


def shipped() -> Dataset:
    """Return the shipped dataset: the folders of all agencies, and the ontology."""
    return read([data_dir()])

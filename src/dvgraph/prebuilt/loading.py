"""Reading files with the ontology and derived triples; and loading them into a store on disk.

The ontology and derived triples are added only to data of dvgraph's model. Data of another model is
read alone, since its users ask about that data only (``dataset.files.stream`` distinguishes the
two).

Loading works in pieces, so that memory never has a list of all quads: while a second thread loads
one piece into the engine, the next is parsed.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from typing import IO, Any, NamedTuple

from dvgraph.dataset import staleness
from dvgraph.dataset.files import Dataset, SourceFile, has_model, read, stream
from dvgraph.dataset.public import public as without_closed
from dvgraph.derive.periods import date_faults
from dvgraph.derive.rules import derive, derived_texts
from dvgraph.prebuilt.disk import manifest_of, replace_store
from dvgraph.prebuilt.names import write_names
from dvgraph.rdf.oxigraph import Quad, RdfFormat, Term, parse, serialize
from dvgraph.store.embedded import EmbeddedStore

_PIECE = 100_000  # quads, some 50 MB


class Loaded(NamedTuple):
    """The result of loading files into a store.

    ``files``: the files that were read. ``asserted``, ``derived``: the numbers of quads.
    ``misdated``: the statements with an unreadable date.
    """

    files: tuple[SourceFile, ...]
    asserted: int
    derived: int
    misdated: Dataset


def completed(
    paths: Sequence[str | Path],
    *,
    input_format: str | None = None,
    model: bool = False,
    public: bool = False,
    step: Callable[[str], None] = lambda _name: None,
) -> tuple[Dataset, list[Quad]]:
    """Return the asserted quads of files, with the ontology, and the derived quads.

    For data of another model: its own quads only. ``model`` treats any data as data of dvgraph's
    model; ``public`` leaves out facts that rest only on non-public sources. ``step`` is called with
    the name of each step. Raises the errors of ``dataset.files.read`` and ``derive.rules.derive``.
    """
    step("reading")
    dataset = read(paths, input_format=input_format, model=model)
    if public:
        dataset = without_closed(dataset)
    if not has_model(dataset.files):
        return dataset, []
    step("deriving")
    return dataset, derive(dataset)


# Long since its inner function, which fills the build, shares its names.
def load(
    paths: Sequence[str | Path],
    folder: Path,
    *,
    input_format: str | None = None,
    model: bool = False,
    step: Callable[[str], None] = lambda _name: None,
    on_progress: Callable[[float], None] | None = None,
    kept: list[EmbeddedStore] | None = None,
) -> Loaded:
    """Build or replace the store in ``folder`` from ``paths``, with ontology and derived triples.

    The result equals that of ``build_store`` on ``completed``, except that quads that differ only
    in the lexical form of a value count once. It replaces the old store atomically. ``step`` is
    called with the name of each step, ``on_progress`` with the bytes read. A store with unreadable
    dates, or with an ``input_format``, is rebuilt each time: its sources are not recorded.
    ``kept``: a list that gets the store in memory; the one in the folder is then indexed when it is
    first opened. Raises the errors of ``dataset.files.stream`` and ``build_store``.
    """
    done: list[Loaded] = []

    def fill(build: Path) -> dict[str, Any]:
        file = build / "dataset.nq"
        files: list[SourceFile] = []
        store = EmbeddedStore()
        with file.open("wb") as out:
            step("reading")
            quads = stream(
                paths, files, input_format=input_format, model=model, on_progress=on_progress
            )
            asserted, odd = _taken(quads, out, store)
            count = store.size()
            derived = 0
            if has_model(files):
                step("deriving")
                for text in derived_texts(store):
                    out.write(text)
                    derived += text.count(b"\n")
        step("writing")
        names = write_names(store, build)  # in memory its queries take a third of the time
        if kept is None:
            store.close()
        else:
            kept.append(store)
        manifest = manifest_of(build, asserted, derived, names, kept is None)
        faults = _about(odd, file, asserted, tuple(files))
        if not odd and not input_format:
            manifest["sources"] = staleness.recorded(paths, files, model=model)
        done.append(Loaded(tuple(files), count, derived, faults))
        return manifest

    replace_store(folder, fill)
    return done[0]


def _taken(quads: Iterable[Quad], out: IO[bytes], store: EmbeddedStore) -> tuple[int, set[Term]]:
    """Write quads and load them; return their number and the subjects with an unreadable date."""
    count = 0
    odd: set[Term] = set()
    going: Future[None] | None = None
    with ThreadPoolExecutor(1) as pool:
        for piece in _pieces(quads):
            data = _written(piece, out)
            count += len(piece)
            odd.update(fault.subject for fault in date_faults(piece))
            if going:
                going.result()
            # As text, because blank nodes would get other names in each piece.
            if b"_:" in data:
                going = pool.submit(store.load, piece)
            else:
                going = pool.submit(store.load_nquads, data)
        if going:
            going.result()
    return count, odd


def _pieces(quads: Iterable[Quad]) -> Iterator[list[Quad]]:
    rest = iter(quads)
    while piece := list(islice(rest, _PIECE)):
        yield piece


def _written(quads: Sequence[Quad], out: IO[bytes]) -> bytes:
    data = serialize(quads, format=RdfFormat.N_QUADS) or b""
    out.write(data)
    return data


def _about(
    subjects: set[Term], file: Path, asserted: int, files: tuple[SourceFile, ...]
) -> Dataset:
    if not subjects:
        return Dataset([], files)
    quads = islice(parse(path=file, format=RdfFormat.N_QUADS), asserted)
    own = dict.fromkeys(quad for quad in quads if quad.subject in subjects)
    return Dataset(list(own), files)

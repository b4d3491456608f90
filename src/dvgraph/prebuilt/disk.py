"""Stores on disk, which save reading and deriving at each start.

A store folder has ``dvgraph.json`` (the name of the current build, with file sizes),
``dvgraph.lock`` and ``build-…/dataset.nq``: asserted and derived quads with every term as written.
A dataset of up to 4 MB is read into memory, which is faster than opening a database; for a larger
one, ``build-…/index`` is the engine's database, made when the store is first opened. A build also
has an index of names (``prebuilt.names``), and for validation the quads in columns
(``dataset.columns``). A new build is made beside the old one and becomes current when
``dvgraph.json`` is replaced, so an interrupted build leaves the old state.
"""

import json
import os
import re
import weakref
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from dvgraph import __version__, resources
from dvgraph.dataset import staleness
from dvgraph.dataset.files import Dataset, sha256_of
from dvgraph.errors import OutputError, StoreError
from dvgraph.locale.reader import explained
from dvgraph.prebuilt.names import (
    MADE_OF,
    Body,
    NameIndex,
    read_names,
    read_texts,
    write_names,
)
from dvgraph.rdf.oxigraph import ENGINE, Quad, RdfFormat, parse
from dvgraph.rdf.replacement import replace_file, sync
from dvgraph.rdf.writing import write
from dvgraph.store import cache
from dvgraph.store.binding import support
from dvgraph.store.embedded import EmbeddedStore

MANIFEST, _LOCK, _DATA = "dvgraph.json", "dvgraph.lock", "dataset.nq"
_COLUMNS = "columns"
_BUILD = re.compile(r"build-\d+-\d+")
_LEFT = re.compile(
    r"build-\d+-\d+|\.dvgraph\.json\.\d+\.part"
)  # the only files that a killed writer leaves
_LAYOUT = 1
_IN_MEMORY = 4_000_000  # bytes of N-Quads, some 18 000 quads
# All code that takes part in making a store: prebuilt and the layers below (pyproject.toml).
# Its hash is part of the key, because the version stays the same between commits of a checkout.
_CODE = ("dataset", "derive", "prebuilt", "rdf", "store")


class PrebuiltStore(EmbeddedStore):
    """A store read from a folder, with its index of names."""

    def __init__(self, build: Path, manifest: dict[str, Any], data: IO[bytes]) -> None:
        """Open the engine on a build; raises StoreError if it cannot be opened.

        ``data`` is the build's open file. It stays open as long as the store, and protects the
        build from removal by a writer.
        """
        self._release = weakref.finalize(self, data.close)
        self._build = build
        self._digests: dict[str, str] = manifest.get("names", {})
        self._names: NameIndex | None = None
        if manifest["index"]:
            super().__init__(build / "index", read_only=True)
        else:
            super().__init__()

    def close(self) -> None:
        """Close the engine and the file of the build."""
        super().close()
        self._release()

    def names(self) -> NameIndex | None:
        """Return the index of names, read once; None if it is absent or damaged."""
        for name in MADE_OF:
            self._note(("query", support(name)))
        if self._names is None:
            self._names = read_names(self._build, self._digests)
        return self._names

    def texts(self) -> list[Body] | None:
        """Return definitions and descriptions; None if the file is absent or damaged."""
        self._note(("query", support("all-texts")))
        return read_texts(self._build, self._digests)


def build_store(
    dataset: Dataset,
    folder: Path,
    derived: Iterable[Quad] | None = None,
    *,
    paths: Sequence[str | Path] | None = None,
) -> None:
    """Build a store in ``folder``, or replace the store there, atomically.

    ``derived``: the derived quads, if already computed. ``paths``: the paths from which ``dataset``
    was read, so that the store can report later which files changed (``outdated``). Raises
    OutputError for a folder with other contents and for a failed write, StoreError while another
    process writes there.
    """
    if derived is None:
        from dvgraph.derive.rules import derive

        derived = derive(dataset)
    quads = [*dataset.quads, *derived]

    def fill(build: Path) -> dict[str, Any]:
        manifest = _fill(build, quads, len(dataset.quads))
        if paths is not None:
            manifest["sources"] = staleness.recorded(paths, dataset.files)
        return manifest

    replace_store(folder, fill)


def replace_store(folder: Path, fill: Callable[[Path], dict[str, Any]]) -> None:
    """Make a build in ``folder`` atomically; raises the errors of ``build_store``.

    ``fill`` is called with the new build's folder, and returns the manifest.
    """
    new = not folder.exists()
    try:
        with _locked(folder):
            current = _current(folder)
            for left in folder.iterdir():  # of killed writers; on a full disk they are in the way
                if _LEFT.fullmatch(left.name) and left.name != current:
                    _remove_unread(left)
            build = folder / f"build-{os.getpid()}-{int.from_bytes(os.urandom(6))}"
            try:
                build.mkdir()
                manifest = fill(build)
                _sync(build)
                replace_file(folder / MANIFEST, json.dumps(manifest, indent=1).encode())
            except BaseException:
                if _current(folder) != build.name:
                    cache.remove(folder if new else build)
                raise
            if current:
                _remove_unread(folder / current)
    except OSError as error:
        raise OutputError(
            *explained("errors.files", "unwritable", why=error), where=str(folder)
        ) from error


def open_store_dir(folder: Path, *, memory: bool = False) -> PrebuiltStore:
    """Return the store that ``build_store`` made in ``folder``, opened read-only.

    ``memory``: read it into memory whatever its size, where a query takes a third of the time.
    Raises StoreError if it is absent or damaged.
    """
    manifest, file = _held(folder)
    if memory:
        manifest = {**manifest, "index": None}
    elif manifest["index"] == {}:
        manifest = _indexed(folder, manifest)
    build = folder / manifest["build"]
    try:
        if not manifest["index"]:
            data = file.read()
            if sha256_of(data) != manifest["sha256"]:
                raise _damaged(folder)
            store = PrebuiltStore(build, manifest, file)
            store.load_nquads(data)
            return store
        if manifest["index"] != _sizes(build / "index"):
            raise _damaged(folder)
        return PrebuiltStore(build, manifest, file)
    except (OSError, StoreError) as error:
        file.close()
        raise (_damaged(folder) if isinstance(error, OSError) else error) from error


def outdated(folder: Path) -> list[staleness.ChangedFile] | None:
    """Return the source files that changed since a store was built.

    None if unknown: the store has no record of its files, was made from standard input, or by
    another version or other rules. Raises StoreError if there is no store.
    """
    manifest = _manifest(folder)
    kept = manifest.get("sources")
    if kept is None or "-" in kept["paths"] or manifest.get("made by") != store_key(()):
        return None
    return staleness.changed(kept)


def is_of(folder: Path, paths: Sequence[str | Path], *, model: bool = False) -> bool:
    """Return whether a store is intact and built from exactly these paths, all unchanged since.

    ``model`` as in ``prebuilt.loading.load``.
    """
    try:
        open_store_dir(folder).close()
        kept = _manifest(folder).get("sources")
        same = (
            kept is not None
            and kept["paths"] == staleness.resolved(paths)
            and kept.get("model", False) == model
        )
        there = all(Path(path).exists() for path in paths)
        return same and there and outdated(folder) == []
    except StoreError:
        return False


def stored_quads(folder: Path) -> list[Quad]:
    """Return the asserted and derived quads of a store, with every term as written.

    Raises the errors of ``open_store_dir``.
    """
    _, file = _held(folder)
    try:
        with file:
            return list(dict.fromkeys(parse(path=file.name, format=RdfFormat.N_QUADS)))
    except (OSError, SyntaxError) as error:
        raise _damaged(folder) from error


def stored_parts(folder: Path) -> tuple[list[Quad], list[Quad]]:
    """Return the asserted quads and the derived quads of a store, as ``stored_quads`` does."""
    data, number = stored_text(folder)
    quads = list(parse(data, format=RdfFormat.N_QUADS, lenient=True))
    # The streaming reader repeats some quads.
    return list(dict.fromkeys(quads[:number])), quads[number:]


def stored_text(folder: Path) -> tuple[bytes, int]:
    """Return the N-Quads of a store, one a line, and the number of those that are asserted.

    The asserted quads come first. Raises the errors of ``open_store_dir``.
    """
    manifest, file = _held(folder)
    with file:
        return _checked(folder, Path(file.name), manifest["sha256"]), manifest["asserted"]


def stored_columns(folder: Path) -> tuple[bytes, int] | None:
    """Return the columns of a store, and the number of its asserted quads; None without columns.

    Raises the errors of ``open_store_dir``.
    """
    manifest, file = _held(folder)
    with file:
        if not (digest := manifest.get("columns")):
            return None
        return _checked(folder, Path(file.name).with_name(_COLUMNS), digest), manifest["asserted"]


def _checked(folder: Path, file: Path, digest: str) -> bytes:
    """Return the content of a file of a build; raises StoreError if it is damaged."""
    try:
        data = file.read_bytes()
    except OSError as error:
        raise _damaged(folder) from error
    if sha256_of(data) != digest:
        raise _damaged(folder)
    return data


def _held(folder: Path) -> tuple[dict[str, Any], IO[bytes]]:
    """Return the manifest and the open data file of the current build, protected from removal.

    If a writer replaces the build meanwhile, the new one is opened. Raises StoreError if there is
    no store, or the manifest names an unreadable build.
    """
    import fcntl

    while True:
        manifest = _manifest(folder)
        with suppress(OSError):
            file = (folder / manifest["build"] / _DATA).open("rb")
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:  # a writer is removing the build
                file.close()
            except OSError:  # a file system without locks
                return manifest, file
            else:
                # The build still existed once the lock was held.
                if os.fstat(file.fileno()).st_nlink:
                    return manifest, file
                file.close()
        if _manifest(folder) == manifest:
            raise _damaged(folder)


def _remove_unread(path: Path) -> None:
    """Remove the build of an earlier writer, unless a reader has it open."""
    import fcntl

    try:
        with (path / _DATA).open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            cache.remove(path)
    except BlockingIOError:
        pass  # a later writer will remove it
    except OSError:  # without data: a partial manifest, or the remains of a killed writer
        cache.remove(path)


def _manifest(folder: Path) -> dict[str, Any]:
    try:
        manifest = json.loads((folder / MANIFEST).read_bytes())
        known = manifest["layout"] == _LAYOUT and _BUILD.fullmatch(manifest["build"])
        if known and {"index", "sha256"} <= manifest.keys():
            return dict(manifest)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        pass
    raise StoreError(*explained("errors.prebuilt", "no store"), where=str(folder))


def _damaged(folder: Path) -> StoreError:
    return StoreError(*explained("errors.prebuilt", "damaged"), where=str(folder))


def _fill(build: Path, quads: list[Quad], asserted: int) -> dict[str, Any]:
    write(quads, build / _DATA, "nq")
    store = EmbeddedStore()
    store.load(quads)
    names = write_names(store, build)
    store.close()
    return manifest_of(build, asserted, len(quads) - asserted, names)


def manifest_of(
    build: Path, asserted: int, derived: int, names: Mapping[str, str], index: bool = True
) -> dict[str, Any]:
    """Return the manifest of a build with its ``dataset.nq``, and write that file in columns.

    ``asserted`` and ``derived`` count the lines of the file: the asserted quads come first.
    ``names``: the digests of the index of names. ``index``: index the file too if it is large; else
    that is done when the store is first opened.
    """
    from dvgraph.dataset.columns import write_stored  # imported here since only validation needs it

    file = build / _DATA
    large = file.stat().st_size > _IN_MEMORY
    columns = {}
    if write_stored(file, build / _COLUMNS):
        columns = {"columns": sha256_of((build / _COLUMNS).read_bytes())}
    with file.open("rb") as content:
        import hashlib  # as in sha256_of

        digest = hashlib.file_digest(content, "sha256").hexdigest()
    return {
        **columns,
        "layout": _LAYOUT,
        "dvgraph": __version__,
        "made by": store_key(()),
        "build": build.name,
        "asserted": asserted,
        "derived": derived,
        "sha256": digest,
        "index": (_index(build) if index else {}) if large else None,
        "names": names,
    }


def _index(build: Path) -> dict[str, int]:
    """Make the engine's database of a build, and return the sizes of its files."""
    cache.remove(build / "index")  # of a killed writer
    store = EmbeddedStore(build / "index")
    store.load_nquads(build / _DATA)
    store.close()
    return _sizes(build / "index")


def _indexed(folder: Path, manifest: dict[str, Any]) -> dict[str, Any]:
    """Index a build that has no index yet, and return its manifest; the same one if that fails."""
    with suppress(OutputError, StoreError, OSError), _locked(folder):
        current = _manifest(folder)
        build = folder / current["build"]
        if current["build"] == manifest["build"]:
            if current["index"] == {}:
                current["index"] = _index(build)
                _sync(build / "index")
                replace_file(folder / MANIFEST, json.dumps(current, indent=1).encode())
            return current
    return manifest


def _sizes(index: Path) -> dict[str, int]:
    """Return the sizes of the data files, for a quick check for truncated files."""
    return {file.name: file.stat().st_size for file in index.iterdir() if file.suffix == ".sst"}


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Hold the writer's lock on a folder that is new, empty or already a store."""
    import fcntl

    folder.mkdir(parents=True, exist_ok=True)
    names = {path.name for path in folder.iterdir()}
    foreign = {name for name in names - {MANIFEST, _LOCK} if not _LEFT.fullmatch(name)}
    if foreign or (names and _LOCK not in names):
        raise OutputError(*explained("errors.prebuilt", "other contents"), where=str(folder))
    with (folder / _LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise StoreError(*explained("errors.prebuilt", "busy"), where=str(folder)) from error
        yield


def _sync(build: Path) -> None:
    """Write all files of a build to the disk, so that a power cut after it loses none."""
    for file in (build, *build.rglob("*")):
        sync(file)


def _current(folder: Path) -> str:
    """Return the name of the current build, of any version; an empty text without a store."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        return str(json.loads((folder / MANIFEST).read_bytes())["build"])
    return ""


def store_key(files: Iterable[tuple[str, str]]) -> str:
    """Return the hash of a store's inputs and code, given the graph and hash of each file."""
    parts = [__version__, ENGINE, sha256_of(b"".join(file.read_bytes() for file in _program()))]
    parts += [f"{path.name} {sha256_of(path.read_bytes())}" for path in _rules()]
    parts += [f"{graph} {digest}" for graph, digest in sorted(files)]
    return sha256_of("\n".join(parts).encode())[:32]


def code() -> list[Path]:
    """Return the files of the rules and the code in ``store_key``, and the folders they are in."""
    files = [*_rules(), *_program()]
    package = Path(__file__).parents[1]  # other code comes and goes in it
    return [*files, *({file.parent for file in files} - {package})]


def _rules() -> list[Path]:
    queries = resources.queries_dir()
    return [*sorted((queries / "derive").glob("*.rq")), *sorted(queries.glob("support/all-*.rq"))]


def _program() -> list[Path]:
    package = Path(__file__).parents[1]
    files = [package / "namespaces.py", package / "resources.py"]
    for name in _CODE:
        files += sorted((package / name).rglob("*.py"))
    return files

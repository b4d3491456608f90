"""Reading one file as a stream of quads; errors give line and column."""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from io import BytesIO
from pathlib import Path

from dvgraph.errors import InputError, LimitError
from dvgraph.locale.reader import explained
from dvgraph.namespaces import BASE
from dvgraph.rdf import compression
from dvgraph.rdf.oxigraph import (
    BlankNode,
    DefaultGraph,
    NamedNode,
    Quad,
    RdfFormat,
    Term,
    Triple,
    parse,
)
from dvgraph.rdf.terms import as_triple


def content(path: Path) -> bytes:
    """Return the bytes of a file; raises InputError if it is unreadable."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(
            *explained("errors.files", "unreadable", why=error), where=str(path)
        ) from error


def within(path: Path) -> list[Path]:
    """Return a file itself, or all files in a folder, sorted.

    Raises InputError for a path that does not exist and for a folder that cannot be read.
    """
    try:
        if path.is_dir():
            return sorted(file for file in path.rglob("*") if file.is_file())
        if path.exists():
            return [path]
    except OSError as error:
        where = str(error.filename or path)
        raise InputError(
            *explained("errors.files", "unreadable", why=error), where=where
        ) from error
    raise InputError(*explained("errors.files", "absent"), where=str(path))


def quads(
    data: bytes,
    format: RdfFormat,
    name: str,
    on_progress: Callable[[float], None] | None = None,
    base: str = BASE,
    lenient: Callable[[InputError], None] | None = None,
) -> Iterator[Quad]:
    """Yield the quads of a file, compressed or not, while the parser reads them.

    Relative IRIs are resolved against ``base``. ``on_progress`` is called with the number of bytes
    read so far. ``lenient`` is called with the first fault of a file that can be read despite it,
    such as an IRI with a space. Raises InputError, with ``name``.
    """
    size = len(data)
    data = compression.unpacked(data, name)
    data = data.removeprefix(b"\xef\xbb\xbf")  # a BOM is legal UTF-8, but the parser refuses it
    # Imported here since their patterns take a while to compile.
    from dvgraph.rdf import limits, rdf_xml, type_maps

    if format == RdfFormat.RDF_XML:
        data = rdf_xml.in_utf8(data)
    limits.check(data, format, name)
    if format == RdfFormat.JSON_LD:
        _check_keys(data, name)
        data = type_maps.without_type_maps(data)
    try:
        if format == RdfFormat.RDF_XML:
            data = rdf_xml.plain(data)
        text = _ProgressStream(data, on_progress, size) if on_progress else data
        if lenient:
            yield from _forgiven(data, format, name, base, lenient)
        elif format == RdfFormat.RDF_XML:
            yield from rdf_xml.quads(data, text, base)
        else:
            yield from parse(text, format=format, base_iri=base)
    except SyntaxError as error:
        raise _explained(error, data, format, name) from error
    except MemoryError as error:
        raise LimitError(*explained("errors.rdf", "too long"), where=name) from error


def _check_keys(data: bytes, name: str) -> None:
    """Raise InputError for a key that a JSON object has twice (JSON-LD 1.1 §9: keys are unique)."""

    def unique(pairs: list[tuple[str, object]]) -> None:
        keys = Counter(key for key, _ in pairs)
        for key in keys if len(keys) < len(pairs) else ():
            if keys[key] > 1:
                raise InputError(*explained("errors.rdf", "key twice", key=key), where=name)

    with suppress(ValueError):  # of broken JSON the parser tells line and column
        json.loads(data, object_pairs_hook=unique)


def _forgiven(
    data: bytes, format: RdfFormat, name: str, base: str, told: Callable[[InputError], None]
) -> list[Quad]:
    try:
        return list(parse(data, format=format, base_iri=base))
    except SyntaxError as error:
        found = list(parse(data, format=format, base_iri=base, lenient=True))
        told(_explained(error, data, format, name))
        return found


class _ProgressStream(BytesIO):
    """A byte stream that reports its progress, as a share of the size of its file."""

    def __init__(self, data: bytes, on_progress: Callable[[float], None], size: int) -> None:
        super().__init__(data)
        self._on_progress, self._share = on_progress, size / max(len(data), 1)

    def read(self, size: int | None = -1, /) -> bytes:
        chunk = super().read(size)
        self._on_progress(len(chunk) * self._share)
        return chunk


def _explained(error: SyntaxError, data: bytes, format: RdfFormat, name: str) -> InputError:
    try:
        data.decode("utf-8")
        encoding = "UTF-16" if b"\0" in data[:400] else None
    except UnicodeDecodeError as fault:
        encoding = "Windows-1252 or Latin-1"
        if data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in data[:400]:
            encoding = "UTF-16"
        before = data[: fault.start]
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8")) + 1
        name = f"{name}:{line}:{column}"
    if encoding:
        return InputError(
            *explained("errors.rdf", "not UTF-8", encoding=encoding, code=encoding.split()[0]),
            where=name,
        )
    message = re.sub(r"^Parser error at line .*?: ", "", str(error.args[0]))
    if error.lineno:
        name = f"{name}:{error.lineno}:{error.offset}"
    elif line := _line(data, format):
        name = f"{name}:{line}"
    if "LoadDocumentCallback" in message:
        return InputError(*explained("errors.rdf", "context"), where=name)
    key = "parser on input" if name.startswith("<stdin>") else "parser"
    problem = explained("errors.rdf", key, message=message, format=format.name)
    return InputError(*problem, where=name)


def _line(data: bytes, format: RdfFormat) -> int:
    """Return the line up to which the engine reads until it finds the fault; 0 if it finds none."""
    stream = _LineStream(data)
    with suppress(SyntaxError):
        for _ in parse(stream, format=format, base_iri=BASE):
            pass
        return 0
    return data.count(b"\n", 0, stream.tell() - 1) + 1


class _LineStream(BytesIO):
    """A byte stream that gives at most a line at a time."""

    def read(self, size: int | None = -1, /) -> bytes:
        return self.readline(size)


def placed(parsed: Iterable[Quad], graph: NamedNode, blanks: Counter[NamedNode]) -> Iterator[Quad]:
    """Yield the quads in their graph, blank nodes renamed by graph and order of appearance.

    Each reading gives the same names, so that two readings differ only if the data differs.
    """
    names: dict[BlankNode, BlankNode] = {}

    def renamed(node: BlankNode) -> BlankNode:
        if node not in names:
            blanks[graph] += 1
            stem = hashlib.sha256(graph.value.encode()).hexdigest()[:8]
            names[node] = BlankNode(f"b{stem}n{blanks[graph]}")
        return names[node]

    def term(value: Term) -> Term:
        if isinstance(value, BlankNode):
            return renamed(value)
        if isinstance(value, Triple):
            return as_triple(*map(term, value))
        return value

    for quad in parsed:
        subject, predicate, object_, own = quad
        if isinstance(own, DefaultGraph):
            own = graph
        elif isinstance(own, BlankNode):
            own = renamed(own)
        if isinstance(subject, BlankNode):
            subject = renamed(subject)
        yield Quad(subject, predicate, term(object_), own)

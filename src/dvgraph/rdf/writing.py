"""Writing quads to files and streams by pyoxigraph alone, with a test read before writing."""

import re
from collections.abc import Iterable
from errno import EAGAIN
from pathlib import Path
from typing import IO

from dvgraph.errors import OutputError, UseError
from dvgraph.locale.reader import explained
from dvgraph.rdf.jsonld import jsonld
from dvgraph.rdf.oxigraph import (
    BlankNode,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    Term,
    Triple,
    parse,
    serialize,
)
from dvgraph.rdf.replacement import replace_file

FORMATS: dict[str, RdfFormat] = {
    "ttl": RdfFormat.TURTLE,
    "trig": RdfFormat.TRIG,
    "nt": RdfFormat.N_TRIPLES,
    "nq": RdfFormat.N_QUADS,
    "jsonld": RdfFormat.JSON_LD,
    "rdf": RdfFormat.RDF_XML,
}
CSV_COLUMNS = ("graph", "subject", "predicate", "object", "type", "datatype", "lang")

# Characters that XML 1.0 forbids or, for a lone CR, changes on reading. pyoxigraph writes and reads
# them unescaped, which no other reader would.
_NOT_XML = re.compile(rb"[\x00-\x08\x0b-\x1f]|\xef\xbf[\xbe\xbf]")


def write(
    quads: Iterable[Quad | Triple],
    target: Path | IO[bytes],
    format: str,
    *,
    prefixes: dict[str, str] | None = None,
) -> None:
    """Write the quads as ``format``: a key of FORMATS, or csv (columns: CSV_COLUMNS).

    ttl, nt and rdf have no graph names: they get the triples of all graphs, without duplicates. The
    result is parsed before anything is written; a file is replaced atomically. Raises UseError for
    an unknown format, OutputError for a term that the format cannot express and for a failed write
    (BrokenPipeError of a stream passes through).
    """
    data = encoded(quads, format, prefixes=prefixes)
    if isinstance(target, Path):
        replace_file(target, data)
        return
    left = memoryview(data)
    try:
        while left:  # a raw stream may accept only a part of the bytes
            left = left[target.write(left) or _refused() :]
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputError(*explained("errors.files", "unwritable", why=error)) from error


def names_graphs(format: str) -> bool:
    """Return whether a format (a key of ``write``) can name the graphs of quads."""
    return format == "csv" or FORMATS[format].supports_datasets


def encoded(
    quads: Iterable[Quad | Triple], format: str, *, prefixes: dict[str, str] | None = None
) -> bytes:
    """Return the bytes that ``write`` writes, after a test read; raises the same errors."""
    full = [quad if isinstance(quad, Quad) else Quad(*quad) for quad in quads]
    if format == "csv":
        return _csv(full)
    if format in FORMATS:
        return _serialized(full, format, prefixes)
    raise UseError(
        *explained("errors.rdf", "unknown format", name=format, known=", ".join([*FORMATS, "csv"]))
    )


def _refused() -> int:
    raise BlockingIOError(EAGAIN, "the stream accepts no more data now")


def _serialized(quads: list[Quad], name: str, prefixes: dict[str, str] | None) -> bytes:
    format = FORMATS[name]
    if not format.supports_datasets:
        quads = list(dict.fromkeys(map(_in_default, quads)))
    data = b""
    try:
        if name == "jsonld":
            data = jsonld(quads).encode()
        else:
            data = serialize(quads, format=format, prefixes=prefixes) or b""
        kept = _reads_as(data, format, quads)
    except (ValueError, TypeError, SyntaxError, MemoryError):
        kept = False
    if name == "rdf" and _NOT_XML.search(data):
        kept = False
    if not kept:
        raise OutputError(*explained("errors.rdf", "no expression", name=name))
    return data


def _reads_as(data: bytes, format: RdfFormat, quads: list[Quad]) -> bool:
    """Return whether data has exactly some quads; they are not held in memory a second time."""
    every = frozenset(quads)
    left = set(every)
    for quad in parse(data, format=format):
        if quad not in every:
            return False
        left.discard(quad)
    return not left


def _in_default(quad: Quad) -> Quad:
    return quad if isinstance(quad.graph_name, DefaultGraph) else Quad(*quad.triple)


def _csv(quads: list[Quad]) -> bytes:
    import csv
    import io

    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n", quoting=csv.QUOTE_MINIMAL)
    writer.writerow(CSV_COLUMNS)
    for subject, predicate, value, graph in quads:
        where = "" if isinstance(graph, DefaultGraph) else _cell(graph)
        writer.writerow((where, _cell(subject), predicate.value, *_object(value)))
    return text.getvalue().encode("utf-8")


def _cell(node: NamedNode | BlankNode) -> str:
    return node.value if isinstance(node, NamedNode) else str(node)


def _object(value: Term) -> tuple[str, str, str, str]:
    """Return the columns of the object: its value, type, datatype and lang."""
    if isinstance(value, Literal):
        # As in N-Triples 1.2, a base direction follows the language: ar--rtl.
        lang = "--".join(str(part) for part in (value.language, value.direction) if part)
        return value.value, "literal", value.datatype.value, lang
    if isinstance(value, Triple):
        return str(value), "triple", "", ""
    return _cell(value), "iri" if isinstance(value, NamedNode) else "bnode", "", ""

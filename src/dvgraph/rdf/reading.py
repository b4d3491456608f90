"""Reading one file as a stream of quads; errors give line and column."""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from io import BytesIO
from pathlib import Path

from dvgraph.errors import InputError
from dvgraph.locale.reader import explained
from dvgraph.namespaces import BASE, RDF
from dvgraph.rdf import compression
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
)
from dvgraph.rdf.terms import as_triple

_XML_ENCODING = re.compile(rb"""<\?xml[^>]*?\sencoding\s*=\s*["']([A-Za-z][\w.-]*)["']""")
# What the engine refuses wrongly: an empty xml:lang, which ends the language of the elements above
# (XML 1.0 §2.12), and an empty element of XML content.
_SECOND = re.compile(
    rb"""\sxml:lang\s*=\s*(?:""|'')|parseType\s*=\s*["']Literal["'][^<>]*+(?:(?<=/)>|></)"""
)
_XML_CONTENT = re.compile(rb"""parseType\s*=\s*["']Literal["']""")
_XML_TYPED = re.compile(rb"""datatype\s*=\s*["'][^"']*XMLLiteral""")


def content(path: Path) -> bytes:
    """Return the bytes of a file; raises InputError if it is unreadable."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(
            *explained("errors.files", "unreadable", why=error), where=str(path)
        ) from error


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
    from dvgraph.rdf import limits, type_maps  # here since their patterns take a while to compile

    if format == RdfFormat.RDF_XML:
        data = _in_utf8(data)
    limits.check(data, format, name)
    if format == RdfFormat.JSON_LD:
        _check_keys(data, name)
        data = type_maps.without_type_maps(data)
    text = _ProgressStream(data, on_progress, size) if on_progress else data
    try:
        if lenient:
            yield from _forgiven(data, format, name, base, lenient)
        elif format == RdfFormat.RDF_XML:
            yield from _rdf_xml(data, text, name, base)
        else:
            yield from parse(text, format=format, base_iri=base)
    except SyntaxError as error:
        raise _explained(error, data, format, name) from error
    except MemoryError as error:
        raise InputError(*explained("errors.rdf", "too long"), where=name) from error


def _in_utf8(data: bytes) -> bytes:
    """Return an XML document in UTF-8, without the name of the encoding in which it was written."""
    found = _XML_ENCODING.match(data)
    named = found[1].decode("ascii") if found else "utf-16"
    if not found and data[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        return data
    try:
        text = data.decode(named)
    except (LookupError, UnicodeDecodeError):
        return data  # the parser tells what is wrong
    return re.sub(
        r"(<\?xml[^>]*?)\s+encoding\s*=\s*(\"[^\"]*\"|'[^']*')", r"\1", text, count=1
    ).encode()


def _check_keys(data: bytes, name: str) -> None:
    """Raise InputError for a key that a JSON object has twice (JSON-LD 1.1 §9: keys are unique)."""

    def unique(pairs: list[tuple[str, object]]) -> None:
        keys = Counter(key for key, _ in pairs)
        for key in keys if len(keys) < len(pairs) else ():
            if keys[key] > 1:
                raise InputError(*explained("errors.rdf", "key twice", key=key), where=name)

    with suppress(ValueError):  # of broken JSON the parser tells line and column
        json.loads(data, object_pairs_hook=unique)


def _rdf_xml(data: bytes, text: bytes | BytesIO, name: str, base: str) -> Iterator[Quad]:
    """Return the quads of RDF/XML; ``text`` is the data, or a stream of it."""
    if _SECOND.search(data):
        parsed = _by_second(data, name, base)
    else:
        parsed = parse(text, format=RdfFormat.RDF_XML, base_iri=base)
    if not _XML_CONTENT.search(data) or _XML_TYPED.search(data):
        return parsed  # literals that the author typed as XML stay as written
    return map(_canonical, parsed)


def _canonical(quad: Quad) -> Quad:
    """Return the quad with embedded XML in canonical form (RDF 1.1 XML Syntax §7.2.17).

    The engine repeats all namespaces in it, also those that are not used.
    """
    term = quad.object
    if not isinstance(term, Literal) or term.datatype.value != f"{RDF}XMLLiteral":
        return quad
    from xml.etree.ElementTree import ParseError, canonicalize  # since few files need it

    try:
        text = canonicalize(f"<x>{term.value}</x>", with_comments=True)
    except ParseError:
        return quad
    value = Literal(text.removeprefix("<x>").removesuffix("</x>"), datatype=term.datatype)
    return Quad(quad.subject, quad.predicate, value, quad.graph_name)


def _by_second(data: bytes, name: str, base: str) -> Iterator[Quad]:
    """Yield the quads of RDF/XML by the second parser, rdflib's."""
    from dvgraph.rdf import bridge  # imported here since few files need it, and it is slow

    try:
        yield from bridge.parsed(data, base)
    except bridge.ParseError as error:
        problem = explained("errors.rdf", "parser", message=f"{error} (rdflib)")
        raise InputError(*problem, where=name) from error


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
    if "LoadDocumentCallback" in message:
        return InputError(*explained("errors.rdf", "context"), where=name)
    key = "parser on input" if name.startswith("<stdin>") else "parser"
    problem = explained("errors.rdf", key, message=message, format=format.name)
    return InputError(*problem, where=name)


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

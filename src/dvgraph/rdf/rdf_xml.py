"""RDF/XML as the engine reads it right: well-formed, in UTF-8, without comments inside a text.

The engine alone accepts some XML that is not well-formed, and refuses some that is.
"""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from xml.parsers import expat

from dvgraph.namespaces import RDF
from dvgraph.rdf.oxigraph import Literal, Quad, RdfFormat, parse

_ENCODING = re.compile(rb"""<\?xml[^>]*?\sencoding\s*=\s*["']([A-Za-z][\w.-]*)["']""")
# An empty xml:lang, which ends the language of the elements above (XML 1.0 §2.12), and an empty
# element of XML content: the engine refuses them, a second parser reads them.
_SECOND = re.compile(
    rb"""\sxml:lang\s*=\s*(?:""|'')|parseType\s*=\s*["']Literal["'][^<>]*+(?:(?<=/)>|></)"""
)
_XML_CONTENT = re.compile(rb"""parseType\s*=\s*["']Literal["']""")
_XML_TYPED = re.compile(rb"""datatype\s*=\s*["'][^"']*XMLLiteral""")
_ENTITY = re.compile(rb"(<!ENTITY\s+[^\s%]+\s+)'([^']*)'")
_BETWEEN = re.compile(rb"<!--(?s:.*?)-->|<\?(?!xml[ \t\r\n])(?s:.*?)\?>|<!\[CDATA\[(?s:.*?)\]\]>")


def in_utf8(data: bytes) -> bytes:
    """Return an XML document in UTF-8, without the name of the encoding in which it was written."""
    found = _ENCODING.match(data)
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


def plain(data: bytes) -> bytes:
    """Return the document without comments, instructions and CDATA sections, which split texts.

    Raises SyntaxError, with line and column, if it is not well-formed XML.
    """
    try:
        expat.ParserCreate().Parse(data, True)
    except LookupError as error:
        raise SyntaxError(str(error)) from error
    except expat.ExpatError as error:
        place = (None, error.lineno, error.offset + 1, None)
        raise SyntaxError(f"this is no XML: {expat.ErrorString(error.code)}", place) from error

    def replaced(found: re.Match[bytes]) -> bytes:
        if found[0].startswith(b"<![CDATA["):
            text = found[0][9:-3]
            return text.replace(b"&", b"&amp;").replace(b"<", b"&lt;").replace(b">", b"&gt;")
        before, after = data[: found.start()].rstrip()[-1:], data[found.end() :].lstrip()[:1]
        # Between elements its lines stay, so that the lines below keep their numbers.
        return b"\n" * found[0].count(b"\n") if (before, after) == (b">", b"<") else b""

    return _BETWEEN.sub(replaced, _with_double_quotes(data))


def _with_double_quotes(data: bytes) -> bytes:
    """Return the document with double quotes around the values of its entities.

    The engine refuses single ones, which XML 1.0 §2.3 allows too.
    """
    start = data.find(b"<!DOCTYPE")
    end = data.find(b"]>", start)
    if start < 0 or end < 0:
        return data

    def quoted(found: re.Match[bytes]) -> bytes:
        return found[1] + b'"' + found[2].replace(b'"', b"&#34;") + b'"'

    return data[:start] + _ENTITY.sub(quoted, data[start:end]) + data[end:]


def quads(data: bytes, text: bytes | BytesIO, base: str) -> Iterator[Quad]:
    """Return the quads of a plain document; ``text`` is the data, or a stream of it.

    Raises SyntaxError.
    """
    if _SECOND.search(data):
        from dvgraph.rdf import bridge  # imported here since few files need it, and it is slow

        parsed: Iterator[Quad] = iter(bridge.parsed(data, base))
    else:
        parsed = parse(text, format=RdfFormat.RDF_XML, base_iri=base)
    if not _XML_CONTENT.search(data) or _XML_TYPED.search(data):
        return parsed  # literals that the author typed as XML stay as written
    return map(_canonical, parsed)


def _canonical(quad: Quad) -> Quad:
    """Return the quad with embedded XML in canonical form (RDF 1.1 XML Syntax §7.2.17).

    The engine repeats all namespaces in it, also those that are not used.
    """
    term: Any = quad.object
    if not isinstance(term, Literal) or term.datatype.value != f"{RDF}XMLLiteral":
        return quad
    from xml.etree.ElementTree import ParseError, canonicalize  # since few files need it

    try:
        text = canonicalize(f"<x>{term.value}</x>", with_comments=True)
    except ParseError:
        return quad
    value = Literal(text.removeprefix("<x>").removesuffix("</x>"), datatype=term.datatype)
    return Quad(quad.subject, quad.predicate, value, quad.graph_name)

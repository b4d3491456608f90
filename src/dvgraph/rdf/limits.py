"""Limits on input that would crash or stall the parsers: deep nesting, exploding XML entities.

The parsers recurse over triple terms and JSON objects, in native code that cannot be stopped; real
data stays far below these limits.
"""

import re
from collections.abc import Iterator

from dvgraph.errors import InputError
from dvgraph.locale.reader import explained
from dvgraph.rdf.oxigraph import RdfFormat
from dvgraph.rdf.tokens import TOKEN

_DEEPEST = {RdfFormat.RDF_XML: 500, RdfFormat.JSON_LD: 500}
_TRIPLE_TERMS = 50  # the other formats
# 1 MB: far above the entities of real RDF/XML, far below an entity bomb.
_ENTITY_BUDGET = 1_000_000

# Text to skip, then opening and closing brackets. Possessive, so that the time stays linear.
_XML = re.compile(
    rb"<!--(?s:.*?)-->|<!\[CDATA\[(?s:.*?)\]\]>|<\?(?s:.*?)\?>|<![^>]*+>|(?P<close></)"
    rb"|(?P<open><)(?:[^<>\"'/]|\"[^\"]*+\"|'[^']*+'|/(?!>))*+>"
)
_JSON = re.compile(rb'"(?:[^"\\]|\\.)*+"|(?P<open>[\[{])|(?P<close>[\]}])')


def check(data: bytes, format: RdfFormat, name: str) -> None:
    """Raise InputError for a text that is not safe to parse; ``name`` is its file in messages."""
    if format == RdfFormat.RDF_XML:
        _check_entities(data, name)
        steps, opening = _nested(_XML, data), data.count(b"</")
    elif format == RdfFormat.JSON_LD:
        steps, opening = _nested(_JSON, data), data.count(b"{") + data.count(b"[")
    else:
        steps, opening = _triple_terms(data), data.count(b"<<")
    limit = _DEEPEST.get(format, _TRIPLE_TERMS)
    if opening <= limit:
        return
    depth = 0
    for start, step in steps:
        depth += step
        if depth > limit:
            line = data.count(b"\n", 0, start) + 1
            raise InputError(
                *explained("errors.rdf", "nested", limit=limit), where=f"{name}:{line}"
            )


def _nested(token: re.Pattern[bytes], data: bytes) -> Iterator[tuple[int, int]]:
    """Yield the positions of opening (1) and closing (-1) brackets in the data."""
    for found in token.finditer(data):
        if found.lastgroup:
            yield found.start(), 1 if found.lastgroup == "open" else -1


def _triple_terms(data: bytes) -> Iterator[tuple[int, int]]:
    """Yield the positions of opening (1) and closing (-1) brackets in Turtle and related formats.

    Decoded as Latin-1, so that positions in the text are those in the bytes.
    """
    for found in TOKEN.finditer(data.decode("latin-1")):
        if found.lastgroup == "mark" and ("<<" in found[0] or ">>" in found[0]):
            yield found.start(), 1 if "<<" in found[0] else -1


def _check_entities(data: bytes, name: str) -> None:
    """Raise InputError for external RDF/XML entities, and for those that would abort the parser."""
    size = 0
    for entity, value in re.findall(rb"<!ENTITY\s+(?:%\s+)?(\S+)\s+([^>]*)>", data):
        if value[:1] not in (b"'", b'"') or re.search(rb"&(?!amp;|lt;|gt;|#)", value):
            size = _ENTITY_BUDGET + 1
        size += len(value) * data.count(b"&" + entity + b";")
    if size > _ENTITY_BUDGET:
        raise InputError(*explained("errors.rdf", "entity"), where=name)

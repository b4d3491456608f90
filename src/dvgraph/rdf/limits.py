"""Limits on input that would crash or stall the parsers: deep nesting, exploding XML entities.

The parsers recurse over triple terms and JSON objects, in native code that cannot be stopped; real
data stays far below these limits.
"""

import json
import re
from collections.abc import Iterator
from contextlib import suppress

from dvgraph.errors import InputError, LimitError
from dvgraph.locale.reader import explained
from dvgraph.rdf.oxigraph import RdfFormat
from dvgraph.rdf.tokens import TOKEN

_DEEPEST = {RdfFormat.RDF_XML: 500, RdfFormat.JSON_LD: 500}
_TRIPLE_TERMS = 50  # the other formats
# 1 MB: far above the entities of real RDF/XML, far below an entity bomb.
_ENTITY_BUDGET = 1_000_000

# Bytes of a prefix or base. Longer ones would make gigabytes of the short names in a small file.
_PREFIX = 2000
_LONG_IN_TURTLE = re.compile(rb"(?i:prefix\s+\S*|base)\s*<[^>]{%d}" % _PREFIX)
_LONG_IN_XML = re.compile(rb"""xml(?:ns(?::[^\s=]+)?|:base)\s*=\s*["'][^"']{%d}""" % _PREFIX)
_LONG_IN_JSON = re.compile(rb'"[^"\s]{%d}' % _PREFIX)
_LONG_PREFIX = {
    **dict.fromkeys((RdfFormat.TURTLE, RdfFormat.TRIG, RdfFormat.N3), _LONG_IN_TURTLE),
    RdfFormat.RDF_XML: _LONG_IN_XML,
}

# Text to skip, then opening and closing brackets. Possessive, so that the time stays linear.
_XML = re.compile(
    rb"<!--(?s:.*?)-->|<!\[CDATA\[(?s:.*?)\]\]>|<\?(?s:.*?)\?>|<![^>]*+>|(?P<close></)"
    rb"|(?P<open><)(?:[^<>\"'/]|\"[^\"]*+\"|'[^']*+'|/(?!>))*+>"
)
_JSON = re.compile(rb'"(?:[^"\\]|\\.)*+"|(?P<open>[\[{])|(?P<close>[\]}])')


def check(data: bytes, format: RdfFormat, name: str) -> None:
    """Raise InputError for a text that is not safe to parse; ``name`` is its file in messages."""
    if (pattern := _LONG_PREFIX.get(format)) and (long := pattern.search(data)):
        line = data.count(b"\n", 0, long.start()) + 1
        raise LimitError(*explained("errors.rdf", "prefix", limit=_PREFIX), where=f"{name}:{line}")
    if format == RdfFormat.RDF_XML:
        _check_entities(data, name)
        steps, opening = _nested(_XML, data), data.count(b"</")
    elif format == RdfFormat.JSON_LD:
        steps, opening = _nested(_JSON, data), data.count(b"{") + data.count(b"[")
    else:
        steps, opening = _triple_terms(data), data.count(b"<<")
    limit = _DEEPEST.get(format, _TRIPLE_TERMS)
    if opening > limit:
        _check_depth(steps, limit, data, name)
    if format == RdfFormat.JSON_LD and b"@context" in data and _LONG_IN_JSON.search(data):
        with suppress(ValueError):  # of broken JSON the parser tells line and column
            if _has_long_context(json.loads(data)):
                raise LimitError(*explained("errors.rdf", "prefix", limit=_PREFIX), where=name)


def _check_depth(steps: Iterator[tuple[int, int]], limit: int, data: bytes, name: str) -> None:
    depth = 0
    for start, step in steps:
        depth += step
        if depth > limit:
            line = data.count(b"\n", 0, start) + 1
            raise LimitError(
                *explained("errors.rdf", "nested", limit=limit), where=f"{name}:{line}"
            )


def _has_long_context(part: object, *, inside: bool = False) -> bool:
    """Return whether a context in JSON-LD has a string that is too long."""
    if isinstance(part, dict):
        return any(
            _has_long_context(value, inside=inside or key == "@context")
            for key, value in part.items()
        )
    if isinstance(part, list):
        return any(_has_long_context(each, inside=inside) for each in part)
    return inside and isinstance(part, str) and len(part) > _PREFIX


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
        if value[:1] not in (b"'", b'"'):  # elsewhere
            raise InputError(*explained("errors.rdf", "entity"), where=name)
        if re.search(rb"&(?!amp;|lt;|gt;|#)", value):
            size = _ENTITY_BUDGET + 1
        size += len(value) * data.count(b"&" + entity + b";")
    if size > _ENTITY_BUDGET:
        raise LimitError(*explained("errors.rdf", "entity"), where=name)

"""Literals that engines write or read differently, recognised by their lexical form."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING

from dvgraph.namespaces import RDF, XSD
from dvgraph.rdf.oxigraph import Literal, Quad

if TYPE_CHECKING:
    pass


# A literal in this form is well-formed, unchanged by the engine, and read alike by all engines.
_YEAR = "(?:[0-9]{3}[1-9]|[0-9]{2}[1-9]0|[0-9][1-9]00|[1-9]000)"
_DAY = rf"{_YEAR}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
PLAIN = {
    XSD + "integer": r"-?[1-9][0-9]{0,16}|0",
    XSD + "decimal": r"-?(?:[1-9][0-9]{0,12}|0)(?:\.[0-9]{0,11}[1-9])?",
    XSD + "boolean": "true|false",
    XSD + "date": _DAY,
    XSD + "dateTime": _DAY + r"T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z",
    XSD + "gYear": _YEAR,
    XSD + "gYearMonth": rf"{_YEAR}-(?:0[1-9]|1[0-2])",
    XSD + "anyURI": r"[!-~]*",
}
_PLAIN = {datatype: re.compile(pattern) for datatype, pattern in PLAIN.items()}
_CALENDAR = {XSD + "date": date.fromisoformat, XSD + "dateTime": datetime.fromisoformat}
_UNTOUCHED = {XSD + "string", f"{RDF}langString"}


def plain(literal: Literal) -> bool:
    """Return whether a literal is in a form that every engine reads alike."""
    datatype = literal.datatype.value
    if datatype in _UNTOUCHED or not datatype.startswith(XSD):
        return True
    pattern = _PLAIN.get(datatype)
    if not pattern or not pattern.fullmatch(literal.value):
        return False
    if read := _CALENDAR.get(datatype):
        try:
            read(literal.value)
        except ValueError:
            return False
    return True


# Digits that every engine reads as a number, but may write differently.
_NUMBER = {
    XSD + "integer": re.compile(r"[+-]?[0-9]{1,17}"),
    XSD + "decimal": re.compile(r"[+-]?[0-9]{1,13}(?:\.[0-9]{1,12})?"),
}


def unreadable(literals: Iterable[Literal]) -> list[Literal]:
    """Return the literals that rdflib cannot parse as a value of their datatype."""
    doubtful = [
        literal
        for literal in literals
        if not (known := _NUMBER.get(literal.datatype.value)) or not known.fullmatch(literal.value)
    ]
    if not doubtful:
        return []
    # Imported here since it is slow, and most data has no such literals.
    from dvgraph.rdf import bridge

    return [literal for literal in doubtful if bridge.unreadable(literal)]


def not_plain(quads: Iterable[Quad]) -> list[Literal]:
    """Return the distinct literals among the objects that are not ``plain``."""
    literals = {value for quad in quads if isinstance(value := quad.object, Literal)}
    return [literal for literal in literals if not plain(literal)]

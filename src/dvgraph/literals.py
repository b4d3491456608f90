"""Literals that cannot be read, as findings: ill-typed values, dates outside the profile.

No shape is needed to see them, and without these findings they would pass in silence: a store
compares such values by their spelling, and the rule of periods goes on as if a date were not there.
"""

import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING

from dvgraph.dataset import BASE
from dvgraph.findings import Finding, Places
from dvgraph.oxigraph import Literal, NamedNode, Quad, Term
from dvgraph.periods import date_faults

if TYPE_CHECKING:
    from dvgraph.dataset import Dataset

_RULES = f"{BASE}controle/"
_ILL_TYPED = {
    "nl": ("{} is geen waarde van {}", "Verbeter de waarde of haar datatype"),
    "en": ("{} is no value of {}", "Correct the value or its datatype"),
}
_MISDATED = {
    "nl": (
        "{} is geen datum die gelezen wordt: de uitspraak geldt alsof hij er niet stond",
        "Schrijf een dag, maand of jaar (xsd:date, xsd:gYearMonth, xsd:gYear), of edtf:EDTF zoals"
        " 2005-04~, 2021?, [2016..2019]; een EDTF-interval wordt dvg:van en dvg:tot",
    ),
    "en": (
        "{} is no date that is read: the statement holds as if it were not there",
        "Write a day, month or year (xsd:date, xsd:gYearMonth, xsd:gYear), or edtf:EDTF such as"
        " 2005-04~, 2021?, [2016..2019]; an EDTF interval becomes dvg:van and dvg:tot",
    ),
}

XSD = "http://www.w3.org/2001/XMLSchema#"
# Spelled so, a literal is well-formed, stays as it is in the engine, and has one value for all.
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
_UNTOUCHED = {XSD + "string", "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"}


def plain(literal: Literal) -> bool:
    """Return whether a literal is spelled in the one way that nobody reads otherwise."""
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


# Digits that each reader takes for a number, though an engine may write it otherwise.
_NUMBER = {
    XSD + "integer": re.compile(r"[+-]?[0-9]{1,17}"),
    XSD + "decimal": re.compile(r"[+-]?[0-9]{1,13}(?:\.[0-9]{1,12})?"),
}


def unreadable(literals: Iterable[Literal]) -> list[Literal]:
    """Return the literals that the reference reads no value of the datatype in."""
    doubtful = [
        literal
        for literal in literals
        if not (known := _NUMBER.get(literal.datatype.value)) or not known.fullmatch(literal.value)
    ]
    if not doubtful:
        return []
    from dvgraph import bridge  # heavy, and most data have no such literals

    return [literal for literal in doubtful if bridge.unreadable(literal)]


def not_plain(quads: Iterable[Quad]) -> list[Literal]:
    """Return the objects that are literals and not ``plain``, each once."""
    literals = {value for quad in quads if isinstance(value := quad.object, Literal)}
    return [literal for literal in literals if not plain(literal)]


def ill_typed(
    dataset: "Dataset", lang: str = "nl", odd: Iterable[Literal] | None = None
) -> list[Finding]:
    """Return a violation for each literal outside its XSD datatype, in ``lang`` (nl or en).

    ``odd`` are those that are ``not_plain``, where they are known.
    """
    odd = not_plain(dataset.quads) if odd is None else odd
    bad = set(unreadable(odd))
    if bad:
        from dvgraph import bridge  # imported by now

        bad = {literal for literal in bad if bridge.ill_typed(literal)}
    wrong = (
        (quad.subject, quad.predicate, quad.object)
        for quad in (dataset.quads if bad else ())
        if quad.object in bad
    )
    return _findings(dataset, "ill-typed", _ILL_TYPED[lang], wrong)


def misdated(dataset: "Dataset", lang: str = "nl") -> list[Finding]:
    """Return a violation for each date of a statement that is ill-formed or refused (DESIGN §4)."""
    wrong = (fault[:3] for fault in date_faults(dataset.quads))
    return _findings(dataset, "date", _MISDATED[lang], wrong)


def _findings(
    dataset: "Dataset", rule: str, words: tuple[str, str], wrong: Iterable[tuple[Term, Term, Term]]
) -> list[Finding]:
    problem, remedy = words
    wrong = list(wrong)
    places = Places(dataset, (focus for focus, _, _ in wrong)) if wrong else None
    found = []
    for focus, path, value in wrong:
        written, datatype = str(value), ""
        if isinstance(value, Literal):
            written, datatype = f'"{value.value}"', value.datatype.value
        found.append(
            Finding(
                severity="Violation",
                message=problem.format(written, datatype),
                focus=focus,
                path=path,
                value=value,
                shape=NamedNode(_RULES + rule),
                component=rule,
                where=places.of(focus, path) if places else None,
                remedy=remedy,
            )
        )
    return found

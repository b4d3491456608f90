"""Findings on literals: values outside their datatype, dates outside the profile.

They need no shape. Otherwise such literals would pass unnoticed: a store compares them by spelling,
and the rule of periods ignores a date that it cannot read.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from dvgraph.derive.literals import not_plain, unreadable
from dvgraph.derive.periods import date_faults
from dvgraph.namespaces import CHECKS
from dvgraph.rdf.oxigraph import Literal, NamedNode, Term
from dvgraph.validation.findings import Finding, Places

if TYPE_CHECKING:
    from dvgraph.dataset.files import Dataset

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


def ill_typed(
    dataset: "Dataset", lang: str = "nl", odd: Iterable[Literal] | None = None
) -> list[Finding]:
    """Return a violation for each literal outside its XSD datatype, in ``lang`` (nl or en).

    ``odd`` are the literals that are ``not_plain``, if already computed.
    """
    odd = not_plain(dataset.quads) if odd is None else odd
    bad = set(unreadable(odd))
    if bad:
        from dvgraph.rdf import bridge  # imported by now

        bad = {literal for literal in bad if bridge.ill_typed(literal)}
    wrong = (
        (quad.subject, quad.predicate, quad.object)
        for quad in (dataset.quads if bad else ())
        if quad.object in bad
    )
    return _findings(dataset, "ill-typed", _ILL_TYPED[lang], wrong)


def misdated(dataset: "Dataset", lang: str = "nl") -> list[Finding]:
    """Return a violation for each date of a statement that is ill-formed or refused."""
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
                shape=NamedNode(CHECKS + rule),
                component=rule,
                where=places.of(focus, path) if places else None,
                remedy=remedy,
            )
        )
    return found

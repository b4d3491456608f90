"""Findings on literals: values outside their datatype, and dates outside the profile.

They need no shape. Without them such literals would pass unnoticed: a store compares them as text,
and the rule of periods ignores a date that it cannot read.
"""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from dvgraph.derive.periods import DATES, date_faults, is_readable
from dvgraph.locale.words import words
from dvgraph.namespaces import CHECKS, DVG, XSD
from dvgraph.rdf import xsd
from dvgraph.rdf.oxigraph import Literal, NamedNode, Term
from dvgraph.rdf.terms import short
from dvgraph.validation.findings import Finding, Places

_DAYS = (f"{XSD}date", f"{XSD}dateTime")
_FROM, _TO, _BEGIN = (NamedNode(DVG + name) for name in ("van", "tot", "vanVroegst"))

if TYPE_CHECKING:
    from dvgraph.dataset.files import Dataset


def ill_typed(dataset: "Dataset", lang: str = "nl") -> list[Finding]:
    """Return a violation for each literal outside its XSD datatype, in ``lang`` (nl or en)."""
    bad = {
        literal
        for literal in dataset.literals()
        if not xsd.valid(literal.value, literal.datatype.value, literal.language or "")
    }
    wrong = (
        (quad.subject, quad.predicate, quad.object)
        for quad in (dataset.ending_in(bad) if bad else ())
    )
    return _findings(dataset, "ill-typed", lang, wrong)


def misdated(dataset: "Dataset", lang: str = "nl") -> list[Finding]:
    """Return a violation for each date of a statement that is ill-formed or outside the profile."""
    values = dataset.objects({NamedNode(name) for name in DATES})
    bad = {value for value in values if not is_readable(value)}
    wrong = (fault[:3] for fault in date_faults(dataset.ending_in(bad) if bad else ()))
    return _findings(dataset, "date", lang, wrong)


def as_written(findings: Iterable[Finding], dataset: "Dataset", lang: str = "nl") -> list[Finding]:
    """Return findings of shapes, in the author's terms where the shape does not know these.

    A day that does not exist is named. An end before its begin is told by the two dates in the
    file, at the line of the end: the shape compares derived bounds, which the author never saw. The
    path and value of the report stay those of the shape.
    """
    found = [
        one._replace(message=said)
        if isinstance(one.value, Literal)
        and one.value.datatype.value in _DAYS
        and (said := _no_day(one.value, lang))
        else one
        for one in findings
    ]
    nodes = {one.focus for one in found if _is_reversed(one)}
    if not nodes:
        return found
    dates = {
        (quad.subject, quad.predicate): quad.object
        for quad in dataset.about(nodes)
        if quad.predicate in (_FROM, _TO)
    }
    places, phrases = Places(dataset, nodes), words("validation.reversed", lang)
    for number, one in enumerate(found):
        begin, end = (dates.get((one.focus, date)) for date in (_FROM, _TO))  # type: ignore[arg-type]  # no focus has no dates
        if _is_reversed(one) and isinstance(begin, Literal) and isinstance(end, Literal):
            found[number] = one._replace(
                message=phrases["problem"].format(end.value, begin.value),
                remedy=phrases["remedy"],
                where=places.of(one.focus, _TO),
            )
    return found


def _is_reversed(finding: Finding) -> bool:
    return finding.path == _BEGIN and finding.component.endswith("LessThanConstraintComponent")


def _findings(
    dataset: "Dataset",
    rule: str,
    lang: str,
    wrong: Iterable[tuple[Term, Term, Term]],
) -> list[Finding]:
    wrong = list(wrong)
    phrases = words(f"validation.{'misdated' if rule == 'date' else rule}", lang)
    places = Places(dataset, (focus for focus, _, _ in wrong)) if wrong else None
    found = []
    for focus, path, value in wrong:
        written, datatype = str(value), ""
        if isinstance(value, Literal):
            written, datatype = str(Literal(value.value)), short(value.datatype)
        found.append(
            Finding(
                severity="Violation",
                message=_no_day(value, lang) or phrases["problem"].format(written, datatype),
                focus=focus,
                path=path,
                value=value,
                shape=NamedNode(CHECKS + rule),
                component=rule,
                where=places.of(focus, path) if places else None,
                remedy=phrases["remedy"],
            )
        )
    return found


def _no_day(value: Term, lang: str) -> str:
    """Return the words for a day that its month does not have; no words for any other fault."""
    text = value.value if isinstance(value, Literal) else ""
    found = re.match(r"(-?[0-9]{4,}-([0-9]{2})-[0-9]{2})(?:T|Z|[+-]|$)", text)
    if not found or not 1 <= int(found[2]) <= 12 or xsd.valid(found[1], f"{XSD}date"):
        return ""
    return words("validation.days", lang)["no day"].format(found[1], int(found[2]))

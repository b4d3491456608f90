"""Reading of the text that a user types for a question's parameter, as typed RDF terms.

A date may be a day, a month, a year or today, in the forms people write; ``edge`` decides whether
the first or the last day of a month or year is taken. Things are found as by ``search``, without
its guesses. A measure includes its narrower measures.
"""

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from dvgraph.errors import UseError
from dvgraph.locale.captions import caption
from dvgraph.locale.reader import LANGUAGES, explained, language
from dvgraph.locale.words import words
from dvgraph.namespaces import BASE, XSD
from dvgraph.questions import search
from dvgraph.rdf.oxigraph import Literal, NamedNode, Term
from dvgraph.store.binding import rows

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from dvgraph.store.protocol import Store


# The classes, or schemes of code lists, of the things that a parameter of each type may name.
KINDS = {**search.KINDS, "measure": (f"{BASE}conceptschema/maat",)}
SCALARS = ("date", "integer", "text")
# Dates as people write them: the day before the month, in Dutch and English.
_NUMBERS = re.compile(
    r"(?P<y>\d{4})(?:-(?P<m>\d{1,2})(?:-(?P<d>\d{1,2}))?)?"
    r"|(?:(?P<d2>\d{1,2})[-/. ])?(?P<m2>\d{1,2})[-/. ](?P<y2>\d{4})",
    re.ASCII,
)
_NAMED = re.compile(
    r"(?:(?P<d>\d{1,2})[ -]+)?(?P<m>[a-z]{3,})\.?[ -]+(?:(?P<d2>\d{1,2}),? +)?(?P<y>\d{4})",
    re.ASCII,
)
_SHORT_YEAR = re.compile(r"\d{1,2}[-/. ]+(?:\d{1,2}|[a-z]{3,})\.?[-/. ]+'?(?P<y>\d{2})", re.ASCII)


class Parameter(NamedTuple):
    """One parameter of a question, as declared in its header.

    ``name`` is the name of the option, ``variable`` the name of the variable in the query. If two
    options set one variable, each option has its own type. ``today``: True if the command uses
    today when no value is given.
    """

    name: str
    type: str
    label: "Mapping[str, str]"
    edge: str = "first"
    required: bool = False
    list: bool = False
    choices: tuple[str, ...] = ()
    default: str | None = None
    variable: str = ""
    today: bool = False

    @property
    def absent(self) -> bool:
        """Whether the parameter is a date that may be absent: optional and without a default."""
        return self.type == "date" and not (self.required or self.today) and self.default is None


def dates_in_figures() -> str:
    """Return a regular expression of JavaScript for dates written in digits.

    Its groups are y, m and d, or y2, m2 and d2 for dates that begin with the day.
    """
    return _NUMBERS.pattern.replace("(?P<", "(?<")


def option(name: str) -> str:
    """Return the command-line spelling of a parameter's name."""
    return "--" + name.replace("_", "-")


def read(
    parameter: Parameter,
    text: str,
    store: "Store",
    spell: "Callable[[str], str]" = option,
    on: date | None = None,
) -> list[Term]:
    """Return the terms for the text that a user gave for a parameter.

    ``spell`` returns the name of a parameter as the caller knows it, for error messages. Of several
    things with the same name, the one that existed on day ``on`` is chosen. Raises UseError if the
    text has the wrong type, is unknown (the message offers the nearest names) or is ambiguous.
    """
    where = spell(parameter.name)
    if parameter.type == "date":
        return [Literal(day(text, parameter.edge, where), datatype=NamedNode(f"{XSD}date"))]
    if parameter.type == "integer":
        if not re.fullmatch(r"[+-]?\d{1,18}", text.strip()):
            raise UseError(*explained("errors.questions", "no integer", text=text), where=where)
        return [Literal(str(int(text)), datatype=NamedNode(f"{XSD}integer"))]
    if parameter.choices and parameter.type == "text" and text not in parameter.choices:
        raise UseError(
            *explained(
                "errors.questions", "no choice", text=text, known=", ".join(parameter.choices)
            ),
            where=where,
        )
    if parameter.type == "text":
        return [Literal(text)]
    return list(_things(parameter, text, store, where, on))


def day(text: str, edge: str, where: str) -> str:
    """Return the day for a typed date, as YYYY-MM-DD; ``edge``: first or last day of a period.

    Raises UseError as ``as_written`` does.
    """
    lexical = as_written(text, where)
    if len(lexical) == len("YYYY-MM-DD"):
        return lexical
    year, _, month = lexical.partition("-")
    if edge == "first":
        return f"{year}-{month or '01'}-01"
    # The first day plus 31 days lies in the next month; go back to the first of that month.
    try:
        following = date(int(year), int(month or 12), 1) + timedelta(days=31)
    except OverflowError:
        return f"{year}-12-31"  # the calendar ends there
    return (following - timedelta(days=following.day)).isoformat()


def last_day(text: str | None, where: str) -> date | None:
    """Return the day, or the last day of the period, that a text gives; None for an empty text.

    Raises UseError as ``as_written`` does.
    """
    return None if text is None else date.fromisoformat(day(text, "last", where))


def as_written(text: str, where: str) -> str:
    """Return the typed day, month or year as YYYY-MM-DD, YYYY-MM or YYYY.

    Accepted are ISO dates, 31/12/2022 and 31-12-2022 (the day first), 12/2022, 1 January 2021, June
    2025 and today; names of months in Dutch and English, or their first three letters. Raises
    UseError, with the option ``where``, for any other text; for a year of two digits, or a month in
    place of the day, the message says what to type.
    """
    given = " ".join(text.lower().split())
    if given in ("today", "vandaag"):
        return date.today().isoformat()
    if found := _NUMBERS.fullmatch(given):
        year, month, day = (found[name] or found[f"{name}2"] for name in "ymd")
    elif found := _NAMED.fullmatch(given):
        year, month, day = found["y"], _month(found["m"]), found["d"] or found["d2"]
        if not month or (found["d"] and found["d2"]):
            raise UseError(*explained("errors.questions", "no date", text=text), where=where)
    elif short := _SHORT_YEAR.fullmatch(given):
        whole = f"{given[: short.start('y')].removesuffix(chr(39))}20{short['y']}"
        raise UseError(
            *explained("errors.questions", "short year", text=text, whole=whole), where=where
        )
    else:
        raise UseError(*explained("errors.questions", "no date", text=text), where=where)
    parts = [year, *(f"{int(part):02}" for part in (month, day) if part)]
    try:
        date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        if found.re is _NUMBERS and found["d2"] and int(month) > 12 >= int(day):
            whole = f"{month}/{day}/{year}"
            problem = explained("errors.questions", "day first", text=text, whole=whole)
            raise UseError(*problem, where=where) from None
        raise UseError(*explained("errors.questions", "no date", text=text), where=where) from None
    return "-".join(parts)


def _month(name: str) -> str:
    """Return a month's number by its name, first letters or consonants (mrt); empty if unknown."""
    found = {
        number
        for lang in LANGUAGES
        for number, month in words("dates.months", lang).items()
        if month.lower().startswith(name) or re.sub("[aeiou]", "", month.lower()) == name
    }
    return found.pop() if len(found) == 1 else ""


def _things(
    parameter: Parameter, text: str, store: "Store", where: str, on: date | None
) -> list[NamedNode]:
    known = search.names(store, KINDS[parameter.type], parameter.choices)
    hits = search.meant(known, text)
    if not hits:
        near = search.listed(store, search.guessed(known, text)[:3])
        kind = caption("kind", parameter.type, language())
        key = "no name, but near" if near else "no name"
        problem = explained("errors.questions", key, kind=kind, name=text, near=near)
        raise UseError(*problem, where=where)
    # The name of a continuing organisation also means all its versions; so does a code they share.
    versions = known.versions(hits[0].name.iri)
    shared = len({hit.name.register for hit in hits}) == 1 and hits[0].name.register
    if len(hits) > 1 and not shared and on:
        then = search.existing(store, hits, [on])
        if not then:
            found = {"name": text, "day": on, "listed": search.listed(store, hits)}
            raise UseError(*explained("errors.questions", "none then", **found), where=where)
        hits = then
    if len(hits) > 1 and not shared:
        raise UseError(
            *explained(
                "errors.questions",
                "many meanings",
                text=text,
                number=len(hits),
                listed=search.listed(store, hits),
            ),
            where=where,
        )
    terms = [NamedNode(iri) for iri in sorted(versions | {hit.name.iri for hit in hits})]
    return with_narrower(store, terms) if parameter.type == "measure" else terms


def with_narrower(store: "Store", concepts: list[NamedNode]) -> list[NamedNode]:
    """Return concepts followed by all their narrower concepts, level by level."""
    found = dict.fromkeys(concepts)
    level = list(found)
    while level:
        below = (row[1] for row in rows(store, "narrower", "broader", level))
        new = dict.fromkeys(one for one in below if isinstance(one, NamedNode))
        level = [one for one in new if one not in found]
        found |= dict.fromkeys(level)
    return list(found)

"""What a user typed as a parameter of a question, read as typed RDF terms.

Dates may be a day, a month or a year (``edge`` says which day of it is meant), or today, written as
people write them. Things are
found as ``search`` finds them, guesses excepted; a measure stands for its narrower ones too.
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


# What a name of each type may stand for: classes, or schemes of code lists.
KINDS = {**search.KINDS, "measure": (f"{BASE}conceptschema/maat",)}
SCALARS = ("date", "integer", "text")
# As people write dates. The day stands before the month, in Dutch and English alike.
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
    """One parameter of a question, as its header declares it.

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
        """Whether the parameter is an optional date without a default, such as today."""
        return self.type == "date" and not (self.required or self.today) and self.default is None


def dates_in_figures() -> str:
    """Return the dates in figures that are read, as a regular expression of JavaScript.

    Its groups are y, m and d, or y2, m2 and d2 where the day stands first.
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
    """Return the terms that the text given for a parameter stands for.

    ``spell`` gives the name of a parameter as the caller knows it, for errors; of things with the
    same name, ``on`` chooses the one that existed then. Raises UseError
    when the text is of another type, unknown (nearest names are offered) or ambiguous.
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
    """Return the day meant, YYYY-MM-DD; of a month or year its first or last day, as edge says.

    Raises UseError as ``as_written`` does.
    """
    lexical = as_written(text, where)
    if len(lexical) == len("YYYY-MM-DD"):
        return lexical
    year, _, month = lexical.partition("-")
    if edge == "first":
        return f"{year}-{month or '01'}-01"
    # Any day of the next month lies within 31 days of the first; go back to its start.
    try:
        following = date(int(year), int(month or 12), 1) + timedelta(days=31)
    except OverflowError:
        return f"{year}-12-31"  # the calendar ends there
    return (following - timedelta(days=following.day)).isoformat()


def last_day(text: str | None, where: str) -> date | None:
    """Return the last day meant by a text; None without one. Raises UseError as ``as_written``."""
    return None if text is None else date.fromisoformat(day(text, "last", where))


def as_written(text: str, where: str) -> str:
    """Return the day, month or year that was typed, as YYYY-MM-DD, YYYY-MM or YYYY.

    Read are ISO dates, 31/12/2022 and 31-12-2022 (the day first), 12/2022, 1 January 2021, June
    2025, and today; names of months in Dutch and English, or their first three letters. Raises
    UseError, naming ``where`` it was given, for what is no date, and with what to type for a year
    of two digits or a month in the place of the day.
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
    """Return the number of a month by its name, first letters or consonants (mrt), or nothing."""
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
    # The continuing organisation also stands for all its versions, and so does a code they share.
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
    """Return concepts followed by all narrower ones, level by level."""
    found = dict.fromkeys(concepts)
    level = list(found)
    while level:
        below = (row[1] for row in rows(store, "narrower", "broader", level))
        new = dict.fromkeys(one for one in below if isinstance(one, NamedNode))
        level = [one for one in new if one not in found]
        found |= dict.fromkeys(level)
    return list(found)

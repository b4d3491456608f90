"""What a user typed as a parameter of a question, read as typed RDF terms.

Dates may be a day, a month or a year (``edge`` says which day of it is meant), or today. Things are
found as ``search`` finds them, guesses excepted.
"""

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from dvgraph.errors import UseError
from dvgraph.locale.captions import caption
from dvgraph.locale.reader import explained, language
from dvgraph.namespaces import BASE, XSD
from dvgraph.questions import search
from dvgraph.rdf.oxigraph import Literal, NamedNode, Term

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from dvgraph.store.protocol import Store


# What a name of each type may stand for: classes, or schemes of code lists.
KINDS = {**search.KINDS, "measure": (f"{BASE}conceptschema/maat",)}
SCALARS = ("date", "integer", "text")
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


class Parameter(NamedTuple):
    """One parameter of a question, as its header declares it.

    ``name`` is that of its option, ``variable`` that of the query; two options of one variable
    have a type each. ``today``: without a value the command takes today.
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

    Raises UseError, naming ``where`` it was given, for what is no day, month, year or today.
    """
    given = text.strip().lower()
    if given in ("today", "vandaag"):
        return date.today().isoformat()
    match = _DATE.fullmatch(given)
    try:
        if not match:
            raise ValueError
        year, month, day = int(match[1]), int(match[2] or 1), int(match[3] or 1)
        first = date(year, month, day)
        if match[3] or edge == "first":
            return first.isoformat()
        if not match[2]:
            return date(year, 12, 31).isoformat()
        # Any day of the next month lies within 31 days of the first; go back to its start.
        following = first + timedelta(days=31)
        return (following - timedelta(days=following.day)).isoformat()
    except (ValueError, OverflowError):
        raise UseError(*explained("errors.questions", "no date", text=text), where=where) from None


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
    # The continuing organisation stands for all its versions, and so does a code they share.
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
    return [NamedNode(iri) for iri in sorted(versions or {hit.name.iri for hit in hits})]

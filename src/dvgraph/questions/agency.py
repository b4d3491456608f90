"""The agency that a question is asked of unless its reader names another organisation."""

from typing import TYPE_CHECKING

from dvgraph.rdf.oxigraph import NamedNode
from dvgraph.rdf.terms import value
from dvgraph.store.binding import rows, support

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from dvgraph.questions.question import Question
    from dvgraph.store.protocol import Store

BODY = "organisation"  # the parameter of a question of the agency that names another body
EVERY = "all"  # in the place of a name: every organisation


def addressed(
    question: "Question", store: "Store", given: "Mapping[str, object]"
) -> "dict[str, object]":
    """Return the given values, with the agency where a question of it names no organisation.

    For ``EVERY`` it is asked of every organisation.
    """
    values = dict(given)
    if question.agency:
        named = values.get(BODY)
        texts = named if isinstance(named, list | tuple) else [named] if named else []
        every = any(str(text).lower() == EVERY for text in texts)
        values[BODY] = [] if every else list(texts) or agency(store)
    return values


def agency(store: "Store") -> list[str]:
    """Return all versions of the main organisation that the data describes, that one first.

    A renaming leaves the agency what it was, so that it is asked of under all its names. None where
    the data describes no main organisation, or several: who is meant is then for the reader to say.
    """
    found = [tuple(map(value, row)) for row in store.select(support("agency")).rows]
    if len({main for main, _ in found}) != 1:
        return []
    return list(dict.fromkeys((found[0][0], *(one for _, one in found if one))))


def came_from(store: "Store", organisations: "Iterable[str]") -> list[str]:
    """Return the organisations from which these came, through every event, sorted."""
    given = [NamedNode(iri) for iri in organisations]
    return sorted({value(older) for _, older in rows(store, "came-from", "organisatie", given)})

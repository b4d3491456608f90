"""The agency: the organisation that a question concerns unless the user names another."""

from typing import TYPE_CHECKING

from dvgraph.rdf.oxigraph import NamedNode
from dvgraph.rdf.terms import value
from dvgraph.store.binding import rows, support

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from dvgraph.questions.question import Question
    from dvgraph.store.protocol import Store

BODY = "organisation"  # the parameter with which the user names another body
EVERY = "all"  # instead of a name: every organisation


def addressed(
    question: "Question", store: "Store", given: "Mapping[str, object]"
) -> "dict[str, object]":
    """Return the given values; if they name no organisation, the agency is added.

    With ``EVERY`` as organisation, no organisation is added, so that the question concerns all.
    Only questions marked as about the agency change.
    """
    values = dict(given)
    if question.agency:
        named = values.get(BODY)
        texts = named if isinstance(named, list | tuple) else [named] if named else []
        every = any(str(text).lower() == EVERY for text in texts)
        values[BODY] = [] if every else list(texts) or agency(store)
    return values


def agency(store: "Store") -> list[str]:
    """Return the IRIs of all versions of the main organisation in the data, the main one first.

    A renamed agency remains the same agency, so it is asked about under all its names. Returns an
    empty list if the data describes no main organisation, or several: the user must then name one.
    """
    found = [tuple(map(value, row)) for row in store.select(support("agency")).rows]
    if len({main for main, _ in found}) != 1:
        return []
    return list(dict.fromkeys((found[0][0], *(one for _, one in found if one))))


def came_from(store: "Store", organisations: "Iterable[str]") -> list[str]:
    """Return the predecessors of organisations through any event, sorted (IRIs)."""
    given = [NamedNode(iri) for iri in organisations]
    return sorted({value(older) for _, older in rows(store, "came-from", "organisatie", given)})

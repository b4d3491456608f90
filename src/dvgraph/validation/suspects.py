"""Queries for the nodes that may break each shape, several in parallel."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from time import perf_counter
from typing import NamedTuple

from dvgraph.errors import UseError
from dvgraph.namespaces import RDFS
from dvgraph.rdf.oxigraph import NamedNode, Term
from dvgraph.store.protocol import Store
from dvgraph.validation.plan import Plan

_CLASSES = f"SELECT DISTINCT ?below ?above WHERE {{ ?below <{RDFS}subClassOf> ?above . }}"


class Suspects(NamedTuple):
    """The nodes that may break a shape, by the shape to apply to them, and the seconds it took.

    ``refused`` is the store's error for a query; all targets were then selected instead.
    """

    plan: Plan
    judges: dict[Term, list[Term]]
    seconds: float
    refused: str | None = None

    @property
    def nodes(self) -> list[Term]:
        """The nodes, each once."""
        return list(dict.fromkeys(node for nodes in self.judges.values() for node in nodes))


def classes_below(store: Store) -> Callable[[str], list[str]]:
    """Return a function from a class to itself and all its subclasses in the data."""
    under: dict[str, list[str]] = {}
    for below, above in store.select(_CLASSES).rows:
        if isinstance(below, NamedNode) and isinstance(above, NamedNode):
            under.setdefault(above.value, []).append(below.value)

    def below_(iri: str) -> list[str]:
        found = {iri: None}
        for each in (waiting := [iri]):
            new = [other for other in under.get(each, ()) if other not in found]
            found.update(dict.fromkeys(new))
            waiting += new
        return list(found)

    return below_


def suspects(store: Store, plans: Sequence[Plan]) -> list[Suspects]:
    """Return the suspects of each shape, in the order of the plans.

    Raises StoreError when the store fails.
    """
    with ThreadPoolExecutor(min(8, os.cpu_count() or 1)) as pool:
        asked = [[pool.submit(_nodes, store, query) for _, query in plan.queries] for plan in plans]
        return [
            _gathered(store, plan, [each.result() for each in answers])
            for plan, answers in zip(plans, asked, strict=True)
        ]


def _nodes(store: Store, query: str) -> "tuple[list[Term] | UseError, float]":
    start = perf_counter()
    found: list[Term] | UseError
    try:
        found = [row[0] for row in store.select(query).rows if row[0] is not None]
    except UseError as error:  # too long for the guard, or not SPARQL for this engine
        found = error
    return found, perf_counter() - start


def _gathered(
    store: Store, plan: Plan, answers: "list[tuple[list[Term] | UseError, float]]"
) -> Suspects:
    seconds = sum(took for _, took in answers)
    judges = {plan.shape: dict.fromkeys(plan.given)}
    for (judge, _), (found, _) in zip(plan.queries, answers, strict=True):
        if isinstance(found, UseError):
            everyone, took = _nodes(store, plan.everyone)
            if isinstance(everyone, UseError):
                raise everyone
            nodes = list(dict.fromkeys([*plan.given, *everyone]))
            return Suspects(plan, {plan.shape: nodes}, seconds + took, found.problem)
        judges.setdefault(judge, {}).update(dict.fromkeys(found))
    whole = judges[plan.shape]  # checks the property shapes too
    apart = {
        judge: [node for node in nodes if judge == plan.shape or node not in whole]
        for judge, nodes in judges.items()
    }
    return Suspects(plan, apart, seconds)

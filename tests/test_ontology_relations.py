"""The kinds of relation: a short list, linked to the properties of the standards."""

from collections import defaultdict

from pyoxigraph import NamedNode

from dvgraph.dataset.files import shipped
from dvgraph.rdf.oxigraph import Quad

BASE = "https://w3id.org/dvgraph/id/concept/betrekking/"
DVG = "https://w3id.org/dvgraph/ns#"


def objects(quads: list[Quad], predicate: str) -> dict[NamedNode, NamedNode]:
    return {q.subject: q.object for q in quads if q.predicate.value == predicate}


def test_a_kind_of_relation_that_only_one_fact_has_is_mapped_to_a_standard_property() -> None:
    quads = list(shipped().quads)
    subject, value = objects(quads, f"{DVG}onderwerp"), objects(quads, f"{DVG}voorwerp")
    kinds = objects(quads, f"{DVG}betrekking")
    facts: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for statement, kind in kinds.items():
        facts[kind.value].add((str(subject.get(statement)), str(value.get(statement))))
    mapped = {kind.value for kind in objects(quads, f"{DVG}eigenschap")}
    # A correction repeats the fact that it corrects.
    once = {kind.removeprefix(BASE) for kind, found in facts.items() if len(found) == 1}
    assert once - {kind.removeprefix(BASE) for kind in mapped} == set()
    assert mapped


def test_no_kind_of_relation_is_left_that_nothing_uses() -> None:
    quads = list(shipped().quads)
    used = {q.object for q in quads if q.predicate.value == f"{DVG}betrekking"}
    listed = {
        q.subject
        for q in quads
        if q.predicate.value.endswith("core#inScheme") and q.subject.value.startswith(BASE)
    }
    # Doubted participants of events, and annulments, are foreseen; none of these is recorded yet.
    unused = {one.value.removeprefix(BASE) for one in listed - used}
    assert unused <= {"gewijzigd", "resulterend", "vernietigt"}, unused

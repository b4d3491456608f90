"""Footnotes of sentences and cells: source, place, and result of the verification."""

from collections.abc import Iterable

from dvgraph.brief.facts import BriefFacts
from dvgraph.labels.short_ids import short_id
from dvgraph.labels.subgraph import Subgraph
from dvgraph.locale.words import words
from dvgraph.namespaces import BASE
from dvgraph.things.sentences import kind


class Notes:
    """The footnotes of a brief; a note has the same name in every release of the data."""

    def __init__(self, graph: Subgraph, facts: BriefFacts) -> None:
        """Start without notes."""
        self._graph, self._facts = graph, facts
        self._named: dict[str, str] = {}

    def refs(self, iris: Iterable[str]) -> str:
        """Return the references to the notes of statements or things: ``[^c-1234abcd][^…]``."""
        names = []
        for iri in dict.fromkeys(iris):
            name = short_id(iri)
            self._named[name] = iri
            names.append(f"[^{name}]")
        return "".join(names)

    def statement(self, name: str) -> str:
        """Return the IRI of the statement or thing of a note, by its name."""
        return self._named[name]

    def text(self, name: str) -> str:
        """Return a note: sources and places, the short id, the verdict."""
        graph, iri = self._graph, self._named[name]
        if not kind(graph, iri):
            return self._thing(iri)
        places: dict[str, list[str]] = {}
        for passage in graph.passages(iri):
            places.setdefault(passage.source, []).append(passage.place)
        cited = [f"{graph.label(source)}, {', '.join(found)}" for source, found in places.items()]
        verdict = self._facts.mark(self._facts.outcome(iri))
        return f"{'; '.join(cited)}. {name}, {verdict}."

    def _thing(self, iri: str) -> str:
        phrases = words("brief.notes", self._graph.lang)
        types = self._graph.types(iri)
        what = iri.removeprefix(BASE)
        if "dvg:Lacune" in types:
            where = [self._graph.label(one) for one in self._graph.iris(iri, "dvg:gezochtIn")]
            sought = phrases["sought"].format("; ".join(where))
            return f"{sought[:1].upper()}{sought[1:]}. {what}."
        return f"{what}."

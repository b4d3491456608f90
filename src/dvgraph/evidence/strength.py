"""The strength of the evidence: how exact the cited passages are, and how many sources agree."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from dvgraph.dataset.files import Dataset
from dvgraph.evidence.passages import CITES, passage
from dvgraph.labels.subgraph import Subgraph
from dvgraph.namespaces import BASE, PROV
from dvgraph.rdf.oxigraph import NamedNode, Term

_KIND = "http://purl.org/dc/terms/type"
_PRESS = f"{BASE}concept/bronsoort/pers"
_PRESS_REPORT = NamedNode(_PRESS)
_WITHDRAWN = f"{PROV}invalidatedAtTime"


@dataclass(frozen=True, slots=True)
class Strength:
    """The number of statements by their most exact passage, and by their sources.

    ``lines`` cite lines of a text; ``places``, at best an article or page; ``documents``, only a
    document or a named part of it. ``single`` rest on one source, ``press`` on press reports alone.
    """

    lines: int = 0
    places: int = 0
    documents: int = 0
    single: int = 0
    press: int = 0

    @property
    def cited(self) -> int:
        """The number of statements that cite a passage, including planned and withdrawn ones."""
        return self.lines + self.places + self.documents


def strength(dataset: Dataset) -> Strength:
    """Count the statements that cite a passage and are not withdrawn."""
    withdrawn = {quad.subject for quad in dataset.having([NamedNode(_WITHDRAWN)])}
    press = {
        quad.subject for quad in dataset.having([NamedNode(_KIND)]) if quad.object == _PRESS_REPORT
    }
    cited: dict[Term, list[str]] = {}
    for quad in dataset.having([NamedNode(CITES)]):
        if (
            isinstance(quad.subject, NamedNode)
            and isinstance(quad.object, NamedNode)
            and quad.subject not in withdrawn
        ):
            cited.setdefault(quad.subject, []).append(quad.object.value)
    return _counted(cited.values(), lambda source: NamedNode(source) in press)


def strength_of(graph: Subgraph, statements: Iterable[str]) -> Strength:
    """Return the counts for some statements of a subgraph."""
    cited = (
        graph.iris(statement, "dvg:vindplaats")
        for statement in statements
        if not graph.node(statement).get("prov:invalidatedAtTime")
    )
    return _counted(cited, lambda source: _PRESS in graph.iris(source, "dct:type"))


def _counted(citations: Iterable[Iterable[str]], is_press: Callable[[str], bool]) -> Strength:
    lines = places = documents = single = press = 0
    for iris in citations:
        cited = [passage(iri) for iri in iris]
        if not cited:
            continue
        kinds = {one.kind for one in cited}
        lines += "line" in kinds
        places += "line" not in kinds and not kinds.isdisjoint(("artikel", "pagina"))
        documents += kinds == {"onderdeel"}
        sources = {one.source for one in cited}
        single += len(sources) == 1
        press += all(map(is_press, sources))
    return Strength(lines, places, documents, single, press)

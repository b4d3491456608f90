"""How strong the evidence is: how near the passages are to what is said, and how many sources."""

from collections.abc import Iterable
from dataclasses import dataclass

from dvgraph.dataset.files import Dataset
from dvgraph.evidence.facts import Facts
from dvgraph.evidence.passages import CITES, passage
from dvgraph.namespaces import BASE, PROV

_KIND = "http://purl.org/dc/terms/type"
_PRESS = f"{BASE}concept/bronsoort/pers"
_WITHDRAWN = f"{PROV}invalidatedAtTime"


@dataclass(frozen=True, slots=True)
class Strength:
    """The number of statements by their nearest passage, and by their sources.

    ``lines``: cited to lines of a text; ``places``: to an article or page; ``documents``: only to a
    document or a named part of it. ``single`` rest on one source, ``press`` on press alone.
    """

    lines: int = 0
    places: int = 0
    documents: int = 0
    single: int = 0
    press: int = 0


def strength(dataset: Dataset) -> Strength:
    """Count the statements that cite a passage and are not withdrawn."""
    facts = Facts(dataset)
    lines = places = documents = single = press = 0
    for statement in facts.subjects():
        cited = [passage(iri) for iri in facts.iris(statement, CITES)]
        if not cited or facts.literals(statement, _WITHDRAWN):
            continue
        kinds = {one.kind for one in cited}
        lines += "line" in kinds
        places += "line" not in kinds and not kinds.isdisjoint(("artikel", "pagina"))
        documents += kinds == {"onderdeel"}
        sources = {one.source for one in cited}
        single += len(sources) == 1
        press += _all_press(facts, sources)
    return Strength(lines, places, documents, single, press)


def _all_press(facts: Facts, sources: Iterable[str]) -> bool:
    return all(_PRESS in facts.iris(source, _KIND) for source in sources)

"""Every view cites a source by its own title, in every language."""

import re
from collections.abc import Iterator

import pytest

import dvgraph
from dvgraph.api import Graph
from dvgraph.brief import blocks
from dvgraph.labels.titles import own_title, placed
from dvgraph.namespaces import BASE
from dvgraph.questions import question as questions
from dvgraph.questions.folds import labels_of
from dvgraph.rdf.oxigraph import Literal, NamedNode, Term
from dvgraph.rdf.terms import value

NOTE = "Note de la ministre"
HOLDER = "c-rm6wkf2r"  # who holds the post, by a French item of the press
OWN = "Jan Smedts devient le nouveau directeur de Digitaal Vlaanderen"


@pytest.mark.parametrize(
    ("label", "title", "lang", "told"),
    [
        ("Nota van de minister (Data News)", NOTE, "fr", f"{NOTE} (Data News)"),
        ("Nota van de minister", NOTE, "fr", NOTE),
        # The label of a title in the reader's language may be shorter.
        ("Nota", "Nota van de minister over alles", "nl", "Nota"),
        # A source without a title is described in the language of the reader.
        ("bericht over de nota", "[note on it]", "en", "bericht over de nota"),
    ],
)
def test_a_label_that_translates_a_title_gives_way_to_it(
    label: str, title: str, lang: str, told: str
) -> None:
    assert own_title(label, [Literal(title, language=lang)], "nl") == told


def test_a_passage_is_a_place_in_the_source_so_called() -> None:
    assert placed("Nota (X), regels 3–4", "Nota (X)", f"{NOTE} (X)") == f"{NOTE} (X), regels 3–4"
    assert placed("regels 3–4", "Nota (X)", f"{NOTE} (X)") == "regels 3–4"


@pytest.fixture(scope="module")
def graph() -> Iterator[Graph]:
    with dvgraph.open(lang="nl") as opened:
        yield opened


@pytest.mark.slow
@pytest.mark.program
def test_page_answer_brief_and_citation_name_a_source_alike(graph: Graph) -> None:
    rows = graph.ask("head-on-date", date="2023-02-01", organisation="digitaal-vlaanderen")
    brief = graph.brief("administrateur-generaal", until="2026-11-23")
    told = {
        "page": str(graph.show(HOLDER)),
        "answer": str(rows.dicts()),
        "brief": "".join(blocks.plain(note.line) for note in brief.notes),
        "citation": graph.cite(HOLDER),
    }
    for view, text in told.items():
        assert OWN in text, view
        assert not re.search("Jan Smedts wordt de nieuwe", text), view


@pytest.mark.parametrize(
    "name", ["gaps", "contradictions", "figure-inputs", "single-source-statements"]
)
def test_a_query_with_labels_names_sources_and_passages_as_the_answer_does(
    graph: Graph, name: str
) -> None:
    query = questions.sparql(graph.store, name, questions.get(name).example, "en")
    table = graph.store.select(query)
    told: dict[NamedNode, Term | None] = {}
    for label in (one for one in table.variables if one.endswith("Label")):
        place = table.variables.index(label.removesuffix("Label"))
        named = ((row[place], row[table.variables.index(label)]) for row in table.rows)
        told.update((thing, text) for thing, text in named if isinstance(thing, NamedNode))
    known = labels_of(graph.store, [*told], "en")
    assert any(f"{BASE}bron/" in thing.value for thing in told)
    wrong = {
        thing.value: (value(text), value(known[thing]))
        for thing, text in told.items()
        if thing in known and f"{BASE}uitspraak/" not in thing.value
        if value(text) != value(known[thing])
    }
    assert not wrong

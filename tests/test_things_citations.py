"""Citations: the content, the source with its lines, the data version, the licence."""

import json
import re
from pathlib import Path

import pytest

from dvgraph import resources
from dvgraph.errors import UseError
from dvgraph.labels.short_ids import citable, short_id
from dvgraph.labels.subgraph import Subgraph
from dvgraph.prebuilt.connection import open_graph
from dvgraph.rdf.layout import ORDER
from dvgraph.rdf.terms import curie, value
from dvgraph.results.writers import FORMATS
from dvgraph.store.protocol import Store
from dvgraph.things.citations import APART, cite, cited
from dvgraph.things.vocabulary import property_name

BASE = "https://w3id.org/dvgraph/id/"
STATEMENT = f"{BASE}uitspraak/cijfer-magda-transacties-groeifactor"
PASSAGE = f"{BASE}bron/herweging-2025#line=9,12"


@pytest.fixture(scope="module")
def store() -> Store:
    return open_graph()


def test_a_statement_is_cited_in_words_with_source_lines_data_and_licence(store: Store) -> None:
    text = cite(store, STATEMENT, "text")
    assert text.startswith("cijfer (betreft: MAGDA-platform; maat: groeifactor van de transacties;")
    assert "waarde: 20;" in text
    assert "gezien op: juni 2025)" in text
    assert "Bron: Motivering herweging van de functie" in text
    assert "(juni 2025), regels 32–34." in text
    version, code = resources.data_version(), short_id(STATEMENT)
    assert f"dvgraph, gegevens {version}, vastgelegd op 2026-" in text
    assert f"#{code}. <{STATEMENT}>. CC0 1.0" in text


def test_a_citation_speaks_english_too(store: Store) -> None:
    text = cite(store, f"{BASE}uitspraak/dienstverlening-ict", "text", "en")
    assert text.startswith("responsibility (organisation: Digitaal Vlaanderen; task: services for")
    assert "role: execution; from: 2021; ground: decision to bundle ICT" in text
    assert "Source: Motivering" in text
    assert "line 36, lines 38–40" in text


def test_a_source_without_a_title_is_cited_by_its_name_in_the_language(store: Store) -> None:
    figure = f"{BASE}uitspraak/cijfer-digitaal-vlaanderen-medewerkers-atlas"
    for lang, named in (("nl", "in een openbare"), ("en", "in a public")):
        assert f"BE-DIGITAAL-VLAANDEREN {named} interoperab" in cite(store, figure, "text", lang)


def test_a_passage_is_cited_by_its_source_and_lines(store: Store) -> None:
    text = cite(store, PASSAGE, "text")
    assert text.startswith(
        "Motivering herweging administrateur-generaal Digitaal Vlaanderen, regel"
    )
    assert "regels 10–12" in text


@pytest.mark.slow
@pytest.mark.parametrize("step", [10, pytest.param(1, marks=pytest.mark.slow)])
@pytest.mark.parametrize("lang", ["nl", "en"])
def test_every_statement_and_passage_can_be_cited(store: Store, lang: str, step: int) -> None:
    for iri in sorted(citable(store))[::step]:
        text = cite(store, iri, "text", lang)
        assert text.count("\n") == 1
        assert f"<{iri}>" in text
        item = json.loads(cite(store, iri, "csl-json", lang))[0]
        assert item["id"] == short_id(iri)
        assert item["title"]
        assert item["version"] == resources.data_version()


def test_bibtex_is_balanced_and_escapes_the_signs_of_tex(store: Store) -> None:
    entry = cite(store, f"{BASE}uitspraak/ovo-nummer-digitaal-vlaanderen", "bibtex")
    assert entry.startswith(
        f"@misc{{{short_id(f'{BASE}uitspraak/ovo-nummer-digitaal-vlaanderen')},"
    )
    assert entry.count("{") == entry.count("}")
    fields = dict(re.findall(r"^  (\w+) = \{(.*)\},$", entry, re.MULTILINE))
    assert {"author", "title", "year", "url", "note"} <= fields.keys()
    for name in ("title", "note"):
        assert not re.search(r"(?<!\\)[#$%&_]", fields[name])


def test_a_withdrawn_statement_is_cited_as_such(tmp_path: Path) -> None:
    path = tmp_path / "data.ttl"
    path.write_text(
        f"""@base <{BASE}> .
@prefix dvg: <https://w3id.org/dvgraph/ns#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

<uitspraak/x> a dvg:Cijfer ;
    dvg:waarde 1234567.5 ;
    dvg:deelVan <uitspraak/y> ;
    dvg:van "2021~"^^<http://id.loc.gov/datatypes/edtf/EDTF> ;
    dvg:vindplaats <bron/z#pagina=3> ;
    prov:generatedAtTime "2024-01-01T00:00:00Z"^^xsd:dateTime ;
    prov:invalidatedAtTime "2024-02-01T00:00:00Z"^^xsd:dateTime .
""",
        encoding="utf-8",
    )
    store = open_graph(data=[str(path)])
    text = cite(store, f"{BASE}uitspraak/x", "text")
    assert "waarde: 1.234.567,5;" in text
    assert f"deel van: #{short_id(f'{BASE}uitspraak/y')};" in text
    assert "van: omstreeks 2021" in text
    assert "Bron: z, pagina 3." in text
    assert "vastgelegd op 2024-01-01, ingetrokken op 2024-02-01" in text
    for form in FORMATS["citation"][1:]:
        assert "ingetrokken op 2024-02-01" in cite(store, f"{BASE}uitspraak/x", form)


def test_what_cannot_be_cited_is_told(store: Store) -> None:
    with pytest.raises(UseError, match="Choose text, bibtex, csl-json"):
        cite(store, STATEMENT, "apa")
    with pytest.raises(UseError, match="nothing is known of 'uitspraak/absent'"):
        cite(store, f"{BASE}uitspraak/absent", "text")


def test_a_source_is_cited_by_its_title_date_and_address() -> None:
    store = open_graph()
    iri = cited(store, "herweging-2025")
    text = cite(store, iri, "text")
    assert iri.endswith("/bron/herweging-2025")
    assert text.startswith("Motivering herweging van de functie van administrateur-generaal")
    assert "(juni 2025)" in text


def test_an_id_with_a_letter_missing_suggests_the_nearest() -> None:
    with pytest.raises(UseError, match="c-yqsnh1p3"):
        cited(open_graph(), "c-yqsnh1p")


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_every_property_that_a_citation_names_has_a_name_in_both_languages(
    store: Store, lang: str
) -> None:
    graph = Subgraph(store, lang)
    query = (
        "SELECT DISTINCT ?property WHERE "
        "{ ?statement a <https://w3id.org/dvgraph/ns#Uitspraak> ; ?property ?value }"
    )
    used = {curie(value(term)) for (term,) in store.select(query).rows}
    named = [name for name in ORDER if name in used.difference(APART)]
    assert len(named) > 20
    assert [one for one in named if property_name(graph, graph.full(one)) == one] == []


def test_a_citation_names_each_property_in_its_language(store: Store) -> None:
    told = cite(store, f"{BASE}uitspraak/bezetting-smedts-digitaal-vlaanderen", "text")
    assert "persoon: Jan Smedts; organisatie: Digitaal Vlaanderen; rol: " in told

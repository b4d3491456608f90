"""The history as an event stream: immutable pages of version objects, read back by rdflib."""

from pathlib import Path

import pytest
import rdflib
from rdflib.namespace import DCTERMS, PROV, RDF

import dvgraph
from dvgraph.api import Graph
from dvgraph.errors import InputError, UseError
from dvgraph.exchange.exporters import ldes
from dvgraph.store.inventory import stated
from test_exports_registry import DESCRIBED
from test_history_diff import PREFIXES

LDES, TREE = rdflib.Namespace(ldes.LDES), rdflib.Namespace(ldes.TREE)
TOMBSTONE = rdflib.URIRef(f"{ldes.AS}Tombstone")
ID = "https://w3id.org/dvgraph/id/"
HERE = "https://data.example/stroom/"
LATER = """
<uitspraak/geheel> prov:invalidatedAtTime "2026-02-01T12:00:00Z"^^xsd:dateTime .
<uitspraak/geheel-2> a dvg:Bestaan ; dvg:over <organisatie/geheel> ; dvg:van "2001"^^xsd:gYear ;
    dvg:vindplaats <bron/boek#blz=2> ; prov:wasRevisionOf <uitspraak/geheel> ;
    prov:generatedAtTime "2026-02-01T12:00:00Z"^^xsd:dateTime .
<bron/boek#blz=2> a dvg:Vindplaats ; dct:isPartOf <bron/boek> .
"""


def exported(folder: Path, text: str, target: Path) -> rdflib.Graph:
    """Write the stream of a text of data into a folder, and return what rdflib reads there."""
    (folder / "klein").mkdir(exist_ok=True)
    (folder / "klein" / "feiten.ttl").write_text(PREFIXES + text, encoding="utf-8")
    with dvgraph.open(str(folder / "klein")) as graph:
        graph.export(target, ldes=True)
    return followed(target)


def followed(folder: Path) -> rdflib.Graph:
    """Return the triples of the first page and of all pages that its relations lead to."""
    found = rdflib.Graph().parse(folder / ldes.INDEX, format="turtle", publicID=HERE + ldes.INDEX)
    for page in set(found.objects(None, TREE.node)):
        name = str(page).removeprefix(HERE)
        found.parse(folder / name, format="turtle", publicID=HERE + name)
    return found


def last_versions(found: rdflib.Graph) -> dict[str, rdflib.term.Node]:
    """Return the last member of each thing, by its IRI."""
    (stream,) = found.subjects(RDF.type, LDES.EventStream)
    path, time = found.value(stream, LDES.versionOfPath), found.value(stream, LDES.timestampPath)
    assert (path, time) == (DCTERMS.isVersionOf, PROV.generatedAtTime)
    members = sorted(
        found.objects(stream, TREE.member), key=lambda one: found.value(one, PROV.generatedAtTime)
    )
    return {str(found.value(member, DCTERMS.isVersionOf)): member for member in members}


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture
def short_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ldes, "SIZE", 2)


@pytest.mark.usefixtures("short_pages")
def test_a_sealed_page_keeps_its_bytes_when_facts_are_added(tmp_path: Path) -> None:
    target = tmp_path / "stroom"
    first = exported(tmp_path, DESCRIBED, target)
    before = bytes_of(target)
    exported(tmp_path, DESCRIBED + LATER, target)
    after = bytes_of(target)
    sealed = [name for name, data in before.items() if b"ldes:immutable true" in data]
    assert len(sealed) == sum(1 for _ in first.subjects(LDES.immutable, None)) > 1
    assert [name for name in sealed if after[name] != before[name]] == []
    assert len(after) > len(before)


@pytest.mark.usefixtures("short_pages")
def test_a_correction_and_what_it_withdraws_are_new_members(tmp_path: Path) -> None:
    target = tmp_path / "stroom"
    old = exported(tmp_path, DESCRIBED, target)
    new = exported(tmp_path, DESCRIBED + LATER, target)
    members = set(new.objects(None, TREE.member)) - set(old.objects(None, TREE.member))
    told = {
        (
            str(new.value(member, DCTERMS.isVersionOf)).removeprefix(ID),
            (member, RDF.type, TOMBSTONE) in new,
            str(new.value(member, PROV.generatedAtTime)),
        )
        for member in members
    }
    time = "2026-02-01T12:00:00+00:00"
    assert told == {
        ("uitspraak/geheel", True, time),
        ("uitspraak/geheel-2", False, time),
        ("bron/boek#blz=2", False, time),
    }
    correction = last_versions(new)[f"{ID}uitspraak/geheel-2"]
    assert str(new.value(correction, PROV.wasRevisionOf)) == f"{ID}uitspraak/geheel"
    assert str(new.value(correction, rdflib.URIRef("https://w3id.org/dvgraph/ns#van"))) == "2001"


@pytest.mark.usefixtures("short_pages")
def test_what_changed_or_went_without_a_record_is_a_new_member_too(tmp_path: Path) -> None:
    target = tmp_path / "stroom"
    exported(tmp_path, DESCRIBED, target)
    other = DESCRIBED.replace('"whole"@en', '"entire"@en').replace(
        '<bron/boek> rdfs:label "boek"@nl, "book"@en .', ""
    )
    found = exported(tmp_path, other, target)
    last = last_versions(found)
    labels = set(found.objects(last[f"{ID}organisatie/geheel"], rdflib.RDFS.label))
    assert rdflib.Literal("entire", "en") in labels
    assert rdflib.Literal("whole", "en") not in labels
    assert (last[f"{ID}bron/boek"], RDF.type, TOMBSTONE) in found
    back = exported(tmp_path, DESCRIBED, target)
    labels = set(back.objects(last_versions(back)[f"{ID}organisatie/geheel"], rdflib.RDFS.label))
    assert rdflib.Literal("whole", "en") in labels


@pytest.mark.usefixtures("short_pages")
def test_the_relations_of_the_first_page_say_when_the_members_of_each_were_recorded(
    tmp_path: Path,
) -> None:
    target = tmp_path / "stroom"
    exported(tmp_path, DESCRIBED, target)
    found = exported(tmp_path, DESCRIBED + LATER, target)
    kinds = set()
    for relation in found.objects(None, TREE.relation):
        bound, kind = found.value(relation, TREE.value), found.value(relation, RDF.type)
        assert found.value(relation, TREE.path) == PROV.generatedAtTime
        name = str(found.value(relation, TREE.node)).removeprefix(HERE)
        page = rdflib.Graph().parse(target / name, format="turtle", publicID=HERE + name)
        times = list(page.objects(None, PROV.generatedAtTime))
        kinds.add(kind)
        assert kind == TREE.GreaterThanOrEqualToRelation or (None, LDES.immutable, None) in page
        assert bound == (min if kind == TREE.GreaterThanOrEqualToRelation else max)(times)
    assert kinds == {TREE.GreaterThanOrEqualToRelation, TREE.LessThanOrEqualToRelation}


def test_the_same_data_adds_nothing(tmp_path: Path) -> None:
    target = tmp_path / "stroom"
    exported(tmp_path, DESCRIBED + LATER, target)
    before = bytes_of(target)
    exported(tmp_path, DESCRIBED + LATER, target)
    assert bytes_of(target) == before


@pytest.mark.slow
def test_the_last_versions_are_what_the_shipped_data_states(tmp_path: Path) -> None:
    target = tmp_path / "stroom"
    with dvgraph.open() as graph:
        graph.export(target, ldes=True)
        expected, withdrawn = stated_by(graph)
    found = followed(target)
    last = last_versions(found)
    own = {DCTERMS.isVersionOf, PROV.generatedAtTime}
    said = {
        (rdflib.URIRef(thing), name, value)
        for thing, member in last.items()
        for name, value in found.predicate_objects(member)
        if name not in own and value != TOMBSTONE
    }
    assert said == expected
    gone = {thing for thing, member in last.items() if (member, RDF.type, TOMBSTONE) in found}
    assert gone == withdrawn


def stated_by(graph: Graph) -> tuple[set[tuple[rdflib.term.Node, ...]], set[str]]:
    """Return what the shipped folder states, but for record times; and what it withdrew.

    What it says of its files is left out.
    """
    space = f"{ID}graph/digitaal-vlaanderen/"
    own = [
        quad.triple
        for quad in stated(graph.store)
        if quad.graph_name.value.startswith(space) and not quad.subject.value.startswith(space)  # type: ignore[union-attr]
    ]
    lines = "".join(f"{triple} .\n" for triple in own)
    times = {PROV.generatedAtTime, PROV.invalidatedAtTime}
    kept = {one for one in rdflib.Graph().parse(data=lines, format="nt") if one[1] not in times}
    ended = str(PROV.invalidatedAtTime)
    return kept, {triple.subject.value for triple in own if triple.predicate.value == ended}  # type: ignore[union-attr]


def test_data_that_nobody_described_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.ttl").write_text("<urn:a> <urn:b> <urn:c> .", encoding="utf-8")
    with (
        dvgraph.open(str(tmp_path / "x.ttl")) as other,
        pytest.raises(UseError, match="not described"),
    ):
        other.export(tmp_path / "stroom", ldes=True)


def test_a_page_of_something_else_is_told_and_kept(tmp_path: Path) -> None:
    target = tmp_path / "stroom"
    target.mkdir()
    text = b"<#x> <https://w3id.org/tree#member> <urn:y> ."
    (target / "page-1.ttl").write_bytes(text)
    with pytest.raises(InputError, match="no page of an event stream"):
        exported(tmp_path, DESCRIBED, target)
    assert bytes_of(target) == {"page-1.ttl": text}


def test_data_without_a_time_of_recording_is_refused_and_gets_no_invented_one(
    tmp_path: Path,
) -> None:
    timeless = "\n".join(line for line in DESCRIBED.split("\n") if "generatedAtTime" not in line)
    with pytest.raises(UseError, match="times of recording"):
        exported(tmp_path, timeless, tmp_path / "stroom")

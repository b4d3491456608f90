"""Archival authority records by EAC-CPF, read back by the standard library's XML parser."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

import dvgraph
from dvgraph.errors import UseError
from dvgraph.exchange.exporters.eac import EAC, XLINK, record_id
from test_exports_registry import DESCRIBED
from test_history_diff import PREFIXES

ID = "https://w3id.org/dvgraph/id/"
LINK = {f"{{{XLINK}}}type", f"{{{XLINK}}}href"}
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
DAY = {"standardDate", "notBefore", "notAfter"}
# The content models of the published schema (W3C Schema, version 2010) of the elements in use, as
# patterns of child elements, with the attributes that each may have. What the schema makes optional
# and the records lack is left out, so this table is stricter than the schema.
MODELS: dict[str, tuple[str, set[str]]] = {
    "eac-cpf": ("control cpfDescription", set()),
    "control": (
        "recordId otherRecordId* maintenanceStatus maintenanceAgency languageDeclaration?"
        " maintenanceHistory sources?",
        set(),
    ),
    "maintenanceAgency": ("agencyName", set()),
    "languageDeclaration": ("language script", set()),
    "language": ("", {"languageCode"}),
    "script": ("", {"scriptCode"}),
    "maintenanceHistory": ("maintenanceEvent+", set()),
    "maintenanceEvent": ("eventType eventDateTime agentType agent", set()),
    "eventDateTime": ("", {"standardDateTime"}),
    "sources": ("source+", set()),
    "source": ("sourceEntry?", LINK),
    "cpfDescription": ("identity description? relations?", set()),
    "identity": ("entityId* entityType nameEntry+", set()),
    "nameEntry": ("part+ useDates?", {LANG}),
    "useDates": ("(date|dateRange)", set()),
    "description": ("existDates? (legalStatus|function|mandate)* biogHist*", set()),
    "existDates": ("(date|dateRange)", set()),
    "legalStatus": ("term? (date|dateRange)?", set()),
    "function": ("term? (date|dateRange)? descriptiveNote?", set()),
    "mandate": ("term? (date|dateRange)? descriptiveNote?", set()),
    "term": ("", {"vocabularySource"}),
    "descriptiveNote": ("p+", set()),
    "biogHist": ("chronList*", set()),
    "chronList": ("chronItem+", set()),
    "chronItem": ("(date|dateRange) event", set()),
    "dateRange": ("fromDate? toDate?", set()),
    "date": ("", DAY),
    "fromDate": ("", DAY),
    "toDate": ("", DAY),
    "relations": ("cpfRelation*", set()),
    "cpfRelation": (
        "relationEntry* (date|dateRange)? descriptiveNote?",
        {"cpfRelationType", *LINK},
    ),
    **dict.fromkeys(
        (
            *("recordId", "otherRecordId", "maintenanceStatus", "agencyName", "eventType"),
            *("agentType", "agent", "sourceEntry", "entityId", "entityType", "part", "event"),
            *("p", "relationEntry"),
        ),
        ("", set()),
    ),
}
VALUES = {
    "recordId": r"[A-Za-z0-9._:-]+",  # xs:NMTOKEN
    "maintenanceStatus": "derived",
    "eventType": "derived",
    "agentType": "machine",
    "entityType": "corporateBody",
    "languageCode": "[a-z]{3}",
    "scriptCode": "[A-Z][a-z]{3}",
    "cpfRelationType": "hierarchical-(parent|child)|temporal-(earlier|later)|associative",
    "standardDateTime": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ",
    **dict.fromkeys(DAY, r"(1\d|20)\d\d(-\d\d){0,2}"),
}


def faults(element: ElementTree.Element) -> list[str]:
    """Return where an element and what is in it departs from the content models."""
    name = element.tag.removeprefix(f"{{{EAC}}}")
    children, attributes = MODELS[name]
    pattern = re.sub(
        r"([A-Za-z]+)|\s+", lambda word: f"(?:{word[1]} )" if word[1] else "", children
    )
    found = "".join(f"{child.tag.removeprefix(f'{{{EAC}}}')} " for child in element)
    wrong = [] if re.fullmatch(pattern, found) else [f"{name}: {found}"]
    wrong += [f"{name}/@{key}" for key in set(element.keys()) - attributes]
    values = {**dict(element.items()), name: element.text or ""}
    wrong += [
        f"{key} {value}"
        for key, value in values.items()
        if key in VALUES and not re.fullmatch(VALUES[key], value)
    ]
    return wrong + [fault for child in element for fault in faults(child)]


def written(text: str, folder: Path) -> dict[str, ElementTree.Element]:
    """Return the record of each organisation of a text of data, by its file name."""
    (folder / "klein").mkdir(exist_ok=True)
    (folder / "klein" / "feiten.ttl").write_text(PREFIXES + text, encoding="utf-8")
    with dvgraph.open(str(folder / "klein")) as graph:
        graph.export(folder / "eac", eac=True)
    return {path.name: ElementTree.parse(path).getroot() for path in (folder / "eac").iterdir()}


def texts(record: ElementTree.Element, path: str) -> list[str]:
    steps = "/".join(f"{{{EAC}}}{step}" if step.isalpha() else step for step in path.split("/"))
    return [element.text or "" for element in record.iterfind(steps)]


MORE = """
<organisatie/deel> a m8g:PublicOrganisation, org:FormalOrganization ;
    rdfs:label "deel"@nl, "part"@en ; skos:prefLabel "deel"@nl .
<uitspraak/deel> a dvg:Bestaan ; dvg:over <organisatie/deel> ; dvg:van "2001-05-01"^^xsd:date ;
    dvg:tot "2016-01-01"^^xsd:date ; dvg:vindplaats <bron/boek#blz=1> .
<uitspraak/deel-van-geheel> a dvg:Betrekking ; dvg:onderwerp <organisatie/deel> ;
    dvg:betrekking <concept/betrekking/ouder> ; dvg:voorwerp <organisatie/geheel> ;
    dvg:van "[2002..2004]"^^<http://id.loc.gov/datatypes/edtf/EDTF> ;
    dvg:vindplaats <bron/boek#blz=1> .
<taak/t> a dvg:Taak ; rdfs:label "taak"@nl, "task"@en .
<uitspraak/deel-taak> a dvg:Verantwoordelijkheid ; dvg:organisatie <organisatie/deel> ;
    dvg:taak <taak/t> ; dvg:rol <concept/verantwoordelijkheidsrol/uitvoering> ;
    dvg:van "2003"^^xsd:gYear ; dvg:vindplaats <bron/boek#blz=1> .
"""


def test_a_record_has_dates_functions_relations_and_sources(tmp_path: Path) -> None:
    records = written(DESCRIBED + MORE, tmp_path)
    part, whole = records["organisatie.deel.xml"], records["organisatie.geheel.xml"]
    exists = "cpfDescription/description/existDates/dateRange"
    assert texts(part, f"{exists}/fromDate") == ["2001-05-01"]
    assert texts(part, f"{exists}/toDate") == ["2015-12-31"]  # its last day
    assert texts(whole, f"{exists}/toDate") == []
    assert texts(part, "cpfDescription/description/function/term") == ["taak"]
    assert texts(part, "control/sources/source/sourceEntry") == ["boek"]
    assert texts(part, "cpfDescription/identity/nameEntry/part") == ["deel", "part"]
    assert (
        texts(part, "cpfDescription/identity/nameEntry/useDates/dateRange/toDate")
        == ["2015-12-31"] * 2
    )
    for record, kind, other in ((part, "parent", "geheel"), (whole, "child", "deel")):
        (relation,) = record.iter(f"{{{EAC}}}cpfRelation")
        assert relation.get("cpfRelationType") == f"hierarchical-{kind}"
        assert relation.get(f"{{{XLINK}}}href") == f"{ID}organisatie/{other}"
        (begin,) = relation.iter(f"{{{EAC}}}fromDate")
        assert (begin.get("notBefore"), begin.get("notAfter")) == ("2002", "2004")
    assert {name: faults(record) for name, record in records.items()} == {
        name: [] for name in records
    }


def test_what_xml_cannot_have_or_reads_as_markup_does_no_harm(tmp_path: Path) -> None:
    hostile = DESCRIBED.replace('"whole"@en', r'"<b>&\u0001]]>\uFFFE"@en')
    (record,) = written(hostile, tmp_path).values()
    names = texts(record, "cpfDescription/identity/nameEntry/part")
    assert r"<b>&\x01]]>\ufffe" in names
    assert faults(record) == []


def test_each_organisation_has_a_record_name_of_its_own() -> None:
    iris = [
        f"{ID}organisatie/a-b",
        f"{ID}organisatie/a/b",
        f"{ID}persoon/a-b",
        "https://x.example/a-b",
        "https://y.example/a-b",
    ]
    names = [record_id(iri) for iri in iris]
    assert len(set(names)) == len(iris)
    assert names[0] == "organisatie.a-b"
    assert all(re.fullmatch(VALUES["recordId"], name) for name in names)


@pytest.mark.slow
@pytest.mark.program
def test_every_record_of_the_shipped_data_keeps_the_content_models(tmp_path: Path) -> None:
    with dvgraph.open() as graph:
        graph.export(tmp_path / "a", eac=True)
        graph.export(tmp_path / "b", eac=True)
        rows = graph.query("SELECT DISTINCT ?x { ?x a <http://www.w3.org/ns/org#Organization> }")
    first = {path.name: path.read_bytes() for path in (tmp_path / "a").iterdir()}
    assert first == {path.name: path.read_bytes() for path in (tmp_path / "b").iterdir()}
    assert len(first) == len(list(rows))
    wrong = {name: faults(ElementTree.fromstring(data)) for name, data in first.items()}
    assert {name: found for name, found in wrong.items() if found} == {}


def test_data_that_nobody_described_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.ttl").write_text("<urn:a> <urn:b> <urn:c> .", encoding="utf-8")
    with (
        dvgraph.open(str(tmp_path / "x.ttl")) as other,
        pytest.raises(UseError, match="not described"),
    ):
        other.export(tmp_path / "eac", eac=True)


def test_data_without_a_time_of_recording_is_refused(tmp_path: Path) -> None:
    timeless = "\n".join(line for line in DESCRIBED.split("\n") if "generatedAtTime" not in line)
    with pytest.raises(UseError, match="times of recording"):
        written(timeless, tmp_path)

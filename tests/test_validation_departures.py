"""Where pySHACL departs from the specification, dvgraph follows it; the docs list each place."""

import logging
import warnings
from pathlib import Path

import pyshacl
import pytest
import rdflib

from dvgraph.dataset.files import read
from dvgraph.validation import shacl

ROOT = Path(__file__).parents[1]
PREFIXES = """@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix x: <http://example.org/> .
"""
VALUES = "x:S a sh:NodeShape ; sh:targetSubjectsOf x:p ; sh:property [ sh:path x:p ; %s ] ."
NODES = "x:S a sh:NodeShape ; sh:targetClass x:T ; sh:property [ sh:path %s ] ."


# The row of docs/validation.md, the data, the shapes, pySHACL's results (None: it fails) and ours.
DEPARTURES = [
    (
        "years",
        '"01999"^^xsd:gYear, "99"^^xsd:gYear, "+2017"^^xsd:gYear',
        VALUES % "sh:datatype xsd:gYear",
        0,
        3,
    ),
    ("months", '"2024-13"^^xsd:gYearMonth', VALUES % "sh:datatype xsd:gYearMonth", 0, 1),
    (
        "days outside Python's calendar",
        '"-0001-01-01"^^xsd:date, "10000-01-01"^^xsd:date',
        VALUES % "sh:datatype xsd:date",
        2,
        0,
    ),
    (
        "other forms of ISO 8601",
        '"2024-W05-1"^^xsd:date, "2024-02-29+15:00"^^xsd:date',
        VALUES % "sh:datatype xsd:date",
        0,
        2,
    ),
    ("midnight", '"24:00:00"^^xsd:time', VALUES % "sh:datatype xsd:time", 1, 0),
    ("short times", '"12:00"^^xsd:time', VALUES % "sh:datatype xsd:time", 0, 1),
    (
        "dateTime without T or time",
        '"2024-01-01"^^xsd:dateTime, "2024-01-01 10:00:00"^^xsd:dateTime',
        VALUES % "sh:datatype xsd:dateTime",
        0,
        2,
    ),
    (
        "dateTimeStamp",
        '"2024-01-01T00:00:00"^^xsd:dateTimeStamp',
        VALUES % "sh:datatype xsd:dateTimeStamp",
        0,
        1,
    ),
    (
        "numbers as Python reads them",
        '"1E3"^^xsd:decimal, "NaN"^^xsd:decimal, "1_0"^^xsd:decimal',
        VALUES % "sh:datatype xsd:decimal",
        0,
        3,
    ),
    (
        "numbers as Python reads them",
        '"inf"^^xsd:double, "nan"^^xsd:double',
        VALUES % "sh:datatype xsd:double",
        0,
        2,
    ),
    (
        "white space",
        '" 1"^^xsd:integer, "1 "^^xsd:integer',
        VALUES % "sh:datatype xsd:integer",
        0,
        2,
    ),
    ("white space", '"a  b"^^xsd:token', VALUES % "sh:datatype xsd:token", 0, 1),
    (
        "durations",
        '"P1W"^^xsd:duration',
        VALUES % "sh:datatype xsd:duration",
        0,
        1,
    ),
    (
        "durations",
        '"P1Y"^^xsd:dayTimeDuration',
        VALUES % "sh:datatype xsd:dayTimeDuration",
        0,
        1,
    ),
    ("recurring days", '"--02-30"^^xsd:gMonthDay', VALUES % "sh:datatype xsd:gMonthDay", 0, 1),
    ("base64", '"AR=="^^xsd:base64Binary', VALUES % "sh:datatype xsd:base64Binary", 0, 1),
    ("names", '"a:b"^^xsd:NCName', VALUES % "sh:datatype xsd:NCName", 0, 1),
    ("names", '"nl_BE"^^xsd:language', VALUES % "sh:datatype xsd:language", 0, 1),
    ("rdfs:Literal", '"a"', VALUES % "sh:datatype rdfs:Literal", 0, 1),
    (
        "zones",
        '"2024-01-03T05:00:00"^^xsd:dateTime',
        VALUES % 'sh:minInclusive "2024-01-01T00:00:00Z"^^xsd:dateTime',
        1,
        0,
    ),
    (
        "zones",
        '"2024-01-01Z"^^xsd:date',
        VALUES % 'sh:minInclusive "2024-01-01"^^xsd:date',
        0,
        1,
    ),
    (
        "days outside Python's calendar",
        '"12024-06-01"^^xsd:date',
        VALUES % 'sh:minInclusive "0001-01-01"^^xsd:date',
        1,
        0,
    ),
    ("years compared", '"2024"^^xsd:gYear', VALUES % 'sh:minInclusive "2020"^^xsd:gYear', 1, 0),
    (
        "durations compared",
        '"P30D"^^xsd:duration',
        VALUES % 'sh:minInclusive "P1M"^^xsd:duration',
        0,
        1,
    ),
    ("NaN", '"NaN"^^xsd:double', VALUES % "sh:maxInclusive 1", 0, 1),
    ("a decimal and a double", '"0.1"^^xsd:double', VALUES % "sh:minExclusive 0.1", 0, 1),
    ("pairs without an order", "x:a ; x:q x:b", VALUES % "sh:lessThan x:q", 0, 1),
    (
        "pairs without an order",
        '"2024-01-01"^^xsd:date ; x:q "2024-02-01T00:00:00"^^xsd:dateTime',
        VALUES % "sh:lessThan x:q",
        0,
        1,
    ),
    ("texts with a language", '"c"@nl', VALUES % 'sh:minInclusive "b"', 0, 1),
    ("the end of a text", '"a\\n"', VALUES % 'sh:pattern "^a$"', 0, 1),
    ("any character", '"\\r"', VALUES % 'sh:pattern "^.$"', 0, 1),
    ("escapes", '"A"', VALUES % 'sh:pattern "^\\\\p{Lu}$"', None, 0),
    ("escapes", '"a:b"', VALUES % 'sh:pattern "^\\\\i\\\\c*$"', None, 0),
    ("escapes", '"_"', VALUES % 'sh:pattern "^\\\\w$"', 0, 1),
    ("subtraction", '"b"', VALUES % 'sh:pattern "^[a-z-[aeiou]]$"', 1, 0),
    ("flags", '"abc"', VALUES % 'sh:pattern "a.c" ; sh:flags "q"', 0, 1),
    ("flags", '"ab"', VALUES % 'sh:pattern "a b" ; sh:flags "x"', 1, 0),
    ("language ranges", '"a"@nl-BE-x-brab', VALUES % 'sh:languageIn ("nl-BE")', 1, 0),
    (
        "the inverse of a sequence",
        "x:m ; x:q x:n . x:m x:q x:t . x:t a x:T",
        NODES % "[ sh:inversePath ( x:p x:q ) ] ; sh:minCount 1",
        1,
        0,
    ),
    (
        "closed shapes",
        "1 . x:s a rdfs:Resource",
        "x:S a sh:NodeShape ; sh:targetNode x:s ; sh:closed true ; sh:property [ sh:path x:p ] .",
        0,
        1,
    ),
    (
        "implicit targets",
        "1 . x:s a x:S",
        "x:S a sh:NodeShape, owl:Class ; sh:property [ sh:path x:q ; sh:minCount 1 ] .",
        1,
        0,
    ),
    ("switches", '"a"@nl, "b"@nl', VALUES % 'sh:uniqueLang "1"^^xsd:boolean', 1, 0),
    ("spellings of a value", "1, 01", VALUES % "sh:maxCount 1", 0, 1),
    ("spellings of a value", "01", VALUES % "sh:hasValue 1", 0, 1),
    (
        "a day and a year in a query",
        '"2024-01-01"^^xsd:date ; x:q "2025"^^xsd:gYear',
        "x:S a sh:NodeShape ; sh:targetSubjectsOf x:p ; sh:sparql [ sh:select "
        '"SELECT $this WHERE { $this <http://example.org/p> ?a ; <http://example.org/q> ?b '
        'FILTER(?a < ?b) }" ] .',
        1,
        0,
    ),
]


def by_pyshacl(data: str, shapes: str) -> int | None:
    """Return the number of results of pySHACL as its users run it, or None if it fails."""
    logging.getLogger("rdflib.term").setLevel(logging.CRITICAL)
    graphs = [
        rdflib.Graph().parse(data=PREFIXES + text, format="turtle") for text in (data, shapes)
    ]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            _, report, _ = pyshacl.validate(graphs[0], shacl_graph=graphs[1], inplace=True)
    except Exception:
        return None
    if not isinstance(report, rdflib.Graph):
        return None
    return len(list(report.objects(None, rdflib.SH.result)))


@pytest.mark.engines
@pytest.mark.parametrize(("row", "data", "shapes", "theirs", "ours"), DEPARTURES)
def test_where_pyshacl_departs_from_the_specification_dvgraph_follows_it(
    tmp_path: Path, row: str, data: str, shapes: str, theirs: int | None, ours: int
) -> None:
    data = f"x:s x:p {data} ."
    for name, text in (("data", data), ("shapes", shapes)):
        (tmp_path / f"{name}.ttl").write_text(PREFIXES + text, encoding="utf-8")
    source = read([tmp_path / "data.ttl"], ontology=False)
    report = shacl.validate(source, (), [tmp_path / "shapes.ttl"], "en")
    found = [each for each in report.findings if each.component != "ill-typed"]
    assert len(found) == ours
    assert by_pyshacl(data, shapes) == theirs
    assert f"| {row} |" in (ROOT / "docs" / "validation.md").read_text("utf-8")


def test_each_departure_that_the_docs_list_has_its_test() -> None:
    text = (ROOT / "docs" / "validation.md").read_text("utf-8")
    listed = text.partition("## Where pySHACL departs")[2].partition("\n## ")[0]
    rows = [line.split("|")[1].strip() for line in listed.splitlines() if line.startswith("| ")]
    assert set(rows[1:]) == {row for row, *_ in DEPARTURES}

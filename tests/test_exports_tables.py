"""Tidy tables, their dictionary, and the crosswalk of kinds of change."""

import io
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import openpyxl
import pandas
import polars
import pytest

from dvgraph.api import Graph
from dvgraph.dataset.files import read
from dvgraph.errors import OutputError
from dvgraph.exchange.exporters.tables import DICTIONARY, files, packed, tables_of, workbook
from dvgraph.exchange.registry import write
from dvgraph.locale.columns import known
from dvgraph.namespaces import DVG, M8G, ORG, RDFS, SKOS
from dvgraph.rdf.oxigraph import Literal, NamedNode
from dvgraph.rdf.terms import value
from dvgraph.resources import ontology_dir
from dvgraph.store.protocol import Table

pytestmark = pytest.mark.program

CROSSWALK = ontology_dir() / "crosswalks" / "change-kinds.ttl"
MATCHES = {f"{SKOS}{name}Match" for name in ("broad", "close", "exact", "narrow")}
ID = "https://w3id.org/dvgraph/id/"


@pytest.fixture(scope="module")
def graph() -> Iterator[Graph]:
    with Graph(None, None, None, "nl") as opened:
        yield opened


@pytest.fixture(scope="module")
def made(graph: Graph) -> dict[str, Table]:
    return tables_of(graph.store)


def frame(data: bytes) -> pandas.DataFrame:
    return pandas.read_csv(io.BytesIO(data), dtype=str, keep_default_na=False)


def test_pandas_reads_each_cell_as_it_is_in_the_graph(made: dict[str, Table]) -> None:
    for name, data in files(made).items():
        table = made[name.removesuffix(".csv")]
        found = frame(data)
        assert tuple(found.columns) == table.variables
        cells = [tuple(value(cell) for cell in row) for row in table.rows]
        assert [tuple(row) for row in found.itertuples(index=False)] == cells


def test_a_table_of_statements_has_each_current_one(graph: Graph, made: dict[str, Table]) -> None:
    for name, kind in (
        ("tenures", "Bezetting"),
        ("relations", "Betrekking"),
        ("responsibilities", "Verantwoordelijkheid"),
        ("figures", "Cijfer"),
    ):
        asked = f"SELECT ?s {{ ?s a <{DVG}{kind}>, <{DVG}GeldendeUitspraak> }}"
        current = {value(row[0]) for row in graph.store.select(asked).rows}
        assert {value(row[0]) for row in made[name].rows} == current, name


def test_no_row_stands_twice_and_an_event_has_one(made: dict[str, Table]) -> None:
    for name, table in made.items():
        assert Counter(table.rows).most_common(1)[0][1] == 1, name
    assert max(Counter(row[0] for row in made["events"].rows).values()) == 1


def test_a_side_without_a_date_is_empty(made: dict[str, Table]) -> None:
    text = b"".join(files(made).values()).decode()
    assert "9999-12-31" not in text
    assert "0001-01-01" not in text


def test_each_column_is_in_the_dictionary_with_its_headings(made: dict[str, Table]) -> None:
    found = frame(files(made)[f"{DICTIONARY}.csv"])
    columns = [
        (name, column)
        for name, table in made.items()
        if name != DICTIONARY
        for column in table.variables
    ]
    assert list(zip(found["table"], found["column"], strict=True)) == columns
    assert {column for _, column in columns if not known(column)} == set()
    row = found[(found["table"] == "tenures") & (found["column"] == "van")].iloc[0]
    assert int(row["filled"]) < int(row["rows"]) == len(made["tenures"].rows)
    assert "xsd:date" in row["types"].split()


def test_a_spreadsheet_takes_no_cell_of_text_for_a_formula() -> None:
    integer = NamedNode("http://www.w3.org/2001/XMLSchema#integer")
    cells = (Literal("=1+1"), Literal("@x", language="nl"), Literal("-5", datatype=integer))
    table = {"x": Table(("a", "b", "c"), [(*cells,)])}
    assert files(table)["x.csv"] == b"a,b,c\n=1+1,@x,-5\n"
    assert files(table, excel_safe=True)["x.csv"] == b"a,b,c\n'=1+1,'@x,-5\n"


def test_each_cell_of_a_workbook_is_text_as_it_is_in_the_graph(made: dict[str, Table]) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(made)))
    assert book.sheetnames == list(made)
    for name, table in made.items():
        read = list(book[name].iter_rows())
        cells = [table.variables, *(tuple(map(value, row)) for row in table.rows)]
        assert [tuple(cell.value or "" for cell in row) for row in read] == cells, name
        assert {cell.data_type for row in read for cell in row if cell.value} == {"s"}


def test_hostile_text_in_a_workbook_is_neither_a_formula_nor_broken_xml() -> None:
    hostile = ("=1+1", "+1", "@x", "-5", "a\x01b", "_x0041_", "line\nbreak", "<b>&", "0001")
    table = {"x": Table(("a",), [(Literal(text),) for text in hostile])}
    data = workbook(table)
    assert data == workbook(table)
    read = openpyxl.load_workbook(io.BytesIO(data))["x"]
    rows = [row[0] for row in read.iter_rows(min_row=2)]
    assert {cell.data_type for cell in rows} == {"s"}
    # The format writes a control character as its code, which Excel reads back.
    assert [cell.value.replace("_x0001_", "\x01") for cell in rows] == list(hostile)


def test_text_that_no_cell_can_hold_is_told() -> None:
    table = {"long": Table(("a",), [(Literal("x" * 32_768),)])}
    with pytest.raises(OutputError, match="more than a spreadsheet can hold"):
        workbook(table)


def test_polars_reads_days_and_numbers_as_such_from_parquet(made: dict[str, Table]) -> None:
    found = {
        name.removesuffix(".parquet"): polars.read_parquet(io.BytesIO(data))
        for name, data in packed(made).items()
    }
    assert {name: read.shape for name, read in found.items()} == {
        name: (len(table.rows), len(table.variables)) for name, table in made.items()
    }
    assert found["organisations"].schema["vanLaatst"] == polars.Date
    born = dict(found["organisations"].select("organisatie", "vanVroegst").iter_rows())
    assert born[f"{ID}organisatie/facilitair-bedrijf"] == date(2014, 7, 28)
    values = found["figures"].get_column("waarde")
    assert values.dtype.is_numeric()
    assert values.null_count() == 0


def test_a_folder_that_is_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("", encoding="utf-8")
    with pytest.raises(OutputError):
        write({"a.csv": b""}, tmp_path / "x")


def test_the_register_code_leads_to_the_version_and_its_continuing_organisation(
    made: dict[str, Table],
) -> None:
    rows = {
        value(row[0]).removeprefix(ID): value(row[4])
        for row in made["identifiers"].rows
        if value(row[3]) == "OVO002949"
    }
    continuing = "https://data.vlaanderen.be/id/organisatie/OVO002949"
    assert rows == {
        continuing: "",
        "organisatie/digitaal-vlaanderen": continuing,
        "organisatie/informatie-vlaanderen": continuing,
    }


def test_every_kind_of_event_has_its_place_in_the_crosswalk(made: dict[str, Table]) -> None:
    below = {
        value(quad.subject)
        for quad in read([ontology_dir() / "dvg.ttl", ontology_dir() / "alignment.ttl"]).quads
        if quad.predicate.value == f"{RDFS}subClassOf" and value(quad.object) == f"{ORG}ChangeEvent"
    }
    kinds = {value(row[0]) for row in made["change-kinds"].rows}
    assert kinds == below | {f"{M8G}FoundationEvent"}


def test_a_match_leads_to_a_code_of_a_system_that_the_crosswalk_has() -> None:
    quads = read([CROSSWALK], ontology=False).quads
    codes = {q.subject: value(q.object) for q in quads if q.predicate.value == f"{SKOS}notation"}
    matched = [q.object for q in quads if q.predicate.value in MATCHES]
    assert matched
    assert set(matched) <= codes.keys()
    # The seven reasons of GOV.UK, matched or not.
    assert {code for node, code in codes.items() if "gov-uk" in value(node)} == {
        *("changed_name", "devolved", "left_gov", "merged", "no_longer_exists"),
        *("replaced", "split"),
    }


def test_an_event_has_its_codes_in_other_systems(made: dict[str, Table]) -> None:
    rows = {value(row[0]).rpartition("/")[2]: row for row in made["events"].rows}
    merger = dict(
        zip(made["events"].variables, rows["fusie-digitaal-vlaanderen-2021"], strict=True)
    )
    assert {name: value(merger[name]) for name in ("govUk", "noorsBegin", "noorsEinde")} == {
        "govUk": "merged",
        "noorsBegin": "106",
        "noorsEinde": "306",
    }
    assert value(merger["org"]) == value(merger["cpov"]) == f"{ORG}ChangeEvent"
    assert value(merger["oslo"]).endswith("organisatie#Fusie")

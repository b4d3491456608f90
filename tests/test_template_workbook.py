"""The workbook in which statements are kept: made of the kinds, the same bytes each time."""

import csv
import io
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from calling import call
from dvgraph.authoring import terms
from dvgraph.errors import UseError
from dvgraph.exchange import sheets, template
from dvgraph.locale.reader import LANGUAGES, use
from dvgraph.prebuilt.connection import open_graph
from dvgraph.store.protocol import Store
from dvgraph.things.kinds import kind


@pytest.fixture(scope="module")
def store() -> Store:
    return open_graph()


@pytest.fixture(autouse=True)
def _dutch() -> Iterator[None]:
    use("nl")
    yield
    use("en")


def test_each_kind_has_a_sheet_with_a_column_for_each_field(store: Store, tmp_path: Path) -> None:
    read = {}
    for form in ("xlsx", "ods"):
        path = tmp_path / f"a.{form}"
        path.write_bytes(template.files(form, store)[""])
        read[form] = {
            one.name: [[cell.text for cell in row] for row in one.rows] for one in sheets.read(path)
        }
    read["xlsx"].pop("_")
    files = template.files("csv", store)
    read["csv"] = {
        name.removesuffix(".csv"): list(
            csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=";")
        )
        for name, data in files.items()
    }
    for form, found in read.items():
        assert list(found) == [
            "uitleg",
            *(template.sheet_name(k.name, "nl") for k in template.EVERY),
        ]
        for one in template.EVERY:
            heads = [template.heading(field.option, "nl") for field in template.columns(one)]
            assert found[template.sheet_name(one.name, "nl")] == [heads], form
        told = found["uitleg"]
        assert told == read["csv"]["uitleg"], form
        (row,) = [row for row in told if row[:2] == ["verantwoordelijkheden", "rol"]]
        assert row[2] == "ja"
        assert "regie" in row[5].split(", ")
        assert row[6] == "coordinatie"


def test_the_explanation_leaves_no_word_open_and_names_each_form_of_a_date(store: Store) -> None:
    for lang in LANGUAGES:
        use(lang)
        told = template.files("csv", store)[f"{template.sheet_name('explanation', lang)}.csv"]
        assert "{" not in told.decode("utf-8-sig")
        for form in ("2021-05-10", "10/5/2021", {"nl": "mei 2021", "en": "May 2021"}[lang]):
            field = kind("existence").field("from")
            assert form in template._form(field)
            assert terms.read(field, form, store).value in ("2021-05-10", "2021-05")


def test_sheets_and_headings_are_told_apart_in_each_language() -> None:
    for lang in LANGUAGES:
        names = [template.sheet_name(one.name, lang) for one in template.EVERY]
        assert len(set(names)) == len(names)
        for one in template.EVERY:
            heads = [template.heading(field.option, lang) for field in template.columns(one)]
            assert len(set(heads)) == len(heads), one.name


@pytest.mark.slow
@pytest.mark.parametrize("form", sheets.FORMATS)
def test_the_same_template_has_the_same_bytes(form: str, store: Store) -> None:
    assert template.files(form, store) == template.files(form, store)
    if form != "csv":
        whole = zipfile.ZipFile(io.BytesIO(template.files(form, store)[""]))
        assert {part.date_time[:3] for part in whole.infolist()} == {(1980, 1, 1)}


def test_a_cell_offers_the_code_list_or_the_names_of_another_sheet(store: Store) -> None:
    book = openpyxl.load_workbook(io.BytesIO(template.files("xlsx", store)[""]))
    sheet = book["verantwoordelijkheden"]
    rules = {
        str(rule.sqref).partition("2")[0]: rule for rule in sheet.data_validations.dataValidation
    }
    heads = {cell.value: cell.column_letter for cell in sheet[1]}
    role = rules[heads["rol"]]
    first, last = role.formula1.removeprefix("_!").replace("$", "").split(":")
    listed = [row[0].value for row in book["_"][f"{first}:{last}"]]
    assert {"regie", "beheer"} <= set(listed)
    assert role.showErrorMessage
    assert role.prompt.startswith(
        kind("responsibility").help_of(kind("responsibility").field("role"))
    )
    task = rules[heads["taak"]]
    assert task.formula1.startswith("'taken'!$A$2:")
    assert not task.showErrorMessage
    assert heads["taak"]
    assert rules[heads["einde onbekend"]].type == "list"


@pytest.mark.parametrize("name", ["tabellen.xlsx", "tabellen"])
def test_a_filled_workbook_is_overwritten_only_with_force(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    kept = Path(name) if Path(name).suffix else Path(name) / "taken.csv"
    assert call("template", "-o", name).returncode == 0
    kept.write_bytes(b"filled in")
    refused = call("template", "-o", name)
    assert refused.returncode == 2
    assert f"{name}: hier staat al iets" in refused.stderr
    assert kept.read_bytes() == b"filled in"
    assert call("template", "-o", name, "--force").returncode == 0
    assert kept.read_bytes() != b"filled in"


def test_a_missing_library_is_named(
    store: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for package, form in (("xlsxwriter", "xlsx"), ("odf", "ods"), ("odf.table", "ods")):
        with monkeypatch.context() as without:
            without.setitem(sys.modules, package, None)
            with pytest.raises(
                UseError, match=r"is niet geïnstalleerd. pip install 'dvgraph\[tables\]'"
            ):
                template.files(form, store)
    path = tmp_path / "a.xlsx"
    path.write_bytes(template.files("xlsx", store)[""])
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(UseError, match="openpyxl is niet geïnstalleerd"):
        sheets.read(path)

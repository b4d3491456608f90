"""Tables: out and back without a change, each wrong cell named, and nothing half imported."""

import csv
import io
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calling import call
from dvgraph.authoring import drafts, writer
from dvgraph.dataset.files import read
from dvgraph.errors import InputError
from dvgraph.exchange import sheets, starter, template
from dvgraph.exchange.importers import tables
from dvgraph.locale.reader import use
from dvgraph.namespaces import BASE
from dvgraph.prebuilt.connection import open_graph
from dvgraph.things.kinds import Field

SOURCE = {"bron": "nota over het loket (Stad)", "plaats in de bron": "artikel=1"}
# A row of each kind, which names things of other sheets by their names.
LOKET: dict[str, list[dict[str, str]]] = {
    "bronnen": [
        {
            "titel": "nota over het loket",
            "soort": "motivering",
            "uitgever": "Stad",
            "datum": "2024-01",
            "webadres": "https://example.org/nota",
            "geraadpleegd op": "2024-02-03",
            "toegang": "PUBLIC",
            "bestand": "nota.txt",
        },
        {"titel": "verslag", "soort": "jaarverslag", "uitgever": "Stad", "datum": "2025"},
    ],
    "organisaties": [
        {"naam": "Loket", "soort": "agentschap", "van": "2020", **SOURCE},
        {
            "naam": "balie; en meer",
            "andere naam": r"balie\; kort",
            "soort": "afdeling",
            "eenheid van": "Loket",
        },
    ],
    "gebeurtenissen": [
        {
            "naam": "oprichting van het Loket",
            "Engelse naam": "founding of the Loket",
            "soort": "oprichting",
            "resulterende organisatie": "Loket",
            "van": "2020",
            "grond": "besluit over het Loket",
            **SOURCE,
        }
    ],
    "besluiten": [
        {
            "naam": "beslissing over het Loket",
            "Engelse naam": "decision on the Loket",
            "akte": "besluit over het Loket",
            "van": "2019-12-01",
            **SOURCE,
        }
    ],
    "akten": [
        {
            "naam": "besluit over het Loket",
            "Engelse naam": "order on the Loket",
            "datum": "2019-12-01",
            "genomen door": "Loket",
            "soort": "besluit-vlaamse-regering",
        }
    ],
    "taken": [
        {"naam": "drukte meten", "Engelse naam": "measuring crowds"},
        {"naam": "drukte tellen", "Engelse naam": "counting", "deel van": "drukte meten"},
    ],
    "diensten": [{"naam": "druktelijn", "Engelse naam": "crowd line"}],
    "functies": [
        {
            "naam": "hoofd van het Loket",
            "Engelse naam": "head of the Loket",
            "organisatie": "Loket",
            "rol": "leidinggevende",
        }
    ],
    "personen": [{"naam": "Jan Voorbeeld"}],
    "instanties": [{"naam": "Stad"}],
    "bestaan": [{"over": "druktelijn", "gezien op": "2024-01", **SOURCE}],
    "verantwoordelijkheden": [
        {
            "organisatie": "Loket",
            "taak": "drukte meten",
            "rol": "regie",
            "gezien op": "2024-01; 2025",
            "bron": "nota over het loket (Stad)",
            "plaats in de bron": "artikel=2; verslag (Stad)#pagina=3",
            "grond": "besluit over het Loket",
        }
    ],
    "betrekkingen": [
        {
            "onderwerp": "balie; en meer",
            "betrekking": "ouder",
            "voorwerp": "Loket",
            "van": "2021",
            "einde onbekend": "ja",
            **SOURCE,
        }
    ],
    "bezettingen": [
        {
            "persoon": "Jan Voorbeeld",
            "organisatie": "Loket",
            "rol": "leidinggevende",
            "functie": "hoofd van het Loket",
            "van": "2021-03-01",
            **SOURCE,
        }
    ],
    "functieklassen": [
        {"functie": "hoofd van het Loket", "klasse": "b", "gezien op": "2024-01", **SOURCE}
    ],
    "lot van taken": [
        {"taak": "drukte meten", "lot": "voortgezet", "naar": "Loket", "van": "2022", **SOURCE}
    ],
    "cijfers": [
        {
            "betreft": "Loket",
            "maat": "begroting",
            "waarde": "2.5",
            "nauwkeurigheid": "ongeveer",
            "van": "2023-01-01",
            "tot": "2024-01-01",
            "id": "uitspraak/cijfer-begroting",
            **SOURCE,
        }
    ],
    "kenmerken": [
        {
            "onderwerp": "Loket",
            "kenmerk": "naam",
            "waarde": "het Loket",
            "van": "2020",
            **SOURCE,
        }
    ],
}


@pytest.fixture(autouse=True)
def _dutch(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv("DVGRAPH_DATA", raising=False)
    use("nl")
    yield
    use("en")


@pytest.fixture
def agency(tmp_path: Path) -> Path:
    folder = tmp_path / "stad"
    starter.create(folder, "Stad Voorbeeld")
    return folder


def written(rows: Mapping[str, list[dict[str, str]]], folder: Path) -> Path:
    """Return a folder with a CSV file for each sheet."""
    folder.mkdir(exist_ok=True)
    for name, listed in rows.items():
        heads = list(dict.fromkeys(head for row in listed for head in row))
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, heads, delimiter=";")
            writer.writeheader()
            writer.writerows(listed)
    return folder


def facts(folder: Path) -> set[str]:
    """Return the triples of a folder without the times of recording."""
    quads = read([folder], ontology=False).quads
    return {str(q.triple) for q in quads if not q.predicate.value.endswith("AtTime")}


def content(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*.ttl")}


@pytest.mark.program
def test_each_kind_of_statement_goes_into_a_folder_out_of_it_and_into_another(
    agency: Path, tmp_path: Path
) -> None:
    done = tables.load([written(LOKET, tmp_path / "in")], agency)
    assert len(done.new) == sum(map(len, LOKET.values()))
    known = template.rows(agency)
    assert all(known.values()), known
    before = content(agency)
    again = tables.load([tmp_path / "in"], agency)
    assert (again.new, again.corrected, again.saved) == ((), (), None)
    assert again.same == len(done.new)
    for form in sheets.FORMATS:
        out = tmp_path / f"uit.{form}"
        made = template.files(form, open_graph(data=[str(agency)]), agency)
        if form == "csv":
            out.mkdir()
        for name, data in made.items():
            (out / name).write_bytes(data)
        back = tables.load([out], agency)
        assert (back.new, back.corrected) == ((), ())
        assert back.same == sum(map(len, known.values()))
        assert content(agency) == before
    other = tmp_path / "andere"
    starter.create(other, "Stad Voorbeeld")
    tables.load([tmp_path / "uit.ods"], other)
    assert facts(other) == facts(agency)


# The columns that no row above fills.
MORE: dict[str, list[dict[str, str]]] = {
    "bronnen": [
        {
            "titel": "law on the desk",
            "taal": "en",
            "soort": "wetgeving",
            "naam": "wet op het Loket",
            "Engelse naam": "law on the desk",
            "gezocht": "datum-document",
            "gezocht in": "law on the desk",
            "id": "bron/wet",
        }
    ],
    "organisaties": [
        {
            "naam": "Onthaal",
            "Engelse naam": "Reception",
            "soort": "agentschap",
        }
    ],
    "gebeurtenissen": [
        {
            "naam": "overdracht aan het Loket",
            "Engelse naam": "transfer to the Loket",
            "soort": "overdracht",
            "oorspronkelijke organisatie": "Onthaal",
            "gewijzigde organisatie": "Loket",
        }
    ],
    "besluiten": [
        {
            "naam": "beslissing over de balie",
            "Engelse naam": "decision on the counter",
            "titel": "order on the counter",
            "taal": "en",
            "datum": "2020-01-02",
            "bekendgemaakt op": "2020-01-03",
            "in werking op": "2020-01-04",
            "genomen door": "Loket; Onthaal",
            "soort": "ministerieel-besluit",
            "numac": "2020000001",
            "van": "2020-01-02",
            **SOURCE,
        }
    ],
    "akten": [
        {
            "naam": "decreet over de balie",
            "Engelse naam": "decree on the counter",
            "titel": "decree on the counter",
            "taal": "en",
            "bekendgemaakt op": "2020-01-03",
            "in werking op": "2020-01-04",
            "numac": "2020000002",
        }
    ],
    "diensten": [{"naam": "balielijn", "Engelse naam": "counter line", "andere naam": "lijn; bus"}],
    "personen": [{"naam": "Ann Voorbeeld", "Engelse naam": "Ann Example"}],
    "instanties": [{"naam": "Dorp", "Engelse naam": "Village"}],
    "verantwoordelijkheden": [
        {
            "organisatie": "Loket",
            "dienst": "druktelijn",
            "rol": "beheer",
            "gezien op": "2024",
            **SOURCE,
        }
    ],
    "cijfers": [
        {
            "betreft": "Loket",
            "maat": "begroting",
            "waarde": "2.5",
            "deel van": "uitspraak/cijfer-begroting",
            "van": "2023-01-01",
            "tot": "2024-01-01",
            **SOURCE,
        },
        {
            "betreft": "Loket",
            "maat": "begroting",
            "waarde": "2",
            "eenheid": "factor",
            "aard": "verhouding",
            "basis": "2020",
            "vergeleken met": "uitspraak/cijfer-begroting",
            "gezien op": "2024",
            **SOURCE,
        },
    ],
    "kenmerken": [
        {
            "onderwerp": "Loket",
            "kenmerk": "vorm",
            "voorwerp": "balie; en meer",
            "gezien op": "2024",
            **SOURCE,
        }
    ],
}
# The columns of every statement, also in the sheets of things.
TIMES = (
    {"van": "2022-01-01", "tot": "2023-01-01", "begin genoemd": "ja", "zekerheid": "zwakke-bron"},
    {"gezien op": "2023; 2023-05", "einde onbekend": "ja", "gezocht": "einde; grond"},
    {
        "van": "2040-01-01",
        "tot": "2041-01-01",
        "stand": "gepland",
        "grond": "besluit over het Loket",
    },
)
# What a kind may not have, by the rules of its statements; only a register gives "versie van".
NEVER = {
    "gebeurtenissen": {"tot", "einde onbekend"},
    "besluiten": {"tot", "einde onbekend"},
    "cijfers": {"einde onbekend"},
    "organisaties": {"versie van"},
}


def filled() -> dict[str, list[dict[str, str]]]:
    """Return rows that fill every column of every sheet."""
    rows = {name: [*LOKET[name], *MORE.get(name, ())] for name in LOKET}
    for kind in template.EVERY:
        if not (kind.is_statement or kind.lives):
            continue
        name = template.sheet_name(kind.name, "nl")
        heads = {template.heading(one.option, "nl") for one in kind.fields if one.required}
        heads |= {"taak", "naar", "waarde"}
        first = {head: text for head, text in LOKET[name][0].items() if head in heads}
        for number, times in enumerate(TIMES, 1):
            row = {**first, **times, **SOURCE, "id": f"{kind.folder}/{kind.name}-{number}"}
            row |= {"gezocht in": "verslag (Stad)"} if "gezocht" in times else {}
            for head in {"naam", "Engelse naam"} & row.keys():
                row[head] += f" {number}"
            if kind.name == "event":
                row |= {"gewijzigde organisatie": "Loket"}
            if kind.name == "decision":
                row |= {"datum": times.get("van", "2023-01-01"), "genomen door": "Loket"}
            never = NEVER.get(name, set())
            rows[name].append({head: text for head, text in row.items() if head not in never})
    return rows


@pytest.mark.slow
@pytest.mark.program
def test_every_column_goes_into_a_folder_out_of_it_and_into_another(
    agency: Path, tmp_path: Path
) -> None:
    rows = filled()
    for kind in template.EVERY:
        name = template.sheet_name(kind.name, "nl")
        heads = {template.heading(one.option, "nl") for one in template.columns(kind)} - {"id"}
        assert {head for row in rows[name] for head in row} >= heads - NEVER.get(name, set()), name
    done = tables.load([written(rows, tmp_path / "in")], agency)
    assert len(done.new) == sum(map(len, rows.values()))
    before = content(agency)
    assert tables.load([tmp_path / "in"], agency).saved is None
    out = tmp_path / "uit.xlsx"
    out.write_bytes(template.files("xlsx", open_graph(data=[str(agency)]), agency)[""])
    assert tables.load([out], agency).saved is None
    assert content(agency) == before
    other = tmp_path / "andere"
    starter.create(other, "Stad Voorbeeld")
    tables.load([out], other)
    assert facts(other) == facts(agency)


@pytest.mark.slow
@pytest.mark.program
def test_what_was_sought_later_is_added_once_and_stays_with_a_correction(
    agency: Path, tmp_path: Path
) -> None:
    def load(**more: str) -> tables.ImportedRows:
        row = {**LOKET["cijfers"][0], **more}
        return tables.load([written({"cijfers": [row]}, tmp_path / "in")], agency)

    tables.load([written(BUDGET, tmp_path / "first")], agency)
    gap = f"{BASE}lacune/grond-cijfer-begroting"
    assert load(gezocht="grond").new == (gap,)
    assert load(gezocht="grond").saved is None
    assert load(gezocht="grond", waarde="3").corrected == (f"{BASE}uitspraak/cijfer-begroting-2",)
    assert content(agency)[agency / "gaps.ttl"].count(b"a dvg:Lacune") == 1
    assert template.rows(agency)["figure"]["uitspraak/cijfer-begroting-2"]["sought"] == ["grond"]


def fails(files: Path, agency: Path) -> list[str]:
    """Return the faults of an import, without the name of the file; nothing has changed."""
    before = content(agency)
    with pytest.raises(tables.WrongCellsError) as caught:
        tables.load([files], agency)
    assert content(agency) == before
    return [fault.removeprefix(f"{files}, blad ") for fault in caught.value.faults]


def test_every_wrong_cell_is_named_by_sheet_row_column_and_reason(
    agency: Path, tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "organisaties"
    sheet.append(["naam", "soort", "van", "kleur", "einde onbekend"])
    sheet.append(["Loket", "agentschp", 44326, "rood", "misschien"])
    sheet.append([None, "agentschap", "=A2", None, None])
    sheet.append([])
    sheet.append(["Balie", "agentschap", datetime(2021, 5, 10), None, None, "verdwaald"])
    other = book.create_sheet("taken")
    other.append(["naam", "naam"])
    other.append(["meten"])
    book.create_sheet("blad 3").append(["iets"])
    book.save(tmp_path / "fout.xlsx")
    found = fails(tmp_path / "fout.xlsx", agency)
    assert [fault.partition(". ")[0] for fault in found] == [
        "organisaties: de kolom 'kleur' is onbekend",
        "taken: de kolom 'naam' staat er tweemaal",
        "taken: de kolom 'Engelse naam' ontbreekt",
        "blad 3: dit blad hoort niet bij de tabellen",
        "organisaties, rij 2, kolom bron: verplicht, maar leeg",
        "organisaties, rij 2, kolom plaats in de bron: verplicht, maar leeg",
        "organisaties, rij 2, kolom B (soort): er is geen soort 'agentschp'",
        "organisaties, rij 2, kolom C (van): 44326 is het dagnummer van een rekenblad, voor "
        "2021-05-10",
        "organisaties, rij 2, kolom E (einde onbekend): 'misschien' is niet ja of true",
        "organisaties, rij 3, kolom C (van): de cel bevat een formule",
        "organisaties, rij 5: kolom F heeft een waarde maar geen hoofding",
    ]
    assert "Kies academie, adviesraad" in found[6]


# What is wrong in a column of each type. Any text is a name, a title or a value.
WRONG = {"id": "B", **dict.fromkeys(("name", "title", "string", "value"), "")}
ANSWERS = {
    "agent": "er is geen persoon of instantie 'x/y'",
    "date": "'x/y' is geen datum",
    "address": "'x/y' is geen webadres",
    "flag": "'x/y' is niet ja of true",
    "lines": "'x/y' is geen plaats in een bron",
    "language": "'x/y' is geen taal",
    "number": "'x/y' is geen getal",
    "id": "'B' kan hier geen id zijn",
    **dict.fromkeys(("base", "statement"), "er is geen uitspraak of vindplaats 'x/y'"),
}


@pytest.mark.slow
def test_a_wrong_cell_of_each_column_is_told_in_dutch_and_alone(
    agency: Path, tmp_path: Path
) -> None:
    rows = {name: list(listed) for name, listed in LOKET.items()}
    expected, other = {}, {"dienst": "taak", "voorwerp": "waarde"}
    for kind in template.EVERY:
        name = template.sheet_name(kind.name, "nl")
        own = SOURCE if kind.is_statement or kind.lives else {}
        for one in template.columns(kind):
            head, of = template.heading(one.option, "nl"), one.type.partition(":")[0]
            if not (wrong := WRONG.get(of, "x/y")):
                continue
            row = {**LOKET[name][0], **own, "id": "", head: wrong}
            row.pop(other.get(head, "") if kind.is_statement else "", None)
            row |= dict.fromkeys({"naam", "titel"} & row.keys(), f"{name}, {head}")
            rows[name].append(row)
            told = ANSWERS.get(
                of, f"er is geen {head} '{wrong}'" if of in ("code", "class") else ""
            )
            expected[f"{name}, rij {len(rows[name]) + 1}"] = f"{head}): {told}"
    found = fails(written(rows, tmp_path / "in"), agency)
    assert len(found) == len(expected) > 200
    for fault in found:
        place, _, reason = fault.partition(", kolom ")
        assert expected[place] in reason, fault
        assert reason.partition(": ")[2].startswith(("er is geen ", "'")), fault


def test_required_cells_alternatives_ids_and_single_values_are_checked(
    agency: Path, tmp_path: Path
) -> None:
    rows = {
        "taken": [{"naam": "", "Engelse naam": "x"}, {"naam": "a", "Engelse naam": "a", "id": "B"}],
        "organisaties": [
            {"naam": "Loket", "soort": "agentschap", "van": "2020", "tot": "2021; 2022"}
        ],
        "verantwoordelijkheden": [
            {"organisatie": "Stad Voorbeeld", "rol": "regie", "bron": "x", "plaats in de bron": "?"}
        ],
    }
    assert [
        fault.partition(". ")[0] for fault in fails(written(rows, tmp_path / "in"), agency)
    ] == [
        "organisaties, rij 2, kolom bron: verplicht, maar leeg",
        "organisaties, rij 2, kolom plaats in de bron: verplicht, maar leeg",
        "organisaties, rij 2, kolom D (tot): '2021; 2022' is geen datum",
        "taken, rij 2, kolom A (naam): verplicht, maar leeg",
        "taken, rij 3, kolom C (id): 'B' kan hier geen id zijn",
        "verantwoordelijkheden, rij 2, kolom dienst: ofwel 'taak' ofwel 'dienst': één van de twee",
        "verantwoordelijkheden, rij 2, kolom C (bron): er is geen bron 'x'",
        "verantwoordelijkheden, rij 2, kolom D (plaats in de bron): '?' is geen plaats in een bron",
    ]


def test_a_wrong_row_is_told_once_and_not_again_by_the_rows_that_name_it(
    agency: Path, tmp_path: Path
) -> None:
    task = {"naam": "meten", "Engelse naam": "", "deel van": ""}
    part = {"naam": "tellen", "Engelse naam": "counting", "deel van": "meten"}
    (fault,) = fails(written({"taken": [part, task]}, tmp_path / "a"), agency)
    assert fault.startswith("taken, rij 3, kolom B (Engelse naam): verplicht, maar leeg")
    circle = {"naam": "meten", "Engelse naam": "measuring", "deel van": "tellen"}
    found = fails(written({"taken": [part, circle]}, tmp_path / "b"), agency)
    assert [fault.partition(". ")[0] for fault in found] == [
        "taken, rij 2, kolom C (deel van): er is geen taak 'meten'",
        "taken, rij 3, kolom C (deel van): er is geen taak 'tellen'",
    ]


@pytest.mark.program
def test_findings_name_the_rows_and_a_changed_row_with_an_id_corrects(
    agency: Path, tmp_path: Path
) -> None:
    rows = {name: LOKET[name] for name in ("bronnen", "organisaties", "cijfers", "instanties")}
    rows["organisaties"] = LOKET["organisaties"][:1]
    wrong = {**LOKET["cijfers"][0], "id": "uitspraak/later", "van": "2025", "tot": "2026"}
    (fault,) = fails(
        written({**rows, "cijfers": [*rows["cijfers"], wrong]}, tmp_path / "a"), agency
    )
    assert fault.startswith("cijfers, rij 3: ")
    (agency / "sources").mkdir()
    (agency / "sources" / "nota.txt").write_text("De begroting is 3.\n", "utf-8")
    cited = {"plaats in de bron": "1"}
    (fault,) = fails(
        written({**rows, "cijfers": [{**LOKET["cijfers"][0], **cited}]}, tmp_path / "b"), agency
    )
    assert "cijfers, rij 2: " in fault
    assert "staven" in fault
    (agency / "sources" / "nota.txt").unlink()
    tables.load([written(rows, tmp_path / "c")], agency)
    better = {**LOKET["cijfers"][0], "waarde": "3"}
    del better["nauwkeurigheid"]
    done = tables.load(
        [written({"cijfers": [{**better, "nauwkeurigheid": ""}]}, tmp_path / "d")], agency
    )
    assert (done.new, done.corrected) == ((), (f"{BASE}uitspraak/cijfer-begroting-2",))
    known = template.rows(agency)["figure"]
    assert list(known) == ["uitspraak/cijfer-begroting-2"]
    assert known["uitspraak/cijfer-begroting-2"]["value"] == ["3"]
    assert "precision" not in known["uitspraak/cijfer-begroting-2"]


BUDGET = {name: LOKET[name] for name in ("bronnen", "instanties", "cijfers")} | {
    "organisaties": [{"naam": "Loket", "soort": "agentschap"}]
}


@pytest.mark.program
def test_the_id_of_a_corrected_statement_leads_to_its_correction(
    agency: Path, tmp_path: Path
) -> None:
    def load(value: str, id: str = "uitspraak/cijfer-begroting") -> tables.ImportedRows:
        row = {**LOKET["cijfers"][0], "waarde": value, "id": id}
        return tables.load([written({"cijfers": [row]}, tmp_path / "in")], agency)

    tables.load([written(BUDGET, tmp_path / "first")], agency)
    iri = f"{BASE}uitspraak/cijfer-begroting"
    assert load("3").corrected == (f"{iri}-2",)
    before = content(agency)
    again = load("3")
    assert (again.same, again.saved, again.warnings) == (1, None, ())
    # An old copy of the workbook does not undo the correction.
    old = load("2.5")
    assert (old.same, old.saved) == (1, None)
    (warning,) = old.warnings
    assert "blad cijfers, rij 2: dit zei uitspraak/cijfer-begroting, dat intussen" in warning
    assert content(agency) == before
    assert load("4").corrected == (f"{iri}-3",)
    figures = template.rows(agency)["figure"]
    assert {name: said["value"] for name, said in figures.items()} == {
        "uitspraak/cijfer-begroting-3": ["4"]
    }


@pytest.mark.program
def test_an_id_of_what_is_withdrawn_or_of_something_else_is_refused(
    agency: Path, tmp_path: Path
) -> None:
    tables.load([written(BUDGET, tmp_path / "first")], agency)
    iri = f"{BASE}uitspraak/cijfer-begroting"
    writer.save(drafts.withdrawal(iri, "", read([agency], ontology=False)), agency)
    task = {"naam": "meten", "Engelse naam": "measuring", "id": "organisatie/loket"}
    assert fails(
        written({"cijfers": LOKET["cijfers"], "taken": [task]}, tmp_path / "in"), agency
    ) == [
        "taken, rij 2, kolom C (id): organisatie/loket is al iets anders. Maak de kolom id leeg, "
        "of kies een andere naam",
        "cijfers, rij 2, kolom G (id): uitspraak/cijfer-begroting is ingetrokken, en door niets "
        "vervangen. Maak de kolom id leeg om het opnieuw te zeggen",
    ]


@pytest.mark.program
def test_a_row_without_id_that_mends_a_date_is_told(agency: Path, tmp_path: Path) -> None:
    names = ("bronnen", "instanties", "organisaties", "functies", "personen", "bezettingen")
    rows = {name: LOKET[name][:1] for name in names}
    assert not tables.load([written(rows, tmp_path / "first")], agency).warnings
    rows["bezettingen"] = [{**rows["bezettingen"][0], "van": "2021-04-01"}]
    rows["organisaties"] = [{**rows["organisaties"][0], "tot": "2024"}]
    done = tables.load([written(rows, tmp_path / "second")], agency)
    known = {iri.removeprefix(BASE) for iri in done.new}
    assert len(known) == 2
    told = [warning.partition("blad ")[2] for warning in done.warnings]
    assert told == [
        "organisaties, rij 2: verschilt enkel in 'tot' van uitspraak/bestaan-loket. Zet die naam "
        "in de kolom id van het blad bestaan om haar te verbeteren",
        "bezettingen, rij 2: verschilt enkel in 'van' van "
        "uitspraak/jan-voorbeeld-hoofd-van-het-loket. Zet die naam in de kolom id van het blad "
        "bezettingen om haar te verbeteren",
    ]
    other = {
        **rows["bezettingen"][0],
        "van": "2022",
        "tot": "2023",
        "plaats in de bron": "artikel=2",
    }
    assert not tables.load([written({"bezettingen": [other]}, tmp_path / "c")], agency).warnings


def test_an_end_before_the_begin_is_told_once_at_the_end(agency: Path, tmp_path: Path) -> None:
    rows = {**BUDGET, "cijfers": [{**LOKET["cijfers"][0], "van": "2025", "tot": "2024"}]}
    assert fails(written(rows, tmp_path / "in"), agency) == [
        "cijfers, rij 2, kolom F (tot): het einde ligt voor het begin"
    ]


texts = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"], include_characters=" "))


@settings(max_examples=25, deadline=None)
@given(st.lists(st.lists(texts.map(str.strip), min_size=2, max_size=2), max_size=4))
def test_any_text_of_a_cell_survives_each_format(rows: list[list[str]]) -> None:
    page = sheets.SheetPage("taken", [sheets.Column("naam"), sheets.Column("id")], rows)
    kept = list(rows)
    while kept and not any(kept[-1]):
        kept.pop()
    for form in sheets.FORMATS:
        (data,) = sheets.write([page], form).values()
        (sheet, *_) = read_bytes(data, form)
        got = [[cell.text for cell in row] + [""] * (2 - len(row)) for row in sheet.rows[1:]]
        assert got == kept, form


@given(st.lists(texts.map(str.strip).filter(bool), max_size=3))
def test_several_values_in_a_cell_are_read_as_they_were(values: list[str]) -> None:
    field = Field("other-name", "skos:altLabel", "name:nl", many=True)
    assert tables._texts(field, template.cell(field, values)) == values


def read_bytes(data: bytes, form: str) -> list[sheets.Sheet]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"taken.{form}"
        path.write_bytes(data)
        return sheets.read(path)


def packed(parts: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as whole:
        for name, data in parts.items():
            whole.writestr(name, data)
    return buffer.getvalue()


def changed(form: str, name: str, old: bytes, new: bytes) -> bytes:
    """Return a workbook with one text replaced in one of its parts."""
    page = sheets.SheetPage("taken", [sheets.Column("naam")], [["a"]], entry=False)
    whole = zipfile.ZipFile(io.BytesIO(sheets.write([page], form)[""]))
    parts = {part: whole.read(part) for part in whole.namelist()}
    assert old in parts[name]
    return packed({**parts, name: parts[name].replace(old, new)})


EXCEL, OPEN = "xl/worksheets/sheet1.xml", "content.xml"
MALFORMED: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "a web page": ("xlsx", lambda: b"\n<!doctype html><title>Aanmelden</title>", "webpagina"),
    "a web page as CSV": ("csv", lambda: b"<html>", "webpagina"),
    "an old workbook": ("xlsx", lambda: bytes.fromhex("d0cf11e0a1b11ae1") + b"x", "oud Excel"),
    "no archive": ("ods", lambda: b"PK\x03\x04 and no more", "geen .ods-bestand"),
    "an archive of something else": ("xlsx", lambda: packed({"a.txt": b"a"}), "niet te lezen"),
    "a bomb": ("xlsx", lambda: packed({"xl/a.xml": bytes(70_000_000)}), "te groot"),
    "entities": ("ods", lambda: packed({OPEN: b"<!DOCTYPE a [<!ENTITY b 'c'>]><a/>"}), "DOCTYPE"),
    "a cut off sheet": (
        "xlsx",
        lambda: changed("xlsx", EXCEL, b"</worksheet>", b""),
        "niet te lezen",
    ),
    "a row too far": (
        "xlsx",
        lambda: changed("xlsx", EXCEL, b'r="A2"', b'r="A2147483648"'),
        "rijen",
    ),
    "a merged part too far": (
        "xlsx",
        lambda: changed(
            "xlsx",
            EXCEL,
            b"</sheetData>",
            b'</sheetData><mergeCells><mergeCell ref="A1:B9999999"/></mergeCells>',
        ),
        "rijen",
    ),
    "rows repeated too often": (
        "ods",
        lambda: changed(
            "ods",
            OPEN,
            b"<table:table-row>",
            b'<table:table-row table:number-rows-repeated="2147483648">',
        ),
        "rijen",
    ),
    "another encoding": ("csv", lambda: "naam\ncafé\n".encode("latin-1"), "geen UTF-8"),
    "an open quote": ("csv", lambda: b'naam;id\n"a;b\n', "geen geldige CSV"),
    "another suffix": ("docx", lambda: b"x", "geen tabel"),
}


@pytest.mark.parametrize("name", MALFORMED)
def test_a_malformed_file_is_refused_with_its_reason(name: str, tmp_path: Path) -> None:
    form, make, reason = MALFORMED[name]
    path = tmp_path / f"taken.{form}"
    path.write_bytes(make())
    with pytest.raises(InputError, match=reason) as caught:
        sheets.read(path)
    assert caught.value.where == str(path)


def test_dates_numbers_and_merged_cells_of_a_spreadsheet_are_read_as_text(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    day = datetime(2021, 5, 1)
    for row, (value, shown) in enumerate(
        [
            (day, "yyyy-mm-dd"),
            (day, "mmm-yy"),
            (2021, "General"),
            (2.5, "0.0"),
            (1e21, "0"),
            (True, ""),
        ],
        1,
    ):
        sheet.cell(row, 1, value).number_format = shown or "General"
    sheet["A7"] = "samen"
    sheet.merge_cells("A7:B8")
    book.save(tmp_path / "a.xlsx")
    (read_,) = sheets.read(tmp_path / "a.xlsx")
    assert [row[0] for row in read_.rows] == [
        *map(sheets.SheetCell, ["2021-05-01", "2021-05", "2021", "2.5", "1" + "0" * 21, "true"]),
        sheets.SheetCell("samen", "merged"),
    ]


@pytest.mark.program
def test_the_command_lists_all_faults_and_exits_with_3(agency: Path, tmp_path: Path) -> None:
    rows = {"taken": [{"naam": "", "Engelse naam": ""}, {"naam": "a", "Engelse naam": ""}]}
    rows["taken"][0]["id"] = "taak/a"
    folder = written(rows, tmp_path / "in")
    done = call("import", "tables", str(folder), "--data", str(agency))
    assert done.returncode == 3
    assert done.stderr.count("verplicht, maar leeg") == 3
    assert "3 fouten in de tabellen. Er is niets ingevoerd" in done.stderr
    rows["taken"] = [{"naam": "a", "Engelse naam": "a"}]
    done = call("import", "tables", str(written(rows, folder)), "--data", str(agency))
    assert (done.returncode, done.stdout) == (
        0,
        "rijen: 1 nieuw, 0 verbeterd, 0 ongewijzigd; geschreven in 2 bestanden van de map\n",
    )
    done = call("import", "tables", str(folder), "--part", "--data", str(agency))
    assert done.returncode == 2


@pytest.mark.slow
@pytest.mark.program
def test_the_shipped_data_go_out_to_tables_and_back_without_a_change(tmp_path: Path) -> None:
    shipped = Path(__file__).parents[1] / "data" / "digitaal-vlaanderen"
    folder = tmp_path / "uit"
    folder.mkdir()
    for name, data in template.files("csv", open_graph(data=[str(shipped)]), shipped).items():
        (folder / name).write_bytes(data)
    done = tables.load([folder], shipped)
    assert (done.new, done.corrected, done.saved) == ((), (), None)
    assert done.same == sum(map(len, template.rows(shipped).values())) > 1900

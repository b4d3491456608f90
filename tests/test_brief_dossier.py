"""The brief: a body of six pages and an annex, with a source for every sentence."""

import itertools
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from pypdf import PdfReader

import dvgraph
from answers import by_variable
from dvgraph.api import Graph
from dvgraph.brief import Brief, blocks
from dvgraph.brief.parts import PARTS
from dvgraph.brief.pdf import source as typst_source
from dvgraph.brief.request import read
from dvgraph.brief.writers import write
from dvgraph.cli import main
from dvgraph.errors import InputError, UseError
from dvgraph.evidence.verdicts import Outcome
from dvgraph.history.diff import diff
from dvgraph.history.digests import of_changes
from dvgraph.labels.short_ids import short_id
from dvgraph.locale.patterns import filled, pattern, with_article
from dvgraph.locale.times import lasting
from dvgraph.locale.wording import Span
from dvgraph.locale.words import words
from dvgraph.namespaces import BASE, LAST

pytestmark = pytest.mark.program

ROOT = Path(__file__).parents[1]
TEXTS = ROOT.parent / "shared" / "seeds"
POST = "administrateur-generaal"
LAST_DAY = "2026-11-23"
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@pytest.fixture(scope="module")
def graph() -> Iterator[Graph]:
    with dvgraph.open(lang="nl") as opened:
        yield opened


@pytest.fixture(scope="module")
def made(graph: Graph) -> Brief:
    return graph.brief(POST, until=LAST_DAY)


@pytest.fixture(scope="module")
def english() -> Brief:
    with dvgraph.open(lang="en") as opened:
        return opened.brief(POST, until=LAST_DAY)


@pytest.fixture(scope="module")
def texts() -> Path:
    if not TEXTS.is_dir():
        pytest.skip("the source texts are not at hand (shared/seeds)")
    return TEXTS


def part(brief: Brief, name: str) -> list[blocks.Block]:
    """Return the blocks of a part of the body."""
    found: list[blocks.Block] = []
    inside = False
    for block in brief.blocks:
        if isinstance(block, blocks.Heading) and block.level == 2:
            inside = block.anchor == f"part-{name}"
        elif inside:
            found.append(block)
    return found


def said(found: list[blocks.Block]) -> str:
    return "\n".join(blocks.plain(one) for block in found for one in blocks.lines(block))


def grids(found: list[blocks.Block]) -> list[blocks.Grid]:
    return [block for block in found if isinstance(block, blocks.Grid)]


# What it consists of.


@pytest.mark.parametrize("lang", ["nl", pytest.param("en", marks=pytest.mark.slow)])
def test_every_sentence_list_item_and_table_row_of_the_body_has_a_source(
    lang: str, made: Brief, english: Brief
) -> None:
    brief = made if lang == "nl" else english
    assert len(brief.body) > 25
    assert brief.uncited == []


def test_a_sentence_without_a_source_is_found() -> None:
    told = blocks.Paragraph(blocks.line("Gezien.", blocks.Text("", note="c-1")))
    made_up = blocks.Paragraph(blocks.line("Verzonnen."))
    item = blocks.Items((blocks.line("ook dit"),))
    grid = blocks.Grid(("a",), ((blocks.line("b"), blocks.line("c")),), (1, 1))
    assert blocks.uncited([told, made_up, item, grid]) == ["Verzonnen.", "ook dit", "bc"]


def test_its_parts_stand_in_the_order_of_a_dossier(made: Brief) -> None:
    anchors = [
        block.anchor
        for block in made.blocks
        if isinstance(block, blocks.Heading) and block.level == 2
    ]
    assert anchors == [*(f"part-{name}" for name in PARTS), "annex"]
    assert list(made.told) == [*PARTS, "annex"]
    assert PARTS[:3] + PARTS[-2:] == ("request", "gist", "added", "doubts", "conclusion")


def tasks_in(row: tuple[blocks.Line, ...]) -> int:
    """Return the number of tasks in a row of the table of tasks."""
    found = re.match(r"(\d+) taken: ", blocks.plain(row[0]))
    return int(found[1]) if found else 1


def test_the_summary_has_a_line_on_each_growth_and_one_on_what_speaks_against(made: Brief) -> None:
    [items] = part(made, "gist")
    assert isinstance(items, blocks.Items)
    *growth, against = map(blocks.plain, items.lines)
    subjects = ("Taken", "Beslissingen", "Begroting", "Mensen", "Gebruik")
    assert tuple(one.partition(":")[0] for one in growth) == subjects
    assert against.startswith("Voorbehoud: de klasse van de functie berust op een twijfelachtige")
    assert "koppenbesparing (bron van juni 2025)" in against
    [points] = re.findall(r"over (\d+) punten spreken bronnen elkaar tegen", against)
    doubts = part(made, "doubts")
    [others] = re.findall(r"Ook over (\d+) punten spreken bronnen elkaar tegen", said(doubts))
    named = ("de regel ‘Classificatie: K’", "aantal medewerkers van", "VRD3: investering")
    assert all(f"Over “{one}" in said(doubts) for one in named)
    assert int(points) == int(others) + len(named)


@pytest.mark.parametrize(
    ("about", "since"),
    [
        ("functie/regeringscommissaris-athumi", 2015),  # one task, its start unknown
        ("organisatie/vlaamse-dienstenintegrator", 2015),  # one task, perhaps older
        ("organisatie/facilitair-bedrijf", 2010),
        ("functie/minister-president", 2010),
        ("organisatie/agiv", 2010),
    ],
)
@pytest.mark.slow
def test_what_is_not_there_is_not_counted_and_one_is_told_as_one(
    graph: Graph, about: str, since: int
) -> None:
    brief = graph.brief(f"{BASE}{about}", since, LAST_DAY)
    text = "\n".join(said([block]) for block in brief.blocks if not isinstance(block, blocks.Grid))
    assert not re.search(r"(?<![\d.,–])0 (?!personen)|\bde 1 |geen van de 1\b|\(0\)", text)
    assert not re.search(r"\b1 (?:uitspraken|taken|rijen|lacunes|tegenspraken|punten)\b", text)
    assert not re.search(r"\b(als|de|het|een|van) \1\b", text)


def test_a_subject_without_statements_in_the_period_has_a_brief_that_says_so(graph: Graph) -> None:
    brief = graph.brief("GIS-Vlaanderen", 2024, LAST_DAY)
    for name in ("gist", "added", "means"):
        assert said(part(brief, name)) == words("brief.parts", "nl")["nothing"], name
    assert said(part(brief, "doubts")).startswith("Van wat ontbreekt, is vastgelegd: 1 lacune")
    assert not re.search(r"\b0 ", said(brief.body))


def test_that_nothing_was_read_again_stands_in_summary_doubts_and_conclusion(
    made: Brief, graph: Graph, texts: Path
) -> None:
    counted = {one for name in PARTS for one in made.told[name]}
    for name in ("gist", "doubts", "conclusion"):
        told = said(part(made, name))
        assert re.search(rf"[Vv]an geen van de {len(counted)} uitspraken", told), name
    again = graph.brief(POST, until=LAST_DAY, texts=texts)
    for name in ("gist", "doubts", "conclusion"):
        [(unread, every)] = re.findall(
            r"[Vv]an (\d+) van de (\d+) uitspraken[^;.]* nagelezen", said(part(again, name))
        )
        assert 0 < int(unread) < int(every) == len(counted), name


def test_what_became_less_stands_with_the_means_and_with_the_doubts(made: Brief) -> None:
    for name in ("means", "doubts"):
        assert "koppenbesparing (bron van juni 2025)" in said(part(made, name))


def test_every_reading_of_the_class_stands_where_the_class_is_told(made: Brief) -> None:
    [items] = part(made, "doubts")
    assert isinstance(items, blocks.Items)
    told = blocks.plain(items.lines[0])
    for reading in (
        "ingedeeld in functieklasse B (twijfelachtige lezing)",
        "ingedeeld in functieklasse K (twijfelachtige lezing; tegenspraak)",
        "classificatie van de functies van N-niveau, bekendgemaakt in 2023",
        "of zij is een vertrouwelijkheidsmarkering van het stuk",
        "vastgelegd: de tekst van voetnoot 2, bij de functieklasse, ontbreekt in de scan",
        "Er is geen keuze gemaakt",
    ):
        assert reading in told
    noted = {one for note in made.notes if note.name in blocks.noted(items.lines[0])
             for one in note.statements}  # fmt: skip
    assert {"c-jzwj2wbq", "c-k78zc4s6"} <= {short_id(one) for one in noted}
    # The class stands with the day at its first mention only.
    for name, count in (("gist", 1), ("added", 0), ("conclusion", 0)):
        told = said(part(made, name))
        assert name == "added" or "acantverklaring van 3 februari 2017" in told
        assert told.count("3 februari 2017 (met functieklasse B, twijfelachtige") == count, name


def test_a_later_doubtful_class_has_the_count_that_its_day_gives(graph: Graph, made: Brief) -> None:
    later = graph.brief(POST, "2023-08-30", LAST_DAY)
    [table] = grids(part(later, "added"))
    counts = [
        found[1]
        for row in table.rows
        if len(row) == 1 and (found := re.search(r": (\d+) taken? in", blocks.plain(row[0])))
    ]
    assert len(counts) == 3
    sure, maybe, unknown = counts
    told = f"Geldt 30 augustus 2023 als dag van de laatste indeling, dan kwamen er nadien {sure}"
    [items] = part(made, "doubts")
    first = blocks.plain(blocks.lines(items)[0])
    others = f"van {maybe} andere kan het begin ook vroeger vallen en van {unknown} geeft geen bron"
    assert (
        f"{told} taken bij met een begin dat zeker na die dag valt; {others} het begin (deel 3)."
        in first
    )
    assert f"{told} taken bij met een begin dat zeker na die dag valt (deel 7)." in said(
        part(made, "conclusion")
    )
    assert "Geldt 30 augustus 2023" not in said(later.body)


def test_tasks_of_one_passage_start_and_decision_stand_in_one_row(made: Brief) -> None:
    assert "meer dan één regel van een bron delen" in said(part(made, "added"))
    [table] = grids(part(made, "added"))
    rows = [row for row in table.rows if len(row) > 1]
    [safety] = [row for row in rows if "dataveiligheid" in blocks.plain(row[0])]
    assert blocks.plain(safety[0]).startswith("3 taken: zorgen voor dataveiligheid; zorgen voor ")
    assert blocks.plain(safety[3]) == "B1, regels 225–229"
    # A decision of its own keeps a task of the same lines apart.
    [strategy] = [row for row in rows if "regie over de versnelde" in blocks.plain(row[0])]
    assert "norm maken" not in blocks.plain(strategy[0])
    for row in rows:
        assert tasks_in(row) == len(re.split(r"; (?![^(]*\))", blocks.plain(row[0])))


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["nl", "en"])
def test_the_body_is_six_pages_of_a4_and_no_number_is_broken(
    lang: str, made: Brief, english: Brief
) -> None:
    brief = made if lang == "nl" else english
    pages = PdfReader(BytesIO(write(brief, "pdf"))).pages
    title = words("brief.parts", lang)["annex"]
    # A line may break in the title.
    first = next(
        n for n, page in enumerate(pages) if title in " ".join(page.extract_text().split())
    )
    assert first <= 6
    assert len(pages) - first <= 16
    text = "\n".join(page.extract_text() for page in pages)
    assert re.findall(r"c-[0-9a-z]{8}", text)
    assert not re.findall(r"c-\n[0-9a-z]+|\d[–-]\n\d+|\d[.,]\n\d{3}\b", text)
    assert [round(float(side)) for side in pages[0].mediabox[2:]] == [595, 842]


def test_side_facts_stand_in_the_annex_only(made: Brief) -> None:
    body = said(made.body)
    annex = said(list(made.blocks[len(made.body) :]))
    for fact in ("kandidaten", "lengte van kabels en leidingen", "retributie"):
        assert fact not in body
        assert fact in annex


def test_the_annex_has_every_statement_of_the_body_and_every_source(made: Brief) -> None:
    anchors = {
        run.anchor
        for block in made.blocks
        if isinstance(block, blocks.Grid)
        for row in block.rows
        for cell in row
        for run in cell
        if run.anchor
    }
    anchors |= {block.anchor for block in made.blocks if isinstance(block, blocks.Heading)}
    for name, ones in made.told.items():
        assert {short_id(one) for one in ones} <= anchors, name
    lines = [one for block in made.blocks for one in blocks.lines(block)]
    lines += [note.line for note in made.notes]
    inner = {run.link[1:] for one in lines for run in one if run.link.startswith("#")}
    assert len(inner) > 250
    assert inner <= anchors


def test_the_annex_says_how_many_rows_it_has_and_marks_those_of_the_body(made: Brief) -> None:
    shown = {}
    headed = dict(itertools.pairwise(made.blocks))
    for name, title in words("brief.annex", "nl").items():
        [table] = [headed[one] for one in headed
                   if isinstance(one, blocks.Heading) and one.text == title] or [None]  # fmt: skip
        if isinstance(table, blocks.Grid):
            names = [blocks.plain(row[0]) for row in table.rows if len(row) > 1]
            shown[name] = (len(names), [one[:-1] for one in names if one.endswith("*")])
    used = {short_id(one) for name in PARTS for one in made.told[name]}
    assert set(shown["statements"][1]) == used
    doubts = said(part(made, "doubts"))
    assert f"daarnaast vastgelegd: {len(shown['gaps'][1])} lacunes" in doubts
    gist = said(part(made, "gist"))
    assert f"over {len(shown['contradictions'][1])} punten spreken bronnen" in gist
    told = said(list(made.blocks))
    for place in (0, 1):
        three = [shown[name] for name in ("statements", "contradictions", "gaps")]
        a, b, c = (one[0] if place == 0 else len(one[1]) for one in three)
        assert f" {a} uitspraken, {b} tegenspraken en {c} lacunes" in told


def test_tasks_of_bodies_inside_are_told_not_to_count(made: Brief) -> None:
    told = said(part(made, "added"))
    found = re.findall(
        r"heeft (?:het \w+ AI en interoperabiliteit )?voor zover bekend (\d+) ta", told
    )
    every = re.search(r"De tabel noemt, in \d+ rijen, de (\d+) taken", told)
    assert every
    assert len(found) == 2
    assert f"Deze {sum(map(int, found))} taken tellen niet mee in de {every[1]}." in told


def test_a_bound_is_told_as_a_bound_and_who_had_the_task_before(made: Brief) -> None:
    [table] = grids(part(made, "added"))
    [row] = [row for row in table.rows if "erkende datastandaarden" in blocks.plain(row[0])]
    assert blocks.plain(row[1]) == "in de loop van 2021"
    assert "ook bij het stuurorgaan Vlaams Informatie- en ICT-beleid sinds 22 mei 2018" in (
        blocks.plain(row[0])
    )
    assert blocks.noted(row[0])
    assert "(afgeleid)" not in said([table])


def test_without_an_own_text_the_request_is_marked_as_an_example(made: Brief) -> None:
    _, template = part(made, "request")
    assert isinstance(template, blocks.Paragraph)
    example = template.line[0]
    assert (example.text, example.style) == (
        "[Voorbeeldtekst, na te zien door de aanvrager]", "mark",
    )  # fmt: skip
    assert "ter validering voor te leggen aan de Vlaamse Regering" in said(part(made, "conclusion"))
    assert "ter validering voor te leggen aan de Vlaamse Regering." in blocks.plain(template.line)


# What it counts.


def test_each_number_of_tasks_equals_the_rows_under_it(made: Brief) -> None:
    [table] = grids(part(made, "added"))
    rows = [row for row in table.rows if len(row) > 1]
    every = sum(map(tasks_in, rows))
    gist, conclusion = said(part(made, "gist")), said(part(made, "conclusion"))
    assert f"De tabel noemt, in {len(rows)} rijen, de {every} taken" in said(part(made, "added"))
    # Each heading in the table counts the tasks below it.
    counted: list[tuple[int, int]] = []
    told_rows: list[tuple[int, int]] = []
    for row in table.rows:
        if len(row) == 1:
            numbers = re.search(r"(\d+) ta(?:ak|ken) in (\d+) rij(?:en)?$", blocks.plain(row[0]))
            assert numbers
            counted.append((int(numbers[1]), 0))
            told_rows.append((int(numbers[2]), 0))
        else:
            counted[-1] = (counted[-1][0], counted[-1][1] + tasks_in(row))
            told_rows[-1] = (told_rows[-1][0], told_rows[-1][1] + 1)
    assert all(number == below for number, below in (*counted, *told_rows))
    (sure, _), (unknown, _) = counted
    assert f"Van nog {unknown} taken, in {told_rows[1][0]} rijen," in gist
    assert f"{every} taken als getal" in conclusion
    assert f"de tabel zet ze in {len(rows)} rijen" in conclusion
    for text in (gist, conclusion):  # only what is certain is counted as gained
        rows_of = f"in {told_rows[0][0]} rijen."
        certain = f"er {sure} taken bij met een begin dat zeker in die tijd valt, {rows_of}"
        assert f"kreeg Digitaal Vlaanderen {certain}" in text
        assert f"{every} taken bij" not in text
        assert f"Van nog {unknown} taken" in text
    decided = sum(tasks_in(row) for row in rows if not blocks.plain(row[2]).startswith("–"))
    assert f"van de {every} taken in deel 3 berusten er {decided} op" in gist
    assert f"voor {every - decided} andere is geen" in gist
    assert f"{decided} ervan berusten op een bekende" in conclusion
    doubts = said(part(made, "doubts"))
    assert f"geeft voor {unknown} geen bron het begin en is voor {every - decided} geen" in doubts


def test_certain_tasks_with_a_reservation_are_counted_beside_them(made: Brief) -> None:
    [table] = grids(part(made, "added"))
    bands = [n for n, row in enumerate(table.rows) if len(row) == 1]
    certain = "; ".join(blocks.plain(row[0]) for row in table.rows[1 : bands[1]])
    doubtful = re.findall(r"[(;] ?(?:twijfelachtige lezing|eigen gevolgtrekking)\)", certain)
    assert doubtful
    for name in ("gist", "conclusion"):
        told = said(part(made, name))
        assert (
            f"enige bron; bij {len(doubtful)} ervan staat een voorbehoud over de taak zelf" in told
        ), name


def test_the_picture_counts_the_tasks_of_the_table(made: Brief) -> None:
    [table] = grids(part(made, "added"))
    every = sum(tasks_in(row) for row in table.rows if len(row) > 1)
    sure = re.findall(r"Zeker .*: (\d+) taken", blocks.plain(table.rows[0][0]))[0]
    [chart] = made.charts.values()
    assert f"{sure}–{every} (2025\u00a0–\u00a02026). Begroting" in chart.alt
    assert not re.search(r"\b0 \(", chart.alt)


def test_the_picture_draws_no_figure_at_the_day_on_which_its_source_was_seen(made: Brief) -> None:
    [chart] = made.charts.values()
    assert "730" in chart.alt
    assert "640" not in chart.alt


def test_praise_in_the_applicants_own_paper_is_said_to_be_the_applicants(made: Brief) -> None:
    told = said(part(made, "context"))
    praise = "omschreven als een sterk digitaliseringsagentschap en onmisbare hoeksteen"
    assert re.search(rf"{praise} \([^)]*volgens de aanvrager\)", told)


def test_a_task_whose_decision_was_searched_for_in_vain_says_so(made: Brief) -> None:
    [table] = grids(part(made, "added"))
    rows = [[blocks.plain(cell) for cell in row] for row in table.rows if len(row) > 1]
    [integrator] = [row for row in rows if row[0].startswith("optreden als dienstenintegrator")]
    assert integrator[2] == "– (gezocht, niet gevonden)"


def test_the_tasks_add_up_to_the_answer_of_the_question(graph: Graph, made: Brief) -> None:
    asked = graph.ask(
        "tasks-added",
        since="2017-02-03",
        organisation=["digitaal-vlaanderen", "informatie-vlaanderen"],
    )
    tasks = {row["taak"] for row in by_variable(asked)}
    [how] = [
        blocks.plain(block.line)
        for block in made.blocks
        if isinstance(block, blocks.Paragraph) and "tasks-added" in blocks.plain(block.line)
    ]
    counts = [
        int(number)
        for number in re.findall(r"(?:geeft|er|en|van) (\d+)", how.split(". dvgraph diff ")[0])
    ]
    assert "dvgraph ask tasks-added --since 2017-02-03 --until 2026-11-23 geeft " in how
    whole, *fates = counts
    assert whole == len(tasks)
    assert sum(fates) == whole
    [table] = grids(part(made, "added"))
    assert fates[0] == sum(tasks_in(row) for row in table.rows if len(row) > 1)
    doubts = said(part(made, "doubts"))
    assert f"{fates[2]} taken uit deze periode gingen" in doubts
    assert "heeft Digitaal Vlaanderen voor zover bekend niet meer" not in doubts
    assert f"zegt van {fates[1]} geen bron of de organisatie die nog heeft" in how


def test_a_task_whose_former_body_ended_is_uncertain_and_not_lost(
    graph: Graph, made: Brief
) -> None:
    asked = by_variable(graph.ask("tasks-ended-or-moved", since="2017-02-03"))
    ended = {row["taakLabel"] for row in asked if row["einde"] == "enkel de organisatie eindigde"}
    [told] = [
        blocks.plain(one)
        for block in part(made, "doubts")
        for one in blocks.lines(block)
        if "Informatie Vlaanderen ze had" in blocks.plain(one)
    ]
    assert told.startswith(f"Van {len(ended)} taken is enkel vastgelegd dat ")
    assert "of Digitaal Vlaanderen ze heeft, zegt geen bron" in told
    assert all(str(name) in told for name in ended)
    assert "databronnen maken en knooppunt van data zijn (begin: tussen 2016 en 2019)" in told


def test_each_minister_of_the_period_is_named_with_the_organisation(made: Brief) -> None:
    told = said(part(made, "organisation"))
    assert "Van 2021 tot 30 september 2024 was Jan Jambon de bevoegde minister voor" in told
    assert "Sinds 30 september 2024 is Matthias Diependaele de bevoegde minister voor" in told


def test_every_possible_earlier_holder_of_a_task_is_named_as_possible(made: Brief) -> None:
    [table] = grids(part(made, "added"))
    [row] = [row for row in table.rows if "dienstenintegrator voor" in blocks.plain(row[0])]
    assert "(mogelijk ook bij de Vlaamse dienstenintegrator " in blocks.plain(row[0])
    assert blocks.noted(row[0])


def test_tasks_lost_are_those_of_the_question(graph: Graph, made: Brief) -> None:
    asked = by_variable(graph.ask("tasks-ended-or-moved", since="2017-02-03"))
    query = "SELECT ?taak WHERE {{ ?u dvg:taak ?taak ; dvg:organisatie ?o . {} }}"
    own = "FILTER(?o IN (<organisatie/digitaal-vlaanderen>, <organisatie/informatie-vlaanderen>))"
    named = re.sub(r"<(\w)", rf"<{BASE}\1", query.format(own))
    ours = {str(task) for (task,) in graph.query(named)}
    held = {str(task) for (task,) in graph.query(query.format(""))}
    kept = {row["taak"] for row in by_variable(graph.ask("tasks-added", since="2017-02-03"))}
    lost = {row["taakLabel"] for row in asked if row["taak"] in ours or row["taak"] not in held}
    told = said(part(made, "doubts"))
    missing = {name for name in lost if str(name) not in told}
    names = {row["taakLabel"] for row in asked if row["taak"] in kept} - {
        name for name in lost if str(name) in told
    }
    assert len(lost) > 8
    assert missing <= names  # what the agency still has is in the table of part 3


def test_sums_are_those_of_the_graph_with_their_parts(graph: Graph, made: Brief) -> None:
    rows = by_variable(graph.ask("staff-by-kind", organisation="digitaal-vlaanderen"))
    summed = [row for row in rows if row["som"] is not None]
    [total] = {row["som"] for row in summed}
    text = said(part(made, "gist"))
    line = next(one for one in text.splitlines() if one.startswith("Mensen"))
    assert f"{total} medewerkers" in line
    parts = [int(number) for number in re.findall(r"(\d+) [\w -]*?medewerkers", line)][1:]
    assert total == 730
    assert sorted(parts) == sorted(int(str(row["waarde"])) for row in summed)
    assert sum(parts) == total
    assert "€ 145.127.000" in said(part(made, "means")).replace("\xa0", " ")


def test_the_series_of_use_equal_the_rows_of_their_table(made: Brief) -> None:
    [table] = grids(part(made, "means"))
    assert f"{len(table.rows)} reeksen" in said(part(made, "gist"))
    assert f"zelf {len(table.rows)} reeksen" in said(part(made, "conclusion"))


def test_the_statements_counted_are_those_behind_the_parts_everywhere(made: Brief) -> None:
    body = {one for name in PARTS for one in made.told[name]}
    counts = re.findall(r"(?<!De bijlage bevat )\b(\d+) uitspraken", said(list(made.blocks)))
    assert len(counts) >= 4
    assert {int(one) for one in counts} == {len(body)}


def test_it_counts_what_the_applicants_own_paper_alone_says(graph: Graph, made: Brief) -> None:
    own = f"{BASE}bron/herweging-2025"
    behind: dict[str, set[str]] = {}
    for statement, source in graph.query(
        "SELECT ?s ?b WHERE { ?s dvg:vindplaats ?p . ?p dct:isPartOf ?b }"
    ):
        behind.setdefault(str(statement), set()).add(str(source))
    body = [behind[one] for one in {one for name in PARTS for one in made.told[name]}]
    alone = sum(sources == {own} for sources in body)
    both = sum(own in sources for sources in body) - alone
    [first] = [one for one in said(part(made, "doubts")).splitlines() if "steunen op" in one][:1]
    told = [int(number) for number in re.findall(r"(\d+) (?:uitspraken|enkel|uit)", first)]
    assert told == [len(body), alone, both, len(body) - alone - both]
    # A task counts if no statement on it has another source.
    rows = [row for row in grids(part(made, "added"))[0].rows if len(row) > 1]
    alone_ = [set(re.findall(r"B\d+", blocks.plain(row[-1]))) == {"B1"} for row in rows]
    tasks = sum(tasks_in(row) for row, own in zip(rows, alone_, strict=True) if own)
    assert f"Voor {tasks} van de {sum(map(tasks_in, rows))} taken" in first
    assert "Voor alle is het stuk van de aanvrager de enige bron" in said(part(made, "conclusion"))


def test_each_note_names_the_applicants_paper_as_such(made: Brief) -> None:
    own = words("brief.notes", "nl")["own"]
    told = {note.name: blocks.plain(note.line) for note in made.notes}
    resting = [text for text in told.values() if re.search(r"\bB1\b", text)]
    assert len(resting) > 40
    assert all(own in text for text in resting)
    assert sum(own in text for text in told.values()) == len(resting)


def test_a_paper_is_the_applicants_by_its_kind_and_by_what_it_asks(graph: Graph) -> None:
    brief = graph.brief("digitaal-vlaanderen", 2017, LAST_DAY)
    assert words("brief.notes", "nl")["own"] in said(list(brief.blocks))
    # Nobody asks to weigh a post of Athumi: none of its papers is an applicant's.
    other = graph.brief("athumi", 2017, LAST_DAY)
    assert words("brief.notes", "nl")["own"] not in said(list(other.blocks))


def test_the_conclusion_has_no_number_that_the_body_lacks(made: Brief) -> None:
    body = said([block for name in PARTS[1:-1] for block in part(made, name)])
    for number in re.findall(r"\d[\d.,]*\d|\d", said(part(made, "conclusion"))):
        assert re.search(rf"(?<![\d.,]){re.escape(number)}(?![\d.,]*\d)", body) or number == str(
            len(PARTS)
        ), number


# What it says, and of what.


def test_a_change_is_derived_or_the_claim_of_its_source(made: Brief) -> None:
    text = said(part(made, "means"))
    claim = "volgens de bron van ongeveer € 44 miljoen (2017; Informatie Vlaanderen) naar ongeveer"
    assert claim in text
    assert "2025 is niet te vergelijken met 2017: andere reikwijdte" in text
    assert "berekend: +28,5% (2021 → 2024)" in text
    assert "230%" not in said(list(made.blocks))


def test_of_two_values_that_others_stand_between_nothing_is_computed(made: Brief) -> None:
    [table] = grids(part(made, "means"))
    [row] = [row for row in table.rows if "aangesloten lokale besturen" in blocks.plain(row[0])]
    assert blocks.plain(row[1]).startswith("220 (2021")
    assert blocks.plain(row[3]) == (
        "niet berekend; ertussen ligt nog: ongeveer 200 "
        "(januari 2022\u00a0–\u00a0juni 2022; tegenspraak)"
    )


@pytest.mark.slow
def test_an_own_text_is_the_applicants_in_every_format(graph: Graph, tmp_path: Path) -> None:
    path = tmp_path / "vraag.txt"
    path.write_text("Wij vragen\neen herweging, want:\n\n- meer taken\n- meer\n  geld\n", "utf-8")
    brief = graph.brief(POST, until=LAST_DAY, request=read(path))
    mark, told, reasons = part(brief, "request")
    assert isinstance(mark, blocks.Paragraph)
    assert words("brief.text", "nl")["applicant"] in blocks.plain(mark.line)
    assert isinstance(told, blocks.Paragraph)
    assert (blocks.plain(told.line), told.kind) == ("Wij vragen een herweging, want:", "applicant")
    assert isinstance(reasons, blocks.Items)
    assert [blocks.plain(one) for one in reasons.lines] == ["meer taken", "meer geld"]
    assert "> Wij vragen een herweging" in write(brief, "md").decode()
    assert '<p class="applicant">Wij vragen' in write(brief, "html").decode()
    assert "#applicant[#" in typst_source(brief)
    assert brief.uncited == []


@pytest.mark.parametrize("content", [b"", b"  \n", b"\xff\xfe\x00"])
def test_a_request_that_cannot_be_read_is_told(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "vraag.txt"
    path.write_bytes(content)
    with pytest.raises(InputError, match="request"):
        read(path)


def test_the_signer_reads_before_signing_what_is_not_vouched_for(made: Brief) -> None:
    found = part(made, "conclusion")
    assert "De vraag in deel 1 is van de aanvrager." in said(found)
    [vouched] = [n for n, block in enumerate(found) if isinstance(block, blocks.Items)]
    items = list(map(blocks.plain, blocks.lines(found[vouched])))
    assert blocks.plain(blocks.lines(found[vouched - 1])[0]).endswith("staat niet in voor:")
    assert [getattr(block, "kind", "") for block in found[vouched + 1 :]] == ["small", "sign"]
    used = len({one for name in PARTS for one in made.told[name]})
    paper, unread, vacancy, count = items
    assert paper.startswith("wat alleen in het stuk van de aanvrager staat (B1): ")
    assert f" van de {used} uitspraken en " in paper
    assert f"van geen van de {used} uitspraken is nagelezen" in unread
    assert vacancy.startswith("3 februari 2017 als dag van de laatste indeling: het is de dag van")
    assert count.endswith("de tabel zet ze in 14 rijen (deel 3).")


@pytest.mark.slow
def test_a_class_with_a_day_of_its_own_is_not_told_as_that_of_a_vacancy(graph: Graph) -> None:
    brief = graph.brief(POST, "2018-01-01", LAST_DAY)
    assert "als dag van de laatste indeling" not in said(part(brief, "conclusion"))
    assert "Sinds 1 januari 2018 kreeg" in said(part(brief, "conclusion"))


def test_it_begins_at_the_last_attested_classification(graph: Graph, made: Brief) -> None:
    same = graph.brief(POST, "2017-02-03", LAST_DAY)
    assert write(same, "md") == write(made, "md")
    assert "Over de periode van 3 februari 2017 tot en met 23 november 2026" in said(made.body)
    assert (
        "vacantverklaring van 3 februari 2017 (met functieklasse B, twijfelachtige lezing; "
        in said(made.body)
    )


def test_without_a_classification_and_a_first_day_the_day_is_asked_for(graph: Graph) -> None:
    with pytest.raises(UseError, match="since"):
        graph.brief("hoofd-corve")


def test_a_brief_on_an_organisation_opens_with_its_own_first_day(graph: Graph) -> None:
    brief = graph.brief("Digitaal Vlaanderen", until=LAST_DAY)
    assert "Over de periode van 1 januari 2021 tot en met" in said(brief.body)
    assert "vacantverklaring van 3 februari 2017" not in said(part(brief, "gist"))


def test_the_brief_counts_apart_what_diff_lists_and_the_table_does_not(
    made: Brief, graph: Graph
) -> None:
    told = said(made.blocks)
    listed = re.search(
        r"noemt (\d+) taken onder Taken erbij: (\d+) staan in de tabel en (\d+) gingen intussen"
        r" over; (\d+) uit de tabel staan daar niet bij",
        told,
    )
    assert listed
    every, both, moved, beside = map(int, listed.groups())
    assert both + moved == every
    kept = re.search(r"daarvan staan er (\d+) in de tabel", told)
    assert kept
    assert both + beside == int(kept[1])
    days = re.search(r"dvgraph diff (\S+) (\S+) (\S+) noemt", told)
    assert days
    first, last = map(date.fromisoformat, days.groups()[:2])
    lead = of_changes(diff(graph.store, first, last, f"{BASE}{days[3]}")).lead
    assert f" {every} taken erbij" in lead


def test_all_the_case_says_of_the_period_is_in_it(made: Brief, graph: Graph) -> None:
    """Each current statement of the motivation, except existences, names and prehistory."""
    told = {one for ones in made.told.values() for one in ones}
    rows = graph.passages("herweging-2025")
    stated = {str(row["uitspraak"]) for row in by_variable(rows)}
    stated = {one if one.startswith("http") else f"{BASE}{one}" for one in stated}
    left = {one.rpartition("/")[2] for one in stated - told}
    assert len(stated) > 200
    assert {one for one in left if not one.startswith(("bestaan-", "naam-"))} <= {
        "afdeling-corve-draagt-naam-corve",
        "afdeling-infolijn-draagt-naam-infolijn",
        "corve-onder-bestuurszaken",
        "vlaamse-infolijn-onder-bestuurszaken",
    }


def test_each_argument_of_the_source_is_in_the_part_that_the_manual_names(made: Brief) -> None:
    """See the last table of docs/brief.md."""
    manual = (ROOT / "docs" / "brief.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\|[^|]*\|[^|]*\| ([a-z]+) \| (c-[^|]+) \|$", manual, re.MULTILINE)
    assert len(rows) > 50
    for name, ids in rows:
        told = {short_id(one) for one in made.told[name]}
        assert set(ids.split(", ")) <= told, f"{name}: {set(ids.split(', ')) - told}"


@pytest.mark.slow
def test_nothing_that_certainly_began_after_the_last_day_is_told(graph: Graph) -> None:
    brief = graph.brief(POST, 2017, 2020)
    told = {one.rpartition("/")[2] for ones in brief.told.values() for one in ones}
    assert any(one.startswith("mijn-burgerprofiel-lancering") for one in told)
    assert not {"digitale-strategie", "cijfer-digitaal-vlaanderen-begroting-2025"} & told


@pytest.mark.slow
def test_what_was_only_seen_after_the_last_day_is_not_told(graph: Graph) -> None:
    """Exceptions: the sides of a contradiction, and a body whose start an event gives."""
    rows = graph.query(
        "PREFIX dvg: <https://w3id.org/dvgraph/ns#>"
        " SELECT ?one (MIN(STR(?day)) AS ?first) WHERE { ?one dvg:gezienOp ?day ."
        " FILTER NOT EXISTS { ?one dvg:van ?van } FILTER NOT EXISTS { ?one a dvg:Cijfer }"
        " FILTER NOT EXISTS { ?one a dvg:Bestaan }"
        " FILTER NOT EXISTS { ?clash dvg:tussen ?one } } GROUP BY ?one"
    )
    later = {str(one) for one, first in rows if str(first) > "2019-12-31"}

    def told(brief: Brief) -> set[str]:
        return {one for ones in brief.told.values() for one in ones}

    assert later & told(graph.brief(POST, 2017, 2026))
    assert not later & told(graph.brief(POST, 2017, 2019))


@pytest.mark.slow
def test_an_organisation_has_the_brief_of_its_posts(graph: Graph, made: Brief) -> None:
    brief = graph.brief("Digitaal Vlaanderen", 2017, LAST_DAY)
    told = {one for ones in brief.told.values() for one in ones}
    classes = {one for ones in made.told.values() for one in ones if "functieklasse" in one}
    assert classes
    assert classes <= told
    assert brief.title == "Dossier over Digitaal Vlaanderen"


@pytest.mark.parametrize(
    ("call", "problem"),
    [
        (lambda g: g.brief("datastandaarden", 2017), "neither a post nor an organisation"),
        (lambda g: g.brief(POST, 2020, 2017), "comes after"),
        (lambda g: g.brief(POST, "ooit"), "not a date"),
    ],
)
def test_wrong_use_is_told(graph: Graph, call: Callable[[Graph], Brief], problem: str) -> None:
    with pytest.raises(UseError, match=problem):
        call(graph)


# Its language.


def test_clauses_of_one_subject_and_time_are_one_sentence(made: Brief, english: Brief) -> None:
    text = said(part(made, "context"))
    assert re.search(r"In juni 2025 speelde voor Digitaal Vlaanderen mee: [^.]*", text)
    assert re.search(r"At that time, Digitaal Vlaanderen [^.]* and was described as",
                     said(part(english, "context")))  # fmt: skip


@pytest.mark.parametrize("phrase", ["kent deze ontwikkeling", "deze omstandigheid", "dit nodig:"])
def test_it_has_no_phrase_of_a_form(phrase: str, made: Brief) -> None:
    assert phrase not in said(made.body)


def test_dutch_puts_the_verb_second_and_english_has_a_tense_for_since_when() -> None:
    span = Span("2021", None, (date(2021, 1, 1), date(2021, 12, 31), LAST, LAST))
    for lang, sentence in (
        ("nl", "Sinds 2021 heeft het agentschap deze taak: meten"),
        ("en", "Since 2021, het agentschap has had this task: meten"),
    ):
        fields = {"organisation": "het agentschap", "object": "meten"}
        one = pattern("task", "uitvoering", lang)
        assert filled(one, lasting(span, lang), fields, lang, "since") == sentence


def test_what_a_source_saw_on_a_day_is_told_of_that_day(made: Brief) -> None:
    """The present tense is for facts since a start, or as far as known."""
    parts = ("means", "context", "organisation", "conclusion")
    text = said([block for name in parts for block in part(made, name)])
    seen = re.findall(r"(?:In|Op) (?:\d+ )?[a-z]* ?\d{4} [^.]*", text)
    assert len(seen) > 15
    assert not [one for one in seen if re.search(r"[0-9]{4} (heeft|is|beheert|werkt) ", one)]


def test_when_a_source_told_a_consequence_is_not_when_it_followed(made: Brief) -> None:
    text = said(part(made, "context"))
    assert "De COVID-19-pandemie leidde tot een versnelde digitale transformatie" in text


def test_what_is_only_planned_is_told_as_a_plan_among_the_doubts(made: Brief) -> None:
    doubts = said(part(made, "doubts"))
    assert "Volgens een plan dat vanaf 2025 geldt, moeten deze bouwstenen de norm zijn" in doubts
    assert "Volgens een plan van juni 2025 overkoepelt de Vlaamse digitale strategie" in doubts
    others = [block for name in PARTS if name != "doubts" for block in part(made, name)]
    assert "olgens een plan" not in said(others)


def test_a_plan_that_came_true_is_told_as_the_fact(made: Brief) -> None:
    member = "lid van het Vlaams Cyber Response Team"
    assert f"Op 8 april 2024 was Digitaal Vlaanderen {member}" in said(part(made, "organisation"))
    assert member not in said(part(made, "doubts"))


def test_a_task_that_is_only_aimed_at_is_a_plan_and_no_gain(made: Brief) -> None:
    aim = "bouwstenen van de digitale overheid tot norm maken"
    assert aim in said(part(made, "doubts"))
    assert aim not in said(part(made, "added"))


def test_a_decision_is_named_with_its_date_and_document_and_a_frame_without(made: Brief) -> None:
    gist, table = said(part(made, "gist")), said(part(made, "added"))
    assert "(4 december 2020, stuk VR 2020 0412 DOC.1367; 3 taken)" in gist
    assert "op 1 beslissing en 2 kaders, namelijk" in gist
    assert "(4 december 2020, stuk VR 2020 0412 DOC.1367)" in table
    for text in (gist, table):
        assert "beleidsvisie zonder datum en" in text


def test_a_unit_whose_embedding_is_contradicted_is_not_told_as_part(made: Brief) -> None:
    text = said(part(made, "added"))
    unit = "het Vlaams Centrum voor Digitale Veiligheid"
    assert f"dat {unit} binnen Digitaal Vlaanderen valt, is niet zeker (tegenspraak)" in text
    assert f"Binnen Digitaal Vlaanderen heeft {unit}" not in text
    assert "Binnen Digitaal Vlaanderen heeft het expertisecentrum AI" in text


def test_what_only_its_source_dates_says_so(made: Brief) -> None:
    for name in ("gist", "means", "doubts"):
        assert "koppenbesparing (bron van juni 2025)" in said(part(made, name))
    # The source of June 2025 itself says that this was so in 2021.
    grew = "budget en verantwoordelijkheid sterk gestegen (in 2021)"
    assert grew in said(part(made, "organisation"))


def test_reservations_are_counted_by_statement(graph: Graph, made: Brief) -> None:
    used = {one for name in PARTS for one in made.told[name]}
    rows = graph.query(
        "PREFIX dvg: <https://w3id.org/dvgraph/ns#> SELECT DISTINCT ?s { ?s dvg:zekerheid ?doubt }"
    )
    doubtful = used & {str(one) for (one,) in rows}
    assert f"is er bij {len(doubtful)} een voorbehoud: " in said(part(made, "doubts"))


def test_one_of_two_readings_is_told_as_one(made: Brief) -> None:
    reading = "Volgens één lezing was de functie op 30 augustus 2023 ingedeeld in functieklasse K"
    assert said(part(made, "doubts")).count(reading) == 1
    assert "functieklasse K" not in said([b for n in PARTS if n != "doubts" for b in part(made, n)])


def test_a_name_has_the_article_of_its_first_words() -> None:
    assert with_article("besluit van 2016", "nl") == "het besluit van 2016"
    assert with_article("nieuw regeerakkoord", "nl") == "een nieuw regeerakkoord"
    assert with_article("Athumi", "nl") == "Athumi"
    assert with_article("decree of 2016", "en") == "the decree of 2016"


def test_the_summary_tells_that_a_later_doubtful_class_was_read(made: Brief) -> None:
    later = (
        f"over een latere, twijfelachtige lezing van de klasse: deel {PARTS.index('doubts') + 1}"
    )
    assert said(made.body).count(later) == 1
    assert f"(met functieklasse B, twijfelachtige lezing; {later})" in said(part(made, "gist"))
    assert "30 augustus 2023 ingedeeld in functieklasse K" in said(part(made, "doubts"))


def test_use_counts_as_computed_only_what_the_table_computes(made: Brief) -> None:
    table = grids(part(made, "means"))[-1]
    judged = [blocks.plain(row[3]) for row in table.rows]
    refused = sum("niet te vergelijken" in one for one in judged)
    against = [blocks.plain(row[3]) for row in table.rows if "tegengesproken" in str(row[3])]
    assert (len(judged), refused) == (5, 2)
    counted = (
        f"{refused} zijn niet te vergelijken, 2 zijn aan een of beide uiteinden tegengesproken"
    )
    for name in ("gist", "conclusion"):
        text = said(part(made, name))
        assert f"zelf {len(judged)} reeksen; voor geen daarvan staat een groei vast: " in text
        assert f"{counted} en 1 is niet berekend" in text
        assert "hoger" not in text
        # A growth between contradicted values is not shown as one.
        assert "datastandaarden" not in text
    # More than 10 billion is more than about 5 billion, whatever numbers the two mean.
    assert against == [
        "gegroeid (hoeveel is niet te berekenen: een van beide is enkel een grens), maar"
        " tegengesproken voor 2021",
        "berekend: +28,5% (2021 → 2024), maar tegengesproken voor 2021 en 2024",
    ]
    assert "Bij een rond getal staat “ongeveer”, ook waar de bron" in said(part(made, "means"))


def test_services_that_certainly_began_are_those_of_the_question(graph: Graph, made: Brief) -> None:
    asked = by_variable(graph.ask("services-added", since="2017-02-03"))
    sure = {str(row["dienstLabel"]) for row in asked if row["toegevoegd"] == "zeker"}
    told = said(part(made, "added"))
    assert f"valt het begin van {len(sure)} diensten in de periode" in told
    assert all(name.partition(" (")[0] in told for name in sure)
    assert "ook heeft" not in told


def test_every_holder_of_the_post_is_named_with_its_reservation(made: Brief) -> None:
    text = said(part(made, "organisation"))
    for holder in (
        "Van 1 september 2017 tot 2021 was Barbara Van Den Haute administrateur-generaal.",
        "was Barbara Van Den Haute administrateur-generaal (eigen gevolgtrekking).",
        "was Frank Geets waarnemend administrateur-generaal (eigen gevolgtrekking).",
        "Sinds 1 januari 2023 is Jan Smedts administrateur-generaal.",
    ):
        assert text.count(holder) == 1, holder


def test_a_task_that_came_from_elsewhere_says_from_whom_with_a_note(made: Brief) -> None:
    [table] = grids(part(made, "added"))
    came = [
        (blocks.plain((run,)), after.note)
        for row in table.rows
        for run, after in zip(row[0], [*row[0][1:], blocks.Text("")], strict=True)
        if "voordien bij het Facilitair" in run.text
    ]
    assert [one.split(" (")[0] for one, _ in came] == [
        "beheer, sturing en opvolging van de ICT-raamcontracten",
        "dienstverlening rond ICT en digitalisering",
    ]
    assert all(note for _, note in came)


def test_how_to_read_the_texts_again_stands_in_the_annex_only(made: Brief) -> None:
    assert "--texts" not in said(made.body)
    assert said(list(made.blocks[len(made.body) :])).count("--texts MAP") == 1


def test_yes_or_no_is_a_sentence_in_the_annex(made: Brief) -> None:
    annex = said(list(made.blocks[len(made.body) :]))
    assert "De functie werd niet herwogen" in annex
    assert "Een herweging van de functie werd gevraagd" in annex
    assert not re.search(r"herwogen: nee|gevraagd: ja|: bestaan\b", annex)


# Its evidence.


@pytest.mark.slow
def test_each_statement_has_its_verdict_in_the_annex(graph: Graph, texts: Path) -> None:
    brief = graph.brief(POST, until=LAST_DAY, texts=texts)
    verdicts = {one.statement: one.outcome for one in graph.verify(texts)}
    names = words("evidence.verdicts", "nl")
    shown = {
        row[0][0].text: blocks.plain(row[-1])
        for row in grids(list(brief.blocks[len(brief.body) :]))[0].rows
        if len(row) > 1
    }
    told = {one for name in PARTS for one in brief.told[name]}
    assert len(told) > 100
    for one in told:
        outcome = verdicts.get(one, Outcome.NO_TEXT)
        wanted = "–" if outcome == Outcome.NO_TEXT else names[outcome]
        assert shown[short_id(one)] == wanted
        # A verdict that speaks against a statement stands in its note too.
        if outcome in (Outcome.NOT_FOUND, Outcome.CHANGED, Outcome.PARTLY):
            notes = [note for note in brief.notes if one in note.statements]
            assert all(names[outcome] in blocks.plain(note.line) for note in notes)


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["nl", pytest.param("en", marks=pytest.mark.slow)])
def test_the_body_does_not_depend_on_the_texts_at_hand(lang: str, texts: Path) -> None:
    with dvgraph.open(lang=lang) as opened:
        read_again = opened.brief(POST, 2017, LAST_DAY, texts=texts)
        unread = opened.brief(POST, 2017, LAST_DAY)
    names = "|".join(map(re.escape, words("evidence.verdicts", lang).values()))

    def bare(brief: Brief) -> str:
        unread = re.compile(
            r"(?:[Vv]an|[Ff]or) (?:geen|none|\d+) (?:van de|of the) \d+ [^.;(]* "
            r"(?:nagelezen|checked)[^.;(]*"
        )
        kept, times = unread.subn("", said(brief.body))
        assert times == 3  # in summary, doubts and conclusion
        apart = [one for one in kept.splitlines() if not re.search(rf"(?:{names}) \(\d+\)", one)]
        assert len(kept.splitlines()) - len(apart) == (2 if brief is read_again else 0)
        return re.sub(rf"[;,]? ?\(?(?:{names})\)?", "", "\n".join(apart))

    assert bare(read_again) == bare(unread)
    assert read_again.charts == unread.charts


# Its formats.


@pytest.mark.slow
def test_all_formats_carry_the_same_notes(made: Brief) -> None:
    page, paper = write(made, "html").decode(), typst_source(made)
    markdown = write(made, "md").decode()
    with ZipFile(BytesIO(write(made, "docx"))) as packed:
        feet = packed.read("word/footnotes.xml").decode()
    assert feet.count("<w:footnoteRef/>") == len(made.notes) > 50
    for note in made.notes:
        assert f'<li id="note-{note.name}">' in page
        assert f'label("note-{note.name}")' in paper
        assert f"\n[^{note.name}]: " in markdown
        for one in note.statements:
            assert short_id(one) in feet


def test_word_has_footnotes_links_language_and_metadata(made: Brief) -> None:
    import docx

    data = write(made, "docx")
    document = docx.Document(BytesIO(data))
    found = document.core_properties
    assert (found.title, found.subject) == (made.title, made.subject)
    assert (found.author, found.language) == ("the dvgraph authors", "nl-BE")
    references = list(document.element.iter(f"{WORD}footnoteReference"))
    assert [one.get(f"{WORD}id") for one in references] == [
        str(number) for number in range(1, len(made.notes) + 1)
    ]
    langs = {one.get(f"{WORD}val") for one in document.styles.element.iter(f"{WORD}lang")}
    assert langs == {"nl-BE"}
    marks = {one.get(f"{WORD}name") for one in document.element.iter(f"{WORD}bookmarkStart")}
    with ZipFile(BytesIO(data)) as packed:
        feet = packed.read("word/footnotes.xml").decode()
        addresses = packed.read("word/_rels/footnotes.xml.rels").decode()
    inner = {one.get(f"{WORD}anchor") for one in document.element.iter(f"{WORD}hyperlink")}
    inner |= set(re.findall(r'w:anchor="([^"]+)"', feet))
    assert inner - {None} <= marks
    assert addresses.count('TargetMode="External"') > 10
    heads = list(document.element.iter(f"{WORD}tblHeader"))
    assert len(heads) == len(grids(list(made.blocks)))


@pytest.mark.slow
def test_pdf_is_tagged_and_says_what_it_is(made: Brief) -> None:
    reader = PdfReader(BytesIO(write(made, "pdf")))
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "nl-BE"
    assert "/StructTreeRoot" in root
    assert reader.metadata
    assert reader.metadata.title == made.title
    assert reader.metadata.subject == made.subject
    assert reader.metadata.author == "the dvgraph authors"


def test_its_files_are_dated_by_its_last_day(made: Brief) -> None:
    import docx

    found = docx.Document(BytesIO(write(made, "docx"))).core_properties
    assert found.created == found.modified
    assert found.created is not None
    assert found.created.date() == made.day == date.fromisoformat(LAST_DAY)
    metadata = PdfReader(BytesIO(write(made, "pdf"))).metadata
    assert metadata is not None
    assert metadata.creation_date is not None
    assert metadata.creation_date.date() == made.day


@pytest.mark.slow
def test_the_conclusion_stays_on_one_page(made: Brief) -> None:
    import docx

    paragraphs = docx.Document(BytesIO(write(made, "docx"))).paragraphs
    names = [one.text for one in paragraphs]
    titles = words("brief.parts", "nl")
    first = names.index(f"{len(PARTS)}. {titles['conclusion']}")
    inside = paragraphs[first : names.index(titles["annex"])][:-1]
    assert len(inside) > 3
    for one in inside:
        style = one.style.paragraph_format if one.style else None
        kept = one.paragraph_format.keep_with_next or (style and style.keep_with_next)
        assert kept, one.text
    source = typst_source(made)
    block = source.index("#block(breakable: false, width: 100%, above: 1.8em)[")
    assert block < source.index(f'"{len(PARTS)}. {titles["conclusion"]}"') < block + 100
    page = write(made, "html").decode()
    assert f'<section class="whole">\n<h2 id="part-{PARTS[-1]}">' in page


@pytest.mark.slow
def test_the_head_of_the_letter_is_the_senders_or_to_be_filled_in(
    graph: Graph, made: Brief
) -> None:
    def head(brief: Brief) -> list[str]:
        found = [one for one in brief.body if getattr(one, "kind", "") == "head"]
        return said(found).splitlines()

    assert head(made) == [f"{one}: [in te vullen]" for one in ("Aan", "Kenmerk", "Datum")]
    asked = "Aan: de minister\nReference: HR/2026/7\n\nWij vragen een herweging."
    brief = graph.brief(POST, until=LAST_DAY, request=asked)
    assert head(brief) == ["Aan: de minister", "Kenmerk: HR/2026/7", "Datum: [in te vullen]"]
    assert said(part(brief, "request")).splitlines()[1:] == ["Wij vragen een herweging."]
    # With a head alone the sample text stands.
    alone = graph.brief(POST, until=LAST_DAY, request="Aan: de minister\n")
    assert part(alone, "request") == part(made, "request")


def test_html_asks_nothing_of_the_network(made: Brief) -> None:
    page = write(made, "html").decode()
    assert not re.search(r'<(script|link|img|iframe)|src="|url\((?!#)|@import', page)
    assert re.search(r'<a href="https://', page)
    assert '<html lang="nl-BE">' in page
    assert "prefers-color-scheme: dark" in page
    assert "@media print" in page


def test_markdown_and_html_need_no_extra() -> None:
    code = (
        "import sys\n"
        "sys.modules.update(dict.fromkeys(['typst', 'docx', 'lxml', 'jinja2', 'markdown_it']))\n"
        "import dvgraph\n"
        "from dvgraph.brief.writers import write\n"
        "with dvgraph.open() as graph:\n"
        f"    brief = graph.brief({POST!r})\n"
        "    print(len(write(brief, 'md')), len(write(brief, 'html')))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert all(int(size) > 50_000 for size in done.stdout.split())


def test_a_missing_engine_is_told_with_what_to_install(
    made: Brief, monkeypatch: pytest.MonkeyPatch
) -> None:
    for engine, form in (("typst", "pdf"), ("docx", "docx")):
        monkeypatch.setitem(sys.modules, engine, None)  # type: ignore[arg-type]  # a blocked import
        with pytest.raises(UseError, match=r"pip install 'dvgraph\[brief\]'"):
            write(made, form)


def test_the_command_writes_what_the_suffix_says(tmp_path: Path) -> None:
    target = tmp_path / "dossier.html"
    with pytest.raises(SystemExit) as ended:
        main(["brief", POST, "-o", str(target)])
    assert ended.value.code == 0
    assert target.read_text(encoding="utf-8").startswith("<!doctype html>")


@pytest.mark.slow
def test_without_a_file_it_says_how_to_get_one_to_sign(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for args, told in (([], True), (["-o", str(tmp_path / "b.md")], False)):
        with pytest.raises(SystemExit, match="0"):
            main(["brief", POST, "--lang", "nl", *args])
        assert ("-o brief.docx" in capsys.readouterr().err) == told


def test_amounts_are_not_broken_over_lines(made: Brief) -> None:
    assert "€\xa0145\xa0miljoen" in write(made, "html").decode()
    assert "€\xa0145\xa0miljoen" in typst_source(made)


@pytest.mark.slow
def test_on_a_terminal_it_is_read_in_a_pager(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []
    monkeypatch.setattr("dvgraph.cli.brief.on_screen", lambda _: True)
    monkeypatch.setattr("dvgraph.cli.common.on_screen", lambda _: True)
    monkeypatch.setattr("click.echo_via_pager", shown.append)
    with pytest.raises(SystemExit, match="0"):
        main(["brief", POST, "--lang", "nl"])
    assert [text.splitlines()[0][:30] for text in shown] == ["# Herweging van de functie van"]


def test_a_row_of_figures_names_its_subject_and_its_measure_once(made: Brief) -> None:
    [table] = grids(part(made, "means"))
    names = [blocks.plain(row[0]) for row in table.rows]
    assert {"erkende datastandaarden", "Vlaanderen.be: bezoeken"} <= {*names}
    parted = (name.lower().partition(": ") for name in names)
    assert not any(measure and measure in about for about, _, measure in parted)


def test_a_duration_stands_with_the_means_and_not_with_the_use(made: Brief) -> None:
    told = [blocks.plain(one) for block in part(made, "means") for one in blocks.lines(block)]
    [paragraph] = [one for one in told if "looptijd: 7 jaar" in one]
    assert paragraph.startswith("Begroting: ")


def test_the_terms_explain_what_a_gap_and_a_contradiction_is(made: Brief) -> None:
    terms = grids(list(made.blocks))[-1]
    assert {"lacune", "tegenspraak"} <= {blocks.plain(row[0]) for row in terms.rows}


def test_no_row_of_a_table_is_broken_over_pages(made: Brief) -> None:
    assert "#set table.cell(breakable: false)" in typst_source(made)

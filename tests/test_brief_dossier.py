"""The brief: every sentence has its source, every number is confirmed or marked."""

import re
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

import dvgraph
from answers import by_variable
from dvgraph.api import Graph
from dvgraph.brief import Brief, blocks
from dvgraph.brief.dossier import TEMPLATES
from dvgraph.brief.facts import SIGN
from dvgraph.brief.pdf import source as typst_source
from dvgraph.brief.writers import write
from dvgraph.cli import main
from dvgraph.errors import InputError, UseError
from dvgraph.evidence.verdicts import Outcome
from dvgraph.locale.patterns import filled, pattern, with_article
from dvgraph.locale.times import lasting
from dvgraph.locale.wording import Span
from dvgraph.locale.words import words
from dvgraph.namespaces import LAST

pytestmark = pytest.mark.program

ROOT = Path(__file__).parents[1]
TEXTS = ROOT.parent / "shared" / "seeds"
POST = "administrateur-generaal"
CASE = "https://w3id.org/dvgraph/id/bron/herweging-2025#"


@pytest.fixture(scope="module")
def graph() -> Any:
    with dvgraph.open() as opened:
        yield opened


@pytest.fixture(scope="module")
def texts() -> Path:
    if not TEXTS.is_dir():
        pytest.skip("the source texts are not at hand (shared/seeds)")
    return TEXTS


@pytest.fixture(scope="module")
def made(graph: Graph, texts: Path) -> Brief:
    return graph.brief(POST, 2017, "2026-11-23", texts=texts)


def chapters(brief: Brief) -> dict[str, list[blocks.Line]]:
    found: dict[str, list[blocks.Line]] = {}
    for block in brief.blocks:
        if isinstance(block, blocks.Heading):
            title = blocks.plain(block.line)
        else:
            found.setdefault(title, []).extend(blocks.lines(block))
    return found


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_every_sentence_list_item_and_table_row_has_a_footnote(lang: str) -> None:
    with dvgraph.open(lang=lang) as opened:
        brief = opened.brief(POST, 2017)
    assert len(brief.blocks) > 50
    assert brief.uncited == []


def test_a_sentence_without_footnote_is_found() -> None:
    found = blocks.read("Gezien.[^c-00000000]\n\nVerzonnen.\n\n- ook dit\n\n| a |\n|---|\n| b |")
    assert blocks.uncited(found) == ["Verzonnen.", "ook dit", "b"]


def test_each_number_is_confirmed_or_carries_the_mark(made: Brief, texts: Path) -> None:
    with dvgraph.open() as opened:
        verdicts = {one.statement: one.outcome for one in opened.verify(texts)}
    iris = {note.name: note.iri for note in made.notes}
    mark = words("evidence.verdicts", "nl")[Outcome.NO_TEXT]
    checked = 0
    for block in made.blocks:
        for line in blocks.lines(block):
            behind = [iris[name] for name in blocks.noted(line)]
            if any("/lacune/" in iri for iri in behind[:1]) or not re.search(
                r"\d", blocks.plain(line)
            ):
                continue
            checked += 1
            outcomes = {verdicts.get(iri) for iri in behind} & set(Outcome)
            assert not outcomes & {Outcome.NOT_FOUND, Outcome.CHANGED}
            if Outcome.NO_TEXT in outcomes:
                assert {mark, SIGN} & set(re.findall(f"{mark}|{SIGN}", blocks.plain(line)))
    assert checked > 150


def without_marks(brief: Brief) -> list[str]:
    """The lines of a brief without what depends on the verdicts: marks, notes, their legend."""
    names = words("evidence.verdicts", brief.lang).values()
    verdict = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    meanings = words("evidence.verdicts.meaning", brief.lang).values()
    return [
        re.sub(rf"[;,]? ?\b(?:{verdict})\b|{SIGN}", "", line).replace("(; ", "(").replace(" ()", "")
        for line in brief.markdown.splitlines()
        if not line.startswith((SIGN, "[^")) and not any(one in line for one in meanings)
    ]


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_numbers_and_sentences_do_not_depend_on_the_texts_at_hand(lang: str, texts: Path) -> None:
    with dvgraph.open(lang=lang) as opened:
        read = opened.brief(POST, 2017, "2026-11-23", texts=texts)
        unread = opened.brief(POST, 2017, "2026-11-23")
    assert without_marks(read) == without_marks(unread)
    assert {name: one.svg for name, one in read.charts.items()} == {
        name: one.svg for name, one in unread.charts.items()
    }


def test_a_change_is_derived_or_the_claim_of_its_source(made: Brief) -> None:
    told = [line for line in made.markdown.splitlines() if "| begroting |" in line]
    assert any(
        "volgens de bron van ongeveer € 44 miljoen (2017) naar ongeveer € 145 miljoen (2025);"
        " 2025 niet te vergelijken met 2017: andere reikwijdte" in line
        for line in told
    )
    assert "230%" not in made.markdown
    assert "berekend: +28,5% (2021 → 2024)" in made.markdown


def test_without_the_texts_every_figure_is_marked(graph: Graph, tmp_path: Path) -> None:
    brief = graph.brief(POST, 2017, texts=tmp_path)
    budget = next(one for one in chapters(brief)["Middelen"] if "begroting" in blocks.plain(one))
    assert words("evidence.verdicts", "nl")[Outcome.NO_TEXT] in blocks.plain(budget)
    assert (
        f"{SIGN} {words('evidence.verdicts', 'nl')[Outcome.NO_TEXT]}: de tekst van de bron"
        in brief.markdown
    )
    sentence, first_of_list, *_ = chapters(brief)["Opdracht en taken"]
    assert SIGN in blocks.plain(sentence) + blocks.plain(first_of_list)


def test_all_the_case_says_of_the_period_is_in_it(made: Brief, graph: Graph) -> None:
    """Each current statement of the motivation is told, but bare existence, names, prehistory."""
    noted = {note.iri for note in made.notes}
    rows = graph.passages("herweging-2025")
    said = {str(row["uitspraak"]) for row in by_variable(rows)}
    said = {one if one.startswith("http") else f"https://w3id.org/dvgraph/id/{one}" for one in said}
    left = {one.rpartition("/")[2] for one in said - noted}
    assert len(said) > 200
    assert {one for one in left if not one.startswith(("bestaan-", "naam-"))} <= {
        "afdeling-corve-draagt-naam-corve",
        "afdeling-infolijn-draagt-naam-infolijn",
        "corve-onder-bestuurszaken",
        "vlaamse-infolijn-onder-bestuurszaken",
    }


def test_each_argument_of_the_source_is_in_the_chapter_that_the_manual_names(made: Brief) -> None:
    """docs/brief.md, last table."""
    told = {
        title: {name for line in lines for name in blocks.noted(line)}
        for title, lines in chapters(made).items()
    }
    manual = (ROOT / "docs" / "brief.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\|[^|]*\|[^|]*\| ([^|]+) \| (c-[^|]+) \|$", manual, re.MULTILINE)
    assert len(rows) > 50
    for title, ids in rows:
        chapter = next(full for full in told if full.startswith(title))
        assert set(ids.split(", ")) <= told[chapter], (
            f"{title}: {set(ids.split(', ')) - told[chapter]}"
        )


def test_all_formats_carry_the_same_notes(made: Brief) -> None:
    page = write(made, "html").decode()
    paper = typst_source(made)
    with ZipFile(BytesIO(write(made, "docx"))) as packed:
        document = packed.read("word/document.xml").decode()
    markdown = write(made, "md").decode()
    for note in made.notes:
        assert f'<li id="{note.name}">' in page
        assert "#footnote[#" in paper
        assert f'label("{note.name}")' in paper
        assert f'w:name="note_{note.number}"' in document
        assert f"\n[^{note.name}]: " in markdown
    assert write(made, "pdf").startswith(b"%PDF")


def test_html_asks_nothing_of_the_network(made: Brief) -> None:
    page = write(made, "html").decode()
    assert not re.search(r'(src|href)="(?!#)|<script|url\(|@import', page)
    assert "prefers-color-scheme: dark" in page
    assert "@media print" in page


def test_nothing_that_certainly_began_after_the_last_day_is_told(graph: Graph) -> None:
    brief = graph.brief(POST, 2017, 2020)
    told = {note.iri.rpartition("/")[2] for note in brief.notes}
    assert "mijn-burgerprofiel-lancering-2" in told
    assert not {"digitale-strategie", "cijfer-digitaal-vlaanderen-begroting-2025"} & told


def test_what_was_only_seen_after_the_last_day_is_not_told(graph: Graph) -> None:
    """Figures aside: one may be told as the other side of a contradiction."""
    rows = graph.query(
        "PREFIX dvg: <https://w3id.org/dvgraph/ns#>"
        " SELECT ?one (MIN(STR(?day)) AS ?first) WHERE { ?one dvg:gezienOp ?day ."
        " FILTER NOT EXISTS { ?one dvg:van ?van } FILTER NOT EXISTS { ?one a dvg:Cijfer } }"
        " GROUP BY ?one"
    )
    later = {one for one, first in rows if str(first) > "2019-12-31"}
    assert later & {note.iri for note in graph.brief(POST, 2017, 2026).notes}
    assert not later & {note.iri for note in graph.brief(POST, 2017, 2019).notes}


def test_an_organisation_has_the_brief_of_its_posts(graph: Graph, made: Brief) -> None:
    brief = graph.brief("Digitaal Vlaanderen", 2017)
    told = {note.iri for note in brief.notes}
    assert {note.iri for note in made.notes if "functieklasse" in note.iri} <= told


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


def copied(folder: Path) -> Path:
    for path in TEMPLATES.iterdir():
        (folder / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    return folder


def test_own_templates_are_used_and_what_they_add_is_named(graph: Graph, tmp_path: Path) -> None:
    page = copied(tmp_path) / "dossier.md.j2"
    page.write_text("# Mijn titel\n\nDit verzin ik.\n\n{{ sentences('post') }}\n", encoding="utf-8")
    brief = graph.brief(POST, 2017, templates=tmp_path)
    assert brief.title == "Mijn titel"
    assert brief.uncited == ["Dit verzin ik."]


@pytest.mark.parametrize(
    ("name", "old", "new", "where"),
    [
        ("dossier.md.j2", '{{ table("summary") }}', "{% if %}", r"dossier.md.j2:\d+"),
        ("dossier.md.j2", '{{ table("summary") }}', "{{ tabel('x') }}", "dossier.md.j2"),
    ],
)
def test_a_faulty_template_is_told_with_its_place(
    graph: Graph, tmp_path: Path, name: str, old: str, new: str, where: str
) -> None:
    page = copied(tmp_path) / name
    page.write_text(page.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(InputError, match=where):
        graph.brief(POST, 2017, templates=tmp_path)


def test_a_missing_engine_is_told_with_what_to_install(
    made: Brief, monkeypatch: pytest.MonkeyPatch
) -> None:
    for engine, form in (("typst", "pdf"), ("docx", "docx")):
        monkeypatch.setitem(__import__("sys").modules, engine, None)
        with pytest.raises(UseError, match=r"pip install 'dvgraph\[brief\]'"):
            write(made, form)


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
    """Present is what holds: since a start, or as far as known."""
    told = [blocks.plain(line) for lines in chapters(made).values() for line in lines]
    seen = [text for text in told if re.match("(In|Op) .*[0-9]{4} ", text)]
    assert len(seen) > 20
    assert not [text for text in seen if re.search(r"[0-9]{4} (heeft|is|beheert|hoort) ", text)]
    assert any(text.startswith("Voor zover bekend heeft Digitaal") for text in told)


def test_what_is_only_planned_is_told_as_a_plan(made: Brief) -> None:
    plans = [line for line in made.markdown.splitlines() if line.startswith("Volgens plan")]
    assert any("moeten deze bouwstenen de norm zijn" in line for line in plans)
    assert not re.search("2025 (?:moeten deze bouwstenen|overkoepel)", made.markdown)


def test_a_development_is_told_in_its_own_words(made: Brief) -> None:
    assert (
        "De functie: het beheerde budget en de verantwoordelijkheid stegen sterk (in 2021)"
        in made.markdown
    )


def test_a_name_has_the_article_of_its_first_words() -> None:
    assert with_article("besluit van 2016", "nl") == "het besluit van 2016"
    assert with_article("nieuw regeerakkoord", "nl") == "een nieuw regeerakkoord"
    assert with_article("Athumi", "nl") == "Athumi"
    assert with_article("decree of 2016", "en") == "the decree of 2016"


def test_charts_are_pictures_with_a_text_alternative(made: Brief) -> None:
    assert {"means.svg", "people.svg", "reach.svg"} <= set(made.charts)
    assert "€ 145 miljoen (2025)" in made.charts["means.svg"].alt
    for chart in made.charts.values():
        assert "<desc" in chart.svg
        assert chart.svg.count("<rect") > 2


def test_a_bar_twice_as_long_is_twice_as_much(made: Brief) -> None:
    svg = made.charts["means.svg"].svg
    long = [float(one) for one in re.findall(r'<rect x=[^>]*width="([\d.]+)"', svg)]
    assert long[0] / long[1] == pytest.approx(44 / 145, rel=0.01)


def test_the_command_writes_what_the_suffix_says(tmp_path: Path) -> None:
    target = tmp_path / "dossier.html"
    with pytest.raises(SystemExit) as ended:
        main(["brief", POST, "--since", "2017", "-o", str(target)])
    assert ended.value.code == 0
    assert target.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_the_period_is_named(graph: Graph) -> None:
    brief = graph.brief(POST, date(2017, 1, 1), "2025-06")
    assert "Van 1 januari 2017 tot en met 30 juni 2025" in brief.markdown

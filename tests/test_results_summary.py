"""An answer on a terminal fits the screen: a sentence with a count, and the first things."""

import csv
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dvgraph.cli import main
from dvgraph.locale.words import words
from dvgraph.namespaces import BASE, XSD
from dvgraph.questions import question
from dvgraph.questions.headings import sentence
from dvgraph.rdf.oxigraph import Literal, NamedNode
from dvgraph.results.digest import Digest, Topic, cited
from dvgraph.results.outline import Outline, Summary
from dvgraph.results.readable import Words, brief
from dvgraph.results.summary import summed_up
from dvgraph.store.protocol import Table
from terminal import PROGRAM, screen
from variations import sparse

HEADLINE = ("ask", "tasks-added", "--since", "2021")
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX")
SIZES = ((24, 80), (30, 100))


def added(*rows: tuple[str, str, str, str]) -> Table:
    """Return a table with certainty, task, role and start."""
    names = ("toegevoegd", "taak", "taakLabel", "rol", "van", "vanVroegst", "vanLaatst")
    return Table(
        names,
        [
            tuple(
                Literal(text) if text else None
                for text in (sure, task, task, role, van, f"{van or 2021}-01-01", "2021-12-31")
            )
            for sure, task, role, van in rows
        ],
    )


def told(table: Table, height: int | None = None, width: int = 80) -> list[str]:
    summary = Summary("{count} erbij", Outline("taak", ("toegevoegd", "van")), ("onder",), height)
    return summed_up(table, Words("nl", {}), width, summary).splitlines()


MANY = added(*(("zeker", f"taak {n}", "beheer", "2021") for n in range(40)))


def test_the_sentence_counts_things_and_not_rows_and_joins_their_roles() -> None:
    lines = told(
        added(
            ("zeker", "meten", "beheer", "2021"),
            ("zeker", "meten", "opvolging", "2021"),
            ("mogelijk", "tellen", "beheer", ""),
        )
    )
    assert lines[0] == "zeker 1 taak en mogelijk 1 erbij."
    assert [line.strip() for line in lines if "meten" in line] == ["- meten (beheer, opvolging)"]


def test_a_thing_that_is_certain_in_one_role_is_not_counted_as_possible_too() -> None:
    lines = told(
        added(("zeker", "meten", "beheer", "2021"), ("mogelijk", "meten", "opvolging", "2022"))
    )
    assert lines[0] == "zeker 1 taak erbij."


def test_a_contradiction_is_told_even_if_every_row_has_it() -> None:
    rows = [(Literal("730"), Literal("telling"), Literal("aantal medewerkers")),
            (Literal("640"), Literal("telling"), Literal("aantal medewerkers"))]  # fmt: skip
    table = Table(("waarde", "soort", "tegenspraak"), rows)
    text = "\n".join(summed_up(table, Words("nl", {}), 80, Summary("{count}")).splitlines())
    assert "tegenspraak: aantal medewerkers" in text
    assert "telling" not in text  # what else all rows have tells none apart


@pytest.mark.parametrize("height", [12, 22, 40])
def test_what_does_not_fit_is_counted(height: int) -> None:
    lines = told(MANY, height)
    shown = sum(line.startswith("    taak") for line in lines)
    assert len(lines) <= height
    assert lines[-1].startswith(f"--all toont nog {40 - shown} taken")


def test_without_a_height_everything_is_told() -> None:
    lines = told(MANY)
    assert sum("- taak" in line for line in lines) == 40
    assert not any("--all" in line for line in lines)


def test_every_kind_keeps_its_heading_when_there_is_no_room_for_its_things() -> None:
    rows = [("zeker", f"taak {n}", "beheer", f"{2000 + n}") for n in range(30)]
    lines = told(added(*rows, ("mogelijk", "a", "x", "2021"), ("mogelijk", "b", "x", "2022")), 14)
    assert "Mogelijk · 2" in lines


@POSIX
@pytest.mark.parametrize(("lines", "columns"), SIZES)
def test_the_headline_fits_a_terminal_with_a_number_that_can_be_quoted(
    lines: int, columns: int
) -> None:
    shown = screen(*HEADLINE, lines=lines, columns=columns)
    assert len(shown) < lines
    assert max(map(len, shown)) <= columns
    rows = subprocess.run([PROGRAM, *HEADLINE, "-f", "csv"], capture_output=True, check=True)
    tasks: dict[str, set[str]] = {}
    for row in csv.DictReader(rows.stdout.decode().splitlines()):
        tasks.setdefault(row["toegevoegd"].partition(", ")[0], set()).add(row["taak"])
    lead = " ".join(shown).partition(".")[0]
    assert f"bij Digitaal Vlaanderen erbij gekomen: zeker {len(tasks['zeker'])} taken" in lead
    # The only total has the uncertain ones in it, so it is nowhere.
    assert str(len(set[str]().union(*tasks.values()))) not in re.findall(r"\d+", lead)


words_ = st.text("abcdeé", min_size=1, max_size=14)
phrases = st.lists(words_, min_size=1, max_size=15).map(" ".join)
bullets = st.builds(
    lambda label, sources: cited(label, ["c-1"], [(one, "regel 1") for one in sources]),
    phrases,
    st.lists(phrases, max_size=4),
)
topics = st.builds(Topic, st.just(""), phrases, st.lists(bullets, min_size=1, max_size=20))


@settings(max_examples=30)
@given(
    st.lists(topics, min_size=1, max_size=12),
    st.integers(60, 140),
    st.integers(22, 40),
    st.booleans(),
)
def test_a_digest_keeps_to_the_screen_and_counts_what_it_leaves_out(
    groups: list[Topic], width: int, height: int, beside: bool
) -> None:
    digest = Digest("Een zin.", groups, ("onder",), "", "nl", beside=beside)
    lines = digest.text(width, height).splitlines()
    assert len(lines) <= height
    assert max(map(len, lines)) <= width
    whole = digest.text(10_000, None).splitlines()
    assert sum(line.startswith("  - ") for line in whole) == digest.size
    left = re.search(r"Nog (\d+)[,:]", " ".join(lines))
    assert left is None or 0 < int(left[1]) < digest.size


@POSIX
def test_every_answer_fits_a_terminal() -> None:
    for name in ("gaps", "services-added", "decisions-and-effects", "measure-over-time"):
        shown = screen("ask", name)
        assert len(shown) < 24, name
        assert max(map(len, shown)) <= 80, name


Answer = Callable[..., list[dict[str, str]]]


@pytest.fixture
def answer(capsys: pytest.CaptureFixture[str]) -> Answer:
    def rows(*args: str) -> list[dict[str, str]]:
        with pytest.raises(SystemExit, match="0"):
            main([*args, "-f", "csv"])
        return list(csv.DictReader(capsys.readouterr().out.splitlines()))

    return rows


def test_a_question_is_of_the_agency_unless_told_otherwise(answer: Answer) -> None:
    def bodies(*given: str) -> set[str]:
        return {row["organisatieLabel"] for row in answer(*HEADLINE, *given)}

    assert "Digitaal Vlaanderen" in bodies() <= {"Digitaal Vlaanderen", "Informatie Vlaanderen"}
    assert len(bodies("--organisation", "all")) > 2
    assert bodies("--organisation", "VCDV") == bodies("VCDV") != bodies()


def test_predecessors_are_asked_of_on_request(answer: Answer) -> None:
    asked = ("ask", "tasks-added", "--since", "1990")
    alone = {row["organisatieLabel"] for row in answer(*asked)}
    both = {row["organisatieLabel"] for row in answer(*asked, "--with-predecessors")}
    assert "AGIV" in both - alone


@POSIX
@pytest.mark.parametrize(
    "args",
    sparse(
        [
            ("tasks",),
            ("decisions",),
            ("gaps",),
            ("as-of", "2022", "Digitaal Vlaanderen"),
            ("diff", "2020", "2025", "Digitaal Vlaanderen"),
            ("show", "Digitaal Vlaanderen"),
            ("show", "Digitaal Vlaanderen", "--as-of", "2022"),
        ],
        3,
    ),
)
def test_every_history_and_page_starts_with_a_summary(args: tuple[str, ...]) -> None:
    shown = screen(*args)
    assert len(shown) <= 24
    assert max(map(len, shown)) <= 80
    assert any("--all" in line for line in shown)


def piped(capsys: pytest.CaptureFixture[str], *args: str) -> list[list[str]]:
    with pytest.raises(SystemExit, match="0"):
        main([*args, "-f", "tsv"])
    return [line.split("\t") for line in capsys.readouterr().out.splitlines()]


DECISION = "(4 december 2020, stuk VR 2020 0412 DOC.1367)"


@pytest.mark.parametrize(
    "args", [HEADLINE, (*HEADLINE, "--all"), ("show", "taak/ict-raamcontracten")]
)
def test_a_task_is_told_with_the_date_and_the_number_of_its_decision(args: tuple[str, ...]) -> None:
    told = " ".join(" ".join(screen(*args)).split())
    assert "beslissing tot" in told
    assert DECISION in told


def test_a_pipe_has_the_date_and_the_number_of_a_decision_in_columns(
    capsys: pytest.CaptureFixture[str],
) -> None:
    heads, *rows = piped(capsys, *HEADLINE)
    told = {tuple(row[heads.index(name)] for name in ("genomen", "stuk")) for row in rows}
    assert ("2020-12-04", "stuk VR 2020 0412 DOC.1367") in told


def drawn(tmp_path: Path, *args: str) -> str:
    with pytest.raises(SystemExit, match="0"):
        main([*args, "-o", str(tmp_path / "drawn.svg")])
    return (tmp_path / "drawn.svg").read_text("utf-8")


def test_the_picture_of_tasks_names_decisions_with_date_and_number(tmp_path: Path) -> None:
    picture = drawn(tmp_path, "tasks", "Digitaal Vlaanderen")
    assert f"in Digitaal Vlaanderen {DECISION}<" in picture
    assert not re.search(r">\d,\d<", picture)  # two decisions of one year are no decimal number


def test_a_chart_says_why_an_amount_is_not_drawn_and_writes_it_as_elsewhere(tmp_path: Path) -> None:
    chart = drawn(tmp_path, "figures", "begroting", "Digitaal Vlaanderen")
    undrawn = "het Facilitair Bedrijf, ongeveer € 200 mln (zwakke bron)"
    assert f"want geen bron geeft het jaar: {undrawn}<" in chart.replace("\N{NO-BREAK SPACE}", " ")


def test_the_columns_of_the_headline_in_a_pipe(capsys: pytest.CaptureFixture[str]) -> None:
    labels = "toegevoegd, taak, organisatie, rol, van, tot, gezien op"
    bounds = "begon ten vroegste, begon ten laatste"
    others = "zekerheid, grond, genomen, stuk, voorganger, id, bronnen"
    things = (
        "taak IRI, organisatie IRI, rol IRI, zekerheid IRI, grond IRI, stuk IRI, voorganger IRI"
    )
    assert piped(capsys, *HEADLINE)[0] == (
        f"{labels}, {bounds}, {others}, uitspraak, {things}, vindplaats".split(", ")
    )


@pytest.mark.parametrize(
    "args",
    sparse(
        [
            HEADLINE,
            *(("tasks", "GRB"), ("decisions", "Informatie Vlaanderen"), ("gaps", "AGIV")),
            *(("as-of", "2010", "AGIV"), ("diff", "2015", "2017", "AGIV")),
            *(("figures", "begroting"), ("search", "AI"), ("evidence", "of", "GRB")),
            *(("lineage", "AGIV"), ("ask", "head-on-date", "--date", "2022")),
        ],
        3,
    ),
    ids=" ".join,
)
def test_a_pipe_gets_what_people_read_first_and_iris_last(
    args: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    names, *rows = piped(capsys, *args)
    assert rows
    things = [any(row[n].startswith("https://") for row in rows) for n in range(len(names))]
    # What is an IRI, or is told by the label beside it, stands behind all that is not.
    told = [name for name, thing in zip(names, things, strict=True) if not thing]
    beside = {f"{name} IRI" for name in names if f"{name} IRI" in names}
    readable = [name for name in told if name not in beside]
    assert names[: len(readable)] == readable
    assert not any(things[: len(readable)])


def test_a_large_amount_is_read_in_millions_and_never_broken() -> None:
    names = ("betreft", "waarde", "eenheid")
    whole = NamedNode(f"{XSD}integer")
    units = [NamedNode(f"{BASE}concept/eenheid/{unit}") for unit in ("euro", "personen")]
    rows = [(Literal("dv"), Literal("145000000", datatype=whole), units[0])]
    rows.append((Literal("iv"), Literal("1234567", datatype=whole), units[1]))
    text = summed_up(Table(names, rows), Words("nl", {}), 80, Summary())
    assert "€\N{NO-BREAK SPACE}145\N{NO-BREAK SPACE}mln" in text
    assert "1.234.567" in text


def test_a_summary_says_kinds_in_the_number_of_their_things(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for lang, told in (
        ("nl", r"\d+\s+diensten,\s+\d+\s+taken"),
        ("en", r"\d+\s+services,\s+\d+\s+tasks"),
    ):
        with pytest.raises(SystemExit, match="0"):
            main(["tasks", "Digitaal Vlaanderen", "-f", "summary", "--lang", lang])
        assert re.search(told, capsys.readouterr().out)


def test_what_most_things_share_is_said_once(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        main(["ask", "tasks-added", "--since", "2017", "-f", "summary", "--lang", "nl"])
    text = capsys.readouterr().out
    assert text.count("organisatie: Digitaal Vlaanderen") == 1
    assert "Tenzij anders gezegd: organisatie: Digitaal Vlaanderen." in text


def summary_of(capsys: pytest.CaptureFixture[str], *args: str) -> list[str]:
    with pytest.raises(SystemExit, match="0"):
        main([*args, "-f", "summary", "--lang", "nl"])
    return capsys.readouterr().out.splitlines()


def test_the_post_of_head_has_its_last_day_of_class_first_and_no_line_twice(
    capsys: pytest.CaptureFixture[str],
) -> None:
    lines = summary_of(capsys, "ask", "post-of-head")
    lead, told = " ".join(lines).partition("uitspraken.")[::2]
    assert (
        "laatst bekend ingedeeld op 3 februari 2017 (niet noodzakelijk de dag van de indeling"
        in lead
    )
    assert "functieclassificatie: functieklasse B (" in told
    begins = [line.strip()[:28] for line in lines if line.startswith("  - ")]
    assert len(begins) == 16
    assert max(map(begins.count, begins)) <= 2  # one person held it under two names


def test_what_changed_since_the_class_begins_with_numbers_by_kind_and_year(
    capsys: pytest.CaptureFixture[str],
) -> None:
    text = "\n".join(summary_of(capsys, "ask", "changed-since-last-classification"))
    lead = " ".join(text.partition("\n\n")[0].split())
    assert re.search(r"\(3 februari 2017; niet noodzakelijk .*\): zeker \d+ veranderingen", lead)
    kinds = {"Betrekkingen", "Kenmerken", "Verantwoordelijkheden", "Cijfers", "Takenloten"}
    assert kinds <= {*re.findall(r"^(\w+) · \d+$", text, re.MULTILINE)}
    assert re.search(r"^  2021 · \d+$", text, re.MULTILINE)


def test_a_difference_says_of_how_many_tasks_no_source_gives_the_start(
    capsys: pytest.CaptureFixture[str],
) -> None:
    lines = summary_of(capsys, "diff", "2016", "2026", "Digitaal Vlaanderen")
    told = " ".join(lines)
    found = re.search(r"(\d+) taken erbij \(bij (\d+) geeft geen bron het begin\)", told)
    assert found
    every, unknown = map(int, found.groups())
    # Those whose start a source gives come first, with their date; the others have bounds only.
    place = next(n for n, line in enumerate(lines) if line.startswith("  Taken erbij"))
    starts = [line for line in lines[place + 1 :] if line.startswith("  - ")][:every]
    assert "ergens tussen" not in "".join(starts[: every - unknown])
    assert "na 31 december 2016, tot en met 31 december 2026" in told


def test_a_name_that_says_what_was_sought_has_no_other_name_beside_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    lines = summary_of(capsys, "search", "AI")
    named = [line for line in lines if "gevonden als: " in line]
    assert not any(re.search(r"\bAI\b", line.partition("(")[0]) for line in named)
    assert "dvgraph show organisatie/expertisecentrum-ai-interoperabiliteit" in " ".join(lines)


def test_a_state_counts_what_is_not_known_beside_its_facts(
    capsys: pytest.CaptureFixture[str],
) -> None:
    told = " ".join(summary_of(capsys, "as-of", "2016")[:4])
    assert re.search(r"\d+ feiten.* daarnaast \d+ mogelijk, \d+ waarvan niet bekend is of", told)


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_the_map_of_what_is_known_and_its_key_fit_80_columns(
    lang: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="0"):
        main(["gaps", "--coverage", "-f", "text", "--lang", lang])
    lines = capsys.readouterr().out.splitlines()
    assert any("█ 10+" in line for line in lines)
    assert max(map(len, lines)) <= 80


@POSIX
def test_the_effects_of_decisions_come_first_and_no_heading_repeats_its_only_line() -> None:
    shown = screen("decisions", "Digitaal Vlaanderen", lines=30)
    kinds = [line.partition(" · ")[0] for line in shown if re.match(r"[A-Z][a-z ]+ · \d+$", line)]
    assert kinds == ["Gevolgen", "Zonder bekend gevolg", "Zonder bekende grond"]
    heads = {line.strip().removesuffix(" · 1") for line in shown if line.endswith(" · 1")}
    assert heads.isdisjoint(line.strip() for line in shown)


@POSIX
def test_the_readings_of_a_date_are_told_apart_on_the_first_screen() -> None:
    shown = screen("show", "fusie tot Digitaal Vlaanderen")
    place = next(n for n, line in enumerate(shown) if line.startswith("Bestaan · 4"))
    lines = [line[19:] for line in shown[place : place + 4]]
    assert len({line.partition(", bij ")[0] for line in lines}) == 4
    assert lines[0].startswith("2021, bij beslissing")


@POSIX
def test_a_gap_is_told_in_a_whole_sentence() -> None:
    shown = screen("gaps", "Digitaal Vlaanderen")
    assert len(shown) < 24
    items = [line for line in shown if line.startswith("  ")]
    assert items
    assert not any("…" in line for line in items)


def test_a_finding_without_room_for_its_remarks_still_names_its_subject() -> None:
    names = ("soort", "onderwerp", "zegt", "bronnen")
    unknown = "De bron noemt hiervoor geen besluit of kader."
    source = "Besluit over een lange reeks van taken van het Loket van de stad " * 3
    rows = [("lacune", f"Loket: {task}", unknown, source) for task in range(20)]
    rows.append(("één bron", "Loket", "Loket: begroting: € 2", ""))
    table = Table(names, [tuple(map(Literal, row)) for row in rows])
    outline = Outline("", ("soort",), noun="bevinding", sides="oordeel", about="onderwerp")
    text = summed_up(table, Words("nl", {}), 80, Summary(outline=outline, height=24))
    lines = [line.strip() for line in text.splitlines()]
    assert f"Loket: 0: {unknown}" in lines
    assert f"Loket: 1: {unknown}" in lines
    assert "Loket: begroting: € 2" in lines


def test_one_task_is_told_period_by_period(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        main(["tasks", "GRB", "-f", "summary", "--lang", "nl", "--all", "--no-pager"])
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("GRB · 10 rijen: 4 periode")
    assert sum(line.startswith("  - ") for line in lines) == 10
    assert any(line.startswith("  - AGIV (beheer") for line in lines)


def test_a_figure_is_seen_and_does_not_begin(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        main(["ask", "staff-by-kind", "--organisation", "Digitaal Vlaanderen", "-f", "summary"])
    text = " ".join(capsys.readouterr().out.split())
    assert "640" in text
    assert "begon" not in text
    assert "gezien 25 september 2026" in text


@POSIX
def test_the_decision_behind_a_change_is_on_the_first_screen() -> None:
    shown = screen("diff", "2020", "2021", "Digitaal Vlaanderen")
    place = next(n for n, line in enumerate(shown) if line.startswith("Hun gronden"))
    assert "beslissing tot bundeling van ICT" in shown[place]


def test_a_digest_says_whether_what_it_shows_is_shortened() -> None:
    def last(labels: list[str], sources: list[str]) -> str:
        items = [cited(label, ["c-1"], [(one, "regel 1") for one in sources]) for label in labels]
        told = Digest("Een zin.", [Topic("", "taken", items)], noun="taak", beside=True)
        return " ".join(told.text(60, 12).split())

    assert re.search(r"--all toont nog \d+ taken$", last(["kort"] * 30, []))
    said = words("summary", "nl")
    lines = said["rest lines"].format("21 taken")
    assert last([f"lang {'woord ' * 20}"] * 30, []).endswith(lines)
    cut = said["cut"].removeprefix("--all toont ")
    assert last(["kort"] * 30, [f"bron {n}" for n in range(9)]).endswith(cut)


@POSIX
def test_the_questions_fit_a_screen() -> None:
    lines = screen("ask", "--lang", "en")
    assert len(lines) < 24
    assert lines[0].endswith(" questions by subject.")


def test_a_form_for_machines_is_never_paged_and_one_for_people_is_unless_told_not_to(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    paged: list[str] = []
    monkeypatch.setattr("dvgraph.cli.common.on_screen", lambda _: True)
    monkeypatch.setattr("dvgraph.cli.lineage.on_screen", lambda _: True)
    monkeypatch.setattr("dvgraph.cli.common.height", lambda: 5)
    monkeypatch.setattr("click.echo_via_pager", paged.append)
    everything = ("ask", "--all")
    for args, people in ((everything, "summary"), (("lineage", "AGIV"), "tree")):
        for form in (people, "csv", "tsv"):
            for more in ([], ["--no-pager"]):
                asked = [*args, "-f", form, *more]
                with pytest.raises(SystemExit, match="0"):
                    main(asked)
                assert bool(paged) == (form == people and not more), asked
                assert bool(capsys.readouterr().out) != bool(paged), asked
                paged.clear()


def test_a_part_of_a_source_is_named_without_the_word_for_part() -> None:
    assert brief(["onderdeel laatste regel", "onderdeel 4"], "r. ") == "laatste regel, 4"
    assert brief(["regel 3", "section tekst"], "r. ") == "regel 3, tekst"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("head-on-date", "Aan het hoofd van de organisaties in deze gegevens op 2022: {count}"),
        ("tasks-added", "Sinds 2022 bij de organisaties in deze gegevens erbij gekomen: {count}"),
    ],
)
def test_a_sentence_without_an_organisation_is_about_those_in_the_data(
    name: str, said: str
) -> None:
    given = {"date": "2022", "since": "2022"}
    assert sentence(question.get(name), "nl", given) == said

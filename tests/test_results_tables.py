"""Tables as text: readable for people, exact for machines, harmless for terminals."""

import csv
import io
import json
from html.parser import HTMLParser

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dvgraph.errors import UseError
from dvgraph.locale.wording import amount
from dvgraph.questions import question
from dvgraph.questions.headings import catalogue, heading, overview
from dvgraph.questions.question import Answer
from dvgraph.rdf.oxigraph import BlankNode, Literal, NamedNode
from dvgraph.results.layout import branched
from dvgraph.results.readable import Words, readable
from dvgraph.results.writers import WRITERS, render
from dvgraph.store.protocol import Table

XSD = "http://www.w3.org/2001/XMLSchema#"
BASE = "https://w3id.org/dvgraph/id/"
TABLE = Table(
    ("uitspraak", "taak", "taakLabel", "vindplaats", "vindplaatsen", "id", "bronnen"),
    [
        (
            NamedNode(f"{BASE}uitspraak/1"),
            NamedNode(f"{BASE}taak/a"),
            Literal("een taak", language="nl"),
            NamedNode(f"{BASE}bron/x#line=1,1"),
            Literal(2),
            Literal("c-1"),
            Literal("Nota, regel 2"),
        ),
        (NamedNode("http://www.w3.org/ns/org#Post"), None, None, None, None, None, BlankNode("b")),
    ],
)
text = st.text(st.characters(codec="utf-8"))
tables = st.lists(st.tuples(text, text), min_size=1).map(
    lambda rows: Table(("a", "b"), [tuple(map(Literal, row)) for row in rows])
)


def test_people_see_labels_sources_in_brief_and_short_iris() -> None:
    lines = render(TABLE, "table").splitlines()
    assert lines[0].split() == ["taak", "id", "bronnen"]
    assert lines[2] == "een taak  #c-1  r. 2"
    assert lines[-1] == "[r.] Nota"
    assert lines[3].split() == ["_:b"]
    things = ("org:Post", "taak/a", "zeker", "urn:x")
    iris = ("http://www.w3.org/ns/org#Post", f"{BASE}taak/a", f"{BASE}concept/z/zeker", "urn:x")
    for thing, iri in zip(things, iris, strict=True):
        assert render(Table(("x",), [(NamedNode(iri),)]), "table").splitlines()[2] == thing


def test_people_see_headings_and_labels_in_their_language_machines_the_variables() -> None:
    task, level = NamedNode(f"{BASE}taak/a"), NamedNode(f"{BASE}concept/z/zeker")
    table = Table(("gezienOp", "wat", "zekerheid"), [(Literal("2021"), task, level)])
    words = {"nl": {task: "een taak"}, "en": {task: "a task"}}

    def lines(lang: str, form: str = "table") -> list[str]:
        return render(table, form, words=Words(lang, words[lang])).splitlines()

    assert lines("nl")[0].split("  ")[0] == "gezien op"
    assert lines("en")[0].split() == ["seen", "on", "what", "certainty"]
    assert lines("en")[2].split() == ["2021", "a", "task", "zeker"]
    assert lines("nl", "md")[2] == "| 2021 | een taak | zeker |"
    cells = ("2021", task.value, level.value)
    assert lines("en", "tsv") == ["seen on\twhat\tcertainty", "\t".join(cells)]
    flag = Literal("true", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#boolean"))
    yes = Table(("eerste",), [(flag,)])
    assert render(yes, "md", words=Words("nl", {})).splitlines()[2] == "| ja |"
    assert render(yes, "csv", words=Words("nl", {})) == "eerste\ntrue\n"
    assert lines("en", "csv") == [",".join(table.variables), ",".join(cells)]


def test_people_see_the_first_of_several_and_how_many_more() -> None:
    names = ("lacune", "onderwerp", "onderwerpen")
    rows = [(NamedNode("urn:x"), Literal("a"), Literal(count)) for count in (1, 3)]
    assert render(Table(names, rows), "md").splitlines()[2:] == [
        "| urn:x | a |",
        "| urn:x | a (+2) |",
    ]
    odd = Table(names, [(None, Literal("a"), Literal("veel"))])
    assert render(odd, "md").splitlines()[2] == "| a |"


def test_people_see_bounds_where_no_day_is_given_and_no_empty_columns() -> None:
    first, last = "2021-01-01", "2021-12-31"
    rows = [("2021", first, last, None), (None, first, last, None), (None, first, first, None)]
    terms = [tuple(cell and Literal(cell) for cell in row) for row in rows]
    table = Table(("van", "vanVroegst", "vanLaatst", "empty"), terms)
    lines = [line.strip() for line in render(table, "table").splitlines()]
    assert lines[0] == "van"
    gap = "\N{NO-BREAK SPACE}"
    assert lines[2:] == ["2021", f"2021-01-01{gap}…{gap}2021-12-31", "2021-01-01"]


@pytest.mark.parametrize(
    ("first", "last", "shown"),
    [
        ("0001-01-01", "2017-02-03", "…\N{NO-BREAK SPACE}2017-02-03"),
        ("2025-06-01", "9999-12-31", "2025-06-01\N{NO-BREAK SPACE}…"),
        ("0001-01-01", "9999-12-31", "?"),
    ],
)
def test_people_see_no_invented_first_or_last_day(first: str, last: str, shown: str) -> None:
    table = Table(("van", "vanVroegst", "vanLaatst"), [(None, Literal(first), Literal(last))])
    assert render(table, "table").splitlines()[2] == shown


def test_people_see_several_sources_by_number_and_large_numbers_in_groups() -> None:
    cells = ("Nota, regel 3; regels 9–12; Codex, artikel 4", "Nota, regel 1")
    number = Literal("145000000", datatype=NamedNode(f"{XSD}integer"))
    table = Table(
        ("uitspraak", "waarde", "bronnen"),
        [(NamedNode("urn:x"), number, Literal(cell)) for cell in cells],
    )
    lines = render(table, "table").splitlines()
    assert (
        lines[2].replace("\N{NO-BREAK SPACE}", " ") == "145 000 000  [1] r. 3, 9–12; [2] artikel 4"
    )
    assert [line for line in lines[4:] if line] == ["[1] Nota", "[2] Codex"]


WIDE = Table(
    ("taak", "rol", "jaar"),
    [
        tuple(map(Literal, ("gemeenschappelijke bouwstenen samenbrengen", role, "sinds 2021")))
        for role in ("uitvoering", "aansturing", "ondersteuning")
    ],
)


def test_words_of_a_table_are_not_cut_unless_they_are_very_long() -> None:
    roomy = render(WIDE, "table", width=50)
    assert roomy.count("gemeenschappelijke") == 3
    assert max(map(len, roomy.splitlines())) <= 50
    long = Table(("x", "y"), [(Literal("a" * 60), Literal("b"))] * 2)
    assert render(long, "table", width=40).splitlines()[2] == "a" * 37 + "  b"


def test_where_columns_do_not_fit_what_all_rows_share_is_said_once() -> None:
    lines = render(WIDE, "table", width=34).splitlines()
    assert lines[0] == "rol"
    assert lines[2:5] == ["uitvoering", "aansturing", "ondersteuning"]
    assert lines[6:] == [
        "taak: gemeenschappelijke",
        "bouwstenen samenbrengen",
        "jaar: sinds 2021",
    ]


def test_rows_that_are_all_alike_are_not_said_once() -> None:
    table = Table(WIDE.variables, [WIDE.rows[0]] * 3)
    assert render(table, "table", width=30).count("uitvoering") == 3


def test_where_columns_do_not_fit_at_all_each_row_is_a_block() -> None:
    table = Table(WIDE.variables, WIDE.rows[:2])
    assert render(table, "table", width=30).splitlines()[:5] == [
        "taak  gemeenschappelijke",
        "      bouwstenen samenbrengen",
        "rol   uitvoering",
        "jaar  sinds 2021",
        "",
    ]


def test_machines_get_every_column_with_full_iris() -> None:
    rows = list(csv.reader(io.StringIO(render(TABLE, "csv"))))
    assert rows[0] == list(TABLE.variables)
    assert rows[1][:3] == [f"{BASE}uitspraak/1", f"{BASE}taak/a", "een taak"]
    assert rows[2][1:] == ["", "", "", "", "", "_:b"]
    assert json.loads(render(TABLE, "json"))[0]["vindplaatsen"] == 2
    assert json.loads(render(TABLE, "jsonl").splitlines()[1])["taak"] is None
    first = render(TABLE, "tsv").splitlines()[1].split("\t")
    assert first[0] == "een taak"  # what people read comes first
    assert f"{BASE}uitspraak/1" in first


@pytest.mark.parametrize(
    ("lexical", "kind", "expected"),
    [
        ("3", "integer", 3),
        ("01", "integer", 1),
        ("1.60", "decimal", 1.6),
        ("12345678901234567890.5", "decimal", "12345678901234567890.5"),
        ("9" * 5000, "integer", "9" * 5000),
        ("drie", "integer", "drie"),
        ("true", "boolean", True),
        ("1E3", "double", "1E3"),
        ("2021-01-01", "date", "2021-01-01"),
    ],
)
def test_json_has_numbers_only_where_they_stay_exact(
    lexical: str, kind: str, expected: object
) -> None:
    table = Table(("x",), [(Literal(lexical, datatype=NamedNode(XSD + kind)),)])
    assert json.loads(render(table, "json")) == [{"x": expected}]


@given(tables)
def test_csv_and_json_give_back_any_text(table: Table) -> None:
    cells = [[term.value for term in row] for row in table.rows]
    read_back = list(csv.reader(io.StringIO(render(table, "csv"), newline="")))[1:]
    assert read_back == cells
    assert [list(row.values()) for row in json.loads(render(table, "json"))] == cells


@pytest.mark.parametrize("form", ["table", "tsv", "md"])
@given(table=tables)
def test_no_cell_moves_the_cursor_or_breaks_a_row(form: str, table: Table) -> None:
    output = render(table, form)
    allowed = {"\n", "\t"} if form == "tsv" else {"\n"}
    assert not {c for c in output if ord(c) < 32 or 127 <= ord(c) < 160} - allowed
    assert "\u202e" not in output
    if form != "table":
        extra = 2 if form == "md" else 1
        assert output.count("\n") == len(table.rows) + extra


def _of_text(*rows: tuple[str, str]) -> Table:
    return Table(("a", "b"), [tuple(map(Literal, row)) for row in rows])


@given(tables, st.integers(min_value=20, max_value=200))
@example(_of_text(*[("0" * 18, "")] * 2, ("0" * 18, "0")), 20)
@example(_of_text(*[("een zin van zes hele woorden", "")] * 2, ("een zin", "0")), 20)
def test_a_table_keeps_to_the_width_of_the_terminal(table: Table, width: int) -> None:
    assert all(len(line) <= width for line in render(table, "table", width=width).split("\n"))


words_ = st.text("abcdeé-", min_size=1, max_size=30)
amounts = st.integers(10_000, 10**12).map(
    lambda number: Literal(str(number), datatype=NamedNode(f"{XSD}integer"))
)
rows_ = st.tuples(st.lists(words_, min_size=1, max_size=12).map(" ".join).map(Literal), amounts)


@given(st.lists(rows_, min_size=1, max_size=4), st.integers(60, 140), st.booleans())
def test_at_any_usual_width_no_word_and_no_number_is_cut(
    rows: list[tuple[Literal, Literal]], width: int, euro: bool
) -> None:
    unit = NamedNode(f"{BASE}concept/eenheid/{'euro' if euro else 'personen'}")
    table = Table(("wat", "waarde", "eenheid"), [(*row, unit) for row in rows])
    said = Words("nl", {unit: "eenheid"})
    lines = render(table, "table", width=width, words=said).splitlines()
    assert all(len(line) <= width for line in lines)
    shown = {word for line in lines for word in line.split(" ")}
    for text, number in rows:
        assert set(text.value.split(" ")) <= shown
        assert amount(number.value, "nl", euro=euro, short=True) in shown


@given(st.lists(st.text("ab ", min_size=1, max_size=40), min_size=1, max_size=4))
@example(["a" * 117])
@example(["Nota over de herweging van de functie administrateur-generaal " * 2])
def test_the_list_of_sources_keeps_to_the_width_of_the_terminal(sources: list[str]) -> None:
    rows = [(NamedNode("urn:x"), Literal(f"{source}, regel 3")) for source in sources]
    output = render(Table(("uitspraak", "bronnen"), rows), "table", width=60)
    assert all(len(line) <= 60 for line in output.split("\n"))


@pytest.mark.parametrize("form", WRITERS)
@given(table=tables)
def test_every_format_writes_any_table_as_text_with_a_line_break_at_its_end(
    form: str, table: Table
) -> None:
    assert render(table, form).endswith("\n")


def test_html_has_a_caption_a_language_and_headings_and_no_markup_of_cells() -> None:
    hostile = Table(("taak",), [(Literal("<script>alert('x')</script>&\""),)])
    page = render(hostile, "html", words=Words("nl", {}), title='Taken\nsinds <b> "2021"')
    assert '<html lang="nl">' in page
    assert "<caption>Taken<br>sinds &lt;b&gt; &quot;2021&quot;</caption>" in page
    assert '<th scope="col">taak</th>' in page
    assert "<td>&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt;&amp;&quot;</td>" in page
    assert "<script" not in page


@given(table=tables)
def test_html_gives_back_any_text_that_people_see(table: Table) -> None:
    heads, rows, _ = readable(table)
    read = _Cells(render(table, "html"))
    assert (read.of["th"], read.of["td"]) == (heads, [cell for row in rows for cell in row])


class _Cells(HTMLParser):
    """The text of each cell, by tag."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.of: dict[str, list[str]] = {"th": [], "td": []}
        self._open = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002 (the parser names the parameters)
        self._open = tag if tag in self.of else ""
        if self._open:
            self.of[tag].append("")

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 (the parser names the parameters)
        self._open = ""

    def handle_data(self, data: str) -> None:
        if self._open:
            self.of[self._open][-1] += data


def test_a_table_is_no_tuple_and_equals_only_a_table() -> None:
    table = _of_text(("x", "y"))
    assert table == _of_text(("x", "y"))
    assert table != (table.variables, table.rows)
    with pytest.raises(AttributeError):
        table.rows = []  # type: ignore[misc]


def test_markdown_cells_cannot_add_columns() -> None:
    row = render(Table(("x",), [(Literal("a|b"),)]), "md").splitlines()[2]
    assert row == r"| a\|b |"


def test_no_rows_still_show_the_columns() -> None:
    empty = Table(("a", "b"), [])
    assert {form: render(empty, form) for form in WRITERS} == {
        "table": "a  b\n─  ─\n",
        "summary": "0 rijen.\n",
        "tsv": "a\tb\n",
        "csv": "a,b\n",
        "json": "[]\n",
        "jsonl": "",
        "md": "| a | b |\n| --- | --- |\n",
        "html": '<!doctype html>\n<html lang="">\n<meta charset="utf-8">\n<title>a · b</title>\n'
        "<table>\n<caption>a · b</caption>\n"
        '<thead><tr><th scope="col">a</th><th scope="col">b</th></tr></thead>\n'
        "<tbody>\n</tbody>\n</table>\n</html>\n",
    }


def test_an_unknown_format_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UseError, match="Choose table, summary, tsv"):
        render(TABLE, "xlsx")


QUESTION = question.parse(
    "tasks-since",
    """#+ title: {nl: "Taken sinds", en: "Tasks since"}
#+ subject: tasks
#+ for: [hr]
#+ params:
#+   sinds: {type: date, required: true, option: since, label: {nl: sinds, en: since}}
#+   eind: {type: date, option: until, label: {nl: tot, en: until}}
#+   dag: {type: date, default: release, option: date, label: {nl: datum, en: date}}
#+   organisatie: {type: organisation, option: organisation,
#+     label: {nl: organisatie, en: organisation}}
SELECT ?x WHERE {
  VALUES ?eind { "2030-12-31"^^xsd:date }  # parameter
  VALUES ?dag { "2026-11-23"^^xsd:date }  # parameter
  # VALUES ?organisatie { }  # parameter
}""",
)


def test_the_heading_says_how_the_parameters_were_read_and_which_data_this_is() -> None:
    read = {
        name: [Literal(day)]
        for name, day in (("since", "2021-01-01"), ("until", "2030-12-31"), ("date", "2026-11-29"))
    }
    answer = Answer(QUESTION, TABLE, read, Words("nl", {}), {"since": "2021"})
    lines = heading(answer, "nl", "0.1.0").splitlines()
    assert lines[0] == "Taken sinds"
    assert lines[1] == (
        "sinds: 2021-01-01 · tot: 2030-12-31 · datum: 2026-11-29 (vandaag) · organisatie: alle"
    )
    assert lines[2].startswith("gegevens 0.1.0 · bekend op ")
    assert lines[2].endswith("2 rijen")
    assert heading(answer, "en", "0.1.0").splitlines()[0] == "Tasks since"


def test_the_catalogue_lists_titles_and_parameters() -> None:
    (row,) = catalogue([QUESTION], "en").rows
    assert [term.value for term in row] == [
        "human resources",
        "tasks and services",
        "Tasks since",
        "tasks-since",
        "--since DATE [--until DATE] [--date DATE] [--organisation ORGANISATION]",
    ]


def test_the_questions_by_subject_fit_a_screen_and_are_all_told_without_one() -> None:
    many = [QUESTION._replace(name=f"tasks-{n}") for n in range(40)]
    found = overview([*many, QUESTION._replace(name="acts", subject="decisions")], "en")
    lines = found.text(80, 20).splitlines()
    assert lines[0] == "41 questions by subject."
    assert len(lines) <= 20
    assert "  tasks and services · 40" in lines
    assert "    acts: Tasks since" in lines
    assert any(line.endswith("--help") for line in lines)
    assert all(f"- {one.name}: Tasks since" in found.text(80, None) for one in many)


def test_of_many_things_in_a_cell_people_see_the_first_labels() -> None:
    things = Literal("; ".join(f"urn:{n}" for n in range(60)))
    labels = Literal("; ".join(f"ding {n}" for n in range(60)))
    table = Table(("ding", "dingLabel"), [(things, labels)])
    assert readable(table)[1] == [["ding 0; ding 1; ding 2 (+57)"]]


@given(
    st.lists(
        st.tuples(st.sampled_from(("", "├─ ", "└─ ", "│  ├─ ", "   └─ ")), st.text("ab ")),
        min_size=1,
        max_size=6,
    ),
    st.integers(40, 140),
)
def test_a_tree_is_broken_between_words_and_keeps_its_guides(
    branches: list[tuple[str, str]], width: int
) -> None:
    lines = [f"{guides}x{text} ende" for guides, text in branches]
    shown = branched("\n".join(lines), width).splitlines()
    assert all(len(line) <= width for line in shown)
    assert sum("x" in line for line in shown) == len(branches)
    assert all(any(line.startswith(guides) for line in shown) for guides, _ in branches)

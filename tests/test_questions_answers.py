"""Questions: parameters are read as typed terms and bound safely; answers have all passages."""

import re
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from dvgraph.cli.questions import ask
from dvgraph.errors import UseError
from dvgraph.labels.short_ids import short_id
from dvgraph.locale import columns
from dvgraph.locale.reader import use
from dvgraph.locale.words import words
from dvgraph.prebuilt.connection import open_graph
from dvgraph.questions import answers, folds, parameters
from dvgraph.questions import question as questions
from dvgraph.questions.headings import catalogue
from dvgraph.questions.parameters import Parameter
from dvgraph.questions.question import Answer, Question
from dvgraph.rdf.oxigraph import Literal, NamedNode, RdfFormat, parse
from dvgraph.rdf.terms import plain
from dvgraph.results.readable import Words, unlabelled
from dvgraph.results.writers import render
from dvgraph.store import binding
from dvgraph.store.embedded import EmbeddedStore
from dvgraph.store.protocol import Store, Table

BASE = "https://w3id.org/dvgraph/id/"
DATA = """
@base <https://w3id.org/dvgraph/id/> .
@prefix adms: <http://www.w3.org/ns/adms#> .
@prefix dvg: <https://w3id.org/dvgraph/ns#> .
@prefix gen: <https://data.vlaanderen.be/ns/generiek#> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<organisatie/agiv> a org:Organization ; rdfs:label "AGIV"@nl ;
  skos:hiddenLabel "Agentschap voor Geografische Informatie" .
<organisatie/iv> a org:Organization ; rdfs:label "Informatie Vlaanderen"@nl ;
  gen:isTijdspecialisatieVan <register/1> .
<organisatie/dv> a org:Organization ; rdfs:label "Digitaal Vlaanderen"@nl ; skos:altLabel "DV" ;
  gen:isTijdspecialisatieVan <register/1> .
<organisatie/bz> a org:Organization ; rdfs:label "Coördinatie"@nl .
<organisatie/cel-oost> a org:Organization ; rdfs:label "Cel Oost"@nl ; skos:altLabel "cel" .
<organisatie/cel-west> a org:Organization ; rdfs:label "Cel West"@nl ; skos:altLabel "cel" .
<register/1> a org:Organization ; rdfs:label "Digitaal Vlaanderen"@nl ; adms:identifier <code/1> .
<code/1> skos:notation "OVO002949" .
<taak/a> a dvg:Taak ; rdfs:label "taak a"@nl, "task a"@en .
<uitspraak/1> dvg:organisatie <organisatie/dv> ; dvg:vanVroegst "2021-01-01"^^xsd:date ;
  dvg:taak <taak/a> ;
  dvg:vindplaats <bron/nota#line=9,9>, <bron/nota#line=46,49>, <bron/x#line=1,1> .
<uitspraak/2> dvg:organisatie <organisatie/agiv> ; dvg:vanVroegst "2016-04-01"^^xsd:date ;
  dvg:taak <taak/a> ; dvg:voorganger <organisatie/bz> .
<bron/nota#line=9,9> rdfs:label "Nota, bijlage, regel 10"@nl, "Note, annex, line 10"@en .
<bron/nota#line=46,49> rdfs:label "Nota, bijlage, regels 47–50"@nl, "Note, annex, lines 47–50"@en .
"""
QUERY = """#+ title: {nl: "Taken sinds", en: "Tasks since"}
#+ params:
#+   sinds: {type: date, edge: first, option: since, label: {nl: sinds, en: since}}
#+   eind: {type: date, edge: last, default: 2030, option: until, label: {nl: tot, en: until}}
#+   organisatie: {type: organisation, list: true, option: organisation,
#+     label: {nl: organisatie, en: organisation}}
#+ new-only: voorganger
PREFIX dvg: <https://w3id.org/dvgraph/ns#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
SELECT ?uitspraak ?organisatie ?taak (IF(?begin >= ?sinds, "zeker", "mogelijk") AS ?toegevoegd)
  ?voorganger WHERE {
  VALUES ?sinds { "2000-01-01"^^xsd:date }  # parameter
  VALUES ?eind { "2000-01-01"^^xsd:date }  # parameter
  # VALUES ?organisatie { }  # parameter
  ?uitspraak dvg:organisatie ?organisatie ; dvg:taak ?taak ; dvg:vanVroegst ?begin .
  FILTER(?begin >= ?sinds && ?begin <= ?eind)
  OPTIONAL { ?uitspraak dvg:voorganger ?voorganger }
}
ORDER BY ?uitspraak ?voorganger
"""


@pytest.fixture(scope="module")
def store() -> EmbeddedStore:
    store = EmbeddedStore()
    store.load(list(parse(DATA.encode(), format=RdfFormat.TURTLE)))
    return store


@pytest.fixture(scope="module")
def shipped_store() -> Store:
    return open_graph()


Answered = Callable[[str, str], Answer]


@pytest.fixture(scope="module")
def answered(shipped_store: Store) -> Answered:
    """Return the answer to the example of a question in a language; each is asked only once."""
    return cache(
        lambda name, lang: questions.ask(shipped_store, name, questions.get(name).example, lang)
    )


@pytest.fixture
def question(monkeypatch: pytest.MonkeyPatch) -> Question:
    own = questions.parse("tasks-since", QUERY)
    monkeypatch.setattr(questions, "get", {own.name: own}.__getitem__)
    return own


def organisations(store: EmbeddedStore, text: str) -> list[str]:
    parameter = Parameter("organisation", "organisation", {})
    return [str(term)[1:-1].removeprefix(BASE) for term in parameters.read(parameter, text, store)]


def day(store: EmbeddedStore, text: str, edge: str) -> str:
    return parameters.read(Parameter("op", "date", {}, edge), text, store)[0].value


@pytest.mark.parametrize(
    ("text", "edge", "expected"),
    [
        ("2021", "first", "2021-01-01"),
        ("2021", "last", "2021-12-31"),
        ("2020-02", "first", "2020-02-01"),
        ("2020-02", "last", "2020-02-29"),
        ("2021-12", "last", "2021-12-31"),
        ("2021-03-18", "last", "2021-03-18"),
        ("9999", "last", "9999-12-31"),
    ],
)
def test_a_year_or_month_stands_for_its_first_or_last_day(
    store: EmbeddedStore, text: str, edge: str, expected: str
) -> None:
    assert day(store, text, edge) == expected


@pytest.mark.parametrize("text", ["vandaag", "Today"])
def test_today_is_the_day_on_which_it_is_asked(store: EmbeddedStore, text: str) -> None:
    before = date.today().isoformat()
    assert before <= day(store, text, "first") <= date.today().isoformat()


@given(st.dates())
def test_any_day_is_read_as_itself(given_day: date) -> None:
    parameter = Parameter("op", "date", {}, "last")
    (term,) = parameters.read(parameter, given_day.isoformat(), EmbeddedStore())
    assert term.value == given_day.isoformat()


@pytest.mark.parametrize(
    "text", ["gisteren", "2021-02-30", "2021-13", "21", "0000", "2021-1-45", ""]
)
def test_what_is_no_date_is_refused_with_an_example(store: EmbeddedStore, text: str) -> None:
    with pytest.raises(UseError, match=r"--op: .*not a date.*2021-03-18"):
        day(store, text, "first")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("AGIV", ["organisatie/agiv"]),
        ("agiv", ["organisatie/agiv"]),
        ("  agentschap voor  geografische informatie", ["organisatie/agiv"]),
        ("organisatie/agiv", ["organisatie/agiv"]),
        (f"{BASE}organisatie/agiv", ["organisatie/agiv"]),
        (f"<{BASE}organisatie/agiv>", ["organisatie/agiv"]),
        ("coordinatie", ["organisatie/bz"]),
        ("COÖRDINATIE", ["organisatie/bz"]),
        ("DV", ["organisatie/dv"]),
        ("Digitaal Vlaanderen", ["organisatie/dv"]),
        ("OVO002949", ["organisatie/dv", "organisatie/iv", "register/1"]),
        ("ovo002949", ["organisatie/dv", "organisatie/iv", "register/1"]),
        (f"{BASE}register/1", ["organisatie/dv", "organisatie/iv", "register/1"]),
    ],
)
def test_a_name_binds_its_version_and_a_code_the_organisation_that_continues_and_all_versions(
    store: EmbeddedStore, text: str, expected: list[str]
) -> None:
    assert organisations(store, text) == expected


def test_an_unknown_name_is_refused_with_the_nearest(store: EmbeddedStore) -> None:
    with pytest.raises(UseError, match=r"no organisation is called 'Digital.*Digitaal Vlaanderen"):
        organisations(store, "Digital Vlaandren")


def test_an_ambiguous_name_is_refused_with_what_it_can_mean(store: EmbeddedStore) -> None:
    with pytest.raises(
        UseError, match=r"2 meanings: cel \(organisatie/cel-oost\), cel \(organisatie/cel-west\)"
    ):
        organisations(store, "cel")


def test_a_thing_of_another_kind_does_not_answer_to_the_type(store: EmbeddedStore) -> None:
    with pytest.raises(UseError, match="no organisation"):
        organisations(store, f"{BASE}taak/a")


def test_a_number_and_a_choice_of_the_wrong_kind_are_refused(store: EmbeddedStore) -> None:
    with pytest.raises(UseError, match="not a whole number"):
        parameters.read(Parameter("n", "integer", {}), "3,5", store)
    choice = Parameter("how", "text", {}, choices=("certain", "possible"))
    with pytest.raises(UseError, match="Choose certain, possible"):
        parameters.read(choice, "perhaps", store)


def test_a_scalar_is_written_where_its_variable_stands_and_terms_stay_as_values(
    store: EmbeddedStore, question: Question
) -> None:
    text, terms = questions.bind(question, {"since": 2021, "organisation": ["AGIV", "DV"]}, store)
    day = '"2021-01-01"^^<http://www.w3.org/2001/XMLSchema#date>'
    assert f"IF(?begin >= {day}," in text
    assert f'FILTER(?begin >= {day} && ?begin <= "2030-12-31"' in text
    assert "?sinds" not in text.partition("PREFIX")[2]
    assert f"VALUES ?organisatie {{ <{BASE}organisatie/agiv> <{BASE}organisatie/dv> }}" in text
    assert "# VALUES" not in text
    assert set(terms) == {"since", "until", "organisation"}


def test_a_scalar_without_a_value_is_that_of_the_file(
    store: EmbeddedStore, question: Question
) -> None:
    text, _ = questions.bind(question, {}, store)
    assert 'FILTER(?begin >= "2000-01-01"^^' in text
    assert "?sinds" not in text.partition("PREFIX")[2]
    assert question.params["since"].default == "2000-01-01"


def test_nothing_in_a_text_an_iri_or_a_comment_is_a_variable() -> None:
    line = 'SELECT ?x WHERE { VALUES ?x { "?day" <urn:?day> } FILTER(?x != ?day) } # ?day'
    text = 'VALUES ?day { "2021" }  # parameter\n' + line
    assert binding.bind(text, {}) == line.replace("!= ?day", '!= "2021"')


@given(st.text())
def test_no_text_breaks_out_of_its_parameter(text: str) -> None:
    line = 'SELECT ?found WHERE {\n  VALUES ?word { "" }  # parameter\n  BIND(?word AS ?found)\n}'
    word = Literal(text.encode("utf-8", "ignore").decode())
    bound = binding.bind(line, {"word": [word]})
    assert EmbeddedStore().select(bound).rows == [(word,)]


def test_unbound_terms_mean_any_and_bound_ones_choose(
    store: EmbeddedStore, question: Question
) -> None:
    assert len(questions.ask(store, question.name).table.rows) == 2
    rows = questions.ask(store, question.name, {"organisation": "OVO002949"}).table.rows
    assert [row[0] for row in rows] == [NamedNode(f"{BASE}uitspraak/1")]
    assert len(questions.ask(store, question.name, {"until": "2016-04"}).table.rows) == 1


def test_labels_words_and_all_passages_come_in_the_language_asked(
    store: EmbeddedStore, question: Question
) -> None:
    table = questions.ask(store, question.name, {"since": 2021}, "en").table
    row = dict(zip(table.variables, table.rows[0], strict=True))
    assert table.variables[-2:] == ("id", "bronnen")
    assert row["id"] == Literal(short_id(f"{BASE}uitspraak/1"))
    assert row["taakLabel"] == Literal("task a", language="en")
    assert row["toegevoegd"] == Literal("certain")
    assert row["bronnen"] == Literal("Note, annex, line 10; lines 47–50; bron/x#line=1,1")


def test_rows_of_one_statement_are_one_row_with_sets_in_the_order_found() -> None:
    names = ("uitspraak", "grond", "waarde")
    one, other, ground, second = (NamedNode(f"{BASE}{name}") for name in ("a", "b", "g", "h"))
    five = Literal("5")
    rows = [(one, second, five), (other, None, five), (one, ground, five), (one, second, None)]
    found = folds.fold(Table(names, rows), ())
    assert found.rows == [((one,), (second, ground), (five,)), ((other,), (), (five,))]
    assert len(folds.fold(Table(names, rows), ("grond",)).rows) == 3


def test_several_values_of_a_cell_are_one_text_with_their_labels(store: EmbeddedStore) -> None:
    things = (NamedNode(f"{BASE}organisatie/agiv"), NamedNode(f"{BASE}organisatie/dv"))
    folded = folds.Folded(("organisatie",), [(things,)])
    table = folds.complete(store, folded, "nl", set())
    assert table.rows == [
        (Literal("; ".join(term.value for term in things)), Literal("AGIV; Digitaal Vlaanderen"))
    ]


def test_the_sparql_of_a_question_runs_as_it_is_printed(
    store: EmbeddedStore, question: Question
) -> None:
    plain = questions.sparql(store, question.name, {"since": 2021})
    assert not plain.startswith("#+")
    assert len(store.select(plain).rows) == 1
    table = store.select(questions.sparql(store, question.name, {"since": 2021}, "en"))
    row = dict(zip(table.variables, table.rows[0], strict=True))
    assert row["taakLabel"] == Literal("task a", language="en")
    assert "toegevoegdLabel" not in row


def test_new_only_drops_what_a_predecessor_also_did(
    store: EmbeddedStore, question: Question
) -> None:
    rows = questions.ask(store, question.name, new_only=True).table.rows
    assert [row[0] for row in rows] == [NamedNode(f"{BASE}uitspraak/1")]


def test_a_task_that_another_body_gave_up_is_not_new(shipped_store: Store) -> None:
    given = {"since": 2021, "organisation": ["digitaal-vlaanderen"]}
    taken = {f"{BASE}taak/dienstverlening-ict", f"{BASE}taak/ict-raamcontracten"}

    def tasks(*, new_only: bool) -> dict[str, set[str]]:
        table = questions.ask(shipped_store, "tasks-added", given, new_only=new_only).table
        task, before = (table.variables.index(name) for name in ("taak", "voorganger"))
        found: dict[str, set[str]] = {}
        for row in table.rows:
            found.setdefault(plain(row[task]), set()).add(plain(row[before]))
        return found

    every, new = tasks(new_only=False), tasks(new_only=True)
    assert {
        one for one in taken if every[one] == {f"{BASE}organisatie/facilitair-bedrijf"}
    } == taken
    assert not taken & set(new)
    assert set(new) == {one for one, before in every.items() if before == {""}}


@pytest.mark.parametrize(
    ("given_", "message"),
    [
        ({"sinds": "2021"}, "has no parameter 'sinds'. It has since, until, organisation"),
        ({"since": ["2020", "2021"]}, "--since takes one value, not 2"),
    ],
)
def test_wrong_parameters_are_refused(
    store: EmbeddedStore, question: Question, given_: dict[str, object], message: str
) -> None:
    with pytest.raises(UseError) as error:
        questions.ask(store, question.name, given_)
    assert message in str(error.value)


def test_a_required_parameter_must_be_given(store: EmbeddedStore) -> None:
    own = questions.parse(
        "q",
        QUERY.replace("{type: date, edge: first", "{type: date, required: true").replace(
            'VALUES ?sinds { "2000-01-01"^^xsd:date }', "# VALUES ?sinds { }"
        ),
    )
    with pytest.raises(UseError, match=r"q needs --since.*Example"):
        questions.bind(own, {}, store)
    with pytest.raises(UseError, match="'fr' is not a language"):
        questions.ask(store, "gaps", {}, "fr")


def test_an_unknown_question_offers_the_nearest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(questions, "names", lambda: ["tasks-added", "gaps"])
    with pytest.raises(UseError, match="Nearest: tasks-added"):
        questions.get("task-aded")


def test_there_are_at_least_twelve_questions() -> None:
    assert len(questions.questions()) >= 12


@pytest.mark.parametrize("name", questions.names())
def test_the_answer_is_as_recorded(shipped_store: Store, name: str) -> None:
    kept = (Path(__file__).parent / "questions" / f"{name}.csv").read_bytes().decode("utf-8")
    assert answers.answer(shipped_store, name) == kept


def test_answers_that_share_what_was_read_are_the_same(shipped_store: Store) -> None:
    kept = folds.Kept(shipped_store, "nl")
    for name in ("tasks-added", "gaps", "contradictions", "tasks-added"):
        assert answers.answer(shipped_store, name, kept) == answers.answer(shipped_store, name)
    assert kept.said
    assert any(kept.labels.values())


# Between two tenures there are no days that were certainly without one: "none" is the true answer.
NONE = {"interregna"}


@pytest.mark.parametrize("name", questions.names())
def test_an_answer_has_one_row_per_statement_and_participant(answered: Answered, name: str) -> None:
    table = answered(name, "nl").table
    assert bool(table.rows) == (name not in NONE)
    if "uitspraak" in table.variables:
        pair = [column for column in questions.get(name).row if column in table.variables]
        columns = [table.variables.index(column) for column in ("uitspraak", *pair)]
        keys = [tuple(row[n] for n in columns) for row in table.rows if row[columns[0]]]
        assert len(keys) == len(set(keys))


def test_every_row_of_every_answer_names_its_source(answered: Answered) -> None:
    bare = set()
    for name in questions.names():
        table = answered(name, "nl").table
        if "bronnen" in table.variables and any(not row[-1] for row in table.rows):
            bare.add(name)
    assert not bare


@pytest.mark.parametrize("lang", questions.LANGUAGES)
def test_people_read_every_heading_and_thing_in_their_language(
    answered: Answered, lang: str
) -> None:
    bare = set()
    for asked in questions.names():
        answer = answered(asked, lang)
        heads = {name.removesuffix("Label") for name in answer.table.variables}
        heads = {name.removesuffix("Vroegst").removesuffix("Laatst") for name in heads}
        bare |= {(asked, name) for name in heads if not columns.known(name)}
        things = unlabelled(answer.table)
        bare |= {(asked, thing.value) for thing in things if thing not in answer.words.labels}
    assert not bare


@pytest.mark.parametrize("lang", questions.LANGUAGES)
def test_no_heading_in_a_pipe_is_the_name_of_a_variable(answered: Answered, lang: str) -> None:
    known = set(words("columns", lang).values())
    tables = {"ask": (catalogue(questions.questions(), lang), Words(lang, {}))}
    for asked in questions.names():
        answer = answered(asked, lang)
        tables[asked] = (answer.table, answer.words)
    assert len(tables) > 50
    for name, (table, said) in tables.items():
        head = Table(table.variables, table.rows[:1])
        heads = render(head, "tsv", words=said).splitlines()[0].split("\t")
        assert len(set(heads)) == len(table.variables), name
        bare = {head.removesuffix(" IRI") for head in heads} - known
        assert not bare, name


@pytest.mark.parametrize("asked", ["tasks-added", "services-added"])
@pytest.mark.parametrize("since", ["2010-01-01", "2017-02-03", "2021-01-01", "2023-06-01"])
def test_what_was_added_was_seen_or_cannot_have_been_had_before(
    shipped_store: Store, asked: str, since: str
) -> None:
    found = rows(shipped_store, asked, since=since)
    assert found
    for row in found:
        dated = "van" in row or "gezienOp" in row
        assert dated or row.get("vanVroegst", "") >= since, row["id"]
    # Nobody saw Informatie Vlaanderen with this task on any day of its five years.
    task = f"{BASE}taak/ondersteuning-rechtentoekenning"
    own = f"{BASE}organisatie/informatie-vlaanderen"
    told = any((row.get("taak"), row["organisatie"]) == (task, own) for row in found)
    assert told == (asked == "tasks-added" and since < "2016")


def test_a_last_day_leaves_out_what_began_later_and_doubts_what_may_have(
    shipped_store: Store,
) -> None:
    whole = rows(shipped_store, "tasks-added", since="2021")
    part = rows(shipped_store, "tasks-added", since="2021", until="2021")
    assert {row["uitspraak"] for row in part} == {
        row["uitspraak"] for row in whole if row.get("vanVroegst", "") <= "2021-12-31"
    }
    sure = [row for row in part if row["toegevoegd"].startswith("zeker")]
    assert sure
    assert all(row["vanLaatst"] <= "2021-12-31" for row in sure)
    assert any(row["toegevoegd"].startswith("mogelijk") for row in part)


def test_every_question_says_in_its_help_how_to_read_the_answer() -> None:
    for question in questions.questions():
        for lang in questions.LANGUAGES:
            use(lang)
            shown = CliRunner().invoke(ask, [question.name, "--help"]).output
            assert lang in question.description, f"{question.name} has no description in {lang}"
            assert " ".join(question.description[lang].split()[:6]) in " ".join(shown.split())


def rows(store: Store, name: str, **given: str) -> list[dict[str, str]]:
    table = questions.ask(store, name, given).table
    return [
        {name: cell.value for name, cell in zip(table.variables, row, strict=True) if cell}
        for row in table.rows
    ]


def test_a_description_names_no_column_in_the_other_language() -> None:
    named = {lang: words("columns", lang) for lang in ("nl", "en")}
    english = {part for heading in named["en"].values() for part in heading.lower().split()}
    dutch = {name.lower() for pair in named["nl"].items() for name in pair} - english - {"over"}
    for question in questions.questions():
        told = set(re.findall(r"[\w-]+", question.description["en"].lower()))
        assert not told & dutch, question.name


def test_across_a_merger_a_refusal_stands_beside_what_the_source_compares(
    shipped_store: Store,
) -> None:
    told = {
        row["betreft"].rpartition("/")[2]: row
        for row in rows(shipped_store, "measure-over-time", measure="begroting")
    }
    assert "vorige" not in told["informatie-vlaanderen"]
    last = told["digitaal-vlaanderen"]
    assert (last["vorige"], last["weigeringLabel"]) == ("44000000", "andere reikwijdte")
    assert "verschil" not in last
    assert last["vergelekenMet"] == last["vorigCijfer"]


def test_no_difference_is_computed_from_a_limit(shipped_store: Store) -> None:
    last = rows(shipped_store, "measure-over-time", measure="transacties")[-1]
    assert last["nauwkeurigheidLabel"] == "meer dan"
    assert "vorige" in last
    assert "verschil" not in last


def test_a_predecessor_is_told_from_the_organisation_itself(shipped_store: Store) -> None:
    found = rows(shipped_store, "name-on-date", date="2019-06-01", organisation="OVO002949")
    named = {row["naam"]: row["verband"] for row in found}
    assert named["Informatie Vlaanderen"] == "dezelfde organisatie; voorganger"
    assert {link for name, link in named.items() if name != "Informatie Vlaanderen"} == {
        "voorganger"
    }


def test_what_has_no_start_is_not_said_to_be_new_since_the_classification(
    shipped_store: Store,
) -> None:
    found = rows(
        shipped_store, "changed-since-last-classification", organisation="digitaal-vlaanderen"
    )
    assert all(("van" in row) == (row["sinds"] != "begin onbekend") for row in found)
    assert any(row.get("vorige") == "44000000" for row in found)
    assert f"{BASE}uitspraak/verantwoordelijkheid-gestegen-2021" in {
        row["uitspraak"] for row in found
    }


def test_both_readings_of_an_ambiguous_line_are_told_and_neither_dates_the_classification(
    shipped_store: Store,
) -> None:
    found = rows(shipped_store, "post-of-head", organisation="digitaal-vlaanderen")
    classes = {row["inhoud"]: row for row in found if "functieklasse" in row["uitspraak"]}
    assert {iri.rpartition("/")[2] for iri in classes} == {"b", "k"}
    assert {row["laatsteIndeling"] for row in classes.values()} == {"2017-02-03"}
    since = rows(
        shipped_store, "changed-since-last-classification", organisation="digitaal-vlaanderen"
    )
    assert f"{BASE}uitspraak/functieklasse-k-2023-2" in {row["uitspraak"] for row in since}
    clashes = rows(shipped_store, "contradictions")
    assert f"{BASE}tegenspraak/classificatie-k" in {row["tegenspraak"] for row in clashes}


def test_a_decision_and_the_act_that_it_realises_are_one_ground(shipped_store: Store) -> None:
    acts = shipped_store.select(
        "SELECT ?act { ?decision <http://data.europa.eu/eli/ontology#realizes> ?act }"
    )
    grounds = {row["grond"] for row in rows(shipped_store, "decisions-and-effects")}
    assert acts.rows
    assert not grounds & {row[0].value for row in acts.rows}

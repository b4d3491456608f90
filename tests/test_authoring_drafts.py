"""Adding and correcting statements: well-formed Turtle in the right place, or no change at all."""

import os
import pty
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dvgraph import resources
from dvgraph.authoring import drafts, terms, turtle, writer
from dvgraph.dataset.files import read
from dvgraph.errors import DvgraphError, InputError, UseError
from dvgraph.evidence.texts import fingerprint
from dvgraph.evidence.verdicts import Outcome
from dvgraph.namespaces import BASE, EDTF, PROV
from dvgraph.prebuilt.connection import open_graph
from dvgraph.rdf.layout import faults
from dvgraph.rdf.oxigraph import Literal, NamedNode, RdfFormat, parse
from dvgraph.store.protocol import Store
from dvgraph.things.kinds import KINDS, Field, kind

pytestmark = pytest.mark.program

SMALL = Path(__file__).parent / "agency" / "digitaal-vlaanderen"
PROGRAM = Path(sys.executable).with_name("dvgraph")
DVG = "https://w3id.org/dvgraph/ns#"
XSD = "http://www.w3.org/2001/XMLSchema#"
LINES = (
    "Nota van januari 2024",
    "Vanaf 2024 meet Digitaal Vlaanderen, met de regie, de drukte",
    "op het loket.",
    "Er waren 12 metingen.",
)
NOTE = """
<bron/nota> a foaf:Document ;
    rdfs:label "Nota"@nl, "Note"@en ;
    dct:title "Nota over drukte"@nl ;
    dct:type <concept/bronsoort/motivering> ;
    dct:language <http://publications.europa.eu/resource/authority/language/NLD> ;
    dct:created "2024-01"^^xsd:gYearMonth ;
    dvg:bestand "nota.txt" .
"""
RESPONSIBILITY = {
    "organisation": ["digitaal vlaanderen"],
    "task": ["drukte meten"],
    "english": ["measuring crowds"],
    "role": ["regie"],
    "from": ["2024"],
    "source": ["nota"],
    "lines": ["2-3"],
}


@pytest.fixture
def agency(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of a small agency's folder, with a source whose text is available."""
    monkeypatch.delenv("DVGRAPH_TEXTS", raising=False)
    folder = tmp_path / "digitaal-vlaanderen"
    shutil.copytree(SMALL, folder)
    with (folder / "sources.ttl").open("a", encoding="utf-8") as file:
        file.write(NOTE)
    (folder / "sources").mkdir()
    (folder / "sources" / "nota.txt").write_text("\n".join(LINES) + "\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def store() -> Store:
    return open_graph(data=[str(SMALL)])


def new(name: str, given: dict[str, list[str]], folder: Path) -> drafts.Draft:
    opened = open_graph(data=[str(folder)])
    return drafts.new(kind(name), given, opened, read([folder], ontology=False))


def snapshot(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_responsibility_is_added_with_its_task_and_passage(agency: Path) -> None:
    before = snapshot(agency)
    draft = new("responsibility", RESPONSIBILITY, agency)
    saved = writer.save(draft, agency)
    assert draft.iri == f"{BASE}uitspraak/drukte-meten-digitaal-vlaanderen"
    assert saved.verdict == Outcome.CONFIRMED
    assert draft.gaps == ()
    names = [str(path.relative_to(agency)) for path in saved.files]
    assert names == ["passages.ttl", "statements/responsibilities.ttl", "tasks.ttl"]
    assert any("noemt geen besluit" in finding.message for finding in saved.warnings)
    for path in saved.files:
        text = path.read_text("utf-8")
        assert faults(text, ".ttl") == []
        if path.name != "passages.ttl":
            # What stood there stands, in its order; the new block is the last.
            kept = [line for line in text.splitlines() if line in before[path].decode()]
            assert [line for line in before[path].decode().splitlines() if line not in kept] == []
    text = (agency / "statements" / "responsibilities.ttl").read_text("utf-8")
    block = text[text.rindex("\n\n") + 2 :]
    stamp = re.search(r'"(20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ)"', block)
    assert stamp
    assert block == (
        "<uitspraak/drukte-meten-digitaal-vlaanderen> a dvg:Verantwoordelijkheid ;\n"
        "    dvg:organisatie <organisatie/digitaal-vlaanderen> ;\n"
        "    dvg:taak <taak/drukte-meten> ;\n"
        "    dvg:rol <concept/verantwoordelijkheidsrol/regie> ;\n"
        '    dvg:van "2024"^^xsd:gYear ;\n'
        "    dvg:vindplaats <bron/nota#line=1,3> ;\n"
        f'    prov:generatedAtTime "{stamp[1]}"^^xsd:dateTime .\n'
    )
    line = text[: text.rindex("\n\n")].count("\n") + 3
    assert saved.where == f"{agency / 'statements' / 'responsibilities.ttl'}:{line}"
    assert fingerprint(LINES[1:3]) in (agency / "passages.ttl").read_text("utf-8")
    assert '"drukte meten"@nl, "measuring crowds"@en' in (agency / "tasks.ttl").read_text("utf-8")
    # The statement is answered with like any other.
    answered = open_graph(data=[str(agency)])
    assert answered.ask(f"ASK {{ <{draft.iri}> a <{DVG}GeldendeUitspraak> }}")


def test_what_is_said_already_is_not_said_again(agency: Path) -> None:
    first = new("responsibility", RESPONSIBILITY, agency)
    writer.save(first, agency)
    with pytest.raises(UseError, match=r"#c-.*drukte-meten-digitaal.* already states this") as told:
        new("responsibility", RESPONSIBILITY, agency)
    assert told.value.exit_code == 2
    assert new("responsibility", RESPONSIBILITY | {"from": ["2023"]}, agency).iri != first.iri


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"lines": ["2-9"]}, "cites lines 2–9 of a text that has 4 lines"),
        ({"lines": ["4"]}, "the passages do not support van 2024"),
        ({"to": ["2023"]}, "--to: the end is before the begin"),
        ({"ground": ["nota"]}, "there is no framework 'nota'"),
    ],
)
def test_what_is_wrong_is_refused_and_nothing_is_written(
    agency: Path, change: dict[str, list[str]], problem: str
) -> None:
    before = snapshot(agency)
    with pytest.raises(DvgraphError, match=re.escape(problem)) as told:
        writer.save(new("responsibility", RESPONSIBILITY | change, agency), agency)
    assert "/tmp" not in str(told.value).replace(str(agency), "")
    assert snapshot(agency) == before


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"role": ["regisseur"]}, "no role 'regisseur'. Choose .*aansturing,.* automatisering"),
        ({"organisation": ["digitaal vlaandren"]}, "Nearest: .*organisatie/digitaal-vlaanderen"),
        ({"english": []}, "there is no task 'drukte meten'"),
        ({"from": ["2024-13"]}, "not a day, month or year of the calendar"),
        ({"from": ["vorig jaar"]}, "--from: .* As in 2021"),
        ({"from": ["2024", "2025"]}, "--from takes one value, not 2"),
        ({"lines": ["3-2"]}, "'3-2' is not a place"),
        ({"lines": ["0-2"]}, "'0-2' is not a place"),
        ({"lines": ["blz 3"]}, "'blz 3' is not a place"),
        ({"lines": []}, "needs --lines"),
        ({"source": ["brief"]}, "there is no source 'brief'"),
        ({"service": ["magda"]}, "needs either --task or --service"),
        ({"task": []}, "needs either --task or --service"),
        ({"colour": ["red"]}, "a responsibility has no 'colour'"),
        ({"end-unknown": ["no"]}, "'no' is not yes or true"),
    ],
)
def test_what_cannot_be_read_is_told_with_what_can(
    agency: Path, change: dict[str, list[str]], problem: str
) -> None:
    with pytest.raises(UseError, match=problem):
        new("responsibility", RESPONSIBILITY | change, agency)


def test_a_figure_is_written_as_a_number_and_takes_the_next_free_name(agency: Path) -> None:
    given = {
        "concerns": ["digitaal-vlaanderen"],
        "measure": ["trajecten"],
        "value": ["12"],
        "seen": ["2024-01"],
        "certainty": ["twijfelachtige lezing"],
        "source": ["nota"],
        "lines": ["4", "1"],
    }
    draft = new("figure", given, agency)
    assert draft.iri == f"{BASE}uitspraak/cijfer-digitaal-vlaanderen-trajecten-2"
    assert "    dvg:waarde 12 ;\n" in draft.additions[0].text
    assert (
        "    dvg:vindplaats\n        <bron/nota#line=0,1>,\n        <bron/nota#line=3,4> ;"
        in draft.additions[0].text
    )
    assert draft.gaps == ()
    with pytest.raises(UseError, match="'1,6' is not a number"):
        new("figure", given | {"value": ["1,6"]}, agency)


def test_a_kind_without_file_gets_one(agency: Path) -> None:
    given = {
        "task": ["informatiebeleid"],
        "fate": ["voortgezet"],
        "to-whom": ["organisatie/digitaal-vlaanderen"],
        "from": ["2021"],
        "source": ["lpdc-bevoegde-overheden"],
        "lines": ["onderdeel=OVO002949"],
    }
    saved = writer.save(new("fate", given, agency), agency)
    assert saved.verdict == Outcome.NO_TEXT
    text = (agency / "statements" / "fates.ttl").read_text("utf-8")
    assert faults(text, ".ttl") == []
    assert text.startswith("@base <https://w3id.org/dvgraph/id/> .\n@prefix dvg: <")


def test_a_correction_keeps_the_old_statement_and_withdraws_it(agency: Path) -> None:
    path = agency / "statements" / "relations.ttl"
    path.write_text(
        path.read_text("utf-8").replace(
            "<uitspraak/departement-uit-corve> a",
            "# Read twice.\n<uitspraak/departement-uit-corve> a",
        ),
        "utf-8",
    )
    gaps = agency / "gaps.ttl"
    gaps.write_text(
        gaps.read_text("utf-8").replace(
            "        <uitspraak/1700-beheer>,\n",
            "        <uitspraak/1700-beheer>,\n        <uitspraak/departement-uit-corve>,\n",
            1,
        ),
        "utf-8",
    )
    old = f"{BASE}uitspraak/departement-uit-corve"
    opened, dataset = open_graph(data=[str(agency)]), read([agency], ontology=False)
    draft = drafts.revision(old, {"from": ["2015"]}, opened, dataset)
    assert draft.iri == f"{old}-2"
    assert draft.mentions == ("lacune/begin-niet-genoemd",)
    before = {quad.triple for quad in dataset.quads}
    writer.save(draft, agency)
    text = path.read_text("utf-8")
    assert "# Read twice.\n<uitspraak/departement-uit-corve> a" in text
    below = text.split("<uitspraak/departement-uit-corve> a")[1].split("\n\n")[1]
    assert below.startswith("<uitspraak/departement-uit-corve-2> a")
    assert faults(text, ".ttl") == []
    after = read([agency], ontology=False)
    assert before <= {quad.triple for quad in after.quads}
    said = {
        quad.predicate.value.rpartition("#")[2]: quad.object
        for quad in after.quads
        if quad.subject == NamedNode(draft.iri)
    }
    assert said["wasRevisionOf"] == NamedNode(old)
    assert said["van"] == Literal("2015", datatype=NamedNode(f"{XSD}gYear"))
    opened = open_graph(data=[str(agency)])
    current = f"a <{DVG}GeldendeUitspraak>"
    assert opened.ask(f"ASK {{ <{draft.iri}> {current} }}")
    assert not opened.ask(f"ASK {{ <{old}> {current} }}")
    # It is corrected once; the correction can be corrected in its turn.
    with pytest.raises(UseError, match="Correct uitspraak/departement-uit-corve-2 instead"):
        drafts.revision(old, {"from": ["2014"]}, opened, after)
    again = drafts.revision(draft.iri, {"from": ["2014"]}, opened, after)
    assert again.iri == f"{old}-3"


def test_a_statement_is_corrected_twice_and_withdrawn_within_one_second(
    agency: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stamp = drafts.now()
    monkeypatch.setattr(drafts, "now", lambda: stamp)
    iri = f"{BASE}uitspraak/departement-uit-corve"
    for year in ("2015", "2014"):
        opened, dataset = open_graph(data=[str(agency)]), read([agency], ontology=False)
        draft = drafts.revision(iri, {"from": [year]}, opened, dataset)
        writer.save(draft, agency)
        iri = draft.iri
    writer.save(drafts.withdrawal(iri, "", read([agency], ontology=False)), agency)
    assert (agency / "statements" / "relations.ttl").read_text("utf-8").count(stamp.value) == 5


def test_a_correction_can_say_that_it_is_only_planned_or_that_the_source_names_the_start(
    agency: Path,
) -> None:
    opened, dataset = open_graph(data=[str(agency)]), read([agency], ontology=False)
    changes = {"from": ["2015"], "standing": ["gepland"], "start-named": ["ja"]}
    draft = drafts.revision(f"{BASE}uitspraak/departement-uit-corve", changes, opened, dataset)
    said = draft.additions[0].facts
    assert said["dvg:stand"] == [NamedNode(f"{DVG}gepland")]
    assert said["dvg:vanGenoemd"] == [Literal(True)]


@pytest.mark.parametrize("chosen", ["corve-onder-bestuurszaken", "departement-uit-bestuurszaken"])
def test_a_reading_of_a_contradiction_wins_or_loses_as_before_once_corrected(
    agency: Path, chosen: str
) -> None:
    path = agency / "contradictions.ttl"
    path.write_text(
        path.read_text("utf-8").replace(
            "        <uitspraak/vlaamse-infolijn-onder-bestuurszaken> ;",
            "        <uitspraak/vlaamse-infolijn-onder-bestuurszaken> ;\n"
            f"    dvg:verkozen <uitspraak/{chosen}> ;",
        ),
        "utf-8",
    )
    old = f"{BASE}uitspraak/departement-uit-bestuurszaken"
    opened, dataset = open_graph(data=[str(agency)]), read([agency], ontology=False)
    draft = drafts.revision(old, {"from": ["2015"]}, opened, dataset)
    saved = writer.save(draft, agency)
    assert path in saved.files
    assert faults(path.read_text("utf-8"), ".ttl") == []
    opened = open_graph(data=[str(agency)])
    current = opened.ask(f"ASK {{ <{draft.iri}> a <{DVG}GeldendeUitspraak> }}")
    assert current == (chosen == "departement-uit-bestuurszaken")
    other = f"{BASE}uitspraak/corve-onder-bestuurszaken"
    assert opened.ask(f"ASK {{ <{other}> a <{DVG}GeldendeUitspraak> }}") != current


@pytest.mark.parametrize(
    ("iri", "changes", "problem"),
    [
        ("uitspraak/departement-uit-corve", {}, "nothing changes"),
        ("uitspraak/departement-uit-corve", {"from": ["[..2016]"]}, "nothing changes"),
        ("uitspraak/departement-uit-corve", {"source": ["ovo-code"]}, "needs its lines too"),
        ("uitspraak/departement-uit-corve", {"value": ["3"]}, "a relation has no 'value'"),
        ("bron/herweging-2025#line=9,12", {"from": ["2015"]}, "is not a statement of these files"),
    ],
)
def test_a_correction_that_says_nothing_is_refused(
    store: Store, iri: str, changes: dict[str, list[str]], problem: str
) -> None:
    with pytest.raises(UseError, match=problem):
        drafts.revision(BASE + iri, changes, store, read([SMALL], ontology=False))


@pytest.mark.parametrize("step", [10, pytest.param(1, marks=pytest.mark.slow)])
def test_every_statement_can_be_read_back_as_what_one_would_type(step: int) -> None:
    store, dataset = open_graph(), read([resources.data_dir()], ontology=False)
    withdrawn = {
        quad.subject for quad in dataset.quads if quad.predicate.value == f"{PROV}invalidatedAtTime"
    }
    statements = {
        quad.subject.value
        for quad in dataset.quads
        if quad.predicate.value == f"{DVG}vindplaats"
        and isinstance(quad.subject, NamedNode)
        and quad.subject not in withdrawn
    }
    assert len(statements) > 200
    for place, iri in enumerate(sorted(statements)[::step]):
        of, typed = drafts.typed(iri, dataset)
        assert all(typed.get(field.option) for field in of.fields if field.required), iri
        # Typing one anew looks each of its names up among all names: some will do.
        if place % 25 == 0 and len(typed["source"]) == 1:
            with pytest.raises(UseError, match="already states this"):  # so all was read alike
                drafts.new(of, {**typed}, store, dataset)


def test_a_value_is_text_number_date_or_truth(store: Store) -> None:
    field = KINDS["characteristic"].field("value")
    assert terms.read(field, "true", store) == Literal(True)
    assert terms.read(field, "2013-12~", store) == Literal("2013-12~", datatype=NamedNode(EDTF))
    assert terms.read(field, "kaart", store) == Literal("kaart", language="nl")
    assert terms.read(field, "map@en", store) == Literal("map", language="en")
    assert terms.read(field, "2.5", store) == Literal("2.5", datatype=NamedNode(f"{XSD}decimal"))
    assert terms.read(field, "ruim", store) == Literal("ruim", language="nl")


def test_code_lists_and_names_are_offered(store: Store) -> None:
    of = KINDS["responsibility"]
    assert "regie" in terms.offered(of.field("role"), store)
    assert "digitaal-vlaanderen" in terms.offered(of.field("organisation"), store)
    assert terms.offered(of.field("from"), store) == []


@given(
    st.lists(
        st.one_of(
            st.text(st.characters(codec="utf-8", exclude_characters="\r")).map(Literal),
            st.integers().map(lambda n: Literal(str(n), datatype=NamedNode(f"{XSD}integer"))),
            st.sampled_from(["1.50", "-.5", "1.", "abc"]).map(
                lambda text: Literal(text, datatype=NamedNode(f"{XSD}decimal"))
            ),
            st.sampled_from(["uitspraak/x", "bron/x#line=1,2", "a(b)", "é"]).map(
                lambda name: NamedNode(BASE + name)
            ),
            st.sampled_from([f"{DVG}Taak", f"{DVG}a.b", "urn:x:y"]).map(NamedNode),
        ),
        min_size=1,
        unique=True,
    )
)
def test_whatever_is_written_reads_back_exactly(values: list[NamedNode | Literal]) -> None:
    block = turtle.block(f"{BASE}uitspraak/x", "dvg:Cijfer", {"dvg:waarde": values})
    text = turtle.append("", [block])
    read_back = [quad.object for quad in parse(text, format=RdfFormat.TURTLE)]
    assert set(read_back) == {NamedNode(f"{DVG}Cijfer"), *values}


def test_a_property_goes_into_the_block_of_its_subject_alone() -> None:
    text = (
        "@base <https://w3id.org/dvgraph/id/> .\n@prefix dvg: <https://w3id.org/dvgraph/ns#> .\n\n"
        "<uitspraak/a> a dvg:Cijfer ;\n    dvg:waarde 2.5 # a . in a comment\n    .\n\n"
        '<uitspraak/b> dvg:over "<uitspraak/a> ." .\n'
    )
    when = Literal("2026-01-01T00:00:00Z", datatype=NamedNode(f"{XSD}dateTime"))
    added = turtle.add_property(text, f"{BASE}uitspraak/a", "prov:invalidatedAtTime", when)
    old = {quad.triple for quad in parse(text, format=RdfFormat.TURTLE)}
    new = {quad.triple for quad in parse(added, format=RdfFormat.TURTLE)}
    assert [(t.subject, t.object) for t in new - old] == [(NamedNode(f"{BASE}uitspraak/a"), when)]
    assert old < new
    assert "# a . in a comment" in added
    assert [line[8:12] for line in added.splitlines() if line.startswith("@prefix")] == [
        "dvg:",
        "prov",
        "xsd:",
    ]


def test_a_file_with_another_base_is_not_written_into(agency: Path) -> None:
    path = agency / "statements" / "responsibilities.ttl"
    text = path.read_text("utf-8")
    path.write_text(text.replace(f"@base <{BASE}>", "@base <https://example.org/>"), "utf-8")
    before = snapshot(agency)
    with pytest.raises(InputError, match="read differently than intended"):
        writer.save(new("responsibility", RESPONSIBILITY, agency), agency)
    assert snapshot(agency) == before


def test_only_a_named_folder_of_an_agency_is_written_into(tmp_path: Path) -> None:
    package = Path(writer.__file__).parents[1]
    with pytest.raises(UseError, match="belongs to the installed program"):
        writer.folder(package / "evidence")
    with pytest.raises(UseError, match="is not a data folder"):
        writer.folder(tmp_path / "absent")
    with pytest.raises(UseError, match=r"--data or DVGRAPH_DATA, as in --data data/"):
        writer.folder()
    with pytest.raises(UseError, match=r"no agency .* dvgraph init"):
        writer.folder(tmp_path)


def test_each_kind_has_a_file_of_the_shipped_data_or_its_own() -> None:
    folder = resources.data_dir() / "digitaal-vlaanderen"
    for of in KINDS.values():
        text = (folder / of.file).read_text("utf-8") if (folder / of.file).exists() else of.term
        assert of.term in text or of.name == "tenure"
        assert all(isinstance(field, Field) for field in of.all_fields)
    with pytest.raises(UseError, match="Choose existence, responsibility"):
        kind("rumour")


@pytest.mark.usefixtures("english")
def test_on_a_terminal_what_is_missing_is_asked_until_it_can_be_read(agency: Path) -> None:
    answers = [
        "digitaal vlaanderen",  # organisation
        "drukte meten",  # task: unknown
        "y",
        "measuring crowds",
        "regisseur",  # role: unknown, asked again
        "regie",
        "2024",  # from
        "",  # to
        "",  # end-unknown
        "",  # start-named
        "",  # seen
        "",  # ground
        "",  # certainty
        "",  # standing
        "nota",
        "2-3",
        "n",  # Was a decision looked for?
        "y",  # Write this?
    ]
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        [PROGRAM, "add", "responsibility", "--data", str(agency)],
        stdin=follower,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    os.write(leader, ("\n".join(answers) + "\n").encode())
    out, err = process.communicate(timeout=120)
    os.close(leader)
    os.close(follower)
    assert process.returncode == 0, err
    assert "drukte-meten-digitaal-vlaanderen c-" in out
    assert "automatisering, beheer," in err
    assert "no role 'regisseur'" in err

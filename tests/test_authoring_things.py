"""Adding things: written to the right file and usable at once; withdrawal; review."""

import os
import pty
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from calling import Done, call
from dvgraph.authoring import drafts, reviews, writer
from dvgraph.authoring.additions import Draft
from dvgraph.dataset.files import read
from dvgraph.errors import DvgraphError, UseError
from dvgraph.evidence.verdicts import Outcome
from dvgraph.namespaces import BASE
from dvgraph.prebuilt.connection import open_graph
from dvgraph.rdf.layout import faults
from dvgraph.things.kinds import THINGS, kind

pytestmark = pytest.mark.program

PROGRAM = Path(sys.executable).with_name("dvgraph")
AGENCY = """@base <https://w3id.org/dvgraph/id/> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix dvg: <https://w3id.org/dvgraph/ns#> .
@prefix void: <http://rdfs.org/ns/void#> .

<dataset/voorbeeld> a void:Dataset ;
    dct:title "Voorbeeld"@nl, "Example"@en ;
    dct:license <https://creativecommons.org/publicdomain/zero/1.0/> ;
    void:uriSpace "https://w3id.org/dvgraph/id/" ;
    dvg:graafruimte "https://w3id.org/dvgraph/id/graph/voorbeeld/" ;
    dvg:hoofdorganisatie <organisatie/loket> .
"""
NOTE = {
    "title": ["Nota over het loket"],
    "kind": ["motivering"],
    "publisher": ["Archief van de stad"],
    "date": ["2024-01"],
    "consulted": ["2024-02-03"],
    "address": ["https://example.org/nota"],
    "access": ["PUBLIC"],
    "file": ["nota.txt"],
}
DESK = {
    "name": ["Loket"],
    "kind": ["agentschap"],
    "from": ["2020"],
    "source": ["Nota over het loket"],
    "lines": ["1"],
}


@pytest.fixture
def agency(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of an agency with only its description, under another name."""
    monkeypatch.delenv("DVGRAPH_TEXTS", raising=False)
    folder = tmp_path / "een map"
    (folder / "sources").mkdir(parents=True)
    (folder / "agency.ttl").write_text(AGENCY, "utf-8")
    (folder / "sources" / "nota.txt").write_text(
        "Het Loket bestaat sinds 2020.\nSinds 2021 meet het Loket, met de regie, de drukte.\n",
        "utf-8",
    )
    return folder


def draft(name: str, given: dict[str, list[str]], folder: Path, by: str = "") -> Draft:
    store, dataset = open_graph(data=[str(folder)]), read([folder], ontology=False)
    return drafts.new(kind(name), given, store, dataset, by)


def add(name: str, given: dict[str, list[str]], folder: Path, by: str = "") -> writer.Saved:
    return writer.save(draft(name, given, folder, by), folder)


def test_an_agency_begins_with_a_source_and_an_organisation_that_works_at_once(
    agency: Path,
) -> None:
    saved = add("source", NOTE, agency)
    assert saved.where.startswith(str(agency / "sources.ttl:"))
    assert saved.verdict is None
    assert (
        (agency / "sources.ttl")
        .read_text("utf-8")
        .endswith(
            "<bron/nota-over-het-loket-archief-van-de-stad> a foaf:Document ;\n"
            '    rdfs:label "Nota over het loket (Archief van de stad)"@nl,'
            ' "Nota over het loket (Archief van de stad)"@en ;\n'
            '    dct:title "Nota over het loket"@nl ;\n'
            "    dct:language <http://publications.europa.eu/resource/authority/language/NLD> ;\n"
            "    dct:type <concept/bronsoort/motivering> ;\n"
            "    dct:publisher <agent/archief-van-de-stad> ;\n"
            '    dct:created "2024-01"^^xsd:gYearMonth ;\n'
            "    schema:url <https://example.org/nota> ;\n"
            '    dvg:geraadpleegdOp "2024-02-03"^^xsd:date ;\n'
            "    dct:accessRights"
            " <http://publications.europa.eu/resource/authority/access-right/PUBLIC> ;\n"
            '    dvg:bestand "nota.txt" .\n'
        )
    )
    assert add("organisation", DESK, agency).verdict == Outcome.CONFIRMED
    assert add("responsibility", TASK, agency, "Jo Peeters").verdict == Outcome.CONFIRMED
    for path in agency.rglob("*.ttl"):
        assert faults(path.read_text("utf-8"), ".ttl") == [], path
    said = (agency / "statements" / "responsibilities.ttl").read_text("utf-8")
    assert "    prov:wasAttributedTo <agent/jo-peeters> .\n" in said
    assert '<agent/jo-peeters> a foaf:Agent, prov:Agent ;\n    rdfs:label "Jo Peeters"@nl' in (
        (agency / "agents.ttl").read_text("utf-8")
    )
    store = open_graph(data=[str(agency)])
    desk = f"{BASE}organisatie/loket"
    assert store.ask(f"ASK {{ ?is <https://w3id.org/dvgraph/ns#betrokken> <{desk}> }}")
    for command in (
        ["show", "Loket"],
        ["tasks", "Loket"],
        ["lineage", "Loket"],
        ["as-of", "2022", "Loket"],
        ["ask", "tasks-added", "--since", "2021"],
        ["check"],
    ):
        done = run([*command, "--data", str(agency)])
        assert done.returncode == 0, done.stdout + done.stderr
        assert "Loket" in done.stdout or command == ["check"]


TASK = {
    "organisation": ["Loket"],
    "task": ["drukte meten"],
    "english": ["measuring crowds"],
    "role": ["regie"],
    "from": ["2021"],
    "source": ["nota over het loket"],
    "lines": ["2"],
}


def test_what_was_added_is_reviewed_beside_its_passage_and_agreed_with(agency: Path) -> None:
    add("source", NOTE, agency)
    add("organisation", DESK, agency)
    git = ["git", "-C", str(agency), "-c", "user.name=Jo", "-c", "user.email=jo@example.org"]
    for command in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "x"]):
        subprocess.run([*git, *command], check=True)
    add("responsibility", TASK, agency, "Jo Peeters")
    iri = f"{BASE}uitspraak/drukte-meten-loket"

    def listed(since: str | None) -> tuple[reviews.Arrival, ...]:
        store = open_graph(data=[str(agency)])
        return reviews.added(agency, store, since, agency / "sources", "nl")

    assert [claim.iri.removeprefix(BASE) for claim in listed("HEAD")] == [
        "agent/jo-peeters",
        "uitspraak/drukte-meten-loket",
        "taak/drukte-meten",
    ]
    days = {claim.iri.removeprefix(BASE) for claim in listed("2026")}
    assert days == {"uitspraak/bestaan-loket", "uitspraak/drukte-meten-loket"}
    assert listed("2999") == ()
    (claim,) = listed(None)
    assert claim.iri == iri
    text = reviews.beside([claim], "nl")
    assert "Loket: drukte meten (regie) (sinds 2021)" in text
    assert "toegevoegd door Jo Peeters" in text
    assert "nog niet nagezien" in text
    assert "Archief van de stad), regel 2\n      │ Sinds 2021 meet het Loket" in text
    with pytest.raises(UseError, match="'oeps' is neither a git revision"):
        listed("oeps")

    for name in ("An Smet", "Piet Claes"):
        made = reviews.agreement([iri], name, read([agency], ontology=False))
        writer.save(made, agency)
    path = agency / "statements" / "responsibilities.ttl"
    assert "<agent/an-smet>,\n        <agent/piet-claes>" in path.read_text("utf-8")
    assert faults(path.read_text("utf-8"), ".ttl") == []
    assert listed(None) == ()
    (claim,) = (one for one in listed("HEAD") if one.iri == iri)
    assert claim.reviewed_by == ("An Smet", "Piet Claes")
    assert "nagezien en akkoord: An Smet, Piet Claes" in reviews.beside([claim], "nl")
    with pytest.raises(UseError, match=r"An Smet has agreed .* before"):
        reviews.agreement([iri], "An Smet", read([agency], ontology=False))
    shown = run(["show", "drukte-meten-loket", "--data", str(agency), "--all"]).stdout
    assert "nagezien door: An Smet en Piet Claes" in " ".join(shown.split())
    # A correction has to be agreed with anew.
    store, dataset = open_graph(data=[str(agency)]), read([agency], ontology=False)
    made = drafts.revision(iri, {"certainty": ["eigen-gevolgtrekking"]}, store, dataset)
    assert "dvg:nagezienDoor" not in made.additions[0].facts
    assert "prov:wasAttributedTo" not in made.additions[0].facts


def test_lines_of_sources_are_shown_on_a_terminal_only(agency: Path) -> None:
    add("source", NOTE, agency)
    add("organisation", DESK, agency, "Jo")
    done = run(["review", "--data", str(agency)])
    assert done.returncode == 0, done.stderr
    assert "bestaan-loket" in done.stdout
    assert "Het Loket bestaat sinds" not in done.stdout


def run(arguments: list[str]) -> Done:
    return call(*arguments)


def test_an_event_has_its_class_its_participants_and_its_date(agency: Path) -> None:
    add("source", NOTE, agency)
    add("organisation", DESK, agency)
    event = {
        "name": ["oprichting van het Loket"],
        "english": ["founding of the Loket"],
        "kind": ["oprichting"],
        "to-organisation": ["Loket"],
        "from": ["2020"],
        "source": ["Nota over het loket"],
        "lines": ["1"],
        "sought": ["grond"],
    }
    made = draft("event", event, agency)
    assert made.gaps == ("grond",)
    writer.save(made, agency)
    text = (agency / "events.ttl").read_text("utf-8")
    assert "<gebeurtenis/oprichting-van-het-loket> a m8g:FoundationEvent ;" in text
    assert "org:resultingOrganization <organisatie/loket>" in text
    gap = (agency / "gaps.ttl").read_text("utf-8")
    assert "dvg:onderwerp <uitspraak/bestaan-oprichting-van-het-loket>" in gap
    assert "dvg:gezochtIn <bron/nota-over-het-loket-archief-van-de-stad>" in gap


def test_a_decision_comes_with_its_act_or_names_the_one_that_is_there(agency: Path) -> None:
    add("source", NOTE, agency)
    add("organisation", DESK, agency)
    decision = {
        "name": ["besluit over drukte"],
        "english": ["decision on crowds"],
        "date": ["2020-03-04"],
        "passed-by": ["Loket"],
    }
    add("decision", decision, agency)
    text = (agency / "decisions.ttl").read_text("utf-8")
    assert "eli:realizes <rechtsgrond/besluit-over-drukte> ." in text
    assert "eli:date_document" not in text
    acts = (agency / "legal-acts.ttl").read_text("utf-8")
    assert 'eli:date_document "2020-03-04"^^xsd:date ;' in acts
    assert "eli:passed_by <organisatie/loket>" in acts
    second = {
        "name": ["tweede besluit"],
        "english": ["second decision"],
        "act": ["rechtsgrond/besluit-over-drukte"],
    }
    made = draft("decision", second, agency)
    assert [addition.file for addition in made.additions] == ["decisions.ttl"]
    with pytest.raises(DvgraphError, match="geen datum of geen orgaan"):
        add("decision", {"name": ["a"], "english": ["a"]}, agency)


def test_what_was_not_looked_for_is_no_gap_but_a_warning(agency: Path) -> None:
    add("source", NOTE, agency)
    saved = add("organisation", {"name": ["Loket"], "kind": ["onbekend"]}, agency)
    assert not (agency / "gaps.ttl").exists()
    assert any("wanneer" in finding.message for finding in saved.warnings)
    sought = {"name": ["Balie"], "kind": ["onbekend"], "sought": ["begin"]}
    with pytest.raises(UseError, match="where was begin looked for"):
        draft("organisation", sought, agency)
    add("organisation", sought | {"sought-in": ["Nota over het loket"]}, agency)
    assert "dvg:onderwerp <organisatie/balie>" in (agency / "gaps.ttl").read_text("utf-8")
    with pytest.raises(UseError, match="begin is not missing"):
        draft("organisation", DESK | {"name": ["Kiosk"], "sought": ["begin"]}, agency)


def test_what_cannot_be_read_is_refused_with_what_can(agency: Path) -> None:
    cases: list[tuple[str, dict[str, list[str]], str]] = [
        ("source", {"kind": ["roman"]}, "no kind 'roman'. Choose .*jaarverslag"),
        ("source", {"access": ["GEHEIM"]}, "no access 'GEHEIM'. Choose NON_PUBLIC, PUBLIC"),
        ("source", {"address": ["voorbeeld"]}, "--address: 'voorbeeld' is not a web address"),
        ("source", {"language": ["Nederlands"]}, "--language: .* is not a language"),
        ("source", {"title": []}, "a source needs --title"),
        ("source", {"date": ["vorig jaar"]}, "--date: "),
        ("source", {"from": ["2021"]}, "a source has no 'from'"),
        ("source", {"title": ["!!"], "publisher": []}, "'!!' cannot be the name"),
        ("event", {"kind": ["feest"]}, "no kind 'feest'. Choose oprichting, fusie"),
        ("organisation", {"lines": []}, "an? existence needs --lines"),
    ]
    add("source", NOTE, agency)
    given: dict[str, dict[str, list[str]]] = {
        "source": NOTE | {"title": ["Een andere nota"]},
        "organisation": DESK,
        "event": {"name": ["a"], "english": ["a"]},
    }
    store, dataset = open_graph(data=[str(agency)]), read([agency], ontology=False)
    for name, change, problem in cases:
        with pytest.raises(UseError, match=problem):
            drafts.new(kind(name), given[name] | change, store, dataset, "")


def test_a_thing_is_not_added_twice(agency: Path) -> None:
    add("source", NOTE, agency)
    with pytest.raises(UseError, match="is there already: bron/nota-over-het-loket"):
        draft("source", NOTE, agency)
    # Nor is the agent that it names.
    made = draft("source", NOTE | {"title": ["Tweede nota"]}, agency)
    assert [addition.file for addition in made.additions] == ["sources.ttl"]


@pytest.mark.slow
def test_a_copy_under_another_name_can_be_added_to_corrected_and_withdrawn_from(
    tmp_path: Path,
) -> None:
    copy = tmp_path / "kopie"
    shutil.copytree(Path(__file__).parents[1] / "data" / "digitaal-vlaanderen", copy)
    store, dataset = open_graph(data=[str(copy)]), read([copy], ontology=False)
    iri = f"{BASE}uitspraak/bestaan-athumi"
    made = drafts.revision(iri, {"seen": ["2025-05"]}, store, dataset, "Jo Peeters")
    assert writer.save(made, copy).files
    made = drafts.withdrawal(f"{iri}-2", "verkeerd gelezen", read([copy], ontology=False))
    writer.save(made, copy)
    text = (copy / "statements" / "existence.ttl").read_text("utf-8")
    block = text[text.index("<uitspraak/bestaan-athumi-2> a") :].partition(" .\n")[0]
    assert "prov:wasAttributedTo <agent/jo-peeters> ;" in block
    assert 'dvg:reden "verkeerd gelezen"@nl' in block
    assert re.search(r'prov:invalidatedAtTime "[^"]+"\^\^xsd:dateTime', block)
    with pytest.raises(UseError, match="was withdrawn already"):
        drafts.withdrawal(f"{iri}-2", "", read([copy], ontology=False))


def test_nothing_is_written_into_a_folder_that_is_not_named(tmp_path: Path) -> None:
    done = run(["add", "task", "--name", "meten", "--english", "measuring", "-y", "--lang", "en"])
    assert done.returncode == 2
    assert "no folder to write to was named" in done.stderr
    done = run(["add", "task", "--name", "meten", "--data", str(tmp_path), "--lang", "en"])
    assert done.returncode == 2
    assert "there is no agency in this folder yet" in done.stderr
    assert "dvgraph init" in done.stderr


def test_on_a_terminal_each_field_of_a_thing_is_asked_and_its_code_list_shown(
    agency: Path,
) -> None:
    add("source", NOTE, agency)
    answers = [
        "Loket",  # naam
        "",  # Engelse naam: dezelfde
        "",  # andere naam
        "kiosk",  # soort: unknown, asked again
        "agentschap",
        "",  # eenheid van
        "",  # versie van
        "j",  # Zegt een bron wanneer het bestond?
        "2020",  # from
    ]
    fields = kind("organisation").all_fields
    begun = next(n for n, field in enumerate(fields) if field.option == "from")
    rest = [field.option for field in fields[begun + 1 :] if "sought" not in field.option]
    given = {"source": "nota over het loket", "lines": "1"}
    answers += [given.get(option, "") for option in rest]
    answers += ["j"]  # Dit schrijven?
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        [PROGRAM, "add", "organisation", "--data", str(agency), "--by", "Jo"],
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
    assert out.endswith(": organisatie/loket\n")
    assert "Engelse naam (" in err
    assert "academie, adviesraad, afdeling, agentschap" in err
    assert "Zegt een bron wanneer het bestond of plaatsvond?" in err
    assert "bewijs: bevestigd" in err
    text = (agency / "statements" / "existence.ttl").read_text("utf-8")
    assert "prov:wasAttributedTo <agent/jo>" in text
    assert not (agency / "gaps.ttl").exists()


def test_each_kind_of_thing_has_its_own_folder_of_names() -> None:
    folders = [each.folder for each in THINGS.values()]
    assert len(folders) == len(set(folders))

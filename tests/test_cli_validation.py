"""Faults in data are found and reported by the commands validate, check and evidence."""

import csv
import io
import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from dvgraph import resources
from dvgraph.cli import main
from dvgraph.dataset.files import shipped
from dvgraph.evidence.passages import passage
from dvgraph.evidence.verdicts import of_source
from dvgraph.namespaces import BASE
from dvgraph.rdf.oxigraph import NamedNode, RdfFormat, parse
from dvgraph.validation import audit
from dvgraph.validation.findings import Finding, Report
from dvgraph.validation.profiles import deviations

pytestmark = [pytest.mark.program, pytest.mark.usefixtures("english")]

SHARED = Path(__file__).parents[2] / "shared"
SEEDS, TEXT_FILE = SHARED / "seeds", "000_8908ec200e909de3.txt"
OSLO = SHARED / "vocab" / "oslo-shacl" / "organisatie-basis-shacl.ttl"
SH = "http://www.w3.org/ns/shacl#"
PREFIXES = """@base <https://w3id.org/dvgraph/id/> .
@prefix dvg: <https://w3id.org/dvgraph/ns#> .
@prefix edtf: <http://id.loc.gov/datatypes/edtf/> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
SHAPE = """
<vorm/eigen> a sh:NodeShape ; sh:targetClass dvg:Taak ;
    sh:property [ sh:path rdfs:label ; sh:maxLength 3 ; sh:severity SEVERITY ;
        sh:message "te lang"@nl, "too long"@en ] .
"""
TASK = '<taak/t>\n    a dvg:Taak ;\n    rdfs:label "meten"@nl, "measuring"@en .\n'


class Done(NamedTuple):
    code: int
    out: str
    err: str


Run = Callable[..., Done]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command line in a temporary folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DVGRAPH_TEXTS", raising=False)

    def command(*args: str) -> Done:
        with pytest.raises(SystemExit) as ended:
            main(args)
        assert isinstance(ended.value.code, int)
        return Done(ended.value.code, *capsys.readouterr())

    return command


def write(name: str, turtle: str) -> str:
    Path(name).write_text(PREFIXES + turtle, encoding="utf-8")
    return name


def shape(severity: str = "sh:Violation") -> str:
    return write("shapes.ttl", SHAPE.replace("SEVERITY", severity))


# validate


def test_shapes_and_rules_are_in_one_report_each_with_place_subject_rule_and_remedy(
    run: Run,
) -> None:
    broken = TASK + '<uitspraak/u> a dvg:Bestaan ;\n dvg:van "2021" .\n'
    done = run("validate", write("data.ttl", broken), "-f", "json", "--lang", "en")
    assert done.code == 1
    found = {row["rule"]: row for row in json.loads(done.out)}
    by_shape = found[f"{BASE}vorm/statement/van"]
    assert (by_shape["severity"], by_shape["where"]) == ("Violation", "data.ttl:12")
    assert (by_shape["value"], by_shape["focusLabel"]) == ("2021", "uitspraak/u")
    assert "write it as xsd:date" in by_shape["message"]
    by_rule = found["orphan-thing"]
    assert by_rule["remedy"]
    assert by_rule["focusLabel"] == "measuring"
    assert by_rule["where"].startswith("data.ttl:")


def test_the_report_reads_for_people_in_the_language_asked(run: Run) -> None:
    args = ("validate", write("data.ttl", TASK), "--shapes", shape())
    assert run(*args, "--lang", "nl").out.splitlines() == [
        "data.ttl:10: overtreding: te lang",
        '    meten (taak/t) rdfs:label = "measuring"@en [MaxLengthConstraintComponent]',
        "data.ttl:10: overtreding: te lang",
        '    meten (taak/t) rdfs:label = "meten"@nl [MaxLengthConstraintComponent]',
        "voldoet niet: 2 overtredingen",
    ]
    english = run(*args, "--lang", "en").out.splitlines()
    assert english[0] == "data.ttl:10: violation: too long"
    assert english[1].startswith("    measuring (taak/t)")
    assert english[-1] == "does not conform: 2 violations"


@pytest.mark.slow
@pytest.mark.parametrize("severity", ["Violation", "Warning", "Info"])
@pytest.mark.parametrize("level", ["violation", "warning", "info", "none"])
def test_fail_on_decides_which_findings_are_a_failure(run: Run, severity: str, level: str) -> None:
    levels = ["violation", "warning", "info"]
    args = ("validate", write("data.ttl", TASK), "--shapes", shape(f"sh:{severity}"))
    expected = level != "none" and levels.index(severity.lower()) <= levels.index(level)
    assert run(*args, "--fail-on", level).code == expected
    if level == "violation":
        assert run(*args).code == expected  # the default


def test_own_shapes_judge_alone_and_that_is_said(run: Run) -> None:
    data = write("data.ttl", TASK)
    done = run("validate", data, "--shapes", shape("sh:Info"), "--lang", "en")
    assert done.out.splitlines()[-1] == "conforms: 2 remarks"
    assert "not the rules" in done.err
    alone = run("validate", data, "--lang", "en")
    assert "[orphan-thing]" in alone.out
    assert "not the rules" not in alone.err


def test_explain_tells_what_each_shape_cost(run: Run) -> None:
    data = write("data.ttl", TASK)
    done = run("validate", data, "--shapes", shape(), "--explain", "--lang", "en")
    told = done.err.splitlines()[-1]
    assert re.fullmatch(r".*: 1 targets?, \d results?, \d+ ms", told)
    whole = run(
        "validate", data, "--shapes", shape(), "--explain", "--lang", "en", "--engine", "reference"
    )
    assert whole.out == done.out
    assert "pySHACL validated everything" in whole.err


def test_shapes_without_anything_to_judge_never_conform_in_silence(run: Run) -> None:
    own = write("own.ttl", "<vorm/eigen> a sh:NodeShape ; sh:targetClass <urn:none> .")
    done = run("validate", write("data.ttl", TASK), "--shapes", own, "--lang", "en")
    assert done.out == "nothing was checked: no shape has a target in the data\n"
    assert done.err.startswith("shapes without a target in the data (1): vorm/eigen\n")


FOREIGN = "<urn:a> a <urn:T> ."
NAMED = (
    "<urn:S> a sh:NodeShape ; sh:targetClass <urn:T> ; sh:property [ sh:path rdfs:label ; %s ] ."
)


@pytest.mark.parametrize("form", ["human", "table", "csv", "json", "ttl"])
def test_that_nothing_was_judged_is_a_verdict_in_every_format(run: Run, form: str) -> None:
    other = write("other.ttl", NAMED.replace("<urn:T>", "<urn:none>") % "sh:minCount 1")
    asked = ("validate", write("data.ttl", FOREIGN), "--lang", "en", "-f", form, "--shapes")
    done = run(*asked, other)
    assert "nothing was checked: no shape has a target in the data" in done.out
    assert done.code == 0
    assert ("NothingJudged" in done.out) == (form in ("table", "csv", "json"))
    if form == "ttl":  # no result, so by SHACL §3.6.1.1 it conforms
        facts = {fact.predicate.value for fact in parse(done.out.encode(), format=RdfFormat.TURTLE)}
        assert f"{SH}conforms" in facts
        assert f"{SH}result" not in facts
    required = run(*asked, other, "--require-targets")
    assert (required.code, required.out) == (1, done.out)
    judged = run(*asked, write("own.ttl", NAMED % "sh:maxCount 1"), "--require-targets")
    assert judged.code == 0
    assert "othing" not in judged.out


def test_faulty_shapes_are_judged_without_their_faults_if_asked(run: Run) -> None:
    right = write("right.ttl", NAMED % "sh:minCount 1")
    faulty = write("faulty.ttl", (NAMED % "sh:minCount 1 ;\n sh:maxCont 3"))
    asked = ("validate", write("data.ttl", FOREIGN), "--lang", "en", "--shapes")
    refused = run(*asked, faulty)
    assert refused.code == 3
    assert "faulty.ttl:" in refused.err
    assert "sh:maxCont is not a term of SHACL, but sh:maxCount is. Correct it" in refused.err
    done = run(*asked, faulty, "--lenient")
    assert done[:2] == run(*asked, right)[:2]
    assert done.code == 1
    assert "left out of the shapes: sh:maxCont is not a term of SHACL" in done.err
    report = parse(
        run(*asked, faulty, "--lenient", "-f", "ttl").out.encode(), format=RdfFormat.TURTLE
    )
    said = {fact.predicate.value.removeprefix(SH): fact.object.value for fact in report}
    assert said["shapesGraphWellFormed"] == "false"


def test_one_unsound_shape_of_a_published_file_leaves_the_others_to_be_judged(run: Run) -> None:
    """It refers to a property shape that nobody wrote; the sound shape has a term of SHACL 1.2."""
    shapes = write(
        "shapes.ttl",
        """<urn:Sound> a sh:NodeShape ; sh:targetClass <urn:Bridge> ; sh:intent "named"@en ;
        sh:property [ sh:path <urn:name> ; sh:minCount 1 ] .
        <urn:Unsound> a sh:NodeShape ; sh:targetClass <urn:Bridge> ; sh:property <urn:unwritten> ;
        sh:property [ sh:path <urn:span> ; sh:minCount 1 ] .""",
    )
    asked = ("validate", write("data.ttl", "<urn:b> a <urn:Bridge> ."), "--shapes", shapes)
    refused = run(*asked)
    assert (refused.code, refused.out) == (3, "")
    assert "<urn:unwritten> is used as a shape but is absent" in refused.err
    done = run(*asked, "--lenient", "-f", "json")
    assert done.code == 1
    assert sorted(row["path"] for row in json.loads(done.out)) == ["urn:name", "urn:span"]
    assert "left out of the shapes: <urn:unwritten> is used as a shape but is absent" in done.err
    assert "sh:intent is not a term of SHACL 1.0, and was ignored" in done.err


ODD = """<urn:a> a <urn:T> ; <urn:p> "yes"^^xsd:boolean, "2021-02-30"^^xsd:date, "x"^^xsd:integer,
    "0000"^^xsd:gYear, "<b>"^^<http://www.w3.org/1999/02/22-rdf-syntax-ns#XMLLiteral>,
    "<b>"^^<http://www.w3.org/1999/02/22-rdf-syntax-ns#HTML>, "zz"^^xsd:hexBinary,
    "24:00:00"^^xsd:time, "tag"@NL-be, "2021-01-01T24:00:00"^^xsd:dateTime .
"""


@pytest.mark.parametrize("engine", ["auto", "reference"])
def test_no_warning_of_a_library_reaches_the_reader(tmp_path: Path, engine: str) -> None:
    shapes = """<urn:S> a sh:NodeShape ; sh:targetClass <urn:T> ; sh:property [ sh:path <urn:p> ;
        sh:datatype xsd:date ; sh:minInclusive "2020-01-01"^^xsd:date ; sh:pattern "^a" ] ;
        sh:sparql [ sh:message "m" ; sh:select
            "SELECT $this ?value WHERE { $this <urn:p> ?value FILTER(?value > 3) }" ] ."""
    for name, turtle in (("data.ttl", ODD), ("shapes.ttl", shapes)):
        (tmp_path / name).write_text(PREFIXES + turtle, encoding="utf-8")
    asked = ["validate", "data.ttl", "--shapes", "shapes.ttl", "--lang", "en", "--engine", engine]
    done = subprocess.run(
        [sys.executable, "-W", "default", "-m", "dvgraph", *asked],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        check=False,
    )
    assert done.returncode == 1
    told = done.stderr.splitlines()
    assert [line.split()[0] for line in told] == ["The", "Only"]  # data read alone, shapes alone
    assert '"tag"@NL-be' in done.stdout


def test_the_turtle_report_is_shacl_with_the_rules_in_it(run: Run) -> None:
    done = run("validate", write("data.ttl", TASK), "-f", "turtle")
    facts = list(parse(done.out.encode(), format=RdfFormat.TURTLE))

    def values(name: str) -> list[str]:
        return [fact.object.value for fact in facts if fact.predicate.value == SH + name]

    assert [f.object.value for f in facts].count(SH + "ValidationReport") == 1
    assert values("conforms") == ["false"]
    assert f"{BASE}controle/orphan-thing" in values("sourceShape")
    assert f"{SH}SPARQLConstraintComponent" in values("sourceConstraintComponent")
    assert len(values("result")) == len(values("focusNode")) == len(values("resultSeverity"))


@pytest.mark.parametrize(("suffix", "start"), [("json", "["), ("csv", "severity,"), ("ttl", "@")])
def test_the_suffix_of_the_output_says_its_format(run: Run, suffix: str, start: str) -> None:
    out = f"report.{suffix}"
    args = ("validate", write("data.ttl", TASK), "--shapes", shape(), "-o", out)
    assert run(*args)[:2] == (1, "")
    assert Path(out).read_text("utf-8").startswith(start)


def test_the_table_shows_labels_and_csv_every_column(run: Run) -> None:
    args = ("validate", write("data.ttl", TASK), "--shapes", shape(), "--lang", "en")
    table = run(*args, "-f", "table").out
    assert "measuring" in table
    assert "remedy" not in table
    (row, _) = csv.DictReader(io.StringIO(run(*args, "-f", "csv").out))
    assert row["focus"] == f"{BASE}taak/t"
    assert "remedy" in row


# dates that cannot be read


UNREAD = """<uitspraak/u> a dvg:Bestaan ;
    dvg:van "2016/2019"^^edtf:EDTF ;
    dvg:tot "2021-02"^^xsd:date ;
    dvg:gezienOp "2020-13"^^edtf:EDTF .
"""


@pytest.mark.parametrize(
    "command",
    [("validate",), ("validate", "--shapes", "shapes.ttl"), ("load",), ("check", "--data")],
    ids=" ".join,
)
def test_a_date_that_is_not_read_is_a_finding_everywhere_once(
    run: Run, command: tuple[str, ...]
) -> None:
    shape()
    # After --shapes a file would be one more of them.
    name = write("data.ttl", UNREAD)
    args = ("validate", name, *command[1:]) if "--shapes" in command else (*command, name)
    done = run(*args)
    assert done.code == 1
    told = [line for line in (done.out + done.err).splitlines() if line.startswith("data.ttl:")]
    for number in (9, 10, 11):
        assert sum(line.startswith(f"data.ttl:{number}:") for line in told) == 1


def test_load_keeps_the_store_and_tells_what_it_could_not_read(run: Run) -> None:
    done = run("load", write("data.ttl", UNREAD), "--store", "kept", "--lang", "en")
    assert done.code == 1
    assert "kept in kept" in done.out
    assert '"2016/2019" is not a readable date' in done.err
    asked = run("validate", "--store", "kept", "--shapes", shape(), "--lang", "en")
    assert '"2016/2019" is not a readable date' in asked.out


# official profiles


def test_a_profile_tells_known_deviations_apart(run: Run) -> None:
    if not OSLO.is_file():
        pytest.skip(f"needs {OSLO.relative_to(SHARED.parent)} beside this project")
    done = run("validate", "--profile", "oslo", "--shapes", str(OSLO), "--lang", "en")
    assert done.code == 0
    assert done.out.splitlines()[-1].startswith("conforms: ")
    reason = deviations("oslo")[0].reason["en"]
    assert f"remark: known deviation: {reason}" in done.out
    assert "findings fall under a known deviation, 0 do not" in done.err
    undated = write("data.ttl", "<taak/t> a dvg:Taak .")
    gone = run("validate", undated, "--profile", "oslo", "--shapes", str(OSLO), "--lang", "en")
    assert "warning: the known deviation from" in gone.out
    assert "no longer occurs" in gone.out


@pytest.mark.parametrize(
    ("args", "code", "message"),
    [
        (("--profile", "oslo"), 2, "not part of dvgraph. Name the published file with --shapes"),
        (("--profile", "olso"), 2, "oslo"),
        (("--profile", "cpov", "--shapes", "shapes.ttl"), 3, "shapes.ttl: no shape in it is of"),
    ],
)
def test_a_profile_without_its_shapes_says_what_to_do(
    run: Run, args: tuple[str, ...], code: int, message: str
) -> None:
    shape()
    done = run("validate", write("data.ttl", TASK), *args)
    assert (done.code, done.out) == (code, "")
    assert message in done.err


# evidence


@pytest.fixture
def texts() -> Path:
    if not (SEEDS / TEXT_FILE).is_file():
        pytest.skip(f"the source document is not at hand in {SEEDS}")
    return SEEDS


def swap(number: int, old: str, new: str) -> Callable[[list[str]], None]:
    def change(lines: list[str]) -> None:
        assert old in lines[number - 1]
        lines[number - 1] = lines[number - 1].replace(old, new)

    return change


def exchange(lines: list[str]) -> None:
    lines[84], lines[87] = lines[87], lines[84]


def insert(lines: list[str]) -> None:
    lines.insert(168, "")


@pytest.mark.parametrize(
    ("change", "touched"),
    [
        (swap(169, "44 miljoen", "45 miljoen"), {169}),
        pytest.param(swap(9, "18 maart", "19 maart"), {9}, marks=pytest.mark.slow),
        pytest.param(insert, set(range(169, 319)), marks=pytest.mark.slow),
        pytest.param(swap(12, "AGIV", "VITO"), {12}, marks=pytest.mark.slow),
        pytest.param(exchange, {85, 88}, marks=pytest.mark.slow),
    ],
    ids=["a digit changed", "a day moved", "a line put in", "a name swapped", "lines exchanged"],
)
def test_a_falsified_text_is_caught_naming_the_statements_it_touches(
    run: Run, texts: Path, change: Callable[[list[str]], None], touched: set[int]
) -> None:
    lines = (texts / TEXT_FILE).read_text("utf-8").split("\n")
    change(lines)
    Path("texts").mkdir()
    Path("texts", TEXT_FILE).write_text("\n".join(lines), encoding="utf-8")
    expected = {
        statement
        for place, statements in of_source(shipped(), f"{BASE}bron/herweging-2025")
        if touched & set(range(place.first or 0, (place.last or -1) + 1))
        for statement in statements
    }
    done = run("evidence", "verify", "--texts", "texts", "-f", "json")
    rows = json.loads(done.out)
    changed = {row["statement"]: row for row in rows if row["verdict"] == "text changed"}
    assert (done.code, set(changed)) == (1, expected)
    assert all(row["changed"] and ".ttl:" in row["where"] for row in changed.values())
    told = run("evidence", "verify", "--texts", "texts", "--lang", "en").out
    assert all(f"text changed: {iri.removeprefix(BASE)}\n" in told for iri in expected)


def test_the_true_text_bears_out_the_statements(run: Run, texts: Path) -> None:
    done = run("evidence", "verify", "--texts", str(texts), "-f", "csv", "--lang", "en")
    rows = list(csv.DictReader(io.StringIO(done.out)))
    counts = Counter(row["verdict"] for row in rows)
    assert (done.code, counts["not found"], counts["text changed"]) == (0, 0, 0)
    # Where no text is missing, most is confirmed; the rest is our own inference.
    whole = [row for row in rows if not row["not_at_hand"]]
    confirmed = [row for row in whole if row["verdict"] == "confirmed"]
    assert len(whole) > 100
    assert len(confirmed) >= 0.9 * len(whole)
    # Summed up beside the data.
    assert f"{counts['confirmed']} confirmed, {counts['partly']} partly confirmed" in done.err


STATEMENT = """<bron/nota> rdfs:label "Nota"@nl, "Memo"@en ; dvg:bestand "nota.txt" .
<organisatie/a> a org:FormalOrganization ; rdfs:label "Bureau Alfa"@nl, "Alpha Office"@en .
<uitspraak/u> a dvg:Cijfer ; dvg:betreft <organisatie/a> ; dvg:waarde 12 ;
    dvg:vindplaats <bron/nota#line=0,WIDTH> .
"""


def evidence(text: str | None, width: int = 1, folder: str = "data/sources") -> None:
    """Write a statement in data/ and, beside it, the text that it cites."""
    Path("data").mkdir(exist_ok=True)
    write("data/a.ttl", STATEMENT.replace("WIDTH", str(width)))
    if text is not None:
        Path(folder).mkdir(parents=True, exist_ok=True)
        Path(folder, "nota.txt").write_text(text, encoding="utf-8")


def test_what_is_not_found_is_told_with_place_what_was_sought_and_where(run: Run) -> None:
    evidence("Bureau Alfa had 13 bureaus.\n")
    done = run("evidence", "verify", "--data", "data", "--lang", "en")
    assert done.code == 1
    assert done.out.splitlines() == [
        "data/a.ttl:11: partly confirmed: uitspraak/u",
        "    not read: waarde 12; nauwkeurigheid zonder voorbehoud",
        "    read: betreft Bureau Alfa",
        "    in: bron/nota#line=0,1",
        "0 confirmed, 1 partly confirmed",
    ]
    dutch = run("evidence", "verify", "--data", "data", "--lang", "nl").out
    assert dutch.startswith(
        "data/a.ttl:11: deels bevestigd: uitspraak/u\n    niet gelezen: waarde 12"
    )


def test_a_passage_wider_than_twelve_lines_is_a_warning(run: Run) -> None:
    evidence("Bureau Alfa had 12 bureaus.\n" + "\n" * 20, width=13)
    done = run("evidence", "verify", "--data", "data", "--lang", "en")
    assert done.code == 0
    assert "warning: bron/nota#line=0,13 is wider than twelve lines\n" in done.out


@pytest.mark.parametrize("folder", ["data/sources", "sources"])
def test_texts_beside_the_data_are_found(run: Run, folder: str) -> None:
    evidence("Bureau Alfa had 12 bureaus.\n", folder=folder)
    assert run("evidence", "verify", "--data", "data", "--lang", "en").out.startswith("1 confirmed")


def test_texts_are_named_by_option_or_environment(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    evidence("Bureau Alfa had 13 bureaus.\n")
    evidence("Bureau Alfa had 12 bureaus.\n", folder="elsewhere")
    verify = ("evidence", "verify", "--data", "data", "--lang", "en")
    assert run(*verify).code == 1
    monkeypatch.setenv("DVGRAPH_TEXTS", "elsewhere")
    assert run(*verify).out.startswith("1 confirmed")
    assert run(*verify, "--texts", "data/sources").code == 1
    absent = run(*verify, "--texts", "nowhere")
    assert (absent.code, absent.out) == (3, "")
    stamped = run("evidence", "stamp", "--data", "data")
    assert (stamped.code, stamped.err) == (0, "")
    assert "vingerafdruk" in Path("data/passages.ttl").read_text("utf-8")


def test_without_texts_it_is_said_how_many_passages_stay_unread(run: Run) -> None:
    evidence(None)
    done = run("evidence", "verify", "--data", "data", "--lang", "en")
    assert done.code == 0
    assert "data/a.ttl:11: text not available: uitspraak/u\n" in done.out
    assert (
        done.err.splitlines()[0] == "no text available for 1 of the 1 passages that statements cite"
    )
    assert "--texts or DVGRAPH_TEXTS" in done.err


@pytest.mark.slow
def test_the_passages_behind_a_thing_are_listed_by_any_of_its_names(run: Run) -> None:
    rows = json.loads(run("evidence", "of", "AGIV", "-f", "json").out)
    said = {row["uitspraak"].removeprefix(f"{BASE}uitspraak/") for row in rows}
    # Its own existence, and the merger that it took part in.
    assert {"bestaan-agiv", "bestaan-fusie-2016"} <= said
    assert all(row["vindplaats"].startswith(f"{BASE}bron/") and row["zegt"] for row in rows)
    by_slug = json.loads(run("evidence", "of", "organisatie/agiv", "-f", "json").out)
    assert sorted(by_slug, key=str) == sorted(rows, key=str)
    one = json.loads(run("evidence", "of", "bestaan-agiv", "-f", "json").out)
    assert {row["uitspraak"] for row in one} == {f"{BASE}uitspraak/bestaan-agiv"}
    nothing = run("evidence", "of", "qqqqq")
    assert (nothing.code, nothing.out) == (2, "")


@pytest.mark.slow
def test_everything_a_source_supports_comes_in_the_order_of_its_lines(run: Run) -> None:
    done = run("evidence", "passages", "herweging-2025", "-f", "json", "--lang", "en")
    rows = json.loads(done.out)
    lines = [passage(row["vindplaats"]).first or 0 for row in rows]
    assert lines == sorted(lines)
    cited = of_source(shipped(), f"{BASE}bron/herweging-2025")
    assert len(rows) == sum(len(statements) for _, statements in cited)
    assert rows[0]["vindplaatsLabel"].startswith("lines ")
    wrong = run("evidence", "passages", "AGIV")
    assert (wrong.code, wrong.out) == (2, "")
    assert "dvgraph evidence of NAME" in wrong.err


@pytest.mark.slow
def test_a_store_lists_the_same_passages_as_the_files(run: Run) -> None:
    assert run("load", "--store", "kept").code == 0
    for command in (("of", "AGIV"), ("passages", "herweging-2025")):
        asked = ("evidence", *command, "-f", "csv")
        assert run(*asked, "--store", "kept").out == run(*asked).out


# check


@pytest.mark.slow
def test_check_tells_all_that_was_looked_at_and_ends_in_a_verdict(run: Run, texts: Path) -> None:
    done = run("check", "--data", str(resources.data_dir()), "--texts", str(texts), "--lang", "en")
    assert done.code == 0
    lines = done.out.splitlines()
    assert " triples, " in lines[0]
    assert "public organisations" in lines[1]
    assert any(line.startswith("shapes and rules: conforms") for line in lines)
    (summed,) = (line for line in lines if line.startswith("evidence: "))
    assert " partly confirmed, " in summed
    assert any(line.startswith("no text available for ") for line in lines)
    assert lines[-1].startswith("No problems in what could be checked: ")
    assert lines[-1].endswith(" statements")
    dutch = run("check", "--data", str(resources.data_dir()), "--texts", str(texts), "--lang", "nl")
    assert dutch.out.splitlines()[-1].startswith("Geen problemen in wat nagelezen kon worden: ")


def test_check_sums_up_warnings_by_rule_and_shows_violations_in_full(run: Run) -> None:
    things = "".join(f'<taak/{n}> a dvg:Taak ; rdfs:label "t{n}"@nl .\n' for n in range(30))
    data = write("data.ttl", things)
    done = run("check", "--data", data, "--lang", "en")
    assert done.code == 1
    assert len([line for line in done.out.splitlines() if "orphan-thing" in line]) == 1
    assert "warning orphan-thing: 30×, such as " in done.out
    assert "; dvgraph validate shows them all" in done.out
    assert done.out.splitlines()[-1].startswith("Problems found: does not conform: ")


def test_check_fails_on_what_its_source_does_not_say(run: Run) -> None:
    evidence("Bureau Alfa had 13 bureaus.\n")
    done = run("check", "--data", "data", "--lang", "en")
    assert done.code == 1
    assert "data/a.ttl:11: partly confirmed: uitspraak/u\n    not read: waarde 12;" in done.out
    assert "1 statements not found in their source" in done.out.splitlines()[-1]


def test_a_severity_of_ones_own_fails_at_the_level_of_info_only() -> None:
    own = Finding("Debug", "", NamedNode("urn:s"), None, None, None, "c", None)
    report = Report([own], [], list)
    assert [audit.fails(report, level) for level in audit.FAIL_ON] == [
        False,
        False,
        True,
        False,
    ]

"""``dvgraph as-of`` and ``dvgraph diff``: formats, output files, and usage errors."""

import csv
import io
import json
from pathlib import Path

import pytest

from dvgraph.cli import main
from dvgraph.history.tables import CHANGE_COLUMNS, STATE_COLUMNS
from dvgraph.rdf.oxigraph import RdfFormat, parse

AGIV = "organisatie/agiv"


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]):  # type: ignore[no-untyped-def]
    def call(*args: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main(args)
        out, err = capsys.readouterr()
        return int(ended.value.code or 0), out, err

    return call


def test_rows_go_to_stdout_and_what_they_are_of_to_stderr(run) -> None:  # type: ignore[no-untyped-def]
    code, out, err = run("as-of", "2012", AGIV)
    assert code == 0
    assert len(out.splitlines()[0].split("\t")) == len(STATE_COLUMNS)
    assert "AGIV op 31 december 2012" in err
    assert "bekend op" in err
    code, out, err = run("diff", "2010", "2016", AGIV, "-f", "csv", "--lang", "en")
    rows = list(csv.reader(io.StringIO(out)))
    assert tuple(rows[0]) == CHANGE_COLUMNS
    assert "merged" in {row[0] for row in rows}
    assert "AGIV after 31 December 2010, up to 31 December 2016" in err


@pytest.mark.parametrize(
    ("verb", "form", "begins"),
    [
        (("as-of", "2012"), "text", "AGIV op"),
        (("as-of", "2012"), "md", "# AGIV op"),
        (("as-of", "2012"), "table", ""),
        (("diff", "2010", "2016"), "md", "# AGIV na"),
        (("diff", "2010", "2016"), "rdfp", "TX .\n"),
    ],
)
def test_each_form_is_written(run, verb: tuple[str, ...], form: str, begins: str) -> None:  # type: ignore[no-untyped-def]
    code, out, _ = run(*verb, AGIV, "-f", form)
    assert code == 0
    assert out.startswith(begins)
    assert len(out) > 500


def test_json_holds_every_fact_and_change(run) -> None:  # type: ignore[no-untyped-def]
    state = json.loads(run("as-of", "2012", AGIV, "-f", "json")[1])
    assert state["day"] == "2012-12-31"
    assert {"facet", "status", "grounds", "passages"} <= set(state["facts"][0])
    changed = json.loads(run("diff", "2010", "2016", AGIV, "-f", "json")[1])
    assert (changed["start"], changed["end"]) == ("2010-12-31", "2016-12-31")
    assert {"before", "after", "certain", "text"} <= set(changed["changes"][0])


def test_turtle_goes_to_a_file_by_its_suffix(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "agiv.ttl"
    assert run("as-of", "2012", AGIV, "-o", str(file))[0] == 0
    assert len(list(parse(path=file, format=RdfFormat.TURTLE))) > 200


def test_known_on_a_day_before_all_records_nothing_is_known(run) -> None:  # type: ignore[no-untyped-def]
    code, out, _ = run("as-of", "2012", "--known-on", "2020", "-f", "text")
    assert code == 0
    assert "Zoals vastgelegd tot en met 31 december 2020." in out
    assert "niets bekend" in out


def test_a_query_is_asked_of_the_graph_of_a_day(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "lives.rq"
    file.write_text(
        "SELECT ?o { ?s a dvg:GeldendeUitspraak ; dvg:over ?o . ?o a m8g:PublicOrganisation }",
        "utf-8",
    )
    now = run("query", str(file), "-f", "json")
    then = run("query", str(file), "--as-of", "2012", "-f", "json")
    unknown = run("query", str(file), "--known-on", "2020", "-f", "json")
    assert now[0] == then[0] == unknown[0] == 0
    assert "organisatie/agiv" in then[1]
    assert "organisatie/digitaal-vlaanderen" in now[1]
    assert "organisatie/digitaal-vlaanderen" not in then[1]
    assert json.loads(unknown[1]) == []


def test_two_folders_are_compared_as_releases(run, tmp_path: Path, example_file: Path) -> None:  # type: ignore[no-untyped-def]
    later = tmp_path / "later" / "example.ttl"
    later.parent.mkdir()
    later.write_text(example_file.read_text("utf-8").replace("1.50", "1.75"), "utf-8")
    code, out, _ = run("diff", "--releases", str(example_file), str(later), "-f", "text")
    assert code == 0
    assert "Ter plaatse herschreven" in out
    assert "dvg:waarde" in out


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("as-of", "2012-13"), "is not a date"),
        (("as-of",), "Missing argument"),
        (("as-of", "2012", "no such thing anywhere"), "there is no thing with the name"),
        (("diff", "2016", "2010"), "is before"),
        (("diff", "--releases", "none-such", "nor-this"), "a git revision"),
        (("diff", "--releases", "a", "b", AGIV), "as a whole"),
        (("as-of", "2012", "--known-on", "soon"), "is not a date"),
        (("query", __file__, "--as-of", "soon"), "is not a date"),
        (("as-of", "2012", "-o", "x.docx"), "is not a format of this output"),
    ],
)
@pytest.mark.usefixtures("english")
def test_wrong_use_is_told_in_a_line(run, args: tuple[str, ...], message: str) -> None:  # type: ignore[no-untyped-def]
    code, out, err = run(*args)
    assert code == 2
    assert message in err
    assert not out
    assert "Traceback" not in err


@pytest.mark.parametrize(
    "call",
    [
        ("as-of", "2022", ""),
        ("as-of", "2022", "--known-on", ""),
        ("diff", "2015", "2022", ""),
        ("lineage", ""),
        ("lineage", AGIV, "--with", ""),
        ("lineage", "--with", AGIV),
        ("tasks", ""),
        ("decisions", "--not-in-force", ""),
        ("figures", "bezoeken", ""),
    ],
)
@pytest.mark.usefixtures("english")
def test_an_empty_name_or_day_is_refused_and_never_means_everything(run, call) -> None:  # type: ignore[no-untyped-def]
    code, out, err = run(*call)
    assert (code, out) == (2, "")
    assert err.startswith("Error:")


def test_each_status_is_said_in_the_language_asked_for(run) -> None:  # type: ignore[no-untyped-def]
    for lang, word in (("nl", "laatst gemeten"), ("en", "last measured")):
        _, out, _ = run("as-of", "2022", "--lang", lang)
        head = {"nl": "geldt", "en": "holds"}[lang]
        told = {row[head] for row in csv.DictReader(io.StringIO(out), delimiter="\t")}
        assert word in told
        assert "measured" not in told

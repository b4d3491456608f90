"""The folder of a new agency: ready at once, with a question and a check of its own."""

import shlex
from pathlib import Path

import pytest

from calling import call
from dvgraph.rdf.layout import faults
from test_import_tables import LOKET, written

pytestmark = pytest.mark.program


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DVGRAPH_DATA", raising=False)


@pytest.mark.parametrize("lang", ["nl", pytest.param("en", marks=pytest.mark.slow)])
def test_each_command_of_the_readme_of_a_new_folder_works_at_once(lang: str) -> None:
    made = call("init", "stad", "--name", "Stad Voorbeeld", "--lang", lang)
    assert made.returncode == 0, made.stderr
    files = [Path(line) for line in made.stdout.splitlines()]
    assert all(path.is_file() for path in files)
    for path in files:
        if path.suffix in (".ttl", ".rq"):
            assert faults(path.read_text("utf-8"), path.suffix) == [], path
    readme = (Path("stad") / "README.md").read_text("utf-8")
    commands = [line.strip() for line in readme.splitlines() if line.startswith("    dvgraph ")]
    assert len(commands) > 5
    for command in commands:
        done = call(*shlex.split(command)[1:], "--lang", lang)
        assert done.returncode == 0, (command, done.stderr)
    assert "Stad Voorbeeld" in Path("dossier.md").read_text("utf-8")


def test_a_folder_that_holds_something_or_an_unknown_kind_is_refused() -> None:
    Path("vol").mkdir()
    Path("vol", "nota.txt").write_text("x", "utf-8")
    done = call("init", "vol")
    assert done.returncode == 2
    assert "hier staat al iets" in done.stderr
    assert [path.name for path in Path("vol").iterdir()] == ["nota.txt"]
    done = call("init", "nieuw", "--kind", "kasteel")
    assert done.returncode == 2
    assert "er is geen soort 'kasteel'. Kies academie" in done.stderr
    assert not Path("nieuw").exists()


@pytest.mark.slow
def test_a_folder_has_its_own_checks_and_questions() -> None:
    call("init", "stad", "--name", "Stad Voorbeeld")
    rows = {
        name: LOKET[name] for name in ("bronnen", "organisaties", "taken", "akten", "instanties")
    }
    rows["verantwoordelijkheden"] = LOKET["verantwoordelijkheden"]
    assert (
        call("import", "tables", str(written(rows, Path("in"))), "--data", "stad").returncode == 0
    )
    found = call("validate", "stad").stdout
    assert "source-not-consulted" in found
    assert "verslag (Stad)" in found
    assert "source-not-consulted" not in call("validate").stdout
    asked = call("ask", "stad/questions/our-tasks.rq", "--data", "stad", "-f", "summary").stdout
    assert "Welke taken hebben we, en sinds wanneer?" in asked
    assert "drukte meten" in asked
    one = call(
        "ask", "stad/questions/our-tasks.rq", "--organisation", "balie; en meer", "--data", "stad"
    )
    assert (one.returncode, one.stdout.count("\n")) == (0, 1)
    Path("stad/questions/x.rq").write_text("SELECT * WHERE { ?s ?p ?o }", "utf-8")
    done = call("ask", "stad/questions/x.rq", "--data", "stad")
    assert done.returncode == 3
    assert "stad/questions/x.rq: het bestand is geen vraag" in done.stderr
    Path("stad/checks/y.rq").write_text(
        Path("stad/checks/source-not-consulted.rq").read_text("utf-8") + "}", "utf-8"
    )
    done = call("validate", "stad")
    assert done.returncode in (2, 3)
    assert "checks/y.rq" in done.stderr
    Path("stad/checks/y.rq").write_bytes(b"#+ problem: \xff")
    done = call("validate", "stad")
    assert done.returncode == 3
    assert "checks/y.rq: kan niet gelezen worden" in done.stderr

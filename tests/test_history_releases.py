"""The changes made to the data between two versions, separate from changes in the world."""

import shutil
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from dvgraph.dataset.files import read
from dvgraph.errors import UseError
from dvgraph.history.releases import compare, patch, release
from dvgraph.history.revisions import report, revision_table
from dvgraph.prebuilt.disk import build_store
from test_history_diff import PREFIXES

pytestmark = pytest.mark.program

OLD = """
@prefix prov: <http://www.w3.org/ns/prov#> .
<graph/data/data> prov:generatedAtTime "2022-01-01T12:00:00Z"^^xsd:dateTime .
<organisatie/a> a m8g:PublicOrganisation ; rdfs:label "A"@nl, "A"@en .
<persoon/x> rdfs:label "X"@nl, "X"@en . <functie/h> rdfs:label "hoofd"@nl, "head"@en .
<uitspraak/fout> a dvg:Bestaan ; dvg:over <organisatie/a> ; dvg:van "2001"^^xsd:gYear END1 .
<uitspraak/hoofd> a dvg:Bezetting ; org:member <persoon/x> ; dvg:functie <functie/h> ;
    dvg:van "2019-01-01"^^xsd:date END2 .
<uitspraak/onzin> a dvg:Kenmerk ; dvg:onderwerp <organisatie/a> ; dvg:waarde "grap"@nl ;
    dvg:kenmerk <concept/kenmerk/missie> END3 .
<uitspraak/stil> a dvg:Kenmerk ; dvg:onderwerp <organisatie/a> ; dvg:waarde "1.50" ;
    dvg:kenmerk <concept/kenmerk/doel> .
<uitspraak/weg> a dvg:Kenmerk ; dvg:onderwerp <organisatie/a> ; dvg:waarde "weg"@nl ;
    dvg:kenmerk <concept/kenmerk/doel> .
"""
NOW = '"2023-05-01T12:00:00Z"^^xsd:dateTime'
NEW = f"""
<uitspraak/juist> a dvg:Bestaan ; dvg:over <organisatie/a> ; dvg:van "2002"^^xsd:gYear ;
    prov:wasRevisionOf <uitspraak/fout> ; prov:generatedAtTime {NOW} .
<uitspraak/hoofd-tot> a dvg:Bezetting ; org:member <persoon/x> ; dvg:functie <functie/h> ;
    dvg:van "2019-01-01"^^xsd:date ; dvg:tot "2023-04-01"^^xsd:date ;
    prov:wasRevisionOf <uitspraak/hoofd> ; prov:generatedAtTime {NOW} .
<uitspraak/nieuw> a dvg:Kenmerk ; dvg:onderwerp <organisatie/a> ; dvg:waarde "nu"@nl ;
    dvg:kenmerk <concept/kenmerk/missie> ; dvg:van "2023-02-01"^^xsd:date ;
    prov:generatedAtTime {NOW} .
<uitspraak/vroeger> a dvg:Kenmerk ; dvg:onderwerp <organisatie/a> ; dvg:waarde "toen"@nl ;
    dvg:kenmerk <concept/kenmerk/missie> ; dvg:van "1999"^^xsd:gYear ;
    prov:generatedAtTime {NOW} .
"""


@pytest.fixture
def versions(tmp_path: Path) -> tuple[Path, Path]:
    """The same folder at two times: a correction, an end, a withdrawal, two breaches, and news."""
    old, new = tmp_path / "old" / "data", tmp_path / "new" / "data"
    withdrawn = f"; prov:invalidatedAtTime {NOW}"
    texts = (
        OLD.replace(" END1", "").replace(" END2", "").replace(" END3", ""),
        OLD.replace("END1", withdrawn).replace("END2", withdrawn).replace("END3", withdrawn) + NEW,
    )
    silent = texts[1].replace('"1.50"', '"1.5"')
    gone = silent[: silent.index("<uitspraak/weg>")] + NEW
    for folder, text in ((old, texts[0]), (new, gone)):
        folder.mkdir(parents=True)
        (folder / "data.ttl").write_text(PREFIXES + text, encoding="utf-8")
    return old, new


def kinds(old: Path | str, new: Path | str) -> dict[str, tuple[str, bool]]:
    found = compare(release(str(old)), release(str(new)))
    return {one.record.rpartition("/")[2]: (one.kind, one.world) for one in found}


EXPECTED = {
    "juist": ("correction", False),
    "hoofd-tot": ("update", True),
    "nieuw": ("addition", True),
    "vroeger": ("addition", False),
    "onzin": ("retraction", False),
    "stil": ("rewritten", False),
    "weg": ("removed", False),
}


def test_what_we_changed_is_told_apart_from_what_the_world_did(
    versions: tuple[Path, Path],
) -> None:
    assert kinds(*versions) == EXPECTED


def test_stores_and_git_revisions_are_versions_too(
    versions: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = versions
    build_store(read([old]), tmp_path / "store")
    assert kinds(tmp_path / "store", new) == EXPECTED
    if not shutil.which("git"):
        pytest.skip("git is not installed")
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.chdir(home)
    monkeypatch.setattr("dvgraph.resources.data_dir", lambda: tmp_path / "none" / "data")
    git = ["git", "-c", "user.name=x", "-c", "user.email=x@example.org"]
    subprocess.run([*git, "init", "-q"], check=True)
    for folder in versions:
        shutil.rmtree(home / "data", ignore_errors=True)
        shutil.copytree(folder, home / "data")
        subprocess.run([*git, "add", "-A"], check=True)
        subprocess.run([*git, "commit", "-q", "-m", "x"], check=True)
    assert kinds("HEAD~1", "HEAD") == EXPECTED


def test_a_version_with_itself_has_no_difference(versions: tuple[Path, Path]) -> None:
    one = release(str(versions[1]))
    assert compare(one, one) == ()
    assert patch(one, one) == "TX .\nTC .\n"
    assert "geen verschil" in report(one, one, (), "text", "nl")


def test_the_report_and_the_rows_say_what_was_before(versions: tuple[Path, Path]) -> None:
    before, after = (release(str(one)) for one in versions)
    found = compare(before, after, "en")
    text = report(before, after, found, "text", "en", 200)
    assert text.index("The world changed") < text.index("We corrected")
    assert "We withdrew" in text
    assert "Left out without being withdrawn" in text
    table = revision_table(found, "en")
    counted = Counter(row[0].value for row in table.rows)  # type: ignore[union-attr]
    assert counted["addition"] == 2


def test_the_patch_keeps_terms_as_written(versions: tuple[Path, Path]) -> None:
    lines = patch(*(release(str(one)) for one in versions)).splitlines()
    assert any(line.startswith("D ") and '"1.50"' in line for line in lines)
    assert any(line.startswith("A ") and '"1.5"' in line for line in lines)


@pytest.mark.parametrize("name", ["no-such-revision", "--output=x", ""])
def test_what_is_no_version_is_refused(name: str) -> None:
    with pytest.raises(UseError, match=r"not a version|not a file, a folder"):
        release(name)

"""A fault is told by its first cause, in the words of its author, then what follows."""

import shutil
from pathlib import Path

import pytest

from calling import call

pytestmark = [pytest.mark.program, pytest.mark.usefixtures("english")]

SMALL = Path(__file__).parent / "agency" / "digitaal-vlaanderen"
KNOWN = '    dvg:van "[..2016]"^^edtf:EDTF ;\n'


def told(tmp_path: Path, old: str, new: str) -> list[str]:
    """Return the lines of ``validate`` on the small agency with one text replaced."""
    folder = tmp_path / SMALL.name
    shutil.copytree(SMALL, folder)
    file = folder / "statements" / "relations.ttl"
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")
    done = call("validate", str(folder))
    assert done.returncode == 1
    return done.stdout.splitlines()


def test_an_unknown_class_comes_first_and_its_followers_are_counted(tmp_path: Path) -> None:
    lines = told(
        tmp_path,
        "departement-uit-corve> a dvg:Betrekking",
        "departement-uit-corve> a dvg:Betreking",
    )
    assert "relations.ttl:10: violation: " in lines[0]
    assert "Betreking, a term that dvgraph does not know" in lines[0]
    assert "findings that follow from this" in lines[3]
    assert not any("A statement is of exactly one kind" in line for line in lines)


def test_a_day_that_does_not_exist_is_named_instead_of_what_its_shape_wants(tmp_path: Path) -> None:
    lines = told(tmp_path, KNOWN, '    dvg:van "2021-02-30"^^xsd:date ;\n')
    (line,) = (line for line in lines if "there is no day 2021-02-30" in line)
    assert "relations.ttl:14: violation" in line
    assert not any("A statement has at most one dvg:van" in line for line in lines)


def test_reversed_dates_are_told_as_their_author_wrote_them(tmp_path: Path) -> None:
    dates = '    dvg:van "2016"^^xsd:gYear ;\n    dvg:tot "2014-03"^^xsd:gYearMonth ;\n'
    lines = told(tmp_path, KNOWN, dates)
    (line,) = (line for line in lines if "it ends (2014-03) before it begins (2016)" in line)
    assert "relations.ttl:15: violation" in line

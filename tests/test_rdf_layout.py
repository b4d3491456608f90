"""The layout of the repository's Turtle and SPARQL."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dvgraph import resources
from dvgraph.errors import InputError
from dvgraph.rdf import tokens
from dvgraph.rdf.layout import LayoutFault, faults, files, formatted, mend, read
from dvgraph.rdf.oxigraph import RdfFormat, parse

TTL = """@base <https://w3id.org/dvgraph/id/> .
@prefix dvg: <https://w3id.org/dvgraph/ns#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

# About the first.
<uitspraak/een> a dvg:Bestaan ;
    dvg:over <taak/een> ; # seen in passing
    dvg:gezienOp "2025-06"^^xsd:gYearMonth ;
    dvg:vindplaats
        <bron/a#line=1,2>,
        <bron/a#line=3,4> .

<taak/een> a dvg:Taak .
"""
RQ = """#+ title: {nl: "Wat?", en: "What?"}
PREFIX dvg:  <https://w3id.org/dvgraph/ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>

SELECT ?x WHERE {
  ?x dvg:over/rdfs:label "#+ no header, dcat: no prefix" . # a comment: it stays
}
"""


@pytest.mark.parametrize("path", files(), ids=lambda path: path.stem)
def test_every_file_of_the_repository_keeps_the_layout(path: Path) -> None:
    assert faults(read(path), path.suffix) == []
    assert formatted(read(path), path.suffix) == read(path)


def test_files_in_the_layout_have_no_faults() -> None:
    assert faults(TTL, ".ttl") == []
    assert faults(RQ, ".rq") == []


@pytest.mark.parametrize(
    ("old", "new", "line", "problem"),
    [
        ("@prefix dvg", "@prefix zzz: <http://z/> .\n@prefix dvg", 2, "not sorted"),
        ("# About", "@prefix zzz: <http://z/> .\n# About", 6, "no blank line"),
        ("@prefix xsd", "@prefix rdf: <http://r/> .\n@prefix xsd", 3, "rdf: is not used"),
        ("\n\n# About", "\n# About", 4, "no blank line"),
        ("\n\n<taak", "\n\n\n<taak", 13, "second blank line"),
        ("    dvg:gezienOp", "  dvg:gezienOp", 8, "an indent"),
        ("    dvg:gezienOp", "\tdvg:gezienOp", 8, "tab"),
        ("Taak .\n", "Taak .", 13, "one line break"),
        ("Taak .\n", "Taak .\n\n", 15, "one line break"),
        ("dvg:Taak .", "dvg:Taak . ", 13, "a space at the end"),
        ("dvg:Taak .\n", "dvg:Taak .\r\n", 13, "a carriage return"),
        ("dvg:gezienOp", "dvg:grond <x> ;\n    dvg:gezienOp", 9, "must come before"),
    ],
)
def test_a_departure_is_told_with_its_line(old: str, new: str, line: int, problem: str) -> None:
    found = faults(TTL.replace(old, new, 1), ".ttl")
    assert [fault for fault in found if fault.line == line and problem in fault.problem]


def test_queries_have_their_header_first_and_their_prefixes_sorted() -> None:
    late = RQ.replace("#+ title", "# first\n#+ title")
    assert LayoutFault(2, "the #+ header is not at the top") in faults(late, ".rq")
    first, second = RQ.splitlines(keepends=True)[1:3]
    swapped = RQ.replace(first + second, second + first)
    assert faults(swapped, ".rq") == [
        LayoutFault(2, "the prefixes are not sorted, or one is repeated")
    ]
    assert formatted(swapped, ".rq") == RQ


def test_mending_keeps_every_comment_and_triple() -> None:
    lines = TTL.splitlines()
    lines[1:3] = lines[2:0:-1]
    messy = "\ufeff" + "  \r\n".join(line for line in lines if line) + "\r\n\r\n"
    assert formatted(messy, ".ttl") == TTL


def test_what_stands_inside_a_string_is_left_alone() -> None:
    text = TTL + '\n<taak/twee> dvg:reden """een  \n\n\n  twee \n""" .\n'
    assert formatted(text, ".ttl") == text
    assert faults(text, ".ttl") == []


@given(st.text("<ab> .;,#\n\t\"'@:", max_size=80))
def test_mending_twice_changes_nothing_more(text: str) -> None:
    once = formatted(text, ".ttl")
    assert formatted(once, ".ttl") == once


def test_data_squeezed_together_is_mended_without_losing_a_triple() -> None:
    for path in files([resources.data_dir()]):
        text = read(path)
        mended = formatted(text.replace("\n\n", "\n"), ".ttl")
        assert faults(mended, ".ttl") == []
        assert set(parse(mended, format=RdfFormat.TURTLE)) == set(
            parse(text, format=RdfFormat.TURTLE)
        )


def test_mend_writes_only_what_changes(tmp_path: Path) -> None:
    path = tmp_path / "x.ttl"
    path.write_text(TTL + "\n\n", encoding="utf-8")
    assert mend([path]) == [path]
    assert read(path) == TTL
    assert not mend([path])


def test_a_missing_or_broken_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        files([tmp_path / "absent"])
    (tmp_path / "x.ttl").write_bytes(b"\xff")
    with pytest.raises(InputError, match="byte 1 is not UTF-8"):
        read(tmp_path / "x.ttl")


@pytest.mark.usefixtures("english")
def test_the_command_mends_what_it_can_and_tells_the_rest(tmp_path: Path) -> None:
    path = tmp_path / "x.ttl"
    path.write_text(
        TTL.replace("dvg:gezienOp", "dvg:grond <x> ;\n    dvg:gezienOp") + "\n", "utf-8"
    )
    program = Path(sys.executable).with_name("dvgraph")

    def run(*options: str) -> subprocess.CompletedProcess[str]:
        command = [program, "format", *options, str(tmp_path)]
        return subprocess.run(command, capture_output=True, encoding="utf-8", timeout=60)

    before = path.read_bytes()
    checked = run("--check")
    assert checked.returncode == 1
    assert path.read_bytes() == before
    assert f"{path}:9: dvg:gezienOp must come before dvg:grond" in checked.stdout
    mended = run()
    assert mended.returncode == 1
    assert f"{path}: layout changed" in mended.stdout
    assert "1 file, 1 fault of layout" in mended.stdout
    path.write_text(TTL, "utf-8")
    assert run("--check").returncode == 0


def test_the_prefixes_of_a_text_are_found_among_some_without_reading_all_of_it() -> None:
    text = 'a:x b:y "c:z", <d:e>, <f:g> .\n# h:i\na:x a:y (a:b|c:d)/e:f .'
    used = tokens.prefixes(text)
    assert used == {"a", "b", "c", "e"}
    for among in ({"a"}, {"b", "d"}, {"a", "c", "h"}, {"e"}, {"z"}, set()):
        assert tokens.prefixes(text, among) == used & among

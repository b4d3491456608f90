import hashlib
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dvgraph.dataset.files import read
from dvgraph.errors import DvgraphError, InputError, UseError
from dvgraph.evidence.passages import passage
from dvgraph.evidence.stamp import stamp
from dvgraph.evidence.texts import Texts, find_texts, fingerprint, split_lines
from dvgraph.namespaces import BASE

SOURCES = """@base <https://w3id.org/dvgraph/id/> .
@prefix dvg: <https://w3id.org/dvgraph/ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
<bron/nota> rdfs:label "Nota \\"A\\""@nl, "Memo A"@en ; dvg:bestand "nota.txt" .
<bron/decreet> rdfs:label "Decreet"@nl, "Decree"@en .
"""
STATEMENTS = """@base <https://w3id.org/dvgraph/id/> .
@prefix dvg: <https://w3id.org/dvgraph/ns#> .
<uitspraak/1> a dvg:Bestaan ; dvg:vindplaats <bron/nota#line=9,11>, <bron/nota#line=1,2> .
<uitspraak/2> a dvg:Bestaan ;
    dvg:vindplaats <bron/decreet#artikel=10>, <bron/decreet#artikel=4>,
        <bron/decreet#onderdeel=onze%20opdracht> .
<lacune/1> a dvg:Lacune ; dvg:gezochtIn <bron/nota#line=0,1>, <bron/decreet> .
"""
TEXT = "".join(f"regel {number}\n" for number in range(1, 13))


@pytest.fixture
def agency(tmp_path: Path) -> Path:
    folder = tmp_path / "agency"
    folder.mkdir()
    (folder / "sources.ttl").write_text(SOURCES)
    (folder / "statements.ttl").write_text(STATEMENTS)
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "nota.txt").write_text(TEXT)
    return folder


def test_positions_count_from_nought_so_line_167_170_is_lines_168_to_170() -> None:
    place = passage(BASE + "bron/herweging-2025#line=167,170")
    assert (place.source, place.first, place.last, place.width) == (
        BASE + "bron/herweging-2025",
        168,
        170,
        3,
    )
    assert (place.locator("nl"), place.locator("en")) == ("regels 168–170", "lines 168–170")


def test_one_line_is_named_in_the_singular() -> None:
    assert passage("bron/x#line=4,5").locator("nl") == "regel 5"
    assert passage("bron/x#line=4,5").locator("en") == "line 5"


@pytest.mark.parametrize(
    ("fragment", "nl", "en"),
    [
        ("artikel=4", "artikel 4", "article 4"),
        ("pagina=3", "pagina 3", "page 3"),
        ("onderdeel=onze%20opdracht", "onderdeel onze opdracht", "section onze opdracht"),
        ("onderdeel=laatste-regel", "onderdeel laatste regel", "section laatste regel"),
        ("onderdeel=hoofdstuk-12-14", "onderdeel hoofdstuk 12-14", "section hoofdstuk 12-14"),
    ],
)
def test_pages_articles_and_sections_are_named(fragment: str, nl: str, en: str) -> None:
    place = passage(f"bron/x#{fragment}")
    assert (place.locator("nl"), place.locator("en"), place.width) == (nl, en, 0)


@pytest.mark.parametrize(
    "iri",
    ["bron/x", "bron/x#", "bron/x#line=4", "bron/x#line=5,4", "bron/x#line=4,4", "bron/x#char=1,2",
     "bron/x#line=a,b", "bron/x#pagina="],
)  # fmt: skip
def test_an_iri_that_names_no_passage_is_refused_with_the_right_form(iri: str) -> None:
    with pytest.raises(InputError, match="#line=a,b"):
        passage(iri)


def test_lines_split_at_crlf_lf_and_cr_only() -> None:
    assert split_lines("a\r\nb\nc\rd\x0be\x0cf\x85g\u2028h\n") == (
        *("a", "b", "c"),
        "d\x0be\x0cf\x85g\u2028h",
    )
    assert split_lines("a\n\n") == ("a", "")
    assert split_lines("") == ()


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\r\n")), min_size=1))
def test_the_fingerprint_does_not_depend_on_the_line_breaks_of_the_file(lines: list[str]) -> None:
    expected = hashlib.sha256("\n".join(lines).encode()).hexdigest()
    for end in ("\n", "\r\n", "\r"):
        assert fingerprint(split_lines(end.join(lines) + end)) == expected


def test_stamp_writes_one_node_per_passage_sorted_by_source_and_number(agency: Path) -> None:
    (done,) = stamp([agency], agency.parent / "sources")
    text = (agency / "passages.ttl").read_text()
    assert (done.passages, done.not_at_hand, done.changed) == (6, 0, True)
    assert re.findall(r"^<(\S+)> a dvg:Vindplaats", text, re.MULTILINE) == [
        "bron/decreet#artikel=4",
        "bron/decreet#artikel=10",
        "bron/decreet#onderdeel=onze%20opdracht",
        "bron/nota#line=0,1",
        "bron/nota#line=1,2",
        "bron/nota#line=9,11",
    ]
    print_ = hashlib.sha256(b"regel 10\nregel 11").hexdigest()
    assert text.endswith(
        f"""<bron/nota#line=9,11> a dvg:Vindplaats ;
    dct:isPartOf <bron/nota> ;
    dvg:vingerafdruk "{print_}" ;
    rdfs:label "Nota \\"A\\", regels 10–11"@nl, "Memo A, lines 10–11"@en .
"""
    )
    assert text.count("vingerafdruk") == 3
    assert len(read([agency], ontology=False).files) == 3


def test_a_second_stamp_leaves_the_file_untouched(agency: Path) -> None:
    stamp([agency], agency.parent / "sources")
    before = (agency / "passages.ttl").stat()
    (done,) = stamp([agency.parent], agency.parent / "sources")
    after = (agency / "passages.ttl").stat()
    assert not done.changed
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)
    assert sorted(path.name for path in agency.iterdir()) == [
        "passages.ttl",
        "sources.ttl",
        "statements.ttl",
    ]


def test_stamp_keeps_the_record_time_of_the_file_and_fingerprints_of_texts_not_at_hand(
    agency: Path,
) -> None:
    stamp([agency], agency.parent / "sources")
    file = agency / "passages.ttl"
    time = (
        "<https://w3id.org/dvgraph/id/graph/agency/passages> <http://www.w3.org/ns/prov"
        '#generatedAtTime> "2026-01-01T00:00:00Z"^^<http://www.w3.org/2001/XMLSchema#dateTime> .\n'
    )
    file.write_text(file.read_text() + time)
    prints = re.findall(r'vingerafdruk "(\w+)"', file.read_text())
    (done,) = stamp([agency], None)
    text = file.read_text()
    assert done.not_at_hand == 3
    assert re.findall(r'vingerafdruk "(\w+)"', text) == prints
    assert (
        "<graph/agency/passages> prov:generatedAtTime "
        '"2026-01-01T00:00:00Z"^^xsd:dateTime .\n' in text
    )
    stamp([agency], None)
    assert file.read_text() == text


def test_a_changed_text_is_stamped_only_when_one_says_so(agency: Path) -> None:
    texts = agency.parent / "sources"
    stamp([agency], texts)
    before = (agency / "passages.ttl").read_bytes()
    (texts / "nota.txt").write_text(TEXT.replace("regel 11", "regel elf"))
    with pytest.raises(
        DvgraphError, match=r"the text of 1 passage changed.*: bron/nota#line=9,11"
    ) as told:
        stamp([agency], texts)
    assert told.value.exit_code == 1
    assert (agency / "passages.ttl").read_bytes() == before
    (done,) = stamp([agency], texts, accept_changed=True)
    assert done.new_prints == (BASE + "bron/nota#line=9,11",)


def test_a_passage_outside_its_text_names_the_statement_and_nothing_is_written(
    agency: Path,
) -> None:
    (agency.parent / "sources" / "nota.txt").write_text("een\ntwee\n")
    with pytest.raises(InputError, match=r"statements\.ttl:3: cites lines 10–11 .* 2 lines"):
        stamp([agency], agency.parent / "sources")
    assert not (agency / "passages.ttl").exists()


def test_a_passage_of_an_undescribed_source_or_of_no_form_names_the_statement(
    agency: Path,
) -> None:
    statements = agency / "statements.ttl"
    for bad, message in (
        ("bron/weg#pagina=1", "does not label"),
        ("bron/nota", "not the IRI of a passage"),
    ):
        statements.write_text(STATEMENTS.replace("bron/decreet#artikel=4", bad))
        with pytest.raises(InputError, match=rf"statements\.ttl:\d+: .*{message}"):
            stamp([agency], agency.parent / "sources")


def test_stamp_wants_folders(agency: Path) -> None:
    with pytest.raises(UseError, match="not a data folder"):
        stamp([agency / "sources.ttl"], None)


def test_the_texts_are_the_folder_named_then_the_environment_then_beside_the_data(
    agency: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DVGRAPH_TEXTS", raising=False)
    assert find_texts(None, [agency]) == agency.resolve().parent / "sources"
    assert find_texts(None, []) is None
    monkeypatch.setenv("DVGRAPH_TEXTS", str(agency))
    assert find_texts(None, [agency]) == agency
    assert find_texts(tmp_path, [agency]) == tmp_path
    with pytest.raises(InputError, match="no such folder of texts"):
        find_texts(tmp_path / "weg")


def test_a_text_is_a_plain_utf8_file_in_that_folder(tmp_path: Path) -> None:
    (tmp_path / "latin.txt").write_bytes("één".encode("latin-1"))
    texts = Texts(tmp_path)
    assert texts.lines("weg.txt") is None
    assert texts.lines(None) is None
    with pytest.raises(InputError, match="not UTF-8"):
        texts.lines("latin.txt")
    for name in ("../latin.txt", "/etc/hostname", "..", "a\0b"):
        with pytest.raises(InputError, match="not the name of a file"):
            texts.lines(name)

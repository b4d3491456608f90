import csv
import hashlib
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from dvgraph.dataset.files import read
from dvgraph.errors import InputError, UseError
from dvgraph.evidence.archive import archive, take
from dvgraph.evidence.strength import Strength, strength
from dvgraph.evidence.verdicts import Outcome, Verdict, verify

DAY = date(2026, 11, 29)
SOURCE = "https://w3id.org/dvgraph/id/bron/jaarverslag"
PAGE = """<html><head><style>p { color: red }</style><script>alert(1)</script></head><body>
<h1>Jaarverslag</h1><p>Bureau Alfa   telde <b>12</b> medewerkers.</p><ul><li>een</li><li>twee</li>
</ul></body></html>"""
DATA = """@base <https://w3id.org/dvgraph/id/> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix dvg: <https://w3id.org/dvgraph/ns#> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<bron/jaarverslag> a foaf:Document ; rdfs:label "Jaarverslag"@nl .
<bron/krant> a foaf:Document ; rdfs:label "Krant"@nl ; dct:type <concept/bronsoort/pers> .
<organisatie/a> a org:Organization ; rdfs:label "Bureau Alfa"@nl .
"""


def one_page_pdf(text: str) -> bytes:
    """Return a PDF of one page with one line of text."""
    stream = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET".encode()
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >> stream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    made, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(made))
        made += b"%d 0 obj %s endobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(parts) + 1
    return made + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer << /Size %d /Root 1 0 R >>\n"
        b"startxref\n%d\n%%%%EOF" % (size, table, size, len(made))
    )


def test_a_saved_page_becomes_the_text_of_its_source_with_where_it_came_from(
    tmp_path: Path,
) -> None:
    saved = tmp_path / "opgeslagen.html"
    saved.write_text(PAGE)
    done = archive(SOURCE, saved, tmp_path / "texts", "jaarverslag.txt", day=DAY)
    text = (tmp_path / "texts" / "jaarverslag.txt").read_text()
    assert text.split("\n")[:2] == ["Jaarverslag", "Bureau Alfa telde 12 medewerkers."]
    assert "alert" not in text
    assert "color" not in text
    with (tmp_path / "texts" / "texts.csv").open() as file:
        (row,) = csv.DictReader(file)
    assert row["source"] == SOURCE
    assert row["file"] == "opgeslagen.html"
    assert row["sha256"] == done.sha256 == hashlib.sha256(saved.read_bytes()).hexdigest()
    assert row["taken"] == "2026-11-29"
    assert row["tool"].startswith("beautifulsoup4 ")


def test_the_text_of_a_pdf_is_read_page_by_page(tmp_path: Path) -> None:
    saved = tmp_path / "a.pdf"
    saved.write_bytes(one_page_pdf("Bureau Alfa telde 12 medewerkers."))
    done = archive(SOURCE, saved, tmp_path / "texts", "a.txt", day=DAY)
    assert "Bureau Alfa telde 12 medewerkers." in done.path.read_text()
    assert done.tool.startswith("pypdf ")


@pytest.mark.parametrize(
    ("name", "data", "kind", "message"),
    [
        ("a.docx", b"PK", UseError, "is not of a known kind"),
        ("a.txt", b"\xff\xfe\x00", InputError, "not UTF-8"),
        ("a.html", b"<html></html>", InputError, "contains no text"),
        ("a.pdf", b"%PDF-1.4 broken", InputError, "is not a readable PDF"),
    ],
)
def test_a_file_without_readable_text_is_refused_and_nothing_written(
    tmp_path: Path, name: str, data: bytes, kind: type[Exception], message: str
) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(kind, match=message):
        archive(SOURCE, tmp_path / name, tmp_path / "texts", "a.txt", day=DAY)
    assert not (tmp_path / "texts").exists()


@pytest.mark.parametrize("index", [b"naam,tekst\nx,y\n", b"source\n\xff\n"])
def test_an_unreadable_index_is_named_and_no_text_written(tmp_path: Path, index: bytes) -> None:
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "texts.csv").write_bytes(index)
    (tmp_path / "1.txt").write_text("tekst\n")
    with pytest.raises(InputError, match=r"texts\.csv: cannot be read"):
        archive(SOURCE, tmp_path / "1.txt", tmp_path / "texts", "a.txt", day=DAY)
    assert not (tmp_path / "texts" / "a.txt").exists()


def test_another_text_of_a_source_is_replaced_only_when_asked(tmp_path: Path) -> None:
    for number in (1, 2):
        (tmp_path / f"{number}.txt").write_text(f"tekst {number}\n")
    folder = tmp_path / "texts"
    archive(SOURCE, tmp_path / "1.txt", folder, "a.txt", day=DAY)
    archive(SOURCE, tmp_path / "1.txt", folder, "a.txt", day=DAY)
    with pytest.raises(UseError, match="another text of this source"):
        archive(SOURCE, tmp_path / "2.txt", folder, "a.txt", day=DAY)
    assert (folder / "a.txt").read_text() == "tekst 1\n"
    archive(SOURCE, tmp_path / "2.txt", folder, "a.txt", day=DAY, replace=True)
    assert (folder / "a.txt").read_text() == "tekst 2\n"
    assert len((folder / "texts.csv").read_text().splitlines()) == 2


def test_a_folder_of_saved_files_goes_to_the_sources_of_their_names(tmp_path: Path) -> None:
    (tmp_path / "data.ttl").write_text(DATA)
    saved = tmp_path / "saved"
    saved.mkdir()
    for name in ("jaarverslag.html", "onbekend.html"):
        (saved / name).write_text(PAGE)
    (saved / "notes.bin").write_bytes(b"")
    done = take([tmp_path / "data.ttl"], saved, tmp_path / "texts")
    assert [(one.source, one.path.name) for one in done.texts] == [(SOURCE, "jaarverslag.txt")]
    assert [one.name for one in done.unknown] == ["onbekend.html"]
    with pytest.raises(UseError, match=r"no source 'jaarverslg'\. Nearest: jaarverslag"):
        take([tmp_path / "data.ttl"], saved, tmp_path / "texts", "jaarverslg")


@pytest.fixture
def judge(tmp_path: Path) -> Callable[[str, str], Verdict]:
    """Return the verdict on a figure of staff that cites a passage in the source's text."""

    def verdict(fragment: str, text: str) -> Verdict:
        (tmp_path / "data.ttl").write_text(
            DATA + "<uitspraak/u> a dvg:Cijfer ; dvg:betreft <organisatie/a> ; dvg:waarde 12 ;"
            f" dvg:vindplaats <bron/jaarverslag#{fragment}> .\n"
        )
        (tmp_path / "jaarverslag.txt").write_text(text)
        return verify(read([tmp_path / "data.ttl"], ontology=False), tmp_path)[0]

    return verdict


STAFF = "Bureau Alfa telde 12 medewerkers.\n"


@pytest.mark.parametrize(
    ("fragment", "text"),
    [
        ("onderdeel=personeel", f"Kop\n\n{STAFF}"),
        ("pagina=2", f"een\n\f{STAFF}\n\fdrie\n"),
        ("artikel=4", f"Art. 3. Niets.\nArt. 4. {STAFF}Art. 5. Niets.\n"),
    ],
)
def test_a_passage_that_is_a_page_article_or_part_is_read_where_the_text_is_at_hand(
    judge: Callable[[str, str], Verdict], fragment: str, text: str
) -> None:
    assert judge(fragment, text).outcome == Outcome.CONFIRMED


@pytest.mark.parametrize(
    ("fragment", "text"),
    [
        ("pagina=3", f"een\n\f{STAFF}\n\fdrie\n"),
        ("artikel=5", f"Art. 4. {STAFF}Art. 5. Niets.\n"),
    ],
)
def test_what_stands_on_another_page_or_in_another_article_is_not_read(
    judge: Callable[[str, str], Verdict], fragment: str, text: str
) -> None:
    assert judge(fragment, text).outcome == Outcome.NOT_FOUND


def test_an_article_or_page_that_the_text_does_not_have_is_not_at_hand(
    judge: Callable[[str, str], Verdict],
) -> None:
    assert judge("artikel=9", f"Art. 4. {STAFF}").outcome == Outcome.NO_TEXT
    assert judge("pagina=9", STAFF).outcome == Outcome.NO_TEXT


def test_statements_are_counted_by_their_nearest_passage_and_their_sources(tmp_path: Path) -> None:
    about = "a dvg:Bestaan ; dvg:over <organisatie/a> ; dvg:vindplaats"
    (tmp_path / "data.ttl").write_text(
        DATA
        + f"""<uitspraak/1> {about} <bron/jaarverslag#line=1,2>, <bron/krant#onderdeel=x> .
<uitspraak/2> {about} <bron/jaarverslag#artikel=2> .
<uitspraak/3> {about} <bron/krant#onderdeel=x> .
"""
    )
    found = strength(read([tmp_path / "data.ttl"], ontology=False))
    assert found == Strength(lines=1, places=1, documents=1, single=2, press=1)

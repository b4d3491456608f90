"""Labels with control characters and markup, through every command and format, errors too."""

import io
import re
import shutil
import subprocess
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest

from calling import call
from dvgraph.results.writers import FORMATS
from terminal import PROGRAM

pytestmark = [pytest.mark.program, pytest.mark.usefixtures("english")]

SMALL = Path(__file__).parent / "agency" / "digitaal-vlaanderen"
EVIL = "\x1b]0;t\x07\x1b[31m\x9b2J\u202e<script>alert(1)</script>]]>&\x0b\ufffe\ufeff"
BAD = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e\ufeff\ufffe]")
BODY = "organisatie/digitaal-vlaanderen"


@pytest.fixture(scope="module")
def agency(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small agency, with the hostile text in each label and text."""
    folder = tmp_path_factory.mktemp("evil") / "digitaal-vlaanderen"
    shutil.copytree(SMALL, folder)
    turtle = "".join(f"\\u{ord(one):04X}" for one in EVIL)
    for file in folder.rglob("*.ttl"):
        text = file.read_text("utf-8")
        text = re.sub(r'(?<!")"(@(?:nl|en))\b', lambda tag: f'{turtle}"{tag[1]}', text)
        file.write_text(text, "utf-8")
    return folder


def commands() -> list[tuple[str, ...]]:
    """Return each command with each of its formats."""
    kinds = {
        ("show", BODY): "page",
        ("search", "digitaal"): "rows",
        ("ask", "tasks-added", "--since", "2010"): "rows",
        ("ask", "post-holders"): "rows",
        ("lineage", BODY): "lineage",
        ("tasks", BODY): "tasks",
        ("as-of", "2020", BODY): "state",
        ("diff", "2010", "2020"): "changes",
        ("decisions",): "rows",
        ("gaps",): "gaps",
        ("figures", "personeel"): "figures",
        ("brief", BODY, "--since", "2010", "--until", "2024"): "brief",
        ("validate",): "findings",
        ("check",): "audit",
        ("evidence", "verify"): "verdicts",
        ("query", "q.rq"): "query",
        ("cite", BODY): "citation",
    }
    return [(*args, "-f", form) for args, kind in kinds.items() for form in FORMATS[kind]]


def ours(data: bytes) -> str:
    """Return the text of a document; of a Word document, of its parts."""
    if not data.startswith(b"PK"):
        return data.decode()
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        xml = [parts.read(name) for name in parts.namelist() if name.endswith((".xml", ".rels"))]
    for one in xml:
        ElementTree.fromstring(one)
    return "".join(one.decode() for one in xml)


# Formats that keep the data as it is, for programs: their own escapes are tested by their readers.
EXACT = (
    "csv",
    "json",
    "jsonl",
    "ttl",
    "turtle",
    "nt",
    "jsonld",
    "rdf",
    "rdfp",
    "csl-json",
    "sarif",
)
XML = ("svg", "graphml", "gexf", "junit", "docx")
BINARY = ("png", "pdf")


@pytest.mark.slow
@pytest.mark.parametrize("args", commands(), ids=" ".join)
def test_no_label_reaches_a_document_with_its_control_characters(
    agency: Path, tmp_path: Path, args: tuple[str, ...]
) -> None:
    form, out = args[-1], tmp_path / "out"
    (tmp_path / "q.rq").write_text(
        "SELECT ?s ?l { ?s rdfs:label ?l }"
        if form not in ("ttl", "nt", "jsonld", "rdf")
        else "CONSTRUCT { ?s rdfs:label ?l } WHERE { ?s rdfs:label ?l }",
        "utf-8",
    )
    done = call(*args, "--data", str(agency), "-o", str(out), cwd=tmp_path)
    assert "Traceback" not in done.stderr
    assert not BAD.search(done.stderr)
    # RDF/XML cannot express such characters at all, and says so.
    assert done.returncode in ((0, 1, 2, 5) if form == "rdf" else (0, 1, 2)), done.stderr
    if not out.exists() or form in BINARY or form in EXACT:
        return
    text = ours(out.read_bytes())
    assert not BAD.search(text)
    if form in ("svg", "html", "md", "docx", *XML):
        assert "<script>" not in text
    if form in XML and form != "docx":
        ElementTree.fromstring(text)


ON_TERMINAL = (
    ("lineage", BODY),
    ("lineage", BODY, "-f", "dot"),
    ("query", "q.rq", "-f", "csv"),
    ("query", "q.rq", "-f", "json"),
    ("query", "c.rq", "-f", "ttl"),
    ("export",),
    ("export", "-f", "nq"),
    ("ask", "tasks-added", "--since", "2010", "-f", "jsonl"),
    ("brief", BODY, "--since", "2010", "-f", "md"),
    ("show", BODY, "-f", "ttl"),
    ("show", EVIL.replace("\x00", "")),
    ("validate", "--shapes", f"no{EVIL}.ttl"),
)


@pytest.mark.slow
@pytest.mark.parametrize(
    "args", ON_TERMINAL, ids=lambda args: " ".join(args[:4]).encode().hex()[:30]
)
def test_no_label_reaches_a_terminal_with_its_control_characters(
    agency: Path, tmp_path: Path, args: tuple[str, ...]
) -> None:
    import os
    import pty

    (tmp_path / "q.rq").write_text("SELECT ?l { ?s rdfs:label ?l }", "utf-8")
    (tmp_path / "c.rq").write_text("CONSTRUCT { ?s rdfs:label ?l } WHERE { ?s rdfs:label ?l }")
    ours_, theirs = pty.openpty()
    printed = b""
    with subprocess.Popen(
        [PROGRAM, *args, "--data", str(agency)],
        cwd=tmp_path,
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=theirs,
        env={**os.environ, "PAGER": "cat", "LANG": "en_GB.UTF-8"},
    ) as running:
        os.close(theirs)
        while True:
            try:
                part = os.read(ours_, 65536)
            except OSError:
                break
            if not part:
                break
            printed += part
    os.close(ours_)
    assert running.returncode in (0, 1, 2, 3)
    text = printed.decode().replace("\r\n", "\n")
    assert len(text) > 20
    assert not BAD.search(text), BAD.findall(text)[:5]

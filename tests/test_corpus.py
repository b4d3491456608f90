"""Bad and tricky input of every kind: what is good is read right, what is bad is named.

tests/corpus/expected.tsv is the table of all outcomes.
"""

import gzip
import io
import os
import shlex
import shutil
import signal
import zipfile
from pathlib import Path
from types import FrameType
from typing import NamedTuple

import pytest
import zstandard

from calling import call
from canary import Canary

pytestmark = [pytest.mark.program, pytest.mark.usefixtures("english")]

CORPUS = Path(__file__).with_name("corpus")
SECONDS = 60  # a hang; a command takes less than one, but the machine may be busy
GOOD = b"<urn:a> <urn:p> <urn:b> .\n"


class Row(NamedTuple):
    """A command, its exit code, and what its output has: a text, or =N for N lines."""

    code: int
    command: str
    shows: tuple[str, ...]


def table() -> dict[str, list[Row]]:
    """Return the rows of the table, by the heading above them."""
    found: dict[str, list[Row]] = {}
    _, rest = (CORPUS / "expected.tsv").read_text("utf-8").split("\n\n", 1)
    for line in rest.splitlines():
        if line.startswith("# "):
            rows = found.setdefault(line[2:], [])
            continue
        code, command, *shows = line.split("\t")
        rows.append(Row(int(code), command, tuple(shows)))
    return found


TABLE = table()


def made() -> dict[str, bytes]:
    """Return the files that are too large or too binary to be kept: packed files, bombs, nests."""
    sheet = io.BytesIO()
    with zipfile.ZipFile(sheet, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr("xl/workbook.xml", b" " * 300_000_000)
    entity = io.BytesIO()
    with zipfile.ZipFile(entity, "w") as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr(
            "xl/workbook.xml",
            '<!DOCTYPE x [<!ENTITY e SYSTEM "http://canary.invalid/e">]><workbook>&e;</workbook>',
        )
    return {
        "good.ttl.gz": gzip.compress(GOOD),
        "two-members.nt.gz": gzip.compress(GOOD) + gzip.compress(GOOD.replace(b"urn:b", b"urn:c")),
        "good.nt.zst": zstandard.compress(GOOD),
        "truncated.ttl.gz": gzip.compress(GOOD)[:-9],
        "damaged.ttl.gz": gzip.compress(GOOD)[:12] + b"\xff" * 20,
        "truncated.nt.zst": zstandard.compress(GOOD * 99)[:-5],
        "bomb.ttl.gz": gzip.compress(b" " * 300_000_000, 9),
        "bomb.nt.zst": zstandard.compress(b"\n" * 300_000_000),
        "bomb.xlsx": sheet.getvalue(),
        "entity.xlsx": entity.getvalue(),
        "nest.jsonld": b'{"urn:p":' * 20_000,
        "nest.rdf": b"<a></a><a>" * 20_000,
        "nest.ttl": b"<urn:s> <urn:p> " + b"<<( " * 20_000,
        "nest-blank.ttl": b"<urn:s> <urn:p> "
        + b"[ <urn:p> " * 5_000
        + b"1"
        + b" ]" * 5_000
        + b" .",
        "nest-list.ttl": b"<urn:s> <urn:p> " + b"( " * 5_000 + b")" * 5_000 + b" .",
        "long.nt": b'<urn:s> <urn:p> "' + b"x" * 17_000_000 + b'" .\n',
        "random.ttl": bytes(range(256)) * 4,
    }


@pytest.fixture(scope="module")
def copy(canary: Canary, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the corpus in which the canary has an address."""
    folder = tmp_path_factory.mktemp("corpus") / "here"
    shutil.copytree(CORPUS, folder)
    files = {f"made/{name}": data for name, data in made().items()}
    files |= {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*.*")
        if path.is_file()
    }
    for name, data in files.items():
        data = data.replace(b"http://canary.invalid/", canary.address.encode())
        data = data.replace(b"file:///canary.invalid", canary.file.as_uri().encode())
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def states(folder: Path) -> dict[str, int]:
    """Return the files below a folder, each with the time of its last change."""
    return {
        os.path.join(above, name): os.stat(os.path.join(above, name)).st_mtime_ns  # noqa: PTH116, PTH118 (it runs for each row)
        for above, _, names in os.walk(folder)
        for name in names
    }


def fault(row: Row, folder: Path, canary: Canary) -> str:
    """Return what a command did otherwise than the table says, or nothing."""
    command = row.command.encode("latin-1", "backslashreplace").decode("unicode_escape")
    args = [one.replace("http://canary.invalid/", canary.address) for one in shlex.split(command)]
    before = states(folder)
    done = call(*args, cwd=folder)
    said = done.stdout + done.stderr
    problems = [f"no {text!r}" for text in row.shows if text[:1] != "=" and text not in said]
    problems += [
        f"{text} lines"
        for text in row.shows
        if text[:1] == "=" and int(text[1:]) != len(done.stdout.splitlines())
    ]
    if done.returncode != row.code:
        problems.append(f"exit code {done.returncode}")
    if "Traceback" in said or "panicked" in said:
        problems.append("traceback")
    if row.code > 1 and states(folder) != before:
        problems.append("files changed")
    if canary.touched or canary.file.stat().st_atime > 1:
        problems.append("canary touched")
    if row.code > 1 and not done.stderr.splitlines()[-1:][0].startswith("Error: "):
        problems.append("no error in words")
    return f"{row.command}: {', '.join(problems)}\n{said[:500]}" if problems else ""


def hung(_: int, __: FrameType | None) -> None:
    raise AssertionError("it hangs")


@pytest.mark.slow
@pytest.mark.parametrize(
    "kind",
    [
        pytest.param(k, marks=pytest.mark.slow) if k in ("parameters", "made files") else k
        for k in TABLE
    ],
)
def test_each_input_has_the_outcome_of_the_table(kind: str, copy: Path, canary: Canary) -> None:
    faults = []
    before = signal.signal(signal.SIGALRM, hung)
    try:
        for row in TABLE[kind]:
            signal.alarm(SECONDS)
            faults.append(fault(row, copy, canary))
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
    assert not [one for one in faults if one], "\n".join(filter(None, faults))


def test_the_table_names_each_file_of_the_corpus() -> None:
    commands = "\n".join(row.command for rows in TABLE.values() for row in rows)
    whole = {"agency.ttl", "data.ttl", "expected.tsv"}
    files = [path.relative_to(CORPUS) for path in CORPUS.rglob("*") if path.is_file()]
    unnamed = [
        path for path in files if str(path) not in commands and str(path.parent) not in commands
    ]
    assert [path for path in unnamed if path.name not in whole] == []
    assert len(files) > 300

"""Each command that writes into an agency's folder, killed or starved at every step it takes."""

import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from dvgraph.authoring import drafts, redaction, writer
from dvgraph.dataset import migration
from dvgraph.dataset.files import discover, read
from dvgraph.evidence import stamp
from dvgraph.exchange import imports, registry, starter
from dvgraph.namespaces import BASE, DVG
from dvgraph.prebuilt.connection import open_graph
from dvgraph.rdf import layout, replacement
from dvgraph.things.kinds import kind
from faults import killed, starved
from test_import_org import STAD

pytestmark = [pytest.mark.program, pytest.mark.slow]

SMALL = Path(__file__).parent / "agency" / "digitaal-vlaanderen"
PERSON = """@prefix person: <http://www.w3.org/ns/person#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .

<https://w3id.org/dvgraph/id/persoon/zoe-van-acker> a person:Person ;
    rdfs:label "Zoë Van Acker"@nl, "Zoë Van Acker"@en .
"""
CORVE = f"{BASE}uitspraak/departement-uit-corve"
WRITERS = (writer, redaction, layout, stamp, migration, registry)


@pytest.fixture
def agency(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DVGRAPH_CACHE", str(tmp_path / "cache"))
    folder = tmp_path / "digitaal-vlaanderen"
    shutil.copytree(SMALL, folder)
    return folder


def add(folder: Path) -> None:
    given = {
        **{"organisation": ["digitaal vlaanderen"], "task": ["drukte meten"]},
        **{"english": ["measuring crowds"], "role": ["regie"], "from": ["2024"]},
        **{"source": ["herweging-2025"], "lines": ["113-113"]},
    }
    opened, dataset = open_graph(data=[str(folder)]), read([folder], ontology=False)
    writer.save(drafts.new(kind("responsibility"), given, opened, dataset), folder)


def correct(folder: Path) -> None:
    opened, dataset = open_graph(data=[str(folder)]), read([folder], ontology=False)
    writer.save(drafts.revision(CORVE, {"from": ["2015"]}, opened, dataset), folder)


def withdraw(folder: Path) -> None:
    dataset = read([folder], ontology=False)
    writer.save(drafts.withdrawal(CORVE, "counted twice", dataset), folder)


def named(folder: Path) -> None:
    with (folder / "people.ttl").open("a", encoding="utf-8") as file:
        file.write(PERSON)
    (folder / "zoe-van-acker.txt").write_text("Zoë Van Acker\n", encoding="utf-8")


def redact(folder: Path) -> None:
    redaction.carry_out(redaction.redaction("Zoë Van Acker", folder))


def untidy(folder: Path) -> None:
    for file in folder.rglob("*.ttl"):
        file.write_bytes(file.read_bytes() + b"\n\n")


def format_(folder: Path) -> None:
    layout.mend(sorted(folder.rglob("*.ttl")))


def unstamped(folder: Path) -> None:
    (folder / "passages.ttl").unlink()


def stamped(folder: Path) -> None:
    stamp.stamp([folder], None)


def older(folder: Path) -> None:
    for file in folder.rglob("*.ttl"):
        text = file.read_text("utf-8")
        file.write_text(f"{text}\n<urn:x> <{DVG}laatstGewogen> 1 .\n", "utf-8")


def migrate(folder: Path) -> None:
    migration.migrate([str(folder)])


def imported(folder: Path) -> None:
    feed = folder.with_suffix(".ttl")  # beside the folder
    feed.write_text(STAD, encoding="utf-8")
    imports.load("org", [feed], folder, imports.time("2024-06-01"))


def init(folder: Path) -> None:
    starter.create(folder / "stad", "Stad")


COMMANDS = (add, correct, withdraw, redact, format_, stamped, migrate, imported, init)
# What makes a folder in which a command has something to do.
FIRST = {redact: named, format_: untidy, stamped: unstamped, migrate: older}


def contents(folder: Path) -> dict[Path, bytes]:
    return {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()}


@pytest.mark.parametrize("fault", [killed, starved], ids=["killed", "full disk"])
@pytest.mark.parametrize("command", COMMANDS, ids=lambda one: one.__name__.strip("_"))
def test_a_command_changes_all_its_files_or_none_whatever_step_it_stops_at(
    agency: Path,
    monkeypatch: pytest.MonkeyPatch,
    command: Callable[[Path], None],
    fault: Callable[[Callable[[], object], int], bool],
) -> None:
    """The replacing of the files is repeated from the start for each step at which it stops."""
    made: list[bool] = []
    wholes: list[int] = []  # the number of files of each change: what is in two is not all or none

    def stopping(changes: dict[Path, bytes | None], before: dict[Path, bytes]) -> None:
        if not all(path.is_relative_to(agency) for path in changes):
            replacement.replace_files(changes, before)  # in a copy
            return
        if changes:
            wholes.append(len(changes))
        old = contents(agency)
        new = {file: data for file, data in {**old, **changes}.items() if data is not None}
        while fault(lambda: replacement.replace_files(changes, before), len(made) + 1):
            discover([agency])  # the next start
            found = contents(agency)
            assert found in (old, new)
            made.append(found == new)
            for file in found.keys() - old.keys():
                file.unlink()
            for file, data in old.items():
                file.write_bytes(data)
        assert contents(agency) == new

    FIRST.get(command, lambda _: None)(agency)
    for module in WRITERS:
        monkeypatch.setattr(module, "replace_files", stopping)
    start = contents(agency)
    command(agency)
    changed = start.items() ^ contents(agency).items()
    assert wholes == [len({file for file, _ in changed})]
    assert wholes[0] > 1 or command is stamped
    assert len(made) >= 12
    assert made == sorted(made)
    with suppress(FileNotFoundError):
        assert not list(agency.rglob(".*"))

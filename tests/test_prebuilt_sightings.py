"""What is kept of the state of files: it saves hashing, and never hides a change."""

import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from dvgraph.prebuilt import disk, sightings, stores
from dvgraph.prebuilt.stores import open_prebuilt

COUNT = "SELECT ?s { ?s a <https://w3id.org/dvgraph/ns#Bestaan> }"


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DVGRAPH_CACHE", str(tmp_path / "cache"))


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep inputs that changed a moment ago, as if they had been there for long."""
    monkeypatch.setattr(sightings, "_QUIET", 0)


@pytest.fixture
def folder(tmp_path: Path, example_file: Path) -> Path:
    """Return a data folder of two files, one below the other."""
    made = tmp_path / "above" / "data"
    (made / "inside").mkdir(parents=True)
    shutil.copy(example_file, made / "a.ttl")
    (made / "inside" / "b.ttl").write_text("<urn:a> <urn:b> <urn:c> .\n")
    _next_tick()
    return made


def _next_tick() -> None:
    """Wait until the clock of the file system has moved on."""
    time.sleep(0.02)


def _keys(folder: Path) -> tuple[str, str]:
    inputs = stores._inputs([folder])
    assert inputs
    return inputs.keys


def _rewrite(folder: Path) -> None:
    """Give a file other content of the same size, and its old time of modification."""
    file = folder / "inside" / "b.ttl"
    before = file.stat()
    file.write_text(file.read_text().replace("urn:c", "urn:d"))
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert file.stat().st_mtime_ns == before.st_mtime_ns


def _swap(folder: Path) -> None:
    """Put another file in the place of one, with the same size and time of modification."""
    file, other = folder / "inside" / "b.ttl", folder.parent / "other.ttl"
    shutil.copy2(file, other)
    other.write_text(file.read_text().replace("urn:c", "urn:d"))
    os.utime(other, ns=(file.stat().st_atime_ns, file.stat().st_mtime_ns))
    other.replace(file)


def _exchange(folder: Path) -> None:
    """Exchange the names of two files."""
    one, other = folder / "a.ttl", folder / "inside" / "b.ttl"
    one.rename(folder / "c")
    other.rename(one)
    (folder / "c").rename(other)


def _describe(folder: Path) -> None:
    """Describe the agency above the folder, which gives the graphs other names."""
    (folder.parent / "agency.ttl").write_text(
        "@prefix void: <http://rdfs.org/ns/void#> .\n<urn:it> a void:Dataset ;\n"
        "<https://w3id.org/dvgraph/ns#graafruimte> <urn:graph/> .\n"
    )


@pytest.mark.usefixtures("at_once")
def test_unchanged_files_are_not_read_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = stores._inputs([folder])
    monkeypatch.setattr(stores, "held", None)  # which opens the files
    assert stores._inputs([folder]) == first


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize(
    "change",
    [
        _rewrite,
        _swap,
        _exchange,
        _describe,
        lambda folder: (folder / "inside" / "c.ttl").write_text("<urn:a> <urn:b> <urn:e> .\n"),
        lambda folder: (folder / "inside" / "b.ttl").unlink(),
        lambda folder: (folder / "inside" / "b.ttl").rename(folder / "inside" / "c.ttl"),
    ],
    ids=["rewritten", "swapped", "exchanged", "described above", "new", "gone", "renamed"],
)
def test_every_change_is_seen(folder: Path, change: Callable[[Path], object]) -> None:
    before = _keys(folder)
    assert sightings.known([folder])
    change(folder)
    assert _keys(folder) != before


@pytest.mark.usefixtures("at_once")
def test_the_answer_is_that_of_the_changed_files(folder: Path) -> None:
    open_prebuilt([folder]).close()
    number = len(open_prebuilt([folder]).select(COUNT).rows)
    (folder / "a.ttl").unlink()
    assert number > len(open_prebuilt([folder]).select(COUNT).rows)


@pytest.mark.usefixtures("at_once")
def test_a_folder_that_becomes_a_link_to_itself_elsewhere_is_looked_at_again(folder: Path) -> None:
    before = _keys(folder)
    folder.rename(folder.with_name("elsewhere"))  # the last folder gives the graphs their names
    folder.symlink_to("elsewhere")
    assert not sightings.known([folder])
    assert _keys(folder) != before


@pytest.mark.usefixtures("at_once")
def test_a_change_that_a_killed_program_began_is_finished(folder: Path) -> None:
    _keys(folder)
    assert sightings.known([folder])
    (folder.parent / sightings.JOURNAL).write_bytes(b"")
    assert not sightings.known([folder])


def test_files_that_changed_a_moment_ago_are_hashed_again(folder: Path) -> None:
    """A write in the tick of the clock in which they were hashed would leave their times."""
    _keys(folder)
    assert not sightings.known([folder])


@pytest.mark.usefixtures("at_once")
def test_files_that_change_while_they_are_hashed_are_hashed_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def changed(*args: object, **kwargs: object) -> object:
        found = held(*args, **kwargs)  # type: ignore[arg-type]  # passed on
        _rewrite(folder)
        return found

    held = stores.held
    monkeypatch.setattr(stores, "held", changed)
    _keys(folder)
    assert not sightings.known([folder])


@pytest.mark.usefixtures("at_once")
def test_files_behind_a_link_are_hashed_each_time(folder: Path) -> None:
    shutil.move(folder / "a.ttl", folder.parent / "a.ttl")
    (folder / "a.ttl").symlink_to(folder.parent / "a.ttl")
    _keys(folder)
    assert not sightings.known([folder])


@pytest.mark.usefixtures("at_once")
def test_changed_code_makes_another_store(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "program"
    shutil.copytree(Path(disk.__file__).parents[1], program)
    monkeypatch.setattr(disk, "__file__", str(program / "prebuilt" / "disk.py"))
    before = _keys(folder)
    assert sightings.known([folder])
    with (program / "rdf" / "terms.py").open("a") as file:
        file.write("# changed\n")
    assert _keys(folder) != before


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize("damage", ["", "{", "[]", '{"of": 1}'])
def test_a_damaged_sighting_counts_for_nothing(folder: Path, damage: str, tmp_path: Path) -> None:
    before = _keys(folder)
    [file] = (tmp_path / "cache" / "sightings").iterdir()
    file.write_text(damage)
    assert _keys(folder) == before

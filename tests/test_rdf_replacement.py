"""Several files change as one: a kill, a full disk or a copied journal never leaves half."""

import os
import shutil
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from dvgraph.dataset.files import read
from dvgraph.errors import InputError, OutputError
from dvgraph.rdf import replacement
from dvgraph.rdf.oxigraph import Literal
from dvgraph.rdf.replacement import JOURNAL, finish, replace_file, replace_files
from faults import killed, starved

OLD = {"a.ttl": b"<urn:a> <urn:p> 1 .\n", "in/b.ttl": b"<urn:b> <urn:p> 1 .\n", "c.txt": b"c\n"}
NEW = {"a.ttl": b"<urn:a> <urn:p> 2 .\n", "in/b.ttl": b"<urn:b> <urn:p> 2 .\n", "new/d.txt": b"d\n"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    found = tmp_path / "data"
    for name, data in OLD.items():
        (found / name).parent.mkdir(parents=True, exist_ok=True)
        (found / name).write_bytes(data)
    return found


def contents(folder: Path) -> dict[str, bytes]:
    files = (file for file in folder.rglob("*") if file.is_file())
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in files}


def change(folder: Path) -> None:
    before = {folder / name: data for name, data in OLD.items()}
    replace_files({**{folder / n: d for n, d in NEW.items()}, folder / "c.txt": None}, before)


def restored(folder: Path) -> None:
    shutil.rmtree(folder)
    for name, data in OLD.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)


def test_all_files_change(folder: Path) -> None:
    change(folder)
    assert contents(folder) == NEW


def every_step(folder: Path, fault: Callable[[Callable[[], object], int], bool]) -> list[bool]:
    """Return, for each step, whether the change was made, as the next reader finds it."""
    made = []
    while fault(lambda: change(folder), len(made) + 1):
        assert len(read([folder], ontology=False).quads) == 2
        found = contents(folder)
        assert found in (OLD, NEW)
        made.append(found == NEW)
        restored(folder)
    assert contents(folder) == NEW
    return made


def test_killed_at_any_step_all_files_have_changed_at_the_next_reading_or_none(
    folder: Path,
) -> None:
    made = every_step(folder, killed)
    assert len(made) > 15
    # Up to a step nothing has changed, and from it on everything has.
    assert made == sorted(made)
    assert {*made} == {False, True}


@pytest.mark.slow
def test_on_a_disk_that_is_full_from_any_step_on_no_file_changes_until_all_can(
    folder: Path,
) -> None:
    made = every_step(folder, starved)
    assert len(made) > 15
    assert made == sorted(made)


def interrupted(folder: Path) -> int:
    """Leave a whole journal with all its renames to do; return the step at which it was killed."""
    for step in range(1, 99):
        killed(lambda: change(folder), step)
        journal = folder / JOURNAL
        if journal.exists() and journal.read_bytes().endswith(b"end\n"):
            return step
        finish([folder])
    raise AssertionError


@pytest.mark.slow
def test_a_journal_cut_off_anywhere_changes_nothing(folder: Path) -> None:
    step = interrupted(folder)
    journal = folder / JOURNAL
    data = journal.read_bytes()
    for size in range(0, len(data), 5):
        with journal.open("r+b") as file:  # the same inode
            file.truncate(size)
        finish([folder])
        assert {name: found for name, found in contents(folder).items() if name in OLD} == OLD
        assert not journal.exists()
        killed(lambda: change(folder), step)
        assert journal.exists()


def test_a_file_that_somebody_else_changed_stops_the_change_as_a_whole(folder: Path) -> None:
    (folder / "in" / "b.ttl").write_bytes(b"# mine\n")
    with pytest.raises(OutputError, match=r"b\.ttl"):
        change(folder)
    assert contents(folder) == OLD | {"in/b.ttl": b"# mine\n"}


def test_a_journal_that_came_with_a_copy_is_not_obeyed(folder: Path, tmp_path: Path) -> None:
    interrupted(folder)
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    before = contents(copy)
    with pytest.raises(InputError, match="cannot be finished here"):
        read([copy])
    assert contents(copy) == before


@pytest.mark.parametrize("owner", [54_321, os.getuid()])
def test_a_stranger_cannot_stop_readers_with_a_journal_in_a_folder_for_all(
    folder: Path, monkeypatch: pytest.MonkeyPatch, owner: int
) -> None:
    journal = folder.parent / JOURNAL
    journal.write_bytes(b"no journal\n")
    known = replacement._owner
    monkeypatch.setattr(
        replacement, "_owner", lambda path: owner if path == journal else known(path)
    )
    if owner == os.getuid():
        with pytest.raises(InputError):
            read([folder], ontology=False)
    else:
        assert len(read([folder], ontology=False).quads) == 2
        assert journal.exists()


@pytest.mark.parametrize("name", ["../out.txt", "/out.txt", ".git/config", ".bashrc"])
def test_no_journal_reaches_out_of_its_folder_or_into_hidden_files(folder: Path, name: str) -> None:
    journal = folder / JOURNAL
    journal.touch()
    inode = journal.stat().st_ino
    part = f".{Path(name).name}.1.part"
    journal.write_text(f'{{"inode": {inode}}}\n{{"file": "{name}", "part": "{part}"}}\nend\n')
    with pytest.raises(InputError, match="cannot be finished here"):
        finish([folder])


def test_a_reader_waits_for_a_change_that_is_being_made(folder: Path) -> None:
    import fcntl

    journal = folder / JOURNAL
    with journal.open("xb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        found: list[int] = []
        reader = threading.Thread(
            target=lambda: found.append(len(read([folder], ontology=False).quads))
        )
        reader.start()
        reader.join(0.3)
        assert not found
        journal.unlink()
    reader.join()
    assert found == [2]


def numbered(folder: Path, number: int) -> dict[Path, bytes]:
    names = ("a.ttl", "in/b.ttl", f"new-{number}.ttl")
    return {folder / name: f"<urn:{name}> <urn:p> {number} .\n".encode() for name in names}


def test_a_reader_sees_the_files_before_or_after_a_change_and_never_a_mixture(folder: Path) -> None:
    (folder / "a.ttl").write_bytes(numbered(folder, 0)[folder / "a.ttl"])
    (folder / "in/b.ttl").write_bytes(numbered(folder, 0)[folder / "in/b.ttl"])
    (folder / "new-0.ttl").write_bytes(numbered(folder, 0)[folder / "new-0.ttl"])
    writer = os.fork()
    if not writer:
        for number in range(60):
            old, new = numbered(folder, number), numbered(folder, number + 1)
            replace_files({**dict.fromkeys(old), **new}, old)
            time.sleep(0.02)
        os._exit(0)
    seen = set()
    while not os.waitpid(writer, os.WNOHANG)[0]:
        quads = read([folder], ontology=False).quads
        numbers = {quad.object.value for quad in quads if isinstance(quad.object, Literal)}
        assert (len(quads), len(numbers)) == (3, 1)
        seen |= numbers
    assert len(seen) > 5


def test_a_file_keeps_its_mode_and_a_link_its_target(folder: Path) -> None:
    (folder / "a.ttl").chmod(0o640)
    (folder / "link.ttl").symlink_to("a.ttl")
    replace_file(folder / "link.ttl", b"x")
    assert (folder / "link.ttl").is_symlink()
    assert (folder / "a.ttl").read_bytes() == b"x"
    assert (folder / "a.ttl").stat().st_mode & 0o777 == 0o640

"""Stores on disk: fast, exact, safe against kills, damage, and other processes."""

import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest

from dvgraph.dataset.files import Dataset, read
from dvgraph.derive.rules import derive
from dvgraph.errors import InputError, OutputError, StoreError
from dvgraph.prebuilt import disk, loading
from dvgraph.prebuilt import stores as cached
from dvgraph.prebuilt.disk import build_store, open_store_dir, stored_quads
from dvgraph.prebuilt.names import NamedStore
from dvgraph.prebuilt.stores import open_prebuilt, open_whole
from dvgraph.rdf.oxigraph import NamedNode, Quad
from faults import killed, starved
from variations import sparse

pytestmark = pytest.mark.program

BOUNDS = "SELECT ?s { ?s <https://w3id.org/dvgraph/ns#vanVroegst> ?day }"


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "cache"
    monkeypatch.setenv("DVGRAPH_CACHE", str(folder))
    return folder


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Makes every store count as too large for memory."""
    monkeypatch.setattr(disk, "_IN_MEMORY", 0)


def entries(cache: Path) -> list[Path]:
    return sorted((cache / "stores").iterdir())


def test_a_store_holds_asserted_and_derived_triples(example: Dataset, tmp_path: Path) -> None:
    build_store(example, tmp_path / "store")
    assert len(open_store_dir(tmp_path / "store").select(BOUNDS).rows) == 3


@pytest.mark.usefixtures("large")
def test_a_large_store_is_opened_in_place(example: Dataset, tmp_path: Path) -> None:
    build_store(example, tmp_path / "store")
    assert list((tmp_path / "store").glob("build-*/index"))
    assert len(open_store_dir(tmp_path / "store").select(BOUNDS).rows) == 3


@pytest.mark.usefixtures("large")
def test_two_readers_may_have_a_large_store_open(example: Dataset, tmp_path: Path) -> None:
    build_store(example, tmp_path / "store")
    one, two = (open_store_dir(tmp_path / "store") for _ in "12")
    assert one.select(BOUNDS).rows == two.select(BOUNDS).rows


def test_a_store_gives_back_every_term_as_it_was_written(example: Dataset, tmp_path: Path) -> None:
    build_store(example, tmp_path / "store")
    assert set(stored_quads(tmp_path / "store")) == {*example.quads, *derive(example)}
    assert '"1.50"' in {str(quad.object)[:6] for quad in stored_quads(tmp_path / "store")}


def test_triples_derived_before_are_not_derived_again(example: Dataset, tmp_path: Path) -> None:
    node = NamedNode("http://example.org/a")
    build_store(example, tmp_path / "store", [Quad(node, node, node, node)])
    assert len(stored_quads(tmp_path / "store")) == len(example.quads) + 1


def test_loading_again_replaces_the_store(example: Dataset, tmp_path: Path) -> None:
    folder = tmp_path / "store"
    build_store(example, folder)
    build_store(Dataset(example.quads[:1], ()), folder)
    assert len(stored_quads(folder)) == 1
    assert len(list(folder.glob("build-*"))) == 1


def test_a_folder_with_other_things_is_never_replaced(example: Dataset, tmp_path: Path) -> None:
    for name in ("letter.txt", "build-1-2"):
        folder = tmp_path / f"with {name}"
        (folder / name).mkdir(parents=True)
        with pytest.raises(OutputError, match="other contents than a dvgraph store"):
            build_store(example, folder)
        assert [path.name for path in folder.iterdir()] == [name]


def test_a_file_in_the_way_is_an_output_error(example: Dataset, example_file: Path) -> None:
    with pytest.raises(OutputError):
        build_store(example, example_file)
    assert example_file.is_file()


def test_an_empty_folder_may_be_filled(example: Dataset, tmp_path: Path) -> None:
    (tmp_path / "store").mkdir()
    build_store(example, tmp_path / "store")
    assert stored_quads(tmp_path / "store")


@pytest.mark.parametrize(
    "content", [None, "", "{", "[]", '{"layout": 99}', '{"layout": 1, "build": "../x"}']
)
def test_a_folder_that_is_no_store_is_refused_with_what_to_do(
    tmp_path: Path, content: str | None
) -> None:
    if content is not None:
        (tmp_path / "dvgraph.json").write_text(content)
    for action in (open_store_dir, stored_quads):
        with pytest.raises(StoreError, match=r"not a dvgraph store.*dvgraph load"):
            action(tmp_path)


REPLACING = """
import sys
from pathlib import Path
from dvgraph.dataset.files import read
from dvgraph.prebuilt import disk
disk._IN_MEMORY = int(sys.argv[3])
dataset = read([sys.argv[1]])
for _ in range(8):
    disk.build_store(dataset, Path(sys.argv[2]), [])
    print(flush=True)
"""


@pytest.mark.slow
@pytest.mark.parametrize("in_memory", sparse([4_000_000, 0], 2))
def test_readers_beside_a_writer_find_one_store_or_the_next(
    tmp_path: Path, example_file: Path, in_memory: int
) -> None:
    """They open, query, look up names and read quads while the store is replaced."""
    folder = tmp_path / "store"
    arguments = [sys.executable, "-c", REPLACING, example_file, folder, str(in_memory)]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE) as writer:
        assert writer.stdout
        writer.stdout.readline()
        expected = len(stored_quads(folder))
        while writer.poll() is None:
            store = open_store_dir(folder)
            assert store.names() is not None
            assert len(stored_quads(folder)) == expected
            assert len(store.select("SELECT * { ?s ?p ?o }").rows) == expected
            assert store.texts() is not None
            store.close()
    assert writer.returncode == 0


def test_a_build_that_is_read_is_left_until_the_next_writer_comes(
    tmp_path: Path, example: Dataset
) -> None:
    folder = tmp_path / "store"
    build_store(example, folder)
    reader = open_store_dir(folder)
    build_store(example, folder)
    assert reader.names() is not None
    assert len(list(folder.glob("build-*"))) == 2
    reader.close()
    build_store(example, folder)
    assert len(list(folder.glob("build-*"))) == 1


def damaged(folder: Path) -> list[Path]:
    return [path for path in folder.glob("build-*/**/*") if path.suffix in (".nq", ".sst")]


@pytest.mark.parametrize("size", [0, 1_000_000])
def test_a_cut_off_store_is_seen_to_be_damaged(
    example: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    monkeypatch.setattr(disk, "_IN_MEMORY", size)
    build_store(example, tmp_path / "store")
    for path in damaged(tmp_path / "store"):
        os.truncate(path, path.stat().st_size // 2)
    with pytest.raises(StoreError, match="damaged"):
        open_store_dir(tmp_path / "store")


def test_a_failed_build_leaves_the_old_state(
    example: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "store"
    build_store(example, folder)
    before = stored_quads(folder)
    for step in ("_fill", "replace_file"):
        with monkeypatch.context() as patch:
            patch.setattr(disk, step, _full_disk)
            with pytest.raises(OutputError, match="No space left"):
                build_store(Dataset(example.quads[:1], ()), folder)
        assert stored_quads(folder) == before
        assert len(list(folder.glob("build-*"))) == 1


def _full_disk(*_: object) -> None:
    raise OSError(28, "No space left on device")


LOAD = """
import sys
from pathlib import Path
from dvgraph.dataset.files import Dataset, read
from dvgraph.prebuilt.disk import build_store
dataset = read([sys.argv[1]], ontology=False)
print("ready", flush=True)
while True:
    build_store(dataset, Path(sys.argv[2]))
"""


@pytest.mark.slow
def test_a_kill_at_any_moment_leaves_a_whole_store(
    example: Dataset, example_file: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "store"
    build_store(example, folder)
    expected = set(stored_quads(folder))
    for moment in range(8):
        with subprocess.Popen(
            [sys.executable, "-c", LOAD, example_file, folder], stdout=subprocess.PIPE
        ) as process:
            assert process.stdout
            process.stdout.readline()
            time.sleep(0.013 * (moment + 1))
            process.send_signal(signal.SIGKILL)
        assert set(stored_quads(folder)) == expected
        assert len(open_store_dir(folder).select(BOUNDS).rows) == 3
    build_store(example, folder)
    assert len(list(folder.iterdir())) == 3  # what kills left behind is swept away


@pytest.mark.slow
@pytest.mark.parametrize("fault", [killed, starved], ids=["killed", "full disk"])
def test_a_build_that_stops_at_any_step_leaves_the_old_store_or_the_new(
    example: Dataset, tmp_path: Path, fault: Callable[[Callable[[], object], int], bool]
) -> None:
    folder, start = tmp_path / "store", tmp_path / "start"
    build_store(Dataset(example.quads[:9], example.files), start)
    old = set(stored_quads(start))
    made: list[bool] = []
    while True:
        shutil.copytree(start, folder)
        stopped = fault(lambda: build_store(example, folder), len(made) + 1)
        found = set(stored_quads(folder))
        open_store_dir(folder).close()
        assert found == old or len(found) > len(old)
        made.append(found != old)
        build_store(example, folder)  # without a manual step
        assert len([each for each in folder.iterdir() if each.name.startswith("build-")]) == 1
        shutil.rmtree(folder)
        if not stopped:
            break
    assert len(made) > 20
    assert made == sorted(made)
    assert {*made} == {False, True}


def test_what_killed_builds_left_is_removed_before_the_next_build_needs_its_space(
    example: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "store"
    build_store(example, folder)
    (folder / "build-1-1").mkdir()
    (folder / "build-1-1" / "dataset.nq").write_bytes(b"x")
    real, there = disk.manifest_of, list[bool]()

    def watched(*args: Any) -> dict[str, Any]:
        there.append((folder / "build-1-1").exists())
        return real(*args)

    monkeypatch.setattr(disk, "manifest_of", watched)
    build_store(example, folder)
    assert there == [False]


def test_a_second_writer_is_refused_and_nothing_changes(example: Dataset, tmp_path: Path) -> None:
    folder = tmp_path / "store"
    build_store(example, folder)
    with disk._locked(folder), pytest.raises(StoreError, match="another process is writing"):
        build_store(example, folder)
    assert stored_quads(folder)


def test_named_data_is_kept_and_found_again(cache: Path, example_file: Path) -> None:
    first = open_prebuilt([example_file])
    (entry,) = entries(cache)
    (build,) = entry.glob("build-*")
    second = open_prebuilt([str(example_file)])
    assert sorted(first.select(BOUNDS).rows, key=str) == sorted(second.select(BOUNDS).rows, key=str)
    assert [build] == list(entry.glob("build-*"))


def test_a_large_store_is_indexed_when_it_is_first_asked(
    cache: Path, example_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A check or an import needs no index; while another process writes, memory serves instead."""
    monkeypatch.setattr(disk, "_IN_MEMORY", 0)
    rows = sorted(open_whole([example_file]).store().select(BOUNDS).rows, key=str)
    (entry,) = entries(cache)
    (build,) = entry.glob("build-*")
    for indexed in (False, True):
        with disk._locked(entry) if not indexed else nullcontext():
            assert sorted(open_prebuilt([example_file]).select(BOUNDS).rows, key=str) == rows
        assert (build / "index").exists() == indexed
    assert [build] == list(entry.glob("build-*"))


def test_a_store_that_is_read_into_memory_needs_no_index(
    cache: Path, example_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(disk, "_IN_MEMORY", 0)
    made, kept = (open_prebuilt([example_file], memory=True) for _ in range(2))
    (entry,) = entries(cache)
    assert not list(entry.glob("build-*/index"))
    whole = open_prebuilt([example_file])
    assert list(entry.glob("build-*/index"))
    assert isinstance(whole, disk.PrebuiltStore)
    for one in (made, kept):
        assert sorted(one.select(BOUNDS).rows, key=str) == sorted(
            whole.select(BOUNDS).rows, key=str
        )
        assert isinstance(one, disk.PrebuiltStore)
        assert [*(one.names() or ())] == [*(whole.names() or ())]


@pytest.mark.usefixtures("cache")
def test_a_kept_store_read_into_memory_has_its_index_of_names(
    example_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_prebuilt([example_file])
    store = open_whole([example_file]).store()
    assert isinstance(store, disk.PrebuiltStore)
    fresh = NamedStore()
    fresh.load(open_whole([example_file]).whole.quads)
    monkeypatch.setattr(store, "select", None)
    assert [*(store.names() or ())] == [*fresh.names()] != []


def test_what_is_kept_is_not_read_and_derived_again(
    cache: Path, example_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_prebuilt([example_file])
    monkeypatch.setattr(loading, "read", None)
    assert open_prebuilt([example_file]).select(BOUNDS).rows
    assert len(entries(cache)) == 1


def test_changed_data_is_read_anew(cache: Path, example_file: Path) -> None:
    open_prebuilt([example_file])
    with example_file.open("a") as file:
        file.write('<uitspraak/meer> a dvg:Bestaan ; dvg:van "2020"^^xsd:gYear .')
    assert len(open_prebuilt([example_file]).select(BOUNDS).rows) == 4
    assert len(entries(cache)) == 2


@pytest.mark.slow
@pytest.mark.parametrize("damage", sparse(["bytes", "manifest", "cut", "gone"], 2))
def test_a_damaged_cache_is_made_anew(cache: Path, example_file: Path, damage: str) -> None:
    open_prebuilt([example_file])
    (entry,) = entries(cache)
    (file,) = entry.glob("build-*/dataset.nq")
    if damage == "manifest":
        (entry / "dvgraph.json").write_text("{")
    elif damage == "cut":
        os.truncate(file, 100)
    elif damage == "bytes":
        file.write_bytes(file.read_bytes().replace(b"2016", b"2061"))
    else:
        shutil.rmtree(file.parent)
    assert len(open_prebuilt([example_file]).select(BOUNDS).rows) == 3
    assert "2061" not in str(stored_quads(entry))  # whole again


def test_a_cache_that_cannot_be_used_changes_nothing(
    example_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    monkeypatch.setenv("DVGRAPH_CACHE", str(blocked))
    assert len(open_prebuilt([example_file]).select(BOUNDS).rows) == 3
    assert blocked.read_text() == "in the way"


def test_a_machine_without_home_folder_changes_nothing(
    example_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(disk.cache, "location", lambda: None)
    assert len(open_prebuilt([example_file]).select(BOUNDS).rows) == 3


def test_the_cache_is_where_the_settings_say(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("DVGRAPH_CACHE", str(tmp_path / "own"))
    assert disk.cache.location() == tmp_path / "own"
    monkeypatch.delenv("DVGRAPH_CACHE")
    assert disk.cache.location() == tmp_path / "dvgraph"
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert disk.cache.location() == tmp_path / ".cache" / "dvgraph"


def test_the_cache_keeps_to_its_size_and_drops_what_was_used_longest_ago(
    cache: Path, example_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = example_file.read_text("utf-8")
    open_prebuilt([example_file])
    (first,) = entries(cache)
    monkeypatch.setattr(disk.cache, "MOST", disk.cache.size(cache) * 5 // 2)
    example_file.write_text(f"{text}<a/1> a <b> .", "utf-8")
    open_prebuilt([example_file])
    (second,) = set(entries(cache)) - {first}
    os.utime(second, (1, 1))
    example_file.write_text(text, "utf-8")
    open_prebuilt([example_file])  # the first is used again
    example_file.write_text(f"{text}<a/2> a <b> .", "utf-8")
    assert open_prebuilt([example_file]).select(BOUNDS).rows
    assert first in entries(cache)
    assert second not in entries(cache)
    monkeypatch.setattr(disk.cache, "MOST", 0)
    example_file.write_text(f"{text}<a/3> a <b> .", "utf-8")
    assert open_prebuilt([example_file]).select(BOUNDS).rows
    (kept,) = entries(cache)  # larger than the cache may be, but the next command needs it
    assert kept not in (first, second)


def test_the_cache_is_its_owners_alone(cache: Path, example_file: Path) -> None:
    open_prebuilt([example_file])
    assert [stat.S_IMODE(one.stat().st_mode) for one in (cache, cache / "stores")] == [0o700] * 2


@pytest.mark.slow
@pytest.mark.parametrize("which", ["", "stores"])
@pytest.mark.parametrize("mode", [0o770, 0o702])
def test_a_cache_that_others_may_write_is_neither_read_nor_written(
    cache: Path, example_file: Path, monkeypatch: pytest.MonkeyPatch, which: str, mode: int
) -> None:
    open_prebuilt([example_file])
    (cache / which).chmod(mode)
    monkeypatch.setattr(cached, "open_store_dir", None)
    assert open_prebuilt([example_file]).select(BOUNDS).rows
    with example_file.open("a") as file:
        file.write("<a/1> a <b> .")
    open_prebuilt([example_file])
    assert len(entries(cache)) == 1


def test_a_cache_of_another_user_is_neither_read_nor_written(
    cache: Path, example_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "getuid", lambda: 12345)
    cache.mkdir()
    assert open_prebuilt([example_file]).select(BOUNDS).rows
    assert not list(cache.rglob("dvgraph.json"))


OPEN = """
import sys
from dvgraph.prebuilt.stores import open_prebuilt
print(len(open_prebuilt([sys.argv[1]]).select(sys.argv[2]).rows))
"""


@pytest.mark.slow
def test_processes_that_start_at_once_all_get_the_whole_answer(
    cache: Path, example_file: Path
) -> None:
    running = [
        subprocess.Popen(
            [sys.executable, "-c", OPEN, example_file, BOUNDS],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    assert [process.communicate() for process in running] == [("3\n", "")] * 4
    (entry,) = entries(cache)
    assert len(json.loads((entry / "dvgraph.json").read_text())["sha256"]) == 64


def test_bad_data_is_an_input_error_and_leaves_nothing_in_the_cache(
    cache: Path, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.ttl"
    broken.write_text("<a> <b> ")
    for path in (broken, tmp_path / "absent.ttl"):
        with pytest.raises(InputError):
            open_prebuilt([path])
    assert entries(cache) == []


@pytest.mark.slow
def test_the_shipped_data_is_the_default(cache: Path) -> None:
    assert open_prebuilt().select(BOUNDS).rows
    assert open_prebuilt().select(BOUNDS).rows  # from the cache
    assert len(entries(cache)) == 1


@pytest.mark.usefixtures("large")
def test_a_large_dataset_keeps_its_terms_too(example_file: Path, tmp_path: Path) -> None:
    dataset = read([example_file], ontology=False)
    build_store(dataset, tmp_path / "store")
    assert set(dataset.quads) <= set(stored_quads(tmp_path / "store"))

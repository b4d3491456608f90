"""Remembered runs: the same bytes and exit code, and never those of other files, day or options."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from dvgraph import replay

ROOT = Path(__file__).parents[1]
BAD = '<uitspraak/fout> a dvg:Bestaan ; dvg:over <organisatie/oud> ; dvg:van "soms" .\n'
Run = Callable[..., tuple[int, bytes, bytes]]


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of all that the program is made of, to change."""
    folder = tmp_path_factory.mktemp("checkout")
    for name in ("src", "ontology", "queries"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "data").mkdir()
    return folder


@pytest.fixture
def run(checkout: Path, tmp_path: Path) -> Run:
    """Run a command of the copy, with a cache of its own."""
    environment = os.environ | {
        "PYTHONPATH": str(checkout / "src"),
        "PYTHONPYCACHEPREFIX": str(checkout.with_name("bytecode")),
        "DVGRAPH_CACHE": str(tmp_path / "cache"),
        "COLUMNS": "100",
    }

    def run(*args: str, input: bytes | None = None, **extra: str) -> tuple[int, bytes, bytes]:
        time.sleep(0.15)  # what was written just before a run is not trusted to be settled
        done = subprocess.run(
            [sys.executable, "-m", "dvgraph", *args],
            env=environment | extra,
            cwd=tmp_path,
            capture_output=True,
            input=input,
        )
        return done.returncode, done.stdout, done.stderr

    return run


def kept(folder: Path) -> dict[str, int]:
    """Return the runs that a cache holds, and when each was kept."""
    return {file.name: file.stat().st_ino for file in (folder / "cache" / "runs").glob("*")}


def test_a_run_on_unchanged_files_gives_the_same_bytes_and_exit_code(
    run: Run, example_file: Path, tmp_path: Path
) -> None:
    with example_file.open("a") as more:
        more.write(BAD)
    run("validate", example_file.name)
    fresh = run("validate", example_file.name)
    before = kept(tmp_path)
    assert fresh[0] == 1
    assert fresh[1]
    assert len(before) == 1
    assert run("validate", example_file.name) == fresh
    assert kept(tmp_path) == before  # a run would have been kept anew
    assert run("validate", example_file.name, DVGRAPH_CACHE=os.devnull) == fresh
    example_file.write_bytes(example_file.read_bytes().replace(b"soms", b"ooit"))
    assert run("validate", example_file.name)[1] == fresh[1].replace(b"soms", b"ooit")


def test_a_replay_needs_neither_click_nor_the_engine(run: Run, example_file: Path) -> None:
    told = [
        run("search", "oud", "--data", str(example_file), PYTHONPROFILEIMPORTTIME="1")
        for _ in range(3)
    ]
    assert told[0][:2] == told[1][:2] == told[2][:2]
    assert b"pyoxigraph" in told[0][2]
    assert b"dvgraph.replay" in told[2][2]
    assert not any(name in told[2][2] for name in (b"pyoxigraph", b"click", b"typing"))


CHANGED = [
    "data/example.ttl",
    "sources/tekst.txt",
    "ontology/dvg.ttl",
    "ontology/codelists/new.ttl",
    "ontology/shapes/new.ttl",
    "queries/checks/absorption-absorbed.rq",
    "queries/questions/tasks-added.rq",
    "src/dvgraph/things.py",
]


def test_a_change_of_data_texts_rules_ontology_or_code_gives_a_fresh_run(
    run: Run, checkout: Path, example_file: Path, tmp_path: Path
) -> None:
    (tmp_path / "sources").mkdir()
    folder = tmp_path / "data"
    folder.mkdir()
    example_file.rename(folder / "example.ttl")
    args = ("search", "meten", "--data", "data")
    run(*args)
    run(*args)  # a quick run is kept when it comes again
    for name in CHANGED:
        before = kept(tmp_path)
        run(*args)
        assert kept(tmp_path) == before, name
        home = tmp_path if name.startswith(("data", "sources")) else checkout
        with (home / name).open("a", encoding="utf-8") as file:
            file.write("#")
        assert run(*args)[0] == run(*args)[0] == 0, name
        assert kept(tmp_path).keys() == before.keys()
        assert kept(tmp_path) != before, name


def test_only_whole_runs_that_read_nothing_but_files_are_kept(
    run: Run, example_file: Path, tmp_path: Path
) -> None:
    name = example_file.name
    for _ in range(2):
        assert run("search", "oud", "--data", name, "-o", "out.tsv")[0] == 0
        assert run("search", "oud", "--data", "-", input=example_file.read_bytes())[0] == 0
        assert run("validate", name, "--explain")[0] == 1  # tells how long it took
        assert run("show", "er-is-niets", "--data", name)[0] == 2
        assert run("load", name, "--store", "store")[0] == 0
        assert run("search", "oud", "--store", "store")[0] == 0
    assert kept(tmp_path) == {}


@pytest.mark.parametrize("damage", [b"", b"x" * 70, None])
def test_a_damaged_run_is_run_again(
    run: Run, example_file: Path, tmp_path: Path, damage: bytes | None
) -> None:
    args = ("search", "oud", "--data", example_file.name)
    run(*args)
    fresh = run(*args)
    (file,) = (tmp_path / "cache" / "runs").iterdir()
    file.write_bytes(file.read_bytes()[:-3] if damage is None else damage)
    assert run(*args) == fresh


def test_a_replay_that_cannot_be_written_fails_as_a_run_does(
    example_file: Path, tmp_path: Path
) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("there is no device that is always full")
    environment = os.environ | {"DVGRAPH_CACHE": str(tmp_path / "cache")}
    command = [sys.executable, "-m", "dvgraph", "search", "oud", "--data", str(example_file)]

    def into(path: str) -> tuple[int, bytes]:
        with Path(path).open("wb") as target:
            done = subprocess.run(command, env=environment, stdout=target, stderr=subprocess.PIPE)
        return done.returncode, done.stderr

    time.sleep(0.15)
    fresh = into("/dev/full")
    assert fresh[0] == 5
    assert kept(tmp_path) == {}
    assert into(os.devnull)[0] == into(os.devnull)[0] == 0
    assert len(kept(tmp_path)) == 1
    assert into("/dev/full") == fresh


def test_another_day_place_or_setting_is_another_run(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    keys = [replay._key(["check"]), replay._key(["check", "--lang", "en"])]
    monkeypatch.setattr(time, "strftime", lambda _: "2000-01-01 UTC")
    keys.append(replay._key(["check"]))
    monkeypatch.chdir(tmp_path)
    keys.append(replay._key(["check"]))
    for name in ("COLUMNS", "DVGRAPH_TEXTS", "LC_ALL", "NO_COLOR"):
        monkeypatch.setenv(name, "77")
        keys.append(replay._key(["check"]))
    monkeypatch.setattr(replay, "__version__", "9")
    keys.append(replay._key(["check"]))
    monkeypatch.setattr(replay, "_installed", lambda: ["rdflib-9.dist-info"])
    keys.append(replay._key(["check"]))
    assert len(set(keys)) == len(keys) == 10


def test_what_changes_while_it_is_read_is_not_vouched_for(tmp_path: Path) -> None:
    file = tmp_path / "a.ttl"
    start = time.time_ns() - 1_000_000_000
    file.write_text("a")
    assert replay._digest([str(tmp_path)])
    with pytest.raises(replay._UnknownError):
        replay._digest([str(tmp_path)], before=start)


@pytest.mark.parametrize(
    "change",
    [
        lambda folder: (folder / "b.ttl").write_text(""),
        lambda folder: (folder / "a.ttl").unlink(),
        lambda folder: (folder / "a.ttl").rename(folder / "c.ttl"),
        lambda folder: (folder / "a.ttl").write_text("A"),
        lambda folder: (folder / "empty").rmdir(),
        lambda folder: folder.rename(folder.with_name("gone")),
    ],
    ids=["added", "removed", "renamed", "edited", "folder removed", "all gone"],
)
def test_every_difference_in_a_folder_shows(
    tmp_path: Path, change: Callable[[Path], object]
) -> None:
    folder = tmp_path / "data"
    (folder / "empty").mkdir(parents=True)
    (folder / "a.ttl").write_text("a")
    before = replay._digest([str(folder)])
    times = (folder / "a.ttl").stat()
    change(folder)
    if (folder / "a.ttl").exists():  # not by its time or size
        os.utime(folder / "a.ttl", ns=(times.st_atime_ns, times.st_mtime_ns))
    assert replay._digest([str(folder)]) != before


def test_a_folder_that_leads_elsewhere_and_a_pipe_are_not_vouched_for(tmp_path: Path) -> None:
    (tmp_path / "back").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "pipe")
    for root in (tmp_path, tmp_path / "pipe"):
        with pytest.raises(replay._UnknownError):
            replay._digest([str(root)])

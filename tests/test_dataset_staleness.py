"""A store records its source files, and reports which of them changed."""

import os
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from dvgraph.cli import cli
from dvgraph.dataset.files import read
from dvgraph.prebuilt.disk import build_store, is_of, outdated

pytestmark = pytest.mark.usefixtures("english")

ONE = '<https://example.org/a> <http://www.w3.org/2000/01/rdf-schema#label> "a"@nl .\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.nt").write_text(ONE)
    (tmp_path / "in" / "b.nt").write_text(ONE.replace("/a>", "/b>"))
    return tmp_path / "in"


@pytest.fixture
def store(folder: Path) -> Path:
    store = folder.parent / "store"
    build_store(read([folder]), store, [], paths=[folder])
    return store


def changes(store: Path) -> list[tuple[str, str]]:
    return [(Path(one.path).name, one.how) for one in outdated(store) or ()]


def test_a_store_of_what_is_there_is_not_outdated(store: Path) -> None:
    assert outdated(store) == []


def test_changed_new_and_removed_files_are_told(store: Path, folder: Path) -> None:
    (folder / "a.nt").write_text(ONE.replace('"a"', '"c"'))
    (folder / "b.nt").unlink()
    (folder / "c.nt").write_text(ONE)
    assert changes(store) == [("a.nt", "changed"), ("b.nt", "gone"), ("c.nt", "new")]


def test_a_file_touched_but_the_same_is_the_same(store: Path, folder: Path) -> None:
    os.utime(folder / "a.nt", (1, 1))
    assert outdated(store) == []


def test_a_change_between_reading_and_building_is_told(folder: Path) -> None:
    dataset = read([folder])
    (folder / "a.nt").write_text(ONE.replace('"a"', '"c"'))
    build_store(dataset, folder.parent / "store", [], paths=[folder])
    assert changes(folder.parent / "store") == [("a.nt", "changed")]


def test_a_folder_that_lost_all_its_files_is_told(store: Path, folder: Path) -> None:
    for file in folder.iterdir():
        file.unlink()
    assert changes(store) == [("a.nt", "gone"), ("b.nt", "gone")]


def test_a_file_named_by_itself_that_is_gone_is_told(folder: Path) -> None:
    files = [folder / "a.nt", folder / "b.nt"]
    build_store(read(files), folder.parent / "store", [], paths=files)
    assert is_of(folder.parent / "store", files)
    files[1].unlink()
    assert changes(folder.parent / "store") == [("b.nt", "gone")]
    assert not is_of(folder.parent / "store", files)


def test_load_says_when_its_files_are_gone_rather_than_unchanged(store: Path, folder: Path) -> None:
    shutil.rmtree(folder)
    asked = CliRunner().invoke(cli, ["load", str(folder), "--store", str(store)])
    assert "nothing changed" not in asked.output


def test_a_store_brought_from_elsewhere_is_not_called_outdated(store: Path, folder: Path) -> None:
    shutil.rmtree(folder)
    assert outdated(store) == []


def test_a_store_built_without_paths_or_by_other_rules_says_it_does_not_know(
    store: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_store(read([folder]), folder.parent / "other", [])
    assert outdated(folder.parent / "other") is None
    monkeypatch.setattr("dvgraph.prebuilt.disk.__version__", "0.0.0")
    assert outdated(store) is None


def test_a_store_is_of_its_paths_alone(store: Path, folder: Path) -> None:
    assert is_of(store, [folder])
    assert not is_of(store, [folder / "a.nt"])
    assert not is_of(folder.parent / "none", [folder])


def test_load_leaves_a_store_whose_files_are_what_they_were(folder: Path, tmp_path: Path) -> None:
    command = ["load", str(folder), "--store", str(tmp_path / "kept")]
    first = CliRunner().invoke(cli, command)
    manifest = (tmp_path / "kept" / "dvgraph.json").read_bytes()
    second = CliRunner().invoke(cli, command)
    assert (first.exit_code, second.exit_code) == (0, 0)
    assert "nothing changed" in second.output
    assert (tmp_path / "kept" / "dvgraph.json").read_bytes() == manifest
    (folder / "a.nt").write_text(ONE.replace('"a"', '"c"'))
    third = CliRunner().invoke(cli, command)
    assert "nothing changed" not in third.output
    assert (tmp_path / "kept" / "dvgraph.json").read_bytes() != manifest


def test_load_replaces_a_damaged_store(folder: Path, tmp_path: Path) -> None:
    command = ["load", str(folder), "--store", str(tmp_path / "kept")]
    CliRunner().invoke(cli, command)
    next((tmp_path / "kept").glob("build-*/dataset.nq")).write_bytes(b"")
    assert "nothing changed" not in CliRunner().invoke(cli, command).output
    assert "nothing changed" in CliRunner().invoke(cli, command).output


def test_a_question_to_a_store_says_that_its_sources_changed(store: Path, folder: Path) -> None:
    (folder.parent / "q.rq").write_text("SELECT ?s WHERE { ?s ?p ?o } LIMIT 1")
    command = ["query", str(folder.parent / "q.rq"), "--store", str(store)]
    assert CliRunner().invoke(cli, command).stderr == ""
    (folder / "a.nt").write_text(ONE.replace('"a"', '"c"'))
    asked = CliRunner().invoke(cli, command)
    assert asked.exit_code == 0
    assert "a.nt (changed)" in asked.stderr
    assert "dvgraph load" in asked.stderr

"""A store built from a stream of files equals a store built from all quads at once."""

import gzip
import threading
from pathlib import Path

import pytest
from click.testing import CliRunner

from dvgraph.cli import cli
from dvgraph.dataset.files import read
from dvgraph.derive.rules import derive
from dvgraph.errors import InputError
from dvgraph.prebuilt import disk, loading
from dvgraph.prebuilt.disk import open_store_dir, stored_quads
from dvgraph.prebuilt.loading import load
from dvgraph.rdf.oxigraph import BlankNode
from dvgraph.validation.values import misdated

STRANGE = """
@prefix dvg: <https://w3id.org/dvgraph/ns#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<urn:a> <urn:p> "01"^^xsd:integer , _:x , [ <urn:q> "_:" ] .
<urn:a> <urn:p> "01"^^xsd:integer .
_:x <urn:p> <urn:a> .
<urn:graph> { <urn:a> <urn:p> _:x }
<uitspraak/slip> a dvg:Bestaan ; dvg:over <urn:a> ; dvg:van "2020-13"^^xsd:gYearMonth .
_:said a dvg:Bestaan ; dvg:over <urn:a> ; dvg:van "2020"^^xsd:gYear ; dvg:tot "2021"^^xsd:gYear .
"""
OTHER = '<urn:b> <urn:p> "1.50"^^<http://www.w3.org/2001/XMLSchema#decimal> .\n'


@pytest.fixture
def folder(tmp_path: Path, example_file: Path) -> Path:
    """Return a folder with files of several formats, one of them compressed."""
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "example.ttl").write_bytes(example_file.read_bytes())
    (folder / "strange.trig").write_text(STRANGE, encoding="utf-8")
    (folder / "packed.nt.gz").write_bytes(gzip.compress(OTHER.encode()))
    return folder


@pytest.mark.parametrize(("piece", "in_memory"), [(3, 0), (100_000, 4_000_000)])
def test_a_store_of_a_stream_is_that_of_a_list(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, piece: int, in_memory: int
) -> None:
    monkeypatch.setattr(loading, "_PIECE", piece)
    monkeypatch.setattr(disk, "_IN_MEMORY", in_memory)
    whole = read([folder])
    derived = derive(whole)
    done = load([folder], tmp_path / "store")
    quads = stored_quads(tmp_path / "store")
    assert quads[: len(whole.quads)] == whole.quads
    assert set(quads[len(whole.quads) :]) == set(derived)
    assert (done.asserted, done.derived) == (len(whole.quads), len(derived))
    assert done.files == whole.files
    assert misdated(done.misdated, "en") == misdated(whole, "en")
    assert any(isinstance(quad.subject, BlankNode) for quad in quads)
    store = open_store_dir(tmp_path / "store")
    assert store.ask("ASK { <urn:a> <urn:p> ?x . ?x <urn:p> <urn:a> . <urn:a> <urn:p> 1 }")
    assert store.size() == len(quads)


def test_all_bytes_of_the_files_are_told(folder: Path, tmp_path: Path) -> None:
    sizes: list[float] = []
    done = load([folder], tmp_path / "store", on_progress=sizes.append)
    assert sum(sizes) == pytest.approx(sum(f.path.stat().st_size for f in done.files if f.path))


def test_an_error_is_at_the_same_place_and_leaves_the_old_store(
    folder: Path, tmp_path: Path
) -> None:
    store = tmp_path / "store"
    load([folder], store)
    before = stored_quads(store)
    (folder / "wrong.nt").write_text(OTHER * 3 + "<urn:b> <urn:p> 'x\n", encoding="utf-8")
    with pytest.raises(InputError) as plain:
        read([folder])
    with pytest.raises(InputError, match=r"wrong\.nt:4") as streamed:
        load([folder], store, on_progress=lambda _: None)
    assert str(streamed.value) == str(plain.value)
    assert stored_quads(store) == before
    assert len(list(store.glob("build-*"))) == 1


@pytest.mark.parametrize("moment", ["reading", "deriving", "writing"])
def test_an_interrupted_build_leaves_the_old_store(
    folder: Path, tmp_path: Path, moment: str
) -> None:
    store = tmp_path / "store"
    load([folder], store)
    before = stored_quads(store)
    (folder / "more.nt").write_text(OTHER.replace("urn:b", "urn:c"), encoding="utf-8")

    def interrupt(name: str) -> None:
        if name == moment:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load([folder], store, step=interrupt)
    assert stored_quads(store) == before
    assert len(list(store.glob("build-*"))) == 1
    assert load([folder], store).asserted == len(read([folder]).quads)


def test_a_failing_engine_is_told_and_leaves_nothing(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(loading, "manifest_of", fail)
    running = threading.active_count()
    with pytest.raises(disk.OutputError, match="No space left"):
        load([folder], tmp_path / "store")
    assert not list((tmp_path / "store").glob("build-*"))
    assert threading.active_count() == running


def test_the_command_loads_standard_input_and_packed_files(folder: Path, tmp_path: Path) -> None:
    store = str(tmp_path / "store")
    done = CliRunner().invoke(
        cli, ["load", "-", str(folder / "packed.nt.gz"), "--store", store], input=OTHER
    )
    assert done.exit_code == 0, done.output
    quads = [quad for quad in stored_quads(Path(store)) if str(quad.subject) == "<urn:b>"]
    assert [str(quad.object)[:6] for quad in quads] == ['"1.50"'] * 2

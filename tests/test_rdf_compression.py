"""Compressed files are read as their contents."""

import gzip
import subprocess
import sys
from pathlib import Path

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from dvgraph.dataset.files import discover, read
from dvgraph.errors import InputError, LimitError
from dvgraph.rdf import compression
from dvgraph.rdf.compression import unpacked
from dvgraph.rdf.positions import line_of

TEXT = b"<http://example.org/a> <http://example.org/p> _:b .\n" * 2 + (
    b'<http://example.org/c> <http://example.org/p> "d" .\n'
)


def zst(data: bytes) -> bytes:
    return zstandard.ZstdCompressor(write_content_size=False).compress(data)


PACK = {"gz": gzip.compress, "zst": zst}


@pytest.mark.parametrize("suffix", PACK)
def test_a_packed_file_gives_the_quads_and_the_graph_of_the_plain_one(
    tmp_path: Path, suffix: str
) -> None:
    plain, packed = tmp_path / "x" / "a.nt", tmp_path / "y" / f"a.nt.{suffix}"
    for file, data in ((plain, TEXT), (packed, PACK[suffix](TEXT))):
        file.parent.mkdir()
        file.write_bytes(data)
    there, here = (read([file], ontology=False) for file in (plain, packed))
    assert [q.triple.predicate for q in here.quads] == [q.triple.predicate for q in there.quads]
    assert len(here.quads) == 2
    assert here.files[0].graph.value.endswith("/y/a")
    assert there.files[0].graph.value.endswith("/x/a")


@pytest.mark.parametrize("suffix", PACK)
def test_a_folder_holds_its_packed_files_too(tmp_path: Path, suffix: str) -> None:
    (tmp_path / f"a.TTL.{suffix.upper()}").write_bytes(PACK[suffix](TEXT))
    (tmp_path / f"b.pdf.{suffix}").write_bytes(PACK[suffix](b"no RDF"))
    assert [file.name for file, _ in discover([tmp_path])] == [f"a.TTL.{suffix.upper()}"]


@pytest.mark.parametrize("suffix", PACK)
def test_packed_standard_input_is_read(suffix: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "dvgraph", "export", "--data", "-", "-f", "nq"],
        input=PACK[suffix](TEXT),
        capture_output=True,
        check=True,
    )
    assert b"<http://example.org/c> <http://example.org/p> " in done.stdout


@pytest.mark.parametrize("suffix", PACK)
def test_errors_and_findings_name_the_line_in_what_is_packed(tmp_path: Path, suffix: str) -> None:
    file = tmp_path / f"a.ttl.{suffix}"
    file.write_bytes(PACK[suffix](TEXT))
    assert line_of(file, "http://example.org/c") == 3
    file.write_bytes(PACK[suffix](TEXT + b"what is this\n"))
    with pytest.raises(InputError, match=r"a\.ttl.*:4:"):
        read([file], ontology=False)


@pytest.mark.parametrize("suffix", PACK)
def test_a_cut_or_damaged_file_is_an_error_that_names_it(tmp_path: Path, suffix: str) -> None:
    whole = PACK[suffix](TEXT)
    file = tmp_path / f"a.nt.{suffix}"
    for data in (whole[:-3], whole[: len(whole) // 2], whole[:6], whole + b"junk"):
        file.write_bytes(data)
        with pytest.raises(InputError, match="truncated or damaged"):
            read([file], ontology=False)


@given(st.lists(st.binary(max_size=300), min_size=1, max_size=4), st.sampled_from(sorted(PACK)))
def test_what_was_packed_in_several_parts_is_read_whole(parts: list[bytes], suffix: str) -> None:
    assert unpacked(b"".join(map(PACK[suffix], parts)), "name") == b"".join(parts)


@given(st.text(max_size=200).map(str.encode))
def test_what_is_not_packed_is_left_as_it_is(data: bytes) -> None:
    assert unpacked(data, "name") == data


@pytest.mark.parametrize("suffix", PACK)
def test_a_file_that_unpacks_to_more_than_a_hundred_times_its_size_is_refused(
    suffix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compression, "_ALWAYS", 100_000)
    bomb = PACK[suffix](b" " * 50_000_000)
    with pytest.raises(LimitError, match=r"x\.ttl: it unpacks to more than"):
        unpacked(bomb, "x.ttl")
    assert unpacked(PACK[suffix](b" " * 90_000), "x.ttl") == b" " * 90_000


@pytest.mark.parametrize("suffix", PACK)
def test_members_after_each_other_are_one_file_and_zeros_may_follow(suffix: str) -> None:
    packed = PACK[suffix](b"a" * 50_000) + PACK[suffix](b"b") + b"\0" * 512
    assert unpacked(packed, "x.nt") == b"a" * 50_000 + b"b"

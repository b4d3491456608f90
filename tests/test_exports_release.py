"""The release: every form of the data in one file, described as an RO-Crate; its checksums."""

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import rdflib

import dvgraph
import release
from dvgraph.api import Graph
from dvgraph.errors import UseError
from test_exports_registry import DESCRIBED
from test_history_diff import PREFIXES


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Graph]:
    folder = tmp_path_factory.mktemp("release") / "klein"
    folder.mkdir()
    (folder / "feiten.ttl").write_text(PREFIXES + DESCRIBED, encoding="utf-8")
    with dvgraph.open(str(folder)) as graph:
        yield graph


@pytest.fixture(scope="module")
def bundle(small: Graph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return release.write(small, tmp_path_factory.mktemp("first"))


def unpacked(bundle: Path) -> dict[str, bytes]:
    """Return the files of a release by their path in its folder."""
    with zipfile.ZipFile(bundle) as archive:
        assert archive.testzip() is None
        return {
            name.removeprefix(f"{bundle.stem}/"): archive.read(name) for name in archive.namelist()
        }


def test_two_releases_of_the_same_data_have_the_same_bytes(
    small: Graph, bundle: Path, tmp_path: Path
) -> None:
    again = release.write(small, tmp_path)
    assert again.name == bundle.name
    one, other = unpacked(bundle), unpacked(again)
    assert [name for name in one if one[name] != other[name]] == []
    assert again.read_bytes() == bundle.read_bytes()


def test_each_checksum_is_that_of_its_file(bundle: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.write_bytes(b"else")
    release.checksums(tmp_path, [bundle, other])
    lines = (tmp_path / "SHA256SUMS").read_text("utf-8").splitlines()
    assert lines == [
        f"{hashlib.sha256(one.read_bytes()).hexdigest()}  {one.name}" for one in (bundle, other)
    ]


def test_the_crate_describes_each_file_with_its_size(bundle: Path) -> None:
    files = unpacked(bundle)
    crate = json.loads(files.pop("ro-crate-metadata.json"))
    entities = {entity["@id"]: entity for entity in crate["@graph"]}
    assert len(entities) == len(crate["@graph"])
    # What RO-Crate 1.1 requires: the descriptor, the root with its properties, flat entities.
    assert crate["@context"] == "https://w3id.org/ro/crate/1.1/context"
    descriptor, root = entities["ro-crate-metadata.json"], entities["./"]
    assert descriptor["about"] == {"@id": "./"}
    assert descriptor["conformsTo"] == {"@id": "https://w3id.org/ro/crate/1.1"}
    assert root["@type"] == "Dataset"
    assert root["datePublished"] == "2026-01-01"
    for name in ("name", "description", "license", "publisher"):
        assert root[name], name
    for name in ("license", "publisher", "author"):
        assert root[name]["@id"] in entities
    assert {part["@id"] for part in root["hasPart"]} == set(files)
    assert {name: entities[name]["contentSize"] for name in files} == {
        name: str(len(data)) for name, data in files.items()
    }


def test_each_form_in_the_release_is_read_by_others(bundle: Path) -> None:
    files = unpacked(bundle)
    for name in ("plain-oslo.ttl", "plain-cpov.ttl", "catalogue.ttl", "rico.ttl"):
        assert len(rdflib.Graph().parse(data=files[name], format="turtle")), name
    assert len(rdflib.Dataset().parse(data=files["dvgraph.trig"], format="trig")) > 100
    rows = list(csv.DictReader(io.StringIO(files["tables/organisations.csv"].decode())))
    assert [row["naam"] for row in rows] == ["geheel"]
    assert {"tables/tables.xlsx", "eac/organisatie.geheel.xml", "stream/index.ttl"} <= set(files)
    assert {"LICENSE-DATA", "CITATION.cff"} <= set(files)


def test_an_empty_folder_is_no_crate(small: Graph, tmp_path: Path) -> None:
    with pytest.raises(UseError, match="nothing to describe"):
        small.export(tmp_path / "empty", crate=True)

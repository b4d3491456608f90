"""The benchmarks' generator writes valid data, with errors exactly where it lists them."""

import sys
from pathlib import Path

import pytest

from dvgraph.dataset.files import read
from dvgraph.derive.rules import derive
from dvgraph.store.embedded import EmbeddedStore
from dvgraph.validation import checks
from dvgraph.validation.shacl import validate

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))

from generate import generate

pytestmark = pytest.mark.program

ID = "https://w3id.org/dvgraph/id/"


def found(file: Path) -> set[tuple[str, str]]:
    """Return the violations of shapes and rules: the node, and the shape or rule."""
    dataset = read([file])
    derived = derive(dataset)
    store = EmbeddedStore()
    store.load([*dataset.quads, *derived])
    findings = [
        *checks.run(store, "nl", dataset),
        *validate(dataset, derived, store=store).findings,
    ]
    return {
        (str(one.focus)[1:-1], str(one.shape)[1:-1].removeprefix(ID).removeprefix("controle/"))
        for one in findings
        if one.severity == "Violation"
    }


def test_data_without_errors_keep_to_every_shape_and_rule(tmp_path: Path) -> None:
    generate(3000, tmp_path / "clean.nt", errors=0)
    assert found(tmp_path / "clean.nt") == set()


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.slow
def test_every_seeded_error_is_found_at_its_place(tmp_path: Path, seed: int) -> None:
    done = generate(3000, tmp_path / "bad.nt", seed=seed, errors=0.1)
    lines = (tmp_path / "bad.errors.tsv").read_text(encoding="utf-8").splitlines()
    places = {(focus, finder) for _, focus, finder in (line.split("\t") for line in lines)}
    assert len(lines) == sum(done.seeded.values()) > 50
    assert places <= found(tmp_path / "bad.nt")


def test_a_seed_gives_the_same_data_each_time(tmp_path: Path) -> None:
    for name in ("one", "two"):
        generate(1000, tmp_path / f"{name}.nt", seed=5)
    assert (tmp_path / "one.nt").read_bytes() == (tmp_path / "two.nt").read_bytes()

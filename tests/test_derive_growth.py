"""The work of a rule grows as its data do: a million triples can be derived from."""

import sys
from pathlib import Path
from time import process_time

import pytest

from dvgraph.dataset.files import read
from dvgraph.derive import rules
from dvgraph.store.embedded import EmbeddedStore

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))

from generate import generate

FLOOR = 0.02  # seconds of processor: below it a growth is noise
SLACK = 2  # a rule may grow so many times faster than the data, as its index does

pytestmark = pytest.mark.slow


def costs(path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[int, dict[str, float]]:
    """Return the number of triples of a file, and the seconds of processor that each rule took."""
    store, taken = EmbeddedStore(), dict[str, float]()
    store.load(read([path]).quads)
    size, made = store.size(), rules._made

    def timed(name: str, *given: object) -> list[tuple[str, bytes]]:
        begin = process_time()
        found = list(made(name, *given))  # type: ignore[arg-type]
        taken[name] = process_time() - begin
        return found

    with monkeypatch.context() as patched:
        patched.setattr(rules, "_made", timed)
        rules.derive_in(store)
    return size, taken


def test_no_rule_grows_much_faster_than_the_data(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = []
    for size in (10_000, 30_000):
        path = tmp_path / f"{size}.nt"
        generate(size, path)
        found.append(costs(path, monkeypatch))
    (few, small), (many, large) = found
    assert large.keys() == small.keys()
    due = SLACK * many / few
    assert {name for name in large if large[name] > due * max(small[name], FLOOR)} == set()

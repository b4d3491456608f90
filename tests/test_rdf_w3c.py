"""The syntax and evaluation tests of the W3C, read by our loader.

tests/w3c.toml lists the tests that we do not pass, each with its reason. A listed test that passes
is a failure too, so that the list stays true.
"""

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from pyoxigraph import CanonicalizationAlgorithm
from pyoxigraph import Dataset as Graphs

from dvgraph.errors import InputError
from dvgraph.rdf import reading
from dvgraph.rdf.oxigraph import OxigraphStore, Quad, RdfFormat

SHARED = Path(__file__).parents[2] / "shared"
SUITES = SHARED / "testsuites"
REASONS = tomllib.loads(Path(__file__).with_name("w3c.toml").read_text("utf-8"))
TESTS = """
PREFIX mf: <http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#>
SELECT ?test ?kind ?action ?result {
  ?test a ?kind ; mf:action ?action OPTIONAL { ?test mf:result ?result }
}
"""
FORMATS = {
    "rdf-turtle": RdfFormat.TURTLE,
    "rdf-trig": RdfFormat.TRIG,
    "rdf-n-triples": RdfFormat.N_TRIPLES,
    "rdf-n-quads": RdfFormat.N_QUADS,
    "rdf-xml": RdfFormat.RDF_XML,
    "json-ld": RdfFormat.JSON_LD,
}

pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="needs the folder shared")


class Case(NamedTuple):
    """A test of a suite: a file to read, and what must come of it.

    ``expected``: the triples, if the suite tells them. ``good``: whether the file may be read.
    """

    name: str
    file: Path
    base: str
    good: bool
    expected: Path | None


def rdf_tests(folder: Path) -> Iterator[Case]:
    """Yield the tests of a suite of RDF 1.1."""
    base = f"https://w3c.github.io/rdf-tests/rdf/rdf11/{folder.name}/"
    store = OxigraphStore()
    store.load(path=folder / "manifest.ttl", format=RdfFormat.TURTLE, base_iri=base)
    for row in store.query(TESTS):
        name, kind, action, result = (term and term.value for term in row)
        yield Case(
            name.partition("#")[2],
            folder / action.removeprefix(base),
            action,
            "Negative" not in kind,
            folder / result.removeprefix(base) if result else None,
        )


def json_tests(folder: Path) -> Iterator[Case]:
    """Yield the tests of JSON-LD 1.1, without those for processors of version 1.0."""
    manifest = json.loads((folder / "toRdf-manifest.jsonld").read_text("utf-8"))
    for test in manifest["sequence"]:
        option = test.get("option", {})
        old = "json-ld-1.0" in (option.get("specVersion"), option.get("processingMode"))
        if not old and (folder / test["input"]).is_file():  # one is of another suite
            result = test.get("expect")
            yield Case(
                test["@id"].removeprefix("#"),
                folder / test["input"],
                option.get("base", manifest["baseIri"] + test["input"]),
                "expectErrorCode" not in test,
                folder / result if result else None,
            )


def canonical(quads: list[Quad]) -> Graphs:
    graphs = Graphs(quads)
    graphs.canonicalize(CanonicalizationAlgorithm.UNSTABLE)
    return graphs


def fault(test: Case, format: RdfFormat) -> str | None:
    """Return what our loader does wrong with a test, or None."""
    try:
        found = list(reading.quads(test.file.read_bytes(), format, test.file.name, base=test.base))
    except InputError as error:
        return f"it is refused: {error}" if test.good else None
    if not test.good:
        return "it is accepted"
    if not test.expected:
        return None
    kind = RdfFormat.from_extension(test.expected.suffix[1:])
    assert kind
    wanted = list(
        reading.quads(test.expected.read_bytes(), kind, test.expected.name, base=test.base)
    )
    if canonical(found) == canonical(wanted):
        return None
    return "\n".join(["it gives", *map(str, found), "instead of", *map(str, wanted)])


@pytest.mark.parametrize("suite", FORMATS)
def test_every_test_of_a_suite_of_the_w3c_passes_or_is_listed_with_its_reason(suite: str) -> None:
    tests = list(
        json_tests(SUITES / suite) if suite == "json-ld" else rdf_tests(SUITES / "rdf11" / suite)
    )
    faults = {test.name: found for test in tests if (found := fault(test, FORMATS[suite]))}
    listed = REASONS.get(suite, {})
    unlisted = "\n".join(f"{name}: {why}" for name, why in faults.items() if name not in listed)
    assert not unlisted, f"{len(faults)} of {len(tests)} fail:\n{unlisted}"
    assert sorted(listed) == sorted(faults), "a listed test passes, or is gone"

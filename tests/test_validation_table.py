"""Literals, paths and shapes with the results that the specifications give, by the command itself.

The tables say what is expected and why: ``shacl_literals.toml``, ``shacl_paths.toml``.
"""

import tomllib
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from calling import call
from dvgraph.dataset import columns
from dvgraph.namespaces import SH
from dvgraph.rdf.oxigraph import (
    Literal,
    NamedNode,
    OxigraphStore,
    RdfFormat,
    Term,
    parse,
    serialize,
)

TABLES = Path(__file__).parent
X = "http://example.org/"
NAMES = {
    "x": X,
    "sh": SH,
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
PREFIXES = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in NAMES.items())


class Result(NamedTuple):
    """A result of a shape: the names of the shape, the focus node and the value."""

    shape: str
    focus: str
    value: str


Validate = Callable[[str, str], list[Result]]


def table(name: str) -> dict[str, Any]:
    return tomllib.loads((TABLES / f"shacl_{name}.toml").read_text("utf-8"))


@pytest.fixture(
    params=[("ttl", columns.LARGE), ("ttl", 0), ("nt", 0)],
    ids=["plain", "numpy", "numpy from N-Triples"],
)
def validate(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Validate:
    """Returns a function that validates data with shapes, and returns the results of the report."""
    suffix, large = request.param
    monkeypatch.setattr(columns, "LARGE", large)

    def validated(data: str, shapes: str) -> list[Result]:
        file, shapes_file = tmp_path / f"data.{suffix}", tmp_path / "shapes.ttl"
        if suffix == "nt":
            quads = parse((PREFIXES + data).encode(), format=RdfFormat.TURTLE)
            serialize(dict.fromkeys(quads), str(file), format=RdfFormat.N_TRIPLES)
        else:
            file.write_text(PREFIXES + data, "utf-8")
        shapes_file.write_text(PREFIXES + shapes, "utf-8")
        done = call("validate", "--data", str(file), "--shapes", str(shapes_file), "-f", "ttl")
        assert done.returncode in (0, 1), done.stderr
        told: dict[Term, dict[str, str]] = defaultdict(dict)
        results = []  # without those inside others (sh:detail)
        for quad in parse(done.stdout.encode(), format=RdfFormat.TURTLE):
            name = quad.predicate.value.removeprefix(SH)
            told[quad.subject][name] = quad.object.value
            if name == "result":
                results.append(told[quad.object])
        found = [
            Result(*(one.get(name, "") for name in ("sourceShape", "focusNode", "value")))
            for one in results
        ]
        # A literal outside its datatype is also a finding of no shape.
        return [one for one in found if not one.shape.endswith("/ill-typed")]

    return validated


def wrong(validate: Validate, asked: list[tuple[str, str, bool]]) -> list[tuple[str, str, bool]]:
    """Return the rows on which the report differs: constraint, properties, and whether it conforms.

    ``{p}`` and ``{q}`` in them are properties that only this row uses.
    """
    data, shapes = [], []
    for number, (constraint, facts, _) in enumerate(asked):
        shape = f"sh:targetSubjectsOf {{p}} ; sh:property [ sh:path {{p}} ; {constraint} ]"
        for texts, text in ((data, f"x:n{number} {facts} ."), (shapes, f"x:S{number} {shape} .")):
            texts.append(text.replace("{p}", f"x:p{number}").replace("{q}", f"x:q{number}"))
    failing = {result.focus for result in validate("\n".join(data), "\n".join(shapes))}
    return [row for number, row in enumerate(asked) if row[2] == (f"{X}n{number}" in failing)]


def literal(text: str, datatype: str) -> str:
    prefix, _, name = datatype.partition(":")
    return str(Literal(text, datatype=NamedNode(NAMES[prefix] + name)))


def test_a_literal_has_its_datatype_exactly_if_its_form_is_in_the_lexical_space(
    validate: Validate,
) -> None:
    kinds = table("literals")["datatypes"]
    asked = [
        (f"sh:datatype {datatype}", "{p} " + literal(text, datatype), key == "valid")
        for datatype, forms in kinds.items()
        for key in ("valid", "ill")
        for text in forms[key]
    ]
    assert wrong(validate, asked) == []


def test_a_literal_is_within_a_bound_exactly_if_their_values_have_that_order(
    validate: Validate,
) -> None:
    found = table("literals")
    asked = [
        (row["constraint"], "{p} " + value, key == "conforms")
        for row in (*found["bounds"], *found["terms"])
        for key in ("conforms", "violates")
        for value in row[key]
    ]
    assert wrong(validate, asked) == []


def test_two_values_are_in_order_or_the_same_term_exactly_as_the_specifications_say(
    validate: Validate,
) -> None:
    asked = [
        (row["constraint"] + " {q}", f"{{p}} {one} ; {{q}} {two}", key == "true")
        for row in table("literals")["pairs"]
        for key in ("true", "false")
        for one, two in row[key]
    ]
    assert wrong(validate, asked) == []


def named(names: str) -> list[str]:
    """Return the nodes that a table lists; a literal is in quotes."""
    return sorted(name.strip("'") if name[0] == "'" else X + name for name in names.split())


def test_a_path_has_the_value_nodes_that_sparql_gives_it(validate: Validate) -> None:
    """The values expected are also those of another engine, for the path that SHACL maps it to."""
    found = table("paths")
    store = OxigraphStore()
    store.load((PREFIXES + found["data"]).encode(), format=RdfFormat.TURTLE)
    shapes, expected, asked = [], {}, {}
    for number, row in enumerate(found["paths"]):
        for focus, values in row["values"].items():
            name = f"{X}S{number}-{focus}"
            shapes.append(f"<{name}> sh:targetNode x:{focus} ; sh:path {row['path']} ; sh:in () .")
            expected[name] = named(values)
            query = f"{PREFIXES}SELECT DISTINCT ?v {{ x:{focus} {row['sparql']} ?v }}"
            asked[name] = sorted(solution["v"].value for solution in store.query(query))
    results: dict[str, list[str]] = {name: [] for name in expected}
    for result in sorted(validate(found["data"], "\n".join(shapes))):
        results[result.shape].append(result.value)
    assert results == expected
    assert asked == expected


def test_a_shape_with_paths_inside_it_fails_for_the_expected_nodes(validate: Validate) -> None:
    found = table("paths")
    for row in found["shapes"]:
        results = validate(found["data"], f"x:S {row['shape']} .")
        assert sorted({result.focus for result in results}) == named(row["fails"]), row["shape"]

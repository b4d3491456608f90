"""The official profiles of OSLO and SEMIC, against the shipped data and its plain view."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dvgraph.api import Graph
from dvgraph.dataset.files import Dataset, shipped
from dvgraph.derive.rules import derive
from dvgraph.errors import UseError
from dvgraph.exchange.exporters.plain import plain
from dvgraph.rdf.oxigraph import BlankNode, Literal, NamedNode, Quad
from dvgraph.validation.findings import Finding, Report
from dvgraph.validation.profiles import (
    PROFILES,
    Deviation,
    deviations,
    published,
    repair,
    sift,
)
from dvgraph.validation.shacl import validate

pytestmark = pytest.mark.program

VOCAB = Path(__file__).parents[2] / "shared" / "vocab"
FILES = {
    "oslo": VOCAB / "oslo-shacl" / "organisatie-basis-shacl.ttl",
    "cpov": VOCAB / "semic" / "cpov-2.1.2-shacl.ttl",
    "persoon": VOCAB / "oslo-shacl" / "persoon-basis-shacl.ttl",
    "dienstencataloog": VOCAB / "oslo-shacl" / "dienstencataloog-shacl.ttl",
    "cpsv-ap": VOCAB / "semic" / "cpsv-ap-3.1.1-shacl.ttl",
}
# The profiles that the whole data is judged by; its plain view is by all.
WHOLE = ("oslo", "cpov")
# Without these in the data a profile would be met by having nothing to judge.
MAIN = {
    "oslo": ("OrganisatieShape", "PubliekeOrganisatieShape", "VeranderingsgebeurtenisShape"),
    "cpov": ("PublicOrganisationShape", "ChangeEventShape", "ReferenceFrameworkShape"),
    "persoon": ("PersoonShape",),
    "dienstencataloog": ("PubliekeDienstverleningShape", "PubliekeOrganisatieShape"),
    "cpsv-ap": ("PublicServiceShape", "PublicOrganisationShape"),
}
SH = "http://www.w3.org/ns/shacl#"
XSD = "http://www.w3.org/2001/XMLSchema#"
SHAPE = NamedNode("https://example.org/Shape")


def official(profile: str) -> Dataset:
    """Return the official shapes of a profile, repaired."""
    if not FILES[profile].is_file():
        pytest.skip(f"needs {FILES[profile].relative_to(VOCAB.parents[1])} beside this project")
    return published([FILES[profile]])


@pytest.fixture(scope="module")
def plain_view() -> Dataset:
    with Graph(None, None, None, "nl") as graph:
        return Dataset(plain(graph.store, "oslo", date(2026, 11, 23)), ())


@pytest.fixture(
    scope="module",
    params=[*((name, "whole") for name in WHOLE), *((name, "plain") for name in PROFILES)],
    ids="-".join,
)
def judged(request: pytest.FixtureRequest) -> tuple[str, Report]:
    """Return a profile's name and its findings in the shipped data or its plain view."""
    profile, what = request.param
    shapes = official(profile)
    if what == "plain":
        return profile, validate(request.getfixturevalue("plain_view"), [], shapes)
    dataset = shipped()
    return profile, validate(dataset, derive(dataset), shapes)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("profile", "view"),
    [*((name, "oslo") for name in PROFILES), ("cpov", "cpov"), ("cpsv-ap", "cpov")],
)
def test_pyshacl_finds_nothing_else_in_the_plain_view(profile: str, view: str) -> None:
    with Graph(None, None, None, "nl") as graph:
        dataset = Dataset(plain(graph.store, view, date(2026, 11, 23)), ())
    report = validate(dataset, [], official(profile), engine="reference")
    found = sift(report.findings, deviations(profile))
    assert [(f.shape, f.path, f.focus) for f in found.unexpected] == []


def test_a_space_in_an_iri_of_a_published_file_is_mended(tmp_path: Path) -> None:
    file = tmp_path / "shapes.ttl"
    file.write_text('<http://x.example/a b> <http://x.example/p> "a < b and c > d" .', "utf-8")
    [quad] = published([file]).quads
    assert (quad.subject, quad.object) == (
        NamedNode("http://x.example/a%20b"),
        Literal("a < b and c > d"),
    )


@pytest.mark.slow
def test_the_data_departs_from_a_profile_only_where_it_is_listed(
    judged: tuple[str, Report],
) -> None:
    profile, report = judged
    found = sift(report.findings, deviations(profile))
    assert [(f.shape, f.path, f.focus) for f in found.unexpected] == []
    assert found.unused == []


def test_the_main_shapes_of_a_profile_have_something_to_judge(judged: tuple[str, Report]) -> None:
    profile, report = judged
    idle = {shape.value for shape in report.unmatched}
    assert idle.isdisjoint(PROFILES[profile] + name for name in MAIN[profile])


def test_a_departure_is_listed_with_its_reason_in_both_languages() -> None:
    listed = [deviation for profile in PROFILES for deviation in deviations(profile)]
    assert listed
    for deviation in listed:
        assert set(deviation.reason) == {"nl", "en"}


def test_an_unknown_profile_is_told_with_the_known_ones() -> None:
    with pytest.raises(UseError, match=r"unknown profile 'olso'.*oslo.*cpov"):
        deviations("olso")


DATE = NamedNode("http://purl.org/dc/terms/date")
KNOWN = Deviation(SHAPE.value, DATE.value, "MinCountConstraintComponent", {})


def finding(shape: str, path: NamedNode, component: str) -> Finding:
    return Finding("Violation", "", None, path, None, NamedNode(shape), component, None)


@pytest.mark.parametrize(
    ("found", "covered"),
    [
        (finding(SHAPE.value, DATE, "MinCountConstraintComponent"), True),
        (finding(SHAPE.value + "/date", DATE, "MinCountConstraintComponent"), True),
        (finding(SHAPE.value + "s/date", DATE, "MinCountConstraintComponent"), False),
        (finding(SHAPE.value, DATE, "DatatypeConstraintComponent"), False),
        (finding(SHAPE.value, SHAPE, "MinCountConstraintComponent"), False),
    ],
)
def test_a_departure_covers_its_own_shape_path_and_constraint_only(
    found: Finding, covered: bool
) -> None:
    sifted = sift([found], [KNOWN])
    assert (sifted.expected, sifted.unexpected) == (([found], []) if covered else ([], [found]))
    assert sifted.unused == ([] if covered else [KNOWN])


def mended(predicate: str, value: NamedNode | Literal) -> tuple[str, str]:
    [quad] = repair([Quad(SHAPE, NamedNode(SH + predicate), value)])
    return quad.predicate.value.removeprefix(SH), str(quad.object)


def test_the_faults_of_the_published_files_are_mended() -> None:
    xsd_date = NamedNode(XSD + "dateTime")
    lang_string = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#langString")
    contact = NamedNode("http://schema.org/ContactPoint")
    assert mended("maxCount", Literal("1")) == ("maxCount", f'"1"^^<{XSD}integer>')
    assert mended("class", xsd_date) == ("datatype", str(xsd_date))
    assert mended("class", lang_string) == ("datatype", str(lang_string))
    assert mended("datatype", contact) == ("class", str(contact))


@given(st.sampled_from(["class", "datatype", "minCount", "name", "path"]), st.integers(0, 9))
def test_what_is_sound_stays_as_it_is(predicate: str, number: int) -> None:
    sound = {
        "class": SHAPE,
        "datatype": NamedNode(XSD + "date"),
        "minCount": Literal(str(number), datatype=NamedNode(XSD + "integer")),
        "name": Literal(str(number)),
        "path": NamedNode("https://schema.org/email"),
    }[predicate]
    quad = Quad(SHAPE, NamedNode(SH + predicate), sound)
    assert repair([quad]) == [quad]


def test_a_nameless_property_shape_is_named_after_its_shape_and_path() -> None:
    parts = [BlankNode(), BlankNode()]
    quads = [Quad(SHAPE, NamedNode(SH + "property"), part) for part in parts]
    quads += [Quad(part, NamedNode(SH + "path"), DATE) for part in parts]
    names = {quad.object for quad in repair(quads) if quad.subject == SHAPE}
    assert names == {NamedNode(SHAPE.value + end) for end in ("/date", "/date-2")}

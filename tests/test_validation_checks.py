"""The checks: each reports its fault once, gaps and contradictions silence it, engines agree."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import mutate
from dvgraph.dataset.files import Dataset, read, shipped
from dvgraph.derive.rules import derive
from dvgraph.errors import InputError
from dvgraph.rdf import bridge
from dvgraph.rdf.oxigraph import Literal, NamedNode, Quad, RdfFormat, parse
from dvgraph.store.embedded import EmbeddedStore
from dvgraph.validation import checks
from dvgraph.validation.checks import Check
from dvgraph.validation.findings import Finding
from dvgraph.validation.shacl import validate
from variations import sparse

pytestmark = pytest.mark.program

EXAMPLES = Path(__file__).parent / "checks"
RULES = {rule.name: rule for rule in checks.checks()}
SH = "http://www.w3.org/ns/shacl#"
PREFIXES = """@base <https://w3id.org/dvgraph/id/> .
@prefix dvg: <https://w3id.org/dvgraph/ns#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


def examples() -> list[Path]:
    return sorted(EXAMPLES.iterdir())


@cache
def stored(*paths: Path) -> tuple[Dataset, EmbeddedStore, list[Quad]]:
    dataset = read(paths, model=True) if paths else shipped()
    quads = [*dataset.quads, *derive(dataset)]
    store = EmbeddedStore()
    store.load(quads)
    return dataset, store, quads


def found(*paths: Path, rules: Sequence[Check] | None = None, lang: str = "nl") -> list[Finding]:
    dataset, store, _ = stored(*paths)
    return checks.run(store, lang, dataset, rules)


def test_every_check_has_an_example_and_every_example_a_check() -> None:
    assert [path.stem for path in examples()] == sorted(RULES)


@pytest.mark.parametrize("path", examples(), ids=lambda path: path.stem)
def test_a_check_finds_its_fault_exactly_once(path: Path) -> None:
    [finding] = found(path, rules=[RULES[path.stem]])
    assert finding.component == path.stem


@pytest.mark.parametrize("path", sparse(examples(), 8))
def test_no_other_check_is_violated_by_the_example_of_one(path: Path) -> None:
    others = [
        finding.message
        for finding in found(path)
        if finding.severity == "Violation" and finding.component != path.stem
    ]
    assert others == []


@cache
def ontology() -> tuple[frozenset[Quad], bridge.rdflib.Dataset]:
    dataset = read([])
    quads = [*dataset.quads, *derive(dataset)]
    return frozenset(quads), bridge.dataset(quads)


LONG = ("dangling-reference", "unknown-term")  # rdflib needs seconds


@pytest.mark.slow
@pytest.mark.engines
@pytest.mark.parametrize(
    "path",
    [
        pytest.param(path, marks=pytest.mark.slow if path.stem in LONG else ())
        for path in examples()
    ],
    ids=lambda path: path.stem,
)
def test_rdflib_finds_the_same_rows(path: Path) -> None:
    text = RULES[path.stem].text
    _, store, quads = stored(path)
    common, graph = ontology()
    if "GRAPH" in text:  # rdflib goes through every pair of graphs
        graph = bridge.dataset([])
    own = [
        (*map(bridge.node, quad.triple), graph.graph(bridge.node(quad.graph_name)))
        for quad in quads
        if quad not in common
    ]
    graph.addN(own)
    try:
        with bridge.as_written():
            rows = {tuple(map(bridge.term, row)) for row in graph.query(text)}
    finally:
        for triple in own:
            graph.remove(triple)
    assert rows == set(store.select(text).rows)
    assert rows


def silenced(name: str, tmp_path: Path, turtle: str) -> bool:
    """Whether a check does not report its own example if this text is added to it."""
    (path,) = EXAMPLES.glob(f"{name}.*")
    added = tmp_path / f"{len(list(tmp_path.iterdir()))}.ttl"
    added.write_text(PREFIXES + turtle, encoding="utf-8")
    return found(path, added, rules=[RULES[name]]) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", sparse(sorted(n for n, rule in RULES.items() if rule.gaps), 4))
def test_a_gap_about_the_focus_silences_a_check_until_it_is_withdrawn(
    name: str, tmp_path: Path
) -> None:
    (finding,) = found(*EXAMPLES.glob(f"{name}.*"), rules=[RULES[name]])
    for sought in RULES[name].gaps:
        gap = f"<lacune/x> a dvg:Lacune ; dvg:gezocht {sought} ; dvg:onderwerp {finding.focus}"
        assert silenced(name, tmp_path, f"{gap} .")
        time = '"2026-01-01T00:00:00Z"^^xsd:dateTime'
        assert not silenced(name, tmp_path, f"{gap} ; prov:invalidatedAtTime {time} .")


def test_what_gaps_look_for_is_in_the_code_list() -> None:
    known = {quad.subject for quad in read([]).quads}
    assert {sought for rule in RULES.values() for sought in rule.gaps} <= known


@pytest.mark.parametrize("name", ["overlap-parents", "overlap-names", "overlap-heads"])
def test_a_contradiction_between_two_statements_silences_their_clash(
    name: str, tmp_path: Path
) -> None:
    clash = "<tegenspraak/x> a dvg:Tegenspraak ; dvg:tussen <uitspraak/een>, <uitspraak/twee>"
    assert silenced(name, tmp_path, f"{clash} .")
    time = '"2026-01-01T00:00:00Z"^^xsd:dateTime'
    assert not silenced(name, tmp_path, f"{clash} ; prov:invalidatedAtTime {time} .")


def test_a_clash_is_a_finding_on_the_statement_that_came_later_in_its_file(tmp_path: Path) -> None:
    (path,) = EXAMPLES.glob("overlap-parents.*")
    text = path.read_text("utf-8")
    renamed = text.replace("uitspraak/een", "uitspraak/zes")  # now after the other by name
    for number, content in enumerate((text, renamed)):
        file = tmp_path / f"{number}" / "data.ttl"
        file.parent.mkdir()
        file.write_text(content, "utf-8")
        (finding,) = found(file, rules=[RULES["overlap-parents"]])
        assert finding.focus == NamedNode("https://w3id.org/dvgraph/id/uitspraak/twee")
    first, second = (text.index(f"uitspraak/{name}>") for name in ("een", "twee"))
    assert first < second


def test_a_withdrawn_statement_clashes_with_nothing(tmp_path: Path) -> None:
    time = '"2026-01-01T00:00:00Z"^^xsd:dateTime'
    assert silenced("overlap-parents", tmp_path, f"<uitspraak/een> prov:invalidatedAtTime {time} .")


def test_a_finding_names_things_by_label_in_the_language_asked_and_says_where_and_how_to_mend(
    tmp_path: Path,
) -> None:
    path = tmp_path / "data.ttl"
    path.write_text(
        "@base <https://w3id.org/dvgraph/id/> .\n@prefix dvg: <https://w3id.org/dvgraph/ns#> .\n"
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n\n"
        '<taak/t> a dvg:Taak ;\n    rdfs:label "lezen"@nl, "reading"@en .\n',
        encoding="utf-8",
    )
    for lang, label in (("nl", "lezen"), ("en", "reading")):
        (finding,) = found(path, rules=[RULES["orphan-thing"]], lang=lang)
        assert label in finding.message
        assert "{" not in finding.message
        assert finding.severity == "Warning"
        assert finding.remedy == RULES["orphan-thing"].remedy[lang]
        assert finding.where == f"{path}:5"


def test_every_check_says_problem_and_remedy_in_both_languages() -> None:
    for rule in RULES.values():
        for texts in (rule.problem, rule.remedy):
            assert set(texts) == {"nl", "en"}
            assert all(texts.values())
        marks = [
            {m for m in ("{focus}", "{value}", "{other}") if m in text}
            for text in rule.problem.values()
        ]
        assert marks[0] == marks[1]
        assert "{focus}" in marks[0]
        assert all(f"?{mark[1:-1]}" in rule.text for mark in marks[0])


def test_a_check_without_a_known_severity_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.rq").write_text(
        "#+ problem: {nl: a, en: a}\n#+ remedy: {nl: a, en: a}\n#+ severity: grave\n"
    )
    with pytest.raises(InputError, match=r"x\.rq.*severity is violation, warning or info"):
        checks.checks(tmp_path)


FIGURE = (
    "<uitspraak/{name}> a dvg:Cijfer, dvg:GeldendeUitspraak ; dvg:waarde {value} ; "
    "dvg:nauwkeurigheid <concept/nauwkeurigheid/{precision}> {part} ."
)


def adds_up(total: str, *parts: str) -> bool:
    """Whether the parts fit the total; "ongeveer 5" has a precision, "5" is exact."""
    lines = []
    for name, figure in (("totaal", total), *((f"deel{i}", p) for i, p in enumerate(parts))):
        precision, _, value = figure.rpartition(" ")
        part = "" if name == "totaal" else "; dvg:deelVan <uitspraak/totaal>"
        lines.append(
            FIGURE.format(name=name, value=value, precision=precision or "exact", part=part)
        )
    store = EmbeddedStore()
    store.load(parse("\n".join([PREFIXES.partition("@prefix prov")[0], *lines]), RdfFormat.TURTLE))
    return not store.select(RULES["total-against-parts"].text).rows


@pytest.mark.parametrize(
    ("total", "parts", "fits"),
    [
        ("145000000", ("90982000", "34849000", "19296000"), True),
        ("144000000", ("90982000", "34849000", "19296000"), False),
        ("146", ("100", "45"), True),  # 100 may be 99.5 to 150
        ("146", ("101", "43"), False),
        ("10.5", ("4.2", "6.3"), True),
        ("10.5", ("4.2", "6.1"), False),
        ("0", ("0", "0"), True),
        ("0", ("1", "2"), False),
        ("ongeveer 200", ("61", "62"), True),
        ("ongeveer 200", ("41", "52"), False),
        ("meer-dan 100", ("400", "300"), True),
        ("meer-dan 100", ("11", "12"), False),
        ("hoogstens 100", ("1", "2"), True),
        ("hoogstens 100", ("101", "102"), False),
        ("730", ("minstens 100", "200"), True),
        ("730", ("minder-dan 100", "200"), False),
    ],
)
def test_a_total_fits_its_parts_within_what_their_last_digits_and_precision_allow(
    total: str, parts: tuple[str, ...], fits: bool
) -> None:
    assert adds_up(total, *parts) is fits


@given(
    st.lists(st.integers(1, 10**9), min_size=1, max_size=4),
    st.lists(st.integers(0, 6), min_size=5, max_size=5),
)
def test_rounding_true_numbers_never_makes_a_total_wrong(
    parts: list[int], digits: list[int]
) -> None:
    rounded = [
        str(round(value, -n)) for value, n in zip([sum(parts), *parts], digits, strict=False)
    ]
    # What is rounded to nothing has no last digit that says so.
    if "0" not in rounded:
        assert adds_up(*rounded)


def test_findings_of_checks_are_results_of_the_shacl_report_too(tmp_path: Path) -> None:
    path = tmp_path / "data.ttl"
    path.write_text(
        PREFIXES.replace("@prefix dvg", "@prefix sh: <http://www.w3.org/ns/shacl#> .\n@prefix dvg")
        + "<vorm/taak> a sh:NodeShape ; sh:targetClass dvg:Taak .\n<taak/t> a dvg:Taak .\n",
        encoding="utf-8",
    )
    dataset, _, _ = stored(path)
    report = validate(dataset, shapes=[path])
    assert report.conforms
    findings = found(path, rules=[RULES["orphan-thing"]], lang="en")
    both = report.plus(findings, "en")
    assert both.conforms, "a warning is no violation"
    assert both.findings == findings
    told = {(quad.predicate.value, quad.object) for quad in both.quads}
    assert (f"{SH}focusNode", NamedNode("https://w3id.org/dvgraph/id/taak/t")) in told
    assert (f"{SH}resultSeverity", NamedNode(f"{SH}Warning")) in told
    assert [q.object.value for q in both.quads if q.predicate.value == f"{SH}conforms"] == ["false"]
    message = f"{findings[0].message}. {findings[0].remedy}"
    assert (f"{SH}resultMessage", Literal(message, language="en")) in told


def test_the_shipped_data_breaks_no_check() -> None:
    broken = [finding for finding in found() if finding.severity == "Violation"]
    assert broken == []


SLIPS = [
    mutant
    for mutant in mutate.mutants()
    if mutant.kind in ("dvg:Takenlot", "dvg:Bezetting") and mutate.permit(mutant) is None
][::5]
# `make test` slips a few times, `make test-all` the rest; `make mutate` in every way.
FEW = range(0, len(SLIPS), 30)


@pytest.mark.slow
@pytest.mark.parametrize(
    "slip",
    [
        slip if number in FEW else pytest.param(slip, marks=pytest.mark.slow)
        for number, slip in enumerate(SLIPS)
    ],
    ids=lambda slip: f"{slip.property}-{slip.way}",
)
def test_a_slip_in_a_statement_is_caught_by_a_shape_or_a_check(slip: mutate.Mutant) -> None:
    assert mutate.caught(slip)

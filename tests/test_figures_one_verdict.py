"""One verdict on figures: every view shows the growth, or the refusal, that the graph derives."""

import json
import re
from collections.abc import Iterator

import pytest
from click.testing import CliRunner

import dvgraph
from answers import by_variable
from dvgraph.api import Graph
from dvgraph.brief.writers import write
from dvgraph.cli import cli
from dvgraph.labels.subgraph import Subgraph
from dvgraph.locale.wording import number
from dvgraph.namespaces import BASE
from variations import sparse

pytestmark = pytest.mark.program

DVG = "PREFIX dvg: <https://w3id.org/dvgraph/ns#>\n"
POST = "administrateur-generaal"
PREFIXES = DVG + "PREFIX prov: <http://www.w3.org/ns/prov#>\n"
# Of each derived comparison: the newer and the older figure, and the growth or the refusal.
Verdicts = set[tuple[str, str, str]]


@pytest.fixture(scope="module")
def graph() -> Iterator[Graph]:
    with dvgraph.open(lang="nl") as opened:
        yield opened


@pytest.fixture(scope="module")
def verdicts(graph: Graph) -> Verdicts:
    found = graph.query(
        PREFIXES
        + "SELECT ?newer ?older ?said WHERE { ?newer a dvg:Cijfer ; dvg:vergelijking ?one ."
        " ?one dvg:basis ?older . { ?one dvg:waarde ?said } UNION { ?one dvg:weigering ?said } }"
    )
    return {(full(row[0]), full(row[1]), said(row[2])) for row in found}


@pytest.fixture(scope="module")
def pairs(graph: Graph) -> set[tuple[str, str]]:
    """Each measure with each thing that has a current figure of it."""
    found = graph.query(
        DVG + "SELECT ?measure ?thing WHERE { ?one a dvg:Cijfer, dvg:GeldendeUitspraak ;"
        " dvg:maat ?measure ; dvg:betreft ?thing }"
    )
    return {(full(row[0]), full(row[1])) for row in found}


@pytest.fixture(scope="module")
def series(graph: Graph, pairs: set[tuple[str, str]]) -> dict[str, list[dict[str, object]]]:
    """The rows of ``figures`` for each measure and thing, by the thing's IRI."""
    found: dict[str, list[dict[str, object]]] = {}
    for measure, thing in sorted(pairs):
        found.setdefault(thing, []).extend(by_variable(graph.figures(measure, thing)))
    return found


def full(value: object) -> str:
    """Return an IRI in full."""
    text = str(value)
    return text if text.startswith("http") else f"{BASE}{text}"


def said(value: object) -> str:
    """Return a growth as a number without trailing zeros, or the slug of a refusal."""
    text = str(value)
    try:
        return f"{float(text):g}"
    except ValueError:
        return text.rpartition("/")[2]


def test_measure_over_time_and_derived_figures_give_the_verdict_of_the_graph(
    graph: Graph, verdicts: Verdicts
) -> None:
    over_time = {
        (full(row["uitspraak"]), full(row["vorigCijfer"]), said(row["groei"] or row["weigering"]))
        for row in by_variable(graph.ask("measure-over-time"))
        if row["vorigCijfer"]
    }
    assert over_time == verdicts
    derived: dict[str, set[str]] = {}
    verdict: dict[str, str] = {}
    for row in by_variable(graph.ask("derived-figures")):
        if str(row["bewerking"]).endswith("/groei"):
            derived.setdefault(str(row["afgeleid"]), set()).add(full(row["uitspraak"]))
            verdict[str(row["afgeleid"])] = said(
                row["weigering"] if row["waarde"] is None else row["waarde"]
            )
    shown = {(frozenset(ends), verdict[one]) for one, ends in derived.items()}
    assert {(frozenset(ends[:2]), ends[2]) for ends in verdicts} <= shown


@pytest.mark.slow
def test_figures_of_every_measure_and_thing_give_the_verdict_of_the_graph(
    graph: Graph, verdicts: Verdicts, series: dict[str, list[dict[str, object]]]
) -> None:
    labels = {
        said(row[0]): str(row[1])
        for row in graph.query(
            "PREFIX skos: <http://www.w3.org/2004/02/skos/core#> SELECT ?one ?label WHERE {"
            f" ?one skos:inScheme <{BASE}conceptschema/weigeringsgrond> ; skos:prefLabel ?label ."
            " FILTER(LANG(?label) = 'nl') }"
        )
    }
    seen: Verdicts = set()
    of_newer: dict[str, list[tuple[str, str, str]]] = {}
    for one in verdicts:
        of_newer.setdefault(one[0], []).append(one)
    for thing, rows in series.items():
        for row in rows:
            known = of_newer.get(full(row["uitspraak"]), [])
            if row["soort"] != "cijfer" or full(row["betreft"]) != thing:
                continue
            grown = [one for one in known if one[2] not in labels]
            assert said(row["groei"]) == (grown[0][2] if grown else "None")
            reasons = {labels[one[2]] for one in known if one[2] in labels}
            assert all(f": {reason}" in str(row["breuk"]) for reason in reasons)
            assert bool(row["breuk"]) == bool(reasons)
            seen |= set(known)
    assert seen == verdicts


def numbers(graph: Graph, *names: str) -> set[str]:
    """Return the values of properties of derived figures."""
    listed = "|".join(f"dvg:{name}" for name in names)
    found = graph.query(
        f"{DVG}SELECT ?value WHERE {{ ?one a dvg:AfgeleidCijfer ; {listed} ?value }}"
    )
    return {said(row[0]) for row in found}


@pytest.mark.slow
def test_every_growth_difference_index_sum_and_share_shown_is_derived(
    graph: Graph, series: dict[str, list[dict[str, object]]]
) -> None:
    derived = numbers(graph, "waarde", "verschil", "index") | {"None"}
    for rows in series.values():
        shown = {said(row[name]) for row in rows for name in ("groei", "verschil", "aandeel")}
        shown |= {said(row["index"]) for row in rows if row["index"] != 100}
        shown |= {
            said(row["waarde"])
            for row in rows
            if row["soort"] not in ("cijfer", "bewering van de bron")
        }
        assert shown <= derived
    for name, columns in {
        "staff-by-kind": ("som",),
        "budget-and-parts": ("somVanDelen", "verschil"),
        "measure-over-time": ("groei", "verschil"),
        "derived-figures": ("waarde", "verschil"),
    }.items():
        answer = by_variable(graph.ask(name))
        assert {said(row[column]) for row in answer for column in columns} <= derived


@pytest.mark.parametrize("thing", sparse(["AGIV", POST, "Digitaal Vlaanderen"], 3))
@pytest.mark.slow
def test_a_brief_tells_no_other_change_than_the_graph(graph: Graph, thing: str) -> None:
    text = write(graph.brief(thing, 1990, "2026-11-23"), "md").decode()
    found = graph.query(f"{DVG}SELECT ?value WHERE {{ ?any dvg:vergelijking/dvg:waarde ?value }}")
    derived = {number(str(row[0]).lstrip("-"), "nl") for row in found}
    told = set(re.findall(r"berekend: (?:ongeveer )?[+-]([\d.,]+)%", text))
    assert told <= derived
    # No percentage with a sign stands anywhere else.
    computed = re.findall(r"(?<!niet )berekend: ", text)
    assert len(re.findall(r"[+-][\d.,]+ ?%", text)) == len(computed)


@pytest.mark.slow
def test_the_budget_has_one_verdict_in_every_view(graph: Graph) -> None:
    budget = f"{BASE}uitspraak/cijfer-digitaal-vlaanderen-begroting-2025"
    sub = Subgraph(graph.store, "nl")
    reason = sub.label(f"{BASE}concept/weigeringsgrond/reikwijdte")
    [asked] = [
        row
        for row in by_variable(graph.ask("measure-over-time", measure="begroting"))
        if full(row["uitspraak"]) == budget
    ]
    assert (asked["weigeringLabel"], asked["verschil"], asked["groei"]) == (reason, None, None)
    assert "begroting-2017" in str(asked["vergelekenMet"])
    arguments = ["figures", "begroting", "Digitaal Vlaanderen", "-f", "json"]
    printed = json.loads(CliRunner().invoke(cli, arguments, catch_exceptions=False).stdout)
    rows = printed["rows"] if isinstance(printed, dict) else printed
    text = json.dumps(rows, ensure_ascii=False)
    told = graph.figures("begroting", "Digitaal Vlaanderen").describe()
    brief = write(graph.brief(POST, 2017), "md").decode()
    for view in (one.replace("\N{NO-BREAK SPACE}", " ") for one in (text, told, brief)):
        assert "niet te vergelijken met 2017" in view
        assert reason in view
        assert re.search(r"van (ongeveer |ca\. )?(€ )?44", view)
        assert not re.search(r"101\.?000\.?000", view)

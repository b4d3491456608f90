"""Derived figures: computed from comparable figures, else refused with a reason."""

from collections.abc import Callable
from pathlib import Path

import pytest

from dvgraph.dataset.files import Dataset, read
from dvgraph.derive.rules import derive
from dvgraph.namespaces import slug
from dvgraph.rdf.oxigraph import Literal, NamedNode
from dvgraph.store.embedded import EmbeddedStore

ID = "https://w3id.org/dvgraph/id/"
HEAD = f"""@base <{ID}> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix dvg: <https://w3id.org/dvgraph/ns#> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix gen: <https://data.vlaanderen.be/ns/generiek#> .
@prefix m8g: <http://data.europa.eu/m8g/> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix orgvl: <https://data.vlaanderen.be/ns/organisatie#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<bron/a> a foaf:Document .
<bron/a#line=0,1> a dvg:Vindplaats ; dct:isPartOf <bron/a> .
"""


def figure(name: str, value: str, year: int | None = 2020, more: str = "", **other: str) -> str:
    """A figure of a year; ``more`` is Turtle, ``other`` its thing and measure."""
    thing, measure = other.get("thing", "dienst/a"), other.get("measure", "bezoeken")
    period = (
        f'dvg:van "{year}-01-01"^^xsd:date ; dvg:tot "{year + 1}-01-01"^^xsd:date'
        if year
        else 'dvg:gezienOp "2020"^^xsd:gYear'
    )
    return (
        f"<uitspraak/{name}> a dvg:Cijfer ; dvg:betreft <{thing}> ; dvg:waarde {value} ;"
        f" dvg:maat <concept/maat/{measure}> ; {period} ; {more}"
        f" dvg:vindplaats <bron/a#line=0,1> .\n"
    )


Found = dict[str, tuple[str, set[str]]]


@pytest.fixture
def derived(tmp_path: Path) -> Callable[[str], Found]:
    """Derive from Turtle, and return each derived figure's number and reasons for refusal."""

    def run(turtle: str) -> Found:
        file = tmp_path / "figures.ttl"
        file.write_text(HEAD + turtle, encoding="utf-8")
        return found(read([file]))

    return run


def found(dataset: Dataset) -> Found:
    results: Found = {}
    values, reasons = {}, {}
    for quad in derive(dataset):
        if not isinstance(quad.subject, NamedNode) or "afgeleid-cijfer" not in quad.subject.value:
            continue
        name = quad.subject.value.removeprefix(f"{ID}afgeleid-cijfer/")
        results[name] = ("", set())
        if quad.predicate.value.endswith("#waarde") and isinstance(quad.object, Literal):
            values[name] = quad.object.value
        if quad.predicate.value.endswith("#weigering") and isinstance(quad.object, NamedNode):
            reasons.setdefault(name, set()).add(quad.object.value.rpartition("/")[2])
    return {name: (values.get(name, ""), reasons.get(name, set())) for name in results}


ABOUT = "dvg:nauwkeurigheid <concept/nauwkeurigheid/ongeveer> ;"
MORE = "dvg:nauwkeurigheid <concept/nauwkeurigheid/meer-dan> ;"
EURO = "dvg:eenheid <concept/eenheid/euro> ;"
INFERRED = "dvg:zekerheid <concept/zekerheid/eigen-gevolgtrekking> ;"
STOCK = "dvg:aard <concept/cijferaard/stand> ;"
BREAK = """<uitspraak/breuk> a dvg:Kenmerk ; dvg:onderwerp <dienst/a> ;
    dvg:kenmerk <concept/kenmerk/reeksbreuk> ; dvg:van "2021-03-25"^^xsd:date ."""


@pytest.mark.parametrize(
    ("first", "second", "value"),
    [
        (figure("a", "1001"), figure("b", "1357", 2021), "35.6"),
        (figure("a", "1001"), figure("b", "500.5", 2023), "-50"),
        (figure("a", "1001", 2020, ABOUT), figure("b", "1357", 2021), "36"),
    ],
)
def test_growth_is_a_percentage_of_the_previous_figure(
    derived: Callable[[str], Found], first: str, second: str, value: str
) -> None:
    assert derived(first + second) == {"groei/b/a": (value, set())}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("turtle", "reason"),
    [
        (figure("a", "1000", 2020, MORE) + figure("b", "1357", 2021), "grens"),
        (figure("a", "1000") + figure("b", "1357", 2021, EURO), "eenheid"),
        (figure("a", "1000") + figure("b", "1357", 2021, STOCK), "aard"),
        (figure("a", "0") + figure("b", "1357", 2021), "noemer-nul"),
        (figure("a", "1000", None) + figure("b", "1357", 2021), "periode-onbekend"),
        (figure("a", "1000") + figure("b", "1357", 2021) + BREAK, "reeksbreuk"),
        (figure("a", "1000") + figure("b", "1357", 2021, INFERRED), "zekerheid"),
        # Of several reasons the first: unit before nature before certainty before period.
        (figure("a", "1000", None, MORE) + figure("b", "0", 2021, EURO + STOCK), "eenheid"),
        (figure("a", "1000", None, MORE) + figure("b", "0", 2021, STOCK), "aard"),
        (figure("a", "1000", None, INFERRED) + figure("b", "0", 2021), "zekerheid"),
        (
            figure("a", "1000")
            + figure("b", "1357", 2021)
            + "<tegenspraak/a> a dvg:Tegenspraak ; dvg:tussen <uitspraak/a>, <uitspraak/b> .",
            "tegenspraak",
        ),
        (
            figure("a", "1000") + figure("b", "9", 2021).replace("2022-01-01", "2021-04-01"),
            "periode-ongelijk",
        ),
        (
            figure("a", "1000") + figure("b", "9", 2020).replace("2020-01-01", "2020-06-01"),
            "periode-overlapt",
        ),
    ],
)
def test_growth_between_unlike_figures_is_refused_with_the_first_reason(
    derived: Callable[[str], Found], turtle: str, reason: str
) -> None:
    assert derived(turtle) == {"groei/b/a": ("", {reason})}


def test_a_figure_contradicted_for_the_same_time_gives_no_growth_and_a_settled_one_does(
    derived: Callable[[str], Found],
) -> None:
    turtle = figure("a", "1000") + figure("b", "28", 2021) + figure("c", "16", 2021)
    clash = "<tegenspraak/a> a dvg:Tegenspraak ; dvg:tussen <uitspraak/b>, <uitspraak/c> "
    refused = ("", {"tegenspraak"})
    assert derived(f"{turtle}{clash}.") == {"groei/b/a": refused, "groei/c/a": refused}
    settled = derived(f"{turtle}{clash}; dvg:verkozen <uitspraak/b> .")
    assert settled == {"groei/b/a": ("-97", set())}


def test_a_share_is_of_the_total_that_the_figure_is_a_part_of(
    derived: Callable[[str], Found],
) -> None:
    part = "dvg:deelVan <uitspraak/a> ;"
    turtle = figure("a", "200") + figure("b", "50", 2020, part, measure="contacten")
    assert derived(turtle + figure("c", "9", 2021, part + EURO, measure="leden")) == {
        "aandeel/b/a": ("", {"eenheid"}),
        "aandeel/c/a": ("", {"eenheid"}),
        "som-van-delen/a": ("", {"maat"}),
    }
    turtle = figure("a", "200") + figure("b", "50", 2020, part)
    assert derived(turtle) == {"aandeel/b/a": ("25", set())}


def test_a_ratio_divides_by_a_stock_measured_in_the_period_where_the_measures_allow(
    derived: Callable[[str], Found],
) -> None:
    money = figure("a", "3000", measure="begroting-loonkredieten")
    heads = figure("b", "7", measure="interne-medewerkers")
    within = heads.replace("2020-01-01", "2020-06-01").replace("2021-01-01", "2020-07-01")
    other = figure("c", "5", measure="externe-medewerkers")
    assert derived(money + within + other) == {"verhouding/a/b": ("429", set())}
    astride = heads.replace("2021-01-01", "2022-01-01")
    assert derived(money + astride) == {"verhouding/a/b": ("", {"periode-ongelijk"})}


MERGER = """<gebeurtenis/fusie> a org:ChangeEvent, orgvl:Fusie ;
    org:originalOrganization <organisatie/a>, <organisatie/b> ;
    org:resultingOrganization <organisatie/c> .
<uitspraak/fusie> a dvg:Bestaan ; dvg:over <gebeurtenis/fusie> ; dvg:van "2021-01-01"^^xsd:date .
"""
SUM = "som/fusie/bezoeken/2020-01-01/2021-01-01"


def test_predecessors_of_a_merger_are_added_up_only_when_all_have_a_like_figure(
    derived: Callable[[str], Found],
) -> None:
    one = MERGER + figure("a", "100", thing="organisatie/a")
    after = figure("c", "400", 2022, thing="organisatie/c")
    two = figure("b", "50", thing="organisatie/b")
    both = derived(one + two + after)
    assert both[SUM] == ("150", set())
    # The successor is larger than either: no growth from one of them.
    assert both["groei/c/a"] == both["groei/c/b"] == ("", {"reikwijdte"})
    assert derived(one + after)[SUM] == ("", {"onvolledig"})
    again = figure("b2", "60", thing="organisatie/b")
    assert derived(one + two + again + after)[SUM] == ("", {"meer-dan-een"})
    limit = figure("b", "50", 2020, MORE, thing="organisatie/b")
    assert derived(one + limit + after)[SUM] == ("", {"grens"})
    assert SUM not in derived(one)  # the series does not go on


def test_growth_runs_on_through_a_mere_renaming(derived: Callable[[str], Found]) -> None:
    renamed = """<gebeurtenis/naam> a org:ChangeEvent, dvg:Naamswijziging ;
        org:originalOrganization <organisatie/a> ; org:resultingOrganization <organisatie/b> .
    """
    turtle = figure("a", "100", thing="organisatie/a")
    turtle += figure("b", "150", 2021, thing="organisatie/b")
    assert derived(renamed + turtle) == {"groei/b/a": ("50", set())}


def test_derived_figures_are_no_statements_and_name_their_inputs(tmp_path: Path) -> None:
    file = tmp_path / "figures.ttl"
    file.write_text(HEAD + figure("a", "1000") + figure("b", "1500", 2021), encoding="utf-8")
    dataset = read([file])
    store = EmbeddedStore()
    store.load([*dataset.quads, *derive(dataset)])
    prefixes = (
        "PREFIX dvg: <https://w3id.org/dvgraph/ns#> PREFIX qb: <http://purl.org/linked-data/cube#>"
    )
    for kind in ("dvg:Uitspraak", "dvg:Cijfer", "dvg:GeldendeUitspraak", "qb:Observation"):
        assert not store.ask(f"{prefixes} ASK {{ ?one a dvg:AfgeleidCijfer, {kind} }}")
    inputs = store.select(
        f"{prefixes} SELECT ?input WHERE {{ ?one a dvg:AfgeleidCijfer ;"
        " <http://www.w3.org/ns/prov#wasDerivedFrom> ?input } ORDER BY ?input"
    )
    assert [row[0] for row in inputs.rows] == [NamedNode(f"{ID}uitspraak/{n}") for n in "ab"]


def values(tmp_path: Path, turtle: str) -> dict[tuple[str, str], str]:
    """The values and names of derived figures, by derived figure and property."""
    file = tmp_path / "figures.ttl"
    file.write_text(HEAD + turtle, encoding="utf-8")
    return {
        (quad.subject.value.removeprefix(f"{ID}afgeleid-cijfer/"), slug(quad.predicate.value)): (
            slug(quad.object.value)
        )
        for quad in derive(read([file]))
        if isinstance(quad.subject, NamedNode)
        and "afgeleid-cijfer" in quad.subject.value
        and isinstance(quad.object, NamedNode | Literal)
    }


@pytest.mark.parametrize(
    ("first", "second", "precision"),
    [("44000000", "145000000", "ongeveer"), ("215", "401", ""), ("215", "400", "ongeveer")],
)
def test_what_is_computed_from_a_round_number_is_approximate_and_never_called_exact(
    tmp_path: Path, first: str, second: str, precision: str
) -> None:
    found = values(tmp_path, figure("a", first) + figure("b", second, 2021))
    assert found.get(("groei/b/a", "nauwkeurigheid"), "") == precision
    assert found["groei/b/a", "verschil"] == str(int(second) - int(first))


def test_an_index_starts_at_100_and_runs_until_a_break(tmp_path: Path) -> None:
    turtle = figure("a", "201", 2018) + figure("b", "303", 2019) + figure("c", "402.5", 2020)
    found = values(tmp_path, turtle + figure("d", "9", 2021, MORE) + figure("e", "8", 2022))
    indexes = {name: value for (name, key), value in found.items() if key == "index"}
    assert indexes == {"groei/b/a": "150.7", "groei/c/b": "200.2"}


KINDS = ("interne-medewerkers", "externe-medewerkers", "vlaanderen-connect-medewerkers")


def test_kinds_that_exclude_each_other_are_added_up_for_one_period(
    derived: Callable[[str], Found],
) -> None:
    name = "som-van-soorten/dienst%2Fa/medewerkers/2020-01-01/2021-01-01"
    staff = "".join(
        figure(f"k{n}", value, measure=kind)
        for n, (value, kind) in enumerate(zip(("215", "401", "114"), KINDS, strict=True))
    )
    announced = figure("l", "450", measure="aangekondigde-medewerkers")
    whole = figure("m", "640", measure="medewerkers")
    assert derived(staff + announced + whole)[name] == ("730", set())
    later = figure("n", "9", 2021, measure=KINDS[0])
    assert derived(staff + later)[name] == ("730", set())
    again = figure("n", "9", measure=KINDS[0])
    assert derived(staff + again)[name] == ("", {"meer-dan-een"})
    inferred = figure("n", "9", 2022, INFERRED, measure=KINDS[0])
    other = figure("o", "9", 2022, measure=KINDS[1])
    unequal = name.replace("2021-01-01", "2023-01-01").replace("2020", "2022")
    assert derived(inferred + other)[unequal] == ("", {"zekerheid"})


def test_kinds_seen_on_different_days_are_not_added_up(derived: Callable[[str], Found]) -> None:
    seen = figure("a", "450", None, measure=KINDS[0]) + figure("b", "640", None, measure=KINDS[1])
    assert derived(seen.replace('"2020"', '"2021"', 1)) == {
        "som-van-soorten/dienst%2Fa/medewerkers/onbekend/onbekend": ("", {"periode-onbekend"})
    }


def test_parts_are_added_up_beside_their_total_which_they_may_miss_by_rounding(
    tmp_path: Path,
) -> None:
    part = "dvg:deelVan <uitspraak/a> ;"
    total = figure("a", "1000", measure="begroting")
    one = figure("b", "601", 2020, part, measure="begroting-dotatie")
    two = figure("c", "402", 2020, part, measure="begroting-eigen-inkomsten")
    found = values(tmp_path, total + one + two)
    keys = ("waarde", "verschil", "binnenAfronding", "nauwkeurigheid")
    assert [found["som-van-delen/a", key] for key in keys] == ["1003", "-3", "true", "ongeveer"]
    missed = values(tmp_path, total + one + two.replace("402", "302"))
    assert missed["som-van-delen/a", "binnenAfronding"] == "true"  # 903 is within 500 of 1000
    missed = values(tmp_path, total.replace("1000", "1001") + one + two)
    assert missed["som-van-delen/a", "binnenAfronding"] == "false"


def test_growth_after_a_merger_is_from_the_sum_of_predecessors(tmp_path: Path) -> None:
    turtle = MERGER + figure("a", "101", thing="organisatie/a")
    turtle += figure("b", "51", thing="organisatie/b")
    found = values(tmp_path, turtle + figure("c", "304", 2021, thing="organisatie/c"))
    name = next(one for one, key in found if key == "waarde" and one.startswith("groei/"))
    assert (found[name, "waarde"], found[name, "verschil"]) == ("100", "152")


def test_the_growth_of_a_ratio_is_derived_where_its_inputs_are_compared(tmp_path: Path) -> None:
    turtle = ""
    for year, money, heads in ((2020, "3001", "7"), (2021, "4001", "9")):
        turtle += figure(f"m{year}", money, year, measure="begroting-loonkredieten")
        turtle += figure(f"h{year}", heads, year, measure="interne-medewerkers")
    found = values(tmp_path, turtle)
    grown = [one for one, key in found if key == "waarde" and one.count("verhouding")]
    assert sum(one.startswith("groei/") for one in grown) == 1


def test_a_renaming_without_participants_does_not_stop_the_derivation(tmp_path: Path) -> None:
    (tmp_path / "data.ttl").write_text(
        "@prefix dvg: <https://w3id.org/dvgraph/ns#> .\n"
        "<urn:x:e> a dvg:Naamswijziging . <urn:x:f> a dvg:Rechtsvormwijziging .\n"
    )
    dataset = read([tmp_path / "data.ttl"])
    assert derive(dataset)

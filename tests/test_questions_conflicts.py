"""Questions on conflicts find contradictions, double tenures and vacancies, and no others."""

from pathlib import Path

import pytest

from dvgraph.dataset.files import read
from dvgraph.derive.rules import derived_store
from dvgraph.questions import question as questions
from dvgraph.store.protocol import Store

pytestmark = pytest.mark.program

PREFIXES = """@base <https://w3id.org/dvgraph/id/> .
@prefix dvg: <https://w3id.org/dvgraph/ns#> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


def asked(tmp_path: Path, name: str, text: str) -> list[dict[str, str]]:
    """Return the rows of a question on data in Turtle, with IRIs without their folder."""
    file = tmp_path / "data.ttl"
    file.write_text(PREFIXES + text, encoding="utf-8")
    store: Store = derived_store(read([file]))[0]
    table = questions.ask(store, name, {}).table
    return [
        {
            variable: cell.value.rpartition("/")[2]
            for variable, cell in zip(table.variables, row, strict=True)
            if cell
        }
        for row in table.rows
    ]


def figure(name: str, value: int, more: str = "") -> str:
    return (
        f"<u/{name}> a dvg:Cijfer ; dvg:betreft <dienst/a> ; dvg:maat <m/x> ;"
        f' dvg:waarde {value} ; dvg:van "2021"^^xsd:gYear ; dvg:tot "2022"^^xsd:gYear {more} .\n'
    )


def test_figures_in_conflict_are_those_of_a_recorded_contradiction(tmp_path: Path) -> None:
    text = figure("least", 400) + figure("most", 500) + figure("one", 1) + figure("two", 2)
    text += figure("three", 3, "; dvg:zekerheid <c/z>")
    text += (
        "<u/event> a dvg:Bestaan ; dvg:over <g/fusie> .\n"
        "<t/a> a dvg:Tegenspraak ; dvg:tussen <u/one>, <u/two>, <u/three>, <u/event> ;"
        " dvg:verkozen <u/two>, <u/three> .\n"
        "<t/figure-and-event> a dvg:Tegenspraak ; dvg:tussen <u/least>, <u/event> .\n"
        "<t/gone> a dvg:Tegenspraak ; dvg:tussen <u/least>, <u/most> ;"
        ' prov:invalidatedAtTime "2026-01-01T00:00:00Z"^^xsd:dateTime .\n'
    )
    rows = asked(tmp_path, "figures-in-conflict", text)
    assert [(row["tegenspraak"], row["uitspraak"]) for row in rows] == [
        ("a", "one"),
        ("a", "three"),
        ("a", "two"),
    ]
    assert [row.get("verkozen") for row in rows] == [None, "three", "two"]


def duty(name: str, body: str, more: str) -> str:
    return (
        f"<u/{name}> a dvg:Verantwoordelijkheid ; dvg:organisatie <o/{body}> ;"
        f" dvg:dienst <d/x> ; dvg:rol <r/beheer> ; {more} .\n"
    )


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        # Certain: both had it in 2021.
        ('dvg:van "2019"^^xsd:gYear', 'dvg:van "2020"^^xsd:gYear', ["zeker"]),
        # Nobody says until when the first had it.
        (
            'dvg:gezienOp "2021"^^xsd:gYear ; dvg:totOnbekend true',
            'dvg:van "2024"^^xsd:gYear',
            ["mogelijk"],
        ),
        # One after the other, also where both happened within one year.
        ('dvg:tot "2020"^^xsd:gYear', 'dvg:van "2021"^^xsd:gYear', []),
        ('dvg:tot "2021"^^xsd:gYear', 'dvg:van "2021"^^xsd:gYear', []),
        # The same passage names both.
        (
            'dvg:van "2019"^^xsd:gYear ; dvg:vindplaats <b/x#line=1,2>',
            'dvg:van "2019"^^xsd:gYear ; dvg:vindplaats <b/x#line=1,2>',
            [],
        ),
    ],
)
def test_two_at_once_had_it_certainly_or_possibly_and_not_together_or_in_turn(
    tmp_path: Path, one: str, other: str, expected: list[str]
) -> None:
    text = duty("one", "a", one) + duty("other", "b", other)
    found = asked(tmp_path, "two-responsible", text)
    assert [row["tegelijk"] for row in found] == expected


def test_a_body_that_acts_as_another_is_no_second_one_responsible(tmp_path: Path) -> None:
    text = duty("one", "a", 'dvg:van "2019"^^xsd:gYear')
    text += duty("other", "b", 'dvg:van "2019"^^xsd:gYear')
    assert len(asked(tmp_path, "two-responsible", text)) == 1
    role = "<https://w3id.org/dvgraph/id/concept/betrekking/treedt-op-als>"
    for acts, as_ in ("ab", "ba"):
        acting = (
            f"<u/acts> a dvg:Betrekking ; dvg:onderwerp <o/{acts}> ; dvg:voorwerp <o/{as_}> ;"
            f" dvg:betrekking {role} .\n"
        )
        assert asked(tmp_path, "two-responsible", text + acting) == []


def test_two_possibly_at_once_are_not_a_predecessor_and_its_successor(tmp_path: Path) -> None:
    open_end = 'dvg:gezienOp "2021"^^xsd:gYear ; dvg:totOnbekend true'
    text = duty("one", "a", open_end) + duty("other", "b", 'dvg:van "2024"^^xsd:gYear')
    assert len(asked(tmp_path, "two-responsible", text)) == 1
    versions = "".join(
        f"<o/{one}> a <http://data.europa.eu/m8g/PublicOrganisation> .\n" for one in "ab"
    )
    event = (
        "<g/x> a org:ChangeEvent ; org:originalOrganization <o/a> ;"
        " org:resultingOrganization <o/b> .\n"
    )
    assert asked(tmp_path, "two-responsible", text + versions + event) == []


def tenure(name: str, more: str) -> str:
    return f"<u/{name}> a dvg:Bezetting ; dvg:functie <f/x> ; org:member <p/{name}> ; {more} .\n"


@pytest.mark.parametrize(
    ("first", "second", "third", "expected"),
    [
        # Days certainly between.
        (
            'dvg:van "2001-01-01"^^xsd:date ; dvg:tot "2004-05-01"^^xsd:date',
            'dvg:van "2005-01-01"^^xsd:date',
            "",
            [("first", "second")],
        ),
        # Perhaps on the same day.
        ('dvg:tot "2004"^^xsd:gYear', 'dvg:van "2004"^^xsd:gYear', "", []),
        # The end, or the start, is not known.
        ('dvg:gezienOp "2004"^^xsd:gYear', 'dvg:van "2008-01-01"^^xsd:date', "", []),
        ('dvg:tot "2004-05-01"^^xsd:date', 'dvg:gezienOp "2008"^^xsd:gYear', "", []),
        # A third held the post all the while, or may have.
        (
            'dvg:van "2002-01-01"^^xsd:date ; dvg:tot "2004-05-01"^^xsd:date',
            'dvg:van "2005-01-01"^^xsd:date',
            'dvg:van "2001-01-01"^^xsd:date ; dvg:tot "2006-01-01"^^xsd:date',
            [],
        ),
        (
            'dvg:van "2002-01-01"^^xsd:date ; dvg:tot "2004-05-01"^^xsd:date',
            'dvg:van "2005-01-01"^^xsd:date',
            'dvg:gezienOp "2004-10"^^xsd:gYearMonth',
            [],
        ),
    ],
)
def test_a_vacancy_has_days_certainly_between_a_known_end_and_the_next_known_start(
    tmp_path: Path, first: str, second: str, third: str, expected: list[tuple[str, str]]
) -> None:
    text = tenure("first", first) + tenure("second", second)
    found = asked(tmp_path, "interregna", text + (tenure("third", third) if third else ""))
    assert [(row["vorige"], row["volgende"]) for row in found] == expected

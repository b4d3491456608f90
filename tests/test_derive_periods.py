"""The bounds of statements (docs/model.md, Time), and the rank of figures."""

from datetime import date, timedelta

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from dvgraph.derive.dates import parse_boundary
from dvgraph.derive.figure_ranks import readings
from dvgraph.derive.periods import (
    STATEMENT_KINDS,
    bounds_of_literal,
    date_faults,
    periods_text,
    statement_bounds,
)
from dvgraph.errors import InputError
from dvgraph.namespaces import EDTF, FIRST, LAST
from dvgraph.rdf.oxigraph import Literal, NamedNode, Quad, RdfFormat, Term, parse

XSD = "http://www.w3.org/2001/XMLSchema#"
DVG = "https://w3id.org/dvgraph/ns#"
PREFIXES = """\
@prefix : <http://example.org/> .
@prefix dvg: <https://w3id.org/dvgraph/ns#> .
@prefix edtf: <http://id.loc.gov/datatypes/edtf/> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix orgvl: <https://data.vlaanderen.be/ns/organisatie#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
NAMES = ("vanVroegst", "vanLaatst", "totVroegst", "totLaatst")


def quads_of(turtle: str) -> list[Quad]:
    return list(parse(PREFIXES + turtle, format=RdfFormat.TURTLE))


def bounds_in(quads: list[Quad]) -> dict[str, list[str]]:
    """The four bounds of each statement, in order, by local name."""
    found: dict[str, list[str]] = {}
    for triple in statement_bounds(quads):
        assert isinstance(triple.subject, NamedNode)
        assert isinstance(triple.object, Literal)
        assert triple.object.datatype.value == XSD + "date"
        local = triple.subject.value.rpartition("/")[2]
        found.setdefault(local, []).append(triple.object.value)
        assert triple.predicate.value == DVG + NAMES[len(found[local]) - 1]
    return found


def bounds(turtle: str, of: str = "s") -> list[str]:
    return bounds_in(quads_of(turtle))[of]


def d(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("lexical", "datatype", "first", "last"),
    [
        ("2016-03-18", XSD + "date", "2016-03-18", "2016-03-18"),
        ("2016-03-18Z", XSD + "date", "2016-03-18", "2016-03-18"),
        ("2016-03-18+01:00", XSD + "date", "2016-03-18", "2016-03-18"),
        ("2016-02", XSD + "gYearMonth", "2016-02-01", "2016-02-29"),
        ("2015-12", XSD + "gYearMonth", "2015-12-01", "2015-12-31"),
        ("2016", XSD + "gYear", "2016-01-01", "2016-12-31"),
        ("9999", XSD + "gYear", "9999-01-01", "9999-12-31"),
        ("2016-03-18", EDTF, "2016-03-18", "2016-03-18"),
        ("2016-03", EDTF, "2016-03-01", "2016-03-31"),
        ("2016", EDTF, "2016-01-01", "2016-12-31"),
        ("2005-04~", EDTF, "2005-03-01", "2005-05-31"),
        ("2005-01?", EDTF, "2004-12-01", "2005-02-28"),
        ("2021?", EDTF, "2020-01-01", "2022-12-31"),
        ("2021~", EDTF, "2020-01-01", "2022-12-31"),
        ("2021%", EDTF, "2019-01-01", "2023-12-31"),
        ("2021-12%", EDTF, "2021-10-01", "2022-02-28"),
        ("2021-01-01~", EDTF, "2020-12-31", "2021-01-02"),
        ("2021-01-01%", EDTF, "2020-12-30", "2021-01-03"),
        ("0001?", EDTF, "0001-01-01", "0002-12-31"),
        ("9999-12-31%", EDTF, "9999-12-29", "9999-12-31"),
        ("[2016..2019]", EDTF, "2016-01-01", "2019-12-31"),
        ("[2016-03..2019]", EDTF, "2016-03-01", "2019-12-31"),
        ("[2016-03-18..2016-04]", EDTF, "2016-03-18", "2016-04-30"),
        ("[2016..2016]", EDTF, "2016-01-01", "2016-12-31"),
        ("[..2015]", EDTF, "0001-01-01", "2015-12-31"),
        ("[..2015-06-30]", EDTF, "0001-01-01", "2015-06-30"),
        ("[2016..]", EDTF, "2016-01-01", "9999-12-31"),
        ("[2016-03-18..]", EDTF, "2016-03-18", "9999-12-31"),
        ("186X", EDTF, "1860-01-01", "1869-12-31"),
        ("18XX", EDTF, "1800-01-01", "1899-12-31"),
        ("00XX", EDTF, "0001-01-01", "0099-12-31"),
        ("1868-XX", EDTF, "1868-01-01", "1868-12-31"),
        ("1868-XX-XX", EDTF, "1868-01-01", "1868-12-31"),
        ("1868-02-XX", EDTF, "1868-02-01", "1868-02-29"),
        ("[1867,1868]", EDTF, "1867-01-01", "1868-12-31"),
        ("[1868,1867]", EDTF, "1867-01-01", "1868-12-31"),
        ("[1868-10-14,1870..1872]", EDTF, "1868-10-14", "1872-12-31"),
        ("[..1860,1868-10]", EDTF, "0001-01-01", "1868-10-31"),
        ("[1867,1870..]", EDTF, "1867-01-01", "9999-12-31"),
    ],
)
def test_a_date_means_a_first_and_a_last_day(
    lexical: str, datatype: str, first: str, last: str
) -> None:
    assert bounds_of_literal(lexical, datatype) == (d(first), d(last))


@pytest.mark.parametrize(
    ("lexical", "datatype", "said"),
    [
        ("2016/2019", EDTF, "interval"),
        ("2016-01/..", EDTF, "interval"),
        ("2016-21", EDTF, "season"),
        ("1868-32", EDTF, "season"),
        ("2016~?", EDTF, "qualifies a part"),
        ("~2016", EDTF, "qualifies a part"),
        ("1868-?10", EDTF, "qualifies a part"),
        ("{2016..2019}", EDTF, "all are meant"),
        ("{1867,1868}", EDTF, "all are meant"),
        ("186X~", EDTF, "unspecified digits"),
        ("1XXX", EDTF, "unspecified digits"),
        ("186X-10", EDTF, "unspecified digits"),
        ("1868-XX-14", EDTF, "unspecified digits"),
        ("1868-10-XX-XX", EDTF, "unspecified digits"),
        ("1868-13-XX", EDTF, "calendar"),
        ("-0044", EDTF, "before 0001"),
        ("1868-10-14T12:00:00", EDTF, "time of day"),
        ("c. 1868", EDTF, "not written as"),
        ("[1868,]", EDTF, "not written as"),
        ("[1868..,1870]", EDTF, "not written as"),
        ("[2016~..2019]", EDTF, "not written as"),
        ("[2019..2016]", EDTF, "not in order"),
        ("[..]", EDTF, "not written as"),
        ("Y12021", EDTF, "after 9999"),
        ("", EDTF, "not written as"),
        ("2021-02-30", XSD + "date", "calendar"),
        ("0000-01-01", XSD + "date", "calendar"),
        ("12021-01-01", XSD + "date", "not written as"),
        ("-0044-03-15", XSD + "date", "not written as"),
        ("2021-1-1", XSD + "date", "not written as"),
        ("2021-01-01\n", XSD + "date", "not written as"),
        ("٢٠٢١-01-01", XSD + "date", "not written as"),
        ("2021", XSD + "date", "not written as"),
        ("2021-13", XSD + "gYearMonth", "calendar"),
        ("2021-01", XSD + "gYear", "not written as"),
        ("2021-01-01T00:00:00", XSD + "dateTime", "not a date type"),
        ("2021", XSD + "string", "not a date type"),
    ],
)
def test_any_other_form_is_refused_in_one_clear_line(
    lexical: str, datatype: str, said: str
) -> None:
    with pytest.raises(InputError, match=said) as refused:
        bounds_of_literal(lexical, datatype)
    assert refused.value.hint
    assert "\n" not in str(refused.value)


OWN = [
    # written, then the four bounds
    ('dvg:van "2016-03-18"^^xsd:date', "2016-03-18 2016-03-18 9999-12-31 9999-12-31"),
    ('dvg:van "2016"^^xsd:gYear', "2016-01-01 2016-12-31 9999-12-31 9999-12-31"),
    (
        'dvg:van "2016-03-18"^^xsd:date ; dvg:tot "2021-01-01"^^xsd:date',
        "2016-03-18 2016-03-18 2021-01-01 2021-01-01",
    ),
    (
        'dvg:van "2016"^^xsd:gYear ; dvg:tot "2021"^^xsd:gYear',
        "2016-01-01 2016-12-31 2021-01-01 2022-01-01",
    ),
    (
        'dvg:van "2016-02"^^xsd:gYearMonth ; dvg:tot "2016-12"^^xsd:gYearMonth',
        "2016-02-01 2016-02-29 2016-12-01 2017-01-01",
    ),
    ('dvg:van "2005-04~"^^edtf:EDTF', "2005-03-01 2005-05-31 9999-12-31 9999-12-31"),
    # a tot of EDTF: the day after the last month or year, the very day when written to the day
    (
        'dvg:van "2016"^^xsd:gYear ; dvg:tot "2021~"^^edtf:EDTF',
        "2016-01-01 2016-12-31 2020-01-01 2023-01-01",
    ),
    (
        'dvg:van "2016"^^xsd:gYear ; dvg:tot "[2018-03-01..2018-03-05]"^^edtf:EDTF',
        "2016-01-01 2016-12-31 2018-03-01 2018-03-05",
    ),
    (
        'dvg:van "2016"^^xsd:gYear ; dvg:tot "[2018..]"^^edtf:EDTF',
        "2016-01-01 2016-12-31 2018-01-01 9999-12-31",
    ),
    # no van: since ever, at the latest when first attested, else when it ended
    ("a dvg:Kenmerk", "0001-01-01 9999-12-31 9999-12-31 9999-12-31"),
    ('dvg:tot "2020-01-01"^^xsd:date', "0001-01-01 2020-01-01 2020-01-01 2020-01-01"),
    ('dvg:tot "2020"^^xsd:gYear', "0001-01-01 2020-01-01 2020-01-01 2021-01-01"),
    (
        'dvg:gezienOp "2018"^^xsd:gYear , "2019-05-01"^^xsd:date',
        "0001-01-01 2018-12-31 9999-12-31 9999-12-31",
    ),
    (
        'dvg:gezienOp "2018"^^xsd:gYear , "2018-05-01"^^xsd:date',
        "0001-01-01 2018-05-01 9999-12-31 9999-12-31",
    ),
    # [a..]: at the latest when first attested, and only then
    ('dvg:van "[2016..]"^^edtf:EDTF', "2016-01-01 9999-12-31 9999-12-31 9999-12-31"),
    (
        'dvg:van "[2016..]"^^edtf:EDTF ; dvg:gezienOp "2021-06"^^xsd:gYearMonth',
        "2016-01-01 2021-06-30 9999-12-31 9999-12-31",
    ),
    (
        'dvg:van "[2016..]"^^edtf:EDTF ; dvg:gezienOp "2010"^^xsd:gYear',
        "2016-01-01 9999-12-31 9999-12-31 9999-12-31",
    ),
    (
        'dvg:van "[2016..2019]"^^edtf:EDTF ; dvg:gezienOp "2017"^^xsd:gYear',
        "2016-01-01 2019-12-31 9999-12-31 9999-12-31",
    ),
    ('dvg:van "[..2015]"^^edtf:EDTF', "0001-01-01 2015-12-31 9999-12-31 9999-12-31"),
    # the end unknown: after the latest of vanVroegst and the first days it was attested
    (
        'dvg:van "2016-03-18"^^xsd:date ; dvg:totOnbekend true',
        "2016-03-18 2016-03-18 2016-03-19 9999-12-31",
    ),
    (
        'dvg:van "2016"^^xsd:gYear ; dvg:totOnbekend true ; '
        'dvg:gezienOp "2018"^^xsd:gYear , "2017-02"^^xsd:gYearMonth',
        "2016-01-01 2016-12-31 2018-01-02 9999-12-31",
    ),
    (
        'dvg:totOnbekend true ; dvg:gezienOp "2018"^^xsd:gYear',
        "0001-01-01 2018-12-31 2018-01-02 9999-12-31",
    ),
    (
        'dvg:van "2016-03-18"^^xsd:date ; dvg:totOnbekend false',
        "2016-03-18 2016-03-18 9999-12-31 9999-12-31",
    ),
    (
        'dvg:van "2016-03-18"^^xsd:date ; dvg:totOnbekend true ; dvg:tot "2020"^^xsd:gYear',
        "2016-03-18 2016-03-18 2020-01-01 2021-01-01",
    ),
]


@pytest.mark.parametrize(("written", "expected"), OWN)
def test_a_statements_own_dates_give_its_bounds(written: str, expected: str) -> None:
    assert bounds(f":s a dvg:Kenmerk ; {written} .") == expected.split()


@pytest.mark.parametrize("kind", sorted(STATEMENT_KINDS))
def test_every_kind_of_statement_has_bounds_current_or_not(kind: str) -> None:
    assert bounds(f':s a <{kind}> ; dvg:van "2016-03-18"^^xsd:date .')[0] == "2016-03-18"


def test_what_is_no_statement_gets_no_bounds() -> None:
    assert bounds_in(quads_of(':g a dvg:Lacune ; dvg:van "2016-03-18"^^xsd:date .')) == {}


AGIV = """
:b a dvg:Bestaan , dvg:GeldendeUitspraak ; dvg:over :agiv ;
   dvg:van "2004"^^xsd:gYear ; dvg:tot "2016-03"^^xsd:gYearMonth .
"""


@pytest.mark.parametrize(
    "subject", ["dvg:organisatie", "dvg:onderwerp", "dvg:betreft", "org:organization"]
)
def test_an_undated_statement_lies_within_the_life_of_its_subject(subject: str) -> None:
    assert bounds(AGIV + f":s a dvg:Verantwoordelijkheid ; {subject} :agiv .") == [
        "2004-01-01",
        "2016-03-01",  # no van: at the latest when it ended
        "2016-03-01",
        "2016-04-01",
    ]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ('dvg:van "2010-01-01"^^xsd:date', "2010-01-01 2010-01-01 2016-03-01 2016-04-01"),
        ('dvg:van "1990-01-01"^^xsd:date', "1990-01-01 1990-01-01 2016-03-01 2016-04-01"),
        ('dvg:tot "2010-01-01"^^xsd:date', "2004-01-01 2010-01-01 2010-01-01 2010-01-01"),
        ('dvg:tot "2020-01-01"^^xsd:date', "2004-01-01 2020-01-01 2020-01-01 2020-01-01"),
        (
            'dvg:van "2010-01-01"^^xsd:date ; dvg:totOnbekend true',
            "2010-01-01 2010-01-01 2010-01-02 2016-04-01",
        ),
        ("dvg:totOnbekend true", "2004-01-01 2016-04-01 2004-01-02 2016-04-01"),
        (
            'dvg:van "2016-03-18"^^xsd:date ; dvg:totOnbekend true',
            "2016-03-18 2016-03-18 2016-03-01 2016-04-01",
        ),
        ('dvg:gezienOp "2010"^^xsd:gYear', "2004-01-01 2010-12-31 2016-03-01 2016-04-01"),
    ],
)
def test_only_the_end_that_a_statement_leaves_open_is_inherited(
    written: str, expected: str
) -> None:
    turtle = AGIV + f":s a dvg:Kenmerk ; dvg:onderwerp :agiv ; {written} ."
    assert bounds(turtle) == expected.split()


def test_existence_that_is_not_current_passes_nothing_on() -> None:
    turtle = (
        AGIV.replace(", dvg:GeldendeUitspraak", "") + ":s a dvg:Kenmerk ; dvg:onderwerp :agiv ."
    )
    assert bounds(turtle)[0] == "0001-01-01"
    assert bounds(turtle)[3] == "9999-12-31"


def test_a_statement_that_is_not_current_inherits_all_the_same() -> None:
    turtle = AGIV + ':s a dvg:Kenmerk ; dvg:onderwerp :agiv ; prov:invalidatedAtTime "x" .'
    assert bounds(turtle)[0] == "2004-01-01"


def test_two_current_readings_of_an_existence_pass_on_their_envelope() -> None:
    other = """:c a dvg:Bestaan , dvg:GeldendeUitspraak ; dvg:over :agiv ;
        dvg:van "2005-02-01"^^xsd:date ; dvg:tot "2017-01-01"^^xsd:date ."""
    turtle = AGIV + other + ":s a dvg:Kenmerk ; dvg:onderwerp :agiv ."
    assert bounds(turtle) == ["2004-01-01", "2016-03-01", "2016-03-01", "2017-01-01"]


def test_with_two_subjects_the_narrower_life_counts() -> None:
    other = """:c a dvg:Bestaan , dvg:GeldendeUitspraak ; dvg:over :post ;
        dvg:van "2010-02-01"^^xsd:date ; dvg:tot "2012-01-01"^^xsd:date ."""
    turtle = AGIV + other + ":s a dvg:Kenmerk ; dvg:onderwerp :agiv , :post ."
    assert bounds(turtle) == ["2010-02-01", "2012-01-01", "2012-01-01", "2012-01-01"]


def event(kind: str = "orgvl:Fusie", dates: str = 'dvg:van "2016-03-18"^^xsd:date') -> str:
    return f"""
    :e a {kind} ; org:originalOrganization :old ; org:resultingOrganization :new ;
        dvg:gewijzigdeOrganisatie :stays .
    :be a dvg:Bestaan , dvg:GeldendeUitspraak ; dvg:over :e ; {dates} .
    :bo a dvg:Bestaan , dvg:GeldendeUitspraak ; dvg:over :old ; dvg:van "2004-01-01"^^xsd:date .
    :bn a dvg:Bestaan , dvg:GeldendeUitspraak ; dvg:over :new .
    :bs a dvg:Bestaan , dvg:GeldendeUitspraak ; dvg:over :stays .
    """


def test_a_version_begins_and_ends_by_its_events() -> None:
    turtle = event(dates='dvg:van "2016"^^xsd:gYear')
    assert bounds(turtle, "bn") == ["2016-01-01", "2016-12-31", "9999-12-31", "9999-12-31"]
    assert bounds(turtle, "bo") == ["2004-01-01", "2004-01-01", "2016-01-01", "2016-12-31"]
    assert bounds(turtle, "be") == ["2016-01-01", "2016-12-31", "9999-12-31", "9999-12-31"]


def test_what_an_event_leaves_standing_neither_begins_nor_ends_by_it() -> None:
    assert bounds(event(), "bs") == ["0001-01-01", "9999-12-31", "9999-12-31", "9999-12-31"]


@pytest.mark.parametrize(
    ("kind", "ends", "makes"),
    [
        ("orgvl:Fusie", True, True),
        ("orgvl:Splitsing", True, True),
        ("orgvl:Vervanging", True, True),
        ("orgvl:Stopzetting", True, True),
        ("dvg:Opslorping", True, True),
        ("dvg:Naamswijziging", True, True),
        ("dvg:Rechtsvormwijziging", True, True),
        ("dvg:Overdracht", False, False),
        ("dvg:Herpositionering", False, False),
        ("dvg:Taakwijziging", False, False),
        ("org:ChangeEvent", False, True),
    ],
)
def test_only_events_that_make_or_end_organisations_date_their_lives(
    kind: str, ends: bool, makes: bool
) -> None:
    assert bounds(event(kind), "bo")[2] == ("2016-03-18" if ends else "9999-12-31")
    assert bounds(event(kind), "bn")[0] == ("2016-03-18" if makes else "0001-01-01")


def test_a_versions_own_dates_come_before_those_of_its_events() -> None:
    own = ':bo dvg:tot "2016-04-01"^^xsd:date . :bn dvg:van "2016-04-01"^^xsd:date .'
    assert bounds(event() + own, "bo")[2:] == ["2016-04-01", "2016-04-01"]
    assert bounds(event() + own, "bn")[:2] == ["2016-04-01", "2016-04-01"]


def test_an_event_whose_existence_is_not_current_dates_nothing() -> None:
    turtle = event().replace(":be a dvg:Bestaan , dvg:GeldendeUitspraak", ":be a dvg:Bestaan")
    assert bounds(turtle, "bn")[0] == "0001-01-01"
    assert bounds(turtle, "bo")[2] == "9999-12-31"


def test_two_current_dates_of_one_event_give_their_envelope() -> None:
    more = """:be2 a dvg:Bestaan , dvg:GeldendeUitspraak ; dvg:over :e ;
        dvg:van "2016-04-01"^^xsd:date ."""
    assert bounds(event() + more, "bn")[:2] == ["2016-03-18", "2016-04-01"]
    assert bounds(event() + more, "bo")[2:] == ["2016-03-18", "2016-04-01"]


def test_an_undated_event_still_ends_what_it_ends() -> None:
    turtle = event(dates="dvg:grond :g")
    assert bounds(turtle, "bo")[2:] == ["0001-01-01", "9999-12-31"]
    assert bounds(turtle, "bn")[:2] == ["0001-01-01", "9999-12-31"]


def test_statements_about_a_version_follow_the_event_that_ended_it() -> None:
    turtle = event() + ":s a dvg:Verantwoordelijkheid ; dvg:organisatie :old ."
    assert bounds(turtle) == ["2004-01-01", "2016-03-18", "2016-03-18", "2016-03-18"]


def test_circular_data_ends() -> None:
    turtle = """
    :e a orgvl:Fusie ; org:originalOrganization :e , :f ; org:resultingOrganization :f .
    :f a orgvl:Fusie ; org:originalOrganization :f ; org:resultingOrganization :e .
    :s a dvg:Bestaan , dvg:GeldendeUitspraak ; dvg:over :e , :s ; dvg:onderwerp :s , :t .
    :t a dvg:Kenmerk , dvg:GeldendeUitspraak ; dvg:onderwerp :s , :t , :e .
    """
    assert set(bounds_in(quads_of(turtle))) == {"s", "t"}


def test_a_date_that_cannot_be_read_is_reported_and_passed_over() -> None:
    quads = quads_of(""":s a dvg:Kenmerk ; dvg:van "2016/2019"^^edtf:EDTF ; dvg:tot :x ;
        dvg:gezienOp "2018"^^xsd:gYear .""")
    faults = date_faults(quads)
    assert {fault.predicate.value for fault in faults} == {DVG + "van", DVG + "tot"}
    assert all(str(fault.subject) == "<http://example.org/s>" for fault in faults)
    assert bounds_in(quads)["s"] == ["0001-01-01", "2018-12-31", "9999-12-31", "9999-12-31"]


days = st.dates()
written_dates = st.one_of(
    days.map(lambda day: (day.isoformat(), XSD + "date")),
    days.map(lambda day: (day.isoformat()[:7], XSD + "gYearMonth")),
    days.map(lambda day: (day.isoformat()[:4], XSD + "gYear")),
    st.tuples(days, st.sampled_from((4, 7, 10)), st.sampled_from(("", "~", "?", "%"))).map(
        lambda parts: (parts[0].isoformat()[: parts[1]] + parts[2], EDTF)
    ),
    st.tuples(days, days, st.sampled_from((4, 7, 10))).map(
        lambda parts: (
            f"[{min(parts[:2]).isoformat()[: parts[2]]}..{max(parts[:2]).isoformat()[: parts[2]]}]",
            EDTF,
        )
    ),
    days.map(lambda day: (f"[{day}..]", EDTF)),
    st.tuples(days, st.sampled_from((2, 3))).map(
        lambda parts: (parts[0].isoformat()[: parts[1]].ljust(4, "X"), EDTF)
    ),
    days.map(lambda day: (day.isoformat()[:7] + "-XX", EDTF)),
    st.lists(days.map(lambda day: day.isoformat()[:7]), min_size=1).map(
        lambda members: (f"[{','.join(members)}]", EDTF)
    ),
    days.map(lambda day: (f"[..{day}]", EDTF)),
)


def literal(written: tuple[str, str]) -> str:
    return f'"{written[0]}"^^<{written[1]}>'


@given(written_dates)
def test_the_last_day_is_never_before_the_first(written: tuple[str, str]) -> None:
    boundary = parse_boundary(*written)
    assert FIRST <= boundary.first <= boundary.last <= boundary.end <= LAST
    assert boundary.end - boundary.last <= timedelta(days=1)


@given(days, st.lists(days, max_size=3), st.data())
def test_the_bounds_hold_every_day_that_a_form_of_archives_can_mean(
    day: date, others: list[date], data: st.DataObject
) -> None:
    text = day.isoformat()
    members = [other.isoformat()[: data.draw(st.sampled_from((4, 7, 10)))] for other in others]
    forms = [text[:3] + "X", text[:2] + "XX", text[:4] + "-XX", text[:4] + "-XX-XX"]
    forms += [
        text[:7] + "-XX",
        f"[{','.join([*members, text])}]",
        f"[{','.join([text[:7], *members])}]",
    ]
    for form in forms:
        boundary = parse_boundary(form, EDTF)
        assert boundary.first <= day <= boundary.last <= boundary.end, form


@given(days, st.sampled_from((4, 7, 10)), st.sampled_from("~?%"))
def test_a_qualifier_only_ever_widens(day: date, length: int, mark: str) -> None:
    plain = parse_boundary(day.isoformat()[:length], EDTF)
    marked = parse_boundary(day.isoformat()[:length] + mark, EDTF)
    assert marked.first <= plain.first <= day <= plain.last <= marked.last


@given(
    st.none() | written_dates,
    st.none() | written_dates,
    st.lists(written_dates, max_size=3),
    st.booleans(),
)
def test_own_bounds_are_in_order(
    van: tuple[str, str] | None,
    tot: tuple[str, str] | None,
    seen: list[tuple[str, str]],
    unknown: bool,
) -> None:
    turtle = ":s a dvg:Kenmerk ."
    turtle += f" :s dvg:van {literal(van)} ." if van else ""
    turtle += f" :s dvg:tot {literal(tot)} ." if tot else ""
    turtle += "".join(f" :s dvg:gezienOp {literal(date)} ." for date in seen)
    turtle += f" :s dvg:totOnbekend {str(unknown).lower()} ."
    van_vroegst, van_laatst, tot_vroegst, tot_laatst = map(d, bounds(turtle))
    assert van_vroegst <= van_laatst
    assert tot_vroegst <= tot_laatst
    if not tot:
        assert tot_vroegst > van_vroegst or tot_vroegst == LAST
        assert tot_laatst == LAST
    if not van:
        assert van_vroegst == FIRST


@given(st.none() | written_dates, st.none() | written_dates, written_dates, written_dates)
@example(None, None, ("2004", XSD + "gYear"), ("2016", XSD + "gYear"))
def test_inheritance_narrows_an_open_side_and_the_days_that_a_written_one_may_be(
    van: tuple[str, str] | None,
    tot: tuple[str, str] | None,
    subject_van: tuple[str, str],
    subject_tot: tuple[str, str],
) -> None:
    own = ":s a dvg:Kenmerk , dvg:GeldendeUitspraak ; dvg:onderwerp :o ."
    own += f" :s dvg:van {literal(van)} ." if van else ""
    own += f" :s dvg:tot {literal(tot)} ." if tot else ""
    subject = f""":b a dvg:Bestaan , dvg:GeldendeUitspraak ; dvg:over :o ;
        dvg:van {literal(subject_van)} ; dvg:tot {literal(subject_tot)} ."""
    alone, within = bounds(own), bounds(own + subject)
    of_subject = bounds(subject, "b")
    # Dates that leave no day are a finding of their own.
    assume(of_subject[0] < of_subject[3] and alone[0] < alone[3])
    if outside(own + subject):
        assert within == alone  # no day is left: the dates conflict
        return
    if van and alone[0] == "0001-01-01":  # an earliest day that is not stated
        assert within[0] == of_subject[0]
    elif van:
        fits = of_subject[0] <= alone[1]
        assert within[0] == (max(alone[0], of_subject[0]) if fits else alone[0])
        # Only a start that is open above gives way: it began before it ended.
        ended = max(within[3], within[0]) if van[0].endswith("..]") else alone[1]
        assert within[1] == min(alone[1], ended)
    else:
        assert within[0] == max(alone[0], of_subject[0])
        end = within[3] if within[2] == "0001-01-01" else within[2]
        assert within[1] == max(within[0], end)
    if tot and alone[3] == "9999-12-31":  # a latest day that is not stated
        assert within[2:] == [alone[2], of_subject[3]]
    elif tot:
        fits = of_subject[3] >= alone[2]
        assert within[2:] == [alone[2], min(alone[3], of_subject[3]) if fits else alone[3]]
    else:
        assert within[2:] == of_subject[2:]


def test_a_start_is_not_the_first_of_days_for_want_of_an_earliest_end() -> None:
    turtle = ':s a dvg:Kenmerk ; dvg:tot "[..2016]"^^edtf:EDTF .'
    assert bounds(turtle) == ["0001-01-01", "2017-01-01", "0001-01-01", "2017-01-01"]


def test_an_open_start_lies_before_a_known_end() -> None:
    turtle = ':s a dvg:Kenmerk ; dvg:van "[2016..]"^^edtf:EDTF ; dvg:tot "2020"^^xsd:gYear .'
    assert bounds(turtle) == ["2016-01-01", "2021-01-01", "2020-01-01", "2021-01-01"]


def lezing(turtle: str) -> dict[str, str]:
    def local(term: Term) -> str:
        assert isinstance(term, NamedNode)
        return term.value.rpartition("/")[2]

    return {local(t.subject): t.object.value for t in readings(quads_of(turtle))}  # type: ignore


FIGURE = (
    ' a dvg:Cijfer ; dvg:betreft :dv ; dvg:maat :staff ; dvg:vanVroegst "2024" ; dvg:volgens :x '
)


def test_figures_alike_in_all_dimensions_are_ranked_by_record_time_then_iri() -> None:
    ranks = lezing(
        f':c {FIGURE} ; prov:generatedAtTime "2025-01-01T10:00:00Z"^^xsd:dateTime .'
        f':b {FIGURE} ; prov:generatedAtTime "2025-01-01T11:30:00+02:00"^^xsd:dateTime .'
        f':d {FIGURE} ; prov:generatedAtTime "2025-03-01"^^xsd:date .'
        f':a {FIGURE} ; prov:generatedAtTime "2025-03-01T00:00:00Z"^^xsd:dateTime .'
        f":e {FIGURE} ."
    )
    assert ranks == {"e": "1", "b": "2", "c": "3", "a": "4", "d": "5"}


@pytest.mark.parametrize(
    "other",
    ["dvg:betreft :agiv", "dvg:maat :cost", 'dvg:totLaatst "2025"', "dvg:volgens :y"],
)
def test_figures_that_differ_in_a_dimension_are_each_the_first(other: str) -> None:
    assert lezing(f":a {FIGURE} . :b {FIGURE} ; {other} .") == {"a": "1", "b": "1"}


def test_a_rank_is_an_integer_and_given_to_figures_alone() -> None:
    found = readings(quads_of(f":a {FIGURE} . :s a dvg:Kenmerk ; dvg:betreft :dv ."))
    assert [str(t) for t in found] == [f'<http://example.org/a> <{DVG}lezing> "1"^^<{XSD}integer>']


def outside(turtle: str, of: str = "s") -> list[str]:
    """The things with which a statement conflicts, by local name."""
    text = periods_text(quads_of(turtle))[2].decode()
    lines = [line.split() for line in text.splitlines()]
    return [thing[:-1].rpartition("/")[2] for one, _, thing, _ in lines if one.endswith(f"/{of}>")]


def open_sides(turtle: str, of: str = "s") -> set[str]:
    text = periods_text(quads_of(turtle))[1].decode()
    lines = [line.split() for line in text.splitlines()]
    return {side[len(DVG) + 1 : -1] for one, _, side, _ in lines if one.endswith(f"/{of}>")}


@pytest.mark.parametrize(
    ("written", "sides"),
    [
        ('dvg:van "2016"^^xsd:gYear ; dvg:tot "2018"^^xsd:gYear', set()),
        ('dvg:van "2016"^^xsd:gYear', {"OpenEinde"}),
        ('dvg:tot "2016"^^xsd:gYear', {"OpenBegin"}),
        ('dvg:gezienOp "2016"^^xsd:gYear', {"OpenBegin", "OpenEinde"}),
        (
            'dvg:van "[..2015]"^^edtf:EDTF ; dvg:tot "[2016..]"^^edtf:EDTF',
            {"OpenBegin", "OpenEinde"},
        ),
        ('dvg:van "[2016..]"^^edtf:EDTF ; dvg:tot "[..2018]"^^edtf:EDTF', set()),
    ],
)
def test_a_side_that_no_date_limits_is_open(written: str, sides: set[str]) -> None:
    assert open_sides(f":s a dvg:Kenmerk , dvg:GeldendeUitspraak ; {written} .") == sides


def test_the_begin_of_a_subject_is_no_stated_begin_but_its_end_is_an_end() -> None:
    assert open_sides(
        AGIV + ":s a dvg:Kenmerk , dvg:GeldendeUitspraak ; dvg:onderwerp :agiv ."
    ) == {"OpenBegin"}
    unknown = (
        ":s a dvg:Kenmerk , dvg:GeldendeUitspraak ; dvg:onderwerp :agiv ; dvg:totOnbekend true ."
    )
    assert open_sides(AGIV + unknown) == {"OpenBegin", "OpenEinde"}


def test_an_event_states_the_begin_and_the_end_of_what_it_makes_and_ends() -> None:
    assert open_sides(event(), "bn") == {"OpenEinde"}
    assert open_sides(event(), "bo") == set()
    assert open_sides(event(dates='dvg:gezienOp "2016"^^xsd:gYear'), "bn") == {
        "OpenBegin",
        "OpenEinde",
    }

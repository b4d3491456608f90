"""Literals are well-formed and compared by XML Schema 1.1, not by Python."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dvgraph.authoring.terms import number_term
from dvgraph.errors import UseError
from dvgraph.namespaces import RDF, XSD
from dvgraph.rdf import xsd
from dvgraph.rdf.oxigraph import Literal, NamedNode
from dvgraph.results.rows import value

# By datatype: lexical forms inside its lexical space, and outside it.
FORMS = {
    "boolean": (["true", "0"], ["TRUE", "yes", "", " true", "2", "01"]),
    "decimal": (
        ["1.", ".5", "+01.50", "-0"],
        ["1E3", ".", "-.", "1.0.0", "1,5", "INF", "NaN", "٣", "１", "+ 1", "1\n"],
    ),
    "double": (
        ["1E3", "1.e-9", "1e+05", "1e400", "+INF", "-INF", "NaN"],
        ["1E", ".e1", "1d", "inf", "-NaN", "+NaN", "1e2.5", "0x1p3"],
    ),
    "float": (["3.4E99", "+INF"], ["Infinity", "nan", "1_000"]),
    "integer": (["9" * 5000, "-0", "+5", "007"], ["1.0", "", "--1", "1_0", " 1", "1 ", "²"]),
    "byte": (["-128", "0" * 5000 + "127"], ["128", "-129"]),
    "short": (["32767"], ["-32769"]),
    "int": (["-2147483648"], ["2147483648"]),
    "long": (["9223372036854775807"], ["9223372036854775808", "9" * 21]),
    "unsignedByte": (["255", "-0"], ["256", "-1"]),
    "unsignedShort": (["65535"], ["65536"]),
    "unsignedInt": (["4294967295"], ["4294967296"]),
    "unsignedLong": (["18446744073709551615", "+1"], ["18446744073709551616"]),
    "nonNegativeInteger": (["0", "-0", "+9"], ["-1"]),
    "positiveInteger": (["1"], ["0", "-1"]),
    "nonPositiveInteger": (["+0", "-" + "9" * 30], ["1", "9" * 30]),
    "negativeInteger": (["-1"], ["0", "-0", "1"]),
    "dateTime": (
        ["2024-02-29T24:00:00.000", "0000-01-01T00:00:00Z", "-12024-12-31T23:59:59.123+14:00"],
        [
            "2024-02-29",
            "2024-02-29T24:00:01",
            "2024-02-29T24:00:00.001",
            "2024-02-29T23:59:60Z",
            "2024-02-29T12:00Z",
            "2024-02-29t12:00:00Z",
            "2024-02-29 12:00:00",
            "2024-02-29T12:00:00+14:01",
            "2024-02-29T12:00:00+0100",
            "2024-02-29T12:00:00.",
            "2024-02-29T25:00:00",
        ],
    ),
    "dateTimeStamp": (["2024-01-01T00:00:00-13:59"], ["2024-01-01T00:00:00"]),
    "date": (
        [
            "2000-02-29",
            "0000-02-29",
            "-0000-01-01",
            "-0400-02-29Z",
            "12024-02-29",
            "2024-02-29+14:00",
        ],
        [
            "1900-02-29",
            "-0100-02-29",
            "2024-04-31",
            "02024-01-01",
            "+2024-01-01",
            "2024-2-9",
            "20240229",
            "2024-02-29+15:00",
            "2024-00-10",
            "2024-13-10",
            "2024-01-00",
        ],
    ),
    "time": (
        ["24:00:00", "24:00:00Z", "00:00:00.0Z"],
        ["24:00:00.1", "23:59:59.", "00:00:00+00:60", "12:60:00", "1:00:00", "12:00", "T12:00:00"],
    ),
    "gYear": (["0000", "-0044", "10000", "2017+01:00"], ["99", "01999", "+2017", "2017-01", "-44"]),
    "gYearMonth": (["12024-01", "2024-12Z"], ["2024-13", "2024-1", "2024"]),
    "gMonthDay": (["--02-29", "--12-31Z"], ["--02-30", "--04-31", "-02-29", "02-29"]),
    "gMonth": (["--12"], ["--13", "--12--", "12", "--1"]),
    "gDay": (["---31Z", "---01+05:30"], ["---32", "---00", "31", "---1"]),
    "duration": (
        ["P1Y2M3DT4H5M6.7S", "-P400D", "PT0S", "P13M"],
        [
            "P",
            "-P",
            "PT",
            "P1YT",
            "P1Y1D1M",
            "PT1H1.5M",
            "PT.5S",
            "P1S",
            "P1D2M",
            "PT1.S",
            "+P1D",
            "P-1D",
            "1Y",
            "P1.5D",
            "P1W",
        ],
    ),
    "yearMonthDuration": (["-P1Y2M"], ["P1D", "P", "P1YT0S"]),
    "dayTimeDuration": (["P1DT1S", "PT1M"], ["P1M", "P1Y", "P", "P1DT"]),
    "hexBinary": (["", "0aFf"], ["0", "0g", "0a 0b"]),
    "base64Binary": (
        ["", "QUI=", "AQ==", "AA= =", "Q U J D", "QUJD QUJD"],
        ["QUI", "AR==", "QUJ=", "=", "QU=I", "Q  UJD", "QUJD "],
    ),
    "language": (["nl-BE", "x-bedacht"], ["", "nl_BE", "negenletters", "nl-", "né"]),
    "Name": (["o:naam", "_1", ":"], ["1a", "-a", "a b", ""]),
    "NCName": (["één.twee-3", "a\u00b7"], ["o:naam", ":a", "a:", ".a"]),
    "NMTOKEN": (["-1:a", "\u00b7a"], ["a b", ""]),
    "token": (["", "a b", "a\u00a0b", "\u00a0"], [" a", "a ", "a  b", "a\tb"]),
    "normalizedString": (["  a  b "], ["a\nb", "a\tb", "\r"]),
    "string": (["\x01\t\n", ""], ["\x00", "\ufffe"]),
    "anyURI": (["", "niet een IRI"], ["\x00"]),
    "zelfbedacht": (["alles"], []),
}


@pytest.mark.parametrize("datatype", FORMS)
def test_a_literal_is_well_formed_exactly_by_the_lexical_space_of_its_datatype(
    datatype: str,
) -> None:
    right, wrong = FORMS[datatype]
    assert {text: xsd.valid(text, XSD + datatype) for text in [*right, *wrong]} == {
        **dict.fromkeys(right, True),
        **dict.fromkeys(wrong, False),
    }


def test_every_datatype_that_rdf_names_has_its_own_examples() -> None:
    assert {*xsd._FORMS, *xsd._INTEGERS} < {*FORMS}


def test_xml_must_be_balanced_and_name_its_prefixes_while_html_may_be_any_text() -> None:
    right = [
        "",
        "tekst &amp; <b xmlns='urn:x:'>vet</b><i/>",
        "<!-- – -->",
        "<p:a xmlns:p='urn:x:'/>",
    ]
    wrong = [
        "<b>",
        "</_><_>",
        "&",
        "&nbsp;",
        "<p:a/>",
        "<?xml version='1.0'?><a/>",
        "a\x00",
        "\ud800",
    ]
    assert [text for text in right if not xsd.valid(text, f"{RDF}XMLLiteral")] == []
    assert [text for text in wrong if xsd.valid(text, f"{RDF}XMLLiteral")] == []
    assert xsd.valid("<b>&", f"{RDF}HTML")


def test_a_json_literal_is_json_without_the_numbers_that_only_python_reads() -> None:
    right = ["null", ' {"a": [1, -0.5e3]} ', "9" * 5000, '""', '{"a": 1, "a": 2}', '"\\ud800"']
    wrong = ["", "NaN", "[-Infinity]", "{a: 1}", "[1,]", "'a'", "01", "\ufeff1", "1 2", '"\n"']
    assert [text for text in right if not xsd.valid(text, f"{RDF}JSON")] == []
    assert [text for text in wrong if xsd.valid(text, f"{RDF}JSON")] == []


def test_a_language_tagged_string_needs_a_tag_of_the_form_of_rfc_5646() -> None:
    right = ["nl", "nl-BE", "zh-Hant-TW", "de-1996", "sl-rozaj-biske", "en-a-bbb-x-a-ccc", "x-a"]
    right += ["zh-cmn-Hans-CN", "es-419", "i-klingon", "sgn-BE-NL", "en-GB-oed", "verzonne"]
    wrong = ["", "n", "nl_BE", "nl-", "nl--BE", "negenlett", "nl-B", "en-a", "i-vlaams", "1a"]
    assert [tag for tag in right if not xsd.valid("x", f"{RDF}langString", tag)] == []
    assert [tag for tag in wrong if xsd.valid("x", f"{RDF}langString", tag)] == []


def literal(text: str, datatype: str) -> Literal:
    return Literal(text, datatype=NamedNode(XSD + datatype))


# Less, equal, greater or without an order: two literals, and what comparing them gives.
ORDERS = [
    ("9" * 4999, "integer", "9" * 5000, "decimal", -1),
    ("0.1000000000000000000001", "decimal", "0.1", "decimal", 1),
    ("1.50", "decimal", "+1.5", "decimal", 0),
    ("0.1", "decimal", "1E-1", "double", 0),
    ("0.1", "decimal", "0.1", "float", 0),
    ("0.1", "float", "0.1", "double", 1),  # 0.100000001490116… in single precision
    # 2^24 + 1 lies halfway between two floats; a little more rounds up, although a double does not.
    ("16777217.00000000000000001", "decimal", "16777218", "float", 0),
    ("16777217", "decimal", "16777216", "float", 0),
    ("1E39", "float", "INF", "double", 0),
    ("1" + "0" * 400, "integer", "INF", "double", 0),
    ("NaN", "double", "NaN", "double", None),
    ("1", "decimal", "NaN", "float", None),
    ("false", "boolean", "1", "boolean", -1),
    ("B", "string", "a", "token", -1),
    ("2024-01-01", "string", "2024-01-01", "date", None),
    ("http://a", "anyURI", "http://b", "anyURI", None),
    ("2024-02-30", "date", "2024-03-01", "date", None),
    ("-0001-12-31", "date", "0000-01-01", "date", -1),
    ("9999-12-31", "date", "10000-01-01", "date", -1),
    ("-" + "9" * 3000 + "-01-01", "date", "0001-01-01", "date", -1),
    ("9" * 5000 + "-01-01", "date", "0001-01-01", "date", None),
    ("2024-01-01", "date", "2024-01-01T00:00:00", "dateTime", None),
    ("2024-01-01+14:00", "date", "2024-01-01Z", "date", -1),
    ("2024-01-02", "date", "2024-01-01Z", "date", 1),
    ("2024-01-01", "date", "2024-01-01Z", "date", None),
    ("2024-01-31T24:00:00", "dateTime", "2024-02-01T00:00:00.0", "dateTime", 0),
    ("2024-02-29T12:00:00.05", "dateTime", "2024-02-29T12:00:00.5", "dateTime", -1),
    ("2024-01-01T00:00:00+01:00", "dateTime", "2023-12-31T23:00:00Z", "dateTimeStamp", 0),
    ("2024-01-01T14:00:00", "dateTime", "2024-01-01T00:00:00Z", "dateTime", None),
    ("2024-01-01T14:00:01", "dateTime", "2024-01-01T00:00:00Z", "dateTime", 1),
    ("2024-01-01T10:00:01Z", "dateTime", "2024-01-01T10:00:00-00:30", "dateTime", -1),
    ("24:00:00", "time", "00:00:00", "time", 0),
    ("23:00:00-02:00", "time", "23:30:00Z", "time", 1),
    ("2024", "gYear", "02025", "gYear", None),
    ("-0002", "gYear", "-0001", "gYear", -1),
    ("2024", "gYear", "2024-01", "gYearMonth", None),
    ("2023-12", "gYearMonth", "2024-01", "gYearMonth", -1),
    ("--02-29", "gMonthDay", "--03-01", "gMonthDay", -1),
    ("---31", "gDay", "---30", "gDay", 1),
    ("--02", "gMonth", "--01", "gMonth", 1),
    ("P1Y", "duration", "P12M", "yearMonthDuration", 0),
    ("PT36H", "dayTimeDuration", "P1DT12H", "duration", 0),
    ("P1M", "duration", "P30D", "duration", None),
    ("P1M", "duration", "P27D", "duration", 1),
    ("P1M", "yearMonthDuration", "P32D", "dayTimeDuration", -1),
    ("P5M", "duration", "P153D", "duration", None),
    ("P400Y", "duration", "P146097D", "duration", None),  # always as long, and yet not equal
    ("-P1D", "duration", "PT0.1S", "duration", -1),
]


@pytest.mark.parametrize(("one", "kind", "two", "other", "expected"), ORDERS)
def test_two_literals_compare_by_their_values_where_these_have_an_order(
    one: str, kind: str, two: str, other: str, expected: int | None
) -> None:
    first, second = literal(one, kind), literal(two, other)
    assert xsd.compare(first, second) == expected
    assert xsd.compare(second, first) == (None if expected is None else -expected)


@given(st.integers(1, 9999), st.integers(1, 12), st.integers(1, 31), st.integers(1, 800000))
def test_days_exist_and_follow_each_other_as_in_another_calendar(
    year: int, month: int, day: int, later: int
) -> None:
    text = f"{year:04}-{month:02}-{day:02}"
    try:
        known = date(year, month, day)
    except ValueError:
        assert not xsd.valid(text, f"{XSD}date")
        return
    assert xsd.valid(text, f"{XSD}date")
    try:
        next_ = known + timedelta(days=later)
    except OverflowError:
        return
    one, two = (xsd.value(f"{each}T00:00:00", f"{XSD}dateTime") for each in (known, next_))
    assert one
    assert two
    assert two.key.seconds - one.key.seconds == later * 86400


@pytest.mark.parametrize(
    ("text", "datatype", "read"),
    [
        ("1_0", "integer", "1_0"),
        ("٣", "integer", "٣"),
        ("1E3", "decimal", "1E3"),
        ("2024-W05-1", "date", "2024-W05-1"),
        ("12024-01-01", "date", "12024-01-01"),
        ("9" * 5000, "integer", "9" * 5000),
        ("2024-01-01T24:00:00", "dateTime", "2024-01-01T24:00:00"),
        ("+07", "integer", 7),
        ("1", "boolean", True),
        ("2024-02-29", "date", date(2024, 2, 29)),
    ],
)
def test_an_answer_gives_an_ill_typed_value_as_text(text: str, datatype: str, read: object) -> None:
    assert value(literal(text, datatype)) == read


@pytest.mark.parametrize(
    ("text", "written"),
    [
        *(("+007", "7"), ("-0", "0"), ("9" * 5000, "9" * 5000), ("1.50", "1.50"), (".5", ".5")),
        *((wrong, None) for wrong in ("1600,5", "٣.١", "1E3", "1.", "")),
    ],
)
def test_an_author_writes_numbers_as_xml_schema_has_them(text: str, written: str | None) -> None:
    if written is None:
        with pytest.raises(UseError):
            number_term(text, "--value")
    else:
        assert number_term(text, "--value").value == written

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dvgraph.evidence.numbers import cardinal, numbers, same_number


def read_numbers(text: str) -> frozenset[Fraction]:
    return frozenset(number.value for number in numbers(text))


def carries(text: str, value: Fraction, places: int) -> bool:
    return any(same_number(number, value, places) for number in numbers(text))


FORMS = [
    ("1,6 miljoen", "1600000"),
    ("600.000", "600000"),
    ("€ 235.000.000", "235000000"),
    ("van €\n235.000.000 per jaar.", "235000000"),
    ("1 miljard euro", "1000000000"),
    ("44 miljoen euro in 2017", "44000000"),
    ("145 miljoen\nin 2025.", "145000000"),
    ("(28\nmiljoen in 2021)", "28000000"),
    ("90.982.000 euro;", "90982000"),
    ("vertwintigvoudigd", "20"),
    ("verdubbelde", "2"),
    ("gehalveerd", "1/2"),
    ("twaalf", "12"),
    ("over zeven jaar", "7"),
    ("tweeëntwintig", "22"),
    ("vijftienhonderd", "1500"),
    ("honderdvijfentwintigduizend", "125000"),
    ("twee miljoen vijfhonderdduizend", "2500000"),
    ("één agentschap", "1"),
    ("é&én visie", "1"),
    ("een derde", "1/3"),
    ("twee derde", "2/3"),
    ("driekwart", "3/4"),
    ("de helft", "1/2"),
    ("acht op de tien", "4/5"),
    ("anderhalf miljoen", "1500000"),
    ("een half miljoen", "500000"),
    ("tweeënhalf miljard", "2500000000"),
    ("2,5 miljard", "2500000000"),
    ("€ 44 mln.", "44000000"),
    ("3,2 mld. euro", "3200000000"),
    ("38 miljoen", "38000000"),
    ("5 bmiljoen", "5000000"),
    ("1 000 000", "1000000"),
    ("1\u00a0000\u00a0000", "1000000"),
    ("2,000,000", "2000000"),
    ("36,50", "36.5"),
    ("36.50", "36.5"),
    ("€ 5,-", "5"),
    ("2.000,50", "2000.5"),
    ("44 %", "44"),
    ("44 %", "0.44"),
    ("70 procent", "70"),
    ("-5", "-5"),
    ("14de plaats", "14"),
    ("12e", "12"),
    ("de veertiende", "14"),
    ("20x", "20"),
    ("een twintigtal", "20"),
    ("15-tal", "15"),
    ("tweemaal", "2"),
    ("3 tot 5 miljoen", "3000000"),
    ("3 tot 5 miljoen", "5000000"),
    ("600.000 tot 1 miljoen", "600000"),
    ("geen personeel", "0"),
    ("contacten op 1700;", "1700"),
    ("In 2024 158 erkende", "158"),
    ("Jjuni 2025 265 aangesloten", "265"),
    ("(juni 2025) 215\ninterne", "215"),
    ("2000 euro", "2000"),
]


@pytest.mark.parametrize(("text", "value"), FORMS)
def test_a_number_is_read_in_every_form_dutch_writes_it(text: str, value: str) -> None:
    assert Fraction(value) in read_numbers(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("600.000", 600),
        ("1.367", Fraction("1.367")),
        ("1,6 miljoen", 1),
        ("1,6 miljoen", 6),
        ("3 tot 5 miljoen", 3),
        ("600.000 tot 1 miljoen", 600_000 * 10**6),
        ("een agentschap", 1),
        ("1is er geen", 1),
        ("NIS2 en VRD3", 2),
        ("(1) lezen en (2) schrijven", 2),
        ("18 maart 2016", 18),
        ("18 maart 2016", 2016),
        ("sinds 2017", 2017),
        ("VR 2020 0412", 412),
        ("30/08/2023", 30),
        ("https://codex.vlaanderen.be/?id=1026864", 1026864),
        ("een derde", 3),
        ("236.000.000", 235_000_000),
        ("44 miljoen", 44),
    ],
)
def test_what_is_no_such_number_is_not_read_as_one(text: str, value: int | Fraction) -> None:
    assert value not in read_numbers(text)


@pytest.mark.parametrize(
    ("text", "unit", "whole"),
    [
        ("voor € 28 in 1", "euro", "€ 28"),
        ("voor 28 euro in 1", "euro", "28 euro"),
        ("voor EUR 28 in 1", "euro", "EUR 28"),
        ("euro voor 28 bomen in 1", "", "28"),
    ],
)
def test_a_price_is_read_with_its_sign_before_or_after_it(text: str, unit: str, whole: str) -> None:
    (price,) = (number for number in numbers(text) if number.value == 28)
    assert (price.unit, text[price.start : price.end]) == (unit, whole)


def test_a_fraction_in_words_carries_its_decimals_rounded() -> None:
    assert carries("een derde", Fraction("0.33"), places=2)
    assert carries("twee derde", Fraction("0.667"), places=3)
    assert not carries("een derde", Fraction("0.34"), places=2)
    assert not carries("een derde", Fraction("0.3"), places=1)


def grouped(value: int, mark: str) -> str:
    return f"{value:,}".replace(",", mark)


@given(st.integers(0, 10**12), st.sampled_from([".", " ", "\u00a0", "\u202f", ""]))
def test_a_whole_number_is_read_back_however_its_thousands_are_parted(
    value: int, mark: str
) -> None:
    # Four digits from 1800 to 2099 without a mark are a year.
    if not mark and 1800 <= value <= 2099:
        return
    text = f"meer dan {grouped(value, mark)} euro"
    assert read_numbers(text) == {value}


@given(
    st.integers(0, 999),
    st.integers(0, 99),
    st.sampled_from([("miljoen", 10**6), ("mln.", 10**6), ("miljard", 10**9), ("mld.", 10**9)]),
    st.sampled_from([" ", "\n", "\n  "]),
)
def test_a_decimal_of_millions_is_read_back_over_line_breaks(
    whole: int, hundredths: int, unit: tuple[str, int], gap: str
) -> None:
    text = f"(ruim €{gap}{whole},{hundredths:02d}{gap}{unit[0]} in 2024)"
    assert read_numbers(text) == {(whole + Fraction(hundredths, 100)) * unit[1]}


ONES = "een twee drie vier vijf zes zeven acht negen".split()  # noqa: SIM905
TEENS = (
    "tien elf twaalf dertien veertien vijftien zestien zeventien achttien negentien".split()  # noqa: SIM905
)
TENS = "twintig dertig veertig vijftig zestig zeventig tachtig negentig".split()  # noqa: SIM905


def in_words(value: int) -> str:
    if value >= 1000:
        head, tail = divmod(value, 1000)
        return ("" if head == 1 else in_words(head)) + "duizend" + (in_words(tail) if tail else "")
    if value >= 100:
        head, tail = divmod(value, 100)
        return ("" if head == 1 else ONES[head - 1]) + "honderd" + (in_words(tail) if tail else "")
    if value < 10:
        return ONES[value - 1]
    if value < 20:
        return TEENS[value - 10]
    tens, ones = TENS[value // 10 - 2], value % 10
    if not ones:
        return tens
    return ONES[ones - 1] + ("ën" if ONES[ones - 1].endswith("e") else "en") + tens


@given(st.integers(2, 999_999))
def test_a_number_in_words_is_read_back(value: int) -> None:
    assert cardinal(in_words(value)) == value
    assert value in read_numbers(f"de {in_words(value)} gebruikers")


@given(st.integers(2, 99))
def test_a_growth_in_words_is_read_back(value: int) -> None:
    assert value in read_numbers(f"het aantal is ver{in_words(value)}voudigd")


@given(st.text())
def test_no_text_at_all_is_too_strange_to_read(text: str) -> None:
    assert isinstance(numbers(text), tuple)

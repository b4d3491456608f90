"""Regular expressions have the meaning that XPath defines, not that of Python."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dvgraph.errors import InputError
from dvgraph.rdf.xpath_regex import compiled

# Pattern, flags, texts with a match, texts without one.
MEANINGS = [
    ("a$", "", ["a", "ba"], ["a\n", "ab"]),
    ("^a", "", ["ab"], ["b\na"]),
    ("^a", "m", ["ab", "b\na"], ["ba"]),
    ("a$", "m", ["a\nb", "b\na", "a\n"], ["ab"]),
    ("^$", "m", ["", "\n", "a\n\nb"], ["a", "a\n"]),  # no line begins after the last line break
    ("^.$", "", ["a", "\u2028", "😀"], ["\n", "\r", "ab"]),
    ("^.$", "s", ["\n", "\r"], [""]),
    ("^a b$", "x", ["ab"], ["a b"]),
    ("a[ ]b # c", "x", ["a b#c"], ["a b", "ab"]),  # Python would read a comment
    ("a.b(", "q", ["xa.b(x"], ["axb("]),
    ("A.b", "qi", ["a.B"], ["axB"]),
    (r"^\p{Lu}\p{Ll}+$", "", ["Élan", "Ωα"], ["élan", "É1"]),
    (r"^\p{Lu}$", "i", ["É"], ["é"]),  # flag i says nothing about a category
    ("^[a-c]$", "i", ["B"], ["d"]),
    ("^[^q]$", "i", ["r"], ["q", "Q"]),
    ("^[A-Z-[IO]]$", "i", ["a"], ["i", "O", "1"]),
    ("^k$", "i", ["K", "\N{KELVIN SIGN}"], ["c"]),
    (r"^(é)\1$", "i", ["éÉ"], ["éé́"]),
    ("^[a-z-[aeiou]]$", "", ["b"], ["a", "-", "B"]),
    ("^[^a-z-[0-4]]$", "", ["5", "A"], ["a", "3"]),
    (r"^[\p{L}-[\p{IsBasicLatin}-[x]]]$", "", ["é", "x"], ["a"]),
    (r"^[\w-.]$", "", ["a", "-", "."], [" "]),
    ("^[-a]$", "", ["-", "a"], ["b"]),
    ("^[a--[a]]$", "", ["-"], ["a"]),
    ("^[a-[a]]$", "", [], ["a", ""]),
    ("^[a^$.]$", "", ["^", "$", "."], ["b"]),
    (r"^\p{IsGreek}\p{IsGreekandCoptic}\P{IsBasicLatin}$", "", ["αβé"], ["αβe"]),
    (r"^\i\c*$", "", ["o:naam-1", "_é"], ["1a", "a b"]),
    (r"^\I\C$", "", ["1 "], ["aa", "a "]),
    (r"^\d$", "", ["7", "٣"], ["²", "a"]),
    (r"^\w$", "", ["a", "€", "1"], ["_", " ", "-"]),  # all but punctuation, spaces and controls
    (r"^\s\S$", "", ["\ta"], ["\u00a0a", "\x0ba"]),
    (r"^\.\\\$\^\-\[$", "", [r".\$^-["], ["a"]),
    (r"(.)(.)(.)(.)(.)(.)(.)(.)(.)(.)\10", "", ["abcdefghijj"], ["abcdefghija0"]),
    (r"^(.)\10$", "", ["aa0"], ["aa"]),  # there is no tenth group
    (r"^(?:(a)|b)\1$", "", ["aa", "b"], ["ba"]),  # a group without a match is empty
    ("^a{2,}?b{1}c??$", "", ["aab", "aaabc"], ["ab"]),
    ("^*a$*", "", ["a", "ba"], ["b"]),
    ("^(|a)$", "", ["", "a"], ["b"]),
    ("(?:)", "", ["", "a"], []),
]


@pytest.mark.parametrize(("pattern", "flags", "right", "wrong"), MEANINGS)
def test_a_pattern_matches_as_in_xpath(
    pattern: str, flags: str, right: list[str], wrong: list[str]
) -> None:
    assert compiled(pattern, flags).matching([*right, *wrong]) == right


REFUSED = [
    ("(?=a)", "(?=a"),
    ("(?<!a)b", "(?<!"),
    ("(?P<naam>a)", "(?P<"),
    ("(?i)a", "(?i)"),
    ("(?>a)", "(?>a"),
    ("a*+", "+"),
    ("a++", "+"),
    ("+a", "+"),
    ("a{,3}", "{"),
    ("a{3,2}", "{3,2}"),
    ("a{9999999}", "1000000"),
    ("a}", "}"),
    ("a]", "]"),
    ("(a", "("),
    ("a)", "a)"),
    ("[a", "class"),
    ("[]", "class"),
    ("[^]", "class"),
    ("[[:alpha:]]", "class"),
    ("[z-a]", "z-a"),
    (r"[a-\d]", "a-"),
    ("[--a]", "--a"),
    (r"\b", r"\b"),
    (r"\A", r"\A"),
    (r"\/", r"\/"),
    (r"\u0041", r"\u"),
    ("\\", "\\"),
    (r"\p{Letter}", "Letter"),
    (r"\p{IsBasic_Latin}", "p"),
    (r"\p{IsKlingon}", "IsKlingon"),
    (r"\pL", "L"),
    (r"\1(a)", r"\1"),
    (r"(a\1)", r"\1"),
    (r"[\1]", r"\1"),
    ("(" * 101 + ")" * 101, "100"),
    (r"((a)\2*)+", "((a"),
]


@pytest.mark.parametrize(("pattern", "named"), REFUSED)
def test_what_xpath_has_not_is_refused_by_name(pattern: str, named: str) -> None:
    with pytest.raises(InputError) as refusal:
        compiled(pattern)
    assert named in refusal.value.problem


def test_a_flag_that_xpath_has_not_is_refused_by_name() -> None:
    with pytest.raises(InputError, match="g is not a flag"):
        compiled("a", "ig")


@pytest.mark.parametrize(
    ("pattern", "flags", "good", "bad"),
    [
        ("^(a+)+$", "", "a" * 5000, "a" * 5000 + "b"),
        ("^(a|aa)+$", "", "a" * 5000, "a" * 5000 + "b"),
        (r"\s+$", "", "x" + " " * 20_000, " " * 20_000 + "x"),
        ("^(a?){40}a{40}$", "", "a" * 40, "a" * 39),
        ("^(a+)+$", "m", "b\n" + "a" * 5000, "b\n" + "a" * 5000 + "b"),
    ],
)
def test_no_pattern_takes_for_ever_on_a_text(pattern: str, flags: str, good: str, bad: str) -> None:
    assert compiled(pattern, flags).matching([bad, good]) == [good]


def test_what_might_take_for_ever_on_a_long_text_is_refused_and_not_begun() -> None:
    pattern = compiled(r"^(.*)(.*)\1x")
    assert pattern.matching(["abax", "ab"]) == ["abax"]
    with pytest.raises(InputError, match="exponential time"):
        pattern.search("a" * 20_000)


ATOMS = ["a", "B", "é", ".", r"\d", r"\w", r"\p{L}", "[^a-c]", "[a-z-[b]]", "^", "$", "(a|b)", "()"]
SIGNS = ["", "?", "*", "+", "{1,2}", "*?"]


@settings(max_examples=50)
@given(
    st.lists(st.tuples(st.sampled_from(ATOMS), st.sampled_from(SIGNS)), min_size=1, max_size=4),
    st.sampled_from(["", "i", "m", "s", "im"]),
    st.lists(st.text("abBé1 \nK", max_size=6), max_size=4),
)
def test_both_engines_find_the_same_matches(
    parts: list[tuple[str, str]], flags: str, texts: list[str]
) -> None:
    pattern = compiled("".join(map("".join, parts)), flags)
    texts = [each for each in texts if not each.endswith("\n")]
    quick = [each for each in texts if pattern._python.search(each)]
    assert [each for each in texts if each in pattern._in_linear_time(texts)] == quick

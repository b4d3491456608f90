import pytest
from hypothesis import given
from hypothesis import strategies as st

from dvgraph.evidence.names import akin, longer_forms, named, shared_words
from dvgraph.evidence.words import same, words


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Digitaal Vlaanderen", "agentschap Digitaal\n Vlaanderen®."),
        ("Facilitair Bedrijf", "het Facilitair Bedriijf"),
        ("cluster ICT (Facilitair Bedrijf)", "de cluster ICT van het bedrijf"),
        ("cluster ICT van het Facilitair Bedrijf", "de cluster ICT bij Facilitair Bedriijf"),
        ("Vlaams Centrum voor Digitale Veiligheid", "Vlaams Centrum voor Digitale\nveiligheid"),
        ("administrateur-generaal", "administrateur—-generaal"),
        ("administrateur-generaal", "administrateur-\ngeneraal"),
        ("administrateur-generaal", "administrateurgeneraal"),
        ("verenigingenloket", "verenigingen-\nloket"),
        ("ICT-raamcontracten", "via de ICT-\nraamcontracten"),
        ("AI-expertisecentrum", "ATl-expertisecentrum"),
        ("AI-expertisecentrum", "het Al-expertisecentrum"),
        ("gecoördineerd", "gecodrdineerd"),
        ("Algemene Verordening (AVG)", "de AVG was"),
        ("dataplatform", "het\ndata- en loketplatform"),
        ("bijsturing", "de aan- en bijsturing"),
        ("aansturing", "de aan- en bijsturing"),
        ("ingang", "de in- en uitgang"),
        ("MAGDA", "(Magda, Open data"),
        ("1700", "contacten op 1700;"),
        ("B", "de functieklasse B?."),
        ("Vlaanderen.be", "bezoeken aan Vlaanderen.be (28"),
    ],
)
def test_a_name_is_read_through_noise_line_breaks_and_small_words(name: str, text: str) -> None:
    assert named([name], text)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Informatie Vlaanderen", "informatie over Digitaal Vlaanderen"),
        ("Informatie Vlaanderen", "Digitaal Vlaanderen"),
        ("AI", "zorgde al voor"),
        ("AI", "een API"),
        ("IT", "dit en uit"),
        ("NIS2", "NIS3"),
        ("1700", "1701"),
        ("B", "b"),
        ("AGIV", "VITO"),
        ("Facilitair Bedrijf", "Facilitair en logistiek groot Bedrijf"),
        ("verenigingenloket", "verenigingen-\nbalie"),
        ("sturing", "de aan- en bijsturing"),
        ("aansturing", "de aan- en bijlagen"),
        ("aanbod", "het aan- en verbod"),
        ("x", ""),
    ],
)
def test_another_name_is_not_taken_for_it(name: str, text: str) -> None:
    assert not named([name], text)


def test_a_name_inside_the_longer_name_of_another_body_does_not_count() -> None:
    longer = longer_forms(["Digitaal Vlaanderen"], ["Eigen Vermogen Digitaal Vlaanderen"])
    assert not named(["Digitaal Vlaanderen"], "het Eigen Vermogen Digitaal Vlaanderen", longer)
    assert named(["Digitaal Vlaanderen"], "Digitaal Vlaanderen en zijn Eigen Vermogen", longer)
    both = "Digitaal Vlaanderen via het Eigen Vermogen Digitaal Vlaanderen"
    assert named(["Digitaal Vlaanderen"], both, longer)


def test_a_body_named_as_the_owner_of_another_is_named() -> None:
    cluster = "cluster ICT van het Facilitair Bedrijf"
    assert longer_forms(["Facilitair Bedrijf"], [cluster]) == frozenset()
    assert longer_forms(["Facilitair Bedrijf"], ["Facilitair Bedrijf"]) == frozenset()
    assert longer_forms(["Alfa Beta"], ["Dienst van Alfa Beta"]) == frozenset()
    assert longer_forms(["Alfa Beta"], ["Alfa Beta Gamma", "Alfa Gamma"]) == {
        ("Alfa", "Beta", "Gamma")
    }


def test_words_of_a_paraphrase_are_counted_by_how_they_begin_or_end() -> None:
    text = "het beheer en de opvolging van alle ICT-raamcontracten"
    assert shared_words("ICT-raamcontracten beheren, opvolgen en verkopen", [text]) == (4, 5)
    assert shared_words("toegangsbeheer 2021", ["beheer in 2022"]) == (1, 2)
    assert shared_words("datastandaarden erkennen", ["158 erkende", "datastandaarden"]) == (2, 2)


LONG = st.text(st.sampled_from("bcdeghjkmnpqrstuvwyz"), min_size=5, max_size=12)


@given(LONG, st.data())
def test_one_garbled_letter_in_a_long_word_is_tolerated(word: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(word) - 1))
    letter = data.draw(st.sampled_from("bcdegh"))
    assert same(word, word[:place] + letter + word[place:])
    assert same(word, word[:place] + letter + word[place + 1 :])
    assert same(word, word[:place] + word[place + 1 :])


@given(st.integers(0, 10**8), st.integers(0, 10**8), st.sampled_from(["", "NIS", "VRD"]))
def test_a_changed_digit_is_never_tolerated(one: int, other: int, letters: str) -> None:
    assert same(f"{letters}{one}", f"{letters}{other}") == (one == other)


@given(st.text(max_size=40), st.text(max_size=40))
def test_no_text_or_name_is_too_strange_to_read(name: str, text: str) -> None:
    assert named([name], text) in {True, False}
    assert all(word.raw for word in words(text))


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("beheer", "beheersmaatschappij", True),  # the shorter decides how much must be the same
        ("informatie", "informeren", False),
        ("informatie", "informatica", True),
        ("groep", "werkgroep", True),
        ("team", "stuurteam", False),  # too short to tell by its end
        ("wet", "wetten", False),
        ("wet", "wet", True),
        ("nis2", "nis2richtlijn", False),
    ],
)
def test_words_are_akin_by_a_stem_or_an_end_that_is_long_enough(
    one: str, other: str, alike: bool
) -> None:
    assert akin(one, other) is akin(other, one) is alike

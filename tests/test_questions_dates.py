"""Every command reads dates alike, in the forms that people write in Dutch and English."""

from datetime import date

import pytest

from dvgraph.authoring.terms import date_term
from dvgraph.cli import main
from dvgraph.errors import UseError
from dvgraph.questions.parameters import as_written, day
from dvgraph.questions.question import get, questions


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2021", "2021"),
        ("2021-03", "2021-03"),
        ("2021-3-8", "2021-03-08"),
        ("1/1/2021", "2021-01-01"),
        ("01/02/2021", "2021-02-01"),
        ("31-12-2022", "2022-12-31"),
        ("31.12.2022", "2022-12-31"),
        ("6/2025", "2025-06"),
        ("1 januari 2021", "2021-01-01"),
        ("1 January 2021", "2021-01-01"),
        ("January 1, 2021", "2021-01-01"),
        ("3 mrt. 2021", "2021-03-03"),
        ("3 maa 2021", "2021-03-03"),
        ("juni 2025", "2025-06"),
        ("  Juni   2025 ", "2025-06"),
        ("5 oct 2020", "2020-10-05"),
        ("vandaag", date.today().isoformat()),
        ("today", date.today().isoformat()),
        ("ju 2021", None),
        ("30 februari 2021", None),
        ("32/1/2021", None),
        ("gisteren", None),
        ("2021/2022", None),
        ("1 2 januari 2021", None),
        ("", None),
    ],
)
def test_a_date_is_read_as_people_write_it(typed: str, meant: str | None) -> None:
    if meant:
        assert as_written(typed, "--since") == meant
        return
    with pytest.raises(UseError, match=r"^--since: '.*' is not a date"):
        as_written(typed, "--since")


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("1/1/21", "1/1/2021"),
        ("1 jan '21", "1 jan 2021"),
        ("3/18/2021", "18/3/2021"),
    ],
)
def test_a_date_that_can_mean_two_things_is_refused_with_what_to_type(
    typed: str, hint: str
) -> None:
    with pytest.raises(UseError, match=f"Perhaps you mean {hint}$"):
        as_written(typed, "--since")


def test_a_month_or_year_in_words_has_its_first_and_last_day() -> None:
    assert day("juni 2025", "first", "") == "2025-06-01"
    assert day("juni 2025", "last", "") == "2025-06-30"
    assert day("12/9999", "last", "") == "9999-12-31"


def test_a_statement_is_given_its_date_in_the_same_forms_and_in_edtf() -> None:
    assert date_term("1 januari 2021", "").value == "2021-01-01"
    assert date_term("juni 2025", "").value == "2025-06"
    assert date_term("2021~", "").value == "2021~"


def printed(capsys: pytest.CaptureFixture[str], *args: str) -> tuple[str, str]:
    """Return the output of a command on stdout and on stderr."""
    with pytest.raises(SystemExit, match="0"):
        main([*args, "--lang", "en"])
    return capsys.readouterr()


def test_a_year_is_the_same_day_in_every_question_about_a_day_as_in_as_of() -> None:
    about = [one for asked in questions() for one in asked.params.values() if one.today]
    assert about
    assert {one.edge for one in about} == {"last"}


def test_the_day_that_is_taken_of_a_year_or_month_is_told(
    capsys: pytest.CaptureFixture[str],
) -> None:
    out, _ = printed(capsys, "ask", "head-on-date", "--date", "2022", "-f", "summary")
    assert out.startswith(
        "At the head of Digitaal Vlaanderen on 31 December 2022, the last day of 2022: "
    )
    _, err = printed(capsys, "ask", "head-on-date", "--date", "2022-09")
    assert "date: 2022-09-30 (the last day of September 2022)" in err
    out, _ = printed(capsys, "ask", "head-on-date", "--date", "2022-09-01", "-f", "summary")
    assert out.startswith("At the head of Digitaal Vlaanderen on 1 September 2022: ")
    out, _ = printed(capsys, "ask", "name-on-date", "AGIV", "--date", "2010", "-f", "summary")
    assert "On 31 December 2010, the last day of 2010: " in " ".join(out.split())


def test_dates_and_an_organisation_need_no_option_in_any_order(
    capsys: pytest.CaptureFixture[str],
) -> None:
    ask = ("ask", "head-on-date")
    assert printed(capsys, *ask, "2022-09") == printed(capsys, *ask, "--date", "2022-09")
    assert printed(capsys, *ask, "AGIV") == printed(capsys, *ask, "--organisation", "AGIV")
    acts = ("ask", "decided-not-in-force")
    assert printed(capsys, *acts, "2023") == printed(capsys, *acts, "--date", "2023")
    head = printed(capsys, *ask, "--date", "2010-09", "--organisation", "AGIV")
    assert printed(capsys, *ask, "AGIV", "09/2010") == head
    assert printed(capsys, *ask, "2010-09", "AGIV") == head
    added = ("ask", "tasks-added")
    since = printed(capsys, *added, "--since", "2021")
    assert printed(capsys, *added, "2021") == since
    both = printed(capsys, *added, "--since", "2021", "--until", "2022")
    assert printed(capsys, *added, "2021", "2022") == both
    for wrong, said in ((("AGIV",), "not a date"), (("2023", "--date", "2022"), "one value")):
        with pytest.raises(SystemExit, match="2"):
            main([*acts, *wrong, "--lang", "en"])
        assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("typed", "near"),
    [
        ("Welke taken kwamen erbij in 2021?", "tasks-added"),
        ("who led Digitaal Vlaanderen", "head-on-date"),
        ("tasks-add", "tasks-added"),
    ],
)
def test_a_question_in_words_gets_the_names_of_the_nearest_questions(typed: str, near: str) -> None:
    with pytest.raises(UseError, match=rf": [^:]*\b{near}\b"):
        get(typed)


def test_who_searches_a_date_is_told_how_to_ask_for_that_day(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert "dvgraph as-of 2022-09 gives" in printed(capsys, "search", "september 2022")[1]
    assert "as-of" not in printed(capsys, "search", "agiv")[1]

"""The YAML header of query files."""

from datetime import date

import pytest

from dvgraph.errors import InputError
from dvgraph.store.header import read_header


def test_the_header_is_the_yaml_in_its_lines() -> None:
    text = "#+ title: {nl: Wat, en: What}\n#+ params:\n#+   since: {type: date}\n# no\nSELECT"
    expected = {"title": {"nl": "Wat", "en": "What"}, "params": {"since": {"type": "date"}}}
    assert read_header(text) == expected


def test_a_query_without_header_has_an_empty_one() -> None:
    assert read_header("SELECT * { ?s ?p ?o }") == {}


def test_values_are_those_of_yaml() -> None:
    assert read_header("#+ day: 2021-01-01") == {"day": date(2021, 1, 1)}
    assert read_header("#+ {1: one}") == {1: "one"}


@pytest.mark.parametrize("text", ["PREFIX\n#+ title: {nl: Wat", "#+ - a\n#+ - b", "#+ \tx: 1"])
def test_a_broken_header_is_one_line_with_its_place(text: str) -> None:
    with pytest.raises(InputError, match=r"^query(:\d+)?: the #\+ header") as caught:
        read_header(text)
    assert "\n" not in str(caught.value)


def test_the_line_is_that_of_the_query() -> None:
    with pytest.raises(InputError, match=r"^query:3"):
        read_header("# a\n# b\n#+ title: ]")

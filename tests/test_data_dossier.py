"""Every row of the research dossier is in the graph, or listed with the reason why it is not."""

import csv
import re
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from dvgraph import resources
from dvgraph.dataset.files import shipped

DOSSIER = Path(__file__).parents[2] / "shared" / "dossier"
LIST = resources.data_dir() / "digitaal-vlaanderen" / "DOSSIER.md"
IDENTIFIER = "http://purl.org/dc/terms/identifier"
TABLES = (
    "facts-2016-on",
    "facts-to-2016",
    "figures",
    "legal-acts",
    "people",
    "sources-a",
    "sources-b",
)

pytestmark = pytest.mark.skipif(
    not DOSSIER.is_dir(), reason=f"no dossier beside the project ({DOSSIER})"
)


@pytest.fixture(scope="module")
def rows() -> dict[str, dict[str, str]]:
    """The rows of the dossier by their number."""
    found = {}
    for table in TABLES:
        with (DOSSIER / f"{table}.tsv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                found[row.get("id") or row["source_id"]] = row
    return found


@pytest.fixture(scope="module")
def holders() -> dict[str, set[str]]:
    """The statements, acts and sources with each row number."""
    found = defaultdict(set)
    for quad in shipped().quads:
        if quad.predicate.value == IDENTIFIER:
            found[quad.object.value].add(quad.subject.value)
    return found


def listed(heading: str) -> dict[str, str]:
    """Return the numbers under a heading of DOSSIER.md, with their reasons."""
    text = LIST.read_text(encoding="utf-8")
    section = text.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
    return dict(re.findall(r"^\| ([A-Z]+[0-9]*) \| (.+?) \|$", section, re.MULTILINE))


def test_no_row_of_the_dossier_is_lost(
    rows: dict[str, dict[str, str]],
    holders: dict[str, set[str]],
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Each number is on a statement or source, or in DOSSIER.md as derived or left out."""
    derived, aside = listed("Derived"), listed("Set aside")
    sharing = Counter(
        thing for number, things in holders.items() if number in rows for thing in things
    )
    merged = {
        number
        for number in rows
        if number in holders and all(sharing[thing] > 1 for thing in holders[number])
    }
    lost = sorted(rows.keys() - holders.keys() - derived.keys() - aside.keys())
    with capsys.disabled():
        print(
            f"\ndossier: {len(rows)} rows · {len(rows.keys() & holders.keys()) - len(merged)} used"
            f" · {len(merged)} merged with another row · {len(derived)} derived"
            f" · {len(aside)} set aside · {len(lost)} lost"
        )
    assert lost == []


def test_what_is_listed_as_left_out_is_a_row_and_is_not_in_the_graph(
    rows: dict[str, dict[str, str]], holders: dict[str, set[str]]
) -> None:
    """DOSSIER.md has no number twice, no number without a row, and none that a statement has."""
    derived, aside = listed("Derived"), listed("Set aside")
    assert not derived.keys() & aside.keys()
    assert sorted((derived.keys() | aside.keys()) - rows.keys()) == []
    assert sorted((derived.keys() | aside.keys()) & holders.keys()) == []


def test_no_statement_carries_a_number_that_is_no_row(
    rows: dict[str, dict[str, str]], holders: dict[str, set[str]]
) -> None:
    """A mistyped number would hide a lost row."""
    numbers = {number for number in holders if re.fullmatch(r"[ABFLP][0-9]{3}|S[AB][0-9]+", number)}
    assert sorted(numbers - rows.keys()) == []


def test_one_address_is_one_source(
    rows: dict[str, dict[str, str]], holders: dict[str, set[str]]
) -> None:
    """Rows of both lists of sources with the same address point to the same source."""
    by_address = defaultdict(set)
    for number, row in rows.items():
        if number.startswith("S") and row["url"].startswith("http"):
            by_address[re.sub(r"^https?://(www\.)?", "", row["url"])] |= holders[number]
    assert {url: found for url, found in by_address.items() if len(found) != 1} == {}


def test_a_figure_of_the_dossier_keeps_its_value(
    rows: dict[str, dict[str, str]], holders: dict[str, set[str]]
) -> None:
    """A row with a single number matches a figure with that number."""
    values = defaultdict(set)
    for quad in shipped().quads:
        if quad.predicate.value.endswith("ns#waarde"):
            values[quad.subject.value].add(quad.object.value)
    wrong = {}
    for number, row in rows.items():
        if number.startswith("F") and number in holders and "/" not in row["value"]:
            found = {float(v) for s in holders[number] for v in values[s]}
            if float(row["value"]) not in found:
                wrong[number] = (row["value"], found)
    assert wrong == {}

"""0001-01-01 and 9999-12-31 are search bounds: no answer shows them (docs/model.md, Time)."""

import re
from collections.abc import Iterator

import pytest

from dvgraph.api import Graph
from dvgraph.cli import main
from dvgraph.namespaces import FIRST, LAST
from dvgraph.questions import question as questions
from dvgraph.results.rows import Rows

SENTINEL = re.compile(rf"{FIRST}|{LAST}|date\(1, 1, 1\)|date\(9999, 12, 31\)")
FORMS = ("csv", "json", "md", "html")


@pytest.fixture(scope="module")
def graph() -> Iterator[Graph]:
    with Graph(None, None, None, "nl") as opened:
        yield opened


def shown(rows: Rows) -> str:
    return "\n".join((*(rows.text(form) for form in FORMS), repr(list(rows)), str(rows)))


@pytest.mark.parametrize("name", questions.names())
def test_no_answer_of_a_question_has_the_day_of_an_open_side(graph: Graph, name: str) -> None:
    example = questions.get(name).example
    table = questions.ask(graph.store, name, example).table
    found = SENTINEL.search(shown(Rows(table)))
    assert not found, found


VIEWS = (
    *("as-of 2020", "as-of 2006 agiv", "diff 2010 2022", "diff 2015 2022 digitaal-vlaanderen"),
    *("tasks", "decisions", "figures", "gaps", "lineage", "show digitaal-vlaanderen", "show grb"),
    *("show administrateur-generaal", "evidence of digitaal-vlaanderen", "search agiv"),
)


@pytest.mark.parametrize("form", ["csv", "json"])
@pytest.mark.parametrize("view", VIEWS)
def test_no_view_has_the_day_of_an_open_side(
    view: str, form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main([*view.split(), "-f", form])
    said = capsys.readouterr().out
    found = SENTINEL.search(said)
    assert not found, said[max(found.start() - 200, 0) : found.end()]

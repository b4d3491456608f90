"""0001-01-01 and 9999-12-31 are search bounds: no answer shows them (docs/model.md, Time)."""

import re
from collections.abc import Iterator

import pytest

from dvgraph.api import Graph
from dvgraph.cli import main
from dvgraph.namespaces import FIRST, LAST
from dvgraph.questions import question as questions
from dvgraph.results.rows import Rows
from dvgraph.results.writers import FORMATS
from variations import sparse

SENTINEL = re.compile(rf"{FIRST}|{LAST}|date\(1, 1, 1\)|date\(9999, 12, 31\)")
FORMS = ("csv", "json", "md", "html")


@pytest.fixture(scope="module")
def graph() -> Iterator[Graph]:
    with Graph(None, None, None, "nl") as opened:
        yield opened


def shown(rows: Rows) -> str:
    return "\n".join((*(rows.text(form) for form in FORMS), repr(list(rows)), str(rows)))


@pytest.mark.parametrize("name", sparse(questions.names(), 4))
def test_no_answer_of_a_question_has_the_day_of_an_open_side(graph: Graph, name: str) -> None:
    example = questions.get(name).example
    table = questions.ask(graph.store, name, example).table
    found = SENTINEL.search(shown(Rows(table)))
    assert not found, found


VIEWS = {
    "state": ("as-of 2020", "as-of 2006 agiv"),
    "changes": ("diff 2010 2022", "diff 2015 2022 digitaal-vlaanderen"),
    "tasks": ("tasks", "tasks grb"),
    "rows": (
        *("decisions", "decisions --not-in-force 2023", "search agiv"),
        *("evidence of digitaal-vlaanderen", "evidence passages herweging-2025"),
    ),
    "figures": ("figures begroting", "figures bezoeken Vlaanderen.be"),
    "gaps": ("gaps", "gaps --coverage"),
    "lineage": ("lineage", "lineage digitaal-vlaanderen"),
    "page": ("show digitaal-vlaanderen", "show grb", "show administrateur-generaal"),
    "brief": ("brief administrateur-generaal --since 2017", "brief agiv --since 2004"),
    "citation": ("cite c-6xar94bh",),
}
# RDF gives the bounds as stored; pictures, documents and packed files are of the same words.
ASIDE = {*FORMATS["graph"], *FORMATS["query"][len(FORMATS["rows"]) :], "rdfp", "docx", "pdf", "png"}
USUAL = ("json", "csv")
# Each view as data, and the first of its kind in every form; in make test those of one thing.
SHOWN = [
    pytest.param(view, form, marks=() if n and form == "json" else pytest.mark.slow)
    for kind, views in VIEWS.items()
    for n, view in enumerate(views)
    for form in FORMATS[kind]
    if form not in ASIDE and (not n or form in USUAL)
]


@pytest.mark.slow
@pytest.mark.parametrize(("view", "form"), SHOWN)
def test_no_view_has_the_day_of_an_open_side(
    view: str, form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main([*view.split(), "-f", form])
    assert not ended.value.code
    said = capsys.readouterr().out
    found = SENTINEL.search(said)
    assert not found, said[max(found.start() - 200, 0) : found.end()]


@pytest.mark.slow
def test_no_frame_of_python_has_the_day_of_an_open_side(graph: Graph) -> None:
    for answer in (
        *(graph.as_of("2006", "agiv"), graph.diff("2010", "2022", "agiv"), graph.tasks("agiv")),
        *(graph.decisions(), graph.gaps("agiv"), graph.coverage("agiv"), graph.search("agiv")),
        *(graph.figures("begroting"), graph.evidence("agiv"), Rows(graph.lineage("agiv").table())),
    ):
        assert not SENTINEL.search(answer.to_pandas().to_csv())
    for event in graph.lineage().descent.edges(data=True):
        assert not SENTINEL.search(str(event[2].get("label_nl")))

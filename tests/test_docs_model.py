"""docs/model.md is true: its examples are in the data, its queries run, its conditions hold."""

import re
from datetime import date, timedelta
from itertools import combinations, product

import pytest
import rdflib

import dvgraph
import model_page
from document import MODEL, ROOT, VOCABULARY
from dvgraph.derive.states import IN_FORCE, Validity
from dvgraph.rdf.oxigraph import Quad
from dvgraph.resources import prefixes

QUERIES = re.findall(r"^```sparql\n(.*?)^```$", MODEL.read_text("utf-8"), re.MULTILINE | re.DOTALL)


def test_an_example_that_is_no_longer_in_the_data_is_named() -> None:
    with pytest.raises(LookupError, match="is uitspraak/never-was: choose another"):
        model_page.filled("<!-- turtle organisatie/agiv uitspraak/never-was -->\n<!-- end -->\n")
    with pytest.raises(LookupError, match=r"no rows.*\n.*dvg:NeverWas"):
        model_page.answer("SELECT ?x WHERE { ?x a dvg:NeverWas }")


def test_an_example_that_was_corrected_is_shown_as_corrected() -> None:
    both = model_page.correction()
    withdrawn, *_ = re.findall(r"^<(\S+)> a", both, re.MULTILINE)
    shown = model_page.turtle([withdrawn])
    assert "prov:wasRevisionOf" in shown
    assert "prov:invalidatedAtTime" not in shown


def test_the_model_page_shows_each_kind_of_statement_and_ten_queries() -> None:
    page = MODEL.read_text("utf-8")
    cut = "\n".join(re.findall(r"^```turtle\n(.*?)^```$", page, re.MULTILINE | re.DOTALL))
    for kind in model_page.KINDS:
        assert f" a dvg:{kind} ;" in cut
    assert len(QUERIES) == 10
    assert "dvg" not in QUERIES[-1], "the last one has terms of the standards alone"


def test_links_between_pages_lead_to_a_heading() -> None:
    folder = ROOT / "docs"
    for page in (MODEL, VOCABULARY, folder / "rules.md"):
        for name, anchor in re.findall(r"\]\(([\w.-]*)#([^)]+)\)", page.read_text("utf-8")):
            target = (folder / name if name else page).read_text("utf-8")
            headings = re.findall(r"^#+ (.*)$", target, re.MULTILINE)
            assert anchor in map(model_page.anchor, headings), f"{page.name}: {name}#{anchor}"


# rdflib's own evaluator calls what rdflib deprecates.
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.slow
def test_each_query_gives_the_same_number_of_rows_on_another_engine(
    shipped_quads: list[Quad],
) -> None:
    other = rdflib.Graph()
    lines = (f"{quad.subject} {quad.predicate} {quad.object} .\n" for quad in shipped_quads)
    other.parse(data="".join(lines), format="nt")
    declared = "".join(f"PREFIX {name}: <{space}> " for name, space in prefixes().items())
    with dvgraph.open() as graph:
        for query in QUERIES:
            assert len(other.query(declared + query)) == len(graph.query(query)) > 0, query


def test_the_conditions_on_a_day_and_in_a_period_say_what_the_states_say() -> None:
    def days(label: str) -> tuple[str, str]:
        row = re.search(rf"^\| {label} \| `(.+)` \| `(.+)` \|$", MODEL.read_text("utf-8"), re.M)
        assert row
        return tuple(text.replace("&&", "and").replace("?", "") for text in row.groups())  # type: ignore[return-value]

    on_day, between = days("held on day D"), days("held at some time from day A to before day B")
    start = date(2000, 1, 1)
    line = [start + timedelta(days=n) for n in range(5)]
    names = ("vanVroegst", "vanLaatst", "totVroegst", "totLaatst")
    for bounds in product(line, repeat=4):
        if not (bounds[0] <= bounds[1] and bounds[2] <= bounds[3] and bounds[0] < bounds[3]):
            continue
        statement = Validity(bounds)
        known = dict(zip(names, bounds, strict=True))
        states = {day: statement.on(day) for day in line}
        for day, state in states.items():
            sure, may = (eval(text, {**known, "D": day}) for text in on_day)
            assert (sure, may) == (state in IN_FORCE[:2], state in IN_FORCE)
        for first, end in combinations(line, 2):
            sure, may = (eval(text, {**known, "A": first, "B": end}) for text in between)
            met = {state for day, state in states.items() if first <= day < end}
            assert (sure, may) == (bool(met & {*IN_FORCE[:2]}), bool(met & {*IN_FORCE}))

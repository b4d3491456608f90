"""Every query file keeps the rules that make engines agree, and every rule catches its fault."""

from pathlib import Path

import pytest

import lint
from dvgraph import resources

pytestmark = pytest.mark.program

QUERIES = resources.queries_dir()

GOOD = """#+ title: {nl: "Taken", en: "Tasks"}
#+ params:
#+   since: {type: date, label: {nl: sinds, en: since}}
#+   organisation: {type: organisation, label: {nl: organisatie, en: organisation}}
#+ example: {since: 2021}
PREFIX dvg: <https://w3id.org/dvgraph/ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
SELECT ?uitspraak ?taakLabel (COUNT(DISTINCT ?v) AS ?vindplaatsen) WHERE {
  BIND("nl" AS ?lang)                     # parameter
  # VALUES ?organisation { }              # parameter
  {
    BIND("2021-01-01"^^xsd:date AS ?since)  # parameter
    ?uitspraak a dvg:GeldendeUitspraak ;
      dvg:organisatie ?organisation ;
      dvg:taak ?taak ;
      dvg:vanVroegst ?van .
    FILTER(?van >= ?since)
    FILTER NOT EXISTS { ?uitspraak dvg:tot ?tot }
  }
  ?taak rdfs:label ?taakLabel .
  FILTER(LANG(?taakLabel) = ?lang)
  OPTIONAL { ?uitspraak dvg:vindplaats ?v }
}
GROUP BY ?uitspraak ?taakLabel
ORDER BY ?uitspraak
"""

# A rule, what to change in the good query, into what, and a word of the problem that results.
FAULTS = [
    ("undef", "dvg:vanVroegst ?van .", "dvg:vanVroegst ?van . VALUES ?van { UNDEF }", "UNDEF"),
    ("empty_braces", "{ ?uitspraak dvg:tot ?tot }", "{ }", "empty"),
    (
        "scalar_in_values",
        'BIND("2021-01-01"^^xsd:date AS ?since)',
        'VALUES ?since { "2021-01-01"^^xsd:date }',
        "?since: VALUES",
    ),
    (
        "scalar_in_values",
        "# VALUES ?organisation { } ",
        "BIND(dvg:x AS ?organisation) ",
        "?organisation",
    ),
    (
        "unbound_parameter",
        "?taak rdfs:label ?taakLabel .",
        "?taak rdfs:label ?taakLabel ; dvg:van ?w . FILTER(?w > ?since)",
        "?since is used",
    ),
    (
        "parameter_in_optional_filter",
        "OPTIONAL { ?uitspraak dvg:vindplaats ?v }",
        "OPTIONAL { ?uitspraak dvg:vindplaats ?v FILTER(LANG(?v) = ?lang) }",
        "?lang in a FILTER of an OPTIONAL",
    ),
    (
        "negation_beside_optional",
        "OPTIONAL { ?uitspraak dvg:vindplaats ?v }",
        "FILTER NOT EXISTS { ?taak dvg:tot ?t } OPTIONAL { ?uitspraak dvg:vindplaats ?v }",
        "same group",
    ),
    (
        "negation_beside_optional",
        "OPTIONAL { ?uitspraak dvg:vindplaats ?v }",
        "MINUS { ?taak dvg:tot ?t } OPTIONAL { ?uitspraak dvg:vindplaats ?v }",
        "same group",
    ),
    (
        "large_not_exists",
        "{ ?uitspraak dvg:tot ?tot }",
        "{ ?uitspraak dvg:tot ?tot . ?tot dvg:x ?y }",
        "NOT EXISTS with more",
    ),
    (
        "large_not_exists",
        "{ ?uitspraak dvg:tot ?tot }",
        "{ ?uitspraak dvg:grond/dvg:tot ?tot }",
        "NOT EXISTS with more",
    ),
    (
        "large_minus",
        "FILTER NOT EXISTS { ?uitspraak dvg:tot ?tot }",
        "MINUS { ?uitspraak dvg:tot ?tot . ?tot dvg:x ?y }",
        "MINUS with more",
    ),
    (
        "path_from_values",
        "{\n    BIND",
        "{ ?organisation dvg:na+ ?later . VALUES ?organisation { dvg:a } } {\n    BIND",
        "a path from ?organisation",
    ),
    (
        "pattern_after_optional",
        "OPTIONAL { ?uitspraak dvg:vindplaats ?v }",
        "OPTIONAL { ?uitspraak dvg:vindplaats ?v } ?uitspraak dvg:rol ?rol .",
        "after OPTIONAL",
    ),
    ("date_arithmetic", "?van >= ?since", "?van - ?since > 3", "arithmetic on ?since"),
    (
        "date_arithmetic",
        "?van >= ?since",
        '?van >= ?since + "P1Y"^^xsd:duration',
        "date arithmetic",
    ),
    (
        "select_star",
        "SELECT ?uitspraak ?taakLabel (COUNT(DISTINCT ?v) AS ?vindplaatsen)",
        "SELECT *",
        "SELECT *",
    ),
    ("partial_order", "ORDER BY ?uitspraak", "ORDER BY ?taakLabel", "lacks ?uitspraak"),
    ("partial_order", "ORDER BY ?uitspraak", "", "not total"),
    ("header", ', en: "Tasks"', "", "title"),
    ("header", "#+ example: {since: 2021}\n", "", "example"),
    ("header", "example: {since: 2021}", "example: {until: 2021}", "until"),
    ("header", "{type: date,", "{type: day,", "unknown type"),
    ("header", "label: {nl: sinds, en: since}", "label: {nl: sinds}", "since has no label"),
    ("header", "{ }              # parameter", "{ }", "organisation is not both"),
    ("header", "# VALUES ?organisation { }", "# VALUES ?organisation", "cannot be read"),
]


def test_a_query_that_keeps_the_rules_has_no_problem() -> None:
    assert lint.problems(GOOD) == []


@pytest.mark.parametrize(("rule", "old", "new", "word"), FAULTS)
def test_each_rule_catches_its_fault(rule: str, old: str, new: str, word: str) -> None:
    assert old in GOOD
    found = lint.problems(GOOD.replace(old, new), (getattr(lint, rule),))
    assert any(word in problem for problem in found), found


def test_every_rule_has_a_fault_that_proves_it() -> None:
    assert {rule.__name__ for rule in lint.RULES} == {fault[0] for fault in FAULTS}


@pytest.mark.parametrize("path", sorted(QUERIES.glob("questions/*.rq")), ids=lambda p: p.stem)
def test_every_question_keeps_the_rules(path: Path) -> None:
    assert lint.problems(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "path",
    sorted(
        [*QUERIES.glob("derive/*.rq"), *QUERIES.glob("checks/*.rq"), *QUERIES.glob("support/*.rq")]
    ),
    ids=lambda p: f"{p.parent.name}-{p.stem}",
)
def test_every_other_query_keeps_the_rules_that_hold_for_all(path: Path) -> None:
    assert lint.problems(path.read_text(encoding="utf-8"), lint.RULES_FOR_ALL) == []

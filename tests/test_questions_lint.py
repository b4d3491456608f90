"""Every query file follows the rules that make engines agree, and every rule finds its fault."""

from pathlib import Path

import pytest

import lint
from dvgraph import resources

pytestmark = pytest.mark.program

QUERIES = resources.queries_dir()

GOOD = """#+ title: {nl: "Taken", en: "Tasks"}
#+ subject: tasks
#+ for: [hr]
#+ params:
#+   sinds: {type: date, option: since, label: {nl: sinds, en: since}}
#+   organisatie: {type: organisation, label: {nl: organisatie, en: organisation}}
#+ example: {since: 2021}
PREFIX dvg: <https://w3id.org/dvgraph/ns#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
SELECT ?uitspraak (IF(?begin >= ?sinds, "zeker", "mogelijk") AS ?toegevoegd) ?taak ?grond WHERE {
  VALUES ?sinds { "2021-01-01"^^xsd:date }  # parameter
  # VALUES ?organisatie { }  # parameter
  ?uitspraak a dvg:GeldendeUitspraak ; dvg:organisatie ?organisatie ; dvg:taak ?taak ;
    dvg:vanVroegst ?begin .
  FILTER(?begin >= ?sinds)
  FILTER NOT EXISTS { ?uitspraak dvg:tot ?tot }
  OPTIONAL { ?uitspraak dvg:van ?van }
  OPTIONAL { ?uitspraak dvg:grond ?grond }
}
ORDER BY ?begin ?uitspraak ?grond
"""

GROUND = "OPTIONAL { ?uitspraak dvg:grond ?grond }"
TASK = "?uitspraak a dvg:GeldendeUitspraak"
COUNTED = """#+ title: {nl: "Taken", en: "Tasks"}
#+ subject: tasks
#+ for: [hr]
#+ example: {}
PREFIX dvg: <https://w3id.org/dvgraph/ns#>
SELECT ?taak (COUNT(?een) AS ?aantal) WHERE { ?een dvg:taak ?taak }
GROUP BY ?taak
ORDER BY ?taak
"""

# A rule, what to change in the good query, into what, and a word of the problem that results.
FAULTS = [
    ("undef", GROUND, "VALUES ?grond { UNDEF }", "UNDEF"),
    ("empty_braces", "{ ?uitspraak dvg:tot ?tot }", "{ }", "empty"),
    ("distinct", "SELECT ?uitspraak", "SELECT DISTINCT ?uitspraak", "DISTINCT"),
    ("group_by", "ORDER BY", "GROUP BY ?uitspraak\nORDER BY", "GROUP BY"),
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
        "scalar_in_part",
        TASK,
        "{ ?a dvg:x ?y } UNION { ?a dvg:van ?y FILTER(?y > ?sinds) } ?uitspraak a dvg:X",
        "?sinds is used in a sub-select or UNION",
    ),
    (
        "scalar_in_part",
        TASK,
        "{ SELECT ?a WHERE { ?a dvg:x ?y FILTER(?y > ?sinds) } } ?uitspraak a dvg:X",
        "?sinds is used in a sub-select or UNION",
    ),
    ("scalar_shown", "?taak ?grond WHERE", "?taak ?sinds ?grond WHERE", "?sinds is a scalar"),
    ("scalar_shown", "ORDER BY ?begin", "ORDER BY ?sinds", "?sinds is a scalar"),
    ("scalar_shown", "AS ?toegevoegd", "AS ?sinds", "?sinds is a scalar"),
    (
        "outer_variable_in_optional",
        GROUND,
        "OPTIONAL { ?uitspraak dvg:grond ?grond FILTER(?grond != ?taak) }",
        "?taak in a FILTER of an OPTIONAL",
    ),
    (
        "optional_on_optional",
        GROUND,
        GROUND + " OPTIONAL { ?grond dvg:x ?y }",
        "only another OPTIONAL",
    ),
    (
        "current_in_optional",
        GROUND,
        "OPTIONAL { ?grond dvg:over ?taak ; a dvg:GeldendeUitspraak }",
        "FILTER EXISTS",
    ),
    ("bind_after_optional", GROUND, GROUND + " BIND(1 AS ?een)", "BIND after"),
    ("optional_path", "dvg:taak ?taak", "dvg:taak? ?taak", "path with ?"),
    ("free_path", TASK, "?a dvg:na+ ?b . ?uitspraak a dvg:X", "both ends free"),
    (
        "path_from_values",
        TASK,
        "?x dvg:na+ ?later . VALUES ?x { dvg:a } ?uitspraak a dvg:X",
        "a path from ?x",
    ),
    ("variable_property", TASK, "?ding ?eigenschap ?taak . ?uitspraak a dvg:X", "?eigenschap"),
    (
        "fixed_values",
        TASK,
        "VALUES ?x { dvg:a } VALUES ?y { dvg:b } ?uitspraak a dvg:X",
        "second fixed list",
    ),
    ("written_dates_compared", "IF(?begin >= ?sinds", "IF(?van >= ?sinds", "?van is compared"),
    (
        "kind_by_text",
        "FILTER(?begin >= ?sinds)",
        'FILTER(STRSTARTS(STR(?taak), "https://w3id.org/dvgraph/id/taak/"))',
        "match its class",
    ),
    ("pattern_after_optional", GROUND, GROUND + " ?uitspraak dvg:rol ?rol .", "after OPTIONAL"),
    ("date_arithmetic", "FILTER(?begin >= ?sinds)", "FILTER(?begin - ?sinds > 3)", "on ?sinds"),
    (
        "date_arithmetic",
        "FILTER(?begin >= ?sinds)",
        'FILTER(?begin >= ?sinds + "P1Y"^^xsd:duration)',
        "date arithmetic",
    ),
    (
        "figures_computed",
        GROUND,
        "?uitspraak dvg:waarde ?een . ?begin dvg:waarde ?twee . FILTER(?een - ?twee > 3) " + GROUND,
        "?een is the value of a figure",
    ),
    (
        "select_star",
        'SELECT ?uitspraak (IF(?begin >= ?sinds, "zeker", "mogelijk") AS ?toegevoegd) ?taak ?grond',
        "SELECT *",
        "SELECT *",
    ),
    ("partial_order", "ORDER BY ?begin ?uitspraak ?grond", "ORDER BY ?grond", "lacks ?uitspraak"),
    ("partial_order", " ?uitspraak ?grond\n", " ?uitspraak\n", "lacks ?grond"),
    ("partial_order", "ORDER BY ?begin ?uitspraak ?grond", "", "not total"),
    ("size", "?taak ?grond WHERE", "?taak ?grond" + " " * 60 + "WHERE", "columns"),
    ("size", "#+ subject", "# " + "-" * 99 + "\n#+ subject", "columns"),
    ("size", "  FILTER(?begin", "  FILTER(true)\n" * 40 + "  FILTER(?begin", "lines of SPARQL"),
    ("header", ', en: "Tasks"', "", "title"),
    ("header", "#+ subject: tasks\n", "", "subject"),
    ("header", "#+ for: [hr]\n", "", "user"),
    ("header", "#+ example: {since: 2021}\n", "", "example"),
    ("header", "example: {since: 2021}", "example: {until: 2021}", "until"),
    ("header", "{type: date,", "{type: day,", "unknown type"),
    ("header", "{type: date,", "{type: date, kind: x,", "unknown type or key"),
    ("header", "label: {nl: sinds, en: since}", "label: {nl: sinds}", "sinds has no label"),
    ("header", "#+ example", "#+ row: [rij]\n#+ example", "rij, which is no column"),
    ("header", "#+ example", "#+ new-only: eerder\n#+ example", "eerder, which is no column"),
    ("header", "#+ example", "#+ label: naam\n#+ example", "naam, which is no column"),
    ("header", "#+ example", '#+ sentence: {nl: "{naam}"}\n#+ example', "naam, which is no column"),
    ("header", "#+ example", "#+ state-on: organisatie\n#+ example", "state-on names no"),
    ("header", '{ "2021-01-01"^^xsd:date }', "{ dvg:x }", "?sinds: a scalar is one literal"),
    ("header", "{ }  # parameter", "{ }", "organisatie is not both"),
    ("header", "# VALUES ?organisatie { }", "# VALUES ?organisatie", "cannot be read"),
]


def test_a_question_that_counts_may_group() -> None:
    assert lint.problems(COUNTED) == []


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


RULES = sorted(
    path
    for name in ("catalogue", "derive", "mappings", "tables")
    for path in (QUERIES / name).glob("*.rq")
)


@pytest.mark.parametrize("path", RULES, ids=lambda p: f"{p.parent.name}-{p.stem}")
def test_every_rule_keeps_what_holds_for_all_queries(path: Path) -> None:
    assert lint.problems(path.read_text(encoding="utf-8"), lint.RULES_FOR_ALL) == []


CHECKS_AND_SUPPORT = sorted([*QUERIES.glob("checks/*.rq"), *QUERIES.glob("support/*.rq")])
# What a check finds, or a support query collects, makes these rules void.
EXEMPT = {
    "dangling-reference": lint.kind_by_text,  # what is described nowhere has no class
    "all-names": lint.size,  # every way in which a thing is named
    "names": lint.size,  # the same
}
# Pairs of files that may share five lines, since no derived property could say them once.
ALIKE = [
    {"services-added", "tasks-added"},  # the same question, of tasks and of services
    {"legal-basis-on-date", "responsible-on-date"},  # who had it on a day; on which ground
    {"all-names", "names"},  # the first leaves out the join with kinds, which costs most
    {"ended-twice", "made-twice"},
    {"service-texts", "service-texts-dutch"},  # the same for two profiles: one allows one language
    {"overlap-ministers", "overlap-parents"},
    # Both need the latest date of all sources; one sub-select is what Virtuoso answers rightly.
    {"seen-after-source", "start-after-source"},
    # What lies outside the life of a thing is a fault: a derived property for it would go unused.
    {
        *("relation-outside-subject", "responsibility-outside-organisation"),
        *("responsibility-outside-service", "tenure-outside-life"),
    },
]


@pytest.mark.parametrize("path", CHECKS_AND_SUPPORT, ids=lambda p: f"{p.parent.name}-{p.stem}")
def test_every_check_and_support_query_keeps_their_rules(path: Path) -> None:
    rules = tuple(one for one in lint.RULES_FOR_SUPPORT if one is not EXEMPT.get(path.stem))
    assert lint.problems(path.read_text(encoding="utf-8"), rules) == []


def test_no_two_queries_share_five_lines() -> None:
    found: dict[tuple[str, ...], set[str]] = {}
    for path in sorted(QUERIES.glob("[!p]*/*.rq")):  # a probe is small, and repeats on purpose
        for window in lint.windows(path.read_text(encoding="utf-8")):
            found.setdefault(window, set()).add(path.stem)
    shared = {frozenset(names) for names in found.values() if len(names) > 1}
    assert [names for names in shared if not any(names <= alike for alike in ALIKE)] == []


def test_five_lines_in_two_queries_are_seen_whatever_their_prefixes() -> None:
    body = "SELECT ?a WHERE {\n  ?a a ?b .\n  ?b a ?c .\n  ?c a ?d .\n}\n"
    other = "PREFIX dvg: <urn:x:>\n# A comment\n" + body.replace("  ?a", "    ?a")
    assert lint.windows(body) == lint.windows(other) != set()

"""The tools for language models, called through the client of the package mcp."""

import asyncio
import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from mcp.client.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client

from dvgraph.cli import main
from test_dataset_public import HEAD, ORGANISATION, source, task

pytestmark = pytest.mark.program

Call = tuple[str, dict[str, Any]]
Told = dict[str, Any]

CALLS: dict[str, Call] = {
    "questions": ("questions", {}),
    "ask": ("ask", {"question": "tasks-added", "parameters": {"since": "2021"}, "limit": 500}),
    "ask a part": (
        "ask",
        {"question": "tasks-added", "parameters": {"since": "2021"}, "limit": 3, "offset": 2},
    ),
    "ask in vain": ("ask", {"question": "interregna"}),
    "search": ("search", {"text": "raamcontract"}),
    "search in vain": ("search", {"text": "zzzzqqqq"}),
    "show": ("show", {"name": "AGIV", "limit": 500}),
    "as_of": ("as_of", {"day": "2015", "name": "AGIV", "limit": 500}),
    "diff": ("diff", {"start": "2015", "end": "2016", "name": "AGIV", "limit": 500}),
    "lineage": ("lineage", {"name": "AGIV"}),
    "figures": ("figures", {"measure": "begroting", "limit": 500}),
    "rows": (
        "sparql",
        {"query": "SELECT ?l { <https://w3id.org/dvgraph/id/organisatie/agiv> rdfs:label ?l }"},
    ),
    "truth": ("sparql", {"query": "ASK { ?s a dvg:Uitspraak }"}),
    "triples": ("sparql", {"query": "CONSTRUCT { ?s a ?k } WHERE { ?s a ?k } LIMIT 2"}),
    "no rows": ("sparql", {"query": "SELECT ?s { ?s a dvg:Geen }"}),
    "Dutch": ("show", {"name": "AGIV", "lang": "nl", "limit": 1}),
}
WRONG: dict[str, tuple[Call, str]] = {
    "no question": (("ask", {"question": "task-added"}), "Nearest: tasks-added"),
    "no parameter": (
        ("ask", {"question": "tasks-added", "parameters": {"sinc": "1"}}),
        "sinc",
    ),
    "no date": (("as_of", {"day": "soon"}), "soon"),
    "no thing": (("show", {"name": "zzzzqqqq"}), "zzzzqqqq"),
    "no ding": (("show", {"name": "zzzzqqqq", "lang": "nl"}), "er is geen ding"),
    "no number": (("show", {"name": "AGIV", "limit": 0}), "limit is from 1 to 500"),
    "no type": (("ask", {"question": 3}), "wrong parameters: question"),
    "no language": (("show", {"name": "AGIV", "lang": "fr"}), "wrong parameters: lang"),
    "no tool": (("nothing", {}), "nothing"),
    "an update": (("sparql", {"query": "DELETE WHERE { ?s ?p ?o }"}), "DELETE is not allowed"),
    "no SPARQL": (("sparql", {"query": "SELECT"}), "this is not SPARQL"),
    "another service": (
        ("sparql", {"query": "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"}),
        "SERVICE is not allowed",
    ),
    "too many rows": (("sparql", {"query": "SELECT ?s { ?s ?p ?o . ?a ?b ?c }"}), "1000 rows"),
}
BOMB: Call = (
    "sparql",
    {"query": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"},
)


async def _asked(arguments: Sequence[str], calls: Sequence[Call]) -> tuple[Any, list[Any]]:
    command = ["-m", "dvgraph", "mcp", "--lang", "en", *arguments]
    started = StdioServerParameters(command=sys.executable, args=command, env=dict(os.environ))
    async with Client(stdio_client(started)) as client:
        tools = await client.list_tools()
        return tools, [await client.call_tool(*call) for call in calls]


@pytest.fixture(scope="module")
def session() -> tuple[Any, dict[str, Any]]:
    """The list of tools, and the result of each call, in one session with all data."""
    calls = {**CALLS, **{name: call for name, (call, _) in WRONG.items()}}
    tools, results = asyncio.run(_asked(["--no-public"], list(calls.values())))
    return tools, dict(zip(calls, results, strict=True))


@pytest.fixture(scope="module")
def told(session: tuple[Any, dict[str, Any]]) -> Callable[[str], Told]:
    """The structured answer to a call."""

    def answer(name: str) -> Told:
        result = session[1][name]
        assert not result.is_error, result.content
        found: Told = result.structured_content
        assert json.loads(result.content[0].text) == found.get("result", found) or "result" in found
        return found

    return answer


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str]) -> Callable[..., Any]:
    """The answer of a command as JSON."""

    def answer(*arguments: str) -> Any:
        with pytest.raises(SystemExit) as done:
            main([*arguments, "-f", "json", "--lang", "en"])
        assert not done.value.code
        return json.loads(capsys.readouterr().out)

    return answer


def ids(told: Told) -> list[str]:
    return [one for fact in told["facts"] for one in fact["ids"]]


def test_every_tool_has_types_for_what_it_takes_and_gives_and_says_what_it_means(
    session: tuple[Any, dict[str, Any]],
) -> None:
    tools = session[0].tools
    assert [one.name for one in tools] == [
        *("questions", "ask", "search", "show", "as_of", "diff", "lineage", "figures", "sparql")
    ]
    for one in tools:
        assert one.description
        assert one.annotations.read_only_hint
        assert one.output_schema["type"] == "object"
        for schema in one.input_schema["properties"].values():
            assert schema["description"]
            assert {"type", "anyOf"} & set(schema)


def test_the_questions_are_those_of_the_command(
    told: Callable[[str], Told], command: Callable[..., Any]
) -> None:
    names = [one["name"] for one in told("questions")["result"]]
    assert sorted(names) == sorted(row["question"] for row in command("ask"))


def test_an_answer_has_the_statements_of_the_command_in_its_order(
    told: Callable[[str], Told], command: Callable[..., Any]
) -> None:
    rows = command("ask", "tasks-added", "--since", "2021")
    answer = told("ask")
    assert ids(answer) == [row["id"] for row in rows]
    assert answer["total"] == len(rows)
    assert [fact["says"]["task"] for fact in answer["facts"]] == [row["taakLabel"] for row in rows]


def test_a_part_of_an_answer_says_how_many_facts_there_are_and_how_to_get_the_rest(
    told: Callable[[str], Told],
) -> None:
    whole, part = told("ask"), told("ask a part")
    assert part["facts"] == whole["facts"][2:5]
    assert part["total"] == whole["total"]
    assert part["more"] == f"{whole['total'] - 5} more: ask again with offset 5"
    assert whole["more"] == ""


def test_the_things_found_are_those_of_the_command(
    told: Callable[[str], Told], command: Callable[..., Any]
) -> None:
    rows = command("search", "raamcontract")
    hits = told("search")["hits"]
    assert [hit["permalink"] for hit in hits] == [row["ding"] for row in rows][:10]


def test_a_thing_has_the_lines_of_the_command_with_their_sources(
    told: Callable[[str], Told], command: Callable[..., Any]
) -> None:
    page = command("show", "AGIV")
    lines = [line for section in page["sections"] for line in section["lines"]]
    facts = told("show")["facts"]
    assert [fact["says"].get("content", "") for fact in facts] == [line["text"] for line in lines]
    assert [[one["passage"] for one in fact["sources"]] for fact in facts] == [
        [one["iri"] for one in line["passages"]] for line in lines
    ]


def test_a_state_has_the_facts_of_the_command_with_their_state_and_passages(
    told: Callable[[str], Told], command: Callable[..., Any]
) -> None:
    facts = command("as-of", "2015", "AGIV")["facts"]
    answer = told("as_of")
    assert ids(answer) == [one["id"] for one in facts]
    assert {fact["says"]["holds"] for fact in answer["facts"]} >= {"certain", "possible"}
    assert [{one["passage"] for one in fact["sources"]} for fact in answer["facts"]] == [
        {one["iri"] for one in fact["passages"]} for fact in facts
    ]


def test_a_difference_has_the_changes_of_the_command_and_the_passages_of_every_statement(
    told: Callable[[str], Told], command: Callable[..., Any]
) -> None:
    changes = command("diff", "2015", "2016", "AGIV")["changes"]
    facts = told("diff")["facts"][: len(changes)]
    assert [fact["says"]["what"] for fact in facts] == [one["text"] for one in changes]
    for fact, change in zip(facts, changes, strict=True):
        passages = {one["passage"] for one in fact["sources"]}
        assert passages >= {one["iri"] for one in change["passages"]}


def test_a_lineage_has_the_steps_of_the_command_each_with_its_sources(
    told: Callable[[str], Told], command: Callable[..., Any]
) -> None:
    base = "https://w3id.org/dvgraph/id/"
    links = command("lineage", "AGIV")["events"]
    facts = told("lineage")["facts"]
    assert {tuple(fact["things"].values()) for fact in facts} == {
        tuple(one[end].removeprefix(base) for end in ("from", "to", "event")) for one in links
    }
    assert any(fact["things"]["event"].startswith("organisatie/") for fact in facts)
    assert all(fact["sources"] for fact in facts)


def test_figures_are_those_of_the_command(
    told: Callable[[str], Told], command: Callable[..., Any]
) -> None:
    rows = command("figures", "begroting")
    facts = told("figures")["facts"]
    assert [fact["things"]["concerns"] for fact in facts] == [
        row["betreft"].removeprefix("https://w3id.org/dvgraph/id/") for row in rows
    ]
    assert [len(fact["ids"]) for fact in facts] == [row["uitspraken"] for row in rows]


@pytest.mark.parametrize("name", ["ask", "show", "as_of", "diff", "lineage", "figures"])
def test_each_fact_has_its_certainty_and_permalink_and_with_a_statement_its_source(
    told: Callable[[str], Told], name: str
) -> None:
    facts = told(name)["facts"]
    assert facts
    for fact in facts:
        assert fact["certainty"]
        assert fact["permalink"].startswith("http")
        assert fact["sources"] or fact["certainty"] == "no statement of its own" or not fact["ids"]
        assert all(one["title"] and one["place"] for one in fact["sources"])


@pytest.mark.parametrize(
    ("name", "sought"),
    [
        ("ask in vain", "When was a post vacant"),
        ("search in vain", "zzzzqqqq"),
        ("no rows", "?s a dvg:Geen"),
    ],
)
def test_an_answer_without_facts_says_what_was_looked_for(
    told: Callable[[str], Told], name: str, sought: str
) -> None:
    assert told(name)["nothing"].startswith("Nothing found")
    assert sought in told(name)["nothing"]


def test_a_query_gives_terms_a_truth_or_triples(told: Callable[[str], Told]) -> None:
    assert {row["l"]["language"] for row in told("rows")["rows"]} == {"nl", "en"}
    assert {row["l"]["kind"] for row in told("rows")["rows"]} == {"literal"}
    assert told("truth")["answer"] is True
    assert len(told("triples")["triples"].splitlines()) == 2


def test_an_answer_is_in_the_language_asked_for(told: Callable[[str], Told]) -> None:
    assert told("Dutch")["facts"][0]["says"]["facet"] == "Bestaan"
    assert told("show")["facts"][0]["says"]["facet"] == "Existence"


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_told_in_words(session: tuple[Any, dict[str, Any]], name: str) -> None:
    result = session[1][name]
    assert result.is_error
    text = result.content[0].text
    assert WRONG[name][1] in text
    assert "Traceback" not in text
    assert "\n" not in text


@pytest.mark.slow
def test_the_tools_answer_after_a_query_that_was_stopped() -> None:
    _, (stopped, after) = asyncio.run(_asked(["--no-public"], [BOMB, CALLS["truth"]]))
    assert stopped.is_error
    assert stopped.content[0].text.startswith("this took more than 10 s and was stopped")
    assert after.structured_content["answer"] is True


def test_permalinks_lead_to_the_server_that_is_named() -> None:
    call: Call = ("ask", {"question": "tasks-added", "parameters": {"since": "2021"}, "limit": 1})
    _, (result,) = asyncio.run(_asked(["--base", "https://graph.example/"], [call]))
    (fact,) = result.structured_content["facts"]
    assert fact["permalink"].startswith("https://graph.example/id/uitspraak/")


@pytest.mark.parametrize(
    ("arguments", "found"),
    [((), 0), pytest.param(("--no-public",), 1, marks=pytest.mark.slow)],
)
def test_what_rests_on_closed_sources_alone_is_not_offered_to_a_model(
    tmp_path: Path, arguments: tuple[str, ...], found: int
) -> None:
    closed = source("gesloten", "NON_PUBLIC") + task("verborgen", "gesloten")
    data = HEAD + ORGANISATION + source("open", "PUBLIC") + closed
    (tmp_path / "data.ttl").write_text(data, encoding="utf-8")
    calls: list[Call] = [
        ("search", {"text": "taak/verborgen"}),
        ("sparql", {"query": "SELECT ?s { ?s a dvg:Verantwoordelijkheid, dvg:Uitspraak }"}),
    ]
    where = ["--data", str(tmp_path)]
    _, (search, sparql) = asyncio.run(_asked([*where, *arguments], calls))
    hits = [hit["path"] for hit in search.structured_content["hits"]]
    assert hits.count("taak/verborgen") == found
    assert len(sparql.structured_content["rows"]) == found

"""The operations of the API, which run in a worker; each calls one function of the library.

JSON is the same as on the command line: rows with short ids, sources and certainty, and an IRI for
each thing.
"""

import json
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, TypeVar

from dvgraph import resources
from dvgraph.api import Graph
from dvgraph.errors import UseError
from dvgraph.history.answers import AsOf, Diff
from dvgraph.history.as_of import as_of
from dvgraph.history.diff import diff
from dvgraph.labels.subgraph import Subgraph
from dvgraph.lineage import lineage
from dvgraph.lineage.picture import svg
from dvgraph.lineage.writing import WRITERS as LINEAGES
from dvgraph.questions.agency import BODY, EVERY
from dvgraph.questions.parameters import as_written, last_day
from dvgraph.questions.question import Question, get
from dvgraph.rdf.writing import FORMATS, encoded
from dvgraph.results.writers import render
from dvgraph.server.holdings import Holdings, days
from dvgraph.server.interface import MEDIA
from dvgraph.server.messages import Job, Reply
from dvgraph.server.problems import Problem
from dvgraph.things.life import life
from dvgraph.things.page import find, page, triples
from dvgraph.things.sentences import says
from dvgraph.things.writers import plain, thing

Given = Mapping[str, Any]
Text = str | bytes
T = TypeVar("T")
_AGENCY, _NEW_ONLY = "agency", "new"  # the same as in the forms of the site


def answer(holdings: Holdings, job: Job) -> Reply:
    """Return the answer to an operation of the API; ``job`` is made by ``interface.job``."""
    given: Given = job["given"]
    graph = holdings.on(days(None, given.get("bekend")))
    graph.lang = job["lang"]
    text = _OPERATIONS[job["operation"]](graph, given, job["form"])
    media = MEDIA[job["form"]]
    charset = "; charset=utf-8" if media.startswith("text/") else ""
    return Reply(200, media + charset, text if isinstance(text, bytes) else text.encode())


def _questions(graph: Graph, _: Given, __: str) -> str:
    return _json([_question(one, graph.lang) for one in graph.questions()])


def _question(one: Question, lang: str) -> dict[str, object]:
    return {
        "name": one.name,
        "title": one.title[lang],
        "description": one.reading(lang),
        "for": one.audience,
        "parameters": [
            {
                "name": name,
                "label": parameter.label.get(lang, name),
                "type": parameter.type,
                "required": parameter.required,
                "several": parameter.list,
                "choices": parameter.choices,
                "default": parameter.default,
            }
            for name, parameter in one.params.items()
        ],
        "example": one.example,
    }


def _there(look: Callable[[], T]) -> T:
    """Return the thing that the path of an address names; raises Problem 404 if there is none."""
    try:
        return look()
    except UseError as error:
        raise Problem(404, str(error)) from error


def _ask(graph: Graph, given: Given, form: str) -> str:
    asked = {key: _meant(key, texts) for key, texts in given.items() if key not in _OWN}
    new = given.get(_NEW_ONLY) == ["1"]
    name = given["question"]
    _there(lambda: get(name))
    return graph.ask(name, new_only=new, **asked).text(form)


_OWN = ("question", _NEW_ONLY, "bekend")


def _meant(key: str, texts: list[str]) -> list[str] | str:
    """Return the values of a parameter, without the form's words for the agency and for all.

    The parameter for the body keeps the word for all: without a value, the question is about the
    agency.
    """
    found = [text for text in texts if text != _AGENCY and (key == BODY or text != EVERY)]
    return found[0] if len(found) == 1 else found


def _search(graph: Graph, given: Given, form: str) -> str:
    return graph.search(given["q"]).text(form)


def _thing(graph: Graph, given: Given, form: str) -> Text:
    on = last_day(given.get("op"), "op")
    iri = _there(lambda: find(graph.store, given["name"], [on] if on else ())).iri
    if form not in FORMATS:
        known = last_day(given.get("bekend"), "bekend")
        return thing(page(graph.store, iri, on, graph.lang, str(known or ""))).text(form)
    if on:
        return _state(graph, given["op"], iri, given).text(form)
    return encoded(triples(graph.store, iri), form, prefixes=resources.prefixes())


def _as_of(graph: Graph, given: Given, form: str) -> str:
    on = _day(given, "day")
    iri = find(graph.store, given["name"], [on]).iri if "name" in given else ""
    return _state(graph, given["day"], iri, given).text(form)


def _state(graph: Graph, day: str, iri: str, given: Given) -> AsOf:
    asked, on = as_written(day, "day"), last_day(day, "day")
    assert on
    state = as_of(graph.store, on, iri, graph.lang)
    return AsOf(graph.store, state, asked, given.get("bekend", ""))


def _diff(graph: Graph, given: Given, form: str) -> str:
    first, last = _day(given, "from"), _day(given, "to")
    iri = find(graph.store, given["name"], [first, last]).iri if "name" in given else ""
    found = diff(graph.store, first, last, iri, graph.lang)
    asked = as_written(given["from"], "from"), as_written(given["to"], "to")
    return Diff(graph.store, found, asked, given.get("bekend", "")).text(form)


def _lineage(graph: Graph, given: Given, form: str) -> str:
    focus = find(graph.store, given["name"]).iri if "name" in given else None
    found = lineage(graph.store, focus, graph.lang)
    if form == "svg":
        return svg(found)
    return LINEAGES[form](found) if form in LINEAGES else render(found.table(), form)


def _figures(graph: Graph, given: Given, form: str) -> str:
    name = given.get("name")
    if "measure" in given or name is None:
        return graph.figures(given.get("measure", ""), name).text(form)
    return graph.figures_of(name).text(form)


def _existed(graph: Graph, given: Given, _: str) -> str:
    """Return whether a thing existed on a day: the verdict in words, and its evidence."""
    on = _day(given, "day")
    iri = find(graph.store, given["name"], [on]).iri
    nodes = Subgraph(graph.store, graph.lang)
    state, said = life(nodes, iri, on)
    found = [
        one
        for one in nodes.mentions([iri], "dvg:over")
        if "dvg:GeldendeUitspraak" in nodes.types(one)
    ]
    return _json(
        {
            "thing": iri,
            "name": nodes.label(iri),
            "day": on.isoformat(),
            "state": state,
            "said": said,
            "statements": [
                {
                    "statement": one,
                    "says": says(nodes, one, iri),
                    "state": nodes.state(one, on),
                    "doubts": nodes.doubts(one),
                    "sources": [plain(passage) for passage in nodes.passages(one)],
                }
                for one in found
            ],
        }
    )


def _day(given: Given, name: str) -> date:
    found = last_day(given[name], name)
    assert found
    return found


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


_OPERATIONS: dict[str, Callable[[Graph, Given, str], Text]] = {
    "questions": _questions,
    "question": _ask,
    "search": _search,
    "thing": _thing,
    "as-of": _as_of,
    "diff": _diff,
    "lineage": _lineage,
    "figures": _figures,
    "existed": _existed,
}

"""The questions: an index by user, and a page for each with its answers in every format.

``vraag/NAME.html`` shows the answer that the command gives without options. ``NAME.js`` beside it
has the answers for every other choice; ``NAME.csv`` and ``NAME.json`` have the shown answer.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, pairwise
from typing import Any

from dvgraph.labels.whole import aside
from dvgraph.locale.captions import USERS, caption, joined
from dvgraph.locale.columns import heading
from dvgraph.locale.wording import capitalised, stated
from dvgraph.locale.words import words
from dvgraph.namespaces import BASE
from dvgraph.questions import question as questions
from dvgraph.questions import search
from dvgraph.questions.agency import agency
from dvgraph.questions.folds import computed
from dvgraph.questions.parameters import KINDS, Parameter, dates_in_figures
from dvgraph.questions.question import Question
from dvgraph.questions.steps import Key
from dvgraph.rdf.terms import plain
from dvgraph.results.readable import readable
from dvgraph.results.records import objects
from dvgraph.results.templates import Markup, markup
from dvgraph.store.binding import headless
from dvgraph.store.protocol import Table
from dvgraph.things.sentences import says
from dvgraph.web import engine
from dvgraph.web.charts import chart
from dvgraph.web.embedding import script
from dvgraph.web.inquiry import Inquiry, Posed, RowGroup
from dvgraph.web.pages import lists
from dvgraph.web.view import PageView
from dvgraph.web.weaving import places, woven

# A page is made again only if the answers to its requests to the graph changed: web.answers.
FOLLOWED = True
INDEX, LABELS, CHARTS = "vraag/index.html", "data/labels.js", "data/charts.js"
# Characters of HTML at most, so that no page is over 200 kB; the files have all rows.
_LIST, _TABLE = 125_000, 25_000
_SHOWN = 1000  # rows of a table, more than any page has room for
_SCRIPT = 2_000_000  # bytes of the script of a page at most
_LABELLED = 8000  # things with a page, for each file of labels
_CHARTED = 200  # measures, for each file of charts
_PREVIEW = 10  # lines of a file
_FEW = 300  # lines, below which each has an anchor
_BREAK = markup("<!--/-->")  # separator between the lines that one call of the template writes


def addresses(view: PageView) -> Iterator[str]:
    """Yield the address of the index, and of the page and files of each question."""
    yield INDEX
    yield from _label_files(view)
    with aside(view.graph):  # only questions show charts: other pages rest on no measure's name
        charts = _chart_files(view)
    yield from charts
    for one in questions.questions():
        yield of(one.name)
        yield f"vraag/{one.name}.csv"
        yield f"vraag/{one.name}.json"
        if _choosable(one):
            yield f"vraag/{one.name}.js"


def menu(view: PageView) -> Iterator[tuple[str, str]]:
    """Yield the link to the index."""
    yield view.words("ask")["menu"], INDEX


def of(name: str) -> str:
    """Return the address of a question by its name."""
    return f"vraag/{name}.html"


def page(view: PageView, address: str) -> str:
    """Return the index, or a page or file of a question."""
    if address == INDEX:
        return _index(view, address)
    if address in (files := _label_files(view)):
        return script("labels", _labels(view, files.index(address), len(files)))
    if address in (files := _chart_files(view)):
        return script("charts", dict(_charts(view, files.index(address), len(files))))
    name, _, suffix = address.removeprefix("vraag/").rpartition(".")
    found = view.inquiry(name)
    if suffix == "js":
        return _script(view, found, address)
    if suffix in ("csv", "json"):
        return found.written(suffix)
    return _page(view, found, address)


def answered(view: PageView, address: str, given: Mapping[str, str]) -> str:
    """Return the page or file of a question, answered for the values given in its form.

    Raises UseError for a value that the question cannot read.
    """
    if address == INDEX or address.endswith(".js"):
        return page(view, address)
    name, _, suffix = address.removeprefix("vraag/").rpartition(".")
    found = Posed(view.store, name, view.graph, view.day.isoformat(), given)
    return _page(view, found, address) if suffix == "html" else found.written(suffix)


def _label_files(view: PageView) -> list[str]:
    """Return the files with labels: one, or several of which a page reads those that it needs."""
    return _parts(LABELS, len(view.things), _LABELLED)


def _chart_files(view: PageView) -> list[str]:
    """Return the files with charts: one, or several of which a page reads the one that it needs."""
    return _parts(CHARTS, len(_measures(view)), _CHARTED)


def _parts(address: str, number: int, each: int) -> list[str]:
    count = -(-number // each)
    if count < 2:
        return [address]
    return [address.replace(".js", f"-{n}.js") for n in range(1, count + 1)]


def _part(key: str, files: int) -> int:
    """Return the place of the file that has a key: the sum of its characters decides."""
    return sum(map(ord, key)) % files


def _labels(view: PageView, place: int, files: int) -> dict[str, tuple[str, str]]:
    """Return the label and address of each thing and statement in a file, by its IRI or path.

    ``_part`` decides which of the files has it.
    """
    graph = view.graph
    passages = graph.mentions(sorted(view.things), "dct:isPartOf")
    keys = {iri: iri.removeprefix(BASE) for iri in sorted({*view.things, *passages})}
    return {
        key: (says(graph, iri) or graph.label(iri), view.of(iri))
        for iri, key in keys.items()
        if _part(key, files) == place
    }


def _measures(view: PageView) -> list[str]:
    return view.once(
        "measures", lambda: sorted({one.iri for one in search.names(view.store, KINDS["measure"])})
    )


def _charts(view: PageView, place: int, files: int) -> Iterator[tuple[str, str]]:
    """Yield the path (of its IRI) and the chart of each measure that has a chart in a file."""
    for iri in _measures(view):
        path = iri.removeprefix(BASE)
        if _part(path, files) == place and (drawn := view.chart(iri)):
            yield path, drawn


def _measured(one: Question) -> Parameter | None:
    """Return the parameter for the measure whose chart a question shows, if it shows one."""
    series = "vorigCijfer" in one.text
    return next((p for p in one.params.values() if series and p.type == "measure"), None)


def _choosable(one: Question) -> bool:
    return bool(one.params)


def _index(view: PageView, address: str) -> str:
    every = questions.questions()
    by_user = [
        (
            user,
            caption("user", user, view.lang),
            sorted(
                ((one.title[view.lang], one) for one in every if user in one.audience),
                key=lambda pair: pair[0],
            ),
        )
        for user in USERS
    ]
    return view.fill("questions.html.j2", address, users=by_user, said=view.words("ask"), of=of)


# Long since the template of the page has many parts.
def _page(view: PageView, found: Inquiry, address: str) -> str:
    asked, rows = found.question, found.rows()
    first = found.first
    heads, cells, sources = readable(Table(first.variables, first.rows[:_SHOWN]), found.words)
    measured = _measured(asked)
    measure = str(found.given.get(measured.name, "")) if measured else ""
    drawn = chart(view, found.first, asked.title[view.lang], measure)
    day = stated(found.day, view.lang) if found.day else ""
    lines, headed = _lines(view, found, address), _headings(view, address)
    room = _LIST - len(drawn)
    shown = rows[: _fitting((len(lines[n]) for n in rows[: len(lines)]), room)]
    few = _fitting((sum(len(cell) + len("<td></td>") for cell in row) for row in cells), _TABLE)
    return view.fill(
        "question.html.j2",
        address,
        place=INDEX,
        found=found,
        asked=asked,
        said=view.words("ask"),
        users=joined([caption("user", one, view.lang) for one in asked.audience], view.lang),
        lead=found.lead(found.case, rows, day),
        groups=_grouped(found, shown, lines),
        headed=lambda title: woven(title, headed),
        lines=lines,
        chart=drawn,
        charts=" ".join(view.link(one, address) for one in _chart_files(view)) if measured else "",
        heads=heads,
        cells=cells[:few],
        sources=sources,
        left=len(rows) - len(shown),
        left_in_table=len(rows) - few,
        csv=_beginning(found.written("csv")),
        json=_beginning(found.written("json")),
        sparql=found.sparql,
        label_files=" ".join(view.link(one, address) for one in _label_files(view)),
        kinds={
            field.parameter.name: caption("kind", field.parameter.type, view.lang)
            for field in found.fields
            if field.typed
        },
        name=asked.name,
        choosable=_choosable(asked),
        policies=engine,
        free=any(one.type in ("text", "integer") or one.absent for one in asked.params.values())
        or bool(found.ahead.only)
        or found.ahead.alone is not None
        or len(found.ahead.folded.rows) > _SHOWN,  # only then can its script be over the limit
    )


def _grouped(found: Inquiry, shown: Sequence[int], lines: list[Markup]) -> list[RowGroup]:
    """Return the shown rows by heading; a line that repeats the name above it is marked."""
    groups = list(found.groups(shown))
    for group in groups:
        for before, n in pairwise(group.lines):
            if found.lines[before].label == found.lines[n].label:
                lines[n] = markup(lines[n].replace("row two", "row two same", 1))
    return groups


def _beginning(text: str) -> str:
    """Return the first lines of a text, with an ellipsis if there are more."""
    lines = text.splitlines()
    return "\n".join([*lines[:_PREVIEW], *(["…"] if len(lines) > _PREVIEW else [])])


def _fitting(sizes: Iterable[int], limit: int) -> int:
    """Return how many of the first things have at most ``limit`` characters together."""
    return sum(1 for size in accumulate(sizes) if size <= limit)


def _lines(view: PageView, found: Inquiry, address: str) -> list[Markup]:
    """Return every line of the answers as HTML; made once for the page and its script."""
    if not found.html:
        with aside(view.graph) as asked:
            lines = _written(view, found, address)
        found.html = lines, frozenset(asked)
    view.asked.update(found.html[1])
    return [*found.html[0]]


def _written(view: PageView, found: Inquiry, address: str) -> list[Markup]:
    marks: dict[str, int] = {}
    for line in found.lines:
        for source in line.places:
            marks.setdefault(source, len(marks) + 1)
    number, few = Counter(line.id for line in found.lines), len(found.lines) < _FEW
    linked: dict[str, str] = {"": ""}

    def link(iri: str) -> str:
        if iri not in linked:
            to = view.of(iri)
            linked[iri] = view.link(to, address) if to else ""
        return linked[iri]

    text = view.fill(
        "lines.html.j2",
        address,
        lines=[
            (
                capitalised(line.label),
                link(line.thing),
                [(head, note, link(thing)) for head, note, thing in line.notes],
                line.when,
                [*line.places.items()],
                line.id,
                link(line.statement),
            )
            for line in found.lines
        ],
        marks=marks,
        single={one for one in number if number[one] == 1} if few else set(),
        said=view.words("ask"),
        end=markup(_BREAK),
    )
    return [markup(part.strip()) for part in text.split(_BREAK)[:-1]]


def _headings(view: PageView, address: str) -> dict[str, str]:
    """Return links for the decisions and acts in headings, by heading."""
    view.asked.add(("list", "decisions"))
    return places(view, (one.iri for one in lists.listed(view, "decisions")), address)


def _script(view: PageView, found: Inquiry, address: str) -> str:
    """Return a script for the page, which also works when opened from a file.

    It has all answers, or, where these are too many, what the page needs to ask its own engine.
    """
    if found.ahead.alone is None:
        text = _assigned(_asking(found, view.lang) | _told(view, found, address))
        if len(text.encode()) <= _SCRIPT:
            return text
    return _assigned(_asking(found, view.lang) | _UNTOLD)


def _assigned(data: Mapping[str, object]) -> str:
    return f"dvgraph.answers = {json.dumps(data, ensure_ascii=False, separators=(',', ':'))};\n"


def _asking(found: Inquiry, lang: str) -> dict[str, object]:
    """Return what the script of a page needs to bind a query and to ask it."""
    measured = _measured(found.question)
    return {
        "asked": found.ahead.asked,
        "query": headless(found.question.text),
        "base": BASE,
        "named": {name: heading(name, lang) for name in found.table.variables},
        "measured": measured.variable if measured else "",
        "things": {one.value: one.thing for field in found.fields for one in field.choices},
        "agency": agency(found.store) if found.question.agency else [],
        "before": found.question.new_only,
        "dates": dates_in_figures(),
        "months": [words("dates.months", lang)[str(n)] for n in range(1, 13)],
    }


# The answers in the script of a page that asks its engine for each.
_UNTOLD: dict[str, object] = {
    "alone": True,
    "columns": [],
    "terms": [],
    "words": {},
}


# Long since it lists the data that the script of the page reads.
def _told(view: PageView, found: Inquiry, address: str) -> dict[str, object]:
    """Return all answers for the script of a page."""
    known: dict[str, int] = {}

    def put(text: str) -> int:
        return known.setdefault(text, len(known))

    heads, cells, sources = found.readable
    headed = _headings(view, address)
    leads: dict[str, int] = {}
    groups: dict[tuple[str, str], int] = {}
    return {
        "heads": heads,
        "cells": [[put(text) for text in row] for row in cells],
        "sources": sources,
        "columns": found.table.variables,
        "terms": [[put(plain(term)) for term in row] for row in found.table.rows],
        "plain": _unquoted(list(objects(found.table))),
        "of": [groups.setdefault((one.above, one.title), len(groups)) for one in found.lines],
        "groups": [(above, woven(title, headed)) for above, title in groups],
        "labels": [put(line.label) for line in found.lines],
        "lines": _lines(view, found, address),
        "answers": found.ahead.rows,
        "cases": _cases(found, leads),
        "only": found.ahead.only,
        "cut": ["|".join(map(found.value, case)) for case in sorted(found.ahead.cut)],
        "leads": list(leads),
        "none": found.lead(("",) * len(found.case), (), "{day}"),
        "things": found.things,
        "words": _worded(found),
        "strings": list(known),
    }


def _worded(found: Inquiry) -> dict[str, dict[str, list[str]]]:
    """Return the words for each value in columns that the query computes, by column.

    A value has several words where some rows have a doubt: ``zeker``, ``zeker, op dit voorbehoud
    na: …``.
    """
    said: dict[str, dict[str, list[str]]] = {}
    shown, given = found.table, found.ahead.folded
    for name in sorted(computed(found.question.text) & set(given.variables)):
        here, there = shown.variables.index(name), given.variables.index(name)
        for row, cells in zip(shown.rows, given.rows, strict=True):
            if len(cells[there]) == 1:
                texts = said.setdefault(name, {}).setdefault(plain(cells[there][0]), [])
                if (text := plain(row[here])) not in texts:
                    texts.append(text)
    return said


def _cases(found: Inquiry, leads: dict[str, int]) -> dict[str, list[tuple[str, int, int]]]:
    """Return the steps of each case: the day, the answer from then on, and its sentence."""

    def step(case: Key, day: str, answer: int) -> tuple[str, int, int]:
        lead = found.lead(case, found.ahead.rows[answer], "{day}")
        return day, answer, leads.setdefault(lead, len(leads))

    return {
        "|".join(map(found.value, case)): [step(case, *one) for one in begun]
        for case, begun in found.ahead.cases.items()
    }


def _unquoted(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the columns whose values are numbers or booleans in JSON."""
    return [
        name
        for name in (rows[0] if rows else ())
        if any(not isinstance(row[name], str | None) for row in rows)
    ]

"""Folding of rows into one row per statement, completed with labels, dates and sources.

A question returns only things. This module adds the labels of these things, the dates and certainty
of each statement, and the passages that support it.
"""

import re
from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from dvgraph.labels.short_ids import reading_order, short_id
from dvgraph.labels.subgraph import Subgraph
from dvgraph.labels.titles import own_title, placed
from dvgraph.locale.captions import ANSWERS, caption
from dvgraph.locale.wording import standing
from dvgraph.namespaces import BASE, DVG, FIRST, LAST, XSD
from dvgraph.rdf.oxigraph import Literal, NamedNode, Term
from dvgraph.rdf.terms import plain, short
from dvgraph.store import binding
from dvgraph.store.protocol import Table

if TYPE_CHECKING:
    from datetime import date

    from dvgraph.store.protocol import Store

STATEMENT = "uitspraak"
STATE = "geldt"  # the column with the state of a statement on the day asked about
_CERTAIN = Literal("zeker")
BETWEEN = "; "  # separator between the values of a cell that has several
_STATEMENTS = f"{BASE}uitspraak/"
_TOOK_PLACE = NamedNode(f"{BASE}concept/aspect/vond-plaats")
_BOUNDS = ("vanVroegst", "vanLaatst", "totVroegst", "totLaatst")
# The properties of statements that no question selects, as in queries/support/said.rq.
_TOLD = tuple(f"dvg:{name}" for name in ("van", "tot", "gezienOp", "zekerheid", "vindplaats"))
_BEFORE_BOUNDS, _AFTER_BOUNDS = ("van", "tot", "gezienOp"), ("zekerheid",)
# Columns that get no label column: days, plain values, and passages, which ``id`` stands for.
_UNLABELLED = (STATEMENT, "term", *_BOUNDS)
_COMPUTED = re.compile(r"\bAS[ \t\n]+\?(\w+)[ \t\n]*\)")

# The bounds of an open side are sentinels, not dates.
OPEN = {Literal(day.isoformat(), datatype=NamedNode(f"{XSD}date")) for day in (FIRST, LAST)}

Cell = tuple[Term, ...]


class Folded(NamedTuple):
    """A folded table: the names of its columns, and its rows; each cell is a tuple of terms."""

    variables: tuple[str, ...]
    rows: list[tuple[Cell, ...]]


class Kept:
    """The labels and statements of a store, in one language, that answers share once read."""

    def __init__(self, store: "Store", lang: str) -> None:
        """Start without any; ``lang`` is nl or en."""
        self.graph = Subgraph(store, lang)
        self.labels: dict[Term, Literal | None] = {}
        self.said: dict[Term | None, dict[str, Cell]] = {}


def fold(table: Table, row: Sequence[str], *, readings: bool = False) -> Folded:
    """Return the table with one row per statement, or per statement and ``row`` columns.

    Every other cell has the distinct values of the merged rows, in the order found. Without a
    column of statements and without ``row``, only equal rows are merged. With ``readings``, all
    statements that date the same event make one row, whose bounds include theirs: the key is then
    the event (``onderwerp``), or only the ``row`` columns if there is no column ``aspect``.
    """
    names = table.variables
    by_event = readings and "aspect" in names
    own = () if readings and not by_event else (STATEMENT,)
    named = [name for name in (*own, *row) if name in names] or list(names)
    key = [names.index(name) for name in named]
    found: dict[tuple[Term | None, ...], list[dict[Term, None]]] = {}
    for cells in table.rows:
        columns = list(key)
        if by_event and cells[names.index("aspect")] == _TOOK_PLACE:
            columns[0] = names.index("onderwerp")
        sets = found.setdefault(tuple(cells[n] for n in columns), [{} for _ in names])
        for values, cell in zip(sets, cells, strict=True):
            if cell is not None:
                values[cell] = None
    rows = [tuple(map(tuple, sets)) for sets in found.values()]
    if readings:
        rows = [tuple(map(_widest, names, cells)) for cells in rows]
    return Folded(names, rows)


def _widest(name: str, values: Cell) -> Cell:
    """Return the widest bound (earliest or latest day) for a column of bounds, else the values."""
    if len(values) < 2 or name not in _BOUNDS:
        return values
    return ((min if name.endswith("Vroegst") else max)(values, key=_text),)


def _text(term: Term) -> str:
    return term.value if isinstance(term, Literal | NamedNode) else ""


def computed(text: str) -> set[str]:
    """Return the columns that a query computes in its SELECT clause."""
    return set(_COMPUTED.findall(text))


# Long since each kind of column is completed in its own way.
def complete(
    store: "Store",
    folded: Folded,
    lang: str,
    words: set[str],
    day: "date | None" = None,
    graph: Subgraph | None = None,
    kept: Kept | None = None,
) -> Table:
    """Return a table with the labels, dates and sources of the rows, in a language.

    A column of things is followed by a column with their labels, such as ``taakLabel``. Rows of
    statements get their ``van``, ``tot``, ``gezienOp`` and ``zekerheid``, the IRIs of their
    passages (``vindplaats``), their short id (``id``) and the passages as text (``bronnen``).
    ``words`` names the columns whose values are keys of the locale; after "certain" comes the doubt
    about a doubtful statement. With ``day``, the column STATE has the state of the statement on
    that day, as in every view. A cell with several values becomes one text. Labels and
    statements come from ``graph`` if it is given, else from queries, whose results ``kept`` keeps
    between calls.
    """
    kept = kept or Kept(store, lang)
    known, graph = graph, graph or kept.graph
    if day:
        folded, words = with_state(graph, folded, day), {*words, STATE}
    said = _said(store, folded, known, kept.said)
    wanted = [cells for row in folded.rows for cells in row]
    wanted += [values for found in said.values() for values in found.values()]
    things = dict.fromkeys(one for cells in wanted for one in cells if isinstance(one, NamedNode))
    labels = labels_of(store, list(things), lang, known, kept.labels)
    columns = _columns(folded, said)
    shown: dict[str, list[Term | None]] = {}
    statements = _statements(columns.get(STATEMENT, [()] * len(folded.rows)))
    for name, cells in columns.items():
        if name in words:
            if name == STATE:
                cells = list(map(partial(_standing, graph), cells, statements))
            else:
                doubts = partial(_doubts, graph, said, labels)
                cells = [
                    _worded(values, doubts(of) if _CERTAIN in values else None, lang)
                    for values, of in zip(cells, statements, strict=True)
                ]
        cells = [_in_language(values, lang) if len(values) > 1 else values for values in cells]
        shown[name] = list(map(_joined, cells))
        if (name in folded.variables or name in _AFTER_BOUNDS) and _labelled(
            name, cells, name in words
        ):
            shown[f"{name}Label"] = [
                _joined(tuple([_label(value, labels) for value in values])) for values in cells
            ]
    if STATEMENT in columns:
        told = columns[STATEMENT]
        shown["id"] = [_joined(tuple(map(_id, one))) for one in told]
        shown["bronnen"] = [_sources(_of_all(said, one, "vindplaats"), labels) for one in told]
    return Table(tuple(shown), list(zip(*shown.values(), strict=True)))


def labels_of(
    store: "Store",
    things: Sequence[NamedNode],
    lang: str,
    graph: Subgraph | None = None,
    kept: dict[Term, Literal | None] | None = None,
) -> dict[Term, Literal]:
    """Return the labels of things in a language; a statement has ``#`` and its short id.

    The labels come from ``graph`` if it is given, else from ``kept``, to which those that it lacks
    are added by a query of the store.
    """
    labels: dict[Term, Literal] = {
        thing: Literal(f"#{short_id(thing.value)}")
        for thing in things
        if thing.value.startswith(_STATEMENTS)
    }
    others = [thing for thing in things if thing not in labels]
    if graph:
        return labels | {
            node: own for node in others if (own := graph.named(node.value)) is not None
        }
    kept = {} if kept is None else kept
    _add_labels(store, [thing for thing in others if thing not in kept], lang, kept)
    return labels | {thing: own for thing in others if (own := kept[thing]) is not None}


def _add_labels(
    store: "Store", things: Sequence[NamedNode], lang: str, kept: dict[Term, Literal | None]
) -> None:
    """Add the labels of things to those kept, None for a thing without a label."""
    kept.update(dict.fromkeys(things))
    found = (
        row
        for row in binding.rows(store, "labels", "thing", things)
        if isinstance(row[1], Literal) and row[1].language in (lang, None)
    )
    for thing, label, title, source, source_title in sorted(found, key=str):
        if not (thing and isinstance(label, Literal)):
            continue
        if isinstance(title, Literal):
            label = Literal(own_title(label.value, [title], lang), language=label.language)
        elif isinstance(source, Literal) and isinstance(source_title, Literal):
            if source.language != label.language:
                kept[thing] = kept[thing] or label
                continue
            named = own_title(source.value, [source_title], lang)
            label = Literal(placed(label.value, source.value, named), language=label.language)
        kept[thing] = label


def _said(
    store: "Store",
    folded: Folded,
    graph: Subgraph | None,
    kept: dict[Term | None, dict[str, Cell]],
) -> dict[Term | None, dict[str, Cell]]:
    """Return the dates, certainty and passages of the statements in the rows."""
    if STATEMENT not in folded.variables:
        return {}
    column = folded.variables.index(STATEMENT)
    statements = dict.fromkeys(term for row in folded.rows for term in row[column])
    if graph:
        nodes = {one: graph.node(one.value) for one in statements if isinstance(one, NamedNode)}
        return {
            one: {name.removeprefix("dvg:"): tuple(node[name]) for name in _TOLD if name in node}
            for one, node in nodes.items()
        }
    new = [one for one in statements if one not in kept]
    for one in new:
        kept[one] = {}
    for statement, property_, value in binding.rows(store, "said", STATEMENT, new):
        if isinstance(property_, NamedNode) and value is not None:
            found, name = kept[statement], property_.value.removeprefix(DVG)
            found[name] = (*found.get(name, ()), value)
    for one in new:
        for name, values in kept[one].items():
            # Engines return dates and texts in different orders.
            kept[one][name] = tuple(sorted({*values}, key=str))
    return {one: kept[one] for one in statements}


def _statements(cells: Sequence[Cell]) -> list[Term | None]:
    return [values[0] if values else None for values in cells]


def with_state(graph: Subgraph, folded: Folded, day: "date") -> Folded:
    """Return the rows with a column STATE after the statement: the key of its state on a day.

    Statements with the state unknown come last.
    """
    place = folded.variables.index(STATEMENT)
    statements = [row[place][0] for row in folded.rows]
    graph.expect(one.value for one in statements if isinstance(one, NamedNode))
    rows: dict[bool, list[tuple[Cell, ...]]] = {False: [], True: []}
    for row, statement in zip(folded.rows, statements, strict=True):
        iri = statement.value if isinstance(statement, NamedNode) else ""
        state = graph.state(iri, day)
        told = (Literal(state),) if state else ()
        rows[state == "unknown"].append((*row[: place + 1], told, *row[place + 1 :]))
    variables = (*folded.variables[: place + 1], STATE, *folded.variables[place + 1 :])
    return Folded(variables, [*rows[False], *rows[True]])


def _columns(
    folded: Folded, said: Mapping[Term | None, Mapping[str, Cell]]
) -> dict[str, Sequence[Cell]]:
    """Return the columns of the rows, with those of their statements that no query selects."""
    names = folded.variables
    cells: list[Sequence[Cell]] = list(zip(*folded.rows, strict=True)) or [()] * len(names)
    own = dict(zip(names, cells, strict=True))
    if STATEMENT not in names:
        return own

    def added(*wanted: str) -> dict[str, Sequence[Cell]]:
        return {
            name: [_of_all(said, statements, name) for statements in own[STATEMENT]]
            for name in wanted
            if name not in names
        }

    bounds = [names.index(name) for name in _BOUNDS if name in names] or [len(names)]
    before, after = names[: min(bounds)], names[max(bounds) + 1 :]
    within = names[min(bounds) : max(bounds) + 1]
    return {
        **{name: own[name] for name in before},
        **added(*_BEFORE_BOUNDS),
        **{name: own[name] for name in within},
        **added(*_AFTER_BOUNDS),
        **{name: own[name] for name in after},
        **added("vindplaats"),
    }


def _of_all(said: Mapping[Term | None, Mapping[str, Cell]], statements: Cell, name: str) -> Cell:
    """Return the distinct values of a property over the statements of a row."""
    if len(statements) == 1:  # as nearly all rows have
        return said.get(statements[0], {}).get(name, ())
    values = (value for one in statements for value in said.get(one, {}).get(name, ()))
    return tuple(dict.fromkeys(values))


def _labelled(name: str, cells: Sequence[Cell], computed: bool) -> bool:
    """Return whether a column gets a label column; plain values and computed columns do not."""
    if name in _UNLABELLED:
        return False
    kinds = {type(value) for values in cells for value in values}
    return NamedNode in kinds or not (kinds or computed)


def _in_language(values: Cell, lang: str) -> Cell:
    """Return the values without texts in other languages, if there is a text in this language."""
    if not any(isinstance(value, Literal) and value.language == lang for value in values):
        return values
    return tuple(
        value
        for value in values
        if not isinstance(value, Literal) or value.language in (lang, None)
    )


def _standing(graph: Subgraph, values: Cell, statement: Term | None) -> Cell:
    """Return the state of a statement in words, with the doubts about it."""
    doubts = graph.doubts(statement.value) if isinstance(statement, NamedNode) else ()
    return tuple(Literal(standing(plain(one), doubts, graph.lang)) for one in values)


def _doubts(
    graph: Subgraph,
    said: Mapping[Term | None, Mapping[str, Cell]],
    labels: Mapping[Term, Literal],
    statement: Term | None,
) -> tuple[str, ...] | None:
    """Return the reasons why a statement is doubtful, in words; None without a statement."""
    if not isinstance(statement, NamedNode):
        return None
    # As Subgraph.doubts does, from what was read already.
    levels = [
        one for one in said.get(statement, {}).get("zekerheid", ()) if isinstance(one, NamedNode)
    ]
    found = (labels[one].value if one in labels else graph.label(one.value) for one in levels)
    return (*found, *graph.objections(statement.value))


def _worded(values: Cell, doubts: tuple[str, ...] | None, lang: str) -> Cell:
    """Return the values, with keys of the locale replaced by words in the language."""

    def word(value: Term) -> Term:
        if value == _CERTAIN and doubts is not None:
            return Literal(standing("certain", doubts, lang))
        if isinstance(value, Literal) and value.value in ANSWERS:
            return Literal(caption("answer", value.value, lang))
        return value

    return tuple(map(word, values))


def _label(value: Term, labels: Mapping[Term, Literal]) -> Term:
    if isinstance(value, NamedNode):
        return labels.get(value) or Literal(short(value))
    return value


def _joined(values: Cell) -> Term | None:
    """Return the value of a cell, several values as one text; None for the day of an open side."""
    if len(values) == 1:  # as nearly all have
        return None if values[0] in OPEN else values[0]
    values = tuple(one for one in values if one not in OPEN)
    if len(values) < 2:
        return values[0] if values else None
    texts = (value.value for value in values if isinstance(value, Literal | NamedNode))
    return Literal(BETWEEN.join(dict.fromkeys(texts)))


def _id(statement: Term) -> Term:
    return Literal(short_id(statement.value)) if isinstance(statement, NamedNode) else statement


def _sources(found: Cell, labels: Mapping[Term, Literal]) -> Literal | None:
    """Return the passages of a row as one text that names each source once.

    For example ``Nota, r. 3; r. 9``.
    """
    passages = [term.value for term in found if isinstance(term, NamedNode)]
    places: dict[str, list[str]] = {}
    for iri in sorted(set(passages), key=reading_order):
        label = labels.get(NamedNode(iri))
        source, comma, place = (label.value if label else iri.removeprefix(BASE)).rpartition(", ")
        places.setdefault(source if comma else place, []).extend([place] if comma else [])
    texts = (", ".join(filter(None, [source, "; ".join(p)])) for source, p in places.items())
    return Literal("; ".join(texts)) if places else None

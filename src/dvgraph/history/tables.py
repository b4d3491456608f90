"""States and differences as tables of RDF terms."""

from collections.abc import Iterable

from dvgraph.history.as_of import Fact, State
from dvgraph.history.changes import Transition
from dvgraph.history.chronicle import kind_caption
from dvgraph.history.diff import Difference
from dvgraph.labels.short_ids import short_id
from dvgraph.labels.subgraph import Reference, Subgraph
from dvgraph.locale.captions import caption
from dvgraph.locale.wording import standing
from dvgraph.locale.words import words as phrases
from dvgraph.namespaces import XSD
from dvgraph.rdf.oxigraph import Literal, NamedNode, Term
from dvgraph.results.readable import Words
from dvgraph.store.protocol import Table
from dvgraph.things import columns
from dvgraph.things.facets import caption as facet_caption
from dvgraph.things.writers import plain

STATE_COLUMNS = (
    *("facet", "over", "overLabel", "zegt", "geldt", "van", "tot"),
    *("vanVroegst", "vanLaatst", "totVroegst", "totLaatst"),
    *("grond", "grondLabel", "gronden", "uitspraak", "vindplaats", "vindplaatsen"),
    *("id", "bronnen"),
)
CHANGE_COLUMNS = (
    *("soort", "facet", "over", "overLabel", "wat", "zeker"),
    *("wanneer", "wanneerVroegst", "wanneerLaatst", "gebeurtenis", "gebeurtenisLabel"),
    *("grond", "grondLabel", "gronden", "vorige", "uitspraak", "vindplaats", "vindplaatsen"),
    *("id", "bronnen"),
)


def state_table(state: State) -> Table:
    """Return the state as a table, a row for each fact and plan; columns: STATE_COLUMNS.

    ``van`` and ``tot`` are as written, their bounds are xsd:date; ``geldt`` and ``facet`` are
    words.
    """
    graph = state.graph
    rows = []
    for fact in (*state.facts, *state.plans):
        written = (_first(graph, fact.statement, name) for name in ("dvg:van", "dvg:tot"))
        rows.append(
            (
                Literal(facet_caption(fact.facet, graph.lang)),
                NamedNode(fact.about),
                Literal(graph.label(fact.about)),
                Literal(fact.says),
                Literal(status(fact, graph.lang)),
                *written,
                *map(columns.day, fact.span.bounds),
                *_grounds(graph, fact.grounds),
                NamedNode(fact.statement),
                *_passages(fact.passages),
                Literal(fact.id),
                _sources(graph, fact.passages),
            )
        )
    return Table(STATE_COLUMNS, rows)


def status(fact: Fact, lang: str) -> str:
    """Return the status of a fact in words, with its doubts."""
    if fact.status == "measured":
        return phrases("history.portrait", lang)["measured"]
    return standing(fact.status, fact.doubts, lang)


def change_table(difference: Difference) -> Table:
    """Return the changes as a table, a row for each, then the plans; columns: CHANGE_COLUMNS.

    ``wanneer`` is as written, its bounds are xsd:date; ``vorige`` is the statement that ended if
    another replaced it.
    """
    graph = difference.graph
    rows = []
    for change in difference.changes:
        edge = "dvg:van" if change.after else "dvg:tot"
        stated = _first(graph, change.statement, edge) if change.stated else None
        event = next(iter(change.events), "")
        earlier = change.before[0] if change.before and change.after else ""
        rows.append(
            (
                Literal(kind_caption(change.kind, graph.lang)),
                Literal(facet_caption(change.facet, graph.lang)),
                NamedNode(change.about),
                Literal(graph.label(change.about)),
                Literal(change.text),
                Literal(caption("yes-no", "yes" if change.certain else "no", graph.lang)),
                stated,
                columns.day(change.first),
                columns.day(change.last),
                NamedNode(event) if event else None,
                Literal(graph.label(event)) if event else None,
                *_grounds(graph, change.grounds),
                NamedNode(earlier) if earlier else None,
                NamedNode(change.statement),
                *_passages(change.passages),
                Literal(change.id),
                _sources(graph, change.passages),
            )
        )
    return Table(CHANGE_COLUMNS, [*rows, *(_plan(graph, one) for one in difference.plans)])


def _plan(graph: Subgraph, plan: Fact) -> tuple[Term | None, ...]:
    """Return a plan as a row of the table of changes, with its own kind and no certainty."""
    return (
        Literal(phrases("state", graph.lang)["planned"]),
        Literal(facet_caption(plan.facet, graph.lang)),
        NamedNode(plan.about),
        Literal(graph.label(plan.about)),
        Literal(plan.says),
        None,
        _first(graph, plan.statement, "dvg:van"),
        *map(columns.day, plan.span.bounds[:2]),
        *(None, None),
        *_grounds(graph, plan.grounds),
        None,
        NamedNode(plan.statement),
        *_passages(plan.passages),
        Literal(plan.id),
        _sources(graph, plan.passages),
    )


def words(table: Table, lang: str) -> Words:
    """Return the words for a table: its language, and short ids for its statements."""
    named = {term for row in table.rows for term in row if isinstance(term, NamedNode)}
    return Words(lang, {term: f"#{short_id(term.value)}" for term in named})


def _first(graph: Subgraph, statement: str, name: str) -> Term | None:
    return next(iter(graph.node(statement).get(name, ())), None)


def _grounds(
    graph: Subgraph, grounds: tuple[str, ...]
) -> tuple[Term | None, Term | None, Term | None]:
    if not grounds:
        return None, None, None
    return NamedNode(grounds[0]), Literal(graph.label(grounds[0])), _count(len(grounds))


def _passages(passages: tuple[Reference, ...]) -> tuple[Term | None, Term | None]:
    first = NamedNode(passages[0].iri) if passages else None
    return first, _count(len(passages))


def _count(number: int) -> Literal:
    return Literal(str(number), datatype=NamedNode(f"{XSD}integer"))


def _sources(graph: Subgraph, passages: Iterable[Reference]) -> Literal:
    """Return passages as one text that names each source once: ``Nota, regel 3; regel 9``."""
    places: dict[str, list[str]] = {}
    for passage in passages:
        places.setdefault(graph.label(passage.source), []).append(passage.place)
    return Literal("; ".join(f"{source}, {'; '.join(found)}" for source, found in places.items()))


def state_json(state: State, known_on: str = "") -> str:
    """Return a state as JSON: the day, the thing, and each fact with its dates and passages."""
    facts = [{**_fields(fact), "aboutLabel": state.graph.label(fact.about)} for fact in state.facts]
    return _json(
        {
            "day": state.day,
            "entity": state.entity,
            "life": state.life,
            "knownOn": known_on,
            "facts": facts,
            "plans": _announced(state.graph, state.plans),
        }
    )


def change_json(difference: Difference, known_on: str = "") -> str:
    """Return a difference as JSON: the days, the thing, and each change with its statements."""
    graph = difference.graph
    changes = [
        {
            **_fields(change),
            "id": change.id,
            "aboutLabel": graph.label(change.about),
            "groundLabels": [graph.label(one) for one in change.grounds],
        }
        for change in difference.changes
    ]
    return _json(
        {
            "start": difference.start,
            "end": difference.end,
            "entity": difference.entity,
            "line": difference.line,
            "knownOn": known_on,
            "changes": changes,
            "plans": _announced(graph, difference.plans),
        }
    )


def _announced(graph: Subgraph, plans: tuple[Fact, ...]) -> list[dict[str, object]]:
    return [{**_fields(one), "aboutLabel": graph.label(one.about)} for one in plans]


def _fields(value: Fact | Transition) -> dict[str, object]:
    fields = plain(value)
    assert isinstance(fields, dict)
    return {name: part for name, part in fields.items() if name != "say"}  # which gives the text


def _json(value: dict[str, object]) -> str:
    import json  # JSON alone has this property

    flat = {name: plain(part) for name, part in value.items()}
    return json.dumps(flat, ensure_ascii=False, indent=2) + "\n"

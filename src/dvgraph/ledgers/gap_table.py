"""Weak and missing facts, as rows."""

from collections.abc import Callable, Collection, Iterator

from dvgraph.ledgers.gaps import KINDS, Gap, Stale, Survey
from dvgraph.locale.words import words
from dvgraph.rdf.oxigraph import Literal, NamedNode
from dvgraph.store.protocol import Table
from dvgraph.things import columns
from dvgraph.things.columns import Cells
from dvgraph.things.facets import about
from dvgraph.things.sentences import kind

COLUMNS = (
    *("soort", "onderwerp", "onderwerpLabel", "onderwerpen", "zegt", "van", "tot"),
    *(*columns.BOUNDS, "oordeel", "gezocht", "gezochtLabel"),
    *("laatst", "jongsteBron", "jaren", "beschrijving", "reden"),
    *columns.EVIDENCE,
)


def say(word: str, lang: str) -> str:
    """Return the word for a kind of finding, or for a judgement."""
    return words("ledgers.gaps", lang)[word]


def table(survey: Survey, only: Collection[str] = ()) -> Table:
    """Return a table of weak and missing facts, with the columns ``COLUMNS``.

    ``only`` limits the table to some of the ``KINDS``; if it is empty, all kinds are included. Each
    side of a contradiction has a row: ``onderwerp`` is the contradiction; other columns have the
    conflict, the reason for the preference, and the verdict on the side (``oordeel``: preferred,
    rejected or undecided). Each gap has a row: ``onderwerp`` is the first subject of the gap;
    ``vindplaats`` and ``bronnen`` are the places searched. In the row of a stale figure, ``laatst``
    is the last day that the figure measures, and ``jaren`` the number of full years from that day
    to the newest source.
    """
    writers: dict[str, Callable[[Survey], Iterator[Cells]]] = {
        "contradictions": _contradictions,
        "gaps": lambda survey: (_gap(survey, gap) for gap in survey.gaps),
        "stale": lambda survey: (_stale(survey, one) for one in survey.stale),
        "undated": lambda survey: _plain(survey, "undated", survey.undated),
        "single-source": lambda survey: _plain(survey, "single-source", survey.single),
    }
    chosen = [name for name in KINDS if name in only or not only]
    return Table(COLUMNS, [row for name in chosen for row in writers[name](survey)])


def weakest(survey: Survey, first: Collection[str] = ()) -> Table:
    """Return the statements with weak evidence as rows, those among ``first`` before others.

    ``oordeel`` names the weakness: only press, one source, or a whole document cited. The weakest
    of each group come first; statements without a weakness are left out.
    """
    found = [(one, reasons) for one in survey.statements if (reasons := _weak(survey, one))]
    used = set(first)
    found.sort(key=lambda pair: (pair[0] not in used, -len(pair[1]), pair[1], pair[0]))
    return Table(COLUMNS, [_weak_row(survey, one, reasons) for one, reasons in found])


def _weak(survey: Survey, statement: str) -> tuple[str, ...]:
    graph = survey.graph
    cited = graph.iris(statement, "dvg:vindplaats")
    reasons = {
        "press alone": "dvg:AlleenPers" in graph.types(statement),
        "single-source": statement in survey.single,
        "whole document": bool(cited) and all("#onderdeel=" in iri for iri in cited),
    }
    return tuple(reason for reason, holds in reasons.items() if holds)


def _weak_row(survey: Survey, statement: str, reasons: tuple[str, ...]) -> Cells:
    lang = survey.graph.lang
    row = list(_row(survey, "weak", statement, (None, None, None)))
    row[COLUMNS.index("oordeel")] = Literal(", ".join(say(reason, lang) for reason in reasons))
    return tuple(row)


def _contradictions(survey: Survey) -> Iterator[Cells]:
    graph = survey.graph
    for iri, sides in survey.contradictions.items():
        preferred = graph.iris(iri, "dvg:verkozen")
        for side in sides:
            yield (
                Literal(say("contradictions", graph.lang)),
                *columns.thing(graph, iri),
                columns.integer(1),
                Literal(columns.claim(graph, side)),
                *_when(survey, side),
                Literal(say(_judgement(survey, side, preferred), graph.lang)),
                *(None,) * 5,
                _told(survey, iri, "dct:description"),
                _told(survey, iri, "dvg:reden"),
                *columns.evidence(graph, [side]),
            )


def _judgement(survey: Survey, side: str, preferred: list[str]) -> str:
    if "prov:invalidatedAtTime" in survey.graph.node(side):
        return "withdrawn"
    if not preferred:
        return "stands"
    return "preferred" if side in preferred else "rejected"


def _gap(survey: Survey, gap: Gap) -> Cells:
    graph = survey.graph
    first = gap.about[0]
    name = columns.claim(graph, first) if kind(graph, first) else graph.label(first)
    places = graph.iris(gap.iri, "dvg:gezochtIn")
    place_labels = "; ".join(map(graph.label, places))
    return (
        Literal(say("gaps", graph.lang)),
        *(NamedNode(first), Literal(name), columns.integer(len(gap.about))),
        Literal(graph.label(gap.iri)),
        *(None,) * 7,
        *columns.thing(graph, gap.sought),
        *(None,) * 7,
        *(NamedNode(places[0]) if places else None, columns.integer(len(places)), None),
        Literal(place_labels) if place_labels else None,
    )


def _stale(survey: Survey, stale: Stale) -> Cells:
    newest = survey.newest or survey.today
    passed = newest.year - stale.last.year
    whole = passed - (newest.timetuple()[1:3] < stale.last.timetuple()[1:3])
    dates = columns.day(stale.last), columns.day(survey.newest), columns.integer(whole)
    return _row(survey, "stale", stale.statement, dates)


def _plain(survey: Survey, name: str, statements: tuple[str, ...]) -> Iterator[Cells]:
    for one in sorted(
        statements, key=lambda one: (survey.graph.label(about(survey.graph, one)), one)
    ):
        yield _row(survey, name, one, (None, None, None))


def _row(survey: Survey, name: str, statement: str, dates: Cells) -> Cells:
    graph = survey.graph
    return (
        Literal(say(name, graph.lang)),
        *columns.thing(graph, about(graph, statement)),
        columns.integer(1),
        Literal(columns.claim(graph, statement)),
        *_when(survey, statement),
        *(None, None, None),
        *dates,
        *(None, None),
        *columns.evidence(graph, [statement]),
    )


def _when(survey: Survey, statement: str) -> Cells:
    graph = survey.graph
    span = graph.span(statement)
    days = map(columns.day, span.bounds) if span else (None,) * 4
    return (*(columns.written(graph, statement, name) for name in ("dvg:van", "dvg:tot")), *days)


def _told(survey: Survey, iri: str, name: str) -> Literal | None:
    text = survey.graph.text(iri, name)
    return Literal(text) if text else None

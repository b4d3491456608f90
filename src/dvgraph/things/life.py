"""The existence of a thing on a day, with the day on which it began or ended."""

from datetime import date, timedelta

from dvgraph.derive.states import State, surest
from dvgraph.labels.subgraph import Subgraph
from dvgraph.locale.times import happening
from dvgraph.locale.wording import Span, period, single, stated, years
from dvgraph.locale.words import words
from dvgraph.namespaces import DVG
from dvgraph.things import readings
from dvgraph.things.sections import MOMENTS

_HAPPENED = {"besluit:Besluit": "decided", "prov:Activity": "happened"}
_VERSION_OF = "gen:isTijdspecialisatieVan"


def life(graph: Subgraph, iri: str, day: date) -> tuple[State | None, str]:
    """Return the state of existence of a thing on a day, and the same in words.

    A thing that continued under several names exists as long as any of its versions. Between two
    existences its state is "ended". For an event or a decision the state is None, and the words
    give its date. If the existence statements of a thing were withdrawn, the state is None and the
    words say so; if there are none, both are empty.
    """
    phrases, lang = words("things.life", graph.lang), graph.lang
    if absent := graph.iris(iri, "dvg:nietGeldendBestaan"):
        planned = any(graph.iri(one, "dvg:stand") == f"{DVG}gepland" for one in absent)
        return None, phrases["only planned" if planned else "withdrawn"]
    if not MOMENTS.isdisjoint(graph.types(iri)):
        return None, _happened(graph, iri)
    lives = _lives(graph, [iri]) or _lives(graph, graph.mentions([iri], _VERSION_OF))
    found = {state for one in lives if (state := graph.state(one, day))}
    state = surest(found)
    if not state:
        return None, ""
    known = (span for one in lives if (span := graph.span(one)))
    spans = sorted(known, key=lambda span: span.bounds)
    if found == {"later", "ended"}:
        return "ended", phrases["paused"].format(years((span.bounds for span in spans), lang))
    return state, _told(state, spans[0], max(spans, key=lambda span: span.bounds[3]), day, graph)


def _happened(graph: Subgraph, iri: str) -> str:
    """Return the date of an event or decision in words, from all readings."""
    span, types = readings.dated(graph, _lives(graph, [iri])), graph.types(iri)
    when = happening(span, graph.lang) if span else ""
    told = next((key for name, key in _HAPPENED.items() if name in types), "")
    return words("things.life", graph.lang)[told].format(when) if told and when else ""


def _lives(graph: Subgraph, things: list[str]) -> list[str]:
    found = graph.mentions(things, "dvg:over")
    return [one for one in found if "dvg:GeldendeUitspraak" in graph.types(one)]


def _told(state: State, first: Span, last: Span, day: date, graph: Subgraph) -> str:
    phrases, lang = words("things.life", graph.lang), graph.lang
    if state in ("possible", "unknown", "later"):
        return phrases[state].format(stated(day.isoformat(), lang))
    begin = _begin(first, lang)
    end = _end(last, lang) if state == "ended" else ""
    if begin and (end or state != "ended"):
        return phrases[state].format(begin, end)
    return words("things.life.vaguely", lang)[state].format(period(first, lang))


def _begin(span: Span, lang: str) -> str:
    """Return the day, month or year of a start; empty if it is given in any other form."""
    if span.van and span.van.replace("-", "").isdigit():
        return stated(span.van, lang)
    return single(*span.bounds[:2], lang)


def _end(span: Span, lang: str) -> str:
    if span.tot:
        return stated(span.tot, lang)
    ends, over = span.bounds[2:]
    # An end within a year means that it had ended by the first day of the next year.
    last = over - timedelta(days=1) if over.day == 1 and over > ends else over
    return single(ends, last, lang)

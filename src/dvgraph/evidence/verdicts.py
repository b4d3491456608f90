"""Re-reading the sources: one verdict for each statement.

A statement is *confirmed* when its passages have every number, date and name that it claims. A
statement marked as the editors' own inference (dvg:zekerheid eigen-gevolgtrekking) is not expected
in the source word for word: missing claims give *nothing checkable*, never *not found*. Withdrawn
statements (prov:invalidatedAtTime) get no verdict.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from dvgraph.dataset.files import Dataset
from dvgraph.errors import InputError
from dvgraph.evidence.claims import Claim, claims
from dvgraph.evidence.facts import Facts
from dvgraph.evidence.passages import CITES, FINGERPRINT, TEXT_FILE, Passage, passage, where
from dvgraph.evidence.texts import Texts, fingerprint
from dvgraph.namespaces import BASE, DVG, PROV
from dvgraph.rdf.oxigraph import NamedNode, Quad

WIDEST = 12
_NEAR = 50  # lines: how far from its place the text of a passage is searched for
_SOURCE_DATES = (
    "http://purl.org/dc/terms/created",
    "http://purl.org/dc/terms/issued",
    "http://purl.org/dc/terms/date",
)
_WITHDRAWN = f"{PROV}invalidatedAtTime"
_INFERENCE = BASE + "concept/zekerheid/eigen-gevolgtrekking"


class Outcome(StrEnum):
    """The five verdicts."""

    CONFIRMED = "confirmed"
    NOT_FOUND = "not found"
    NOTHING = "nothing checkable"
    NO_TEXT = "text not at hand"
    CHANGED = "text changed"


BROKEN = frozenset((Outcome.NOT_FOUND, Outcome.CHANGED))


class Verdict(NamedTuple):
    """The result of re-reading the passages of one statement."""

    statement: str
    outcome: Outcome
    looked_for: tuple[str, ...]
    """Each claim, as "waarde 44000000", "van 2016" or "organisatie AGIV"."""
    missing: tuple[str, ...]
    """The claims that the available passages do not support."""
    passages: tuple[str, ...]
    not_at_hand: tuple[str, ...]
    changed: tuple[str, ...]
    """Passages whose lines changed since stamping; "… (moved by +1 line)" for a nearby match."""
    too_wide: tuple[str, ...]
    """Passages of more than twelve lines: a warning, not a fault."""
    quad: Quad
    """The first citation, from which ``passages.where`` finds file and line."""


class _Reading(NamedTuple):
    texts: tuple[str, ...]
    not_at_hand: tuple[str, ...]
    changed: tuple[str, ...]


def verify(dataset: Dataset, texts_dir: str | Path | None) -> list[Verdict]:
    """Return the verdict of every statement that cites a passage, in the order of the files.

    ``texts_dir``: the folder of the texts (see ``texts.find_texts``), None when there is none.
    Raises InputError for a passage of an unknown form and for a text that is not UTF-8.
    """
    facts = Facts(dataset)
    texts = Texts(texts_dir)
    places, first = _citations(dataset, facts)
    readings = {one: _read(facts, texts, cited) for one, cited in places.items()}
    of_event: dict[str, list[str]] = {}
    for one in places:
        for thing in facts.iris(one, f"{DVG}over"):
            of_event.setdefault(thing, []).extend(readings[one].texts)
    verdicts = []
    for one, cited in places.items():
        dated = {
            when.value for place in cited for when in facts.literals(place.source, *_SOURCE_DATES)
        }
        claimed = claims(facts, one, dated)
        reading = readings[one]
        missing = [
            claim
            for claim in claimed
            if not claim.carried(of_event[claim.event] if claim.event else reading.texts)
        ]
        verdicts.append(
            Verdict(
                one,
                _outcome(reading, claimed, missing, facts.iris(one, f"{DVG}zekerheid")),
                tuple(claim.shown for claim in claimed),
                tuple(claim.shown for claim in missing),
                tuple(place.iri for place in cited),
                reading.not_at_hand,
                reading.changed,
                tuple(place.iri for place in cited if place.width > WIDEST),
                first[one],
            )
        )
    return verdicts


def summary(verdicts: Iterable[Verdict]) -> dict[Outcome, int]:
    """Return the number of statements with each verdict, every verdict listed, in a fixed order."""
    counts = Counter(verdict.outcome for verdict in verdicts)
    return {outcome: counts[outcome] for outcome in Outcome}


def passages(verdicts: Sequence[Verdict]) -> tuple[int, int]:
    """Return the number of cited passages, and the number of those without an available text."""
    cited = {iri for verdict in verdicts for iri in verdict.passages}
    return len(cited), len({iri for verdict in verdicts for iri in verdict.not_at_hand})


def passages_of(dataset: Dataset, thing: str) -> list[tuple[Passage, tuple[str, ...]]]:
    """Return the passages behind a thing, by source and line, each with its statements.

    These are the passages of ``thing`` itself when it is a statement, and of every statement that
    has it as a value.
    """
    node = NamedNode(thing)
    about = {quad.subject for quad in dataset.quads if node in (quad.subject, quad.object)}
    return _supported(quad for quad in dataset.quads if quad.subject in about)


def of_source(dataset: Dataset, source: str) -> list[tuple[Passage, tuple[str, ...]]]:
    """Return the cited passages of a source in the order of its lines, each with its statements."""
    return [
        (place, statements)
        for place, statements in _supported(dataset.quads)
        if place.source == source
    ]


def _supported(quads: Iterable[Quad]) -> list[tuple[Passage, tuple[str, ...]]]:
    found: dict[Passage, set[str]] = {}
    for quad in quads:
        if (
            quad.predicate.value == CITES
            and isinstance(quad.subject, NamedNode)
            and isinstance(quad.object, NamedNode)
        ):
            found.setdefault(passage(quad.object.value), set()).add(quad.subject.value)
    # Statements on one passage by their names: a store returns them in any order.
    return [(place, tuple(sorted(found[place]))) for place in sorted(found, key=Passage.order)]


def _citations(dataset: Dataset, facts: Facts) -> tuple[dict[str, list[Passage]], dict[str, Quad]]:
    places: dict[str, list[Passage]] = {}
    first: dict[str, Quad] = {}
    for quad in dataset.quads:
        if (
            quad.predicate.value == CITES
            and isinstance(quad.subject, NamedNode)
            and isinstance(quad.object, NamedNode)
            and not facts.literals(quad.subject.value, _WITHDRAWN)
        ):
            try:
                place = passage(quad.object.value)
            except InputError as error:
                raise InputError(
                    error.problem, where=where(dataset, quad), hint=error.hint
                ) from None
            places.setdefault(quad.subject.value, []).append(place)
            first.setdefault(quad.subject.value, quad)
    return places, first


def _read(facts: Facts, texts: Texts, places: Sequence[Passage]) -> _Reading:
    read, not_at_hand, changed = [], [], []
    for place in places:
        name = next((name.value for name in facts.literals(place.source, TEXT_FILE)), None)
        lines = texts.lines(name) if place.width else None
        if lines is None:
            not_at_hand.append(place.iri)
            continue
        cut = place.text(lines)
        marks = {mark.value for mark in facts.literals(place.iri, FINGERPRINT)}
        if cut is None or (marks and fingerprint(cut) not in marks):
            changed.append(place.iri + _moved(place, lines, marks))
        if cut is not None:
            read.append("\n".join(cut))
    return _Reading(tuple(read), tuple(not_at_hand), tuple(changed))


def _moved(place: Passage, lines: Sequence[str], marks: set[str]) -> str:
    """Return how many lines a passage's text moved, the nearest first; "" if it is gone."""
    start = (place.first or 1) - 1
    for by in sorted(range(-_NEAR, _NEAR + 1), key=abs):
        window = lines[start + by : start + by + place.width] if start + by >= 0 else ()
        if len(window) == place.width and fingerprint(window) in marks:
            return f" (moved by {by:+} line{'s' * (abs(by) > 1)})"
    return ""


def _outcome(
    reading: _Reading, claimed: Sequence[Claim], missing: Sequence[Claim], certainty: Sequence[str]
) -> Outcome:
    if reading.changed:
        return Outcome.CHANGED
    if claimed and not missing:
        return Outcome.CONFIRMED
    if not claimed or _INFERENCE in certainty:
        return Outcome.NOTHING
    return Outcome.NO_TEXT if reading.not_at_hand else Outcome.NOT_FOUND

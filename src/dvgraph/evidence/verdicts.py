"""Verification against the sources: a verdict on each statement and on each of its claims.

A claim is *read* if the available passages support it; else *absent* if one of the statement's
texts is unavailable, *inferred* if the statement is marked as the editors' own inference
(dvg:zekerheid eigen-gevolgtrekking), and *unread* otherwise. A statement is *confirmed* if all its
claims are read, and *partly* if some are; an inference or an absent text does not change that. Only
an unread claim is a fault. Withdrawn statements (prov:invalidatedAtTime) get no verdict.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache, cached_property, partial
from pathlib import Path
from typing import Literal as OneOf
from typing import NamedTuple

from dvgraph.dataset.files import Dataset
from dvgraph.errors import InputError
from dvgraph.evidence.claims import claims
from dvgraph.evidence.facts import Facts
from dvgraph.evidence.passages import CITES, FINGERPRINT, TEXT_FILE, Passage, passage, where
from dvgraph.evidence.prose import Prose, prose
from dvgraph.evidence.texts import Texts, fingerprint, text_name
from dvgraph.namespaces import BASE, DVG, PROV
from dvgraph.rdf.oxigraph import NamedNode, Quad, Term
from dvgraph.store.inventory import stated
from dvgraph.store.protocol import Store

WIDEST = 12
_NEAR = 50  # lines: a moved passage is searched for up to this far from its place
_SOURCE_DATES = (
    "http://purl.org/dc/terms/created",
    "http://purl.org/dc/terms/issued",
    "http://purl.org/dc/terms/date",
)
_WITHDRAWN = f"{PROV}invalidatedAtTime"
_INFERENCE = BASE + "concept/zekerheid/eigen-gevolgtrekking"


class Outcome(StrEnum):
    """The six verdicts, the most serious first."""

    CHANGED = "text changed"
    NOT_FOUND = "not found"
    PARTLY = "partly"
    CONFIRMED = "confirmed"
    NO_TEXT = "text not at hand"
    NOTHING = "nothing checkable"


class ReadClaim(NamedTuple):
    """One claim of a statement, and whether its passages support it.

    ``kind`` as in ``claims.Claim``; ``shown`` is "waarde 44000000", "van 2016" or "organisatie
    AGIV"; ``state`` is read, unread, absent or inferred.
    """

    kind: str
    shown: str
    state: OneOf["read", "unread", "absent", "inferred"]


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """The result of verifying one statement against its passages."""

    statement: str
    outcome: Outcome
    passages: tuple[str, ...]
    not_at_hand: tuple[str, ...]
    changed: tuple[str, ...]
    """Passages whose lines changed since stamping; "… (moved by +1 line)" for a nearby match."""
    too_wide: tuple[str, ...]
    """Passages of more than twelve lines: a warning, not a fault."""
    quad: Quad
    """The first citation, from which ``passages.where`` finds file and line."""
    judge: Callable[[], tuple[ReadClaim, ...]] = field(repr=False, compare=False)
    """Returns ``claims``."""

    @cached_property
    def claims(self) -> tuple[ReadClaim, ...]:
        """The claims of the statement; without texts they are worked out when asked for."""
        return self.judge()

    @property
    def looked_for(self) -> tuple[str, ...]:
        """The text of each claim."""
        return tuple(claim.shown for claim in self.claims)

    @property
    def missing(self) -> tuple[str, ...]:
        """The text of each claim that the available passages do not support."""
        return tuple(claim.shown for claim in self.claims if claim.state != "read")

    @property
    def broken(self) -> bool:
        """Whether the verdict is a fault: a changed text, or an unread claim without excuse.

        The excuses are a text that is unavailable and an inference of the editors.
        """
        if self.outcome is Outcome.CHANGED or self.not_at_hand:
            return self.outcome is Outcome.CHANGED
        return any(claim.state == "unread" for claim in self.claims)


class _Reading(NamedTuple):
    texts: tuple[Prose, ...]
    not_at_hand: tuple[str, ...]
    changed: tuple[str, ...]


def verify(dataset: Dataset, texts_dir: str | Path | None) -> list[Verdict]:
    """Return the verdict on every statement that cites a passage, in the order of the files.

    ``texts_dir``: the folder of the texts (see ``texts.find_texts``), None if there is none. Raises
    InputError for a passage of an unknown form and for a text that is not UTF-8.
    """
    verification = Rereading(dataset, texts_dir)
    return [verification.verdict(one) for one in verification.statements]


def verify_stored(store: Store, texts_dir: str | Path | None) -> list[Verdict]:
    """Return the verdicts on the stated part of a store; the kind of store does not matter.

    A store without named graphs does not separate stated from derived triples: it gets no verdicts.
    """
    return verify(Dataset(list(stated(store)), ()), texts_dir)


class Rereading:
    """The statements of a dataset, with the texts of their passages; each text is read once."""

    def __init__(self, dataset: Dataset, texts_dir: str | Path | None) -> None:
        """Find the cited passages; raises the errors of ``verify``."""
        self._dataset = dataset
        self._texts = Texts(texts_dir) if texts_dir is not None else None
        self._places, self._first = _citations(dataset)
        self._readings = {one: self._read(cited) for one, cited in self._places.items()}

    @cached_property
    def facts(self) -> Facts:
        """The properties of the dataset's things, which nothing needs without texts or claims."""
        return Facts(self._dataset)

    @cached_property
    def _of_event(self) -> dict[str, list[Prose]]:
        found: dict[str, list[Prose]] = {}
        for one in self._places:
            for thing in self.facts.iris(one, f"{DVG}over"):
                found.setdefault(thing, []).extend(self._readings[one].texts)
        return found

    @property
    def statements(self) -> tuple[str, ...]:
        """The IRIs of current statements that cite a passage, in the order of the files."""
        return tuple(self._places)

    def text(self, source: str) -> tuple[str, ...] | None:
        """Return the lines of a source's text, or None if the text is unavailable."""
        if self._texts is None:
            return None
        files = self.facts.literals(source, TEXT_FILE)
        return self._texts.lines(files[0].value if files else text_name(source))

    def verdict(
        self, statement: str, instead: Mapping[str, Sequence[Term]] | None = None
    ) -> Verdict:
        """Return the verdict on a statement; ``instead`` replaces values of its properties."""
        cited, reading = self._places[statement], self._readings[statement]
        facts = None
        if instead is not None:
            facts = self.facts.altered(statement, instead)
            cited = [passage(iri) for iri in facts.iris(statement, CITES)]
            reading = self._read(cited)
        judge = cache(partial(self._judged, statement, cited, reading, facts))
        no_texts = self._texts is None and reading.not_at_hand
        return Verdict(
            statement=statement,
            outcome=Outcome.NO_TEXT if no_texts else _outcome(reading, judge()),
            passages=tuple(place.iri for place in cited),
            not_at_hand=reading.not_at_hand,
            changed=reading.changed,
            too_wide=tuple(place.iri for place in cited if place.width > WIDEST),
            quad=self._first[statement],
            judge=judge,
        )

    def _judged(
        self,
        statement: str,
        cited: Sequence[Passage],
        reading: _Reading,
        altered: Facts | None,
    ) -> tuple[ReadClaim, ...]:
        """Return the claims of a statement, each with its state."""
        facts = altered or self.facts
        dated = {
            when.value for place in cited for when in facts.literals(place.source, *_SOURCE_DATES)
        }
        fallback = _unread(reading, facts.iris(statement, f"{DVG}zekerheid"))
        return tuple(
            ReadClaim(
                claim.kind,
                claim.shown,
                "read"
                if claim.carried(
                    self._of_event.get(claim.event, ()) if claim.event else reading.texts
                )
                else fallback,
            )
            for claim in claims(facts, statement, dated)
        )

    def _read(self, places: Sequence[Passage]) -> _Reading:
        read, not_at_hand, changed = [], [], []
        for place in places:
            lines = self.text(place.source)
            cut = place.text(lines) if lines is not None else None
            # A page or article that its text lacks counts as unavailable: only lines have a
            # fingerprint.
            if lines is None or (cut is None and not place.width):
                not_at_hand.append(place.iri)
                continue
            marks = {mark.value for mark in self.facts.literals(place.iri, FINGERPRINT)}
            if cut is None or (marks and fingerprint(cut) not in marks):
                changed.append(place.iri + _moved(place, lines, marks))
            if cut is not None:
                read.append(prose("\n".join(cut)))
        return _Reading(tuple(read), tuple(not_at_hand), tuple(changed))


def summary(verdicts: Iterable[Verdict]) -> dict[Outcome, int]:
    """Return the number of statements for each verdict, in a fixed order, zero included."""
    counts = Counter(verdict.outcome for verdict in verdicts)
    return {outcome: counts[outcome] for outcome in Outcome}


def passages(verdicts: Sequence[Verdict]) -> tuple[int, int]:
    """Return the number of cited passages, and the number of these without an available text."""
    cited = {iri for verdict in verdicts for iri in verdict.passages}
    return len(cited), len({iri for verdict in verdicts for iri in verdict.not_at_hand})


def passages_of(dataset: Dataset, thing: str) -> list[tuple[Passage, tuple[str, ...]]]:
    """Return the passages that support a thing, by source and line, each with its statements.

    These are the passages of ``thing`` itself if it is a statement, and of every statement that has
    it as a value and is not withdrawn.
    """
    node = NamedNode(thing)
    about = {quad.subject for quad in dataset.quads if node in (quad.subject, quad.object)}
    about -= _withdrawn(dataset) - {node}
    return _supported(quad for quad in dataset.quads if quad.subject in about)


def of_source(dataset: Dataset, source: str) -> list[tuple[Passage, tuple[str, ...]]]:
    """Return the cited passages of a source in the order of its lines, each with its statements.

    Withdrawn statements are left out.
    """
    gone = _withdrawn(dataset)
    current = (quad for quad in dataset.quads if quad.subject not in gone)
    return [
        (place, statements) for place, statements in _supported(current) if place.source == source
    ]


def _withdrawn(dataset: Dataset) -> set[Term]:
    return {quad.subject for quad in dataset.having([NamedNode(_WITHDRAWN)])}


def _supported(quads: Iterable[Quad]) -> list[tuple[Passage, tuple[str, ...]]]:
    found: dict[Passage, set[str]] = {}
    for quad in quads:
        if (
            quad.predicate.value == CITES
            and isinstance(quad.subject, NamedNode)
            and isinstance(quad.object, NamedNode)
        ):
            found.setdefault(passage(quad.object.value), set()).add(quad.subject.value)
    # Sorted by name, since a store returns the statements on one passage in any order.
    return [(place, tuple(sorted(found[place]))) for place in sorted(found, key=Passage.order)]


def _citations(dataset: Dataset) -> tuple[dict[str, list[Passage]], dict[str, Quad]]:
    withdrawn = _withdrawn(dataset)
    places: dict[str, list[Passage]] = {}
    first: dict[str, Quad] = {}
    for quad in dataset.having([NamedNode(CITES)]):
        if (
            isinstance(quad.subject, NamedNode)
            and isinstance(quad.object, NamedNode)
            and quad.subject not in withdrawn
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


def _moved(place: Passage, lines: Sequence[str], marks: set[str]) -> str:
    """Return by how many lines a passage's text moved, the smallest first; empty if it is gone."""
    start = (place.first or 1) - 1
    for by in sorted(range(-_NEAR, _NEAR + 1), key=abs):
        window = lines[start + by : start + by + place.width] if start + by >= 0 else ()
        if len(window) == place.width and fingerprint(window) in marks:
            return f" (moved by {by:+} line{'s' * (abs(by) > 1)})"
    return ""


def _unread(reading: _Reading, certainty: Sequence[str]) -> OneOf["unread", "absent", "inferred"]:
    """Return the state of the claims that the available passages do not support."""
    if reading.not_at_hand:
        return "absent"
    return "inferred" if _INFERENCE in certainty else "unread"


def _outcome(reading: _Reading, claimed: Sequence[ReadClaim]) -> Outcome:
    states = {claim.state for claim in claimed}
    if reading.changed:
        return Outcome.CHANGED
    if "read" in states:
        return Outcome.CONFIRMED if states == {"read"} else Outcome.PARTLY
    if "unread" in states:
        return Outcome.NOT_FOUND
    return Outcome.NO_TEXT if reading.not_at_hand else Outcome.NOTHING

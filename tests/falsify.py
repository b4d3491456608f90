"""Falsify the shipped data, one claim at a time, and count the falsehoods that verification finds.

For every statement with a claim that an available text confirms, ``make falsify`` changes that
claim to another plausible value: preferably one that occurs elsewhere in the same text. A falsehood
is caught if the claim (or, if the lines changed, the statement) is no longer confirmed. A change
that gives another true statement of the data is left out. The generator is seeded, so that each run
is the same.
"""

import argparse
import random
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from dvgraph.dataset.files import read
from dvgraph.evidence.dates import read_dates
from dvgraph.evidence.numbers import numbers
from dvgraph.evidence.passages import CITES, Passage, passage
from dvgraph.evidence.verdicts import Outcome, Rereading, Verdict
from dvgraph.namespaces import BASE, DVG, ORG, XSD
from dvgraph.rdf.oxigraph import Literal, NamedNode, Term

ROOT = Path(__file__).parent.parent
TEXTS = ROOT.parent / "shared" / "seeds"
EACH = 10  # falsehoods of one kind for each statement, at most
AIM, LEAST = 0.95, 0.80

_BODIES = (f"{DVG}organisatie", f"{DVG}onderwerp", f"{DVG}betreft", f"{ORG}organization")
_UNITS = [f"{BASE}concept/eenheid/{name}" for name in ("euro", "procent", "personen", "factor")]
_CONCEPTS = {
    "role": (f"{DVG}rol", "verantwoordelijkheidsrol"),
    "relation": (f"{DVG}betrekking", "betrekking"),
    "measure": (f"{DVG}maat", "maat"),
    "precision": (f"{DVG}nauwkeurigheid", "nauwkeurigheid"),
}
# The claims of a figure are read together, of one number: a false one may unsettle another.
_FIGURE = frozenset(("value", "unit", "measure", "precision", "period"))
_YEAR = re.compile(r"\d{4}")

Values = Mapping[str, Sequence[Term]]
Maker = Callable[[Verdict], Iterator[tuple[str, Values]]]


@dataclass(frozen=True, slots=True)
class Falsehood:
    """A statement with one claim changed: the kind of change, the claim, and the new values."""

    statement: str
    kind: str
    claim: str
    values: Values


class Forger:
    """A maker of falsehoods from the statements whose passages were read."""

    def __init__(self, rereading: Rereading, seed: int) -> None:
        """Index the true statements, so that no other true statement is used as a falsehood."""
        self.rereading, self.facts, self.random = rereading, rereading.facts, random.Random(seed)
        self.truths = {self._core(one, {}) for one in rereading.statements}
        schemes = {name: f"{BASE}conceptschema/{name}" for _, name in _CONCEPTS.values()}
        self.concepts = {
            name: [
                one
                for one in self.facts.subjects()
                if scheme in self.facts.iris(one, "http://www.w3.org/2004/02/skos/core#inScheme")
            ]
            for name, scheme in schemes.items()
        }

    def forge(self, verdict: Verdict) -> Iterator[Falsehood]:
        """Yield the falsehoods of one statement, for each kind of claim that was read."""
        read_kinds = {claim.kind for claim in verdict.claims if claim.state == "read"}
        makers = {
            "value": self._values,
            "sign": self._signs,
            "unit": self._units,
            "year": self._years,
            "organisation": self._organisations,
            "boolean": self._booleans,
            "lines": self._lines,
            **{kind: self._concepts(kind) for kind in _CONCEPTS},
        }
        needs = {
            "sign": {"value"},
            "year": {"period", "start", "end", "seen", "basis"},
            "organisation": {"name"},
            "lines": {"name"},
        }
        for kind, maker in makers.items():
            if read_kinds.isdisjoint(needs.get(kind, {kind})):
                continue
            found = [
                (claim, values)
                for claim, values in maker(verdict)
                if self._core(verdict.statement, values) not in self.truths
            ]
            self.random.shuffle(found)
            for claim, values in found[:EACH]:
                yield Falsehood(verdict.statement, kind, claim, values)

    def _core(self, statement: str, values: Values) -> tuple[str, ...]:
        """Return the content of a statement, without evidence, identifiers and certainty."""
        said = {**self.facts.properties(statement), **values}
        aside = ("vindplaats", "zekerheid", "identifier", "gezienOp", "grond", "generatedAtTime")
        return tuple(
            sorted(
                f"{name} {value}"
                for name, found in said.items()
                if not name.endswith(aside) or name in values
                for value in found
            )
        )

    def _text(self, verdict: Verdict) -> str:
        cited = passage(verdict.passages[0])
        for iri in verdict.passages:
            if passage(iri).width:
                cited = passage(iri)
        return "\n".join(self._source(cited.source))

    def _source(self, source: str) -> Sequence[str]:
        return self.rereading.text(source) or ()

    def _values(self, verdict: Verdict) -> Iterator[tuple[str, Values]]:
        for value in self.facts.literals(verdict.statement, f"{DVG}waarde"):
            true = Fraction(value.value)
            others = {number.value for number in numbers(self._text(verdict))} - {true, Fraction(0)}
            others |= {true * 10, true + 1, true * 2}
            for other in sorted(others - {true}):
                if other.denominator == 1:
                    literal = Literal(str(other), datatype=NamedNode(f"{XSD}integer"))
                    yield "value", {f"{DVG}waarde": [literal]}

    def _signs(self, verdict: Verdict) -> Iterator[tuple[str, Values]]:
        for value in self.facts.literals(verdict.statement, f"{DVG}waarde"):
            if Fraction(value.value):
                negative = Literal(f"-{value.value}", datatype=value.datatype)
                yield "value", {f"{DVG}waarde": [negative]}

    def _units(self, verdict: Verdict) -> Iterator[tuple[str, Values]]:
        measure = self.facts.iris(verdict.statement, f"{DVG}maat")
        own = self.facts.iris(verdict.statement, f"{DVG}eenheid")
        units = own or [unit for one in measure for unit in self.facts.iris(one, f"{DVG}eenheid")]
        for unit in _UNITS:
            if unit not in units and not (units and units[0].startswith(unit)):
                yield "unit", {f"{DVG}eenheid": [NamedNode(unit)]}

    def _years(self, verdict: Verdict) -> Iterator[tuple[str, Values]]:
        statement = verdict.statement
        years = {str(one.first.year) for one in read_dates(self._text(verdict))}
        exact = "period" in {claim.kind for claim in verdict.claims if claim.state == "read"}
        kinds = {"start": "van", "end": "tot", "seen": "gezienOp", "basis": "basis"}
        read_kinds = {claim.kind for claim in verdict.claims if claim.state == "read"}
        if exact:
            begins = self.facts.literals(statement, f"{DVG}van")
            ends = self.facts.literals(statement, f"{DVG}tot")
            for year in sorted(years):
                by = int(year) - int(begins[0].value[:4])
                if by:
                    moved = [_moved(begins[0], by), _moved(ends[0], by)]
                    yield "period", {f"{DVG}van": moved[:1], f"{DVG}tot": moved[1:]}
            return
        for kind, name in kinds.items():
            literals = self.facts.literals(statement, f"{DVG}{name}")
            if kind not in read_kinds or len(literals) != 1:
                continue
            true = _YEAR.search(literals[0].value)
            for year in sorted(
                years | {str(int(true[0]) - 1), str(int(true[0]) + 1)} if true else ()
            ):
                if true and year != true[0]:
                    yield kind, {f"{DVG}{name}": [_moved(literals[0], int(year) - int(true[0]))]}

    def _organisations(self, verdict: Verdict) -> Iterator[tuple[str, Values]]:
        bodies = set(self.facts.bodies())
        text = self._text(verdict)
        for name in _BODIES:
            for body in self.facts.iris(verdict.statement, name):
                if body not in bodies:
                    continue
                same = set(self.facts.versions(body)) | {body}
                here = [one for one in sorted(bodies - same) if self.facts.shown(one) in text]
                rest = sorted(bodies - same - set(here))
                chosen = [*here, *self.random.sample(rest, 3)]
                for other in chosen:
                    yield "name", {name: [NamedNode(other)]}

    def _booleans(self, verdict: Verdict) -> Iterator[tuple[str, Values]]:
        for value in self.facts.literals(verdict.statement, f"{DVG}waarde"):
            other = "false" if value.value in ("true", "1") else "true"
            yield "boolean", {f"{DVG}waarde": [Literal(other, datatype=value.datatype)]}

    def _lines(self, verdict: Verdict) -> Iterator[tuple[str, Values]]:
        """Yield the statement citing the same number of lines elsewhere in each of its sources."""
        cited = [passage(iri) for iri in verdict.passages]
        if not all(one.width for one in cited):
            return
        for _ in range(EACH):
            moved = []
            for one in cited:
                length = len(self._source(one.source))
                start = self.random.randrange(0, length - one.width)
                moved.append(f"{one.source}#line={start},{start + one.width}")
            new = [passage(iri) for iri in moved]
            if not any(_overlap(a, b) for a in new for b in cited):
                yield "", {CITES: [NamedNode(iri) for iri in moved]}

    def _concepts(self, kind: str) -> "Maker":
        predicate, scheme = _CONCEPTS[kind]

        def maker(verdict: Verdict) -> Iterator[tuple[str, Values]]:
            own = self.facts.iris(verdict.statement, predicate)
            exact = f"{BASE}concept/nauwkeurigheid/exact"
            for other in self.concepts[scheme]:
                if other not in own and other != exact:
                    yield kind, {predicate: [NamedNode(other)]}
            if kind == "precision" and own:
                yield kind, {predicate: []}

        return maker


def _moved(literal: Literal, years: int) -> Literal:
    text = _YEAR.sub(lambda year: f"{int(year[0]) + years:04d}", literal.value)
    return Literal(text, datatype=literal.datatype)


def _overlap(one: Passage, other: Passage) -> bool:
    lines = range(one.first or 0, (one.last or 0) + 1)
    return one.source == other.source and any(line in lines for line in (other.first, other.last))


def caught(rereading: Rereading, falsehood: Falsehood) -> bool:
    """Return whether a falsehood is no longer confirmed."""
    verdict = rereading.verdict(falsehood.statement, falsehood.values)
    if verdict.outcome is Outcome.CONFIRMED:
        return False
    if falsehood.kind == "lines":
        return True
    kinds = _FIGURE if falsehood.claim in _FIGURE else {falsehood.claim}
    return any(claim.kind in kinds and claim.state != "read" for claim in verdict.claims)


@dataclass(frozen=True, slots=True)
class Counts:
    """The falsehoods made, caught and missed by kind, and true statements reported as faults."""

    made: Counter[str]
    caught: Counter[str]
    missed: list[Falsehood]
    faults: list[str]
    readable: Counter[str]
    """The claims of each kind that were read, unread, absent or inferred, as "kind state"."""


def count(texts: Path, seed: int) -> Counts:
    """Falsify the shipped data, with the texts in a folder."""
    rereading = Rereading(read([ROOT / "data"]), texts)
    forger = Forger(rereading, seed)
    verdicts = [rereading.verdict(one) for one in rereading.statements]
    made, found, missed = Counter[str](), Counter[str](), []
    read_ = [one for one in verdicts if one.outcome in (Outcome.CONFIRMED, Outcome.PARTLY)]
    for verdict in read_:
        for falsehood in forger.forge(verdict):
            made[falsehood.kind] += 1
            if caught(rereading, falsehood):
                found[falsehood.kind] += 1
            else:
                missed.append(falsehood)
    states = Counter(f"{claim.kind} {claim.state}" for one in read_ for claim in one.claims)
    return Counts(made, found, missed, [one.statement for one in verdicts if one.broken], states)


def main() -> int:
    """Print for each kind how many falsehoods were made and caught; exit 1 below the targets."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--texts", type=Path, default=TEXTS)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--missed", action="store_true", help="list the falsehoods not caught")
    asked = parser.parse_args()
    counts = count(asked.texts, asked.seed)
    for falsehood in counts.missed if asked.missed else ():
        print(falsehood.kind, falsehood.statement, dict(falsehood.values))
    made, found = counts.made, counts.caught
    for kind, number in sorted(made.items()):
        print(f"{kind:14}{found[kind]:6} of {number:6}  {found[kind] / number:7.1%}")
    all_, every = sum(found.values()), max(1, sum(made.values()))
    print(f"{'all':14}{all_:6} of {every:6}  {all_ / every:7.1%}")
    print(f"claims: {', '.join(f'{n} {kind}' for kind, n in sorted(counts.readable.items()))}")
    print(f"true statements called a fault: {len(counts.faults)}")
    weak = [kind for kind, number in made.items() if found[kind] < LEAST * number]
    return int(all_ < AIM * every or bool(weak) or bool(counts.faults))


if __name__ == "__main__":
    sys.exit(main())

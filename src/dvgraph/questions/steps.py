"""All answers to a question, computed beforehand, for each thing and every day.

An answer changes only on a few days: on those that the query compares with the day asked about, and
on those on which a statement changes state. One query asks for all of them, with the parameters as
extra columns; the rows are then sorted into the answers. Each answer equals that of ``ask``.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date, timedelta
from itertools import product
from operator import itemgetter
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple
from weakref import WeakKeyDictionary

from dvgraph.derive.states import Validity
from dvgraph.errors import UseError
from dvgraph.namespaces import FIRST, LAST, XSD
from dvgraph.questions import agency, folds, parameters, search
from dvgraph.questions.parameters import KINDS, SCALARS
from dvgraph.rdf.oxigraph import Literal, NamedNode, Term
from dvgraph.rdf.terms import plain
from dvgraph.store import binding
from dvgraph.store.guard import MAX_BYTES
from dvgraph.store.protocol import Table

if TYPE_CHECKING:
    from dvgraph.labels.subgraph import Subgraph
    from dvgraph.questions.parameters import Parameter
    from dvgraph.questions.question import Question
    from dvgraph.store.protocol import Store

AGENCY = "agency"  # stands for the main organisation under all its names
_ADDED = "asked_"  # prefix of the extra columns for parameters
_DATE = NamedNode(f"{XSD}date")
_SIGN = r"\s*(<=?|>=?|!?=)\s*"
_COMPARED = rf"\?(\w+){_SIGN}\?DAY\b|\?DAY\b{_SIGN}\?(\w+)"
# The days, counted from a date in the data, on which its comparison with the day may change: with
# the date before the operator, and after it. For all other operators these are 0 and 1.
_BEFORE: dict[str, tuple[int, ...]] = {"<": (1,), "<=": (0,), ">": (0,), ">=": (1,)}
_AFTER: dict[str, tuple[int, ...]] = {"<": (0,), "<=": (1,), ">": (1,), ">=": (0,)}

_FILTER = re.compile(r"^[ \t]*FILTER\((.*)\)[ \t]*$", re.MULTILINE)
_MERGES = re.compile(r"\b(?:DISTINCT|REDUCED|GROUP|LIMIT|OFFSET)\b", re.IGNORECASE)
# The IRIs that a parameter accepts, by store; the key is its type and its choices.
_THINGS: "WeakKeyDictionary[Store, dict[tuple[str, tuple[str, ...]], frozenset[str]]]" = (
    WeakKeyDictionary()
)
Key = tuple[str, ...]
_Entry = tuple[tuple[Term | None, ...], str]  # a row, and the state of its statement
NEW = "new"  # the rows without those that a predecessor already had
# With more rows than this, counted on each of its days, an answer is computed for one day only:
# rows and days both grow with the graph.
_MOST = 30_000
# With more rows than this on all days together, a page has the answer that it shows first, and no
# other: most would have a thing of their own, and no reader asks for all (decision 0027).
_ROWS = 5_000


class Steps(NamedTuple):
    """All answers to a question, without labels.

    ``folded``: the distinct rows of all answers.
    ``rows``: each answer, as positions of its rows in ``folded``.
    ``asked``: the variables for which a case has a value; ``day``: the variable of the day, or
    empty.
    ``cases``: for each case, pairs of a first day (YYYY-MM-DD, or empty) and a position in
    ``rows``, in order of time. A case has an IRI, AGENCY or an empty text (any thing) for each
    variable of ``asked``, and NEW or an empty text at its end. Absent cases have no rows.
    ``only``: in a large graph, the only day for which the cases ``cut`` were computed, or all cases
    if ``cut`` is empty; else empty.
    ``alone``: in a very large graph, the only case that was computed; else None.
    ``choices``: then the things that have rows on any day, by variable.
    """

    question: "Question"
    folded: folds.Folded
    rows: tuple[tuple[int, ...], ...]
    asked: tuple[str, ...]
    day: str
    cases: Mapping[Key, Sequence[tuple[str, int]]]
    only: str = ""
    cut: frozenset[Key] = frozenset()
    alone: Key | None = None
    choices: Mapping[str, frozenset[str]] = MappingProxyType({})

    def chosen(self, variable: str) -> frozenset[str]:
        """Return the things of a variable that have rows on any day."""
        if self.alone is not None:
            return self.choices.get(variable, frozenset())
        place = self.asked.index(variable)
        return frozenset(case[place] for case in self.cases)

    def answer(self, case: Key, day: str = "") -> tuple[int, ...]:
        """Return the positions in ``folded`` of a case's rows on a day (YYYY-MM-DD)."""
        begun = [place for first, place in self.cases.get(case, ()) if first <= day]
        return self.rows[begun[-1]] if begun else ()


def of(store: "Store", parameter: "Parameter") -> search.Names:
    """Return the names of the things that a parameter accepts."""
    return search.names(store, KINDS[parameter.type], parameter.choices)


def things(store: "Store", parameter: "Parameter") -> frozenset[str]:
    """Return the IRIs of the things that a parameter accepts; computed once per store."""
    known = _THINGS.setdefault(store, {})
    what = parameter.type, parameter.choices
    if what not in known:
        known[what] = frozenset(name.iri for name in of(store, parameter))
    return known[what]


def worded(store: "Store", ahead: Steps, graph: "Subgraph") -> Table:
    """Return all rows with labels, dates and sources, in the language of a subgraph.

    Each row has the values that ``ask`` gives; a column that is empty in an answer may be absent.
    """
    words = folds.computed(ahead.question.text) | {folds.STATE}
    return folds.complete(store, ahead.folded, graph.lang, words, graph=graph)


def steps(store: "Store", asked: "Question", graph: "Subgraph", today: str | None = None) -> Steps:
    """Return the answers to a question for each thing and day; other scalars have their default.

    ``graph`` gives the states of statements. With ``today`` (YYYY-MM-DD), the answers of a large
    graph may be computed only for the day on which the question is asked by default, and those of a
    very large graph only for the things that a page shows first. Raises StoreError if the store
    fails.
    """
    return _Ahead(store, asked, graph, today).answers()


def example(store: "Store", asked: "Question", one: "Parameter") -> list[str]:
    """Return the IRIs of the example of a parameter; empty if the data lacks it."""
    with suppress(UseError):  # the example is a thing in the shipped data
        terms = parameters.read(one, asked.example[one.name], store)
        return [term.value for term in terms if isinstance(term, NamedNode)]
    return []


def day_of(asked: "Question", variable: str, today: str) -> str:
    """Return the day (YYYY-MM-DD) of a variable by default, or the empty string."""
    for one in asked.params.values():
        if one.variable == variable:
            return today if one.today else parameters.day(one.default or "", one.edge, "")
    return ""


class _Comparison(NamedTuple):
    """A comparison of a date with the day: ``until`` if the day comes before the date.

    ``later``: the number of days after the date from which the result is another.
    """

    variable: str
    until: bool
    later: int

    def narrowed(self, term: Term | None, since: date, until: date) -> tuple[date, date]:
        """Return the days, ``until`` excluded, on which the comparison holds too."""
        if not isinstance(term, Literal):
            return until, until
        day = date.fromisoformat(term.value)
        if self.later and day < LAST:
            day += timedelta(days=self.later)
        return (since, min(until, day)) if self.until else (max(since, day), until)


class _Held(NamedTuple):
    """A row that is in the answer from the day ``since`` to the day before ``until``."""

    cells: tuple[Term | None, ...]
    since: date
    until: date
    validity: Validity | None

    def turns(self) -> Iterator[date]:
        """Yield the days on which the row comes, goes, or has another state."""
        yield self.since
        if self.until < LAST:
            yield self.until
        if self.validity:
            yield from (day for day, _ in self.validity.turns() if day < LAST)

    def entry(self, day: date) -> _Entry:
        """Return the row on a day."""
        return self.cells, self.validity.on(day) if self.validity else ""


def _pattern(day: str) -> re.Pattern[str]:
    return re.compile(_COMPARED.replace("DAY", day))


def _compared(text: str, day: str) -> list[_Comparison] | None:
    """Return the comparisons with the day if they alone decide which rows a day has, else None.

    They do if all stand in filters of the whole query, joined by AND, and the query neither has the
    day elsewhere nor merges rows.
    """
    body, pattern = binding.LINE.sub("", binding.headless(text)), _pattern(day)
    found: list[_Comparison] = []
    for match in _FILTER.finditer(body):
        before = body[: match.start()]
        outermost = before.count("{") - before.count("}") == 1
        for part in match[1].split("&&") if outermost and "||" not in match[1] else ():
            if one := pattern.fullmatch(part.strip()):
                first, sign, mirrored, second = one.groups()
                later = _BEFORE.get(sign) if first else _AFTER.get(mirrored)
                until = sign.startswith(">") if first else mirrored.startswith("<")
                found += [_Comparison(first or second, until, number) for number in later or ()]
    everywhere = re.findall(rf"\?{day}\b", body)
    return found if len(found) == len(everywhere) and not _MERGES.search(body) else None


class _Ahead:
    """The rows of one query for all things and days, and their division into cases."""

    def __init__(
        self, store: "Store", asked: "Question", graph: "Subgraph", today: str | None
    ) -> None:
        self._store, self._question, self._graph = store, asked, graph
        kinds = {one.variable: one.type for one in asked.params.values()}
        self._asked = tuple(name for name, kind in kinds.items() if kind not in SCALARS)
        self._day = next((name for name, kind in kinds.items() if kind == "date"), "")
        # The only day for which the answers of a large graph are computed, and whether all are.
        self._ahead = today is not None
        self._first = "" if today is None else day_of(asked, self._day, today)
        self._whole, self._cut = False, set[Key]()
        self._alone: Key | None = None
        self._choices: dict[str, frozenset[str]] = {}
        self._named: list[Key] = []  # in a large graph, the cases that have rows on any day
        self._values: dict[str, list[Term]] = {}
        self._things: dict[str, set[str]] = defaultdict(set)
        for one in asked.params.values():
            if one.type in SCALARS:
                continue
            self._things[one.variable] |= things(store, one)
            if one.required:
                wanted = sorted(self._things[one.variable])
                self._values[one.variable] = [NamedNode(iri) for iri in wanted]
        self._main = frozenset(agency.agency(store)) if asked.agency else frozenset[str]()
        self._rows: dict[tuple[folds.Cell, ...], int] = {}
        self._answers: dict[tuple[int, ...], int] = {}
        self._states: dict[Term | None, Validity | None] = {}

    def answers(self) -> Steps:
        cases: dict[Key, list[tuple[str, int]]] = defaultdict(list)
        before: dict[Key, list[_Entry]] = {}
        compared = _compared(self._question.text, self._day) if self._day else None
        if compared is not None:
            found = self._free([*self._asked, *(one.variable for one in compared)])
            self._narrow(found)
            turning = self._by_interval(found, compared)
        else:
            days = self._days()
            values: dict[str, Sequence[Term]] = dict(self._values)
            if self._day:
                values[self._day] = [Literal(day, datatype=_DATE) for day in days]
            columns = [*self._asked, *filter(None, [self._day])]
            found = self._all(self._question.text, values, columns)
            self._narrow(found)
            turning = self._by_day(found, days)
        variables = tuple(name for name in found.variables if not name.startswith(_ADDED))
        folded = folds.Folded(variables, [])
        for case, day, now in turning:
            if before.get(case, []) == now:
                continue
            before[case] = now
            folded = self._folded(variables, now, day)
            for suffix, rows in self._with_new(folded):
                self._begin(cases, (*case, suffix), day, rows)
        every = folds.Folded(folded.variables, list(self._rows))
        answers = tuple(self._answers)
        for case in sorted(self._named):
            cases.setdefault((*case, ""), [])
        limited = self._whole or self._cut or self._alone is not None
        only = self._first if limited else ""
        cut = frozenset((*case, suffix) for case in self._cut for suffix in ("", NEW))
        of = self._question, every, answers, self._asked, self._day, dict(cases)
        alone = None if self._alone is None else (*self._alone, "")
        return Steps(*of, only=only, cut=cut, alone=alone, choices=self._choices)

    def _narrow(self, found: Table) -> None:
        """Of very many rows, keep the case that a page shows first, and the choices of its form."""
        if not self._ahead or self._alone is not None or len(found.rows) <= _ROWS:
            return
        if self._day and not self._first:
            return
        self._whole = bool(self._first)
        for name in self._asked:
            place = found.variables.index(_ADDED + name)
            there = {plain(row[place]) for row in found.rows}
            self._choices[name] = frozenset(there & self._things[name])
        shown: dict[str, str] = {}
        for one in self._question.params.values():
            if one.type not in SCALARS:
                shown.setdefault(one.variable, self._shown(one))
        self._alone = tuple(shown[name] for name in self._asked)
        for name, thing in shown.items():
            if name in self._values:
                chosen = sorted(self._main) if thing == AGENCY else [thing]
                self._values[name] = [NamedNode(iri) for iri in chosen if iri]

    def _shown(self, one: "Parameter") -> str:
        """Return the thing of a parameter in the case that a page shows first, or nothing."""
        if self._main and one.type == "organisation":
            return AGENCY
        if not one.required:
            return ""
        there = self._choices[one.variable] & things(self._store, one)
        known = there.intersection(example(self._store, self._question, one))
        return min(known or there, default="")

    def _all(
        self, text: str, values: Mapping[str, Sequence[Term]], columns: Sequence[str]
    ) -> Table:
        """Return the rows for all values of the parameters; ``columns`` become extra columns.

        A query that would be too long is asked in parts; rows with the same values stay in order.
        """
        query = binding.spread(binding.headless(text), values, columns, _ADDED)
        name = max(values, key=lambda one: len(values[one]), default="")
        if len(query.encode()) <= MAX_BYTES or len(values[name]) < 2:
            return self._store.select(query)
        middle = len(values[name]) // 2
        halves = (values[name][:middle], values[name][middle:])
        parts = [self._all(text, {**values, name: half}, columns) for half in halves]
        return Table(parts[0].variables, [*parts[0].rows, *parts[1].rows])

    def _days(self) -> list[str]:
        """Return the sorted days on which an answer may change, with the first day of all."""
        if not self._day:
            return [""]
        compared: dict[str, set[int]] = defaultdict(set)
        for before, sign, mirrored, after in _pattern(self._day).findall(self._question.text):
            later = (_BEFORE if before else _AFTER).get(sign or mirrored, (0, 1))
            compared[before or after].update(later)
        found = self._free([*sorted(compared), *self._asked])
        turns: set[date] = set()
        for row in found.rows:
            for name, term in zip(found.variables, row, strict=True):
                if name == folds.STATEMENT and self._question.state_on:
                    turns.update(self._turns(term))
                elif name.removeprefix(_ADDED) in compared and isinstance(term, Literal):
                    day = date.fromisoformat(term.value)
                    if day < LAST:
                        numbers = compared[name.removeprefix(_ADDED)]
                        turns.update(day + timedelta(days=number) for number in numbers)
        days = [day.isoformat() for day in sorted({FIRST, *turns} - {LAST})]
        self._narrow(found)
        if self._alone is not None:
            return [self._first]
        self._whole = bool(self._first) and len(days) * len(found.rows) > _MOST
        if not self._whole:
            return days
        things = [found.variables.index(_ADDED + name) for name in self._asked]
        for row in found.rows:
            self._named += self._cases([plain(row[n]) for n in things])
        return [self._first]

    def _free(self, columns: Sequence[str]) -> Table:
        """Return the rows of all days, by the query without its comparisons with the day.

        The variables ``columns`` become extra columns.
        """
        free = _pattern(self._day).sub("true", binding.headless(self._question.text))
        return self._all(free, self._values, columns)

    def _turns(self, statement: Term | None) -> Iterator[date]:
        validity = self._validity(statement)
        if validity:
            yield from (day for day, _ in validity.turns())

    def _validity(self, statement: Term | None) -> Validity | None:
        if statement not in self._states:
            self._states[statement] = self._graph.validity(plain(statement))
        return self._states[statement]

    def _by_day(self, found: Table, days: Sequence[str]) -> Iterator[tuple[Key, str, list[_Entry]]]:
        """Yield the rows of each case on each day, in the order of the query."""
        names = found.variables
        shown = [n for n, name in enumerate(names) if not name.startswith(_ADDED)]
        things = [names.index(_ADDED + name) for name in self._asked]
        day = names.index(_ADDED + self._day) if self._day else None
        statement = names.index(folds.STATEMENT) if self._question.state_on else None
        by_day: dict[str, dict[Key, list[_Entry]]] = {}
        known: set[Key] = set()
        for row in found.rows:
            on = plain(row[day]) if day is not None else ""
            state = ""
            if statement is not None and (validity := self._validity(row[statement])):
                state = validity.on(date.fromisoformat(on))
            entry = (tuple(row[n] for n in shown), state)
            cases = by_day.setdefault(on, {})
            for case in self._cases([plain(row[n]) for n in things]):
                cases.setdefault(case, []).append(entry)
                known.add(case)
        # Sorted, since engines return the rows of several cases in different orders.
        cases_in_order = sorted(known)
        for on in days:
            yield from ((case, on, by_day.get(on, {}).get(case, [])) for case in cases_in_order)

    def _by_interval(
        self, found: Table, compared: Sequence["_Comparison"]
    ) -> Iterator[tuple[Key, str, list[_Entry]]]:
        """Yield the same as ``_by_day``, from the rows of all days.

        The rows of a case are yielded only for the days on which they may change.
        """
        names = found.variables
        shown = [n for n, name in enumerate(names) if not name.startswith(_ADDED)]
        things = [names.index(_ADDED + name) for name in self._asked]
        bounds = [(names.index(_ADDED + one.variable), one) for one in compared]
        statement = names.index(folds.STATEMENT) if self._question.state_on else None
        cases: dict[Key, list[_Held]] = {}
        for row in found.rows:
            since, until = FIRST, LAST
            for n, one in bounds:
                since, until = one.narrowed(row[n], since, until)
            if since >= until:
                continue
            validity = self._validity(row[statement]) if statement is not None else None
            held = _Held(tuple(row[n] for n in shown), since, until, validity)
            for case in self._cases([plain(row[n]) for n in things]):
                cases.setdefault(case, []).append(held)
        for case, rows in sorted(cases.items(), key=itemgetter(0)):
            turns = {FIRST, *(day for one in rows for day in one.turns())}
            many = self._first and len(turns) * len(rows) > _MOST
            if many:
                self._cut.add(case)
            if many or self._alone is not None:
                turns = {date.fromisoformat(self._first)}
            for day in sorted(turns):
                on = [one.entry(day) for one in rows if one.since <= day < one.until]
                yield case, day.isoformat(), on

    def _cases(self, things: Sequence[str]) -> Iterator[Key]:
        """Yield every case whose answer includes a row with these things."""
        ways = [
            ("",) * (name not in self._values)
            + (thing,) * (thing in self._things[name])
            + ((AGENCY,) if thing in self._main else ())
            for name, thing in zip(self._asked, things, strict=True)
        ]
        if self._alone is None:
            return product(*ways)
        fits = all(one in way for one, way in zip(self._alone, ways, strict=True))
        return iter([self._alone] if fits else ())

    def _folded(
        self, variables: tuple[str, ...], entries: Sequence[_Entry], day: str
    ) -> folds.Folded:
        asked = self._question
        table = Table(variables, [row for row, _ in entries])
        folded = folds.fold(table, asked.row, readings=asked.readings)
        if not asked.state_on:
            return folded
        return folds.with_state(self._graph, folded, date.fromisoformat(day))

    def _with_new(self, folded: folds.Folded) -> Iterator[tuple[str, list[tuple[folds.Cell, ...]]]]:
        yield "", folded.rows
        if name := self._question.new_only:
            column = folded.variables.index(name)
            yield NEW, [row for row in folded.rows if not row[column]]

    def _begin(
        self,
        cases: dict[Key, list[tuple[str, int]]],
        case: Key,
        day: str,
        rows: Sequence[tuple[folds.Cell, ...]],
    ) -> None:
        """Record that a case has an answer from a day on, unless it already had that answer."""
        places = tuple(self._rows.setdefault(row, len(self._rows)) for row in rows)
        answer = self._answers.setdefault(places, len(self._answers))
        if not cases[case] or cases[case][-1][1] != answer:
            cases[case].append((day, answer))

"""The answers to a question as its page shows them: lines, cells, and the answer of each case."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import groupby
from types import MappingProxyType
from typing import NamedTuple
from urllib.parse import urlencode
from weakref import WeakKeyDictionary

from dvgraph.labels.subgraph import Subgraph
from dvgraph.labels.whole import aside
from dvgraph.locale.wording import stated
from dvgraph.locale.words import words
from dvgraph.namespaces import BASE, slug
from dvgraph.questions import agency, headings, parameters, question, steps
from dvgraph.questions.parameters import Parameter
from dvgraph.questions.question import Question
from dvgraph.questions.steps import AGENCY, Key, Steps
from dvgraph.results.readable import Words, readable
from dvgraph.results.summary import Reading, RowLine
from dvgraph.results.templates import Markup
from dvgraph.results.writers import render
from dvgraph.store.binding import headless
from dvgraph.store.embedded import Asked
from dvgraph.store.protocol import Store, Table

_ALL, _NEW_ONLY = "all", "new"  # in a form: any thing; the name of the checkbox for new rows only
_LINES = 1000  # more than a page has room for
_CHOICES = 400  # of more, a form has no list of options: a reader types a name
# The answers of a store are the same in every language; they are kept with their requests.
_AHEAD: WeakKeyDictionary[Store, dict[tuple[str, str], tuple[Steps, frozenset[Asked]]]] = (
    WeakKeyDictionary()
)


class Choice(NamedTuple):
    """An option in a form.

    ``value``: its value in the form. ``thing``: its IRI, or AGENCY.
    """

    value: str
    label: str
    thing: str


class FormField(NamedTuple):
    """A field in the form of a question, for a parameter; ``value`` is its initial value.

    ``typed``: True if the things to choose are too many for a list of options: a reader types the
    name of one, and ``choices`` has at most the initial one.
    """

    parameter: Parameter
    label: str
    value: str
    choices: tuple[Choice, ...] = ()
    typed: bool = False

    @property
    def thing(self) -> str:
        """The thing that is selected initially, as in ``Choice``; empty for none."""
        return next((one.thing for one in self.choices if one.value == self.value), "")


class RowGroup(NamedTuple):
    """Lines below one heading, ``title``; the first group of a kind also has one ``above``."""

    above: str
    title: str
    lines: list[int]


class Inquiry:
    """The answers to a question in one language."""

    search = ""  # the query string of a page for given parameters
    new = False  # whether only new rows are shown
    given: Mapping[str, object] = MappingProxyType({})  # the given values of the parameters
    # All lines as HTML, and the requests to the graph that they needed; set by the page.
    html: tuple[list[Markup], frozenset[Asked]] | None = None

    def __init__(self, store: Store, name: str, graph: Subgraph, today: str) -> None:
        """Compute all answers to the question; ``today`` is the default day of the page."""
        self.store, self._graph, self._today = store, graph, today
        self._written: dict[str, str] = {}
        self.question = question.get(name)
        # In its original order so far.
        self.ahead, self.asked = ahead(store, self.question, graph, today)
        self.ahead = self._from_first(self.ahead)
        self.words = Words(graph.lang, {}, self.question.columns)

    def _from_first(self, ahead: Steps) -> Steps:
        """Return the answers, with the rows of the initial answer before all others."""
        order = list(dict.fromkeys([*self.rows(), *range(len(ahead.folded.rows))]))
        place = {old: new for new, old in enumerate(order)}
        rows = [ahead.folded.rows[n] for n in order]
        return ahead._replace(
            folded=ahead.folded._replace(rows=rows),
            rows=tuple(tuple(place[n] for n in answer) for answer in ahead.rows),
        )

    @cached_property
    def table(self) -> Table:
        """Every row of every answer, for machines."""
        return steps.worded(self.store, self.ahead, self._graph)

    @cached_property
    def readable(self) -> tuple[list[str], list[list[str]], list[str]]:
        """The headings, the cells of every row, and the sources, for people."""
        return readable(self.table, self.words)

    @cached_property
    def _reading(self) -> Reading:
        return Reading(self.table, self.words, self.question.outline)

    @cached_property
    def lines(self) -> list[RowLine]:
        """Every row as a line; in a large graph, only those for which a page has room."""
        if self.ahead.alone is None:
            return list(self._reading.lines())
        shown = Table(self.table.variables, self.table.rows[:_LINES])
        return list(Reading(shown, self.words, self.question.outline).lines())

    @cached_property
    def things(self) -> dict[str, str]:
        """The thing, or AGENCY, for each value that a form and a case have."""
        offered = {one.value: one.thing for field in self.fields for one in field.choices}
        if any(field.typed for field in self.fields):
            offered |= {value: thing for thing, value in self._values.items()}
        return offered

    @cached_property
    def fields(self) -> list[FormField]:
        """The fields of the form, in the order of the parameters.

        Among dates these are the one for which all answers were computed, and those that may be
        empty.
        """
        asked = self.question.params.values()
        return [
            self._field(one)
            for one in asked
            if one.type != "date" or one.variable == self.ahead.day or one.absent
        ]

    @cached_property
    def case(self) -> Key:
        """The case that a page shows initially, as the command does without options."""
        first: dict[str, str] = {}
        for field in self.fields:
            first.setdefault(field.parameter.variable, field.thing)
        return (*(first[name] for name in self.ahead.asked), "")

    @cached_property
    def day(self) -> str:
        """The day that is shown initially, YYYY-MM-DD, or the empty string."""
        return steps.day_of(self.question, self.ahead.day, self._today)

    @cached_property
    def sparql(self) -> str:
        """The query of the initial answer, with its parameters bound."""
        if self.given:
            return question.sparql(self.store, self.question.name, self.given)
        if any(field.parameter.required and not field.value for field in self.fields):
            return headless(self.question.text)  # the data has no thing for a required parameter
        given = {field.parameter.name: field.thing or field.value for field in self.fields}
        shown = {name: said for name, said in given.items() if said not in ("", AGENCY)}
        return question.sparql(self.store, self.question.name, shown)

    def ask_all(self) -> None:
        """Make all requests to the graph that the page needs: rows in words, cases, choices."""
        _ = self.table, self.fields, self.sparql, self.case

    def written(self, form: str) -> str:
        """Return the initial answer in a table format; each format is made once."""
        if form not in self._written:
            self._written[form] = render(self.first, form)
        return self._written[form]

    def rows(self) -> tuple[int, ...]:
        """Return the positions of the rows of the initial answer."""
        return self.ahead.answer(self.case, self.day)

    @cached_property
    def first(self) -> Table:
        """The initial answer as a table of terms."""
        return Table(self.table.variables, [self.table.rows[n] for n in self.rows()])

    def lead(self, case: Key, rows: Sequence[int], day: str) -> str:
        """Return the sentence that summarises an answer; ``day`` is the day in words."""
        said = {
            field.parameter.name: next(
                (one.label for one in field.choices if one.thing == thing), ""
            )
            for field in self.fields
            for name, thing in zip(self.ahead.asked, case, strict=False)
            if field.parameter.variable == name and thing
        }
        for one in self.question.params.values():
            if one.variable == self.ahead.day:
                said[one.name] = day
            elif one.absent and (text := str(self.given.get(one.name, ""))):
                meant = parameters.day(text, one.edge, one.name)
                said[one.name] = stated(meant, self._graph.lang)
        if self._graph.lang in self.question.sentence:
            sentence = headings.sentence(self.question, self._graph.lang, said)
        else:
            labels = {field.parameter.name: field.label for field in self.fields}
            named = (f" · {labels[name]}: {text}" for name, text in said.items() if text)
            sentence = "".join(("{count}", *named))
        return self._reading.lead(rows, sentence)

    def groups(self, rows: Sequence[int]) -> Iterator[RowGroup]:
        """Yield rows by heading; kinds and groups are in the order of their first rows."""
        places: dict[tuple[str, str], list[int]] = {}
        for n in rows:
            places.setdefault((self.lines[n].above, self.lines[n].title), []).append(n)
        kinds = list(dict.fromkeys(above for above, _ in places))
        ordered = sorted(places.items(), key=lambda one: kinds.index(one[0][0]))
        for above, parts in groupby(ordered, key=lambda one: one[0][0]):
            for n, ((_, title), found) in enumerate(parts):
                yield RowGroup(above if n == 0 else "", title, found)

    def value(self, thing: str) -> str:
        """Return the value of a thing in the form and the query string: its slug, or its path."""
        return self._values.get(thing, thing)

    @cached_property
    def _values(self) -> Mapping[str, str]:
        things = {thing for case in self.ahead.cases for thing in case if thing.startswith("http")}
        number = Counter(map(slug, things))
        return {
            thing: slug(thing) if number[slug(thing)] == 1 else thing.removeprefix(BASE)
            for thing in sorted(things)
        }

    def _field(self, one: Parameter) -> FormField:
        label = one.label.get(self._graph.lang, one.name)
        if one.type == "date":
            return FormField(one, label, self._given(one))
        if one.type in parameters.SCALARS:
            return FormField(one, label, one.default or "")
        things = self.ahead.chosen(one.variable) & steps.things(self.store, one)
        main = agency.agency(self.store) if self.question.agency else []
        if len(things) > _CHOICES:
            return self._typed(one, label, things, main)
        choices = [Choice(self.value(iri), self._graph.label(iri), iri) for iri in sorted(things)]
        choices.sort(key=lambda choice: choice.label.casefold())
        if main and one.type == "organisation":
            choices.insert(0, Choice(AGENCY, self._graph.label(main[0]), AGENCY))
            return FormField(one, label, AGENCY, tuple(choices))
        value = ""
        if one.required and choices:
            wanted = steps.example(self.store, self.question, one)
            value = next((c.value for c in choices if c.thing in wanted), choices[0].value)
        return FormField(one, label, value, tuple(choices))

    def _typed(
        self, one: Parameter, label: str, things: frozenset[str], main: Sequence[str]
    ) -> FormField:
        """Return a field in which a reader types the name of one of many things."""
        lang = self._graph.lang
        if main and one.type == "organisation":
            name = self._graph.label(main[0])
            said = words("site.ask", lang)["agency"].format(name)
            return FormField(one, label, said, (Choice(said, name, AGENCY),), typed=True)
        if not one.required:
            return FormField(one, label, "", typed=True)
        there = self._cased(one.variable, things)
        wanted = there.intersection(steps.example(self.store, self.question, one)) or there
        first = min(wanted)
        name = self._graph.label(first)
        return FormField(one, label, name, (Choice(name, name, first),), typed=True)

    def _cased(self, variable: str, things: frozenset[str]) -> frozenset[str]:
        """Return those things of a variable whose answer was computed: one in a large graph."""
        place = self.ahead.asked.index(variable)
        return things if self.ahead.alone is None else frozenset((self.ahead.alone[place],))

    def _given(self, one: Parameter) -> str:
        """Return a day as people write it in a field: only the year for its first day."""
        if one.absent:
            return ""
        day = self._today if one.today else parameters.day(one.default or "", one.edge, "")
        return day.removesuffix("-01-01") if one.edge == "first" else day


def ahead(
    store: Store, asked: Question, graph: Subgraph, today: str
) -> tuple[Steps, frozenset[Asked]]:
    """Return all answers to a question, computed once, and their requests to the graph."""
    kept, name = _AHEAD.setdefault(store, {}), (asked.name, today)
    if name not in kept:
        with aside(graph) as requests:
            found = steps.steps(store, asked, graph, today)
        kept[name] = found, frozenset(requests)
    return kept[name]


def choosable(store: Store, asked: Question) -> list[object]:
    """Return the data that decides a page of a question, besides the triples that its query reads.

    It has the things that its parameters accept, those of its example, and the agency.
    """
    found: list[object] = [agency.agency(store) if asked.agency else []]
    for one in asked.params.values():
        if one.type not in parameters.SCALARS:
            found.append(sorted(steps.things(store, one)))
            found.append(steps.example(store, asked, one) if one.required else [])
    return found


class Posed(Inquiry):
    """The answer to a question for the values given in its form."""

    def __init__(
        self, store: Store, name: str, graph: Subgraph, today: str, given: Mapping[str, str]
    ) -> None:
        """Ask the question; ``given`` has texts by option. Raises UseError for an invalid value."""
        self._texts = {key: text for key, text in given.items() if key != _NEW_ONLY and text}
        super().__init__(store, name, graph, today)
        self.new = given.get(_NEW_ONLY) == "1" and bool(self.question.new_only)
        self.search = f"?{urlencode(given)}"
        texts = {"organisation": AGENCY, **self._texts} if self.question.agency else self._texts
        self.given = {key: self._meant(text) for key, text in texts.items() if text != _ALL}
        new, lang = self.new, graph.lang
        self._answer = question.ask(store, name, self.given, lang, new_only=new, spell=str)

    def _meant(self, text: str) -> object:
        thing = self._things.get(text, text)
        return agency.agency(self.store) if thing == AGENCY else thing

    @cached_property
    def _things(self) -> dict[str, str]:
        """The IRI of each thing that the form offers, by its value there."""
        return {choice.value: choice.thing for field in self.fields for choice in field.choices}

    def _field(self, one: Parameter) -> FormField:
        field = super()._field(one)
        return field._replace(value=self._texts.get(one.name, field.value))

    @cached_property
    def table(self) -> Table:
        """Every row of the answer, for machines."""
        return self._answer.table

    @cached_property
    def day(self) -> str:
        """The day for which the question was asked, YYYY-MM-DD, or the empty string."""
        for one in self.question.params.values():
            if one.variable == self.ahead.day and (text := self._texts.get(one.name)):
                return parameters.day(text, one.edge, one.name)
        return super().day

    def rows(self) -> tuple[int, ...]:
        """Return the rows of the answer."""
        return tuple(range(len(self.table.rows))) if "_answer" in vars(self) else super().rows()

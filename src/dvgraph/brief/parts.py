"""The parts of a brief's body, in their order."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from dvgraph.brief import doubts, events, figures, growth, request
from dvgraph.brief.added import CERTAINTIES, Gain, came, gains, ledger, left, shared, together
from dvgraph.brief.blocks import Block, Grid, Image, Items, Line, Paragraph, Text, line
from dvgraph.brief.blocks import lines as lines_of
from dvgraph.brief.chapters import PLANS_OF, SERVICES, came_true, in_body
from dvgraph.brief.facts import BriefFacts
from dvgraph.brief.figures import Judgement, Row, Total, Value
from dvgraph.brief.growth import Chart
from dvgraph.brief.notes import Notes
from dvgraph.brief.prose import lowered, sentence, told
from dvgraph.brief.scope import last_classified, planned, scope
from dvgraph.derive.states import IN_FORCE, State
from dvgraph.evidence.verdicts import Outcome
from dvgraph.history import digests
from dvgraph.history.diff import diff
from dvgraph.ledgers.decisions import SOUGHT
from dvgraph.locale.captions import beside, caption, joined
from dvgraph.locale.patterns import with_article
from dvgraph.locale.times import happening, lasting
from dvgraph.locale.wording import number, stated
from dvgraph.locale.words import selected, words
from dvgraph.namespaces import path
from dvgraph.questions.agency import agency
from dvgraph.things import grounds, readings
from dvgraph.things.sentences import concept, kind, subject

if TYPE_CHECKING:
    from dvgraph.store.protocol import Store

PARTS = (
    *("request", "gist", "added", "means", "context", "organisation"),
    *("doubts", "conclusion"),
)
_INSIDE = ("ouder", "ingebed-in")
# Words of the summary and of the table for each certainty; those of the summary first for the
# first certainty that it names, then for a following one.
_SUMMED = (
    ("gained certain", ""),
    ("only possible", "gained possible"),
    ("only unknown", "gained unknown"),
)
_BANDS = ("title certain", "title possible", "title unknown")
_UNSURE: Mapping[Judgement, str] = {
    "refused": "series refused",
    "contradicted": "series contradicted",
    "none": "series none",
}
# Words for no certain task since a later day, in place of those for some.
_NONE_SINCE = {"classes later": "classes later none", "in all later": "in all later none"}
# Words on statements that were not verified: some of them, or all.
_UNREAD = ("unread", "all unread")
_UNREAD_BY_SIGNER = ("vouched unread", "all vouched unread")
_UNREAD_IN_SHORT = ("reserved", "all reserved")
_UNSUPPORTED = (Outcome.CHANGED, Outcome.NOT_FOUND, Outcome.PARTLY)
_LESS = "vermindering"  # a decrease, which argues against a higher class of the post
_NAMED = 6  # greatest number of services named in the body; the annex has all


class BriefParts:
    """A maker of the parts; ``PARTS`` lists the names of its methods.

    The parts must be made in that order, since a source gets its key at its first mention.
    """

    def __init__(
        self,
        store: "Store",
        facts: BriefFacts,
        notes: Notes,
        by_chapter: Mapping[str, list[str]],
        thing: str,
        days: tuple[date, date],
        asked: request.Request | None,
    ) -> None:
        """Compute the data that several parts use: gains, figures with their comparisons, sums."""
        self.facts, self.graph, self.lang = facts, facts.graph, facts.graph.lang
        self._notes, self._by_chapter, self._thing = notes, by_chapter, thing
        self._days, self._asked, self._scope = days, asked, facts.scope
        self._text = words("brief.text", self.lang)
        self.charts: list[Chart] = []
        self._store, own = store, self._scope.organisations
        self.tasks = gains(store, self.graph, self._scope, own, days, "tasks-added")
        lives = ledger(store, self.tasks.kept, days[1])
        self._came, self._shared = came(lives, own), shared(lives, own, self.tasks.kept)
        self._since_later = {
            day: gains(store, self.graph, scope(self.graph, thing, day, days[1]), own,
                       (day, days[1]), "tasks-added")
            for day in self._later_days
        }  # fmt: skip
        self._left = left(store, self.graph, self._scope, days, self.tasks)
        self._open = 0  # contradictions among the statements of the body
        self.services = gains(store, self.graph, self._scope, own, days, "services-added")
        self._own_agency = bool(set(own) & set(agency(store)))
        self.units = gains(store, self.graph, self._scope, self._inside(), days, "tasks-added")
        self.money = figures.rows(facts, self._figures("means"))
        self.people = figures.rows(facts, self._figures("people"))
        self.use = [row for row in self._rows("reach") if figures.claims(row)]
        values = [value for row in self.people for value in row.values]
        self.staff = figures.total(facts, values, "som-van-soorten")
        credits_ = [value for row in self.money for value in row.values]
        self.credits = figures.total(facts, credits_, "som-van-delen")

    # The parts.

    def request(self) -> list[Block]:
        """Return the applicant's text, or a template for it, marked as the applicant's."""
        post = self._thing in self._scope.posts
        subject_ = with_article(self.graph.label(self._thing), self.lang)
        mark = Paragraph((Text(self._text["applicant"], "em"),), request.KIND)
        _, text = request.headed(self._asked or "")
        if text:
            return [mark, *request.blocks(text)]
        targets = [
            with_article(self.graph.label(to), self.lang)
            for one in self._asked_for
            if concept(self.graph, one) == "ter-validering-aan"
            for to in self.graph.iris(one, "dvg:voorwerp")
        ]
        submit = self._text["request submit"].format(joined(targets, self.lang)) if targets else ""
        template = self._text["request post" if post else "request organisation"]
        example = Text(f"[{self._text['example']}]", "mark")
        told_ = template.format(subject_, submit=submit)
        return [mark, Paragraph(line(example, f" {told_}"), request.KIND)]

    def gist(self) -> list[Block]:
        """Return the summary: one line each on tasks, decisions, money, people and use."""
        lines = [
            *self._gained(),
            *self._decided(),
            *(self._claimed(row) for row in self.money if figures.claims(row)),
            *self._staffed(),
            *self._used(),
        ]
        return [Items(tuple(lines))] if lines else []

    def added(self) -> list[Block]:
        """Return the table of gained tasks, and the services and units in short form."""
        found: list[Block] = []
        if self.tasks.kept:
            count = self.count("taak", len(self.tasks.kept))
            rows = self._rows_of(self.tasks.kept)
            kept = len(self.tasks.kept)
            lead = self.form("table", kept, count=count, rows=rows, agency=self.agency)
            found += [Paragraph((Text(lead),), "small"), self._table(self.tasks.kept)]
            if keys := self._notes.undefined():
                found.append(Paragraph(keys, "small"))
        if any((self.services.kept, self.services.ended, self.services.moved)):
            found.append(Paragraph(self._services()))
        if self.units.kept:
            found.append(Paragraph(self._units()))
        return found

    def means(self) -> list[Block]:
        """Return money, people and use: comparisons by sources, sums, and the growth picture."""
        found: list[Block] = []
        money = line(*self._sentences(self._claimed(row) for row in self.money))
        if self.credits:
            money = line(money, " " if money else "", self._sum("credits", self.credits))
        singles = self._singles(self.money, self._argued)
        money = self._joined(money, self._told("means"), singles)
        people = self._joined(line(*self._sentences(self._staffed())), self._told("people"))
        people_ = [value for row in self.people for value in row.values]
        money_ = [row for row in self.money if figures.claims(row)]
        sums = [self.staff] if self.staff else []
        drawn = growth.chart(self.facts, self._days, self.tasks, money_, people_, sums)
        if drawn:
            self.charts.append(drawn)
            caption = line(f"{self._text['picture']} (", *self._see("doubts"), ").")
            # First, as it then follows short text and leaves no large gap on the page before.
            found.append(Image(drawn.name, drawn.alt, caption))
        found += [Paragraph(one) for one in (money, people) if one]
        if self.use:
            found.append(self._comparisons())
            if keys := self._notes.undefined():
                found.append(Paragraph(keys, "small"))
        used = [row for row in self._rows("reach") if not figures.claims(row)]
        values = (value for row in (*self.money, *self.use, *used) for value in row.values)
        rounded = line(self._text["rounded"]) if any(one.approximate for one in values) else ()
        if singles := self._joined(self._singles(used, self._served), rounded):
            found.append(Paragraph(singles))
        return found

    def context(self) -> list[Block]:
        """Return the context of the organisation, and the law that applies to it."""
        return self._paragraphs("context", "law")

    def organisation(self) -> list[Block]:
        """Return the post and its holders, the structure, and the needs of the organisation."""
        vacancies = [one for one in self._by_chapter.get("events", ()) if self._vacancy(one)]
        lines = (
            told(self.facts, [*vacancies, *self._wanted("post")], self._notes),
            self._events(),
            *map(self._told, ("structure", "risk")),
        )
        return [Paragraph(one) for one in lines if one]

    # Long since each kind of doubt goes to one of two lists.
    def doubts(self) -> list[Block]:
        """Return arguments against the request, contradictions, plans, and lost tasks.

        Doubts on the claim itself come first, as a list of their own: class, staff, tasks, money.
        """
        open_ = doubts.open_contradictions(self.facts, [*self._notes.cited, *self.classes])
        # The latter by name only, since the annex has their details.
        near, far = list[Line](), list[str]()
        if any(map(self.facts.doubts, self.classes)):
            near.append(self._classified(open_))
        if self.against:
            less = told(self.facts, self.against, self._notes)
            near.append(line(f"{self._text['against claim']} ", less))
        claim = {
            *(one for gain in self.tasks.kept for one in gain.statements),
            *(one.iri for row in self.money for one in row.compared),
            *(one.iri for sum_ in (self.staff, self.credits) if sum_ for one in sum_.parts),
        }
        for node, sides in open_.items():
            if set(sides) & set(self.classes):
                continue
            if set(sides) & claim:
                near.append(sentence(doubts.reason(self.facts, node), self._notes.refs(sides)))
            else:
                far.append(node)
        moved = {
            "moved": self.tasks.moved,
            "moved older": self._left["moved"],
            "moved unheld": self._left["unheld"],
        }
        ended = {
            "ended": [one for one in self.tasks.ended if one not in self.lapsed],
            "ended older": [one for one in self._left["ended"] if one not in self.lapsed],
        }
        lines = [
            self._joined(*(self._gone(group, name) for name, group in groups.items() if group))
            for groups in (moved, ended, {"lapsed": self.lapsed})
            if any(groups.values())
        ]
        if plans := self._plans():
            lines.append(told(self.facts, plans, self._notes))
        if far:
            text = self._text["contradicted"].format(
                count=self.count("punt", len(far)),
                list=self._quoted(far),
            )
            lines.append(line(f"{text} (", *self._see("annex"), ")."))
        self._open = len(open_)
        return [Items(tuple(near)), Items(tuple(lines))]

    def _quoted(self, nodes: Iterable[str]) -> str:
        """Return the labels of contradictions, in quotation marks as they may have a colon."""
        labels = (doubts.quotable(self.graph.label(one)) for one in nodes)
        return joined([self._text["quoted"].format(one) for one in labels], self.lang)

    def weighed(
        self, gist: Sequence[Block], found: Sequence[Block]
    ) -> tuple[list[Block], list[Block]]:
        """Return summary and doubts, with lines on the evidence; made after the other parts."""
        used = self._notes.cited
        near, lines = map(lines_of, found)
        every = (
            *near[:1],
            *self._origins(used),
            *self._unread(used),
            *self._undated(),
            *near[1:],
            *lines,
            *self._weak(used),
        )
        summed = (*(one for block in gist for one in lines_of(block)), *self._reserved(used))
        return [Items(summed)] if summed else [], [Items(every)] if every else []

    def conclusion(self) -> list[Block]:
        """Return the counts and sums of the body again, and the outcome of the request."""
        found: list[Block] = []
        if self.tasks.kept or self.staff or self.use or any(map(figures.claims, self.money)):
            found.append(Paragraph(self._totals()))
        last = told(self.facts, self._asked_for, self._notes)
        against = line(f"{self._text['against']} (", *self._see("doubts"), ").")
        found.append(Paragraph(self._joined(last, against)))
        found += self._vouched(self._notes.cited)
        found.append(Paragraph((Text(self._text["judgement"]),), "small"))
        found.append(Paragraph((Text(self._text["signature"]),), "sign"))
        return found

    def _vouched(self, used: Sequence[str]) -> list[Block]:
        """Return the statements for which the signer vouches, and the list of those excluded."""
        reserved: list[Line] = []
        alone = sum(self._notes.origin(one) == frozenset({True}) for one in used)
        shares = (
            self._share("uitspraak", alone, len(used)),
            self._share("taak", self._unconfirmed(self.tasks.kept), len(self.tasks.kept)),
        )
        if self._notes.papers and alone:
            text = self._text["vouched paper"].format(
                keys=joined(self._notes.papers, self.lang),
                list=joined(list(filter(None, shares)), self.lang),
            )
            reserved.append(line(f"{text} (", *self._see("doubts"), ");"))
        if unread := self._not_read(used, _UNREAD_BY_SIGNER):
            reserved.append(line(f"{unread} (", *self._see("annex"), ");"))
        if unsupported := self._unsupported(used, "vouched unsupported"):
            reserved.append(line(f"{unsupported} (", *self._see("annex"), ");"))
        if self._of_vacancy:
            day = stated(self._days[0].isoformat(), self.lang)
            text = self._text["vouched vacancy"].format(day)
            reserved.append(line(f"{text} (", *self._see("doubts"), ");"))
        if self.tasks.kept:
            text = self._text["vouched count"].format(
                count=self.count("taak", len(self.tasks.kept)),
                rows=self._rows_of(self.tasks.kept),
            )
            reserved.append(line(f"{text} (", *self._see("added"), ");"))
        if not reserved:
            return []
        *others, last = reserved
        lead = line(
            f"{self._text['vouched']} (",
            *self._see("annex"),
            f"). {self._text['vouched not']}",
        )
        return [Paragraph(lead), Items((*others, (*last[:-1], Text(")."))))]

    # Data for several parts.

    @cached_property
    def classes(self) -> list[str]:
        """The classifications of the post."""
        found = self._by_chapter.get("post", ())
        return [one for one in found if kind(self.graph, one) == "dvg:Functieclassificatie"]

    @cached_property
    def _asked_for(self) -> list[str]:
        """The statements that a re-evaluation was asked for, or not made, and who validates it."""
        return [
            one for one in self._by_chapter.get("post", ())
            if concept(self.graph, one) in ("herwogen", "herweging-gevraagd", "ter-validering-aan")
        ]  # fmt: skip

    @cached_property
    def against(self) -> list[str]:
        """The statements that something of the organisation or its post decreased."""
        found = (one for ones in self._by_chapter.values() for one in ones)
        return [one for one in found if self._diminished(one) and not planned(self.graph, one)]

    def _diminished(self, one: str) -> bool:
        kinds = [
            kind_
            for value in self.graph.iris(one, "dvg:voorwerp")
            for kind_ in self.graph.iris(value, "skos:broader")
        ]
        return any(each.endswith(f"/{_LESS}") for each in kinds)

    def _less(self, one: str) -> str:
        """Return what a statement on a decrease says, in the form for inside a sentence."""
        fact = self.facts.fact(one)
        return self._text["reserved less"].format(beside(fact.fields["object"], fact.when))

    def _classified(self, open_: Mapping[str, Sequence[str]]) -> Line:
        """Return a paragraph on the contradicting classifications of the post.

        It also names the classification list, and gives the reason for each doubt.
        """
        lists = [
            one
            for one in self._by_chapter.get("post", ())
            if concept(self.graph, one) == "classificatielijst"
        ]
        nodes = [node for node, sides in open_.items() if set(sides) & set(self.classes)]
        gaps = doubts.gaps(self.facts, self.classes)
        read: list[Line] = []
        for one in sorted(self.classes, key=lambda each: self.facts.fact(each).order):
            read.append(told(self.facts, [one], self._notes))
            if missing := [node for node, about in gaps.items() if one in about]:
                labels = [lowered(self.graph.label(node).rstrip(".")) for node in missing]
                text = self._text["class gaps"].format(joined(labels, self.lang))
                read.append(line(f"{text} (", *self._see("annex"), ")."))
            read += [self._readings(node, open_[node]) for node in nodes if one in open_[node]]
        read.append(told(self.facts, lists, self._notes))
        vacancy = ""
        if self._of_vacancy:
            day = stated(self._days[0].isoformat(), self.lang)
            vacancy = f" {self._text['classes vacancy'].format(day)}"
        after = [
            line(f"{self._counted_since('classes later', day)} (", *self._see("added"), ").")
            for day in self._since_later
        ]
        return self._joined(line(self._text["classes"] + vacancy), *read, *after)

    def _readings(self, node: str, sides: Sequence[str]) -> Line:
        """Return how the sides of a contradiction read its subject, and the reason for a choice."""
        point = self._text["class readings"].format(
            point=doubts.quotable(self.graph.label(node)), count=len(sides)
        )
        texts = [self.graph.text(node, name) for name in ("dct:description", "dvg:reden")]
        told_ = " ".join(f"{one.rstrip('.')}." for one in (point, *texts) if one)
        return sentence(told_, self._notes.refs(sides))

    def _counted_since(self, name: str, day: date) -> str:
        """Return the number of tasks gained since a later day, certain ones and others."""
        found = self._since_later[day]
        sure, maybe, unknown = (len(found.of(one)) for one in CERTAINTIES)
        name = name if sure else _NONE_SINCE[name]
        others = [
            self._text[key].format(count)
            for key, count in (("later possible", maybe), ("later unknown", unknown))
            if count
        ]
        return self._text[name].format(
            day=stated(day.isoformat(), self.lang),
            count=self.count("taak", sure),
            others="; ".join(["", joined(others, self.lang)]) if others else "",
        )

    @property
    def agency(self) -> str:
        """The name of the organisation on the last day, or else its last name."""
        return with_article(self.graph.label(self._called), self.lang)

    @cached_property
    def _called(self) -> str:
        """The version of the organisation on the last day, or else its last one."""
        graph = self.graph
        states: dict[str, set[State | None]] = {one: set() for one in self._scope.organisations}
        for life in graph.mentions(states, "dvg:over"):
            if "dvg:GeldendeUitspraak" in graph.types(life):
                states[graph.iri(life, "dvg:over")].add(graph.state(life, self._days[1]))
        alive = [one for one, found in states.items() if found & set(IN_FORCE)]
        return next(iter(alive or [one for one in states if states[one]]), self._thing)

    def _gained(self) -> list[Line]:
        """Return the number of gained tasks: the certain ones, then the others."""
        if not self.tasks.kept:
            return []
        told_ = list[str]()
        for name, (first, next_) in zip(CERTAINTIES, _SUMMED, strict=True):
            if not (found := self.tasks.of(name)):
                continue
            text = self.form(
                next_ if told_ else first,
                len(found),
                since=self._since_read,
                agency=self.agency,
                count=self.count("taak", len(found)),
                rows=self._rows_of(found),
                own=self._weakened(found),
            )
            told_.append(text)
        return [line(f"{'. '.join(told_)} (", *self._see("added"), ").")]

    def _rows_of(self, found: Sequence[Gain]) -> str:
        """Return the number of rows that some tasks have in the table."""
        return self.count("rows", len(together(self.graph, found)))

    def form(self, name: str, number: int, *numbers: object, **fields: object) -> str:
        """Return a text in its form for one thing, or for several."""
        one, _, many = self._text[name].partition("|")
        return (one if number == 1 else many or one).format(*numbers, **fields)

    def _all(self, noun: str, number: int) -> str:
        """Return the words after the article for all things: ``29 taken``, or ``enige taak``."""
        told_ = self.count(noun, number)
        return self._text["the only"].format(told_.removeprefix("1 ")) if number == 1 else told_

    def _share(self, noun: str, number: int, every: int) -> str:
        """Return a number of all things: ``6 van de 29 taken``, or ``de 29 taken`` for all.

        Empty if the number is 0.
        """
        name = "vouched every" if number == every else "vouched share"
        return self._text[name].format(number=number, all=self._all(noun, every)) if number else ""

    # Long since one sentence gives all its numbers, with the statements behind them.
    def _decided(self) -> list[Line]:
        found = self.tasks.decided
        if not found:
            return []
        together: dict[tuple[str, ...], list[str]] = {}
        for one, tasks in found.items():
            label = with_article(grounds.named(self.graph, one), self.lang)
            together.setdefault(tuple(task.thing for task in tasks), []).append(label)
        kept = len(self.tasks.kept)
        listed = [
            beside(joined(labels, self.lang), self.count("taak", len(tasks)) if kept > 1 else "")
            for tasks, labels in together.items()
        ]
        resting = {one.thing for tasks in found.values() for one in tasks}
        frames = sum("besluit:Besluit" not in self.graph.types(one) for one in found)
        numbers = {"decision": len(found) - frames, "framework": frames}
        counts = [self.count(noun, number_) for noun, number_ in numbers.items() if number_]
        text = self.form(
            "decided",
            kept,
            tasks=len(resting),
            all=self._all("taak", kept),
            rest_on=self._text["rest one" if len(resting) == 1 else "rest many"],
            count=joined(counts, self.lang),
            list=joined(listed, self.lang),
        )
        if rest := kept - len(resting):
            text += self._text["decided rest"].format(rest)
        statements = [
            one
            for tasks in found.values()
            for task in tasks
            for one in task.statements
            if self.graph.iris(one, "dvg:grond")
        ]
        statements += [
            one
            for ground in found
            for one in (*grounds.lives(self.graph, ground), *grounds.papers(self.graph, ground))
        ]
        return [sentence(text, self._notes.refs(statements))]

    def _claimed(self, row: Row) -> Line:
        """Return a source's comparison with the graph's verdict on it; empty if it makes none."""
        found = figures.claims(row)
        if not found:
            return ()
        claim = found[-1]
        ends = []
        for value in (claim.older, claim.newer):
            marks = self.facts.marks(value.iri)
            whose = value.about if len({one.about for one in row.values}) > 1 else ""
            ends.append(beside(value.text, value.when, whose, *marks))
        measure = f"{row.measure[:1].upper()}{row.measure[1:]}"
        text = self._text["claim"].format(measure, *ends)
        if judged := figures.verdict(row, claim, self.lang):
            text += f"; {judged}"
        return sentence(text, self._notes.refs((claim.older.iri, claim.newer.iri)))

    def _staffed(self) -> list[Line]:
        return [self._sum("staff", self.staff)] if self.staff else []

    def _sum(self, name: str, found: Total) -> Line:
        units = name == "staff"
        parts = [self._named(value) if units else self._measured(value) for value in found.parts]
        marks = dict.fromkeys(mark for one in found.parts for mark in self.facts.marks(one.iri))
        text = self._text[name].format(
            when=found.parts[0].when,
            agency=found.parts[0].about,
            total=found.text,
            parts=joined(parts, self.lang),
        )
        refs = self._notes.refs(value.iri for value in found.parts)
        return sentence(beside(text, *marks), refs)

    def _named(self, value: Value) -> str:
        """Return a figure with its measure as the counted thing: ``215 internal staff``."""
        return f"{number(str(value.amount), self.lang)} {value.measure}"

    def _measured(self, value: Value) -> str:
        return f"{value.measure} ({value.text})"

    def _used(self) -> list[Line]:
        if not self.use:
            return []
        return [line(f"{self._compared('used')} (", *self._see("means"), ").")]

    def _compared(self, name: str) -> str:
        """Return how many series on use the sources compare, and the verdicts on their growth.

        A growth is given only if neither of its two values is contradicted.
        """
        latest = [(row, figures.claims(row)[-1]) for row in self.use]
        by_judgement: dict[Judgement, int] = {}
        shown = []
        for row, claim in latest:
            judged = figures.judged(row, claim)
            by_judgement[judged] = by_judgement.get(judged, 0) + 1
            if judged == "computed":
                older, newer = (
                    beside(value.text, value.when, *self.facts.marks(value.iri))
                    for value in (claim.older, claim.newer)
                )
                shown.append(self._text["used as"].format(row.measure, older, newer))
        others = [
            self.count(noun, by_judgement[one])
            for one, noun in _UNSURE.items()
            if one in by_judgement
        ]
        form = self._text["growth shown" if shown else "no growth shown"]
        growths = form.format(
            count=len(shown),
            list=joined(shown, self.lang),
            rest=joined(others, self.lang),
        )
        return self._text[name].format(
            series=self.count("series", len(latest)), growths=growths.rstrip(";: ")
        )

    # Long since it gives one sentence for each count and sum of the body.
    def _totals(self) -> Line:
        """Return a sentence for each count and sum of the body, with the part that has it."""
        lines: list[Line] = []
        if kept := self.tasks.kept:
            if sure := self.tasks.of(CERTAINTIES[0]):
                decided = sum(bool(one.grounds) for one in sure)
                text = self._text["in all tasks"].format(
                    since=self._since,
                    agency=self.agency,
                    count=self.count("taak", len(sure)),
                    rows=self._rows_of(sure),
                    decided=self.form("in all decided", decided, decided)
                    if decided
                    else self._text["in all undecided"],
                    own=self._weakened(sure),
                )
                lines.append(line(f"{text[:1].upper()}{text[1:]} (", *self._see("added"), ")."))
            if others := len(kept) - len(sure):
                name = "in all others" if sure else "in all only others"
                text = self.form(name, others, self.count("taak", others))
                lines.append(line(f"{text} (", *self._see("doubts"), ")."))
            for day in self._since_later:
                text = self._counted_since("in all later", day)
                lines.append(line(f"{text} (", *self._see("doubts"), ")."))
        for row in self.money:
            for claim in figures.claims(row)[-1:]:
                text = self._text["in all money"].format(
                    with_article(row.measure, self.lang),
                    claim.older.text,
                    claim.newer.text,
                    figures.verdict(row, claim, self.lang),
                )
                lines.append(sentence(text, self._notes.refs((claim.older.iri, claim.newer.iri))))
        if self.staff:
            parts = self.staff.parts
            text = self._text["in all staff"].format(
                when=parts[0].when, total=self.staff.text, count=len(parts)
            )
            marks = dict.fromkeys(mark for one in parts for mark in self.facts.marks(one.iri))
            refs = self._notes.refs(value.iri for value in parts)
            lines.append(sentence(beside(text, *marks), refs))
        if self.use:
            lines.append(line(f"{self._compared('in all use')} (", *self._see("means"), ")."))
        return self._joined(*lines)

    # Helpers of single parts.
    def _table(self, kept: Sequence[Gain]) -> Grid:
        """Return the table of gained tasks, with one row for each passage, start and decision."""
        rows: list[tuple[Line, ...]] = []
        for name, form in zip(CERTAINTIES, _BANDS, strict=True):
            if found := [one for one in kept if one.certainty == name]:
                count = self.count("taak", len(found))
                title = self._text[form].format(
                    since=self._since, count=count, rows=self._rows_of(found)
                )
                rows.append((line(Text(title[:1].upper() + title[1:], "strong")),))
                rows += map(self._row, together(self.graph, found))
        heads = selected("brief.added.columns", self.lang, "task", "since", "decision", "source")
        return Grid(heads, tuple(rows), (35, 15, 31, 19))

    def _row(self, gains_: Sequence[Gain]) -> tuple[Line, ...]:
        lead, many = gains_[0], len(gains_) > 1
        runs = line(f"{self.count('taak', len(gains_))}: " if many else "")
        for n, gain in enumerate(gains_):
            runs = line(runs, "; " if n else "", self._task(gain))
        named = [grounds.named(self.graph, one) for one in lead.grounds]
        return (
            runs,
            line(self._start(lead)),
            line(joined(named, self.lang) or self._ungrounded(gains_)),
            self._notes.cell(one for gain in gains_ for one in gain.statements),
        )

    def _ungrounded(self, gains_: Iterable[Gain]) -> str:
        """Return the sign for no known decision, and whether all of them were searched for."""
        searched = all(
            any(
                SOUGHT in self.graph.iris(gap, "dvg:gezocht")
                for gap in self.graph.mentions(gain.statements, "dvg:onderwerp")
            )
            for gain in gains_
        )
        return self._text["decision sought" if searched else "no decision"]

    def _start(self, gain: Gain) -> str:
        """Return the start of a gain in words; if no source gives it, a bound as a bound."""
        bound = gain.began.removesuffix(words("dates", self.lang)["derived"].format(""))
        if gain.certainty != CERTAINTIES[2] or bound == gain.began:
            return gain.began
        return self._text["in the course"].format(bound)

    def _task(self, gain: Gain) -> Line:
        """Return a task with its roles, its previous holders, and its doubts."""
        brought = self._came.get(gain.thing, {})
        before = list(dict.fromkeys((*gain.givers, *map(self.graph.label, brought))))
        earlier = [one for ones in brought.values() for one in ones]
        unsure = dict.fromkeys(why for one in earlier for why in self.facts.doubts(one))
        from_ = self._text["from"].format(joined(before, self.lang))
        givers = [": ".join(filter(None, (from_, *unsure)))] if before else []
        roles = [", ".join(gain.roles)] if len(gain.roles) > 1 else []
        also = []
        for organisation, ones in self._shared.get(gain.thing, {}).items():
            label = self.graph.label(organisation)
            if label not in before:
                span = self.graph.span(ones[0])
                when = lasting(span, self.lang) if span else ""
                doubt = dict.fromkeys(why for one in ones for why in self.facts.doubts(one))
                sure = span and span.bounds[1] < gain.start[0]
                form = self._text["also at" if sure else "perhaps at"]
                text = form.format(with_article(label, self.lang), when).strip()
                also.append(": ".join((text, *doubt)))
                earlier += ones
        told_ = beside(gain.label, *roles, *givers, *gain.doubts, *also)
        return line(told_, self._notes.refs(earlier))

    def _services(self) -> Line:
        """Return the services that certainly began, also those that ended or moved since.

        Whether they still exist is in the annex: a source often gives no end.
        """
        groups = (self.services.kept, self.services.ended, self.services.moved)
        found = sorted((one for group in groups for one in group), key=lambda one: one.order)
        sure = [one for one in found if one.certainty == CERTAINTIES[0]]
        others = len(self.services.kept) - len(self.services.of(CERTAINTIES[0]))
        listed = [
            beside(with_article(one.label, self.lang), one.began, *self._former(one), *one.doubts)
            for one in sure[:_NAMED]
        ]
        name = "services" if sure and others else "services sure" if sure else "services unknown"
        text = self._text[name].format(
            count=self.count("dienst", len(sure)),
            list=joined(listed, self.lang),
            rest=self.count("dienst", others),
            agency=self.agency,
        )
        statements = [iri for one in sure[:_NAMED] for iri in one.statements]
        return line(f"{text} (", *self._see("annex"), ").", self._notes.refs(statements))

    def _units(self) -> Line:
        runs: list[Text] = []
        by_unit: dict[str, list[Gain]] = {}
        for gain in self.units.kept:
            unit = self.graph.iri(gain.statements[0], "dvg:organisatie")
            by_unit.setdefault(unit, []).append(gain)
        for unit, found in by_unit.items():
            listed = [beside(one.label, one.began, *one.doubts) for one in found]
            ties = self._ties[unit]
            sure = any(not self.facts.doubts(one) for one in ties)
            named = with_article(self.graph.label(unit), self.lang)
            text = self._text["unit" if sure else "unit doubtful"].format(
                unit=named,
                inside=named,
                agency=self.agency,
                count=self.count("taak", len(found)),
                list=joined(listed, self.lang),
            )
            statements = [iri for one in found for iri in one.statements]
            if not sure:
                text = beside(text, *(why for one in ties for why in self.facts.marks(one)))
                statements += ties
            runs += line(" " if runs else "", sentence(text, self._notes.refs(statements)))
        if self.tasks.kept:
            units, kept = len(self.units.kept), len(self.tasks.kept)
            apart = self.form("units apart", units, count=self.count("taak", units), all=kept)
            runs += line(f" {apart}")
        return tuple(runs)

    def _comparisons(self) -> Grid:
        lines = []
        for row in self.use:
            for claim in figures.claims(row)[-1:]:
                ends = [
                    beside(value.text, value.when, *self.facts.doubts(value.iri))
                    for value in (claim.older, claim.newer)
                ]
                cells = (row.title, *ends)
                judged = figures.verdict(row, claim, self.lang)
                source = self._notes.cell((claim.older.iri, claim.newer.iri))
                lines.append((*map(line, cells), line(judged), source))
        names = ("series", "older", "newer", "verdict", "source")
        heads = selected("brief.use.columns", self.lang, *names)
        return Grid(heads, tuple(lines), (25, 18, 18, 23, 16))

    def _singles(self, rows: Iterable[Row], wanted: Callable[[Value], bool]) -> Line:
        """Return the wanted figures without a series, as a list in a sentence."""
        parts: list[str | Text | Line] = []
        sums = {value.iri for found in (self.staff, self.credits) if found for value in found.parts}
        values = [
            row.values[-1] for row in rows if not row.compared and row.values[-1].iri not in sums
        ]
        values = [value for value in values if wanted(value)]
        for n, value in enumerate(values):
            parts += ["; " if n else ""]
            own = subject(self.graph, value.iri) in self._scope.organisations
            said = f"{value.measure}: {value.text}"
            if value.counted:
                said = f"{value.text.removesuffix(f' {value.unit}')} {value.measure}"
            # An unknown time after a value would say nothing.
            about = value.about
            about = self._text["number"].format(about) if about.isdigit() else about
            behind = ["" if own else about, value.when if value.dated else ""]
            parts.append(beside(said, *behind, *self.facts.marks(value.iri)))
            parts.append(self._notes.refs([value.iri]))
        return line(self._text["singles"], *parts, ".") if values else ()

    def _argued(self, value: Value) -> bool:
        """Return whether a source that argues the post's case gives a figure."""
        return value.iri in self._scope.case

    def _served(self, value: Value) -> bool:
        """Return whether ``_argued`` holds for a figure of the organisation or its services."""
        about = subject(self.graph, value.iri)
        mine = about in self._scope.organisations or SERVICES & set(self.graph.types(about))
        return self._argued(value) and bool(mine)

    def _gone(self, group: Sequence[Gain], name: str) -> Line:
        by_fate: dict[tuple[str, ...], list[str]] = {}
        for one in group:
            by_fate.setdefault(self._fate(one), []).append(one.label)
        listed = [beside(joined(ones, self.lang), *fate) for fate, ones in by_fate.items()]
        former = dict.fromkeys(name for one in group for name in self._former(one))
        text = self.form(
            name,
            len(group),
            count=self.count("taak", len(group)),
            agency=self.agency,
            former=joined(list(former), self.lang),
            list="; ".join(listed),
        )
        statements = [iri for one in group for iri in (one.lost or one.statements)]
        return sentence(text, self._notes.refs(statements))

    def asked(self, question: str) -> str:
        """Return the command that asks a question about the organisation since the first day."""
        until = self._days[1]
        options = [f"--since {self._days[0]}"]
        options += [f"--until {until}"] if until < date.today() else []
        if not self._own_agency:
            options.append(f"--organisation {path(self._scope.organisations[0])}")
        return f"dvgraph ask {question} {' '.join(options)}"

    @property
    def organisations(self) -> tuple[str, ...]:
        """The organisations of the brief, in all their versions."""
        return self._scope.organisations

    @property
    def diffed(self) -> str:
        """The command that compares the first and the last day of the period."""
        return f"dvgraph diff {self._days[0]} {self._days[1]} {path(self._called)}"

    @cached_property
    def added_by_diff(self) -> dict[str, set[str]]:
        """The tasks that this command lists as added, each with the organisations."""
        found = diff(self._store, *self._days, self._called, self.lang, self.graph)
        return digests.added(found)

    @cached_property
    def lapsed(self) -> list[Gain]:
        """The tasks of a former organisation of which only the end of that organisation is known.

        No source says whether the present organisation has them, so that they are not lost.
        """
        return [
            one
            for one in (*self.tasks.ended, *self._left["ended"])
            if self._former(one) and not self._after(one) and not self._own_end(one)
        ]

    def _own_end(self, gain: Gain) -> bool:
        """Return whether a source gives the end of a task apart from that of its organisation."""
        spans = map(self.graph.span, gain.statements)
        return any(span.tot for span in spans if span)

    def _former(self, gain: Gain) -> list[str]:
        """Return the former names of the organisation under which it had a task."""
        own = [
            with_article(self.graph.label(one), self.lang)
            for iri in gain.statements
            for one in self.graph.iris(iri, "dvg:organisatie")
            if one in self._scope.organisations
        ]
        return [one for one in dict.fromkeys(own) if one != self.agency]

    def _after(self, gain: Gain) -> list[str]:
        """Return the organisations that had a task after the organisation of the brief."""
        found = (one for iri in gain.statements for one in self.graph.iris(iri, "dvg:laterBij"))
        named = (with_article(self.graph.label(one), self.lang) for one in found)
        return list(dict.fromkeys(named))

    def _fate(self, gain: Gain) -> tuple[str, ...]:
        """Return what became of a task: when it moved, or who had it and has it, with doubts."""
        if gain.lost:
            spans = map(self.graph.span, gain.lost)
            when = [happening(span, self.lang) for span in spans if span]
            marks = [mark for one in gain.lost for mark in self.facts.marks(one)]
            return (*(one or self._text["time unknown"] for one in when), *dict.fromkeys(marks))
        if gain in self.lapsed:
            return (self._text["begun"].format(gain.began), *gain.doubts)
        former, after = self._former(gain), joined(self._after(gain), self.lang)
        told_ = [self._text["held as"].format(joined(former, self.lang))] if former else []
        told_.append(self._text["then at"].format(after) if after else self._text["no fate"])
        return tuple(told_)

    def _plans(self) -> list[str]:
        return [
            one
            for name in PLANS_OF
            for one in self._by_chapter.get(name, ())
            if planned(self.graph, one) and one not in self._came_true
        ]

    @cached_property
    def _came_true(self) -> dict[str, list[str]]:
        """The facts by which plans came true, by plan."""
        found = [one for name in PLANS_OF for one in self._by_chapter.get(name, ())]
        return came_true(self.graph, found)

    def _undated(self) -> list[Line]:
        kept = len(self.tasks.kept)
        missing = {
            "undated start": len(self.tasks.of(CERTAINTIES[2])),
            "undated ground": sum(not one.grounds for one in self.tasks.kept),
        }
        listed = [self.form(name, kept, number_) for name, number_ in missing.items() if number_]
        if not listed:
            return []
        every = self._all("taak", kept)
        text = self.form("undated", kept, all=every, list=joined(listed, self.lang))
        return [line(f"{text} (", *self._see("added"), ").")]

    def _origins(self, used: Sequence[str]) -> list[Line]:
        """Return lines on how much of the body rests on the applicant's own paper alone."""
        if not self._notes.papers:
            return []
        origins = [self._notes.origin(one) for one in used]
        counts = {
            "origins alone": origins.count(frozenset({True})),
            "origins both": origins.count(frozenset({True, False})),
            "origins other": sum(True not in one for one in origins),
        }
        keys = joined(self._notes.papers, self.lang)
        listed = [
            self._text[name].format(count=number_, keys=keys)
            for name, number_ in counts.items()
            if number_
        ]
        count = self.count("uitspraak", len(used))
        text = self._text["origins"].format(count=count, list=joined(listed, self.lang))
        kept, alone = len(self.tasks.kept), self._unconfirmed(self.tasks.kept)
        if alone:
            name = "all origins tasks" if alone == kept else "origins tasks"
            text += self._text[name].format(tasks=alone, all=self._all("taak", kept))
        if counts["origins alone"]:
            text += self._text["origins own"]
        return [line(f"{text.rstrip('.')} (", *self._see("annex"), ").")]

    def _weakened(self, found: Sequence[Gain]) -> str:
        """Return, as the end of a sentence, the number of tasks with weak evidence.

        These are the tasks that only the applicant's paper supports, and those with other doubts.
        """
        weak = {
            ("gained unconfirmed", "all gained unconfirmed"): self._unconfirmed(found),
            ("gained doubtful", "all gained doubtful"): sum(bool(one.doubts) for one in found),
        }
        return "".join(
            self.form(names[number_ == len(found)], len(found), number_)
            for names, number_ in weak.items()
            if number_
        )

    def _unconfirmed(self, found: Iterable[Gain]) -> int:
        """Return the number of tasks that only the applicant's own paper supports."""
        origins = (
            frozenset[bool]().union(*map(self._notes.origin, one.statements)) for one in found
        )
        return sum(one == frozenset({True}) for one in origins)

    def _unread(self, used: Sequence[str]) -> list[Line]:
        """Return lines on the statements that no text could verify or that a text does not bear."""
        told_ = (self._not_read(used, _UNREAD), self._unsupported(used, "unsupported"))
        return [line(f"{text} (", *self._see("annex"), ").") for text in told_ if text]

    def _unsupported(self, used: Sequence[str], name: str) -> str:
        """Return the number of statements for each verdict that speaks against them."""
        outcomes = [self.facts.outcome(one) for one in used]
        counts = {one: outcomes.count(one) for one in _UNSUPPORTED if one in outcomes}
        listed = [f"{self.facts.mark(one)} ({number_})" for one, number_ in counts.items()]
        share = self._share("uitspraak", sum(counts.values()), len(used))
        text = self._text[name].format(share=share, list=joined(listed, self.lang))
        return text if listed else ""

    def _not_read(self, used: Sequence[str], forms: tuple[str, str]) -> str:
        unread = sum(self.facts.outcome(one) == Outcome.NO_TEXT for one in used)
        if not unread:
            return ""
        name, every = forms[unread == len(used)], self._all("uitspraak", len(used))
        return self.form(name, len(used), unread=unread, all=every)

    def _reserved(self, used: Sequence[str]) -> list[Line]:
        """Return a line with the reservations on the summary; it is placed among the doubts."""
        classes = [one for one in self.classes if self.facts.doubts(one)]
        told_ = [
            self._text["reserved class"] if classes else "",
            *(self._less(one) for one in self.against),
            self._not_read(used, _UNREAD_IN_SHORT),
        ]
        if self._open:
            count = self.count("punt", self._open)
            told_.insert(-1, self._text["reserved open"].format(count))
        if not any(told_):
            return []
        text = self._text["reserved claim"].format("; ".join(filter(None, told_)))
        return [line(f"{text} (", *self._see("doubts"), ").")]

    def _weak(self, used: Sequence[str]) -> list[Line]:
        by_doubt: dict[str, int] = {}
        weak = sum(bool(self.graph.iris(one, "dvg:zekerheid")) for one in used)
        for one in used:
            for doubt in self.graph.iris(one, "dvg:zekerheid"):
                name = self.graph.label(doubt)
                by_doubt[name] = by_doubt.get(name, 0) + 1
        missing = len(doubts.gaps(self.facts, used))
        if not by_doubt and not missing:
            return []
        listed = [f"{name} ({n})" for name, n in sorted(by_doubt.items())]
        gaps = self.count("lacune", missing)
        if not by_doubt:
            text = self._text["missing"].format(gaps=gaps)
        else:
            text = self.form(
                "weak",
                len(used),
                all=self._all("uitspraak", len(used)),
                weak=weak,
                list=joined(listed, self.lang),
                missing=self._text["weak missing"].format(gaps) if missing else "",
            )
        return [line(f"{text} (", *self._see("annex"), ").")]

    def _paragraphs(self, *chapters: str) -> list[Block]:
        found = [self._told(name) for name in chapters]
        return [Paragraph(one) for one in found if one]

    def _told(self, chapter: str) -> Line:
        return told(self.facts, self._wanted(chapter), self._notes)

    def _wanted(self, chapter: str) -> list[str]:
        """Return the statements of a chapter for the body; a fact replaces its plan."""
        told_instead = {fact for found in self._came_true.values() for fact in found}
        return [
            one
            for one in self._by_chapter.get(chapter, ())
            if in_body(self.graph, one, self._scope, self._days[1]) or one in told_instead
        ]

    def _vacancy(self, one: str) -> bool:
        return "dvg:Vacantverklaring" in self.graph.types(self.graph.iri(one, "dvg:over"))

    def _events(self) -> Line:
        """Return a sentence for each event of the organisation in the period."""
        runs: list[Line] = []
        found = events.happened(self.facts, self._by_chapter.get("events", ()))
        dated = [
            (span.bounds[1::-1], event, lives, when)
            for event, lives in found.items()
            if event in self._scope.events
            and (span := readings.dated(self.graph, readings.in_order(self.graph, lives)))
            and span.bounds[1] >= self._days[0]
            and (when := happening(span, self.lang))
        ]
        for _, event, lives, when in sorted(dated):
            behind = {iri: None for one in lives for iri in self.graph.iris(one, "dvg:grond")}
            named = [with_article(self.graph.label(one), self.lang) for one in behind]
            renamed = "dvg:Naamswijziging" in self.graph.types(event)
            text = self._text["renaming" if renamed else "event"].format(
                when=when,
                event=with_article(self.graph.label(event), self.lang),
                parts=events.parts(self.facts, event),
            )
            ground = caption("phrase", "ground", self.lang).format(joined(named, self.lang))
            # A doubt about one reading of the date is not a doubt about the event.
            every = [self.facts.marks(one) for one in lives]
            shared = [mark for mark in every[0] if all(mark in one for one in every)]
            text = beside(text, ground if named else "", *shared)
            runs.append(sentence(text, self._notes.refs(lives)))
        return self._joined(*runs)

    @staticmethod
    def _joined(*lines: Line) -> Line:
        """Return the non-empty lines as one paragraph."""
        runs: list[Text] = []
        for one in filter(None, lines):
            runs += [Text(" ")] if runs else []
            runs += one
        return tuple(runs)

    @staticmethod
    def _sentences(lines: Iterable[Line]) -> Iterable[Line]:
        first = True
        for one in filter(None, lines):
            yield one if first else (Text(" "), *one)
            first = False

    def _see(self, *names: str) -> Line:
        """Return references to parts, such as ``deel 3 en deel 4``."""
        runs: list[Text] = []
        for n, name in enumerate(names):
            if n:
                runs.append(Text(self._text["link last"]))
            if name == "annex":
                runs.append(Text(self._text["annex"], link="#annex"))
            else:
                text = self._text["part"].format(PARTS.index(name) + 1)
                runs.append(Text(text, link=f"#part-{name}"))
        return tuple(runs)

    @cached_property
    def _since(self) -> str:
        """The first day in words, as that of the last classification if it is."""
        day = self._days[0]
        text = stated(day.isoformat(), self.lang)
        if day != last_classified(self.graph, self._thing):
            return words("dates", self.lang)["since"].format(text)
        return self._text["since vacancy" if self._of_vacancy else "since class"].format(text)

    @cached_property
    def _of_vacancy(self) -> bool:
        """Whether only the declaration of a vacancy on that day attests the last classification."""
        day, happened = self._days[0], self._by_chapter.get("events", ())
        vacant = any(self._vacancy(one) and self._on(one, day) for one in happened)
        return vacant and day == last_classified(self.graph, self._thing)

    def _on(self, one: str, day: date) -> bool:
        """Return whether a statement begins on a day."""
        span = self.graph.span(one)
        return bool(span and span.bounds[1] == day)

    @property
    def _since_read(self) -> str:
        """Return the first day in words, with the class, and a later doubtful one if any."""
        day = self._days[0]
        if day != last_classified(self.graph, self._thing):
            return self._since
        named = [
            ", ".join(
                (self.graph.label(self.graph.iri(one, "dvg:klasse")), *self.facts.doubts(one))
            )
            for one in self.classes
            if self._on(one, day)
        ]
        form = self._text["with class" if self._of_vacancy else "class"]
        told_ = form.format(", ".join(dict.fromkeys(named))) if named else ""
        return beside(self._since, told_, self.later)

    @cached_property
    def later(self) -> str:
        """A reference to a doubtful classification after the first day; empty if there is none."""
        number = PARTS.index("doubts") + 1
        return self._text["later class"].format(number) if self._later_days else ""

    @cached_property
    def _later_days(self) -> list[date]:
        """The days of doubtful classifications after the last one, if that is on the first day."""
        if self._days[0] != last_classified(self.graph, self._thing):
            return []
        spans = [self.graph.span(one) for one in self.classes if self.facts.doubts(one)]
        found = {span.bounds[1] for span in spans if span}
        return sorted(day for day in found if self._days[0] < day <= self._days[1])

    def count(self, noun: str, count: int) -> str:
        """Return a number with its noun, for example ``1 taak`` or ``2 taken``."""
        nouns = {**words("summary.counted", self.lang), **words("brief.counted", self.lang)}
        one, _, many = nouns[noun].partition("|")
        return f"{count} {one if count == 1 else many}"

    def _rows(self, name: str) -> list[Row]:
        return figures.rows(self.facts, self._by_chapter.get(f"{name}-figures", ()))

    def _figures(self, name: str) -> list[str]:
        """Return the figures of a chapter that are the organisation's or in the post's case."""
        own, case = set(self._scope.organisations), self._scope.case
        found = self._by_chapter.get(f"{name}-figures", ())
        return [one for one in found if one in case or subject(self.graph, one) in own]

    def _inside(self) -> list[str]:
        """Return the units that are part of the organisation, as far as known."""
        return [unit for unit in self._scope.units if unit in self._ties]

    @cached_property
    def _ties(self) -> dict[str, list[str]]:
        """By unit, the statements that it is part of the organisation on the last day."""
        graph, own = self.graph, set(self._scope.organisations)
        found: dict[str, list[str]] = {}
        for one in graph.mentions(self._scope.units, "dvg:onderwerp"):
            inside = concept(graph, one) in _INSIDE and set(graph.iris(one, "dvg:voorwerp")) & own
            if inside and graph.state(one, self._days[1]) in IN_FORCE:
                found.setdefault(graph.iri(one, "dvg:onderwerp"), []).append(one)
        return found

"""The records of a synthetic register: things and statements with their parts."""

import random
from datetime import date
from typing import TextIO

from terms import (
    ADMS_IDENTIFIER,
    AGENCY,
    ALT,
    BODY,
    CREATED,
    DECISION,
    DESCRIPTION,
    DOCUMENT,
    DUTCH,
    ELI,
    FRAMEWORK,
    IDENTIFIER,
    LABEL,
    LANGUAGE,
    LATER,
    MOMENT,
    NOTATION,
    PAGE,
    PART_OF,
    PERSON,
    PREF,
    RECORDED,
    REVISES,
    ROLE,
    TITLE,
    TYPE,
    VERSION_OF,
    WITHDRAWN,
    A,
    day,
    dvg,
    iri,
    org,
    thing,
    typed,
)

FIRST, LAST = date(1830, 1, 1).toordinal(), date(2025, 6, 30).toordinal()
KINDS = ("Agentschap", "Dienst", "Bestuur", "Directie", "Fonds", "Raad", "Instituut", "Centrum")
FIELDS = (
    *("Mobiliteit", "Onderwijs", "Welzijn", "Cultuur", "Energie", "Landbouw", "Milieu", "Wonen"),
    *("Toerisme", "Jeugd", "Sport", "Werk", "Economie", "Havens", "Erfgoed", "Natuur", "Zorg"),
)
WORK = ("vergunningen", "subsidies", "inspectie", "onderhoud", "advies", "opleiding")


class Version:
    """The data of an organisation version, kept until its family is written."""

    __slots__ = (
        *("begin", "end", "ended_by_event", "iri", "made_by_event", "name", "register", "tasks"),
    )

    def __init__(self, slug: str, name: str, begin: int, end: int | None, register: str) -> None:
        self.iri, self.name, self.register = thing(f"organisatie/{slug}"), name, register
        self.begin, self.end = begin, end
        self.made_by_event = self.ended_by_event = False
        self.tasks: list[str] = []


class Records:
    """A writer of records: N-Triples to one file, the list of seeded errors to another."""

    def __init__(self, out: TextIO, errors: TextIO, seed: int, rate: float) -> None:
        self.random = random.Random(seed)
        self.out, self.errors, self.rate = out, errors, rate
        self.triples = 0
        self.count: dict[str, int] = {}
        self.seeded: dict[str, int] = {}
        self.departments: list[str] = []
        self.source, self.passage = "", ""
        self.decision, self.decided = "", LAST

    def node(self, subject: str, *pairs: str) -> None:
        """Write the triples of a subject: predicates and objects alternate."""
        self.out.write(
            "".join(f"{subject} {pairs[i]} {pairs[i + 1]} .\n" for i in range(0, len(pairs), 2))
        )
        self.triples += len(pairs) // 2

    def number(self, kind: str) -> int:
        self.count[kind] = self.count.get(kind, 0) + 1
        return self.count[kind]

    def wrong(self, kind: str, focus: str, found_by: str) -> bool:
        """Return whether this record gets this error; if so, add it to the list."""
        if self.random.random() >= self.rate:
            return False
        self.errors.write(f"{kind}\t{focus.strip('<>')}\t{found_by}\n")
        self.seeded[kind] = self.seeded.get(kind, 0) + 1
        return True

    def labels(self, nl: str, en: str) -> tuple[str, ...]:
        return LABEL, f'"{nl}"@nl', LABEL, f'"{en}"@en'

    def cite(self) -> str:
        """Return a passage; every fourth is a new one, every fortieth in a new source."""
        if not self.source or self.random.random() < 1 / 40:
            number = self.number("bron")
            self.source, self.passage = f"bron/document-{number}", ""
            self.node(
                thing(self.source),
                *(A, DOCUMENT, *self.labels(f"Document {number}", f"Document {number}")),
                *(TITLE, f'"Document {number}"@nl', LANGUAGE, DUTCH, CREATED, day(LAST)),
                *(TYPE, thing("concept/bronsoort/wetgeving")),
                *(PAGE, iri(f"https://example.org/document/{number}")),
            )
        if not self.passage or self.random.random() < 1 / 4:
            page = self.number("vindplaats")
            self.passage = thing(f"{self.source}#pagina={page}")
            source = thing(self.source)
            if self.wrong("passage-of-other-source", self.passage, "vorm/passage/isPartOf"):
                source = thing("bron/document-1") if self.count["bron"] > 1 else thing("bron/geen")
            self.node(
                self.passage,
                *(A, dvg("Vindplaats"), PART_OF, source),
                *self.labels(f"{self.source[5:]}, p. {page}", f"{self.source[5:]}, p. {page}"),
            )
        return self.passage

    def state(self, kind: str, *pairs: str, begin: int | None, end: int | None = None) -> str:
        """Write a statement and return its IRI; some begin in a year or month without a day."""
        node = thing(f"uitspraak/{kind.lower()}-{self.number(kind)}")
        dates: list[str] = []
        read = begin is not None
        if begin is not None:
            written, roll = date.fromordinal(begin).isoformat(), self.random.random()
            # Widening a start could put it before another's end, so only Kenmerk is inexact.
            if kind == "Kenmerk" and roll < 0.3:
                dates += (dvg("van"), typed(written[:4], "gYear"))
            elif kind == "Kenmerk" and roll < 0.5:
                dates += (dvg("van"), typed(written[:7], "gYearMonth"))
            elif self.wrong("dated-with-time", node, "vorm/statement/van"):
                dates += (dvg("van"), typed(f"{written}T00:00:00", "dateTime"))
                read = False
            else:
                dates += (dvg("van"), day(begin))
        if end is not None:
            if read and begin and self.wrong("ends-first", node, "vorm/statement/vanVroegst"):
                end = begin - 400
            dates += (dvg("tot"), day(end))
        if not self.wrong("no-passage", node, "vorm/statement/vindplaats"):
            dates += (dvg("vindplaats"), self.cite())
        self.node(node, A, dvg(kind), *pairs, *dates, RECORDED, MOMENT)
        return node

    def decide(self, on: int) -> str:
        """Return a decision of about a day; two in three share the last one, if not too late."""
        if self.decided > on or self.random.random() < 1 / 3:
            number = self.number("besluit")
            self.decided = on
            self.decision = thing(f"besluit/besluit-{number}")
            act = thing(f"rechtsgrond/akte-{number}")
            text = f"besluit {number} van {date.fromordinal(on).isoformat()}"
            self.node(
                act,
                *(A, iri(ELI + "LegalResource"), A, FRAMEWORK, *self.labels(text, text)),
                *(TITLE, f'"{text}"@nl', iri(ELI + "date_document"), day(on - 30)),
                *(iri(ELI + "type_document"), thing("concept/aktesoort/besluit-vlaamse-regering")),
                *(iri(ELI + "passed_by"), thing("organisatie/organisatie-1")),
            )
            titled = (iri(ELI + "realizes"), act)
            if self.wrong("decision-without-act", self.decision, "vorm/decision/realizes"):
                titled = ()
            self.node(
                self.decision,
                *(A, DECISION, *self.labels(text, text), TITLE, f'"{text}"@nl', *titled),
            )
            self.state("Bestaan", dvg("over"), self.decision, begin=on - 30)
        return self.decision

    def register(self, name: str) -> str:
        """Write a continuing organisation with its number and return its IRI."""
        number = f"OVO{self.number('register'):06d}"
        node = iri(f"https://data.vlaanderen.be/id/organisatie/{number}")
        identifier = thing(f"identificator/{number.lower()}")
        if self.wrong("register-number", identifier, "vorm/identifier/ovo"):
            number = number.replace("OVO", "OVO-")
        self.node(
            identifier,
            *(A, ADMS_IDENTIFIER, *self.labels(f"nummer {number}", f"number {number}")),
            *(AGENCY, '"Vlaamse overheid"', NOTATION, f'"{number}"'),
        )
        text = f"{name} (register {number})"
        self.node(
            node,
            *(A, org("Organization"), *self.labels(text, text)),
            *(PREF, f'"{text}"@nl', IDENTIFIER, identifier),
        )
        return node

    def version(self, begin: int, end: int | None, register: str = "", kind: str = "") -> Version:
        """Write an organisation version; the statements about it follow in ``lives``."""
        pick = self.random.choice
        number = self.number("organisatie")
        name = f"{pick(KINDS)} {pick(FIELDS)} {number}"
        one = Version(f"organisatie-{number}", name, begin, end, register or self.register(name))
        sort = kind or pick(("agentschap", "commissie", "centrum", "adviesraad"))
        wrong = self.wrong
        pref = () if wrong("no-name", one.iri, "vorm/organisation/prefLabel") else (f'"{name}"@nl',)
        if wrong("kind-not-listed", one.iri, "vorm/organisation/soort"):
            sort = "bestaat-niet"
        english = (LABEL, f'"{name} (en)"@en')
        if wrong("one-language", one.iri, "vorm/organisation/label"):
            english = ()
        self.node(
            one.iri,
            *(A, BODY, A, org("FormalOrganization"), LABEL, f'"{name}"@nl', *english),
            *(term for text in pref for term in (PREF, text)),
            *(
                ALT,
                f'"O{number}"@nl',
                TYPE,
                thing(f"concept/organisatiesoort/{sort}"),
            ),
            *(VERSION_OF, one.register),
        )
        return one

    def lives(self, one: Version) -> None:
        """Write the statements about a version: existence, parent, tasks and head."""
        pick, roll = self.random.choice, self.random.random
        # Half of what an event makes or ends leaves the day to the event.
        begin = one.begin if not one.made_by_event or roll() < 0.5 else None
        end = one.end if not one.ended_by_event or roll() < 0.5 else None
        self.state("Bestaan", dvg("over"), one.iri, begin=begin, end=end)
        last = (one.end or LAST) - 1
        parent = pick(self.departments)
        ground = (dvg("grond"), self.decide(one.begin))
        relation = (dvg("betrekking"), thing("concept/betrekking/ouder"))
        self.state(
            "Betrekking",
            *(dvg("onderwerp"), one.iri, *relation, dvg("voorwerp"), parent, *ground),
            begin=one.begin,
            end=one.end,
        )
        self.state(
            "Kenmerk",
            *(dvg("onderwerp"), one.iri, dvg("kenmerk"), thing("concept/kenmerk/adres")),
            *(dvg("waarde"), f'"{pick(FIELDS)}straat {self.random.randint(1, 99)}, Brussel"@nl'),
            begin=min(one.begin + 800, last),
        )
        for task in one.tasks:
            early = one.begin
            role = (dvg("rol"), thing("concept/verantwoordelijkheidsrol/uitvoering"))
            self.state(
                "Verantwoordelijkheid",
                *(dvg("organisatie"), one.iri, dvg("taak"), task, *role, *ground),
                begin=early,
                end=one.end if roll() < 0.5 else None,
            )
        self.figures(one, last)

    def figures(self, one: Version, last: int) -> None:
        """Write budget and staff for up to three whole years of a version's life."""
        first_year = date.fromordinal(one.begin).year + 1
        years = range(first_year, min(first_year + 3, date.fromordinal(last).year))
        budget = self.random.randint(100, 99_999)
        for year in years:
            period = (date(year, 1, 1).toordinal(), date(year + 1, 1, 1).toordinal())
            budget = max(1, int(budget * self.random.uniform(0.8, 1.4)))
            for measure, value in (("begroting", budget * 1000), ("personeelsbestand", budget)):
                if self.random.random() < 0.5:
                    self.figure(one, measure, value, period)

    def figure(self, one: Version, measure: str, value: int, period: tuple[int, int]) -> None:
        written = typed(value, "integer")
        node = thing(f"uitspraak/cijfer-{self.count.get('Cijfer', 0) + 1}")
        if self.wrong("figure-as-text", node, "vorm/figure/waarde"):
            written = f'"{value}"'
        elif self.wrong("no-such-measure", node, "vorm/figure/maat"):
            measure = "bestaat-niet"
        about = (dvg("betreft"), one.iri, dvg("maat"), thing(f"concept/maat/{measure}"))
        begin, end = period
        old = self.state("Cijfer", *about, dvg("waarde"), written, begin=begin, end=end)
        roll = self.random.random()
        if roll < 0.02:  # corrected later on
            self.node(old, WITHDRAWN, LATER)
            new = typed(value + 7, "integer")
            again = (*about, dvg("waarde"), new, REVISES, old)
            self.state("Cijfer", *again, begin=begin, end=end)
        elif roll < 0.04:  # another source gives another number
            new = typed(value + 9, "integer")
            other = self.state("Cijfer", *about, dvg("waarde"), new, begin=begin, end=end)
            self.contradict(one, old, other)

    def contradict(self, one: Version, older: str, other: str) -> None:
        node = thing(f"tegenspraak/tegenspraak-{self.number('tegenspraak')}")
        preferred = other
        if self.wrong("prefers-a-third", node, "vorm/contradiction/verkozen"):
            preferred = thing("uitspraak/bestaan-1")
        nl, en = f"een cijfer van {one.name}", f"a figure of {one.name}"
        self.node(
            node,
            *(A, dvg("Tegenspraak"), *self.labels(nl, en), RECORDED, MOMENT),
            *(DESCRIPTION, f'"Twee bronnen, twee getallen: {nl}."@nl'),
            *(DESCRIPTION, f'"Two sources, two numbers: {en}."@en'),
            *(dvg("tussen"), older, dvg("tussen"), other, dvg("verkozen"), preferred),
            *(dvg("reden"), '"De jongste bron."@nl', dvg("reden"), '"The youngest source."@en'),
        )

    def gap(self, about: str, sought: str, text: str) -> None:
        node = thing(f"lacune/lacune-{self.number('lacune')}")
        if self.wrong("nothing-sought", node, "vorm/gap/gezocht"):
            sought = "bestaat-niet"
        passage = self.cite()
        self.node(
            node,
            *(A, dvg("Lacune"), *self.labels(text, text), RECORDED, MOMENT),
            *(dvg("onderwerp"), about, dvg("gezocht"), thing(f"concept/gezocht/{sought}")),
            *(dvg("gezochtIn"), passage),
        )

    def task(self, one: Version) -> str:
        number = self.number("taak")
        node = thing(f"taak/taak-{number}")
        text = f"{self.random.choice(WORK)} {self.random.choice(FIELDS).lower()} {number}"
        self.node(node, A, dvg("Taak"), *self.labels(text, f"{text} (en)"))
        one.tasks.append(node)
        return node

    def head(self, one: Version) -> None:
        """Write the post of a continuing organisation's head, and its successive holders."""
        number = self.number("functie")
        post = thing(f"functie/functie-{number}")
        text = f"hoofd van {one.name}"
        self.node(
            post,
            *(A, org("Post"), *self.labels(text, f"head of {one.name}")),
            *(org("postIn"), one.register, org("role"), ROLE),
        )
        begin, last = one.begin, one.end or LAST
        while begin < last:
            until = begin + self.random.randint(900, 5000)
            person = thing(f"persoon/persoon-{self.number('persoon')}")
            name = f"Persoon {self.count['persoon']}"
            self.node(person, A, PERSON, *self.labels(name, name))
            held = (org("member"), person, org("organization"), one.iri, org("role"), ROLE)
            self.state(
                "Bezetting",
                *(*held, dvg("functie"), post, dvg("grond"), self.decide(begin)),
                begin=begin,
                end=until if until < last else one.end,
            )
            begin = until

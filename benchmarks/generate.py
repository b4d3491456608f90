"""Write a synthetic register in dvgraph's own model, with errors seeded at known places.

        python benchmarks/generate.py 100000 out/100k.nt --errors 0.01

A register consists of families of organisations: chains of renamings, mergers, splits, absorptions
and transfers, mostly of one to twelve steps, and one of ``LONG`` steps in each hundred thousand
triples. Each version has its existence, parent, tasks, head and figures, each statement a passage,
each event a decision. With the same seed, a smaller register is the beginning of a larger one, so
that growth is measured on similar data. About 1% of the records (``--errors``) have one error. The
file NAME.errors.tsv beside the triples lists the kind of error, the node with the error, and the
shape or check that must find it.
"""

import argparse
from pathlib import Path

from records import FIRST, LAST, Records, Version
from terms import EVENTS, A, dvg, org, thing

LONG = 200
PER_LONG = 100_000  # triples for each chain of LONG steps


class Generator(Records):
    """A writer of families of organisations, up to a given size."""

    def event(self, kind: str, on: int, olds: list[Version], news: list[Version]) -> None:
        number = self.number("gebeurtenis")
        node = thing(f"gebeurtenis/gebeurtenis-{number}")
        originals = [one.iri for one in olds]
        if kind == "merger" and self.wrong("merger-of-one", node, "merger-originals"):
            originals = originals[:1]
        elif self.wrong("from-no-version", node, "vorm/change-event/originalOrganization"):
            originals[0] = olds[0].register
        pairs = [term for one in originals for term in (org("originalOrganization"), one)]
        # Who absorbs goes on: the event changes it, and makes nobody.
        outcome = dvg("gewijzigdeOrganisatie")
        outcome = outcome if kind == "absorption" else org("resultingOrganization")
        pairs += [term for one in news for term in (outcome, one.iri)]
        text = f"{kind} {number} van {olds[0].name}"
        self.node(node, A, EVENTS[kind], *self.labels(text, f"{text} (en)"), *pairs)
        self.state("Bestaan", dvg("over"), node, dvg("grond"), self.decide(on), begin=on)
        if self.random.random() < 0.05:
            self.gap(node, "aard-gebeurtenis", f"De reden van {text} is niet gevonden.")

    def family(self, steps: int) -> None:
        """Write one chain; organisations that merge in or split off have no further events."""
        gap = max(30, (LAST - FIRST) // (steps + 2))
        room = max(1, LAST - FIRST - gap * (steps + 1))
        begin = FIRST + self.random.randint(1, room)
        now = self.version(begin, begin + gap if steps else None)
        for _ in range(self.random.randint(1, 3)):
            self.task(now)
        for step in range(1, steps + 1):
            on, end = begin + gap * step, begin + gap * (step + 1) if step < steps else None
            now = self.step(now, on, end)
        self.lives(now)
        self.head(now)

    def step(self, old: Version, on: int, end: int | None) -> Version:
        """Write one event and the lives that it ends; return the version that continues."""
        kind = self.random.choices(tuple(EVENTS), (55, 15, 10, 10, 10))[0]
        # Who absorbs or is handed a task existed before the event, and carries the line on.
        before = kind in ("absorption", "transfer")
        new = self.version(on - 25 * before, end, old.register if kind == "rename" else "")
        new.made_by_event = not before
        olds, news, side = [old], [new], None
        old.end = on
        old.ended_by_event = kind != "transfer"
        if kind == "transfer":
            old.end = self.random.choice((on + 90, None))
        elif kind == "merger":
            side = self.version(on - 25, on)
            self.task(side)
            side.ended_by_event = True
            olds.append(side)
        elif kind == "split":
            news.append(self.version(on, None))
            self.task(news[1])
            news[1].made_by_event = True
        self.lives(old)
        for task in old.tasks:  # what goes on is the successor's own, or has a fate
            if len(new.tasks) < 3 and self.random.random() < 0.6:
                new.tasks.append(task)
            else:
                self.fate(task, "voortgezet", on, new)
        if not new.tasks:
            self.task(new)
        if side:
            self.lives(side)
            for task in side.tasks:
                self.fate(task, "stopgezet", on)
        if kind == "split":
            self.lives(news[1])
        self.event(kind, on, olds, news)
        return new

    def fate(self, task: str, what: str, on: int, to: Version | None = None) -> None:
        towards = (dvg("naar"), to.iri) if to else ()
        fate = (dvg("lot"), thing(f"concept/takenlot/{what}"))
        self.state("Takenlot", dvg("taak"), task, *fate, *towards, begin=on)

    def lasting(self, kind: str) -> Version:
        """Write an organisation that is older than all others and continues."""
        one = self.version(FIRST - 400, None, kind=kind)
        self.state("Bestaan", dvg("over"), one.iri, begin=one.begin)
        return one

    def run(self, size: int) -> None:
        """Write families until the size is reached."""
        families, longs = 0, 0
        self.lasting("regering")
        while self.triples < size:
            if families % 30 == 0:
                self.departments.append(self.lasting("departement").iri)
            if self.triples >= longs * PER_LONG:
                longs += 1
                self.family(LONG if size >= PER_LONG or longs > 1 else LONG // 4)
            else:
                self.family(min(40, int(self.random.expovariate(1 / 3.5))))
            families += 1


def generate(size: int, out: Path, seed: int = 1, errors: float = 0.01) -> Generator:
    """Write at least ``size`` triples to ``out``, and the list of errors beside it."""
    out.parent.mkdir(parents=True, exist_ok=True)
    places = out.with_suffix(".errors.tsv")
    with out.open("w", encoding="utf-8") as file, places.open("w", encoding="utf-8") as noted:
        generator = Generator(file, noted, seed, errors)
        generator.run(size)
    return generator


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("triples", type=int)
    parser.add_argument("out", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--errors", type=float, default=0.01, help="share of records with an error")
    given = parser.parse_args()
    done = generate(given.triples, given.out, given.seed, given.errors)
    print(f"{done.triples} triples: {done.count}; wrong: {done.seeded}")

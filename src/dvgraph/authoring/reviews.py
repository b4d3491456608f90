"""Additions since a revision or a day, with their passages and reviewers."""

import io
import re
import subprocess
import tarfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from dvgraph.authoring.additions import Draft, Insertion, agent
from dvgraph.authoring.drafts import current
from dvgraph.authoring.files import Contents
from dvgraph.dataset.files import Dataset, read
from dvgraph.errors import UseError
from dvgraph.evidence.facts import Facts
from dvgraph.evidence.passages import CITES, TEXT_FILE, Passage, passage
from dvgraph.evidence.texts import Texts
from dvgraph.labels.short_ids import short_id
from dvgraph.labels.subgraph import Subgraph
from dvgraph.locale.reader import explained
from dvgraph.locale.wording import period, stated
from dvgraph.locale.words import words
from dvgraph.namespaces import DCT, DVG, PROV, RDFS, TYPE, XSD, path
from dvgraph.rdf.oxigraph import Literal, NamedNode, Term
from dvgraph.store.protocol import Table
from dvgraph.things.sentences import says

if TYPE_CHECKING:
    from dvgraph.store.protocol import Store

COLUMNS = (
    *("uitspraak", "id", "zegt", "wanneer", "vindplaatsen"),
    *("toegevoegdDoor", "vastgelegd", "nagezienDoor", "nagezienOp"),
)
_RECORDED, _WITHDRAWN = f"{PROV}generatedAtTime", f"{PROV}invalidatedAtTime"
_ADDED, _REVIEWED, _AGREED = f"{PROV}wasAttributedTo", f"{DVG}nagezienDoor", f"{DCT}dateAccepted"
_DAY = re.compile(r"\d{4}(-\d\d){0,2}(T[\d:.]+Z?)?")
_PASSAGE = f"{DVG}Vindplaats"


@dataclass(frozen=True, slots=True)
class Arrival:
    """A statement or thing that was added.

    ``says``: its content in words; ``when``: its time in words. ``recorded``: the time of recording
    as written, or "". ``quoted``: the name of each passage with its lines, if the text is
    available.
    """

    iri: str
    says: str
    when: str
    added_by: tuple[str, ...]
    recorded: str
    reviewed_by: tuple[str, ...]
    reviewed_on: tuple[str, ...]
    quoted: tuple[tuple[str, tuple[str, ...]], ...]


def added(
    folder: Path, store: "Store", since: str | None, texts: Path | None, lang: str
) -> tuple[Arrival, ...]:
    """Return the additions to a folder, in the order of its files.

    ``since`` is a day or time of recording, or a git revision of the folder; without it, the result
    has every addition with a known author that nobody has reviewed. Raises UseError for an unknown
    revision.
    """
    facts = Facts(read([folder], ontology=False))
    found = [iri for iri in _new(folder, facts, since) if not facts.iris(iri, _WITHDRAWN)]
    graph = Subgraph(store, lang)
    graph.expect(found)
    read_texts = Texts(texts)
    return tuple(_claim(iri, facts, graph, read_texts) for iri in found)


def agreement(iris: Sequence[str], by: str, dataset: Dataset) -> Draft:
    """Return the draft that records a reviewer's agreement with statements and their passages.

    Raises UseError without a name, for an IRI that is not a current statement, and for a statement
    with the same reviewer already.
    """
    if not by:
        raise UseError(*explained("errors.authoring", "no name"))
    who, made = agent(by, Contents(dataset))
    day = Literal(datetime.now(UTC).date().isoformat(), datatype=NamedNode(f"{XSD}date"))
    new: list[Insertion] = []
    beside: list[tuple[Insertion, Term]] = []
    for iri in iris:
        _, facts = current(iri, dataset)
        for name, value in (("dvg:nagezienDoor", who), ("dct:dateAccepted", day)):
            there = facts.get(name, [])
            if value in there and value == who:
                problem = explained("errors.authoring", "agreed", name=by, iri=path(iri))
                raise UseError(*problem)
            if not there:
                new.append(Insertion(iri, name, value))
            elif value not in there:
                beside.append((Insertion(iri, name, there[-1]), value))
    return Draft(iris[0], made, tuple(new), tuple(beside))


def table(claims: Iterable[Arrival]) -> Table:
    """Return a row for each addition, without the lines of its passages; columns: COLUMNS."""

    def text(value: str) -> Literal | None:
        return Literal(value) if value else None

    return Table(
        COLUMNS,
        [
            (
                NamedNode(one.iri),
                text(_id(one.iri)),
                text(one.says),
                text(one.when),
                text("; ".join(label for label, _ in one.quoted)),
                text(", ".join(one.added_by)),
                text(one.recorded),
                text(", ".join(one.reviewed_by)),
                text(", ".join(one.reviewed_on)),
            )
            for one in claims
        ],
    )


def beside(claims: Sequence[Arrival], lang: str) -> str:
    """Return each addition above its passages, as text; lines only from available texts."""
    phrases = words("authoring.review", lang)
    blocks = []
    for one in claims:
        who = ", ".join(one.added_by) or phrases["nobody"]
        day = stated(one.recorded[:10], lang) if one.recorded else phrases["no time"]
        lines = [f"{_id(one.iri)}  {one.says}" + (f" ({one.when})" if one.when else "")]
        lines.append("    " + phrases["added"].format(who=who, day=day))
        days = ", ".join(stated(day, lang) for day in one.reviewed_on)
        agreed = phrases["reviewed"].format(who=", ".join(one.reviewed_by), day=days)
        lines.append("    " + (agreed if one.reviewed_by else phrases["not reviewed"]))
        for label, quoted in one.quoted:
            lines += [f"    {label}", *(f"      │ {line}" for line in quoted)]
        blocks.append("\n".join(lines) + "\n")
    return "\n".join(blocks) if blocks else phrases["nothing"] + "\n"


def _id(iri: str) -> str:
    return f"#{short_id(iri)}" if "/uitspraak/" in iri else path(iri)


def _new(folder: Path, facts: Facts, since: str | None) -> Iterator[str]:
    """Yield the IRIs of the new things and records."""
    typed = [
        iri
        for iri in facts.subjects()
        if (classes := facts.iris(iri, TYPE)) and _PASSAGE not in classes
    ]
    if since is None:
        yield from (i for i in typed if facts.iris(i, _ADDED) and not facts.iris(i, _REVIEWED))
    elif _DAY.fullmatch(since):
        yield from (iri for iri in typed if any(t.value >= since for t in _times(iri, facts)))
    else:
        old = _at_revision(folder, since)
        yield from (iri for iri in typed if iri not in old)


def _times(iri: str, facts: Facts) -> list[Literal]:
    return facts.literals(iri, _RECORDED)


def _claim(iri: str, facts: Facts, graph: Subgraph, texts: Texts) -> Arrival:
    span = graph.span(iri)
    places = sorted(map(passage, facts.iris(iri, CITES)), key=Passage.order)
    return Arrival(
        iri=iri,
        says=(says(graph, iri) if places else "") or graph.label(iri),
        when=period(span, graph.lang) if span else "",
        added_by=tuple(map(facts.shown, facts.iris(iri, _ADDED))),
        recorded=next((time.value for time in _times(iri, facts)), ""),
        reviewed_by=tuple(map(facts.shown, facts.iris(iri, _REVIEWED))),
        reviewed_on=tuple(day.value for day in facts.literals(iri, _AGREED)),
        quoted=tuple(_quoted(place, facts, texts, graph.lang) for place in places),
    )


def _quoted(place: Passage, facts: Facts, texts: Texts, lang: str) -> tuple[str, tuple[str, ...]]:
    """Return the name of a passage, and its lines; no lines for a part that only has a name."""
    file = next((text.value for text in facts.literals(place.source, TEXT_FILE)), None)
    lines = texts.lines(file) if place.kind != "onderdeel" else None
    labels = {text.language: text.value for text in facts.literals(place.source, f"{RDFS}label")}
    label = f"{labels.get(lang) or facts.shown(place.source)}, {place.locator(lang)}"
    return label, (place.text(lines) or ()) if lines else ()


def _at_revision(folder: Path, name: str) -> set[str]:
    """Return the IRIs that a folder of a git repository contained at a revision."""
    command = ["git", "-C", str(folder), "archive", "--format=tar", name, "."]
    try:
        done = subprocess.run(command, capture_output=True, check=False)
    except OSError as error:
        raise UseError(*explained("errors.history", "no git", why=error)) from error
    if done.returncode or name.startswith("-"):
        raise UseError(*explained("errors.authoring", "no revision", name=name, folder=folder))
    with TemporaryDirectory() as beside:
        with tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
            archive.extractall(beside, filter="data")
        if not any(Path(beside).rglob("*.ttl")):
            return set()
        quads = read([beside], ontology=False).quads
        return {q.subject.value for q in quads if isinstance(q.subject, NamedNode)}

"""Feeds: all that a source says now, merged with what it said before.

The things and statements of a source are in a folder of their own in an agency's folder. A
statement that the source changed is revised, one that it no longer makes is withdrawn; both stay,
as after ``correct`` and ``withdraw``. What a person corrected or withdrew is left as it is.
"""

import re
from collections import Counter
from collections.abc import Collection, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

from dvgraph.authoring.additions import Addition
from dvgraph.authoring.files import RECORDING, Facts, iri_of
from dvgraph.authoring.turtle import document
from dvgraph.authoring.writer import Saved, save_files
from dvgraph.dataset.files import Dataset
from dvgraph.errors import DvgraphError, InputError
from dvgraph.locale.captions import caption
from dvgraph.locale.reader import explained, language, numbered
from dvgraph.namespaces import BASE, TYPE
from dvgraph.rdf.oxigraph import Literal, NamedNode, Term
from dvgraph.rdf.terms import curie
from dvgraph.things import kinds

RECORDED, ENDED, REVISES = "prov:generatedAtTime", "prov:invalidatedAtTime", "prov:wasRevisionOf"
_SIGNED, _REASON, _PASSAGE = "prov:wasAttributedTo", "dvg:reden", "dvg:vindplaats"
# Two statements that differ only in these say the same. A day on which a fact was attested is
# the first one: a register that says the same again every month would else revise all of it.
_ASIDE = {*RECORDING, ENDED, _REASON, "dvg:gezienOp"}
_MANY = ("adms:identifier", "skos:hiddenLabel", "owl:sameAs", "dct:identifier")
_GONE = "staat niet meer in de bron"


class Feed(NamedTuple):
    """The result of reading the files of a source.

    ``name``: the folder of its files. ``additions``: its things and statements, which have
    their time of recording if the source gives it. ``past``: the things of which the source no
    longer speaks, such as an organisation under an earlier name: statements about them stay.
    ``left_out``: what could not be imported, each with its place and the reason, for the user.
    """

    name: str
    additions: Iterable[Addition]
    past: Collection[str] = ()
    left_out: Sequence[str] = ()


class Merged(NamedTuple):
    """The result of merging a feed: the texts of its files, and the IRIs of what changed.

    ``blocks``: everything in the feed's folder after the merge, by IRI.
    """

    files: Mapping[str, str]
    blocks: Mapping[str, Addition]
    new: Sequence[str]
    revised: Sequence[str]
    withdrawn: Sequence[str]
    described: Sequence[str]
    """New or changed things."""

    @property
    def changed(self) -> set[Term]:
        """The nodes on which findings count."""
        iris = (*self.new, *self.revised, *self.withdrawn, *self.described)
        return {NamedNode(iri) for iri in iris}


def described(dataset: Dataset, target: Path | None = None) -> dict[str, Addition]:
    """Return everything that the files describe, by IRI, with its file in an agency's folder."""
    names = {
        file.graph: file.path.resolve().relative_to(target.resolve()).as_posix()
        for file in dataset.files
        if file.path and target
    }
    found: dict[str, Addition] = {}
    short: dict[str, str] = {}
    for quad in dataset.quads:
        subject, graph = quad.subject, quad.graph_name
        if not isinstance(subject, NamedNode) or not isinstance(graph, NamedNode):
            continue
        one = found.get(subject.value)
        if one is None:
            one = found[subject.value] = Addition(names.get(graph, ""), subject.value, "", {})
        if quad.predicate.value == TYPE:
            of = _short(iri_of(quad.object), short)
            found[subject.value] = replace(one, kind=f"{one.kind}, {of}" if one.kind else of)
        else:
            one.facts.setdefault(_short(quad.predicate.value, short), []).append(quad.object)
    return found


def _short(iri: str, known: dict[str, str]) -> str:
    if iri not in known:
        known[iri] = curie(iri)
    return known[iri]


@dataclass
class _Folder:
    """The things and statements of a feed's folder, while a feed is merged into them."""

    blocks: dict[str, Addition]
    elsewhere: Collection[str]
    time: Literal
    said: set[str] = field(default_factory=set)
    new: list[str] = field(default_factory=list)
    revised: list[str] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)
    described: list[str] = field(default_factory=list)
    successor: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for one in self.blocks.values():
            for old in one.facts.get(REVISES, ()):
                self.successor[iri_of(old)] = one.iri

    def describe(self, thing: Addition) -> None:
        """Add a thing; a known one gets the new values, and keeps what only a person wrote."""
        if thing.iri in self.elsewhere:
            return
        old = self.blocks.get(thing.iri)
        if old is None:
            self.blocks[thing.iri] = thing
            self.described.append(thing.iri)
            return
        facts = dict(old.facts)
        for name, values in thing.facts.items():
            if name == "rdfs:label" and set(_dutch(values)) == set(_dutch(facts.get(name, ()))):
                continue  # a person may have improved the English label
            kept = facts.get(name, []) if name in _MANY else []
            values = list(dict.fromkeys([*kept, *values]))
            if set(values) != set(facts.get(name, ())):
                facts[name] = values
        if facts != old.facts:
            self.blocks[thing.iri] = replace(old, facts=facts)
            self.described.append(thing.iri)

    def state(self, one: Addition) -> None:
        """Add a statement, or revise the one that the source made before."""
        if RECORDED not in one.facts:
            facts: Facts = {**one.facts, RECORDED: [self.time]}
            one = replace(one, facts=facts)
        old = self.blocks.get(one.iri)
        if old and one.iri in self.said and _content(old) != _content(one):
            problem = explained("errors.imports", "twice", name=one.iri.removeprefix(BASE))
            raise InputError(*problem)
        self.said.add(one.iri)
        if old is None:
            self.blocks[one.iri] = one
            self.new.append(one.iri)
            return
        if ENDED in one.facts:  # the source itself tells that it corrected this
            if ENDED not in old.facts:
                self._withdraw(old, one.facts[ENDED])
            return
        while old.iri in self.successor:
            old = self.blocks[self.successor[old.iri]]
            self.said.add(old.iri)
        by_hand = _SIGNED in old.facts or (ENDED in old.facts and not _gone(old))
        if by_hand or (_content(old) == _content(one) and ENDED not in old.facts):
            return
        self._revise(old, one)

    def _revise(self, old: Addition, one: Addition) -> None:
        stem = re.sub(r"-\d+$", "", old.iri) if REVISES in old.facts else old.iri
        number = 2
        while f"{stem}-{number}" in self.blocks:
            number += 1
        time = one.facts[RECORDED][0]
        if not _later(time, old):
            time = self.time
        if ENDED not in old.facts:
            self._withdraw(old, [time], told=False)
        facts: Facts = {**one.facts, RECORDED: [time], REVISES: [NamedNode(old.iri)]}
        new = replace(one, iri=f"{stem}-{number}", facts=facts)
        self.blocks[new.iri] = new
        self.successor[old.iri] = new.iri
        self.said.add(new.iri)
        self.revised.append(new.iri)

    def _withdraw(self, old: Addition, time: list[Term], *, told: bool = True) -> None:
        if not _later(time[0], old):
            raise InputError(
                *explained("errors.imports", "older", name=old.iri.removeprefix(BASE)),
            )
        self.blocks[old.iri] = replace(old, facts={**old.facts, ENDED: time})
        if told:
            self.withdrawn.append(old.iri)

    def drop(self, past: Collection[str], passages: set[Term] | None, allowed: int) -> None:
        """Withdraw what the source no longer says.

        ``passages``: those of the entries in the feed, if it has only a part of the source.
        Raises DvgraphError if more than a fifth of the statements of a kind would go, and more
        than ``allowed``.
        """
        before: Counter[str] = Counter()
        gone: dict[str, list[Addition]] = {}
        aside = {NamedNode(iri) for iri in past if iri}
        fresh = {*self.new, *self.revised}
        for one in self.blocks.values():
            if _PASSAGE not in one.facts or ENDED in one.facts or one.iri in fresh:
                continue
            if _SIGNED in one.facts or any(aside.intersection(v) for v in one.facts.values()):
                continue
            if passages is not None and not passages.intersection(one.facts[_PASSAGE]):
                continue
            before[one.kind] += 1
            if one.iri not in self.said:
                gone.setdefault(one.kind, []).append(one)
        for kind, ones in gone.items():
            if len(ones) * 5 > before[kind] and len(ones) > allowed:
                noun = caption("kind", kinds.kind(kind).name, language())
                told = {"kind": noun, "gone": len(ones), "before": before[kind]}
                first = ones[0].iri.removeprefix(BASE)
                raise DvgraphError(*explained("errors.imports", "removal", first=first, **told))
        for one in (one for ones in gone.values() for one in ones):
            self._withdraw(one, [self.time])
            ended = self.blocks[one.iri]
            reason: list[Term] = [Literal(_GONE, language="nl")]
            self.blocks[one.iri] = replace(ended, facts={**ended.facts, _REASON: reason})


def merge(
    feed: Feed,
    known: Mapping[str, Addition],
    time: Literal,
    *,
    part: bool = False,
    allowed: int = 0,
) -> Merged:
    """Return the files of a feed's folder after merging the feed with what they contain.

    ``known``: what the agency's folder describes. ``time``: that of recording, for what has none
    of its own. ``part``: the feed has only some entries of the source; the other entries stay as
    they are. ``allowed``: so many statements of a kind may be withdrawn, however few there are.
    Raises DvgraphError if more would be, InputError for a feed older than the last one.
    """
    inside = f"{feed.name}/"
    own = {iri: one for iri, one in known.items() if one.file.startswith(inside)}
    elsewhere = {iri for iri in known if iri not in own}
    folder = _Folder(dict(own), elsewhere, time)
    passages: set[Term] = set()
    for one in feed.additions:
        one = replace(one, file=inside + one.file)
        if _PASSAGE in one.facts:
            passages.update(one.facts[_PASSAGE])
            folder.state(one)
        else:
            folder.describe(one)
    folder.drop(feed.past, passages if part else None, allowed)
    pairs = ((own.get(iri), folder.blocks.get(iri)) for iri in own.keys() | folder.blocks.keys())
    # The other files have the same blocks: to write all of them takes long for a register.
    touched = {one.file for pair in pairs if pair[0] is not pair[1] for one in pair if one}
    before, after = _texts(own, touched), _texts(folder.blocks, touched)
    return Merged(
        files={name: text for name, text in after.items() if before.get(name) != text},
        blocks=folder.blocks,
        new=folder.new,
        revised=folder.revised,
        withdrawn=folder.withdrawn,
        described=folder.described,
    )


def save(merged: Merged, target: Path, lang: str = "nl") -> Saved:
    """Check the files of a merged feed and write them, as ``writer.save`` does for a draft."""
    return save_files(merged.files, merged.changed, target, lang)


def told(merged: Merged) -> str:
    """Return how many statements are new, revised and withdrawn, in the user's language."""
    counts = {
        "new statements": merged.new,
        "revised statements": merged.revised,
        "withdrawn statements": merged.withdrawn,
        "things described": merged.described,
    }
    return ", ".join(numbered(key, len(iris)) for key, iris in counts.items() if iris)


def _texts(blocks: Mapping[str, Addition], wanted: Container[str]) -> dict[str, str]:
    """Return the text of some files, their blocks sorted by name, each revision after the former.

    ``wanted``: the names of these files.
    """
    files: dict[str, list[Addition]] = {}
    for one in blocks.values():
        if one.file in wanted:
            files.setdefault(one.file, []).append(one)
    return {
        name: document(one.text for one in sorted(ones, key=lambda one: _order(one.iri)))
        for name, ones in sorted(files.items())
    }


def _order(iri: str) -> tuple[str, int]:
    numbered = re.fullmatch(r"(.*)-(\d{1,3})", iri)
    return (numbered[1], int(numbered[2])) if numbered else (iri, 0)


def _content(one: Addition) -> set[tuple[str, Term]]:
    return {
        (name, value)
        for name, values in one.facts.items()
        if name not in _ASIDE
        for value in values
    }


def _gone(one: Addition) -> bool:
    return any(
        isinstance(text, Literal) and text.value == _GONE for text in one.facts.get(_REASON, ())
    )


def _dutch(values: Iterable[Term]) -> list[str]:
    return [v.value for v in values if isinstance(v, Literal) and v.language == "nl"]


def _later(time: Term, old: Addition) -> bool:
    """Return whether a time is later than the recording of a statement."""
    from datetime import datetime

    recorded = old.facts.get(RECORDED)
    if not recorded or not isinstance(time, Literal) or not isinstance(recorded[0], Literal):
        return True
    return datetime.fromisoformat(time.value) > datetime.fromisoformat(recorded[0].value)

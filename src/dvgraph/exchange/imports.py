"""The sources that dvgraph imports from, and an import from beginning to end.

Each source has a name and a module in ``exchange.importers``. The function ``read`` of that module
takes the files, what the agency's folder already knows, and the time of recording; it returns a
``Feed``. Its ``MAPPINGS`` say which field becomes which term (docs/import.md shows them).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

from dvgraph.authoring import feeds
from dvgraph.authoring.additions import Addition, now
from dvgraph.authoring.files import iri_of
from dvgraph.authoring.writer import Saved
from dvgraph.dataset.files import read
from dvgraph.errors import UseError
from dvgraph.exchange.importers.known import Known, text
from dvgraph.exchange.importers.parts import moment
from dvgraph.locale.reader import explained, language, worded
from dvgraph.locale.wording import stated
from dvgraph.rdf.oxigraph import Literal


class Importer(NamedTuple):
    """A source to import from.

    ``module``: its module in ``exchange.importers``. ``reads``: the suffixes of its files.
    """

    module: str
    reads: tuple[str, ...]


TABLES = "tables"
"""The source that is no register: ``importers.tables`` reads the tables that people keep."""

IMPORTERS = {
    "wegwijs": Importer("wegwijs", ("json", "csv", "ttl")),
    "themis": Importer("themis", ("ttl", "trig", "nt", "nq", "rdf")),
    "eli": Importer("eli", ("ttl", "trig", "nt", "nq", "rdf")),
    "wikidata": Importer("wikidata", ("json", "jsonl")),
    "eu": Importer("eu", ("ttl", "trig", "nt", "nq", "rdf")),
    "org": Importer("org", ("ttl", "trig", "nt", "nq", "rdf")),
}


class Imported(NamedTuple):
    """The result of an import: what changed, what was left out, and what was saved.

    ``renamed``: a line on each new renaming. ``saved`` is None if nothing changed.
    """

    merged: feeds.Merged
    left_out: Sequence[str]
    renamed: Sequence[str]
    saved: Saved | None


def importer(name: str, *others: str) -> Importer:
    """Return the importer of a source. Raises UseError, which names others too, for any other."""
    if name not in IMPORTERS:
        known = ", ".join((*IMPORTERS, *others))
        raise UseError(*explained("errors.imports", "no source", name=name, known=known))
    return IMPORTERS[name]


def load(
    name: str,
    files: Sequence[Path],
    target: Path,
    time: Literal,
    *,
    part: bool = False,
    allowed: int = 0,
    lang: str = "nl",
) -> Imported:
    """Import files of a source into an agency's folder, or raise and change nothing.

    Together the files are all that the source says now; with ``part``, only of the entries in
    them. ``time`` (xsd:dateTime) is that of recording, for what the files give no time for.
    ``allowed``: so many statements of a kind may be withdrawn, even if they are more than a fifth.
    Raises InputError for unreadable files, and DvgraphError for violations of shapes or checks and
    for too many withdrawals.
    """
    made: Callable[[Sequence[Path], Known, Literal], feeds.Feed] = import_module(
        f"dvgraph.exchange.importers.{importer(name).module}"
    ).read
    known = feeds.described(read([target], ontology=False), target)
    feed = made(files, Known(known), time)
    merged = feeds.merge(feed, known, time, part=part, allowed=allowed)
    left_out, renamed = list(feed.left_out), list(_renamings(merged, known))
    # The check needs the memory that these take.
    merged = merged._replace(blocks={})
    del known, feed
    saved = feeds.save(merged, target, lang) if merged.files else None
    return Imported(merged, left_out, renamed, saved)


def _renamings(merged: feeds.Merged, known: Mapping[str, Addition]) -> Iterator[str]:
    """Yield a line on each renaming that a feed adds: only the user knows whether it is one."""
    things = {**known, **merged.blocks}
    began = {
        iri_of(event): text(one.facts["dvg:van"][0])
        for one in merged.blocks.values()
        if one.kind == "dvg:Bestaan" and "dvg:van" in one.facts
        for event in one.facts["dvg:over"]
    }
    for iri in merged.described:
        one = things[iri]
        if one.kind == "dvg:Naamswijziging" and iri not in known:
            old, new = (
                text(things[iri_of(one.facts[of][0])].facts["rdfs:label"][0])
                for of in ("org:originalOrganization", "org:resultingOrganization")
            )
            when = stated(began.get(iri, ""), language())
            yield worded("cli.imports", "renamed", old=old, new=new, when=when)


def time(recorded: str | None) -> Literal:
    """Return a day or time as xsd:dateTime, by default this second.

    Raises UseError for any other text.
    """
    if not recorded:
        return now()
    try:
        return moment(recorded)
    except ValueError as error:
        problem = explained("errors.imports", "no time", found=recorded)
        raise UseError(*problem, where="--recorded") from error

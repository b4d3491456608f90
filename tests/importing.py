"""An agency's folder to import into, in memory and without its checks, or on disk with them."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from calling import Done, call
from dvgraph.authoring import feeds
from dvgraph.authoring.additions import Addition
from dvgraph.authoring.feeds import Merged
from dvgraph.exchange.importers import parts
from dvgraph.exchange.importers.known import Known
from dvgraph.exchange.imports import IMPORTERS
from dvgraph.namespaces import BASE
from dvgraph.rdf.oxigraph import NamedNode

SAMPLES = Path(__file__).parents[2] / "shared" / "samples"
AGENCY = """@base <https://w3id.org/dvgraph/id/> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix dvg: <https://w3id.org/dvgraph/ns#> .
@prefix void: <http://rdfs.org/ns/void#> .

<dataset/voorbeeld> a void:Dataset ;
    dct:title "Voorbeeld"@nl, "Example"@en ;
    dct:license <https://creativecommons.org/publicdomain/zero/1.0/> ;
    void:uriSpace "https://w3id.org/dvgraph/id/" ;
    dvg:graafruimte "https://w3id.org/dvgraph/id/graph/voorbeeld/" ;
    dvg:hoofdorganisatie <organisatie/ovo012290-la-barraca> .
"""


class Folder:
    """What an agency's folder describes, at first nothing, and the lines on what was left out."""

    def __init__(self) -> None:
        self.things: dict[str, Addition] = {}
        self.left_out: list[str] = []

    def take(self, source: str, *files: Path, day: str = "2024-06-01", **options: Any) -> Merged:
        """Import files and keep the result."""
        module = import_module(f"dvgraph.exchange.importers.{IMPORTERS[source].module}")
        read: Callable[..., feeds.Feed] = module.read
        feed = read(files, Known(self.things), parts.moment(day))
        merged = feeds.merge(feed, self.things, parts.moment(day), **options)
        self.things = dict(self.things) | dict(merged.blocks)
        self.left_out = list(feed.left_out)
        return merged

    def said(self, kind: str, about: str = "") -> list[Addition]:
        """Return the current statements of a kind, about a thing (its path or IRI)."""
        node = NamedNode(about if ":" in about else BASE + about)
        return [
            one
            for one in self.things.values()
            if one.kind == kind
            and "prov:invalidatedAtTime" not in one.facts
            and (not about or any(node in values for values in one.facts.values()))
        ]

    def of(self, kind: str) -> list[Addition]:
        """Return the things of a class."""
        return [one for one in self.things.values() if kind in one.kind.split(", ")]


def texts(one: Addition, name: str) -> list[str]:
    """Return the texts or IRIs of a property, those of dvgraph without their beginning."""
    return [getattr(value, "value", "").removeprefix(BASE) for value in one.facts.get(name, ())]


def brought_in(folder: Path, source: str, *files: Path, options: tuple[str, ...] = ()) -> Done:
    """Import files into a folder with the command; it gets a description first."""
    folder.mkdir(exist_ok=True)
    if not (folder / "agency.ttl").exists():
        (folder / "agency.ttl").write_text(AGENCY, encoding="utf-8")
    where = ("--data", str(folder), "--lang", "en")
    return call("import", source, *map(str, files), *where, *options)

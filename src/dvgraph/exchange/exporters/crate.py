"""The description of a folder of exported files as an RO-Crate 1.1, for deposit in an archive.

The data itself gives the subject, the publisher, the licence and the day; the folder gives the
files.
"""

import json
from collections.abc import Iterable
from pathlib import Path

from dvgraph.errors import UseError
from dvgraph.exchange.exporters.catalogue import FORMS
from dvgraph.exchange.registry import Export
from dvgraph.locale.reader import explained
from dvgraph.locale.words import words
from dvgraph.namespaces import DCT
from dvgraph.rdf import terms
from dvgraph.store.binding import support
from dvgraph.store.inventory import version
from dvgraph.store.protocol import Store

METADATA = "ro-crate-metadata.json"
STANDARD = "https://w3id.org/ro/crate/1.1"
_MEDIA = {
    **FORMS,
    "json": "application/json",
    "md": "text/markdown",
    "nt": "application/n-triples",
    "parquet": "application/vnd.apache.parquet",
    "rdf": "application/rdf+xml",
    "txt": "text/plain",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "xml": "application/xml",
}
Entity = dict[str, object]


def export(store: Store, form: str, *, crate: Path) -> Export:  # noqa: ARG001 (there is one format)
    """Return the description (ro-crate-metadata.json) of all files in a folder and its subfolders.

    Raises UseError for data that no agency.ttl describes, and for a folder without files.
    """
    said = {
        (terms.value(name).removeprefix(DCT), getattr(value, "language", None)): terms.value(value)
        for _, name, value in store.select(support("folders")).rows
    }
    files = sorted(path for path in crate.rglob("*") if path.is_file() and path.name != METADATA)
    if not said:
        raise UseError(*explained("errors.exports", "no description"))
    if not files:
        raise UseError(*explained("errors.exports", "no files"), where=str(crate))
    graph = [*_described(store, said), *_files(crate, files)]
    graph[1]["hasPart"] = [{"@id": entity["@id"]} for entity in graph if entity["@type"] == "File"]
    document = {"@context": f"{STANDARD}/context", "@graph": graph}
    text = json.dumps(document, ensure_ascii=False, indent=2) + "\n"
    return Export(files={METADATA: text.encode()})


def _described(store: Store, said: dict[tuple[str, str | None], str]) -> list[Entity]:
    """Return the JSON-LD entities of the crate: metadata file, folder, licence and publisher."""
    publisher, licence = said[("publisher", None)], said[("license", None)]
    name = terms.value(store.select(support("publishers")).rows[0][0])
    last = max(terms.value(row[1]) for row in store.select(support("record-times")).rows)
    return [
        {
            "@id": METADATA,
            "@type": "CreativeWork",
            "about": {"@id": "./"},
            "conformsTo": {"@id": STANDARD},
        },
        {
            "@id": "./",
            "@type": "Dataset",
            "name": said[("title", "nl")],
            "description": words("exports.catalogue", "nl")["dataset"],
            "datePublished": last[: len("YYYY-MM-DD")],
            "version": version(store),
            "inLanguage": ["nl", "en"],
            "license": {"@id": licence},
            "publisher": {"@id": publisher},
            "author": {"@id": publisher},
        },
        {"@id": licence, "@type": "CreativeWork", "name": licence, "url": licence},
        {"@id": publisher, "@type": "Organization", "name": name, "url": publisher},
    ]


def _files(folder: Path, files: Iterable[Path]) -> list[Entity]:
    return [
        {
            "@id": path.relative_to(folder).as_posix(),
            "@type": "File",
            "name": path.name,
            "contentSize": str(path.stat().st_size),
            "encodingFormat": _MEDIA.get(path.suffix[1:], "application/octet-stream"),
        }
        for path in files
    ]

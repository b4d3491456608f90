"""The query engine and the editor for pages: builds of others, as classic scripts.

A page opened by double click may neither fetch nor import: each large part is a script that sets
one property, with content packed by gzip and written in base64. ``vendor/vendored.toml`` pins what
is shipped.
"""

import gzip
import json
from base64 import b64encode
from collections.abc import Iterable, Iterator
from pathlib import Path

from dvgraph import resources
from dvgraph.rdf.oxigraph import Quad
from dvgraph.rdf.writing import encoded

_VENDOR = Path(__file__).parent / "vendor"
_ASSETS = Path(__file__).parent / "assets" / "sparql"


def files(quads: Iterable[Quad]) -> Iterator[tuple[str, bytes]]:
    """Yield the files of the folder ``assets/sparql`` that are made, by name.

    ``quads`` are the graph that the engine in the page answers from.
    """
    yield "wasm.js", _property("wasm", _packed("oxigraph.wasm"))
    handler = (_ASSETS / "handler.js").read_text("utf-8")
    worker = f"{_unpacked('oxigraph.js').decode()}\n{handler}"
    yield "worker.js", f"dvgraph.worker = {json.dumps(worker)};\n".encode()
    graph = encoded(quads, "trig", prefixes=resources.prefixes())
    yield "graph.js", _property("graph", gzip.compress(graph, 9, mtime=0))
    yield "yasgui.js", _unpacked("yasgui.js")
    yield "yasgui.css", _unpacked("yasgui.css")
    yield "licences.txt", _unpacked("licences.txt")


def _property(name: str, packed: bytes) -> bytes:
    return b'dvgraph.%s = "%s";\n' % (name.encode(), b64encode(packed))


def _packed(name: str) -> bytes:
    return (_VENDOR / f"{name}.gz").read_bytes()


def _unpacked(name: str) -> bytes:
    return gzip.decompress(_packed(name))

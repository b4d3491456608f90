"""The query engine and the editor of the pages: libraries of other projects, packed as scripts.

A page opened from disk can neither fetch files nor import modules. So each large part is a script
that sets one property to the content of the part, compressed by gzip and encoded in base64.
``vendor/vendored.toml`` pins the shipped versions.
"""

import gzip
import json
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path

FORM = "trig"  # the files that handler.js loads
# Additions to the content security policy of a page with the engine or the editor: a worker made by
# the page, WebAssembly, and the one style that this version of the editor writes itself.
SCRIPTS = " 'wasm-unsafe-eval'"
POLICY = "; worker-src 'self' blob:; font-src 'self'"
ASKING = "; connect-src 'self'"  # the address of the server's endpoint, for the editor
STYLES = " 'sha256-zCK2EVMoPc04mRF/g5CotUvxbJPWS+8V0b+s9ptqQIk='"
_VENDOR = Path(__file__).parent / "vendor"
_ASSETS = Path(__file__).parent / "assets" / "sparql"


def files() -> Iterator[tuple[str, bytes]]:
    """Yield the files of the folder ``assets/sparql``, by name, except the file with the graph."""
    yield "wasm.js", _property("wasm", _packed("oxigraph.wasm"))
    handler = (_ASSETS / "handler.js").read_text("utf-8")
    worker = f"{_unpacked('oxigraph.js').decode()}\n{handler}"
    yield "worker.js", f"dvgraph.worker = {json.dumps(worker)};\n".encode()
    yield "yasgui.js", _unpacked("yasgui.js")
    yield "yasgui.css", _unpacked("yasgui.css")
    yield "licences.txt", _unpacked("licences.txt")


def graph(packed: bytes) -> bytes:
    """Return the script with the graph for the engine: FORM, compressed by gzip."""
    return _property("graph", packed)


def _property(name: str, packed: bytes) -> bytes:
    return b'dvgraph.%s = "%s";\n' % (name.encode(), b64encode(packed))


def _packed(name: str) -> bytes:
    return (_VENDOR / f"{name}.gz").read_bytes()


def _unpacked(name: str) -> bytes:
    return gzip.decompress(_packed(name))

"""What several tests share: a small dataset, a cache of their own, an Oxigraph server."""

import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from dvgraph.dataset import Dataset, read
from dvgraph.oxigraph import Quad, RdfFormat, serialize

EXAMPLE = """
@base <https://w3id.org/dvgraph/id/> .
@prefix dvg: <https://w3id.org/dvgraph/ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

<organisatie/oud> rdfs:label "Oud"@nl, "Old"@en .
<organisatie/nieuw> rdfs:label "Nieuw"@nl, "New"@en .
<taak/meten> rdfs:label "meten"@nl, "measuring"@en .
<uitspraak/oud-bestond> a dvg:Bestaan ;
    dvg:over <organisatie/oud> ; dvg:van "2006"^^xsd:gYear ; dvg:tot "2016-04-01"^^xsd:date ;
    dvg:vindplaats <bron/voorbeeld#line=1,2> .
<uitspraak/nieuw-meet> a dvg:Verantwoordelijkheid ;
    dvg:organisatie <organisatie/nieuw> ; dvg:taak <taak/meten> ; dvg:van "2016-04-01"^^xsd:date ;
    dvg:vindplaats <bron/voorbeeld#line=3,4> .
<uitspraak/budget> a dvg:Cijfer ;
    dvg:betreft <organisatie/nieuw> ; dvg:waarde "1.50"^^xsd:decimal ;
    dvg:van "2024-01-01"^^xsd:date ; dvg:tot "2025-01-01"^^xsd:date .
"""


@pytest.fixture(autouse=True, scope="session")
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test reads or fills the user's cache, nor follows the user's settings."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DVGRAPH_CACHE", str(tmp_path_factory.mktemp("cache")))
        for name in ("DVGRAPH_DATA", "DVGRAPH_STORE", "DVGRAPH_ENDPOINT"):
            patch.delenv(name, raising=False)
        yield


@pytest.fixture
def example_file(tmp_path: Path) -> Path:
    """A small file of data: two organisations, three statements."""
    path = tmp_path / "example.ttl"
    path.write_text(EXAMPLE, encoding="utf-8")
    return path


@pytest.fixture
def example(example_file: Path) -> Dataset:
    """The small dataset, without the ontology."""
    return read([example_file], ontology=False)


@pytest.fixture(scope="session")
def serve_oxigraph() -> Iterator[Callable[[Iterable[Quad]], str]]:
    """Starts an Oxigraph server on loopback with the quads given; returns its query address."""
    running: list[subprocess.Popen[bytes]] = []

    def serve(quads: Iterable[Quad]) -> str:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            address = f"127.0.0.1:{free.getsockname()[1]}"
        command = [Path(sys.executable).with_name("oxigraph"), "serve", "--union-default-graph"]
        running.append(
            subprocess.Popen([*command, "--bind", address], stderr=subprocess.DEVNULL)  # type: ignore[list-item]
        )
        data = serialize(quads, format=RdfFormat.N_QUADS)
        request = Request(f"http://{address}/store", data, {"Content-Type": "application/n-quads"})
        for _ in range(200):
            try:
                urlopen(request, timeout=30).close()
            except OSError:
                time.sleep(0.05)
            else:
                return f"http://{address}/query"
        raise AssertionError("the Oxigraph server did not start")

    yield serve
    for server in running:
        server.terminate()
        server.wait()

"""The settings of a server: its graph, its addresses and its limits."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, slots=True)
class GraphSource:
    """The graph to serve, in the arguments of ``prebuilt.connection.open_graph``; paths as text."""

    data: tuple[str, ...] | None = None
    store: str | None = None
    endpoint: str | None = None
    model: bool = False
    public: bool = True

    @classmethod
    def of(
        cls,
        data: Sequence[object] | None,
        store: object,
        endpoint: str | None,
        *,
        model: bool,
        public: bool,
    ) -> "GraphSource":
        """Return the source of a graph; paths may be of any type."""
        paths = tuple(map(str, data)) if data else None
        return cls(paths, str(store) if store else None, endpoint, model, public)


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits on one request, on one client and on all clients together.

    ``seconds``: the time that a query or page may take.
    ``wait``: the seconds that a request may wait for a free worker.
    ``rows``, ``answer``: the rows and the bytes of one answer.
    ``memory``: the bytes that a worker may use in addition to the graph.
    ``body``, ``head``, ``address``: the bytes of these parts of a request.
    ``slow``: the seconds in which a client must send a request or read a piece of an answer.
    ``connections``: the number of simultaneous connections.
    ``waiting``: the number of requests that may wait for a worker at one time.
    ``budget``: the seconds of work for a client in each minute; 0 for no limit.
    ``pages``: the bytes of the cached pages.
    """

    seconds: float = 10.0
    wait: float = 10.0
    rows: int = 10_000
    answer: int = 50_000_000
    memory: int = 1_000_000_000
    body: int = 1_000_000
    head: int = 16_384
    address: int = 8_192
    slow: float = 10.0
    connections: int = 1_000
    waiting: int = 64
    budget: float = 60.0
    pages: int = 64_000_000


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of a server.

    ``host``, ``port``: the address to listen on.
    ``hosts``: the host names that clients may use for the server.
    ``base``: the public address of the server, if it differs from the address to listen on.
    ``cors``: the origin of other sites whose pages may read answers: ``*`` for all, empty for none.
    ``proxy``: True if a proxy in front of the server passes on the address of the client.
    ``queries``, ``pages``: the number of workers for SPARQL, and for all other requests.
    """

    source: GraphSource = field(default_factory=GraphSource)
    host: str = "127.0.0.1"
    port: int = 8080
    hosts: tuple[str, ...] = LOOPBACK
    base: str = ""
    cors: str = ""
    proxy: bool = False
    queries: int = 2
    pages: int = 2
    limits: Limits = field(default_factory=Limits)

    def told(self) -> dict[str, Any]:
        """Return the limits by name, as shown to clients."""
        return asdict(self.limits)

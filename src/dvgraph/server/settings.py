"""What a server serves, to whom, and within which limits."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, slots=True)
class GraphSource:
    """The graph to serve, as ``prebuilt.connection.open_graph`` takes it; paths as text."""

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
        """Return the source of a graph from paths of any kind."""
        paths = tuple(map(str, data)) if data else None
        return cls(paths, str(store) if store else None, endpoint, model, public)


@dataclass(frozen=True, slots=True)
class Limits:
    """What one request, one client and all clients together may use.

    ``seconds`` a query or page may take; ``wait`` seconds for a free worker; ``rows`` and
    ``answer`` (bytes) of one answer; ``memory`` (bytes) of a worker beyond the graph; ``body``,
    ``head`` and ``address`` bytes of a request; ``slow`` seconds for a client to send a request or
    to take a piece of an answer; ``connections`` at once; ``waiting`` requests for a worker;
    ``budget`` seconds of work for a client in each minute, none if 0; ``pages`` bytes of pages
    that are kept.
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
    """``host`` and ``port`` to listen on; ``hosts`` are the names that clients may use for it.

    ``base`` is its address for others, if that is another; ``cors`` the origin of pages elsewhere
    that may read answers (``*`` for all), empty for none; ``proxy`` says that a proxy in front
    tells who the client is. ``queries`` and ``pages`` are the numbers of workers for SPARQL and
    for all else.
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
        """Return the limits by name, for clients."""
        return asdict(self.limits)

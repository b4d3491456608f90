"""A server that runs: the single importer of uvicorn, which speaks HTTP.

uvicorn waits for ever on a client that sends its headers slowly or takes its answer slowly. Here
such a connection is cut, and so is one whose head is too large.
"""

import asyncio
import logging
import socket
from collections.abc import Callable
from typing import Any

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from dvgraph.server.application import Application
from dvgraph.server.doors import Doors
from dvgraph.server.settings import Limits, Settings


def run(settings: Settings, ready: Callable[[str], None]) -> None:
    """Serve until interrupted; ``ready`` hears the address when it answers.

    Raises DvgraphError when the graph cannot be opened, OSError when the port is taken.
    """
    limits = settings.limits
    doors = Doors(settings)
    config = uvicorn.Config(
        Application(doors),
        http=_protocol(limits),
        ws="none",
        lifespan="off",
        log_level=logging.WARNING,
        access_log=False,
        proxy_headers=settings.proxy,
        forwarded_allow_ips="*" if settings.proxy else None,
        server_header=False,
        limit_concurrency=limits.connections,
        timeout_keep_alive=5,
        timeout_graceful_shutdown=5,
    )
    with asyncio.Runner(loop_factory=config.get_loop_factory()) as runner:
        runner.run(_serve(uvicorn.Server(config), doors, ready))


async def _serve(server: uvicorn.Server, doors: Doors, ready: Callable[[str], None]) -> None:
    settings = doors.settings
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    host = f"[{settings.host}]" if family == socket.AF_INET6 else settings.host
    with socket.create_server((settings.host, settings.port), family=family, backlog=512) as door:
        try:
            await doors.open()
            ready(f"http://{host}:{door.getsockname()[1]}/")
            await server.serve(sockets=[door])
        finally:
            await doors.close()


# Long as the whole of a class, which must know the limits and be made without them.
def _protocol(limits: Limits) -> type[asyncio.Protocol]:
    """Return uvicorn's protocol with limits on the head of a request and on slow clients."""

    class Impatient(HttpToolsProtocol):
        """A connection that is cut when its client is too slow, or its head too large."""

        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self._deadline: asyncio.TimerHandle | None = None
            self._head = 0

        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
            super().connection_made(transport)
            self._expect()

        def connection_lost(self, exc: Exception | None) -> None:
            self._arrived()
            super().connection_lost(exc)

        def data_received(self, data: bytes) -> None:
            if self._deadline is None and (self.cycle is None or self.cycle.response_complete):
                self._expect()
            self._head += len(data)
            super().data_received(data)
            if self._deadline and self._head > limits.head + limits.address:
                self.transport.abort()

        def on_headers_complete(self) -> None:
            self._arrived()
            super().on_headers_complete()

        def pause_writing(self) -> None:
            super().pause_writing()
            self._expect()

        def resume_writing(self) -> None:
            self._arrived()
            super().resume_writing()

        def _expect(self) -> None:
            """Cut the connection unless something arrives, or is taken, in time."""
            self._arrived()
            self._deadline = self.loop.call_later(limits.slow, self.transport.abort)

        def _arrived(self) -> None:
            if self._deadline:
                self._deadline.cancel()
            self._deadline, self._head = None, 0

    return Impatient

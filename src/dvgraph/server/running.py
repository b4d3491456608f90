"""The running server; no other module imports uvloop, a fast event loop."""

import asyncio
import signal
import socket
from collections.abc import Callable

import uvloop

from dvgraph.server.connections import Connections
from dvgraph.server.doors import Doors
from dvgraph.server.messages import Reply, Request
from dvgraph.server.settings import Settings

_ENDING = 5.0  # seconds for unfinished requests when the server stops
_ENDS = (signal.SIGINT, signal.SIGTERM)


def run(settings: Settings, ready: Callable[[str], None]) -> None:
    """Serve until interrupted or terminated; ``ready`` is called with the address once it listens.

    Raises DvgraphError if the graph cannot be opened, OSError if the port is in use.
    """
    uvloop.run(_serve(settings, ready))


async def _serve(settings: Settings, ready: Callable[[str], None]) -> None:
    _until_signal()
    doors, loop = Doors(settings), asyncio.get_running_loop()
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    host = f"[{settings.host}]" if family == socket.AF_INET6 else settings.host
    try:
        with socket.create_server(
            (settings.host, settings.port), family=family, backlog=512
        ) as door:
            await doors.open()
            connections = Connections(doors)
            server = await loop.create_server(connections.new, sock=door, backlog=512)
            ready(f"http://{host}:{door.getsockname()[1]}/")
            try:
                await loop.create_future()  # never done; only a signal ends it
            finally:
                server.close()
                await connections.close(_ENDING)
    except asyncio.CancelledError:
        return
    finally:
        await doors.close()


def _until_signal() -> None:
    """Cancel the calling task at the first SIGINT or SIGTERM; later ones are ignored."""
    loop, task = asyncio.get_running_loop(), asyncio.current_task()

    def end() -> None:
        for one in _ENDS:
            loop.add_signal_handler(one, lambda: None)
        if task:
            task.cancel()

    for one in _ENDS:
        loop.add_signal_handler(one, end)


async def once(settings: Settings, path: str, accept: str) -> Reply:
    """Return the answer to one request for a path, without a network."""
    address, _, query = path.partition("?")
    doors, host = Doors(settings), f"http://{settings.hosts[0]}"
    headers = {"accept": accept}
    try:
        return await doors.answer(Request("GET", address, query, headers, host=host))
    finally:
        await doors.close()

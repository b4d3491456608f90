"""The doors on the web: the single importer of Starlette, which reads and sends messages."""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

from starlette.requests import ClientDisconnect
from starlette.requests import Request as WebRequest
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from dvgraph.locale.reader import use
from dvgraph.server.doors import Doors
from dvgraph.server.messages import HTML, JSON, Reply, Request
from dvgraph.server.negotiation import language, prefers
from dvgraph.server.problem_answers import told
from dvgraph.server.problems import Problem, problem
from dvgraph.server.settings import Settings

_LOG = logging.getLogger("dvgraph.server")
_DRAINED = 10  # times the largest body


class Application:
    """The server as an ASGI application; the doors are opened and closed by who runs it."""

    def __init__(self, doors: Doors) -> None:
        """Take the doors."""
        self._doors = doors

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Reply one request."""
        web = WebRequest(scope, receive)
        bare = _request(web, b"")
        try:
            asked = _request(web, await self._body(web))
            answer = await _while_there(receive, self._doors.answer(asked))
        except ClientDisconnect:
            return
        except Problem as error:
            answer = told(error, page=prefers(bare.accept, HTML, JSON))
        except Exception:
            _LOG.exception("a request failed")
            use(language(bare))
            answer = told(problem(500, "bug"), page=prefers(bare.accept, HTML, JSON))
        response = Response(
            answer.body,
            answer.status,
            headers=dict(answer.headers),
            media_type=answer.media or None,
        )
        await response(scope, receive, send)

    async def _body(self, web: WebRequest) -> bytes:
        """Return the body of a request.

        Raises Problem: 413, 414 or 431 for what is too large, 408 for a body that is too slow. A
        body that is too large is read on for a while, or its client would see no answer.
        """
        limits = self._doors.settings.limits
        use(language(_request(web, b"")))
        if len(web.scope["query_string"]) + len(web.scope["raw_path"]) > limits.address:
            raise problem(414, "address", kilobytes=limits.address // 1024)
        if sum(len(name) + len(text) for name, text in web.scope["headers"]) > limits.head:
            raise problem(431, "head", kilobytes=limits.head // 1024)
        body = bytearray()
        size = 0
        try:
            async with asyncio.timeout(limits.slow):
                async for part in web.stream():
                    size += len(part)
                    if size <= limits.body:
                        body += part
                    elif size > _DRAINED * limits.body:
                        break
        except TimeoutError as error:
            raise problem(408, "slow", headers={"Connection": "close"}) from error
        if size > limits.body:
            close = {"Connection": "close"}
            raise problem(413, "body", kilobytes=limits.body // 1000, headers=close)
        return bytes(body)


async def _while_there(receive: Receive, work: Coroutine[Any, Any, Reply]) -> Reply:
    """Return what work gives; cancel it and raise ClientDisconnect when the client goes."""
    answer, gone = asyncio.ensure_future(work), asyncio.ensure_future(_gone(receive))
    try:
        await asyncio.wait({answer, gone}, return_when=asyncio.FIRST_COMPLETED)
        if not answer.done():
            raise ClientDisconnect
        return answer.result()
    finally:
        answer.cancel()
        gone.cancel()


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _request(web: WebRequest, body: bytes) -> Request:
    headers = {name.lower(): value for name, value in web.headers.items()}
    host = headers.get("host", "")
    return Request(
        method=web.method,
        path=web.scope["path"],
        query=web.scope["query_string"].decode("latin-1"),
        headers=headers,
        body=body,
        host=f"{web.scope['scheme']}://{host}",
        client=web.client.host if web.client else "",
    )


async def once(settings: Settings, path: str, accept: str) -> Reply:
    """Return the answer to one request for a path, without a network."""
    address, _, query = path.partition("?")
    doors, host = Doors(settings), f"http://{settings.hosts[0]}"
    headers = {"accept": accept}
    try:
        return await doors.answer(Request("GET", address, query, headers, host=host))
    finally:
        await doors.close()

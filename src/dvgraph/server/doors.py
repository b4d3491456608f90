"""The entry points of the server: each request is routed to one, within its client's limits."""

import asyncio
import json
import logging
import time
from collections.abc import Hashable
from dataclasses import replace
from datetime import date
from functools import lru_cache, partial
from typing import Any
from urllib.parse import urlsplit

from dvgraph.errors import DvgraphError
from dvgraph.locale.reader import use
from dvgraph.server import interface, linked_data, protocol, reconciling
from dvgraph.server.kept import KeptReplies
from dvgraph.server.limits import Budgets
from dvgraph.server.lookups import Lookups, bounded
from dvgraph.server.messages import DAYS, HTML, JSON, Job, Reply, Request, etag
from dvgraph.server.negotiation import language, matches, prefers
from dvgraph.server.problem_answers import told
from dvgraph.server.problems import Problem, problem
from dvgraph.server.scratch import ScratchFolder
from dvgraph.server.settings import Settings
from dvgraph.server.sources import stamp
from dvgraph.server.workers import Pool

_LOG = logging.getLogger("dvgraph.server")
_HEALTH, _LIMITS = f"{interface.ROOT}/health", f"{interface.ROOT}/limits"
_OPEN_API = f"{interface.ROOT}/openapi.json"
_HOSTS = 256  # the number of cached addresses: parsing one takes as long as finding a page
_LOOK = 2.0  # seconds between two checks whether the files changed
_MAKING = 600.0  # seconds allowed for making the files of the whole graph
# No answer may run scripts or appear inside another page; pages have a policy of their own.
_CLOSED = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


class Doors:
    """The request handler of a server for one graph."""

    def __init__(self, settings: Settings) -> None:
        """Store the settings; ``open`` starts the workers."""
        self.settings = settings
        self._budgets = Budgets(settings.limits.budget)
        self._folder = ScratchFolder()
        given: dict[str, Any] = {"shared": self._folder.path, "base": settings.base}
        self._given = given
        source, limits = settings.source, settings.limits
        self.queries = Pool(source, limits, settings.queries, yields=True, **given)
        self.pages = Pool(source, limits, settings.pages, warm=True, **given)
        self._lookups: Lookups | None = None
        self._replies = KeptReplies(settings.limits.pages)
        self._making: dict[Hashable, asyncio.Future[Reply]] = {}
        self._stamp = ""
        self._fault = ""
        self._tasks: list[asyncio.Task[None]] = []
        self._always = {**_ALWAYS, "Content-Security-Policy": _CLOSED}
        if settings.cors:
            self._always["Access-Control-Allow-Origin"] = settings.cors
            self._always["Access-Control-Expose-Headers"] = "Link, ETag, Data-Version"
        else:
            self._always["Cross-Origin-Resource-Policy"] = "same-origin"

    async def open(self) -> None:
        """Start the workers and the check for changed data; DvgraphError if there is no data."""
        self._stamp = stamp(self.settings.source)
        await self.queries.start()
        await self.pages.start()
        self._lookups = await self._opened()
        self._tasks = [asyncio.create_task(self._look()), asyncio.create_task(self._make())]

    async def _opened(self) -> Lookups | None:
        """Return the graph of the workers, opened here for look-ups; None for an endpoint."""
        source, limits = self.settings.source, self.settings.limits
        if source.endpoint:
            return None
        return await asyncio.to_thread(Lookups.opened, source, limits, str(self.queries.shared))

    async def close(self) -> None:
        """Stop the workers."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.queries.close()
        await self.pages.close()
        self._folder.remove()

    async def answer(self, request: Request) -> Reply:
        """Return the answer to any request; a problem becomes an answer too."""
        lang = language(request)
        use(lang)
        try:
            self._admit(request)
            found = await self._answer(request)
            return self.finished(request, found)
        except Problem as error:
            use(lang)
            page = prefers(request.accept, HTML, JSON)
            return self.finished(request, told(error, page=page))

    def refusal(self, request: Request, status: int, key: str, **fields: object) -> Reply:
        """Return the answer to a request that could not be read completely, or that failed."""
        use(language(request))
        page = prefers(request.accept, HTML, JSON)
        return self.finished(request, told(problem(status, key, headers=None, **fields), page=page))

    def preflight(self) -> Reply:
        """Return the CORS answer: which requests a page of another origin may send."""
        headers = {
            "Access-Control-Allow-Methods": "GET, HEAD, POST",
            "Access-Control-Allow-Headers": "Accept, Accept-Language, Content-Type",
            "Access-Control-Max-Age": "600",
        }
        return Reply(
            204, "", headers=headers if self.settings.cors else {"Allow": "GET, HEAD, POST"}
        )

    def _admit(self, request: Request) -> None:
        """Raise Problem for a request with a wrong host, method or length."""
        name = _host(request.host)
        if name not in self.settings.hosts:
            raise problem(421, "host", host=name)
        if request.method not in ("GET", "HEAD", "POST", "OPTIONS"):
            allow = {"Allow": "GET, HEAD, POST, OPTIONS"}
            raise problem(405, "method", method=request.method, headers=allow)

    async def _answer(self, request: Request) -> Reply:
        if request.method == "OPTIONS":
            return self.preflight()
        if request.path.rstrip("/") == protocol.ADDRESS:
            found = protocol.job(request)
            return found if isinstance(found, Reply) else await self._queried(found, request)
        if f"{request.path}/".startswith(f"{reconciling.ADDRESS}/"):
            asked = reconciling.job(request, self.settings.cors)
            return await self._done(self.pages, asked, request)
        if request.method not in ("GET", "HEAD"):
            raise problem(405, "method", method=request.method, headers={"Allow": "GET, HEAD"})
        if f"{request.path}/".startswith(f"{interface.ROOT}/"):
            return await self._api(request)
        if request.path.startswith(linked_data.NAMES):
            return await self._thing(request)
        return await self._page(request)

    async def _api(self, request: Request) -> Reply:
        if request.path == _HEALTH:
            if not self.queries.about:
                try:
                    await self.queries.start()
                except DvgraphError as error:
                    raise Problem(503, str(error)) from error
            return _json(self.health())
        if request.path == _LIMITS:
            return _json(self.settings.told())
        if request.path.rstrip("/") == interface.ROOT:
            return Reply(303, "", headers={"Location": _OPEN_API})
        lang = language(request)
        if request.path == _OPEN_API:
            job: Job = {"kind": "openapi", "lang": lang, "host": request.host}
            return await self._kept(job, request)
        asked = interface.job(request)
        if asked is None:
            raise problem(404, "no operation", address=_OPEN_API)
        found = await self._done(self.pages, asked, request)
        return found.having({"Vary": "Accept, Accept-Language"})

    async def _thing(self, request: Request) -> Reply:
        """Return a redirect to the document about a thing."""
        lang = linked_data.spoken(request)
        iri = linked_data.named(request.path)
        job: Job = {"kind": "address", "lang": lang, "iri": iri, "given": self._days(request)}
        path = (await self._kept(job, request)).body.decode()
        if not path:
            raise problem(404, "nothing here", path=request.path)
        headers = {
            "Location": linked_data.location(path, request.query),
            "Vary": "Accept, Accept-Language",
        }
        return Reply(303, "", headers=headers)

    async def _page(self, request: Request) -> Reply:
        """Return a page, a document about a thing, or a file that pages use."""
        document = linked_data.document(request)
        path = document.path if document else request.path.removeprefix("/")
        if path.endswith("/") or not path:
            path = f"{path}index.html"
        asked = "vraag/" in path
        given = request.given() if asked and request.query else self._days(request)
        job: Job = {
            "kind": "page",
            "lang": linked_data.spoken_at(path),
            "path": path,
            "given": given,
        }
        found = await self._kept(job, request)
        return found.having(document.headers) if document else found

    def _days(self, request: Request) -> dict[str, str]:
        """Return the parameters for a day; other parameters do not change a page."""
        if not request.query:
            return {}
        return {name: text for name, text in request.given().items() if name in DAYS and text}

    async def _kept(self, job: Job, request: Request) -> Reply:
        """Return a reply that depends on the data and the day alone, from the cache or a worker.

        Several simultaneous requests of one client for the same reply are computed once.
        """
        # The words of an error are in the language of its reader.
        asked = (date.today(), self.pages.generation, json.dumps(job, sort_keys=True))
        if found := self._replies.get(asked):
            return found
        mine = (asked, request.client)
        if mine not in self._making:
            self._making[mine] = asyncio.ensure_future(self._made(asked, job, request))
            self._making[mine].add_done_callback(lambda _: self._making.pop(mine))
        return await asyncio.shield(self._making[mine])

    async def _made(self, asked: Hashable, job: Job, request: Request) -> Reply:
        found = await self._done(self.pages, job, request)
        if found.status == 200:
            self._replies.put(asked, found)
        return found

    async def _queried(self, job: Job, request: Request) -> Reply:
        """Return the answer to a query: a look-up is answered here, another query by a worker."""
        if self._lookups and job["kind"] == "sparql" and bounded(job):
            self._afford(request)
            begin = time.monotonic()
            found = self._lookups.answer(job)
            self._budgets.spend(request.client, time.monotonic() - begin)
            if found:
                return found
        return await self._done(self.queries, job, request)

    async def _done(self, pool: Pool, job: Job, request: Request) -> Reply:
        """Return the answer of a worker, within the time budget of the client."""
        self._afford(request)
        return await pool.run(job, request.client, partial(self._budgets.spend, request.client))

    def _afford(self, request: Request) -> None:
        """Raise Problem 429 if the client has spent its time budget."""
        if wait := self._budgets.wait(request.client):
            raise problem(429, "budget", seconds=wait, headers={"Retry-After": str(int(wait) + 1)})

    def finished(self, request: Request, answer: Reply) -> Reply:
        """Return an answer with the common headers: entity tag, security policy, CORS."""
        headers = {**self._always, "Data-Version": self._version()}
        if answer.status == 200:
            tag = answer.headers.get("ETag") or etag(answer.body)
            headers |= {"ETag": tag, "Cache-Control": "no-cache"}
            known = request.headers.get("if-none-match")
            if known and request.method != "POST" and matches(known, tag):
                answer = Reply(304, "", headers=answer.headers)
        else:
            headers["Cache-Control"] = "no-store"
        headers.update(answer.headers)
        return Reply(answer.status, answer.media, answer.body, headers)

    def _version(self) -> str:
        return str((self.queries.about or self.pages.about).get("version", ""))

    async def _make(self) -> None:
        """Let a separate worker make the files of the whole graph."""
        limits = replace(self.settings.limits, seconds=_MAKING)
        pool = Pool(self.settings.source, limits, 1, **self._given)
        pool.generation = self.pages.generation
        try:
            await pool.run({"kind": "make", "lang": "nl"}, "")
        except Problem as error:
            _LOG.warning("%s", error.detail)
        finally:
            await pool.close()

    async def _look(self) -> None:
        """Restart the workers if the data changed; data that cannot be opened is ignored."""
        while True:
            await asyncio.sleep(_LOOK)
            now = await asyncio.to_thread(stamp, self.settings.source)
            if now == self._stamp:
                continue
            self._stamp = now
            generation, before = self.queries.generation, self._lookups
            self._lookups = None  # workers answer until the changed data are open
            try:
                await self.queries.renew()
                await self.pages.renew()
                self._replies.forget()
                self._lookups = await self._opened()
                await self._make()
                self._fault = ""
            except DvgraphError as error:
                self._fault = str(error)
                _LOG.warning("%s", error)
                if self.queries.generation == generation:
                    self._lookups = before

    def health(self) -> dict[str, Any]:
        """Return the state of the server: its data, and why newer data is not in use."""
        return {
            "status": "stale" if self._fault else "ok",
            **self.queries.about,
            "killed": self.queries.killed + self.pages.killed,
            **({"fault": self._fault} if self._fault else {}),
        }


@lru_cache(_HOSTS)
def _host(address: str) -> str:
    """Return the host name in an address, in lower case; empty if it has none."""
    try:
        return (urlsplit(address).hostname or "").lower()
    except ValueError:
        return ""


def _json(value: object) -> Reply:
    return Reply(200, JSON, json.dumps(value, ensure_ascii=False, indent=1).encode() + b"\n")

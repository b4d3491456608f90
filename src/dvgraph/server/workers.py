"""Worker processes, each with the graph open: they are killed when a job takes too long.

Nothing else stops a query: the engine has no time limit, and a query may end its process. So the
server itself opens no graph, and stays able to answer. A free worker goes to the client that has
the fewest at work.
"""

import asyncio
import json
import sys
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from dvgraph.errors import DvgraphError, InputError, StoreError, UseError
from dvgraph.locale.reader import language
from dvgraph.server import frames
from dvgraph.server.limits import network
from dvgraph.server.messages import Job, Reply
from dvgraph.server.problems import Problem, problem
from dvgraph.server.settings import GraphSource, Limits

_OPENING = 600.0  # seconds to open a graph, which may first have to be derived
_KINDS = {one.__name__: one for one in (UseError, InputError, StoreError)}
_HURRY = {"Retry-After": "1"}


class _Process:
    """A worker, which does one job at a time."""

    def __init__(self, process: asyncio.subprocess.Process, generation: int) -> None:
        self._running, self.generation = process, generation
        self.about: dict[str, Any] = {}

    @classmethod
    async def start(cls, given: str, generation: int) -> "_Process":
        """Start a process and wait until its graph is open; raises what it says if it is not."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "dvgraph.server.worker", given),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            limit=1 << 20,
        )
        made = cls(process, generation)
        try:
            made.about, _ = await asyncio.wait_for(made._read(), _OPENING)
        except (TimeoutError, EOFError) as error:
            made.kill()
            raise StoreError(str(problem(503, "no worker"))) from error
        except BaseException:
            made.kill()
            raise
        if "failed" in made.about:
            made.kill()
            raise _KINDS.get(made.about["kind"], StoreError)(made.about["failed"])
        return made

    async def do(self, job: Job) -> tuple[Reply, float]:
        """Return the answer to a job, and the seconds of processor that it took.

        Raises EOFError when the process ended, Problem as it says.
        """
        assert self._running.stdin
        try:
            self._running.stdin.write(frames.packed(job))
            await self._running.stdin.drain()
        except OSError as error:
            raise EOFError from error
        head, body = await self._read()
        if "detail" in head:
            problem = Problem(head["status"], head["detail"], head.get("headers"))
            problem.spent = head["spent"]
            raise problem
        return Reply(head["status"], head["media"], body, head["headers"]), head["spent"]

    async def _read(self) -> tuple[dict[str, Any], bytes]:
        assert self._running.stdout
        stream = self._running.stdout
        head, body = frames.sizes(await stream.readexactly(frames.HEAD))
        found: dict[str, Any] = json.loads(await stream.readexactly(head))
        return found, await stream.readexactly(body)

    def kill(self) -> None:
        """End the process, whatever it does."""
        with suppress(ProcessLookupError):
            self._running.kill()

    async def ended(self) -> None:
        """Wait for its end."""
        await self._running.wait()

    @property
    def alive(self) -> bool:
        """Whether the process still runs."""
        return self._running.returncode is None


@dataclass
class _Waiting:
    client: str
    order: int
    turn: "asyncio.Future[None]" = field(compare=False)


class Pool:
    """Workers for jobs of one kind; started when first needed, or all by ``start``."""

    def __init__(
        self, source: GraphSource, limits: Limits, size: int, *, shared: Path, **given: Any
    ) -> None:
        """Take the graph, the limits, and the number of workers; ``given`` goes to each worker.

        ``shared`` is a folder, in which the workers on the same data share a folder.
        """
        self._source, self._limits, self._size = source, limits, size
        self._shared, self._given = shared, given
        self._idle: list[_Process] = []
        self._all: set[_Process] = set()
        self._busy: Counter[str] = Counter()
        self._waiting: list[_Waiting] = []
        self._free, self._orders = size, 0
        self.generation = 0  # how often the data changed
        self.killed = 0
        self.about: dict[str, Any] = {}

    async def start(self) -> None:
        """Start all workers, the first alone: it may have to derive what the others then find.

        Raises DvgraphError when the graph cannot be opened.
        """
        if not self._idle:
            self._idle.append(await self._started())
        more = (self._started() for _ in range(self._size - len(self._all)))
        self._idle += await asyncio.gather(*more)

    async def renew(self) -> None:
        """Put new workers in the place of all, for changed data; those at work end afterwards.

        Raises DvgraphError when the changed data cannot be opened: the old workers stay.
        """
        self.generation += 1
        try:
            new = await self._started()
        except DvgraphError:
            self.generation -= 1
            raise
        old, self._idle = self._idle, [new]
        for worker in old:
            self._drop(worker)

    async def run(
        self, job: Job, client: str, spend: Callable[[float], None] = lambda _: None
    ) -> Reply:
        """Return the answer to a job; ``spend`` hears the seconds of processor that it took.

        Who goes while waiting gives up the place. A job that has begun is ended, and paid for:
        else a client that goes at once would cost a worker. Raises Problem: what the worker says,
        503 for a job that took too long or ended its worker, or found no free worker in time, 429
        for a client with too many waiting.
        """
        name = network(client)
        await self._turn(name)
        return await asyncio.shield(asyncio.ensure_future(self._begun(job, name, spend)))

    async def _begun(self, job: Job, name: str, spend: Callable[[float], None]) -> Reply:
        self._busy[name] += 1
        try:
            answer, spent = await self._done(job)
        except Problem as error:
            spend(error.spent)
            raise
        else:
            spend(spent)
            return answer
        finally:
            self._busy[name] -= 1
            if not self._busy[name]:
                del self._busy[name]
            self._release()

    async def _done(self, job: Job) -> tuple[Reply, float]:
        worker = await self._worker()
        seconds = self._limits.seconds
        try:
            answer = await asyncio.wait_for(worker.do(job), seconds)
        except TimeoutError as error:
            self._drop(worker)
            raise self._killed(problem(503, "too long", seconds=seconds)) from error
        except EOFError as error:
            self._drop(worker)
            megabytes = self._limits.memory // 1_000_000
            raise self._killed(problem(503, "too large", megabytes=megabytes)) from error
        except Problem:
            self._keep(worker)
            raise
        except BaseException:  # cancelled: what it still writes would answer the next job
            self._drop(worker)
            raise
        self._keep(worker)
        return answer

    def _killed(self, found: Problem) -> Problem:
        """Return a problem of a job that ended its worker: it has spent all that a job may."""
        self.killed += 1
        found.spent = self._limits.seconds
        return found

    async def _worker(self) -> _Process:
        while self._idle:
            worker = self._idle.pop()
            if worker.alive and worker.generation == self.generation:
                return worker
            self._drop(worker)
        try:
            return await self._started()
        except DvgraphError as error:
            raise Problem(503, str(error)) from error

    async def _started(self) -> _Process:
        shared = self._shared / str(self.generation)
        shared.mkdir(exist_ok=True)
        given = {"source": asdict(self._source), "limits": asdict(self._limits), **self._given}
        given["lang"] = language()
        worker = await _Process.start(json.dumps({**given, "shared": str(shared)}), self.generation)
        self._all.add(worker)
        self.about = worker.about
        return worker

    def _keep(self, worker: _Process) -> None:
        if worker.generation == self.generation:
            self._idle.append(worker)
        else:
            self._drop(worker)

    def _drop(self, worker: _Process) -> None:
        worker.kill()
        self._all.discard(worker)

    async def _turn(self, client: str) -> None:
        """Wait for a free place; each client has at most a quarter of those who wait."""
        if self._free:
            self._free -= 1
            return
        own = sum(one.client == client for one in self._waiting)
        if own >= max(1, self._limits.waiting // 4):
            raise problem(429, "too many at once", headers=_HURRY)
        if len(self._waiting) >= self._limits.waiting:
            raise problem(503, "busy", headers=_HURRY)
        self._orders += 1
        mine = _Waiting(client, self._orders, asyncio.get_running_loop().create_future())
        self._waiting.append(mine)
        try:
            await asyncio.wait_for(mine.turn, self._limits.wait)
        except TimeoutError as error:
            raise problem(503, "busy", headers=_HURRY) from error
        except BaseException:
            if mine.turn.done() and not mine.turn.cancelled():
                self._release()
            raise
        finally:
            if mine in self._waiting:
                self._waiting.remove(mine)

    def _release(self) -> None:
        """Give a place to who waits: of the clients with the fewest at work, the first."""
        waiting = [one for one in self._waiting if not one.turn.done()]
        if not waiting:
            self._free += 1
            return
        following = min(waiting, key=lambda one: (self._busy[one.client], one.order))
        self._waiting.remove(following)
        following.turn.set_result(None)

    async def close(self) -> None:
        """End all workers."""
        ending = list(self._all)
        for worker in ending:
            self._drop(worker)
        await asyncio.gather(*(worker.ended() for worker in ending))

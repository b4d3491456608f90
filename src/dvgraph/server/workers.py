"""Worker processes, each with the graph open; a worker is killed if a job takes too long.

Nothing else can stop a query: the engine has no time limit, and a query may crash its process. So
the listening process runs only ``lookups``, and can always answer. A free worker takes the next job
of the client with the fewest running jobs.
"""

import asyncio
import json
import shutil
import sys
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any, cast

from dvgraph.errors import DvgraphError, InputError, StoreError, UseError
from dvgraph.locale.reader import language, use
from dvgraph.server import frames
from dvgraph.server.limits import network
from dvgraph.server.messages import Job, Reply
from dvgraph.server.problems import Problem, problem
from dvgraph.server.settings import GraphSource, Limits

_OPENING = 600.0  # seconds to open a graph, which may have to be derived first
_KINDS = {one.__name__: one for one in (UseError, InputError, StoreError)}
_HURRY = {"Retry-After": "1"}
_Answer = tuple[dict[str, Any], bytes] | None  # head and body; None if the process ended


class _Process(asyncio.SubprocessProtocol):
    """A worker process, which does one job at a time.

    A callback receives its answer: awaiting a task would take as long as a small query.
    """

    def __init__(self, hear: Callable[[_Answer], None]) -> None:
        self.alive, self.generation = True, 0
        self.about: dict[str, Any] = {}
        self._data = bytearray()
        self._hear: Callable[[_Answer], None] | None = hear
        self._over = asyncio.get_running_loop().create_future()

    @classmethod
    async def start(cls, given: str, generation: int) -> "_Process":
        """Start a process and wait until its graph is open; raises the error that it reports."""
        loop = asyncio.get_running_loop()
        opened: asyncio.Future[_Answer] = loop.create_future()
        command = (sys.executable, "-m", "dvgraph.server.worker", given)
        _, made = await loop.subprocess_exec(lambda: cls(opened.set_result), *command, stderr=None)
        made.generation = generation
        try:
            answer = await asyncio.wait_for(opened, _OPENING)
        except TimeoutError as error:
            made.kill()
            raise StoreError(str(problem(503, "no worker"))) from error
        except BaseException:
            made.kill()
            raise
        if answer is None:
            raise StoreError(str(problem(503, "no worker")))
        made.about = answer[0]
        if "failed" in made.about:
            made.kill()
            raise _KINDS.get(made.about["kind"], StoreError)(made.about["failed"])
        return made

    def do(self, job: Job, hear: Callable[[_Answer], None]) -> None:
        """Start a job; ``hear`` is called with its answer, or with None if the process ends."""
        self._hear = hear
        self._input.write(frames.packed(job))

    def kill(self) -> None:
        """Kill the process, and ignore anything it still sends."""
        self._hear = None
        if self.alive:
            self.alive = False
            with suppress(ProcessLookupError):
                self._transport.kill()

    async def ended(self) -> None:
        """Wait until the process has ended."""
        await self._over

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.SubprocessTransport, transport)
        self._input = cast(asyncio.WriteTransport, self._transport.get_pipe_transport(0))

    def pipe_data_received(self, fd: int, data: bytes) -> None:  # noqa: ARG002 (it writes to one)
        self._data += data
        if answer := frames.taken(self._data):
            self._heard(answer)

    def pipe_connection_lost(self, fd: int, exc: Exception | None) -> None:  # noqa: ARG002
        """Handle the end of the process, which never closes a pipe earlier."""
        self.alive = False
        self._heard(None)

    def process_exited(self) -> None:
        self.alive = False
        self._over.set_result(None)

    def _heard(self, answer: _Answer) -> None:
        hear, self._hear = self._hear, None
        if hear:
            hear(answer)


@dataclass(slots=True, eq=False)
class _Task:
    """A waiting or running job.

    ``spend``: counts seconds of work for the client. ``clock``: limits the time of the job, both
    while it waits and while it runs.
    """

    job: Job
    client: str
    spend: Callable[[float], None]
    answer: "asyncio.Future[Reply]"
    clock: asyncio.TimerHandle | None = None

    def fail(self, found: Problem) -> None:
        """Set a problem as the answer, if anyone still waits for it."""
        if not self.answer.done():
            self.answer.set_exception(found)

    def problem(
        self, key: str, *, headers: dict[str, str] | None = None, **fields: object
    ) -> Problem:
        """Return a problem with status 503, in the language of the client."""
        use(self.job["lang"])
        return problem(503, key, headers=headers, **fields)

    def stop(self) -> None:
        """Stop the clock."""
        if self.clock:
            self.clock.cancel()


class Pool:
    """Workers for jobs of one kind; each starts when first needed, or all by ``start``."""

    def __init__(
        self, source: GraphSource, limits: Limits, size: int, *, shared: Path, **given: Any
    ) -> None:
        """Store the graph's source, the limits and the number of workers.

        ``given`` are the settings for each worker. ``shared`` is a folder, in which the workers on
        the same version of the data share a folder.
        """
        self._source, self._limits, self._size = source, limits, size
        self._shared, self._given = shared, given
        self._idle: list[_Process] = []
        self._all: set[_Process] = set()
        self._busy: Counter[str] = Counter()
        self._waiting: list[_Task] = []
        self._starting: set[asyncio.Task[None]] = set()
        self._free = size
        self.generation = 0  # how often the data changed
        self.killed = 0
        self.about: dict[str, Any] = {}

    async def start(self) -> None:
        """Start one worker, which may derive data that the others reuse, then all others.

        Raises DvgraphError if the graph cannot be opened.
        """
        if not self._idle:
            self._idle.append(await self._started())
        more = (self._started() for _ in range(self._size - len(self._all)))
        self._idle += await asyncio.gather(*more)

    async def renew(self) -> None:
        """Replace all workers after the data changed; running jobs finish first.

        Raises DvgraphError if the changed data cannot be opened; the old workers then stay.
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
        # Busy workers may still use the folder of the previous generation.
        shutil.rmtree(self._shared / str(self.generation - 2), ignore_errors=True)

    async def run(
        self, job: Job, client: str, spend: Callable[[float], None] = lambda _: None
    ) -> Reply:
        """Return the answer to a job; ``spend`` is called with the seconds of processor time used.

        A client that leaves while waiting loses its place. A running job that is abandoned is
        killed, and counted: otherwise a client could occupy a worker by leaving at once. Raises
        Problem: that of the worker, 503 for a job that took too long, ended its worker or found no
        free worker in time, 429 for a client with too many waiting jobs.
        """
        loop = asyncio.get_running_loop()
        task = _Task(job, network(client), spend, loop.create_future())
        if self._free:
            self._free -= 1
            self._begin(task)
        else:
            self._queue(task)
        try:
            return await task.answer
        finally:
            if task in self._waiting:
                self._waiting.remove(task)
                task.stop()

    def _queue(self, task: _Task) -> None:
        """Let a job wait for a free worker; a client may have a quarter of the waiting jobs."""
        own = sum(one.client == task.client for one in self._waiting)
        if own >= max(1, self._limits.waiting // 4):
            raise problem(429, "too many at once", headers=_HURRY)
        if len(self._waiting) >= self._limits.waiting:
            raise problem(503, "busy", headers=_HURRY)
        self._waiting.append(task)
        loop = asyncio.get_running_loop()
        task.clock = loop.call_later(self._limits.wait, self._waited, task)

    def _waited(self, task: _Task) -> None:
        self._waiting.remove(task)
        task.fail(task.problem("busy", headers=_HURRY))

    def _begin(self, task: _Task) -> None:
        """Give a job to a worker."""
        task.stop()
        self._busy[task.client] += 1
        while self._idle:
            worker = self._idle.pop()
            if worker.alive and worker.generation == self.generation:
                self._give(task, worker)
                return
            self._drop(worker)
        starting = asyncio.ensure_future(self._begin_in_new(task))
        self._starting.add(starting)
        starting.add_done_callback(self._starting.discard)

    async def _begin_in_new(self, task: _Task) -> None:
        try:
            worker = await self._started()
        except DvgraphError as error:
            task.fail(Problem(503, str(error)))
            self._end(task, 0.0)
        else:
            self._give(task, worker)

    def _give(self, task: _Task, worker: _Process) -> None:
        loop = asyncio.get_running_loop()
        task.clock = loop.call_later(self._limits.seconds, self._late, task, worker)
        worker.do(task.job, partial(self._done, task, worker))

    def _done(self, task: _Task, worker: _Process, answer: _Answer) -> None:
        """Handle the answer of a worker."""
        task.stop()
        if answer is None:
            megabytes = self._limits.memory // 1_000_000
            self._kill(task, worker, task.problem("too large", megabytes=megabytes))
            return
        if worker.alive and worker.generation == self.generation:
            self._idle.append(worker)
        else:
            self._drop(worker)
        head, body = answer
        if "detail" in head:
            task.fail(Problem(head["status"], head["detail"], head.get("headers")))
        elif not task.answer.done():
            task.answer.set_result(Reply(head["status"], head["media"], body, head["headers"]))
        self._end(task, head["spent"])

    def _late(self, task: _Task, worker: _Process) -> None:
        """End a job that takes too long."""
        self._kill(task, worker, task.problem("too long", seconds=self._limits.seconds))

    def _kill(self, task: _Task, worker: _Process, found: Problem) -> None:
        """Kill the worker of a job, which counts as having used all its time."""
        self._drop(worker)
        self.killed += 1
        task.fail(found)
        self._end(task, self._limits.seconds)

    def _end(self, task: _Task, spent: float) -> None:
        """Count the time of a finished job, and start a waiting job.

        It starts the first job of the client with the fewest running jobs.
        """
        task.spend(spent)
        self._busy[task.client] -= 1
        if not self._busy[task.client]:
            del self._busy[task.client]
        if not self._waiting:
            self._free += 1
            return
        following = min(self._waiting, key=lambda one: self._busy[one.client])
        self._waiting.remove(following)
        self._begin(following)

    @property
    def shared(self) -> Path:
        """The folder that the workers of the current generation share."""
        return self._shared / str(self.generation)

    async def _started(self) -> _Process:
        self.shared.mkdir(exist_ok=True)
        given = {"source": asdict(self._source), "limits": asdict(self._limits), **self._given}
        given["lang"] = language()
        worker = await _Process.start(
            json.dumps({**given, "shared": str(self.shared)}), self.generation
        )
        self._all.add(worker)
        self.about = worker.about
        return worker

    def _drop(self, worker: _Process) -> None:
        worker.kill()
        self._all.discard(worker)

    async def close(self) -> None:
        """Stop all workers."""
        for starting in self._starting:
            starting.cancel()
        ending = list(self._all)
        for worker in ending:
            self._drop(worker)
        await asyncio.gather(*(worker.ended() for worker in ending))

"""A worker process: it opens the graph once, then does one job after another.

It is started by ``workers``, with its settings as JSON. Jobs come on standard input and answers go
to standard output, as ``frames``; what libraries print goes to standard error.
"""

import json
import os
import resource
import select
import signal
import sys
import threading
import time
import traceback
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from dvgraph.errors import DvgraphError, InputError, StoreError
from dvgraph.locale.reader import use
from dvgraph.server import frames, pages
from dvgraph.server.holdings import Holdings
from dvgraph.server.jobs import KINDS
from dvgraph.server.messages import etag
from dvgraph.server.problems import Problem, problem
from dvgraph.server.settings import GraphSource, Limits
from dvgraph.store.guard import ForbiddenError
from dvgraph.store.threads import in_thread

_STACKS = 2 * 256 * 1024 * 1024  # bytes of address space of the threads that call the engine
_YIELDING = 10  # how much less a worker for strangers' queries matters to the system than others


def main(given: str) -> None:
    """Do jobs until standard input ends."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the server hears it, and ends its workers
    settings = json.loads(given)
    if settings.get("yields"):
        os.nice(_YIELDING)  # before any thread starts: each has it from the one that starts it
    limits = Limits(**settings["limits"])
    use(settings["lang"])
    try:
        data = settings["source"].pop("data")
        source = GraphSource(data=None if data is None else tuple(data), **settings["source"])
        holdings = Holdings(source, limits, settings.get("shared", ""), settings.get("base", ""))
        about = holdings.about()
        if settings.get("warm"):
            pages.warm(holdings)
    except DvgraphError as error:
        answers.write(frames.packed({"failed": str(error), "kind": type(error).__name__}))
        answers.flush()
        return
    _restrict(limits.memory)
    answers.write(frames.packed(about))
    answers.flush()
    threading.Thread(target=_end_with_server, daemon=True).start()
    in_thread(lambda: _work(holdings, answers))


def _work(holdings: Holdings, answers: IO[bytes]) -> None:
    """Do one job after another, all in one thread, whose stack is large enough for the engine."""
    while message := frames.read(sys.stdin.buffer):
        begin = time.process_time()
        head, body = _answered(holdings, message[0])
        head["spent"] = time.process_time() - begin
        answers.write(frames.packed(head, body))
        answers.flush()


def _end_with_server() -> None:
    """End the process when its server is gone, even in the middle of a query."""
    end = select.poll()
    end.register(sys.stdin.fileno(), 0)  # no event but the end of the other side
    end.poll()
    os._exit(0)


def _answered(holdings: Holdings, job: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    use(job["lang"])
    try:
        answer = KINDS[job["kind"]](holdings, job)
    except Problem as found:
        return {"status": found.status, "detail": found.detail, "headers": found.headers}, b""
    except ForbiddenError as error:
        return {"status": 403, "detail": str(error)}, b""
    except (StoreError, InputError) as error:  # the graph, or the endpoint behind it
        return {"status": 502 if holdings.remote else 500, "detail": str(error)}, b""
    except DvgraphError as error:
        return {"status": 400, "detail": str(error)}, b""
    except MemoryError:
        megabytes = holdings.limits.memory // 1_000_000
        detail = problem(503, "too large", megabytes=megabytes).detail
        return {"status": 503, "detail": detail}, b""
    except Exception:
        traceback.print_exc()
        return {"status": 500, "detail": problem(500, "bug").detail}, b""
    headers = dict(answer.headers)
    if answer.status == 200:
        headers["ETag"] = etag(answer.body)
    head = {"status": answer.status, "media": answer.media, "headers": headers}
    return head, answer.body


def _restrict(memory: int) -> None:
    """Limit the memory to what the process has now and as much more; where the system can."""
    with suppress(OSError, ValueError, IndexError):
        pages = int(Path("/proc/self/statm").read_text().split()[0])
        most = pages * resource.getpagesize() + _STACKS + memory
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


if __name__ == "__main__":
    main(sys.argv[1])

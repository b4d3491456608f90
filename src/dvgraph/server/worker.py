"""A worker process: it opens the graph once, then does one job after another.

``workers`` starts it, with its settings as JSON. Jobs arrive on standard input and answers leave on
standard output, both in ``frames``; anything that libraries print goes to standard error.
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

_STACKS = 2 * 256 * 1024 * 1024  # bytes of address space for the threads that call the engine
_YIELDING = 10  # how much lower the priority of a worker for SPARQL queries is


def main(given: str) -> None:
    """Do jobs until standard input ends."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    # The server receives the signal, and stops its workers.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    settings = json.loads(given)
    if settings.get("yields"):
        os.nice(_YIELDING)  # before any thread starts: each thread inherits the setting
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
    """Do one job after another, all in one thread with a stack large enough for the engine."""
    while message := frames.read(sys.stdin.buffer):
        begin = time.process_time()
        head, body = _answered(holdings, message[0])
        head["spent"] = time.process_time() - begin
        answers.write(frames.packed(head, body))
        answers.flush()


def _end_with_server() -> None:
    """Exit if the server is gone, even in the middle of a query."""
    end = select.poll()
    end.register(sys.stdin.fileno(), 0)  # poll reports no event except that the other side closed
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
    except (StoreError, InputError) as error:  # the graph, or the endpoint that has it
        # Where the graph is (a path, an internal address) is for the log, not for clients.
        print(error, file=sys.stderr, flush=True)
        return {"status": 502 if holdings.remote else 500, "detail": error.problem}, b""
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
    """Limit the memory to the present use plus ``memory`` bytes, if the system supports it."""
    with suppress(OSError, ValueError, IndexError):
        pages = int(Path("/proc/self/statm").read_text().split()[0])
        most = pages * resource.getpagesize() + _STACKS + memory
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


if __name__ == "__main__":
    main(sys.argv[1])

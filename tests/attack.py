"""Attack a server while readers use it: ``python tests/attack.py [SECONDS]``.

The server is started as users start it. Attackers use addresses of their own (from 127.0.0.2 on),
because each client has its own time budget. Meanwhile readers ask for pages and questions, and the
data changes. Printed are the number of readers that got their answer within two seconds, the
answers that the attackers got, and the greatest memory of the server and its workers. Readers and
attackers run in separate processes, so that neither waits for the other. The exit code is 1 if a
target is missed.
"""

import asyncio
import itertools
import json
import logging
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote, urlsplit

import httpx

from dvgraph.resources import data_dir

SOON = 2.0  # seconds within which a reader wants an answer
SHARE = 0.99  # of the readers' requests
MEMORY = 3_000_000_000  # bytes of the server with all its workers
READERS, PAUSE = 8, 0.1  # readers at once, and how long each looks at a page (seconds)
_ELSEWHERE = 10  # attackers are on other machines: they take no processor from the server
IDLE = 400  # connections that say nothing
AGENCY = "digitaal-vlaanderen"  # whose data is served
CHANGES = 20  # seconds from one change of the data to the next
CHANGED = "https://w3id.org/dvgraph/id/taak/attack"

BOMBS = {
    "cross product": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "sorted product": "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?f ?a",
    "deep path": "SELECT (COUNT(*) AS ?n) { ?a (!<urn:x>|^!<urn:x>)* ?b . ?b (!<urn:x>)* ?c }",
    "huge result": "SELECT ?a ?b ?c ?d { ?a ?b ?c . ?d ?e ?f }",
    "huge graph": "CONSTRUCT { ?a ?e ?c } WHERE { ?a ?b ?c . ?d ?e ?f }",
    "long text": "SELECT (GROUP_CONCAT(?t) AS ?x)"
    " { ?a ?b ?c . ?d ?e ?f BIND(CONCAT(STR(?a), STR(?d)) AS ?t) }",
    "patterns": "SELECT * { ?a ?b ?c . ?d ?e ?f"
    ' FILTER(REGEX(STR(?c), "(a+)+$") && REGEX(STR(?f), "(b*)*x")) }',
    "nested": f"SELECT * {{ {'{' * 100} ?s ?p ?o {'}' * 100} }}",
    "elsewhere": "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "update": "DELETE WHERE { ?s ?p ?o }",
}
# What the listening process answers itself.
LOOKUP = "SELECT ?p ?o { <https://w3id.org/dvgraph/id/organisatie/agiv> ?p ?o }"
BODY = b"#" * 20_000_000
ODD = {  # what stands between GET and the version, and in the head
    "many headers": ("/", "".join(f"X-{n}: {n}\r\n" for n in range(20_000))),
    "long header": ("/", f"X: {'x' * 2_000_000}\r\n"),
    "long path": (f"/{'a' * 1_000_000}", ""),
    "path upwards": ("/../../../../etc/passwd", ""),
    "coded path upwards": ("/doc/%2e%2e%2f%2e%2e%2f%2e%2e%2fetc%2fpasswd", ""),
    "path of the machine": ("//etc/passwd", ""),
    "path with zero": ("/doc/organisatie/agiv.html%00.ttl", ""),
    "file of the program": ("/assets/../../pyproject.toml", ""),
}
PAGES = (
    *("/", "/en/", "/en/doc/organisatie/agiv.html", "/doc/organisatie/digitaal-vlaanderen.html"),
    *("/en/doc/organisatie/informatie-vlaanderen.html?op=2018", "/doc/organisatie/agiv.ttl"),
    *("/en/vraag/tasks-added.html", "/api/search?q=geografische", "/api/health"),
)
QUESTIONS = (
    "/en/vraag/tasks-added.html?since={}&organisation=agency",
    "/api/questions/tasks-added?since={}",
    "/api/questions/organisations-on-date?date={}",
    "/api/existed?name=AGIV&day={}-06-30",
    "/en/doc/organisatie/agiv.html?op={}",
)


@dataclass
class Seen:
    """The answers to readers and attackers: seconds of each, and the number with each status."""

    seconds: list[float] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    attackers: Counter[str] = field(default_factory=Counter)
    memory: int = 0  # bytes, the most at once
    after: list[int] = field(default_factory=list)  # the status of each page after the attack
    changes: int = 0  # of the data
    newest: bool = False  # whether the server then answers on the data as last changed

    @property
    def share(self) -> float:
        """The share of the readers' requests that were answered correctly and in time."""
        asked = len(self.seconds) + len(self.failed)
        return sum(one <= SOON for one in self.seconds) / asked if asked else 0.0

    def told(self) -> str:
        """Return these results as lines."""
        ordered = sorted(self.seconds) or [0.0]
        worst = "; ".join(f"{text} ×{n}" for text, n in Counter(self.failed).most_common(5))
        got = "\n".join(f"  {what}: {n}" for what, n in sorted(self.attackers.items()))
        return (
            f"readers: {len(self.seconds)} answers, {len(self.failed)} failures; "
            f"{self.share:.2%} within {SOON:g} s; p50 {ordered[len(ordered) // 2]:.3f} s, "
            f"p99 {ordered[int(len(ordered) * 0.99)]:.3f} s, longest {ordered[-1]:.2f} s\n"
            f"{f'failures: {worst}{chr(10)}' if worst else ''}"
            f"data: {self.changes} changes, the last is {'' if self.newest else 'not '}served\n"
            f"memory: at most {self.memory / 1e6:.0f} MB\nattackers:\n{got}"
        )


@asynccontextmanager
async def server(*arguments: str) -> AsyncIterator[tuple[str, int]]:
    """Run a server as users do; yields its address and its process."""
    command = [sys.executable, "-m", "dvgraph", "serve", "--lang", "en", "--port", "0", *arguments]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert process.stderr
    try:
        line = await asyncio.to_thread(process.stderr.readline)
        address = next((word for word in line.split() if word.startswith("http://")), "")
        assert address, line
        yield address, process.pid
        assert process.poll() is None, "the server ended"
    finally:
        process.send_signal(signal.SIGTERM)
        await asyncio.to_thread(process.communicate, timeout=30)


async def attacked(seconds: float) -> Seen:
    """Return the answers to readers and attackers of a server, over some seconds."""
    with TemporaryDirectory() as folder:
        data = shutil.copytree(data_dir() / AGENCY, Path(folder) / AGENCY)
        async with server("--data", str(data)) as (address, process):
            seen = await _attacked(address, process, data, seconds)
            async with httpx.AsyncClient(base_url=address, timeout=120) as client:
                seen.newest = await _served(client, seen.changes)
                for page in PAGES:
                    seen.after.append(await _after(client, page))
    return seen


async def _attacked(address: str, process: int, data: Path, seconds: float) -> Seen:
    seen, end = Seen(), time.monotonic() + seconds
    place = urlsplit(address)
    host, port = str(place.hostname), int(place.port or 80)
    reading = asyncio.create_task(_read(address, seconds, seen))
    await asyncio.sleep(0)  # the readers are no slower for what follows
    os.nice(_ELSEWHERE)
    attacks = asyncio.gather(
        *(_bombs(address, f"127.0.0.{2 + n}", seen) for n in range(6)),
        _bodies(address, "127.0.0.20", end, seen),
        *(_lookups(address, f"127.0.0.{21 + n}", end, seen) for n in range(4)),
        *(_drip(host, port, f"127.0.0.{30 + n}", end, seen) for n in range(8)),
        *(_deaf(host, port, f"127.0.0.{40 + n}", end, seen) for n in range(4)),
        *(_odd(host, port, f"127.0.0.{50 + n}", name, end, seen) for n, name in enumerate(ODD)),
        _hosts(address, "127.0.0.60", end, seen),
        _crowd(host, port, end, seen),
        _change(data, end, seen),
    )
    await asyncio.gather(reading, _watch(process, end, seen))
    thrown = (*BOMBS, *ODD)  # each at least once
    while not all(any(what.startswith(f"{name}: ") for what in seen.attackers) for name in thrown):
        await asyncio.sleep(0.1)
    attacks.cancel()
    with suppress(asyncio.CancelledError):
        await attacks
    return seen


async def _change(data: Path, end: float, seen: Seen) -> None:
    """Add a name to a task now and then."""
    file = data / "tasks.ttl"
    text = file.read_text("utf-8")
    while time.monotonic() + CHANGES < end or not seen.changes:
        seen.changes += 1
        new = file.with_suffix(".new")
        new.write_text(f'{text}\n<{CHANGED}> <urn:named> "{seen.changes}" .\n', encoding="utf-8")
        new.replace(file)
        await asyncio.sleep(CHANGES)


async def _served(client: httpx.AsyncClient, number: int) -> bool:
    """Whether the server comes to answer on the data as last changed, within a minute."""
    query = quote(f'ASK {{ <{CHANGED}> <urn:named> "{number}" }}')
    for _ in range(60):
        answer = await client.get(f"/sparql?query={query}")
        if answer.status_code == 200 and answer.json()["boolean"]:
            return True
        await asyncio.sleep(1)
    return False


async def _after(client: httpx.AsyncClient, page: str) -> int:
    """Return the status of a page, once the server is no longer too busy, within half a minute."""
    for _ in range(30):
        status = (await client.get(page, follow_redirects=True)).status_code
        if str(status) not in ("429", "503"):
            break
        await asyncio.sleep(1)
    return status


async def _read(address: str, seconds: float, seen: Seen) -> None:
    """Let readers send requests, in a separate process."""
    command = [sys.executable, __file__, "--readers", address, str(seconds)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    told, _ = await asyncio.to_thread(process.communicate)
    found = json.loads(told)
    seen.seconds, seen.failed = found["seconds"], found["failed"]


async def _readers(address: str, seconds: float) -> None:
    seen, end = Seen(), time.monotonic() + seconds
    await asyncio.gather(*(_reader(address, n, end, seen) for n in range(READERS)))
    print(json.dumps({"seconds": seen.seconds, "failed": seen.failed}))


async def _reader(address: str, number: int, end: float, seen: Seen) -> None:
    chance = random.Random(number)
    async with httpx.AsyncClient(base_url=address, timeout=60, follow_redirects=True) as client:
        while time.monotonic() < end:
            form = chance.choice((*PAGES, *QUESTIONS))
            path, begin = form.format(chance.randint(1996, 2026)), time.monotonic()
            try:
                answer = await client.get(path)
            except httpx.HTTPError as error:
                seen.failed.append(f"{type(error).__name__} {path}")
            else:
                if answer.status_code == 200:
                    seen.seconds.append(time.monotonic() - begin)
                else:
                    seen.failed.append(f"{answer.status_code} {path}")
            await asyncio.sleep(PAUSE)


async def _bombs(address: str, own: str, seen: Seen) -> None:
    """Send expensive queries one after another, four at a time."""
    bombs = itertools.cycle(BOMBS.items())

    async def one(client: httpx.AsyncClient) -> None:
        for name, query in bombs:
            seen.attackers[f"{name}: {await _status(client, '/sparql', query.encode())}"] += 1

    transport = httpx.AsyncHTTPTransport(local_address=own)
    async with httpx.AsyncClient(base_url=address, timeout=60, transport=transport) as client:
        await asyncio.gather(*(one(client) for _ in range(4)))


async def _bodies(address: str, own: str, end: float, seen: Seen) -> None:
    """Post bodies far beyond the limit."""
    transport = httpx.AsyncHTTPTransport(local_address=own)
    async with httpx.AsyncClient(base_url=address, timeout=60, transport=transport) as client:
        while time.monotonic() < end:
            seen.attackers[f"big body: {await _status(client, '/sparql', BODY)}"] += 1
            await asyncio.sleep(0.5)


async def _lookups(address: str, own: str, end: float, seen: Seen) -> None:
    """Ask the same small thing without a pause, over many connections."""
    limits = httpx.Limits(max_connections=16)
    transport = httpx.AsyncHTTPTransport(local_address=own, limits=limits)

    async def one(client: httpx.AsyncClient) -> None:
        while time.monotonic() < end:
            seen.attackers[f"look-up: {await _status(client, '/sparql', LOOKUP.encode())}"] += 1

    async with httpx.AsyncClient(base_url=address, timeout=60, transport=transport) as client:
        await asyncio.gather(*(one(client) for _ in range(16)))


async def _status(client: httpx.AsyncClient, path: str, query: bytes) -> str:
    kind = {"Content-Type": "application/sparql-query"}
    try:
        return str((await client.post(path, content=query, headers=kind)).status_code)
    except httpx.HTTPError as error:
        await asyncio.sleep(0.1)
        return type(error).__name__


async def _drip(host: str, port: int, own: str, end: float, seen: Seen) -> None:
    """Send the head of a request, one byte a second, until the server disconnects."""
    while time.monotonic() < end:
        with suppress(OSError):
            reader, writer = await asyncio.open_connection(host, port, local_addr=(own, 0))
            for byte in itertools.chain(b"GET / HTTP/1.1\r\nX: ", itertools.repeat(120)):
                if time.monotonic() > end or reader.at_eof():
                    break
                writer.write(bytes([byte]))
                await writer.drain()
                await asyncio.sleep(1)
            seen.attackers["slow head: cut off" if reader.at_eof() else "slow head: held"] += 1
            writer.close()
        await asyncio.sleep(0.1)


async def _deaf(host: str, port: int, own: str, end: float, seen: Seen) -> None:
    """Ask for large answers, and never read them."""
    query = "query=SELECT+*+%7B+%3Fs+%3Fp+%3Fo+%7D+LIMIT+9000"
    while time.monotonic() < end:
        with suppress(OSError):
            _, writer = await asyncio.open_connection(host, port, local_addr=(own, 0), limit=1024)
            head = f"GET /sparql?{query} HTTP/1.1\r\nHost: {host}:{port}\r\n\r\n"
            for _ in range(20):
                writer.write(head.encode())
            await asyncio.sleep(min(15, max(0, end - time.monotonic())))
            seen.attackers["answer not taken"] += 1
            writer.transport.abort()


async def _odd(host: str, port: int, own: str, name: str, end: float, seen: Seen) -> None:
    """Send one of the odd requests over and over."""
    path, head = ODD[name]
    request = f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\n{head}Connection: close\r\n\r\n"
    while time.monotonic() < end:
        status = "closed"
        with suppress(OSError):
            reader, writer = await asyncio.open_connection(host, port, local_addr=(own, 0))
            with suppress(OSError):
                writer.write(request.encode())
                await writer.drain()
            answer = await reader.read()
            status = answer[9:12].decode() or status
            if b"root:" in answer or b"[project]" in answer:
                status = "a file of the machine"
            writer.close()
        seen.attackers[f"{name}: {status}"] += 1
        await asyncio.sleep(0.5)


async def _hosts(address: str, own: str, end: float, seen: Seen) -> None:
    """Ask for pages under names that are not the server's, as a page elsewhere could."""
    transport = httpx.AsyncHTTPTransport(local_address=own)
    async with httpx.AsyncClient(base_url=address, timeout=60, transport=transport) as client:
        while time.monotonic() < end:
            for name in ("evil.example", "localhost.evil.example", ""):
                with suppress(httpx.HTTPError):
                    answer = await client.get("/api/health", headers={"Host": name})
                    seen.attackers[f"wrong host: {answer.status_code}"] += 1
            await asyncio.sleep(0.1)


async def _crowd(host: str, port: int, end: float, seen: Seen) -> None:
    """Keep many silent connections open, and reopen them when the server closes them."""

    async def one() -> None:
        while time.monotonic() < end:
            with suppress(OSError, TimeoutError):
                reader, writer = await asyncio.open_connection(host, port)
                await asyncio.wait_for(reader.read(1), max(0.1, end - time.monotonic()))
                seen.attackers["idle connection: cut off"] += 1
                writer.close()
            await asyncio.sleep(0.5)

    await asyncio.gather(*(one() for _ in range(IDLE)))


async def _watch(process: int, end: float, seen: Seen) -> None:
    while time.monotonic() < end:
        seen.memory = max(seen.memory, await asyncio.to_thread(memory, process))
        await asyncio.sleep(0.5)


def memory(process: int) -> int:
    """Return the bytes used by a process and all its descendants; shared pages count once."""
    below: dict[int, list[int]] = {}
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError, IndexError):
            parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            below.setdefault(parent, []).append(int(entry.name))
    total, left = 0, [process]
    while left:
        one = left.pop()
        left += below.get(one, [])
        with suppress(OSError):
            text = Path(f"/proc/{one}/smaps_rollup").read_text()
            total += 1024 * int(text.partition("\nPss:")[2].split()[0])
    return total


async def soak(seconds: float) -> int:
    """Attack a server of its own, print what came of it, and return 1 if a target is missed."""
    logging.getLogger("asyncio").setLevel(logging.ERROR)  # silent on connections cut off
    seen = await attacked(seconds)
    print(seen.told())
    return 0 if seen.share >= SHARE and seen.memory <= MEMORY and seen.newest else 1


if __name__ == "__main__":
    if sys.argv[1:2] == ["--readers"]:
        asyncio.run(_readers(sys.argv[2], float(sys.argv[3])))
        sys.exit()
    sys.exit(asyncio.run(soak(float(sys.argv[1]) if sys.argv[1:] else 60)))

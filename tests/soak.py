"""Soak: stop each command that writes, read beside writers, fuzz, attack a server.

``python tests/soak.py [SECONDS]``, or ``make soak``. It takes at most that time, by default an
hour. First, each command is killed at 200 steps spread over its whole run, and has a full disk
from 50 steps on: its folder must then be as before the command or as after it. Second, readers read
10 000 times while a store is loaded 500 times and source files change: no reading may fail or show
a mixture. Then ``fuzz.py``, and ``attack.py``. The exit code is 1 if anything failed.
"""

import asyncio
import os
import random
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path

from attack import soak as attack
from dvgraph.dataset.files import read
from dvgraph.errors import DvgraphError
from dvgraph.prebuilt.connection import open_graph
from dvgraph.prebuilt.loading import load
from dvgraph.rdf.oxigraph import Literal
from dvgraph.rdf.replacement import replace_files
from faults import killed, starved, steps
from fuzz import main as fuzz
from test_authoring_durability import COMMANDS, FIRST, SMALL, contents

KILLS, FULL = 200, 50  # of each command
LOADS, READS = 500, 10_000
_FAULTS = {"killed": killed, "full disk": starved}
_VALUES = "SELECT ?n { ?s <urn:p> ?n }"


def stops(folder: Path, until: float) -> Iterator[str]:
    """Stop the commands at steps of their runs, in random order, and yield what went wrong."""
    whole: dict[Callable[[Path], None], dict[Path, bytes]] = {}
    points: list[tuple[Callable[[Path], None], str, int]] = []
    for command in COMMANDS:
        agency = _ready(command, folder)
        before = contents(agency)
        number = steps(partial(command, agency))
        whole[command] = _changed(before, agency)
        for kind, most in (("killed", KILLS), ("full disk", FULL)):
            points += [(command, kind, 1 + step * number // most) for step in range(most)]
    random.Random(0).shuffle(points)
    done = 0
    for command, kind, step in points:
        if time.monotonic() > until:
            break
        agency = _ready(command, folder)
        before = contents(agency)
        _FAULTS[kind](partial(command, agency), step)
        read([agency], ontology=False)  # the next start finishes what was begun
        changed = _changed(before, agency).keys()
        if changed and _names(changed) != _names(whole[command].keys()):
            yield f"{command.__name__}, {kind} at step {step}: changed {sorted(map(str, changed))}"
        done += 1
    print(f"stops: {done} of {len(points)} at steps of {len(COMMANDS)} commands")


def _names(files: Iterable[Path]) -> set[str]:
    """Return the names of files, without the mark by chance of what was redacted."""
    return {re.sub(r"(?<=weggelaten-)\w+", "", str(file)) for file in files}


def _ready(command: Callable[[Path], None], folder: Path) -> Path:
    """Return a new agency's folder in which a command has something to do."""
    agency = folder / SMALL.name
    shutil.rmtree(agency, ignore_errors=True)
    shutil.copytree(SMALL, agency)
    FIRST.get(command, lambda _: None)(agency)
    return agency


def _changed(before: dict[Path, bytes], agency: Path) -> dict[Path, bytes]:
    after = contents(agency)
    names = before.keys() | after.keys()
    return {name: after.get(name, b"") for name in names if before.get(name) != after.get(name)}


def readings(folder: Path, until: float, loads: int = LOADS, reads: int = READS) -> Iterator[str]:
    """Read files and a store while others replace them, and yield what went wrong."""
    files = folder / "files"
    (files / "in").mkdir(parents=True)
    for path, data in _state(files, 0).items():
        path.write_bytes(data)
    load([files], folder / "store")
    writer = os.fork()
    if not writer:
        for number in range(loads):
            old, new = _state(files, number), _state(files, number + 1)
            replace_files({**dict.fromkeys(old), **new}, old)
            load([files], folder / "store")
        os._exit(0)
    done, running = 0, True
    while (running or done < reads) and time.monotonic() < until:
        running = running and not os.waitpid(writer, os.WNOHANG)[0]
        try:
            if done % 2:
                store = open_graph(store=folder / "store")
                values = [row[0] for row in store.select(_VALUES).rows]
                store.close()
            else:
                values = [quad.object for quad in read([files], ontology=False).quads]
        except DvgraphError as error:
            yield f"reading {done}: {error}"
        else:
            numbers = [value.value for value in values if isinstance(value, Literal)]
            if len(numbers) != len(_state(files, 0)) or len({*numbers}) > 1:
                yield f"reading {done}: a mixture, {numbers}"
        done += 1
    if running:
        os.kill(writer, 9)
        os.waitpid(writer, 0)
    print(f"readings: {done}, while a store was loaded {'at most ' * running}{loads} times")


def _state(files: Path, number: int) -> dict[Path, bytes]:
    """Return the files that say one number."""
    names = ("a.ttl", "in/b.ttl", f"new-{number}.ttl")
    return {files / name: f"<urn:{name}> <urn:p> {number} .\n".encode() for name in names}


def main(seconds: float) -> int:
    """Run the four parts, print what came of them, and return the exit code."""
    wrong: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DVGRAPH_CACHE"] = str(Path(folder) / "cache")
        tempfile.tempdir = folder  # where killed commands leave their copies
        wrong += _told(Path(folder), seconds)
    tempfile.tempdir = None
    del os.environ["DVGRAPH_CACHE"]
    failed = [bool(wrong), fuzz(seconds * 0.15)]
    failed.append(asyncio.run(attack(seconds * 0.15)))
    return int(any(failed))


def _told(folder: Path, seconds: float) -> list[str]:
    """Print and return what goes wrong when commands are stopped, and beside writers."""
    wrong = []
    for name, part, share in (("stops", stops, 0.5), ("readings", readings, 0.2)):
        (folder / name).mkdir()
        for line in part(folder / name, time.monotonic() + seconds * share):
            print(line)
            wrong.append(line)
    return wrong


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if sys.argv[1:] else 3600))

"""What the inputs of a store looked like when they were hashed, so that most starts hash nothing.

The cache keeps the hashes of files, rules and code with the state of each: its number, size, and
times of change. Inputs in the same state have the same content:

- Every write gives a file a new time of change (``st_ctime``), which no program can set; a file
  that is added, removed or renamed gives one to its folder. Folders are among the inputs.
- Two writes within a tick of the clock have the same time. So nothing is kept of inputs that
  changed shortly before the look at them, which comes before the hashing (git has such a rule for
  its index).
- Inputs with a link among them are not kept: what a link leads to changes elsewhere.
- Times only move on. What is the same at its look was the same at the first look, so all inputs are
  as they were at that moment, as ``dataset.files.held`` wants them.
"""

import json
import os
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from dvgraph import __version__, resources
from dvgraph.dataset.agency import NAME as AGENCY
from dvgraph.dataset.files import SourceFile
from dvgraph.errors import OutputError
from dvgraph.rdf.oxigraph import ENGINE, NamedNode
from dvgraph.rdf.replacement import JOURNAL, replace_file
from dvgraph.store import cache

_QUIET = 3_000_000_000  # ns without a change: more than a tick of any file system (FAT: 2 s)
_MOST = 5000  # files and folders; more are not kept, since a folder that size is seldom all data
_PRIME = 2**61 - 1
States = dict[str, list[int] | None]  # of each path; None if it does not exist


class Inputs(NamedTuple):
    """The files of a store, and its keys without and with the model (``disk.store_key``)."""

    files: list[SourceFile]
    keys: tuple[str, str]


def known(named: Sequence[str | Path]) -> Inputs | None:
    """Return the inputs under some paths as kept; None if none are kept or one has changed."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        if file := _file(named):
            kept: dict[str, Any] = json.loads(file.read_bytes())
            states: States = kept["states"]
            if kept["of"] == _of(named) and all(
                _state(path) == state for path, state in states.items()
            ):
                one, other = kept["keys"]
                files = [
                    SourceFile(Path(path), path, NamedNode(graph), sha256)
                    for path, graph, sha256 in kept["files"]
                ]
                return Inputs(files, (one, other))
    return None


def look(named: Sequence[str | Path], code: Iterable[Path]) -> States | None:
    """Return the states of all inputs now; None for inputs that cannot be kept.

    ``code`` as ``disk.code`` returns it.
    """
    begun = time.time_ns()
    states: States = {}
    own = resources.ontology_dir()
    try:
        for path in (*map(Path, named), own):
            root = os.path.realpath(path)
            for above in Path(root).parents:  # where a description or a journal would count
                for name in (AGENCY, JOURNAL):
                    states[f"{above}/{name}"] = _state(f"{above}/{name}")
            if not _add(root, states):
                return None
        states |= {real: _state(real) for real in map(os.path.realpath, code)}
    except OSError:
        return None
    latest = max((max(state[-2:]) for state in states.values() if state), default=begun)
    return states if begun - latest > _QUIET else None


def keep(named: Sequence[str | Path], states: States, of: Inputs) -> None:
    """Keep inputs that were hashed after a look at them."""
    content = {
        "of": _of(named),
        "files": [[one.name, one.graph.value, one.sha256] for one in of.files],
        "keys": of.keys,
        "states": states,
    }
    with suppress(OutputError):
        if file := _file(named, make=True):
            replace_file(file, json.dumps(content).encode())


def _file(named: Sequence[str | Path], *, make: bool = False) -> Path | None:
    """Return the place of a sighting; which inputs it is of is written in it."""
    folder = cache.folder("sightings", make=make)
    number = int.from_bytes("\n".join(_of(named)).encode(errors="surrogateescape")) % _PRIME
    return folder / f"{number:x}.json" if folder else None


def _of(named: Sequence[str | Path]) -> list[str]:
    """Return the paths as given and as they are, the folders of the program, and its versions."""
    real = [os.path.realpath(path) for path in named]
    program = [str(Path(__file__).parent), str(resources.ontology_dir())]
    return [*map(str, named), *real, *program, __version__, ENGINE]


def _add(root: str, states: States) -> bool:
    """Add a file, or a folder with all that is in it; False for a link in it, or for too much."""
    states[root] = _state(root)
    if not os.path.isdir(root):  # noqa: PTH112 (of a text; pathlib is slower)
        return True
    with os.scandir(root) as inside:
        for entry in inside:
            if entry.is_symlink() or len(states) > _MOST:
                return False
            if not _add(entry.path, states):
                return False
    return True


def _state(path: str) -> list[int] | None:
    try:
        found = os.stat(path)  # noqa: PTH116 (as above)
    except (FileNotFoundError, NotADirectoryError):
        return None
    return [found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns]

"""The check of the installation: libraries, data source, cache, texts, output."""

import os
import platform
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from dvgraph import __version__, resources
from dvgraph.errors import DvgraphError
from dvgraph.evidence.texts import find_texts
from dvgraph.prebuilt.connection import open_graph
from dvgraph.questions import answers as recorded
from dvgraph.rdf.oxigraph import Literal
from dvgraph.rdf.terms import harmless
from dvgraph.store import cache, inventory
from dvgraph.store.protocol import Store

OK, WARNING, ERROR = "ok", "warning", "error"

_NEEDED = "é € ─ … →"  # Characters in the output: a terminal that lacks one shows garbage.

_FILES = "SELECT DISTINCT ?file { ?source <https://w3id.org/dvgraph/ns#bestand> ?file }"
_WORDS = {
    "nl": {
        "data": "gegevens",
        "cache": "cache",
        "texts": "teksten",
        "answers": "antwoorden",
        "library": "bibliotheek",
        "read": "{}: versie {}, {} triples",
        "shipped": "meegeleverd",
        "absent": "{} ontbreekt",
        "other": "{} {} is niet wat is beproefd ({})",
        "install": "installeer dvgraph opnieuw",
        "no home": "er is geen map voor: elke start leidt opnieuw af",
        "name cache": "noem er een met DVGRAPH_CACHE",
        "not writable": "{} kan niet beschreven worden ({})",
        "exposed": "{} is van een ander, of anderen mogen er schrijven: er wordt niets bewaard",
        "close cache": "sluit ze met chmod 700, of noem een andere met DVGRAPH_CACHE",
        "kept": "{}: {:.1f} van hoogstens {:.0f} MB in {} bestanden",
        "no texts": "geen map met teksten: vindplaatsen zijn niet na te lezen",
        "name texts": "noem ze met --texts of DVGRAPH_TEXTS",
        "texts found": "{}: {} van de {} bronbestanden",
        "no answers": "geen opgenomen: die horen bij een checkout en haar eigen gegevens",
        "same": "zoals opgenomen",
        "differ": "anders dan opgenomen: {}",
        "record": "lees het verschil en neem ze op met make record",
        "output": "uitvoer",
        "no terminal": "geen terminal",
        "terminal": "terminal van {} kolommen",
        "UTF-8": "zet PYTHONUTF8=1",
        "ok": "ok",
        "warning": "waarschuwing",
        "error": "fout",
    },
    "en": {
        "data": "data",
        "cache": "cache",
        "texts": "texts",
        "answers": "answers",
        "library": "library",
        "read": "{}: version {}, {} triples",
        "shipped": "shipped",
        "absent": "{} is absent",
        "other": "{} {} is not what was tested ({})",
        "install": "install dvgraph again",
        "no home": "there is no folder for it: each start derives anew",
        "name cache": "name one with DVGRAPH_CACHE",
        "not writable": "{} cannot be written ({})",
        "exposed": "{} is another user's, or others may write it: nothing is kept",
        "close cache": "close it with chmod 700, or name another with DVGRAPH_CACHE",
        "kept": "{}: {:.1f} of at most {:.0f} MB in {} files",
        "no texts": "no folder of texts: passages cannot be re-read",
        "name texts": "name it with --texts or DVGRAPH_TEXTS",
        "texts found": "{}: {} of the {} files of sources",
        "no answers": "none recorded: they belong to a checkout and its own data",
        "same": "as recorded",
        "differ": "not as recorded: {}",
        "record": "read the difference and record them with make record",
        "output": "output",
        "no terminal": "no terminal",
        "terminal": "terminal of {} columns",
        "UTF-8": "set PYTHONUTF8=1",
        "ok": "ok",
        "warning": "warning",
        "error": "error",
    },
}


class Point(NamedTuple):
    """One checked item: its name, OK, WARNING or ERROR, the result, and the remedy."""

    name: str
    state: str
    found: str
    remedy: str = ""


def examine(
    data: Sequence[str] | None = None,
    store: Path | None = None,
    endpoint: str | None = None,
    texts: str | None = None,
    lang: str = "nl",
) -> Iterator[Point]:
    """Yield the checked items, in ``lang`` (nl or en); errors become items, nothing raises.

    The source is as in ``prebuilt.connection.open_graph``, ``texts`` as in
    ``evidence.texts.find_texts``.
    """
    words = _WORDS[lang]
    yield Point("Python", OK, f"{platform.python_version()} ({sys.executable})")
    yield Point("dvgraph", OK, f"{__version__} ({Path(__file__).parent})")
    yield from _libraries(words)
    yield _cache(words)
    try:
        opened = open_graph(data, store, endpoint)
        where = endpoint or (store and str(store)) or ", ".join(data or [words["shipped"]])
        found = words["read"].format(where, inventory.version(opened), inventory.triples(opened))
        yield Point(words["data"], OK, found)
        folders: Sequence[str | Path] = data or [resources.data_dir()]
        yield _told(words["texts"], lambda: _texts(opened, texts, folders, words))
        own = not (data or store or endpoint)
        yield _told(words["answers"], lambda: _answers(opened, own, words))
    except DvgraphError as error:
        yield _failed(words["data"], error)


def output(encoding: str, columns: int | None, lang: str = "nl") -> Point:
    """Return whether an output with an encoding can show dvgraph's characters.

    ``columns`` is the width of a terminal, None for any other output.
    """
    words = _WORDS[lang]
    place = words["no terminal"] if columns is None else words["terminal"].format(columns)
    colour = ", NO_COLOR" if os.environ.get("NO_COLOR") else ""
    found = f"{place}, {encoding}{colour}"
    try:
        _NEEDED.encode(encoding)
    except UnicodeEncodeError:
        return Point(words["output"], WARNING, found, words["UTF-8"])
    return Point(words["output"], OK, found)


def text(points: Sequence[Point], lang: str = "nl") -> str:
    """Return a line for each item: state, name, result, remedy."""
    words = _WORDS[lang]
    names = max(len(point.name) for point in points)
    states = max(len(words[state]) for state in (OK, WARNING, ERROR))
    lines = []
    for point in points:
        remedy = f" → {point.remedy}" if point.remedy else ""
        state = words[point.state]
        lines.append(harmless(f"{state:{states}}  {point.name:{names}}  {point.found}{remedy}"))
    return "".join(f"{line}\n" for line in lines)


def _told(name: str, look: Callable[[], Point]) -> Point:
    try:
        return look()
    except DvgraphError as error:
        return _failed(name, error)


def _failed(name: str, error: DvgraphError) -> Point:
    found = f"{error.where}: {error.problem}" if error.where else error.problem
    return Point(name, ERROR, found, error.hint or "")


def _libraries(words: dict[str, str]) -> Iterator[Point]:
    from importlib.metadata import PackageNotFoundError, requires, version

    sound = []
    try:
        wanted = requires("dvgraph") or []
    except PackageNotFoundError:
        yield Point(words["library"], ERROR, words["absent"].format("dvgraph"), words["install"])
        return
    for requirement in sorted(wanted, key=str.casefold):
        name, bounds = re.match(r"([\w.-]+)(.*)", requirement).groups()  # type: ignore[union-attr]  # the pattern or query admits no other kind
        try:
            there = version(name)
        except PackageNotFoundError:
            yield Point(words["library"], ERROR, words["absent"].format(name), words["install"])
            continue
        if fits(there, bounds):
            sound.append(f"{name} {there}")
        else:
            found = words["other"].format(name, there, bounds)
            yield Point(words["library"], WARNING, found, words["install"])
    if sound:
        yield Point(words["library"], OK, ", ".join(sound))


def fits(version: str, bounds: str) -> bool:
    """Return whether a version is within bounds such as ``>=0.5.13,<0.6``, by its numbers alone."""

    def numbers(text: str) -> list[int]:
        found = [int(part) for part in re.findall(r"\d+", re.split(r"[a-zA-Z+-]", text)[0])]
        return found + [0] * (6 - len(found))

    own = numbers(version)
    return all(
        own >= numbers(bound) if sign == ">=" else own < numbers(bound)
        for sign, bound in re.findall(r"(>=|<)\s*([\w.]+)", bounds)
    )


def _cache(words: dict[str, str]) -> Point:
    folder = cache.location()
    if folder is None:
        return Point(words["cache"], WARNING, words["no home"], words["name cache"])
    probe = folder / f"doctor-{os.getpid()}"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for one in (folder, *(path for path in folder.iterdir() if path.is_dir())):
            if cache.exposed(one):
                found = words["exposed"].format(one)
                return Point(words["cache"], WARNING, found, words["close cache"])
        probe.write_bytes(b"")
        probe.unlink()
        sizes = [path.stat().st_size for path in folder.rglob("*") if path.is_file()]
    except OSError as error:
        found = words["not writable"].format(folder, error.strerror)
        return Point(words["cache"], WARNING, found, words["name cache"])
    found = words["kept"].format(folder, sum(sizes) / 1e6, cache.MOST / 1e6, len(sizes))
    return Point(words["cache"], OK, found)


def _texts(
    opened: Store, named: str | None, folders: Sequence[str | Path], words: dict[str, str]
) -> Point:
    folder = find_texts(named, folders)
    if folder is None:
        return Point(words["texts"], WARNING, words["no texts"], words["name texts"])
    files = [term.value for (term,) in opened.select(_FILES).rows if isinstance(term, Literal)]
    there = sum((folder / name).is_file() for name in files)
    found = words["texts found"].format(folder, there, len(files))
    short = there < len(files)
    return Point(words["texts"], WARNING if short else OK, found, words["name texts"] * short)


def _answers(opened: Store, own: bool, words: dict[str, str]) -> Point:
    folder = recorded.folder() if own else None
    if folder is None:
        return Point(words["answers"], OK, words["no answers"])
    other = recorded.differing(opened, folder)
    if other:
        found = words["differ"].format(", ".join(other))
        return Point(words["answers"], WARNING, found, words["record"])
    return Point(words["answers"], OK, words["same"])

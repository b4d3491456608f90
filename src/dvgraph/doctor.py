"""The check of the installation: libraries, data source, cache, texts, output."""

import os
import platform
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from dvgraph import __version__, resources
from dvgraph.errors import DvgraphError
from dvgraph.evidence.texts import find_texts
from dvgraph.locale.characters import harmless
from dvgraph.locale.reader import refusal
from dvgraph.locale.words import words
from dvgraph.prebuilt.connection import open_graph
from dvgraph.questions import answers as recorded
from dvgraph.rdf.oxigraph import Literal
from dvgraph.store import cache, inventory
from dvgraph.store.protocol import Store

OK, HINT, WARNING, ERROR = "ok", "hint", "warning", "error"

_NEEDED = "é € ─ … →"  # Characters in the output: a terminal that lacks one shows garbage.

_EXTRA = re.compile(r"extra == ['\"]([\w-]+)['\"]")

_FILES = "SELECT DISTINCT ?file { ?source <https://w3id.org/dvgraph/ns#bestand> ?file }"


class Point(NamedTuple):
    """One checked item.

    ``state``: OK, HINT, WARNING or ERROR. ``found``: the result of the check. ``remedy``: what the
    user can do.
    """

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
    *,
    model: bool = False,
) -> Iterator[Point]:
    """Yield the checked items, in ``lang`` (nl or en); errors become items, nothing raises.

    The source is as in ``prebuilt.connection.open_graph``, ``texts`` as in
    ``evidence.texts.find_texts``.
    """
    phrases = words("doctor", lang)
    yield Point("Python", OK, f"{platform.python_version()} ({sys.executable})")
    yield Point("dvgraph", OK, f"{__version__} ({Path(__file__).parent})")
    yield from _libraries(phrases)
    yield _cache(phrases)
    try:
        opened = open_graph(data, store, endpoint, model=model)
        where = endpoint or (store and str(store)) or ", ".join(data or [phrases["shipped"]])
        found = phrases["read"].format(where, inventory.version(opened), inventory.triples(opened))
        yield Point(phrases["data"], OK, found)
        folders: Sequence[str | Path] = data or [resources.data_dir()]
        yield _told(phrases["texts"], lambda: _texts(opened, texts, folders, phrases))
        own = not (data or store or endpoint)
        yield _told(phrases["answers"], lambda: _answers(opened, own, phrases))
    except DvgraphError as error:
        yield _failed(phrases["data"], error)


def output(encoding: str, columns: int | None, lang: str = "nl") -> Point:
    """Return whether an output with this encoding can show dvgraph's characters.

    ``columns`` is the width of a terminal, None for any other output.
    """
    phrases = words("doctor", lang)
    place = phrases["no terminal"] if columns is None else phrases["terminal"].format(columns)
    colour = ", NO_COLOR" if os.environ.get("NO_COLOR") else ""
    found = f"{place}, {encoding}{colour}"
    try:
        _NEEDED.encode(encoding)
    except UnicodeEncodeError:
        return Point(phrases["output"], WARNING, found, phrases["UTF-8"])
    return Point(phrases["output"], OK, found)


def text(points: Sequence[Point], lang: str = "nl") -> str:
    """Return a line for each item: state, name, result, remedy."""
    phrases = words("doctor", lang)
    names = max(len(point.name) for point in points)
    states = max(len(phrases[state]) for state in (OK, HINT, WARNING, ERROR))
    lines = []
    for point in points:
        remedy = f" → {point.remedy}" if point.remedy else ""
        state = phrases[point.state]
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


def _libraries(phrases: Mapping[str, str]) -> Iterator[Point]:
    from importlib.metadata import PackageNotFoundError, requires, version

    sound = []
    try:
        wanted = requires("dvgraph") or []
    except PackageNotFoundError:
        yield Point(
            phrases["library"], ERROR, phrases["absent"].format("dvgraph"), phrases["install"]
        )
        return
    optional: dict[str, list[str]] = {}  # the missing libraries of each extra
    for requirement in sorted(wanted, key=str.casefold):
        name, bounds = re.match(r"([\w.-]+)(.*)", requirement).groups()  # type: ignore[union-attr]  # the pattern or query admits no other kind
        try:
            there = version(name)
        except PackageNotFoundError:
            if of := _EXTRA.search(requirement):
                optional.setdefault(of[1], []).append(name)
                continue
            yield Point(
                phrases["library"], ERROR, phrases["absent"].format(name), phrases["install"]
            )
            continue
        if fits(there, bounds):
            sound.append(f"{name} {there}")
        else:
            other = phrases["other"].format(name, there, bounds)
            yield Point(phrases["library"], WARNING, other, phrases["install"])
    for extra, names in optional.items():
        if "dvgraph" in names:
            continue  # the extra that contains all others
        found = phrases["absent"].format(", ".join(names))
        remedy = phrases["extra"].format(f"pip install 'dvgraph[{extra}]'")
        yield Point(phrases["library"], HINT, found, remedy)
    if sound:
        yield Point(phrases["library"], OK, ", ".join(dict.fromkeys(sound)))


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


def _cache(phrases: Mapping[str, str]) -> Point:
    folder = cache.location()
    if folder is None:
        return Point(phrases["cache"], WARNING, phrases["no home"], phrases["name cache"])
    probe = folder / f"doctor-{os.getpid()}"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for one in (folder, *(path for path in folder.iterdir() if path.is_dir())):
            if cache.exposed(one):
                found = phrases["exposed"].format(one)
                return Point(phrases["cache"], WARNING, found, phrases["close cache"])
        probe.write_bytes(b"")
        probe.unlink()
        sizes = [path.stat().st_size for path in folder.rglob("*") if path.is_file()]
    except OSError as error:
        found = phrases["not writable"].format(folder, refusal(error))
        return Point(phrases["cache"], WARNING, found, phrases["name cache"])
    found = phrases["kept"].format(folder, sum(sizes) / 1e6, cache.MOST / 1e6, len(sizes))
    return Point(phrases["cache"], OK, found)


def _texts(
    opened: Store, named: str | None, folders: Sequence[str | Path], phrases: Mapping[str, str]
) -> Point:
    folder = find_texts(named, folders)
    if folder is None:
        return Point(phrases["texts"], WARNING, phrases["no texts"], phrases["name texts"])
    files = [term.value for (term,) in opened.select(_FILES).rows if isinstance(term, Literal)]
    there = sum((folder / name).is_file() for name in files)
    found = phrases["texts found"].format(folder, there, len(files))
    short = there < len(files)
    return Point(phrases["texts"], WARNING if short else OK, found, phrases["name texts"] * short)


def _answers(opened: Store, own: bool, phrases: Mapping[str, str]) -> Point:
    folder = recorded.folder() if own else None
    if folder is None:
        return Point(phrases["answers"], OK, phrases["no answers"])
    other = recorded.differing(opened, folder)
    if other:
        found = phrases["differ"].format(", ".join(other))
        return Point(phrases["answers"], WARNING, found, phrases["record"])
    return Point(phrases["answers"], OK, phrases["same"])

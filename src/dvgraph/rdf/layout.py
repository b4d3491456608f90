"""The layout of the repository's Turtle and SPARQL, so that diffs of data stay small.

Turtle: @base, then the @prefix lines sorted, each used; one blank line before every block; subjects
at the margin, properties four spaces in, values on their own lines eight spaces in; the properties
of a statement in the order of ORDER. SPARQL: ``#+`` header first, PREFIX lines sorted, each used,
indents of two spaces. Both: UTF-8, LF, no tabs, no trailing spaces, one line break at the end.
Comments stay where they are: only whole lines move.
"""

import re
from collections import deque
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from dvgraph import resources
from dvgraph.errors import InputError, UseError
from dvgraph.locale.reader import explained, worded
from dvgraph.rdf import reading, tokens
from dvgraph.rdf.oxigraph import RdfFormat
from dvgraph.rdf.replacement import replace_files

# The properties of statements and gaps, in the order in which a file lists them.
ORDER = (
    "rdfs:label",
    "dvg:organisatie",
    "dvg:taak",
    "dvg:dienst",
    "org:member",
    "org:organization",
    "org:role",
    "dvg:rol",
    "dvg:functie",
    "dvg:klasse",
    "dvg:over",
    "dvg:lot",
    "dvg:naar",
    "dvg:gezocht",
    "dvg:onderwerp",
    "dvg:gezochtIn",
    "dvg:betrekking",
    "dvg:kenmerk",
    "dvg:voorwerp",
    "dvg:betreft",
    "dvg:maat",
    "dvg:waarde",
    "dvg:eenheid",
    "dvg:nauwkeurigheid",
    "dvg:aard",
    "dvg:basis",
    "dvg:deelVan",
    "dvg:vergelekenMet",
    "dvg:van",
    "dvg:vanGenoemd",
    "dvg:tot",
    "dvg:totOnbekend",
    "dvg:gezienOp",
    "dvg:grond",
    "dvg:zekerheid",
    "dvg:stand",
    "dvg:vindplaats",
    "dct:identifier",
    "prov:generatedAtTime",
    "prov:wasAttributedTo",
    "prov:wasRevisionOf",
    "dvg:nagezienDoor",
    "dct:dateAccepted",
    "prov:invalidatedAtTime",
    "dvg:reden",
)
_PREFIX = {
    ".ttl": re.compile(r"@prefix ([\w.-]*): +<[^>]*> \."),
    ".rq": re.compile(r"PREFIX ([\w.-]*): +<[^>]*>"),
}
_STATEMENT = re.compile(r"\S+ a dvg:[A-Z]\w+ ;")
_PROPERTY = re.compile(r"    (\w+:\w+)\b")
_RANK = {name: number for number, name in enumerate(ORDER)}


class LayoutFault(NamedTuple):
    """One departure from the layout, at a line (from 1)."""

    line: int
    problem: str


def files(paths: Sequence[str | Path] = ()) -> list[Path]:
    """Return the .ttl and .rq files under paths; by default those of the repository.

    Raises InputError for a path that does not exist or cannot be read and for Turtle with a syntax
    error, and UseError for an empty path.
    """
    if "" in paths:
        raise UseError(*explained("errors.dataset", "no name"))
    own = (resources.ontology_dir(), resources.data_dir(), resources.queries_dir())
    found: list[Path] = []
    for path in map(Path, paths or own):
        found += [file for file in reading.within(path) if file.suffix in _PREFIX]
    for file in found:
        if file.suffix == ".ttl":
            deque(reading.quads(reading.content(file), RdfFormat.TURTLE, str(file)), 0)
    return found


def read(path: Path) -> str:
    """Return the text of a file with its line ends unchanged; InputError if it is not UTF-8."""
    try:
        return path.read_bytes().decode("utf-8")
    except OSError as error:
        raise InputError(
            *explained("errors.files", "unreadable", why=error), where=str(path)
        ) from error
    except UnicodeDecodeError as error:
        raise InputError(
            *explained("errors.files", "not UTF-8", byte=error.start + 1), where=str(path)
        ) from error


def mend(paths: Sequence[Path]) -> list[Path]:
    """Write the ``formatted`` texts of files to them, all or none; return the changed files.

    Raises InputError for an unreadable file and OutputError for a failed write.
    """
    before = {path: read(path).encode() for path in paths}
    after = {path: formatted(data.decode(), path.suffix).encode() for path, data in before.items()}
    changed = {path: data for path, data in after.items() if data != before[path]}
    replace_files(changed, before)
    return list(changed)


def formatted(text: str, suffix: str) -> str:
    """Return a Turtle or SPARQL text (suffix .ttl or .rq) with all automatic repairs.

    The repairs concern line ends, blank lines and the order of prefixes; ``faults`` reports the
    rest.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    inside = tokens.lines_in_strings(text)
    lines = [
        line if number + 1 in inside else line.rstrip()
        for number, line in enumerate(text.split("\n"), 1)
    ]
    declared = [n for n, line in enumerate(lines) if _PREFIX[suffix].fullmatch(line)]
    for place, line in zip(declared, sorted(lines[n] for n in declared), strict=True):
        lines[place] = line
    out: list[str] = []
    for number, line in enumerate(lines, 1):
        if number in inside or line or (out and out[-1]):
            if suffix == ".ttl" and number not in inside and _opens(line, out):
                out.append("")
            out.append(line)
    return "\n".join(out).strip("\n") + "\n"


def faults(text: str, suffix: str) -> list[LayoutFault]:
    """Return where a text (suffix .ttl or .rq) departs from the layout, in order of its lines."""
    found = list(_line_faults(text, suffix))
    found += _prefix_faults(text, suffix)
    if suffix == ".ttl":
        found += _block_faults(text)
    return sorted(set(found))


def _opens(line: str, before: Sequence[str]) -> bool:
    """Return whether a block, or the comment above it, starts on a line and lacks its blank line.

    The directives at the top need no blank lines; a comment belongs to the block after it.
    """
    if not before or not before[-1] or line[:1] in ("", " "):
        return False
    return not before[-1].startswith("#") and not line.startswith(("@base", "@prefix"))


def _line_faults(text: str, suffix: str) -> Iterator[LayoutFault]:
    lines = text.split("\n")
    inside = tokens.lines_in_strings(text)
    if text.startswith("\ufeff"):
        yield LayoutFault(1, worded("layout", "BOM"))
    if lines[-1] or (len(lines) > 1 and not lines[-2]):
        yield LayoutFault(len(lines), worded("layout", "end"))
    header = True
    for number, line in enumerate(lines, 1):
        header = header and line.startswith("#+")
        if "\r" in line or "\t" in line:
            yield LayoutFault(number, worded("layout", "tab"))
        if line.endswith(" ") and number + 1 not in inside:
            yield LayoutFault(number, worded("layout", "space"))
        if number in inside:
            continue
        if not line and number < len(lines) - 1 and not lines[number]:
            yield LayoutFault(number + 1, worded("layout", "blank"))
        if suffix == ".ttl" and (len(line) - len(line.lstrip(" "))) % 4:
            yield LayoutFault(number, worded("layout", "indent"))
        if suffix == ".rq" and line.startswith("#+") and not header:
            yield LayoutFault(number, worded("layout", "header"))


def _prefix_faults(text: str, suffix: str) -> Iterator[LayoutFault]:
    named = {
        number: match[1]
        for number, line in enumerate(text.split("\n"), 1)
        if (match := _PREFIX[suffix].fullmatch(line))
    }
    if list(named) != list(range(min(named, default=0), min(named, default=0) + len(named))):
        yield LayoutFault(min(named), worded("layout", "together"))
    if list(named.values()) != sorted(set(named.values())):
        yield LayoutFault(min(named), worded("layout", "sorted"))
    body = "\n".join(line for number, line in enumerate(text.split("\n"), 1) if number not in named)
    used = tokens.prefixes(body)
    for number, name in named.items():
        if name not in used:
            yield LayoutFault(number, worded("layout", "unused", name=name))


def _block_faults(text: str) -> Iterator[LayoutFault]:
    lines = text.split("\n")
    inside = tokens.lines_in_strings(text)
    last = -1
    for number, line in enumerate(lines, 1):
        if number in inside:
            continue
        if _opens(line, lines[: number - 1]):
            yield LayoutFault(number, worded("layout", "block"))
        if line[:1].strip():
            last = -1 if _STATEMENT.fullmatch(line) else len(ORDER)
        if (found := _PROPERTY.match(line)) and found[1] in _RANK and last < len(ORDER):
            rank = _RANK[found[1]]
            if rank < last:
                yield LayoutFault(
                    number, worded("layout", "order", one=found[1], other=ORDER[last])
                )
            last = rank

"""Positions of subjects and properties in a Turtle file, so that a finding can give file:line.

A tokeniser, not a parser: it knows comments, strings, IRIs, prefixes and bases, and tracks which
token is a subject and which a predicate. It reads Turtle, TriG, N-Triples and N-Quads, also if
compressed. The index is built only when a finding is printed; in other formats, lines have no fixed
meaning.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from io import BytesIO, TextIOWrapper
from pathlib import Path
from urllib.parse import urljoin

from dvgraph.errors import InputError
from dvgraph.namespaces import BASE, TYPE
from dvgraph.rdf import compression
from dvgraph.rdf.tokens import NEXT, STATEMENT, TOKEN, VALUES

_SUFFIXES = frozenset((".ttl", ".trig", ".nt", ".nq"))
_BY_LINE = frozenset((".nt", ".nq"))

_PLAIN = re.compile(r"[\w-]+(?:/[\w-]+)*")  # a relative IRI without anything to resolve

Position = tuple[str, str | None]


def line_of(
    path: Path,
    subject_iri: str,
    predicate_iri: str | None = None,
    among: frozenset[str] | None = None,
) -> int | None:
    """Return the line (from 1) where a subject, or a predicate of it, first appears.

    Returns None if the file is not Turtle, is unreadable, or lacks the subject; for a predicate
    that the subject lacks, the subject's line. If ``among`` gives all subjects of interest, a large
    file is indexed for those alone.
    """
    index = positions(path, among)
    return index.get((subject_iri, predicate_iri)) or index.get((subject_iri, None))


def positions(path: Path, among: frozenset[str] | None = None) -> dict[Position, int]:
    """Return the lines that ``line_of`` returns: of subjects, and of predicates of these.

    Empty if the file is not Turtle, or is unreadable.
    """
    if compression.suffix(path) not in _SUFFIXES:
        return {}
    try:
        return _index(path, path.stat().st_mtime_ns, among)
    except (OSError, UnicodeDecodeError, InputError):
        return {}


def lines(text: str) -> dict[Position, int]:
    """Return the first line (from 1) of each subject, as (subject, None), and of its predicates."""
    reader = _Reader()
    reader.read(text, 1)
    return reader.lines


@lru_cache(maxsize=32)
def _index(path: Path, _changed: int, among: frozenset[str] | None) -> dict[Position, int]:
    """Return the first line of each subject and of each of its predicates."""
    data = compression.unpacked(path.read_bytes(), str(path))
    with TextIOWrapper(BytesIO(data), encoding="utf-8-sig", newline="\n") as file:
        if among is not None and compression.suffix(path) in _BY_LINE:
            return _line_by_line(file, among)
        text = file.read()
    if among is not None and compression.suffix(path) == ".ttl":
        return _by_statement(text, among)
    return lines(text)


def _line_by_line(file: Iterable[str], among: frozenset[str]) -> dict[Position, int]:
    """Return the first lines for some subjects of a file with one statement per line.

    It takes a tenth of the tokeniser's time, which matters for a million lines.
    """
    found: dict[Position, int] = {}
    for number, line in enumerate(file, 1):
        subject = line[1 : line.find(">")] if line.startswith("<") else ""
        if subject in among or not subject or "\\" in subject:
            for subject, predicate in lines(line):
                found.setdefault((subject, predicate), number)
    return found


def _by_statement(text: str, among: frozenset[str]) -> dict[Position, int]:
    """Return the line numbers of the first positions of some subjects in a Turtle file.

    Only directives and the statements on these subjects are tokenised, which takes a quarter of the
    time of ``lines``.
    """
    reader = _Reader()
    end, line, counted = 0, 1, 0
    while found := STATEMENT.match(text, end):
        end = found.end()
        first = found["first"]
        if found["directive"] or (first and reader.resolved(first) in among):
            line += text.count("\n", counted, found.start())
            counted = found.start()
            reader.read(found[0], line)
    if all(token.lastgroup == "skip" for token in TOKEN.finditer(text, end)):
        return reader.lines
    return lines(text)  # the file ends inside a statement


class _Reader:
    """One pass over the tokens; tokens inside [ ] and ( ) are skipped by counting the depth."""

    def __init__(self) -> None:
        self.lines: dict[Position, int] = {}
        self._rebase(BASE)
        self._prefixes: dict[str, str] = {}
        self._named: dict[str, str] = {}  # the IRIs of predicates
        self._subject: str | None = None
        self._expected = "subject"

    def read(self, text: str, line: int) -> None:
        """Add the positions in a part of the text that begins on line ``line``."""
        depth = at = 0
        directive: list[str] | None = None
        place = 0
        while True:
            if self._expected == "object" and not depth and directive is None:
                place = VALUES.match(text, place).end()  # type: ignore[union-attr]  # may be empty
            token = NEXT.match(text, place)
            if token is None:
                return
            place, kind = token.end(), str(token.lastgroup)
            if kind != "mark" and directive is None and (depth or self._expected == "object"):
                continue
            value, start = token[kind], token.start(kind)
            if directive is not None:
                directive.append(value)
                if kind == "iri":
                    self._declare(directive)
                    directive = None
            elif kind == "directive" and self._expected == "subject" and not depth:
                directive = []
            elif value in ("[", "(", "<<", "<<("):
                depth += 1
                if depth == 1 and self._expected == "subject":
                    self._subject, self._expected = None, "predicate"
            elif value in ("]", ")", ">>", ")>>"):
                depth -= 1
            elif not depth and (position := self._step(kind, value)):
                line += text.count("\n", at, start)
                at = start
                self.lines.setdefault(position, line)

    def _step(self, kind: str, value: str) -> Position | None:
        """Return the position of which a token is the last part, if it is one."""
        if value in (".", "{", "}"):
            self._expected = "subject"
        elif value == ";":
            self._expected = "predicate"
        elif kind in ("iri", "word") and self._expected != "object" and value.upper() != "GRAPH":
            if self._expected == "subject":
                self._subject, self._expected = self.resolved(value), "predicate"
                return self._subject, None
            self._expected = "object"
            if not self._subject:
                return None
            if value not in self._named:
                self._named[value] = self.resolved(value)
            return self._subject, self._named[value]
        return None

    def _declare(self, directive: list[str]) -> None:
        iri = self.resolved(directive[-1])
        self._named.clear()
        if len(directive) == 1:
            self._rebase(iri)
        else:
            self._prefixes[directive[0].rstrip(":")] = iri

    def _rebase(self, iri: str) -> None:
        self._base = iri
        self._folder = urljoin(iri, "x")[:-1]  # before a name without dots

    def resolved(self, value: str) -> str:
        """Return the IRI for a token: an IRI, a prefixed name, or the keyword a."""
        if not value.startswith("<"):
            prefix, colon, local = value.partition(":")
            if not colon:
                return TYPE if value == "a" else value
            if prefix == "_":
                return value
            if "\\" in local:
                local = re.sub(r"\\(.)", r"\1", local)
            return self._prefixes.get(prefix, prefix + colon) + local
        iri = value[1:-1]
        if _PLAIN.fullmatch(iri):  # as nearly all are
            return self._folder + iri
        if "\\" in iri:
            iri = re.sub(
                r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})",
                lambda code: chr(int(code[1] or code[2], 16)),
                iri,
            )
        if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", iri):
            return iri
        return urljoin(self._base, iri) if iri else self._base.partition("#")[0]

"""Migration of a data folder from an older model: old terms are replaced by the new ones.

The replacements are in ``ontology/deprecated.ttl``. A term with ``dct:isReplacedBy`` is rewritten;
a term with ``rdfs:seeAlso`` only is reported, since the new model has no single equal term. The
language of a source was a tag ("nl") and becomes a concept of the code list. An organisation both
before and after an event becomes one that the event changed. Comments, order and layout of a file
stay as they are.
"""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urljoin

from dvgraph import resources
from dvgraph.dataset.self_loops import CHANGED, ORIGINAL, RESULT, mended
from dvgraph.errors import InputError
from dvgraph.locale.reader import explained
from dvgraph.namespaces import BASE, DCT, FOAF, GENERIEK, M8G, ORG, RDFS, SH, SKOS
from dvgraph.rdf.oxigraph import NamedNode, RdfFormat, parse
from dvgraph.rdf.reading import within
from dvgraph.rdf.replacement import replace_files
from dvgraph.rdf.tokens import TOKEN

SUFFIXES = frozenset((".ttl", ".trig", ".nt", ".nq", ".rq"))
_BLOCKS = frozenset((".ttl", ".trig"))
_TABLE = "deprecated.ttl"
_LANGUAGES = "codelists/languages.ttl"
# Terms that authors wrote in data and a rule now derives; queries and shapes still use them.
_WRITTEN = {f"{ORG}classification": f"{DCT}type"}
_PAGE, _ADDRESS = f"{FOAF}page", "https://schema.org/url"
# Every organisation was a version; now a rule finds the versions: those with a continuing
# organisation.
_BODIES = {f"{GENERIEK}VersieVolgensGeldigeTijd": f"{M8G}PublicOrganisation"}


class TermTable(NamedTuple):
    """The terms (IRIs) that replace old terms.

    ``replacements``: the new term of each old term. ``hints``: for an old term without an equal, a
    related term.
    """

    replacements: dict[str, str]
    hints: dict[str, str]


class Renaming(NamedTuple):
    """An old term at a line (from 1) of a file; ``done`` is False if ``new`` is only related."""

    file: Path
    line: int
    old: str
    new: str
    done: bool


@cache
def table() -> TermTable:
    """Return the table of removed terms, from ``ontology/deprecated.ttl``."""
    found: dict[str, dict[str, str]] = {f"{DCT}isReplacedBy": {}, f"{RDFS}seeAlso": {}}
    path = resources.ontology_dir() / _TABLE
    for quad in parse(path=str(path), format=RdfFormat.TURTLE):
        terms = found.get(quad.predicate.value)
        if terms is not None and isinstance(quad.object, NamedNode):
            terms[str(quad.subject)[1:-1]] = quad.object.value
    return TermTable(_BODIES | found[f"{DCT}isReplacedBy"], found[f"{RDFS}seeAlso"])


@cache
def languages() -> dict[str, str]:
    """Return the languages of the code list by tag, with quotes as in older data: ``"nl"``."""
    path = resources.ontology_dir() / _LANGUAGES
    return {
        str(quad.object): str(quad.subject)[1:-1]
        for quad in parse(path=str(path), format=RdfFormat.TURTLE)
        if quad.predicate.value == f"{SKOS}notation"
    }


def migrate(paths: Sequence[str], *, check: bool = False) -> list[Renaming]:
    """Rewrite the files of folders, and return the renamed terms; with ``check``, write nothing.

    Either all files are written or none. Raises InputError for a path that does not exist, cannot
    be read or is not text in UTF-8, OutputError if a file cannot be written.
    """
    found: list[Renaming] = []
    before: dict[Path, bytes] = {}
    after: dict[Path, bytes] = {}
    for file in _files(paths):
        try:
            before[file] = file.read_bytes()
            text = before[file].decode()
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(
                *explained("errors.files", "unreadable", why=error), where=str(file)
            ) from error
        new, renamed = migrated(text, file)
        found += renamed
        if new != text:
            after[file] = new.encode()
    if not check:
        replace_files(after, before)
    return found


# Long since the reading of each token depends on the tokens before it.
def migrated(text: str, file: Path) -> tuple[str, list[Renaming]]:
    """Return a text with the terms of the current model, and the old terms that it had."""
    old_terms = table()
    if file.suffix != ".rq" and SH not in text:
        old_terms = old_terms._replace(replacements=_WRITTEN | old_terms.replacements)
    base, spaces = BASE, dict[str, str]()
    parts: list[str] = []
    renamed: list[Renaming] = []
    head: list[str] = []  # the tokens since @prefix or @base, up to its IRI
    source = False  # whether the block is about a document
    last: str | None = None  # the last IRI, which is the property of the text after it
    for token in TOKEN.finditer(text):
        written, kind = token[0], token.lastgroup
        parts.append(written)
        if kind == "directive":
            head = [written.lstrip("@").lower()]
        elif head and kind == "word":
            head.append(written)
        elif head and kind == "iri":
            if head[0] == "base":
                base = _whole(written[1:-1], base)
            else:
                spaces[head[-1].rstrip(":")] = _whole(written[1:-1], base)
            head = []
        elif written == ".":
            source = False
        elif kind == "text" and last == f"{DCT}language" and (new := languages().get(written)):
            line = text.count("\n", 0, token.start()) + 1
            renamed.append(Renaming(file, line, written, new, done=True))
            parts[-1] = _written(new, base, spaces)
        elif kind in ("iri", "word") and (iri := _meant(written, base, spaces)):
            last = iri
            source = source or iri == f"{FOAF}Document"
            # A document's own address; for any other thing, foaf:page is a page about it.
            new = _ADDRESS if source and iri == _PAGE else old_terms.replacements.get(iri)
            hint = new or old_terms.hints.get(iri)
            if hint:
                line = text.count("\n", 0, token.start()) + 1
                renamed.append(Renaming(file, line, iri, hint, done=new is not None))
            if new:
                parts[-1] = _written(new, base, spaces)
    return _without_loops("".join(parts), file, base, spaces, renamed)


def _without_loops(
    text: str, file: Path, base: str, spaces: dict[str, str], renamed: list[Renaming]
) -> tuple[str, list[Renaming]]:
    if file.suffix not in _BLOCKS:
        return text, renamed
    names = {one: _written(one, base, spaces) for one in (ORIGINAL, RESULT, CHANGED)}
    text, lines = mended(text, names)
    return text, renamed + [Renaming(file, line, ORIGINAL, CHANGED, done=True) for line in lines]


def _whole(iri: str, base: str) -> str:
    # urljoin drops an empty fragment, with which many namespaces end.
    return iri if ":" in iri else urljoin(base, iri)


def _meant(written: str, base: str, spaces: dict[str, str]) -> str | None:
    if written.startswith("<"):
        return _whole(written[1:-1], base)
    prefix, colon, local = written.partition(":")
    return spaces[prefix] + local if colon and prefix in spaces else None


def _written(iri: str, base: str, spaces: dict[str, str]) -> str:
    """Return an IRI as a prefixed name of the file, else relative to its base, else in full."""
    for prefix, space in spaces.items():
        local = iri.removeprefix(space)
        if local != iri and local.replace("-", "").replace("_", "").isalnum():
            return f"{prefix}:{local}"
    return f"<{iri.removeprefix(base)}>"


def _files(paths: Sequence[str]) -> list[Path]:
    found: dict[Path, None] = {}
    for path in map(Path, paths):
        found |= dict.fromkeys(file for file in within(path) if file.suffix in SUFFIXES)
    # This file names the old terms in order to mark them as old.
    found.pop(resources.ontology_dir() / _TABLE, None)
    return list(found)

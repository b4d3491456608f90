"""Removal of a person from an agency's folder; an entry without a name remains.

The person's block keeps only its class. In every file of the folder, words replace the name, and in
an IRI a random word does: one made from the name could be guessed.
"""

import re
import secrets
import subprocess
import unicodedata
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory
from urllib.parse import quote

from dvgraph.authoring.turtle import block, replace_block, without_unused_prefixes
from dvgraph.dataset.files import Dataset, read
from dvgraph.errors import UseError
from dvgraph.evidence.facts import Facts
from dvgraph.evidence.stamp import stamp
from dvgraph.evidence.texts import find_texts
from dvgraph.locale.reader import LANGUAGES, explained
from dvgraph.locale.words import words
from dvgraph.namespaces import ADMS, PROV, TYPE, path, slug
from dvgraph.prebuilt.names import fold
from dvgraph.rdf import layout
from dvgraph.rdf.oxigraph import Literal, NamedNode, Term
from dvgraph.rdf.replacement import replace_files
from dvgraph.rdf.terms import curie
from dvgraph.rdf.tokens import TOKEN
from dvgraph.store import cache

_PEOPLE = {"http://www.w3.org/ns/person#Person", f"{PROV}Agent"}
_GIVEN = ("http://xmlns.com/foaf/0.1/givenName", "http://xmlns.com/foaf/0.1/familyName")
# Separators between the words of a name, in text and in addresses.
_BETWEEN = r"(?:[\s.,_+~-]|%20)*"


@dataclass(frozen=True, slots=True)
class Redaction:
    """The changes that would remove a person; nothing is written yet.

    ``iri``: the person's new IRI.
    ``changed``: the new bytes of files; ``gone``: files that get another name.
    ``places``: the number of replaced names by file.
    ``left``: files with the name that cannot be changed, or with a part of it that may be another
    person's.
    """

    folder: Path
    iri: str
    forms: tuple[str, ...]
    changed: dict[Path, bytes]
    gone: tuple[Path, ...]
    places: dict[Path, int]
    left: tuple[str, ...]
    history: int


def redaction(named: str, folder: Path, also: Sequence[str] = ()) -> Redaction:
    """Return the changes that remove a person, author or reviewer from a folder.

    ``also`` are other forms of the name: the family name alone, initials, an e-mail address. Raises
    UseError if nobody in the files has the name.
    """
    dataset = read([folder], ontology=False)
    facts = Facts(dataset)
    old = _person(named, facts)
    forms = (*_forms(old, facts), *filter(None, map(str.strip, also)))
    mark = secrets.token_hex(4)
    name = _pattern(forms)
    with TemporaryDirectory() as beside:
        copy = Path(beside) / folder.resolve().name
        copytree(folder, copy, ignore=lambda *_: [".git"])
        _entomb(old, mark, copy, dataset, facts)
        places, left = _replaced(copy, name, old, mark)
        texts = find_texts(None, [copy])
        inside = texts is not None and texts.is_relative_to(copy)
        if (copy / "passages.ttl").exists():
            stamp([copy], texts if inside else None, accept_changed=True)
        layout.mend(list(copy.rglob("*.ttl")))
        kept = {file.relative_to(copy): file.read_bytes() for file in _files(copy)}
    before = {file.relative_to(folder): file.read_bytes() for file in _files(folder)}
    return Redaction(
        folder=folder,
        iri=_opaque(old, name, mark),
        forms=forms,
        changed={folder / at: data for at, data in kept.items() if before.get(at) != data},
        gone=tuple(folder / at for at in before if at not in kept),
        places={folder / at: number for at, number in places.items()},
        left=(*left, *_partly(forms[0], kept)),
        history=_commits(folder, forms[0]),
    )


def carry_out(made: Redaction) -> tuple[Path, ...]:
    """Write a redaction, empty the cache, and return the files that still have the name."""
    before = {file: file.read_bytes() for file in _files(made.folder)}
    replace_files(made.changed | dict.fromkeys(made.gone), before)
    # A cached graph is compressed, so a search for the name is impossible; all can be remade.
    if base := cache.location():
        with suppress(OSError):
            for entry in base.glob("*/*"):
                cache.remove(entry)
    name = _pattern(made.forms)
    return tuple(
        file
        for file in _files(made.folder)
        if name.search(file.read_bytes().decode("utf-8", "replace")) or name.search(file.name)
    )


def _person(named: str, facts: Facts) -> str:
    wanted = fold(named)
    found = [
        iri
        for iri in facts.subjects()
        if _PEOPLE & set(facts.iris(iri, TYPE))
        and (named in (iri, path(iri), slug(iri)) or wanted in map(fold, facts.names(iri)))
    ]
    if len(found) != 1:
        key = "several people" if found else "nobody"
        problem = explained("errors.authoring", key, name=named, listed=", ".join(map(path, found)))
        raise UseError(*problem)
    return found[0]


def _forms(person: str, facts: Facts) -> tuple[str, ...]:
    """Return the person's names, the main label first; short names only if given by --also."""
    whole = [name.value for part in _GIVEN for name in facts.literals(person, part)]
    names = [*facts.names(person), *([" ".join(whole)] if len(whole) == 2 else [])]
    return tuple(dict.fromkeys(name for name in names if len(name.split()) > 1)) or tuple(names[:1])


def _pattern(forms: Iterable[str]) -> re.Pattern[str]:
    """Return a pattern for the forms in text, IRIs and file names, in both orders of the name."""
    found = set()
    for form in forms:
        parts = re.findall(r"[^\W_]+", form)
        for order in (parts, [*parts[1:], *parts[:1]]):
            found.add(_BETWEEN.join(map(_spelled, order)))
    longest = sorted(found, key=len, reverse=True)
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(longest)})(?![^\W_])", re.IGNORECASE)


def _spelled(word: str) -> str:
    """Return a pattern for a word with its accents (composed or not), without them, or escaped."""
    bare = "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))
    forms = {word, bare, unicodedata.normalize("NFD", word), quote(word), quote(word.lower())}
    return f"(?:{'|'.join(map(re.escape, sorted(forms, key=len, reverse=True)))})"


def _entomb(person: str, mark: str, copy: Path, dataset: Dataset, facts: Facts) -> None:
    """Reduce the person's blocks to class and label; remove codes that only the person has."""
    said = words("authoring.redacted", "nl"), words("authoring.redacted", "en")
    labels: list[Term] = [
        Literal(text["label"].format(mark), language=lang)
        for lang, text in zip(LANGUAGES, said, strict=True)
    ]
    classes = ", ".join(map(curie, facts.iris(person, TYPE)))
    numbers = {
        number
        for number in facts.iris(person, f"{ADMS}identifier")
        if {q.subject for q in dataset.quads if q.object == NamedNode(number)}
        == {NamedNode(person)}
    }
    tomb = block(person, classes, {"rdfs:label": labels})
    for file in sorted(copy.rglob("*.ttl")):
        text = old = layout.read(file)
        for number in numbers:
            text = replace_block(text, number, "")
        if (buried := replace_block(text, person, tomb)) != text:
            # Only once: descriptions of the person in other files are removed.
            text, tomb = buried, ""
        if text != old:
            file.write_text(without_unused_prefixes(text), encoding="utf-8", newline="")


def _replaced(
    copy: Path, name: re.Pattern[str], person: str, mark: str
) -> tuple[dict[Path, int], list[str]]:
    """Replace the name in every file of the copy; return the counts by file, and the files left."""
    places: dict[Path, int] = {}
    left = []
    for file in _files(copy):
        at = file.relative_to(copy)
        try:
            text = file.read_bytes().decode("utf-8")
        except UnicodeDecodeError:
            left.append(str(at))
            continue
        if file.suffix == ".ttl":
            parts = [_turtle_part(token, name, mark) for token in TOKEN.finditer(text)]
            new, number = "".join(part for part, _ in parts), sum(n for _, n in parts)
            new = new.replace(f"<{path(person)}>", f"<{path(_opaque(person, name, mark))}>")
        else:
            new, number = name.subn(words("authoring.redacted", "nl")["text"], text)
        if new != text:
            places[at] = max(number, 1)
            file.write_bytes(new.encode())
        if name.search(at.as_posix()):
            other = copy / name.sub(f"weggelaten-{mark}", at.as_posix())
            other.parent.mkdir(parents=True, exist_ok=True)
            file.rename(other)
            places[at] = places.get(at, 0) + 1
    return places, left


def _turtle_part(token: re.Match[str], name: re.Pattern[str], mark: str) -> tuple[str, int]:
    if token.lastgroup == "iri":
        return name.subn(f"weggelaten-{mark}", token[0])
    if token.lastgroup == "text":
        tag = token.string[token.end() : token.end() + 3]
        lang = "en" if tag == "@en" else "nl"
        # The file of a text is named after its source, which gets a new name too.
        file = re.fullmatch(r'"[^\s"]+\.\w+"', token[0])
        said = f"weggelaten-{mark}" if file else words("authoring.redacted", lang)["text"]
        return name.subn(said, token[0])
    return name.subn(f"weggelaten-{mark}", token[0])


def _opaque(iri: str, name: re.Pattern[str], mark: str) -> str:
    """Return the IRI without the name; in a person's IRI, the last segment is replaced."""
    new = name.sub(f"weggelaten-{mark}", iri)
    return new if new != iri else f"{iri.rpartition('/')[0]}/weggelaten-{mark}"


def _partly(name: str, kept: dict[Path, bytes]) -> list[str]:
    """Return the files with the family name alone, which may be another person's."""
    family = " ".join(name.split()[1:])
    if len(family) < 3:
        return []
    part = _pattern([family])
    return [
        f"{at} ({family})"
        for at, data in sorted(kept.items())
        if part.search(data.decode("utf-8", "replace"))
    ]


def _files(folder: Path) -> list[Path]:
    files = (file for file in folder.rglob("*") if file.is_file())
    return sorted(file for file in files if ".git" not in file.relative_to(folder).parts)


def _commits(folder: Path, name: str) -> int:
    """Return the number of commits with the name in their changes; 0 outside a git repository."""
    command = ["git", "-C", str(folder), "log", "--all", "--format=%h", "-S", name, "--", "."]
    try:
        done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    except OSError:
        return 0
    return len(done.stdout.split()) if done.returncode == 0 else 0

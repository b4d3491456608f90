"""The file ``passages.ttl`` of an agency: the fingerprint, label and source of each passage."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from dvgraph.dataset.files import Dataset, SourceFile, stream
from dvgraph.errors import DvgraphError, InputError, UseError
from dvgraph.evidence.passages import (
    CITES,
    FINGERPRINT,
    SOUGHT_IN,
    TEXT_FILE,
    Passage,
    cited,
    passage,
    values,
    where,
)
from dvgraph.evidence.texts import Texts, fingerprint
from dvgraph.locale.reader import explained, language, numbered
from dvgraph.namespaces import BASE, DVG, PROV, RDFS, XSD
from dvgraph.rdf.oxigraph import Literal, NamedNode, Quad, RdfFormat, parse
from dvgraph.rdf.replacement import finish, replace_files

LABEL = f"{RDFS}label"
RECORDED = f"{PROV}generatedAtTime"
_READ = {CITES, SOUGHT_IN, FINGERPRINT, TEXT_FILE, LABEL, RECORDED}
_HEAD = f"""@base <{BASE}> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix dvg: <{DVG}> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .

# Written by `dvgraph evidence stamp` from the passages that statements cite: do not edit.
"""


@dataclass(frozen=True, slots=True)
class Stamped:
    """The result of ``stamp`` for one folder."""

    path: Path
    passages: int
    not_at_hand: int
    changed: bool
    """Whether the file was written; an unchanged one is left untouched."""
    new_prints: tuple[str, ...]
    """Passages with a different fingerprint than before: their text changed."""


def stamp(
    data: Sequence[str | Path], texts_dir: str | Path | None, *, accept_changed: bool = False
) -> list[Stamped]:
    """Write ``passages.ttl`` in each data folder: one node per passage that its statements cite.

    ``data`` are agency folders, or a folder that contains them. The same input gives the same
    bytes; a file is replaced atomically. A passage without available text keeps its fingerprint.
    Raises DvgraphError, and writes nothing, if a fingerprint would change (unless
    ``accept_changed``), since the statements were made from another text. Raises InputError (with
    the statement's file:line) for a passage outside its text, of an unknown form, or of a source
    that the data does not describe; UseError if a path is not a folder; OutputError for a failed
    write.
    """
    folders = _agency_folders(data)
    finish(folders)
    before = {path: path.read_bytes() for path in map(_target, folders) if path.is_file()}
    files: list[SourceFile] = []
    quads = stream(list(data), files, ontology=False)
    # No others are needed: a register has a million.
    kept = dict.fromkeys(quad for quad in quads if quad.predicate.value in _READ)
    dataset = Dataset(list(kept), tuple(files))
    texts = Texts(texts_dir)
    made = [_stamped(dataset, folder, texts) for folder in folders]
    changed = [iri.removeprefix(BASE) for done, _ in made for iri in done.new_prints]
    if changed and not accept_changed:
        names = {"passages": numbered("passages", len(changed)), "listed": ", ".join(changed)}
        raise DvgraphError(*explained("errors.evidence", "texts changed", **names))
    contents = {done.path: content for done, content in made if done.changed}
    replace_files(contents, before)
    return [done for done, _ in made]


def _agency_folders(data: Sequence[str | Path]) -> list[Path]:
    folders: list[Path] = []
    for path in map(Path, data):
        if not path.is_dir():
            raise UseError(*explained("errors.authoring", "no data folder", path=path))
        own = any(path.glob("*.ttl"))
        inner = sorted(child for child in path.iterdir() if child.is_dir() and _has_data(child))
        folders.extend([path] if own or not inner else inner)
    return folders


def _has_data(folder: Path) -> bool:
    return any(folder.rglob("*.ttl"))


def _target(folder: Path) -> Path:
    return folder / "passages.ttl"


# Long because each passage is read, compared and written in one pass over the sorted citations.
def _stamped(dataset: Dataset, folder: Path, texts: Texts) -> tuple[Stamped, bytes]:
    """Return the result of stamping a folder, and the bytes of its file."""
    target = _target(folder)
    files = [
        file
        for file in dataset.files
        if file.path is not None and file.path.resolve().is_relative_to(folder.resolve())
    ]
    cites = _first_citations(dataset, files)
    prints = {iri: found[0].value for iri, found in values(dataset, FINGERPRINT).items()}
    text_files, labels = values(dataset, TEXT_FILE), values(dataset, LABEL)
    blocks, new_prints, not_at_hand = [], [], 0
    for place, quad in sorted(cites.items(), key=lambda item: item[0].order()):
        names = {label.language: label.value for label in labels.get(place.source, ())}
        if "nl" not in names or "en" not in names:
            raise InputError(
                *explained("errors.evidence", "no label", source=place.source.removeprefix(BASE)),
                where=where(dataset, quad),
            )
        mark = prints.get(place.iri)
        if place.first is not None:
            lines = texts.lines(next((f.value for f in text_files.get(place.source, ())), None))
            if lines is None:
                not_at_hand += 1
            else:
                mark = _fingerprint(dataset, quad, place, lines)
                if prints.get(place.iri, mark) != mark:
                    new_prints.append(place.iri)
        blocks.append(_block(place, names, mark))
    content = _content(_recorded(dataset, target), blocks)
    # Test that it parses: a broken file must never replace a good file.
    sum(1 for _ in parse(content, format=RdfFormat.TURTLE))
    changed = not target.is_file() or target.read_bytes() != content
    done = Stamped(
        path=target,
        passages=len(blocks),
        not_at_hand=not_at_hand,
        changed=changed,
        new_prints=tuple(new_prints),
    )
    return done, content


def _first_citations(dataset: Dataset, files: Sequence[SourceFile]) -> dict[Passage, Quad]:
    graphs = {file.graph for file in files}
    cites: dict[Passage, Quad] = {}
    for quad, iri in cited(dataset):
        if quad.graph_name in graphs:
            try:
                cites.setdefault(passage(iri), quad)
            except InputError as error:
                raise InputError(
                    error.problem, where=where(dataset, quad), hint=error.hint
                ) from None
    return cites


def _fingerprint(dataset: Dataset, quad: Quad, place: Passage, lines: Sequence[str]) -> str:
    cut = place.text(lines)
    if cut is None:
        raise InputError(
            *explained(
                "errors.evidence",
                "lines beyond",
                place=place.locator(language()),
                number=len(lines),
            ),
            where=where(dataset, quad),
        )
    return fingerprint(cut)


def _iri(iri: str) -> str:
    return f"<{iri.removeprefix(BASE)}>"


def _block(place: Passage, names: dict[str | None, str], mark: str | None) -> str:
    facts = [f"dct:isPartOf {_iri(place.source)}"]
    if mark is not None:
        facts.append(f'dvg:vingerafdruk "{mark}"')
    labels = [
        str(Literal(f"{names[lang]}, {place.locator(lang)}", language=lang))
        for lang in ("nl", "en")
    ]
    facts.append(f"rdfs:label {', '.join(labels)}")
    return (
        "\n".join(
            [f"{_iri(place.iri)} a dvg:Vindplaats ;", *(f"    {fact} ;" for fact in facts)]
        ).removesuffix(" ;")
        + " .\n"
    )


def _recorded(dataset: Dataset, target: Path) -> list[str]:
    graphs = {file.graph for file in dataset.files if file.path and _same(file.path, target)}
    times = [
        f"{_iri(quad.subject.value)} <{RECORDED}> {quad.object} .\n"
        for quad in dataset.quads
        if quad.graph_name in graphs
        and quad.subject in graphs
        and isinstance(quad.subject, NamedNode)
        and quad.predicate.value == RECORDED
    ]
    return sorted(times)


def _same(one: Path, other: Path) -> bool:
    return one.resolve() == other.resolve()


def _content(recorded: Sequence[str], blocks: Sequence[str]) -> bytes:
    head = _HEAD
    times = "".join(recorded)
    if recorded:
        names = f"@prefix prov: <{PROV}> .\n@prefix rdfs:"
        head = head.replace("@prefix rdfs:", names)
        head = head.replace("\n\n#", f"\n@prefix xsd: <{XSD}> .\n\n#")
        times = times.replace(f"<{RECORDED}>", "prov:generatedAtTime")
        times = times.replace(f"<{XSD}dateTime>", "xsd:dateTime")
    return "\n".join([head, *([times] if times else []), *blocks]).encode()

"""Writes a draft into an agency's folder, atomically.

Everything happens in a copy of the folder first: the blocks, the passages with their fingerprints,
the shapes, the checks and the re-reading of the source. Only without findings on the nodes of the
draft do the changed files replace those of the folder.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from dvgraph import resources
from dvgraph.authoring.drafts import Draft
from dvgraph.authoring.turtle import add_beside, add_property, append
from dvgraph.dataset.files import Dataset, read
from dvgraph.errors import DvgraphError, InputError, OutputError, UseError
from dvgraph.evidence.passages import where
from dvgraph.evidence.stamp import stamp
from dvgraph.evidence.texts import find_texts
from dvgraph.evidence.verdicts import Outcome, verify
from dvgraph.locale.reader import explained, worded
from dvgraph.namespaces import BASE, DVG, PROV
from dvgraph.rdf.layout import read as read_text
from dvgraph.rdf.oxigraph import NamedNode, Quad, RdfFormat, Term, Triple, parse
from dvgraph.rdf.writing import replace_file

if TYPE_CHECKING:
    from dvgraph.validation.findings import Finding

_WITHDRAWN = NamedNode(f"{PROV}invalidatedAtTime")


@dataclass(frozen=True, slots=True)
class Saved:
    """The written files, file:line of the statement, and its evidence's verdict.

    ``warnings`` are findings on the nodes of the draft that do not prevent writing.
    """

    files: tuple[Path, ...]
    where: str
    verdict: Outcome
    warnings: tuple["Finding", ...]


def folder(named: str | Path | None = None) -> Path:
    """Return the agency's folder to write to: the named one, or the checkout's only one.

    Raises UseError for a folder that does not exist or belongs to the installed program, and when
    the choice is open.
    """
    package = Path(__file__).resolve().parents[1]
    if named is None:
        data = resources.data_dir()
        agencies = [path for path in sorted(data.glob("*")) if path.is_dir()]
        if data.resolve().is_relative_to(package) or len(agencies) != 1:
            raise UseError(*explained("errors.authoring", "no folder"))
        return agencies[0]
    path = Path(named)
    if not path.is_dir():
        raise UseError(*explained("errors.authoring", "no data folder", path=path))
    if path.resolve().is_relative_to(package):
        raise UseError(*explained("errors.authoring", "installed", path=path))
    return path


def save(draft: Draft, target: Path, texts: str | Path | None = None, lang: str = "nl") -> Saved:
    """Check a draft and write it, with its passages, into an agency's folder.

    ``texts`` is the folder of the sources' texts (see ``find_texts``). Raises InputError for a
    passage outside its text; DvgraphError, listing them, for findings on the nodes of the draft and
    for evidence that is not found; OutputError for a failed write. Then nothing is written.
    """
    from shutil import copytree
    from tempfile import TemporaryDirectory

    at_hand = find_texts(texts, [target])
    before = {path: path.read_bytes() for path in sorted(target.rglob("*.ttl"))}
    with TemporaryDirectory() as beside:
        copy = Path(beside) / target.resolve().name
        copytree(target, copy, ignore=lambda *_: [])
        try:
            dataset = _written(draft, copy, at_hand)
            warnings = _checked(draft, dataset, lang)
            verdict, place = _verdict(draft, dataset, at_hand)
        except DvgraphError as error:
            raise _here(error, copy, target) from None
        after = {target / path.relative_to(copy): path.read_bytes() for path in copy.rglob("*.ttl")}
    changed = {path: data for path, data in sorted(after.items()) if before.get(path) != data}
    _replace(changed, before)
    return Saved(
        files=tuple(changed),
        where=place.replace(str(copy), str(target)),
        verdict=verdict,
        warnings=warnings,
    )


def _written(draft: Draft, copy: Path, texts: Path | None) -> Dataset:
    """Return the dataset of the copy with the draft: exactly its triples are new."""
    old = {quad.triple for quad in read([copy], ontology=False).quads}
    for addition in draft.additions:
        path = copy / addition.file
        path.parent.mkdir(exist_ok=True)
        text = read_text(path) if path.exists() else ""
        path.write_text(append(text, [addition.text]), encoding="utf-8", newline="")
    if draft.withdrawn:
        iri, time = draft.withdrawn
        path = _file_of(iri, copy)
        text = add_property(read_text(path), iri, "prov:invalidatedAtTime", time)
        path.write_text(text, encoding="utf-8", newline="")
    for subject, name in draft.joins:
        path = _file_of(subject, copy)
        text = add_beside(read_text(path), subject, name, NamedNode(iri), NamedNode(draft.iri))
        path.write_text(text, encoding="utf-8", newline="")
    new = {quad.triple for quad in read([copy], ontology=False).quads}
    meant = append("", [addition.text for addition in draft.additions]).encode()
    expected = {quad.triple for quad in parse(meant, format=RdfFormat.TURTLE)}
    if draft.withdrawn:
        expected.add(Triple(NamedNode(iri), _WITHDRAWN, time))
    for subject, name in draft.joins:
        named = NamedNode(DVG + name.removeprefix("dvg:"))
        expected.add(Triple(NamedNode(subject), named, NamedNode(draft.iri)))
    if not old <= new or new - old != expected:
        raise InputError(
            *explained("errors.authoring", "read otherwise"),
            where=str(copy / draft.additions[0].file),
        )
    stamp([copy], texts)
    return read([copy])


def _file_of(iri: str, copy: Path) -> Path:
    dataset = read([copy], ontology=False)
    graph = next(quad.graph_name for quad in dataset.quads if quad.subject == NamedNode(iri))
    return next(file.path for file in dataset.files if file.graph == graph and file.path)


def _touched(draft: Draft, dataset: Dataset) -> tuple[set[Term], set[Term]]:
    """Return the nodes that the draft writes and withdraws, and their subjects."""
    own: set[Term] = {NamedNode(addition.iri) for addition in draft.additions}
    if draft.withdrawn:
        own.add(NamedNode(draft.withdrawn[0]))
    said = [quad for quad in dataset.quads if quad.subject in own]
    passages = {quad.object for quad in said if quad.predicate.value.endswith("#vindplaats")}
    return own | passages, {quad.object for quad in said if isinstance(quad.object, NamedNode)}


def _checked(draft: Draft, dataset: Dataset, lang: str) -> tuple["Finding", ...]:
    """Return the warnings on the nodes of the draft. Raises DvgraphError for violations."""
    from dvgraph.derive.rules import derived_store
    from dvgraph.validation import checks, shacl

    store, derived = derived_store(dataset)
    found = [
        *shacl.validate(dataset, derived, lang=lang).findings,
        *checks.run(store, lang, dataset),
    ]
    own, about = _touched(draft, dataset)
    violations = [
        finding
        for finding in found
        if finding.severity == "Violation" and (finding.focus in own or finding.value in own)
    ]
    if violations:
        raise DvgraphError(
            "; ".join(dict.fromkeys(finding.message.rstrip(".") for finding in violations)),
            worded("authoring", "nothing written"),
            where=violations[0].where,
        )
    return tuple(finding for finding in found if finding.focus in own | about)


def _verdict(draft: Draft, dataset: Dataset, texts: Path | None) -> tuple[Outcome, str]:
    """Return the verdict of re-reading the source, and the place of the statement."""
    verdict = next(each for each in verify(dataset, texts) if each.statement == draft.iri)
    place = where(dataset, _first(dataset, draft.iri)) or draft.additions[0].file
    if verdict.broken:
        unread = (claim.shown for claim in verdict.claims if claim.state == "unread")
        raise DvgraphError(
            *explained("errors.authoring", "not supported", missing=", ".join(unread)),
            where=", ".join(iri.removeprefix(BASE) for iri in verdict.passages),
        )
    return verdict.outcome, place


def _first(dataset: Dataset, iri: str) -> Quad:
    return next(quad for quad in dataset.quads if quad.subject == NamedNode(iri))


def _here(error: DvgraphError, copy: Path, target: Path) -> DvgraphError:
    """Return the error with the names of the folder instead of those of its copy."""
    if error.where:
        error.where = error.where.replace(str(copy), str(target))
    return error


def _replace(changed: dict[Path, bytes], before: dict[Path, bytes]) -> None:
    """Put the new files in place; if one cannot be written, restore the earlier ones."""
    done: list[Path] = []
    try:
        for path, data in changed.items():
            if (path.read_bytes() if path.exists() else None) != before.get(path):
                raise OutputError(
                    *explained("errors.authoring", "changed meanwhile"), where=str(path)
                )
            path.parent.mkdir(exist_ok=True)
            replace_file(path, data)
            done.append(path)
    except BaseException:
        for path in done:
            if path in before:
                replace_file(path, before[path])
            else:
                path.unlink()
        raise

"""Writing of a draft into an agency's folder, atomically.

Everything happens in a copy of the folder first: the blocks, the passages with their fingerprints,
the shapes, the checks and the verification in the source. The changed files replace those of the
folder only if there are no findings on the nodes of the draft.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from dvgraph.authoring.additions import Draft
from dvgraph.authoring.turtle import add_beside, add_property, append, append_after
from dvgraph.dataset.agency import NAME
from dvgraph.dataset.files import Dataset, read
from dvgraph.errors import DvgraphError, InputError, UseError
from dvgraph.evidence.passages import where
from dvgraph.evidence.stamp import stamp
from dvgraph.evidence.texts import find_texts
from dvgraph.evidence.verdicts import Outcome, verify
from dvgraph.locale.reader import explained, worded
from dvgraph.namespaces import BASE
from dvgraph.prebuilt.stores import Opened, open_whole
from dvgraph.questions.search import written_iri
from dvgraph.rdf.layout import read as read_text
from dvgraph.rdf.oxigraph import NamedNode, Quad, RdfFormat, Term, Triple, parse
from dvgraph.rdf.replacement import replace_files

if TYPE_CHECKING:
    from dvgraph.validation.findings import Finding

_MESSAGES = 10  # at most this many findings are told in an error
_Written = TypeVar("_Written")
_Checked = TypeVar("_Checked")


@dataclass(frozen=True, slots=True)
class Saved:
    """The result of saving a draft.

    ``where``: the file:line of each addition. ``verdict``: the verdict on a new statement.
    ``warnings``: the findings on the nodes of the draft; they do not prevent writing.
    """

    files: tuple[Path, ...]
    where: str
    verdict: Outcome | None
    warnings: tuple["Finding", ...]


class FindingsError(DvgraphError):
    """Findings on a draft; nothing was written. ``reasons``: an IRI of the draft and a message."""

    def __init__(
        self, reasons: list[tuple[str, str]], problem: str, hint: str | None, where: str | None
    ) -> None:
        """Store the findings, each with the node that it is about."""
        super().__init__(problem, hint, where=where)
        self.reasons = reasons


def folder(named: str | Path | None = None) -> Path:
    """Return the agency's folder to write to, which the user must have named.

    Raises UseError without a name, for a folder that does not exist or belongs to the installed
    program, and for a folder without an agency.
    """
    if named is None:
        raise UseError(*explained("errors.authoring", "no folder"))
    path = Path(named)
    if not path.is_dir():
        raise UseError(*explained("errors.authoring", "no data folder", path=path))
    if path.resolve().is_relative_to(Path(__file__).resolve().parents[1]):
        raise UseError(*explained("errors.authoring", "installed", path=path))
    if not any(path.rglob("*.ttl")):
        raise UseError(*explained("errors.authoring", "no agency", name=NAME), where=str(path))
    return path


def save(draft: Draft, target: Path, texts: str | Path | None = None, lang: str = "nl") -> Saved:
    """Check a draft and write it, with its passages, into an agency's folder.

    ``texts`` is the folder of the sources' texts (see ``find_texts``). Raises InputError for a
    passage outside its text; DvgraphError for findings on the nodes of the draft (its message lists
    them) and for claims that the passages do not support; OutputError for a failed write. If it
    raises, nothing is written.
    """
    from dvgraph.derive.rules import derived_store

    at_hand = find_texts(texts, [target])

    def check(dataset: Dataset, copy: Path) -> tuple[tuple["Finding", ...], Outcome | None, str]:
        store, derived = derived_store(dataset)
        opened = Opened(dataset, derived, lambda: store)
        warnings = _checked(*_touched(draft, dataset), opened, lang)
        verdict, place = _verdict(draft, dataset, at_hand)
        return warnings, verdict, place.replace(str(copy), str(target))

    written, (warnings, verdict, place) = _saved(
        target, lambda copy: _written(draft, copy, at_hand), check
    )
    return Saved(files=written, where=place, verdict=verdict, warnings=warnings)


def save_files(files: Mapping[str, str], nodes: set[Term], target: Path, lang: str = "nl") -> Saved:
    """Check files in Turtle, by name, and write them with their passages into an agency's folder.

    ``nodes`` are the new and changed things and statements: only findings on these count. It raises
    as ``save`` does, except that it does not read the texts of sources again.
    """

    def write(copy: Path) -> Opened:
        for name, text in files.items():
            path = copy / name
            path.parent.mkdir(parents=True, exist_ok=True)
            _put(path, text)
        stamp([copy], None)
        return open_whole([copy])  # also for the command that comes next

    written, warnings = _saved(
        target, write, lambda opened, _: _checked(nodes, set(), opened, lang)
    )
    return Saved(files=written, where=str(target), verdict=None, warnings=warnings)


def _saved(
    target: Path, write: Callable[[Path], _Written], check: Callable[[_Written, Path], _Checked]
) -> tuple[tuple[Path, ...], _Checked]:
    """Write into a copy of a folder, check it, and put the changed files in place.

    Returns these files, and what ``check`` returned. If one of the two raises, nothing is written.
    """
    from shutil import copytree
    from tempfile import TemporaryDirectory

    before = {path: path.read_bytes() for path in sorted(target.rglob("*.ttl"))}
    with TemporaryDirectory() as beside:
        copy = Path(beside) / target.resolve().name
        copytree(target, copy, ignore=lambda *_: [])
        try:
            checked = check(write(copy), copy)
        except DvgraphError as error:
            raise _here(error, copy, target) from None
        after = {target / path.relative_to(copy): path.read_bytes() for path in copy.rglob("*.ttl")}
    changed = {path: data for path, data in sorted(after.items()) if before.get(path) != data}
    replace_files(changed, before)
    return tuple(changed), checked


def _written(draft: Draft, copy: Path, texts: Path | None) -> Dataset:
    """Return the dataset of the copy with the draft; an error if other triples are new too."""
    old = {quad.triple for quad in read([copy], ontology=False).quads}
    blocks: dict[Path, list[str]] = {}
    for addition in draft.additions:
        if addition.below:
            path = _file_of(addition.below, copy)
            _put(path, append_after(read_text(path), addition.below, addition.text))
        else:
            blocks.setdefault(copy / addition.file, []).append(addition.text)
    for path, added in blocks.items():
        path.parent.mkdir(exist_ok=True)
        _put(path, append(read_text(path) if path.exists() else "", added))
    for place in draft.properties:
        path = _file_of(place.subject, copy)
        _put(path, add_property(read_text(path), place.subject, place.predicate, place.value))
    for place, value in draft.beside:
        path = _file_of(place.subject, copy)
        _put(path, add_beside(read_text(path), place.subject, place.predicate, place.value, value))
    new = {quad.triple for quad in read([copy], ontology=False).quads}
    meant = append("", [addition.text for addition in draft.additions]).encode()
    expected = {quad.triple for quad in parse(meant, format=RdfFormat.TURTLE)}
    values = [(place, place.value) for place in draft.properties] + list(draft.beside)
    for place, value in values:
        predicate = NamedNode(written_iri(place.predicate) or place.predicate)
        expected.add(Triple(NamedNode(place.subject), predicate, value))
    if not old <= new or new - old != expected - old:
        raise InputError(
            *explained("errors.authoring", "read otherwise"),
            where=str(copy / (draft.additions[0].file if draft.additions else NAME)),
        )
    stamp([copy], texts)
    return read([copy])


def _put(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="")


def _file_of(iri: str, copy: Path) -> Path:
    dataset = read([copy], ontology=False)
    graph = next(quad.graph_name for quad in dataset.quads if quad.subject == NamedNode(iri))
    return next(file.path for file in dataset.files if file.graph == graph and file.path)


def _touched(draft: Draft, dataset: Dataset) -> tuple[set[Term], set[Term]]:
    """Return the nodes that the draft writes and withdraws, and the subjects of these."""
    own: set[Term] = {NamedNode(addition.iri) for addition in draft.additions}
    own |= {NamedNode(place.subject) for place in draft.properties}
    said = [quad for quad in dataset.quads if quad.subject in own]
    passages = {quad.object for quad in said if quad.predicate.value.endswith("#vindplaats")}
    return own | passages, {quad.object for quad in said if isinstance(quad.object, NamedNode)}


def _checked(own: set[Term], about: set[Term], opened: Opened, lang: str) -> tuple["Finding", ...]:
    """Return the warnings on new nodes and on those they are about; DvgraphError for violations."""
    from dvgraph.validation import checks, shacl

    dataset, derived, store = opened
    found = [
        *shacl.validate(dataset, derived, lang=lang, store=store).findings,
        *checks.run(store(), lang),  # without places: the error looks up that of the first
    ]
    violations = [
        finding
        for finding in found
        if finding.severity == "Violation" and (finding.focus in own or finding.value in own)
    ]
    if violations:
        reasons = [(_about(finding, own), finding.message.rstrip(".")) for finding in violations]
        raise FindingsError(
            reasons,
            _listed(list(dict.fromkeys(message for _, message in reasons))),
            worded("authoring", "nothing written"),
            violations[0].where or _place(dataset, violations[0].focus),
        )
    told = own | about
    return tuple(finding for finding in found if finding.focus in told)


def _place(dataset: Dataset, focus: Term | None) -> str | None:
    """Return the file:line of a thing, None if the files do not describe it."""
    first = next(iter(dataset.about([focus])), None)
    return where(dataset, first) if first else None


def _listed(messages: list[str]) -> str:
    more = len(messages) - _MESSAGES
    rest = [worded("authoring", "more findings", number=more)] if more > 0 else []
    return "; ".join([*messages[:_MESSAGES], *rest])


def _about(finding: "Finding", own: set[Term]) -> str:
    """Return the IRI of the node of the draft that a finding is about."""
    node = finding.focus if finding.focus in own else finding.value
    return node.value if isinstance(node, NamedNode) else ""


def _verdict(draft: Draft, dataset: Dataset, texts: Path | None) -> tuple[Outcome | None, str]:
    """Return the verdict on a new statement by its source, and the statement's file:line."""
    place = where(dataset, _first(dataset, draft.iri)) or ""
    new = {addition.iri for addition in draft.additions}
    found = [each for each in verify(dataset, texts) if each.statement in new]
    reasons = []
    for verdict in found:
        if verdict.broken:
            unread = (claim.shown for claim in verdict.claims if claim.state == "unread")
            problem = explained("errors.authoring", "not supported", missing=", ".join(unread))
            places = ", ".join(iri.removeprefix(BASE) for iri in verdict.passages)
            reasons.append((verdict.statement, problem, places))
    if reasons:
        _, problem, places = reasons[0]
        told = [(iri, f"{places}: {said[0]}") for iri, said, places in reasons]
        raise FindingsError(told, *problem, places)
    return found[0].outcome if found else None, place


def _first(dataset: Dataset, iri: str) -> Quad:
    return next(quad for quad in dataset.quads if quad.subject == NamedNode(iri))


def _here(error: DvgraphError, copy: Path, target: Path) -> DvgraphError:
    """Return the error with the names of files in the folder instead of its copy."""
    if error.where:
        error.where = error.where.replace(str(copy), str(target))
    return error

"""The official application profiles: published shapes, repaired in memory, and known deviations.

The OSLO files of 2018 (and the drafts of 2025) have faults that stop every engine or reject every
literal. The files stay unchanged; ``repair`` corrects the quads read from them. Deviations are
data: ontology/deviations.ttl lists each with shape, path and reason.
"""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from dvgraph.dataset.files import Dataset, read
from dvgraph.errors import UseError
from dvgraph.locale.reader import explained
from dvgraph.namespaces import RDF, SH, XSD
from dvgraph.rdf import terms
from dvgraph.rdf.oxigraph import BlankNode, Literal, NamedNode, Quad, Term
from dvgraph.resources import ontology_dir

if TYPE_CHECKING:
    from dvgraph.validation.findings import Finding

# The first two apply to the whole data, all of them to its plain view (docs/exports.md).
PROFILES = {
    "oslo": "https://data.vlaanderen.be/shacl/organisatie-basis#",
    "cpov": "https://semiceu.github.io/CPOV/releases/2.1.2#",
    "persoon": "https://data.vlaanderen.be/shacl/persoon-basis#",
    "dienstencataloog": "https://data.vlaanderen.be/shacl/dienstencataloog#",
    "cpsv-ap": "https://semiceu.github.io//doc/application-profile/cpsv-ap#",
}
_SPACED = re.compile(rb"<https?://[^<>\"{}|^`\\\n]*>")
_INTEGER = NamedNode(XSD + "integer")
_CLASS, _DATATYPE, _PROPERTY, _PATH = (
    NamedNode(SH + name) for name in ("class", "datatype", "property", "path")
)
_COUNTS = {SH + name for name in ("minCount", "maxCount")}


class Deviation(NamedTuple):
    """A deviation from a profile.

    ``shape``: a node shape or property shape. ``component``: the kind of constraint, as in a
    finding. ``reason``: the reason in each language.
    """

    shape: str
    path: str
    component: str
    reason: dict[str, str]

    def covers(self, finding: "Finding") -> bool:
        """Return whether a finding is an instance of this deviation."""
        shape = finding.shape.value if isinstance(finding.shape, NamedNode) else ""
        return (
            (shape == self.shape or shape.startswith(self.shape + "/"))
            and finding.path == NamedNode(self.path)
            and finding.component == self.component
        )


class Sifted(NamedTuple):
    """The findings against a profile.

    ``unexpected``: those without a deviation. ``expected``: those under a deviation. ``unused``:
    the deviations without a finding.
    """

    unexpected: "list[Finding]"
    expected: "list[Finding]"
    unused: list[Deviation]


def deviations(profile: str) -> list[Deviation]:
    """Return the known deviations from a profile (a key of PROFILES), by shape and path.

    Raises UseError for an unknown profile.
    """
    if profile not in PROFILES:
        raise UseError(
            *explained("errors.validation", "no profile", name=profile, known=", ".join(PROFILES))
        )
    values: dict[Term, dict[str, list[Term]]] = {}
    for quad in read([ontology_dir() / "deviations.ttl"], ontology=False).quads:
        name = quad.predicate.value.removeprefix(SH)
        values.setdefault(quad.subject, {}).setdefault(name, []).append(quad.object)
    known = [_deviation(said) for said in values.values() if "sourceShape" in said]
    return sorted(
        (found for found in known if found.shape.startswith(PROFILES[profile])),
        key=lambda deviation: deviation[:3],
    )


def _deviation(said: dict[str, list[Term]]) -> Deviation:
    shape, path, component = (
        str(said[name][0]).strip("<>")
        for name in ("sourceShape", "resultPath", "sourceConstraintComponent")
    )
    reason = {
        text.language or "": text.value
        for text in said["resultMessage"]
        if isinstance(text, Literal)
    }
    return Deviation(shape, path, component.removeprefix(SH), reason)


def sift(findings: "Iterable[Finding]", known: Sequence[Deviation]) -> Sifted:
    """Split the findings into those under a known deviation and the others."""
    unexpected: list[Finding] = []
    expected: list[Finding] = []
    used: set[int] = set()
    for finding in findings:
        covering = [number for number, deviation in enumerate(known) if deviation.covers(finding)]
        (expected if covering else unexpected).append(finding)
        used.update(covering)
    unused = [deviation for number, deviation in enumerate(known) if number not in used]
    return Sifted(unexpected, expected, unused)


def published(paths: Sequence[str | Path]) -> Dataset:
    """Return the shapes in the files of a publisher, made readable and corrected by ``repair``.

    A space in an IRI, which no strict parser accepts, becomes %20. Raises as ``files.read`` does.
    """
    found = read(paths, ontology=False, mend=_legible)
    return Dataset(repair(found.quads), found.files)


def _legible(text: bytes) -> bytes:
    return _SPACED.sub(lambda iri: iri[0].replace(b" ", b"%20"), text)


def repair(quads: Iterable[Quad]) -> list[Quad]:
    """Return the quads of a shapes file with the faults of OSLO's generators repaired.

    A count written as a string becomes an integer; sh:class with a datatype becomes sh:datatype;
    sh:datatype with a class of schema.org becomes sh:class (reference: SHACL §4.1, §4.2). A
    property shape without a name gets one from its node shape and path, for use in reports.
    """
    quads = list(quads)
    names = _names(quads)
    return [
        terms.as_quad(
            names.get(quad.subject, quad.subject),
            predicate,
            names.get(value, value),
            quad.graph_name,
        )
        for quad in quads
        for predicate, value in [_mended(quad.predicate, quad.object)]
    ]


def _mended(predicate: NamedNode, value: Term) -> tuple[NamedNode, Term]:
    if predicate.value in _COUNTS and isinstance(value, Literal) and value.value.isdigit():
        return predicate, Literal(value.value, datatype=_INTEGER)
    if isinstance(value, NamedNode):
        is_datatype = value.value.startswith(XSD) or value.value == RDF + "langString"
        if predicate == _CLASS and is_datatype:
            return _DATATYPE, value
        if predicate == _DATATYPE and value.value.startswith(
            ("http://schema.org/", "https://schema.org/")
        ):
            return _CLASS, value
    return predicate, value


def _names(quads: Sequence[Quad]) -> dict[Term, Term]:
    """Return names for nameless property shapes: node shape, slash, local name of the path."""
    paths = {quad.subject: quad.object for quad in quads if quad.predicate == _PATH}
    names: dict[Term, Term] = {}
    taken: set[str] = set()
    for quad in quads:
        shape, part = quad.subject, quad.object
        if quad.predicate != _PROPERTY or not isinstance(part, BlankNode) or part in names:
            continue
        path = paths.get(part)
        if not isinstance(shape, NamedNode) or not isinstance(path, NamedNode):
            continue
        stem = name = f"{shape.value}/{path.value.replace('#', '/').rpartition('/')[2]}"
        number = 1
        while name in taken:
            number += 1
            name = f"{stem}-{number}"
        taken.add(name)
        names[part] = NamedNode(name)
    return names

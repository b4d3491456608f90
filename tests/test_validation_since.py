"""``validate --since`` and ``--changed``: what is new against a git revision of the data."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from dvgraph.dataset import columns
from dvgraph.dataset.files import read
from dvgraph.dataset.revisions import earlier
from dvgraph.errors import UseError
from dvgraph.namespaces import SH, TYPE
from dvgraph.rdf.oxigraph import NamedNode, Quad
from dvgraph.validation import profiles
from dvgraph.validation.assessment import Assessment, assess
from dvgraph.validation.profiles import Deviation

pytestmark = pytest.mark.program

SHAPES = f"""@prefix sh: <{SH}> .
<urn:S> a sh:NodeShape ; sh:targetClass <urn:A> ; sh:property <urn:P> .
<urn:P> sh:path <urn:p> ; sh:maxCount 1 ; sh:nodeKind sh:IRI ."""


def git(folder: Path, *arguments: str) -> None:
    who = ("-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", "-C", str(folder), *who, *arguments], check=True, capture_output=True)


@pytest.fixture
def register(tmp_path: Path) -> Path:
    """A register under version control: two files with a fault each, committed."""
    folder = tmp_path / "register"
    (folder / "more").mkdir(parents=True)
    (folder / "a.ttl").write_text("<urn:a> a <urn:A> ; <urn:p> 1 .", "utf-8")
    (folder / "more" / "b.ttl").write_text("<urn:b> a <urn:A> ; <urn:p> 2, [] .", "utf-8")
    (tmp_path / "shapes.ttl").write_text(SHAPES, "utf-8")
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "first")
    return folder


@pytest.fixture
def told(register: Path) -> Callable[..., Assessment]:
    def assessed(**given: object) -> Assessment:
        shapes = [str(register.parent / "shapes.ttl")]
        return assess([str(register)], shapes=shapes, lang="en", **given)  # type: ignore[arg-type]

    return assessed


def faults(found: Assessment) -> list[tuple[str, str]]:
    return [(str(each.focus), each.component) for each in found.report.findings]


def results(found: Assessment) -> list[Quad]:
    return [quad for quad in found.quads() if quad.predicate == NamedNode(f"{SH}result")]


def test_only_findings_that_an_edit_brought_are_told_with_how_many_stayed_and_went(
    register: Path, told: Callable[..., Assessment]
) -> None:
    """Even where the edit is in another file than the node, whose other findings are old."""
    assert len(faults(told())) == 4
    (register / "a.ttl").write_text("<urn:b> <urn:p> <urn:c> . <urn:n> a <urn:A> ; <urn:p> 3 .")
    found = told(since="HEAD")
    assert faults(found) == [("<urn:n>", "NodeKindConstraintComponent")]
    assert found.text().endswith("new since HEAD: 1 violation\n")
    assert "1 new findings since HEAD; 3 were there before, 1 are gone" in [*found.notes()]
    assert len(results(found)) == 1


@pytest.mark.parametrize("engine", ["auto", "reference"])
def test_the_turtle_report_has_only_what_is_new_and_conforms_if_nothing_is(
    register: Path, told: Callable[..., Assessment], engine: str
) -> None:
    (register / "c.ttl").write_text("<urn:n> a <urn:A> ; <urn:p> 3 .", "utf-8")
    assert len(results(told(since="HEAD", engine=engine))) == 1
    (register / "c.ttl").unlink()
    found = told(since="HEAD", engine=engine)
    assert found.text() == "nothing new since HEAD\n"
    conforms = [q.object.value for q in found.quads() if q.predicate.value == f"{SH}conforms"]  # type: ignore[union-attr]
    assert (results(found), conforms) == ([], ["true"])


def test_a_result_that_a_profile_excuses_is_not_new_either(
    register: Path, told: Callable[..., Assessment], monkeypatch: pytest.MonkeyPatch
) -> None:
    known = Deviation("urn:P", "urn:p", "MaxCountConstraintComponent", {"en": "", "nl": ""})
    monkeypatch.setattr(profiles, "PROFILES", {"own": "urn:"})
    monkeypatch.setattr(profiles, "deviations", lambda _: [known])
    (register / "c.ttl").write_text("<urn:n> a <urn:A> ; <urn:p> 3 .", "utf-8")
    assert len(results(told(profile="own"))) == 5
    assert len(results(told(profile="own", since="HEAD"))) == 1


def test_large_files_are_compared_too(
    register: Path, told: Callable[..., Assessment], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(columns, "LARGE", 0)
    (register / "c.nt").write_text(f'<urn:n> <{TYPE}> <urn:A> .\n<urn:n> <urn:p> "3" .\n', "utf-8")
    assert faults(told(since="HEAD")) == [("<urn:n>", "NodeKindConstraintComponent")]


def test_changed_takes_the_named_files_alone_as_edited(
    register: Path, told: Callable[..., Assessment]
) -> None:
    for name in ("c", "d"):
        (register / f"{name}.ttl").write_text(f"<urn:{name}> a <urn:A> ; <urn:p> 3 .", "utf-8")
    found = told(changed=[str(register / "c.ttl")])
    assert faults(found) == [("<urn:c>", "NodeKindConstraintComponent")]


def test_data_that_were_not_there_or_not_readable_make_every_finding_new(
    register: Path, told: Callable[..., Assessment]
) -> None:
    (register / "a.ttl").write_text("<urn:a>", "utf-8")
    git(register, "commit", "-qam", "broken")
    (register / "a.ttl").write_text("", "utf-8")
    found = told(since="HEAD")
    assert len(faults(found)) == 3
    assert "The data of HEAD cannot be read: all 3 findings count as new" in [*found.notes()]
    git(register.parent, "rm", "-qrf", "register")
    git(register.parent, "commit", "-qm", "none")
    register.mkdir(exist_ok=True)
    (register / "a.ttl").write_text("<urn:a> a <urn:A> ; <urn:p> 1 .", "utf-8")
    assert len(faults(told(since="HEAD"))) == 1


def test_the_earlier_state_has_the_files_of_the_revision_under_the_same_graphs(
    register: Path,
) -> None:
    then = read([register])
    (register / "a.ttl").write_text("<urn:a> a <urn:B> .", "utf-8")
    (register / "more" / "b.ttl").unlink()
    (register / "new.ttl").write_text("<urn:a> a <urn:C> .", "utf-8")
    with earlier([register], "HEAD") as paths:
        assert read(paths).quads == then.quads
    with earlier([register], "HEAD", [register / "more" / "b.ttl"]) as paths:
        names = {str(quad.subject) for quad in read(paths).quads}
        assert {"<urn:a>", "<urn:b>"} <= names
        assert len(read(paths).files) == 3


def test_an_agency_above_a_file_describes_it_in_the_earlier_state(register: Path) -> None:
    (register / "agency.ttl").write_text(
        "<dataset/x> a <http://rdfs.org/ns/void#Dataset> ;"
        " <http://rdfs.org/ns/void#uriSpace> 'https://example.org/id/' ;"
        " <https://w3id.org/dvgraph/ns#graafruimte> 'https://example.org/graph/' ."
    )
    (register / "a.ttl").write_text("<a> a <B> .", "utf-8")
    git(register, "add", ".")
    git(register, "commit", "-qm", "agency")
    with earlier([register / "a.ttl"], "HEAD") as paths:
        [quad] = (quad for quad in read(paths).quads if quad.subject.value.endswith("/a"))  # type: ignore[union-attr]
    assert quad.subject == NamedNode("https://example.org/id/a")
    assert quad.graph_name == NamedNode("https://example.org/graph/a")


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"since": "nix"}, "no revision 'nix'"),
        ({"since": "--all"}, "no revision"),
        ({"since": ""}, "no revision"),
        ({"changed": ["nix.ttl"]}, "not part of the data"),
        ({"changed": ["register/nix.ttl"]}, "not part of the data"),
    ],
)
def test_a_wrong_revision_or_file_is_refused(
    register: Path,
    told: Callable[..., Assessment],
    monkeypatch: pytest.MonkeyPatch,
    given: dict[str, object],
    problem: str,
) -> None:
    monkeypatch.chdir(register.parent)
    with pytest.raises(UseError, match=problem):
        told(**given)


def test_files_outside_git_a_store_and_standard_input_have_no_revisions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    (tmp_path / "a.ttl").write_text("<urn:a> a <urn:A> .", "utf-8")
    with pytest.raises(UseError, match="no git repository"):
        assess([str(tmp_path)], since="HEAD")
    with pytest.raises(UseError, match="only files"):
        assess(store=tmp_path, since="HEAD")
    with pytest.raises(UseError, match="no git history"), earlier(["-"], "HEAD"):
        pass

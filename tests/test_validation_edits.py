"""``validate --changed`` and ``--since``: what was edited in git, and who is judged then."""

import subprocess
import sys
from pathlib import Path

import pytest

from dvgraph.dataset.files import read
from dvgraph.derive.rules import derive
from dvgraph.errors import UseError
from dvgraph.rdf.oxigraph import NamedNode
from dvgraph.validation import audit, edits

pytestmark = pytest.mark.program

EXAMPLES = Path(__file__).parent / "shapes"
NAMES = ("organisation-ok", "figure-ok", "statement-ok")


def git(folder: Path, *arguments: str) -> None:
    who = ("-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", "-C", str(folder), *who, *arguments], check=True, capture_output=True)


@pytest.fixture
def register(tmp_path: Path) -> Path:
    """A register under version control: three files, all committed."""
    folder = tmp_path / "register"
    (folder / "more").mkdir(parents=True)
    for name in NAMES:
        home = folder / "more" if name == "figure-ok" else folder
        (home / f"{name}.ttl").write_bytes((EXAMPLES / f"{name}.ttl").read_bytes())
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "first")
    return folder


def edit(folder: Path, **given: object) -> edits.Edit:
    data = read([folder])
    return edits.edit(data, derive(data), [folder], **given)  # type: ignore[arg-type]


def test_what_is_not_edited_changes_nothing(register: Path) -> None:
    found = edit(register)
    assert found.files == []
    assert found.change is not None
    assert not found.change.removed
    assert not found.change.added


def test_edited_new_and_removed_files_are_found_since_a_revision(register: Path) -> None:
    (register / "statement-ok.ttl").unlink()
    (register / "new.ttl").write_text("<urn:a> <urn:b> <urn:c> .", "utf-8")
    file = register / "more" / "figure-ok.ttl"
    file.write_text(file.read_text("utf-8") + "<urn:d> <urn:e> <urn:f> .\n", "utf-8")
    found = edit(register)
    assert sorted(found.files) == [
        *("register/more/figure-ok.ttl", "register/new.ttl", "register/statement-ok.ttl")
    ]
    assert found.change is not None
    names = {triple.subject for triple in found.change.added}
    assert {NamedNode("urn:a"), NamedNode("urn:d")} <= names
    assert found.change.removed
    git(register, "add", "-A", ".")
    git(register, "commit", "-qm", "second")
    assert edit(register).files == []
    again = edit(register, since="HEAD~1")
    assert again.change is not None
    assert set(again.change.added) == set(found.change.added)


def test_changed_takes_the_named_files_alone_as_edited(register: Path) -> None:
    for name in ("statement-ok.ttl", "organisation-ok.ttl"):
        file = register / name
        file.write_text(file.read_text("utf-8") + f"<urn:{name}> <urn:e> <urn:f> .\n", "utf-8")
    found = edit(register, changed=[register / "statement-ok.ttl"])
    assert found.change is not None
    assert [str(triple.subject) for triple in found.change.added] == ["<urn:statement-ok.ttl>"]


@pytest.mark.parametrize("bad", ["figure-bad", "organisation-bad", "statement-bad"])
def test_the_report_on_an_edit_has_each_new_finding_with_its_place(
    register: Path, bad: str
) -> None:
    """Compared with a full run on the same data, of the nodes that the edit concerns."""
    (register / "more" / "figure-ok.ttl").write_bytes((EXAMPLES / f"{bad}.ttl").read_bytes())
    data = read([register])
    derived = derive(data)
    change = edits.edit(data, derived, [register]).change
    report = audit.validate(data, derived, change=change)
    full = audit.validate(data, derived)
    assert report.scope is not None
    assert report.scope.nodes is not None
    told = [f for f in full.findings if f.focus in report.scope.nodes]
    assert set(told) <= set(report.findings) <= set(full.findings)
    assert any(finding.where for finding in report.findings)


def test_a_changed_shape_makes_everything_be_judged(register: Path) -> None:
    shape = register.parent / "shape.ttl"
    shape.write_bytes((EXAMPLES / "figure-ok.ttl").read_bytes())
    found = edit(register, changed=[shape], shapes=[shape])
    assert (found.change, found.why) == (None, "rules")


def test_an_earlier_state_that_cannot_be_read_makes_everything_be_judged(register: Path) -> None:
    (register / "broken.ttl").write_text("<urn:a> <urn:b>", "utf-8")
    git(register, "add", ".")
    git(register, "commit", "-qm", "broken")
    (register / "broken.ttl").write_text("<urn:a> <urn:b> <urn:c> .", "utf-8")
    assert edit(register).why == "unreadable"


def test_a_file_with_graphs_of_its_own_makes_everything_be_judged(register: Path) -> None:
    (register / "own.trig").write_text("<urn:g> { <urn:a> <urn:b> <urn:c> }", "utf-8")
    assert edit(register).why == "graphs"


def test_each_file_has_the_graph_by_which_it_is_read(register: Path) -> None:
    from dvgraph.dataset.files import discover, graph_of

    for file, graph in discover([register]):
        assert graph_of(file, [register]) == graph


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"since": "nix"}, "no revision 'nix'"),
        ({"since": "--all"}, "no revision"),
        ({"since": ""}, "no revision"),
        ({"changed": ["nix.ttl"]}, "not part of the data"),
    ],
)
def test_a_wrong_edit_is_refused(register: Path, given: dict[str, object], problem: str) -> None:
    with pytest.raises(UseError, match=problem):
        edit(register, **given)


def test_outside_git_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    (tmp_path / "a.ttl").write_bytes((EXAMPLES / "figure-ok.ttl").read_bytes())
    with pytest.raises(UseError, match="no git repository"):
        edit(tmp_path)


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "dvgraph", "validate", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_command_tells_whom_the_edit_concerns(register: Path) -> None:
    file = register / "more" / "figure-ok.ttl"
    file.write_bytes((EXAMPLES / "figure-bad.ttl").read_bytes())
    done = run(str(register), "--since", "HEAD", "--lang", "en", "--explain")
    assert done.returncode == 1
    assert "(register/more/figure-ok.ttl) concern" in done.stderr
    assert "all others are those of before" in done.stderr
    assert "as a whole" in done.stderr
    assert "does not conform" in done.stdout


@pytest.mark.usefixtures("english")
def test_a_store_has_no_revisions(tmp_path: Path) -> None:
    done = run("--store", str(tmp_path), "--since", "HEAD")
    assert done.returncode == 2
    assert "this command reads only files" in done.stderr

"""Edits of data files since a git revision, as changes of asserted and derived triples.

The earlier state is the current state with the edited files as git has them. Its derived triples
are computed again, so that the change includes the effects of an edit on other nodes.
"""

import subprocess
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from dvgraph import resources
from dvgraph.dataset.files import SUFFIXES, Dataset, graph_of, has_model, has_model_terms, read
from dvgraph.derive.rules import derive
from dvgraph.errors import InputError, UseError
from dvgraph.locale.reader import explained
from dvgraph.rdf import compression
from dvgraph.rdf.oxigraph import NamedNode, Quad
from dvgraph.store.footprints.changes import Change, change


class Edit(NamedTuple):
    """The edited files, by their names in git, and the resulting change.

    ``change`` is None if everything must be validated again. Then ``why`` is ``rules`` (shapes,
    rules or the ontology changed), ``graphs`` (an edited file has its own graphs, or shares a
    graph) or ``unreadable`` (the earlier state of a file could not be read).
    """

    files: list[str]
    change: Change | None
    why: str = ""


# Long since each reason to validate everything returns separately.
def edit(
    dataset: Dataset,
    derived: Sequence[Quad],
    paths: Sequence[str | Path],
    *,
    since: str = "HEAD",
    changed: Sequence[str | Path] = (),
    shapes: Sequence[str | Path] = (),
    input_format: str | None = None,
) -> Edit:
    """Return the difference between a git revision and a dataset read from ``paths``.

    ``derived`` are the derived triples of the dataset. With ``changed``, only these files count as
    edited. ``shapes`` are the shapes in use, if not the shipped shapes. Raises UseError for paths
    outside a git repository, an unknown revision and a file that is not part of the data.
    """
    git = _Git(paths)
    git.check(since)
    own = [resources.ontology_dir(), *map(Path, shapes)]
    own += [resources.queries_dir() / name for name in ("derive", "checks")]
    named = [Path(path).absolute() for path in changed]
    if changed:
        ours = [file for file in named if _among(file, own)]
        files = [file for file in named if file not in ours]
        _refuse_others(files, dataset, paths, git, since)
    else:
        ours = git.edited(since, own)
        files = [file for file in git.edited(since, paths) if _is_data(file, input_format)]
    names = [git.name(file) for file in (*ours, *files)]
    if ours:
        return Edit(names, None, "rules")
    graphs = {graph_of(file, paths): file for file in files}
    try:
        now = _quads({graph: file for graph, file in graphs.items() if file.exists()}, input_format)
        with TemporaryDirectory() as folder:
            old = git.restored(since, graphs, Path(folder))
            then = _quads(old, input_format)
    except InputError:
        return Edit(names, None, "unreadable")
    shared = Counter(file.graph for file in dataset.files)
    if any(shared[graph] > 1 for graph in graphs) or any(
        quad.graph_name not in graphs for quad in (*now, *then)
    ):
        return Edit(names, None, "graphs")
    before = [quad for quad in dataset.quads if quad.graph_name not in graphs] + then
    beside = {file.graph for file in dataset.files if has_model([file])}
    had = any(has_model_terms(quad) for quad in before if quad.graph_name not in beside)
    if had != bool(beside):
        return Edit(names, None, "rules")  # the ontology was added or removed
    if not beside:
        return Edit(names, change(before, dataset.quads))
    implied = derive(Dataset(before, dataset.files))
    return Edit(names, change([*before, *implied], [*dataset.quads, *derived]))


def _is_data(file: Path, input_format: str | None) -> bool:
    return bool(input_format) or compression.suffix(file) in SUFFIXES


def _among(file: Path, folders: Iterable[Path]) -> bool:
    return any(file.resolve().is_relative_to(folder.resolve()) for folder in folders)


def _refuse_others(
    files: Sequence[Path], dataset: Dataset, paths: Sequence[str | Path], git: "_Git", since: str
) -> None:
    read_now = {file.path.resolve() for file in dataset.files if file.path}
    for file in files:
        gone = not file.exists() and _among(file, map(Path, paths)) and git.had(since, file)
        if file.resolve() not in read_now and not gone:
            raise UseError(*explained("errors.validation", "other file"), where=str(file))


def _quads(files: dict[NamedNode, Path], input_format: str | None) -> list[Quad]:
    """Return the quads of files, each in its given graph unless the file names graphs itself."""
    found = []
    for graph, file in files.items():
        if not file.read_bytes().strip():
            continue
        one = read([file], input_format=input_format)
        own, others = one.files[-1].graph, {each.graph for each in one.files[:-1]}
        for subject, predicate, value, name in one.quads:
            if name not in others:
                found.append(Quad(subject, predicate, value, graph if name == own else name))
    return found


class _Git:
    """The git repository that contains the paths."""

    def __init__(self, paths: Sequence[str | Path]) -> None:
        first = Path(paths[0])
        if str(first) == "-":
            raise UseError(*explained("errors.validation", "input without history"), where="-")
        self._folder = first if first.is_dir() else first.absolute().parent
        top = self._run("rev-parse", "--show-toplevel")
        if top is None:
            raise UseError(*explained("errors.validation", "no repository"), where=str(first))
        self.top = Path(top.decode().rstrip("\n"))
        for path in paths:
            if not Path(path).resolve().is_relative_to(self.top.resolve()):
                raise UseError(
                    *explained("errors.validation", "outside", top=self.top), where=str(path)
                )

    def check(self, revision: str) -> None:
        wanted = f"{revision}^{{commit}}"
        if not revision or revision.startswith("-") or not self._run("rev-parse", "-q", wanted):
            raise UseError(
                *explained("errors.validation", "no revision", revision=revision),
                where=str(self.top),
            )

    def name(self, file: Path) -> str:
        """Return a file's name relative to the top of the repository."""
        whole = file.parent.resolve() / file.name
        top = self.top.resolve()
        return whole.relative_to(top).as_posix() if whole.is_relative_to(top) else str(file)

    def edited(self, revision: str, paths: Iterable[str | Path]) -> list[Path]:
        """Return the files under ``paths`` that differ from a revision, also new and removed files.

        Files outside the repository are left out.
        """
        top = self.top.resolve()
        inside = [str(p.resolve()) for p in map(Path, paths) if p.resolve().is_relative_to(top)]
        if not inside:
            return []
        differ = self._run("diff", "--name-only", "--no-renames", "-z", revision, "--", *inside)
        others = ("ls-files", "-z", "--full-name", "--others", "--exclude-standard", "--", *inside)
        names = (differ or b"") + (self._run(*others) or b"")
        return [top / name.decode() for name in names.split(b"\0") if name]

    def had(self, revision: str, file: Path) -> bool:
        return self._run("cat-file", "-e", f"{revision}:{self.name(file)}") is not None

    def restored(
        self, revision: str, files: dict[NamedNode, Path], folder: Path
    ) -> dict[NamedNode, Path]:
        """Write the files of a revision into a folder, and return the path of each by its graph."""
        found = {}
        for number, (graph, file) in enumerate(files.items()):
            text = self._run("cat-file", "blob", f"{revision}:{self.name(file)}")
            if text is not None:
                found[graph] = folder / f"{number}{compression.suffix(file)}"
                found[graph].write_bytes(text)
        return found

    def _run(self, *arguments: str) -> bytes | None:
        """Return the output of a git command, or None if it fails."""
        try:
            done = subprocess.run(
                ["git", "-C", str(self._folder), *arguments], capture_output=True, check=False
            )
        except OSError as error:
            raise UseError(*explained("errors.validation", "no git", why=error)) from error
        return None if done.returncode else done.stdout

"""Data files as they were at a revision of their git repository."""

import io
import subprocess
import tarfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from dvgraph.dataset.agency import NAME
from dvgraph.dataset.files import discover, is_stream
from dvgraph.errors import UseError
from dvgraph.locale.reader import explained


@contextmanager
def earlier(
    paths: Sequence[str | Path], revision: str, changed: Sequence[str | Path] = ()
) -> Iterator[list[Path]]:
    """Yield the paths of data files and folders, checked out at a git revision.

    They are in a temporary folder, with the agency.ttl of the folders above them, until the
    ``with`` block ends; paths that did not exist then are left out.
    With ``changed``, only these files are from the revision. Raises UseError for a path outside a
    git repository, an unknown revision, or a changed file outside the data.
    """
    top = _top(paths)
    wrong = not revision or revision.startswith("-")
    if wrong or not _git(top, "rev-parse", "-q", "--verify", f"{revision}^{{commit}}"):
        raise UseError(
            *explained("errors.validation", "no revision", revision=revision), where=str(top)
        )
    whole = [Path(path).resolve() for path in paths]
    edited = [Path(file).parent.resolve() / Path(file).name for file in changed]
    wanted = edited or whole
    above = {parent / NAME for path in wanted for parent in path.parents}
    names = [path.relative_to(top) for path in (*wanted, *above) if path.is_relative_to(top)]
    there = [name for name in names if _git(top, "ls-tree", revision, str(name))]
    for file in edited:
        ours = any(file.is_relative_to(path) for path in whole)
        if not ours or not (file.exists() or file.relative_to(top) in there):
            raise UseError(*explained("errors.validation", "other file"), where=str(file))
    with TemporaryDirectory() as folder:
        here = Path(folder).resolve()
        if there:
            packed = _git(top, "archive", "--format=tar", revision, "--", *map(str, there)) or b""
            with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
                archive.extractall(here, filter="data")
        for file, _ in discover(paths) if edited else ():
            place = here / file.resolve().relative_to(top)
            if file.resolve() not in edited and not place.exists():
                place.parent.mkdir(parents=True, exist_ok=True)
                place.symlink_to(file.resolve())
        then = [here / path.relative_to(top) for path in whole]
        yield [path for path in then if path.exists()]


def _top(paths: Sequence[str | Path]) -> Path:
    """Return the top folder of the git repository that contains all paths."""
    first = Path(paths[0])
    if any(map(is_stream, paths)):
        raise UseError(*explained("errors.validation", "input without history"), where="-")
    found = _git(
        first if first.is_dir() else first.absolute().parent, "rev-parse", "--show-toplevel"
    )
    if found is None:
        raise UseError(*explained("errors.validation", "no repository"), where=str(first))
    top = Path(found.decode().rstrip("\n")).resolve()
    for path in paths:
        if not Path(path).resolve().is_relative_to(top):
            raise UseError(*explained("errors.validation", "outside", top=top), where=str(path))
    return top


def _git(folder: Path, *arguments: str) -> bytes | None:
    """Return the output of a git command, or None if it failed."""
    try:
        done = subprocess.run(
            ["git", "-C", str(folder), *arguments], capture_output=True, check=False
        )
    except OSError as error:
        raise UseError(*explained("errors.validation", "no git", why=error)) from error
    return None if done.returncode else done.stdout

"""Detection of changes in the files behind a server."""

from pathlib import Path

from dvgraph import resources
from dvgraph.server.settings import GraphSource


def stamp(source: GraphSource) -> str:
    """Return a text that changes when the files of a source change; constant for an endpoint."""
    if source.endpoint:
        return ""
    if source.store:
        roots = [Path(source.store) / "dvgraph.json"]
    else:
        roots = [*map(Path, source.data or (str(resources.data_dir()),)), resources.ontology_dir()]
    files = [file for root in roots for file in (root, *sorted(root.rglob("*")))]
    return "\n".join(filter(None, map(_of, files)))


def _of(file: Path) -> str:
    try:
        found = file.stat()
    except OSError:
        return ""
    return f"{file} {found.st_mtime_ns} {found.st_size}" if file.is_file() else ""

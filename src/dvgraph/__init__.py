"""dvgraph: a cited, dated knowledge graph of an agency's organisational history.

``dvgraph.open()`` opens a graph to put questions to. Its answers are
``dvgraph.results.rows.Rows``, its errors those of ``dvgraph.errors``.
"""

TYPE_CHECKING = False  # as in typing, which would cost more than all else here
if TYPE_CHECKING:
    from collections.abc import Sequence
    from os import PathLike

    from dvgraph.api import Graph

__version__ = "0.1.0"


def open(
    data: "str | PathLike[str] | Sequence[str | PathLike[str]] | None" = None,
    store: "str | PathLike[str] | None" = None,
    endpoint: "str | None" = None,
    lang: str = "nl",
) -> "Graph":
    """Return the graph in files or folders, in a store that ``load`` made, or at a SPARQL endpoint.

    Without any of them, the shipped data. Labels and messages are in ``lang``, nl or en. Raises
    UseError for more than one; InputError for files that cannot be read; StoreError for a store or
    endpoint that does not answer or lacks the derived triples.
    """
    from os import PathLike, fspath
    from pathlib import Path

    from dvgraph.api import Graph  # only now: importing dvgraph costs next to nothing

    if isinstance(data, str | PathLike):
        data = [data]
    paths = None if data is None else [fspath(path) for path in data]
    return Graph(paths, None if store is None else Path(store), endpoint, lang)

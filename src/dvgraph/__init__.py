"""dvgraph: a cited, dated knowledge graph of an agency's organisational history.

``dvgraph.open()`` opens a graph for questions. Its answers are ``dvgraph.results.rows.Rows``, its
errors those of ``dvgraph.errors``, in English unless ``dvgraph.locale.reader.use`` sets Dutch.
"""

# Like typing.TYPE_CHECKING, but importing typing takes longer than all else here.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from os import PathLike

    from dvgraph.api import Graph

__version__ = "0.3.0"


def open(
    data: "str | PathLike[str] | Sequence[str | PathLike[str]] | None" = None,
    store: "str | PathLike[str] | None" = None,
    endpoint: "str | None" = None,
    lang: str = "nl",
    *,
    model: bool = False,
    public: bool = False,
) -> "Graph":
    """Return the graph of files or folders, of a store that ``load`` made, or of a SPARQL endpoint.

    By default the shipped data. ``lang`` (nl or en) is the language of answers. The ontology and
    derived triples are added to files of dvgraph's model; files of another model are read alone,
    unless ``model`` is true. ``public`` leaves out facts that rest only on non-public sources.
    Raises UseError for more than one source, and for ``public`` with an endpoint; InputError for
    unreadable files; StoreError for a store or endpoint that does not answer or lacks the derived
    triples.
    """
    from os import PathLike, fspath
    from pathlib import Path

    from dvgraph.api import Graph  # imported here, so that importing dvgraph takes almost no time

    if isinstance(data, str | PathLike):
        data = [data]
    paths = None if data is None else [fspath(path) for path in data]
    folder = None if store is None else Path(store)
    return Graph(paths, folder, endpoint, lang, model=model, public=public)

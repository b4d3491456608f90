"""One way to the data: files, a store on disk or an endpoint, behind the same protocol."""

from collections.abc import Sequence
from pathlib import Path

from dvgraph.errors import StoreError, UseError
from dvgraph.store import Store

_DERIVED = "ASK { ?s <https://w3id.org/dvgraph/ns#vanVroegst> ?day }"
_STATED = """PREFIX dvg: <https://w3id.org/dvgraph/ns#>
ASK { { ?s a dvg:Bestaan } UNION { ?s dvg:van ?day } UNION { ?s dvg:vindplaats ?passage } }"""


def open_graph(
    data: Sequence[str] | None = None, store: Path | None = None, endpoint: str | None = None
) -> Store:
    """Return the store behind one of: data files or folders, a store folder, an endpoint's URL.

    Without any, the shipped data. Raises UseError for more than one; StoreError for a store or
    endpoint that does not answer, or holds statements without derived triples: questions would
    find nothing there and not say why.
    """
    if sum(source is not None for source in (data, store, endpoint)) > 1:
        raise UseError("data, store and endpoint exclude each other", hint="Give one of them")
    if endpoint is not None:
        from dvgraph.remote import RemoteStore

        return _probed(RemoteStore(endpoint), endpoint, "Push the data with its derived graphs")
    from dvgraph.prebuilt import open_prebuilt, open_store_dir

    if store is not None:
        hint = "Load it with: dvgraph load FILE… --store DIR"
        return _probed(open_store_dir(store), str(store), hint)
    return open_prebuilt(data)


def _probed(opened: Store, where: str, hint: str) -> Store:
    if not opened.ask(_DERIVED) and opened.ask(_STATED):
        opened.close()
        raise StoreError("statements without derived date bounds", where=where, hint=hint)
    return opened

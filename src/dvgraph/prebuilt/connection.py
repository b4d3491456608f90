"""Opening of a graph: files, a store on disk or an endpoint, with the same interface."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from dvgraph.dataset.files import Dataset, SourceFile, has_model
from dvgraph.errors import StoreError, UseError
from dvgraph.locale.reader import explained, worded
from dvgraph.locale.words import words
from dvgraph.namespaces import DERIVED
from dvgraph.rdf.oxigraph import NamedNode, Quad
from dvgraph.rdf.terms import value
from dvgraph.store.binding import support
from dvgraph.store.protocol import Store

_DERIVED = "ASK { ?s <https://w3id.org/dvgraph/ns#vanVroegst> ?day }"
_PREFIX = "PREFIX dvg: <https://w3id.org/dvgraph/ns#> "
_ANY = "{ ?s a dvg:Bestaan } UNION { ?s dvg:van ?day } UNION { ?s dvg:vindplaats ?passage }"
_STATED = f"{_PREFIX} ASK {{ {_ANY} }}"
_ELSEWHERE = f"{_PREFIX} ASK {{ GRAPH ?graph {{ {_ANY} }} }}"


def open_graph(
    data: Sequence[str] | None = None,
    store: Path | None = None,
    endpoint: str | None = None,
    *,
    model: bool = False,
    public: bool = False,
    memory: bool = False,
) -> Store:
    """Return the store of data files or folders, of a store folder, or of an endpoint's URL.

    By default the shipped data. ``model`` adds the ontology and derived triples to data of another
    model too; ``public`` leaves out facts that rest only on non-public sources, and keeps the store
    in memory; ``memory`` keeps it there in any case, for many queries. Raises UseError for more
    than one source, for ``model`` with a store or endpoint, and for ``public`` with an endpoint;
    StoreError for a store or endpoint that does not answer, has statements without derived triples,
    or has a default graph without all its named graphs: questions would then find nothing, without
    an error.
    """
    if sum(source is not None for source in (data, store, endpoint)) > 1:
        raise UseError(*explained("errors.prebuilt", "one source"))
    if model and (store is not None or endpoint is not None):
        raise _not_files()
    if public:
        return _public(data, store, endpoint, model=model)
    if endpoint is not None:
        opened = _remote(endpoint)
        if _lack(opened):  # the faults found by an earlier probe may be out of date
            opened.close()
            opened = _remote(endpoint, again=True)
        return _probed(opened, endpoint, "push it")
    from dvgraph.prebuilt.disk import open_store_dir
    from dvgraph.prebuilt.stores import open_prebuilt

    if store is not None:
        return _probed(open_store_dir(store, memory=memory), str(store), "load it")
    return open_prebuilt(data, model=model, memory=memory)


def open_public(
    data: Sequence[str] | None = None,
    store: Path | None = None,
    endpoint: str | None = None,
    *,
    model: bool = False,
    memory: bool = False,
) -> tuple[Store, int]:
    """Return the store with its public facts, and the number of statements left out.

    If no source is closed, it is the store itself. Parameters and errors as for ``open_graph``.
    """
    whole = open_graph(data, store, endpoint, model=model, memory=memory)
    if not whole.select(support("closed")).rows:
        return whole, 0
    shown = open_graph(data, store, endpoint, model=model, public=True)
    return shown, _statements(whole) - _statements(shown)


def _statements(store: Store) -> int:
    """Return the number of statements that cite a passage."""
    cited = (value(row[0]) for row in store.select(support("citable")).rows)
    return sum("#" not in iri for iri in cited)


def _public(
    data: Sequence[str] | None, store: Path | None, endpoint: str | None, *, model: bool
) -> Store:
    if endpoint is not None:
        raise UseError(*explained("errors.prebuilt", "not public"), where="--public")
    from dvgraph.store.embedded import EmbeddedStore

    dataset, derived = exact_quads(data, store, model=model, public=True)
    made = EmbeddedStore()
    made.load([*dataset.quads, *derived])
    return made


def _not_files() -> UseError:
    return UseError(*explained("errors.prebuilt", "no files"), where="--model")


def _remote(endpoint: str, *, again: bool = False) -> Store:
    """Return the store of an endpoint's address, with workarounds for its known faults.

    ``again`` probes the endpoint even if its faults are already known.
    """
    from dvgraph.store.remote import probe
    from dvgraph.store.remote.client import RemoteStore
    from dvgraph.store.remote.workarounds import AdaptedStore

    remote = RemoteStore(endpoint)
    verdict = probe.keep(remote, probe.run(remote)) if again else probe.known(remote)
    if verdict.apart and not remote.graphs.default:
        probe.name_graphs(remote)
    return AdaptedStore(remote, verdict)


def _probed(opened: Store, where: str, remedy: str) -> Store:
    lack = _lack(opened)
    if lack is None:
        return opened
    opened.close()
    raise StoreError(
        *explained("errors.prebuilt", lack, remedy=worded("prebuilt", remedy)), where=where
    )


def _lack(opened: Store) -> str | None:
    """Return the key of the defect that prevents a store from answering, or None."""
    if opened.ask(_DERIVED):
        return None
    if opened.ask(_STATED):
        return "no bounds"
    return "no union" if opened.ask(_ELSEWHERE) else None


# Long by its two kinds of source, each with a public part.
def exact_quads(
    data: Sequence[str] | None = None,
    store: Path | None = None,
    input_format: str | None = None,
    step: Callable[[str], None] = lambda _name: None,
    *,
    model: bool = False,
    public: bool = False,
) -> tuple[Dataset, list[Quad]]:
    """Return the asserted and the derived quads, with every term exactly as written.

    Reads data files or folders as ``prebuilt.loading.completed`` does, from the cache if they are
    there, or a store on disk, whose dataset includes the ontology and derived triples; by default
    the shipped data. ``input_format``
    overrides the suffix of the files; ``public`` leaves out facts that rest only on non-public
    sources. ``step`` is called with the name of each step as it begins. Raises the errors of
    ``completed``, and UseError for ``model`` with a store.
    """
    if store is not None:
        if model:
            raise _not_files()
        step("reading")
        from dvgraph.prebuilt.disk import stored_quads

        quads = stored_quads(store)
        if not public:
            return Dataset(quads, ()), []
        from dvgraph.dataset.public import public as without_closed
        from dvgraph.derive.rules import derive

        written = [quad for quad in quads if not _of_rule(quad)]
        dataset = without_closed(Dataset(written, ()))
        step("deriving")
        return dataset, derive(dataset)
    from dvgraph.dataset.public import public as without_closed
    from dvgraph.prebuilt.loading import completed
    from dvgraph.prebuilt.stores import kept_quads
    from dvgraph.resources import data_dir

    named = data or [str(data_dir())]
    known = None if input_format else kept_quads(named, model=model)
    if known and (not public or without_closed(known[0]) is known[0]):
        step("reading")
        return known
    return completed(named, input_format=input_format, model=model, public=public, step=step)


def _of_rule(quad: Quad) -> bool:
    return isinstance(quad.graph_name, NamedNode) and quad.graph_name.value.startswith(DERIVED)


def endpoint_quads(endpoint: str) -> list[Quad]:
    """Return the quads of an endpoint as ``store.remote.export.exported`` does.

    Raises UseError for an invalid address, StoreError if the endpoint fails.
    """
    from dvgraph.store.remote import probe
    from dvgraph.store.remote.client import RemoteStore
    from dvgraph.store.remote.export import exported

    most = probe.known(RemoteStore(endpoint)).most  # the probe makes that store name its graphs
    store = RemoteStore(endpoint)
    store.most = most
    return list(exported(store))


def has_statements(store: Store) -> bool:
    """Return whether a store has any statements."""
    return store.ask(_STATED)


def added(files: Iterable[SourceFile], lang: str, *, model: bool) -> str | None:
    """Return a line on what ``prebuilt.loading.completed`` added to others' data, or did not.

    None for data of dvgraph's model.
    """
    phrases = words("loading", lang)
    if not has_model(files):
        return phrases["alone"]
    return phrases["model"] if model else None

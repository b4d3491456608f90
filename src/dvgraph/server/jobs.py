"""The kinds of job that a worker can do, by name."""

from collections.abc import Callable

from dvgraph.server import documents, operations, pages, reconciliation, sparql
from dvgraph.server.holdings import Holdings
from dvgraph.server.messages import Job, Reply

KINDS: dict[str, Callable[[Holdings, Job], Reply]] = {
    "sparql": sparql.answer,
    "description": sparql.description,
    "page": pages.page,
    "address": pages.address,
    "make": pages.make,
    "operation": operations.answer,
    "openapi": documents.openapi,
    "reconcile": reconciliation.answer,
}

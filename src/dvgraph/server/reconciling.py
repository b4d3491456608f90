"""The door for reconciliation: what OpenRefine and other tables ask, as jobs for a worker."""

import json
from typing import Any

from dvgraph.server.messages import Job, Request, parameters, single
from dvgraph.server.negotiation import language, media_type
from dvgraph.server.problems import problem

ADDRESS = "/api/reconcile"
MOST = 20  # candidates for one query
_BATCH, _FEW = 100, 5  # queries in a request; candidates by default
_LONG = 500  # characters of a query
_FORM = "application/x-www-form-urlencoded"
_TASKS = {"/suggest/entity": "entities", "/suggest/type": "types", "/preview": "preview"}


def job(request: Request, cors: str) -> Job:
    """Return what a worker is asked.

    ``cors`` is the origin whose pages may show a preview. Raises Problem 400 for what cannot be
    read, 404 for an address without a service, 413 for too many queries at once.
    """
    always: Job = {
        "kind": "reconcile",
        "lang": language(request),
        "host": request.host,
        "cors": cors,
    }
    below = request.path.removeprefix(ADDRESS)
    if below in _TASKS:
        given = request.given()
        return {**always, "task": _TASKS[below], "given": given}
    if below not in ("", "/"):
        raise problem(404, "nothing here", path=request.path)
    pairs = parameters(request.query)
    if request.method == "POST":
        media, _ = media_type(request.headers.get("content-type", ""))
        if media != _FORM:
            raise problem(415, "media type", media=media or "-", headers={"Accept": _FORM})
        pairs += parameters(request.body.decode("utf-8", "replace"))
    text = single(pairs).get("queries")
    if text is None:
        return {**always, "task": "manifest", "given": {}}
    return {**always, "task": "candidates", "given": _queries(text)}


def _queries(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
        if not isinstance(found, dict):
            raise TypeError
        read = {
            str(key): {
                "query": str(one["query"])[:_LONG],
                "type": one.get("type") if isinstance(one.get("type"), str) else "",
                "limit": max(1, min(int(one.get("limit") or _FEW), MOST)),
            }
            for key, one in found.items()
        }
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise problem(400, "no queries") from error
    if len(read) > _BATCH:
        raise problem(413, "too many queries", number=_BATCH)
    return read

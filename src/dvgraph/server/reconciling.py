"""The HTTP requests of reconciliation, turned into jobs for a worker."""

import json
from collections.abc import Callable
from typing import Any

from dvgraph.server.messages import Job, Request, parameters, single
from dvgraph.server.negotiation import language, media_type
from dvgraph.server.problems import problem

ADDRESS = "/api/reconcile"
MOST = 20  # the greatest number of candidates for one query
# The greatest number of queries in a request; the default number of candidates.
_BATCH, _FEW = 100, 5
_LONG = 500  # the greatest number of characters in a query
_FORM = "application/x-www-form-urlencoded"
_TASKS = {
    "/suggest/entity": "entities",
    "/suggest/type": "types",
    "/suggest/property": "properties",
    "/properties": "proposed",
    "/preview": "preview",
}
_STRICT = ("any", "all", "should")


def job(request: Request, cors: str) -> Job:
    """Return the worker's job for a request.

    ``cors`` is the origin whose pages may show a preview. Raises Problem 400 for an unreadable
    request, 404 for an address without a service, 413 for too many queries at once.
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
    given = single(pairs)
    if "extend" in given:
        return {**always, "task": "extension", "given": _read(given["extend"], _extension)}
    if "queries" in given:
        return {**always, "task": "candidates", "given": _read(given["queries"], _queries)}
    return {**always, "task": "manifest", "given": {}}


def _read(text: str, read: Callable[[Any], dict[str, Any]]) -> dict[str, Any]:
    try:
        return read(json.loads(text))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise problem(400, "no queries") from error


def _queries(found: Any) -> dict[str, Any]:
    if len(found) > _BATCH:
        raise problem(413, "too many queries", number=_BATCH)
    return {str(key): _query(one) for key, one in found.items()}


def _query(one: Any) -> dict[str, Any]:
    strict = one.get("type_strict") or _STRICT[0]
    if strict not in _STRICT:
        raise ValueError(strict)
    return {
        "query": str(one["query"])[:_LONG],
        "types": [str(kind) for kind in _several(one.get("type")) if kind],
        "strict": strict,
        "properties": [
            [str(said["pid"]), [_value(value) for value in _several(said["v"])]]
            for said in one.get("properties") or ()
        ],
        "limit": max(1, min(int(one.get("limit") or _FEW), MOST)),
    }


def _several(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _value(value: Any) -> str:
    """Return the value of a property as text; for a reconciled thing its id."""
    return str(value["id"] if isinstance(value, dict) else value)[:_LONG]


def _extension(found: Any) -> dict[str, Any]:
    things, properties = found["ids"], found["properties"]
    if len(things) > _BATCH:
        raise problem(413, "too many queries", number=_BATCH)
    return {"ids": [*map(str, things)], "properties": [str(one["id"]) for one in properties]}

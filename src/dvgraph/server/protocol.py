"""The SPARQL 1.1 Protocol, for queries only (https://www.w3.org/TR/sparql11-protocol/)."""

from dvgraph.server.messages import HTML, Job, Reply, Request, parameters, single
from dvgraph.server.negotiation import language, media_type, prefers
from dvgraph.server.problems import problem

ADDRESS = "/sparql"
_EDITOR = "/sparql.html"
_FORM, _QUERY = "application/x-www-form-urlencoded", "application/sparql-query"
_UPDATE = "application/sparql-update"
_DATASET = ("default-graph-uri", "named-graph-uri")
_USING = ("using-graph-uri", "using-named-graph-uri")
_ONCE = ("query", "op", "bekend")


def job(request: Request) -> Job | Reply:
    """Return the worker's job for a query; for a browser without a query, the editor page.

    Raises Problem: 400 for a request outside the protocol, 403 for an update, 405 for another
    method, 415 for another media type.
    """
    pairs = parameters(request.query)
    if request.method == "POST":
        pairs = _posted(request, pairs)
    elif request.method not in ("GET", "HEAD"):
        raise problem(405, "method", method=request.method, headers={"Allow": "GET, HEAD, POST"})
    if any(name in ("update", *_USING) for name, _ in pairs):
        raise problem(403, "no update")
    given = single([pair for pair in pairs if pair[0] in _ONCE])
    base = f"{request.host}{ADDRESS}"
    always: Job = {"lang": language(request), "accept": request.accept, "base": base}
    if "query" not in given:
        if request.method == "POST" or request.query:
            raise problem(400, "no query")
        if prefers(request.accept, HTML, "text/turtle"):
            return Reply(303, "", headers={"Location": _EDITOR, "Vary": "Accept"})
        return {**always, "kind": "description"}
    graphs = [[value for name, value in pairs if name == one] for one in _DATASET]
    return {
        **always,
        "kind": "sparql",
        "query": given["query"],
        "graphs": graphs if any(graphs) else None,
        "op": given.get("op"),
        "bekend": given.get("bekend"),
    }


def _posted(request: Request, pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the parameters in the address and in a posted form or query."""
    media, charset = media_type(request.headers.get("content-type", ""))
    if media == _UPDATE:
        raise problem(403, "no update")
    if media not in (_FORM, _QUERY):
        raise problem(
            415, "media type", media=media or "-", headers={"Accept": f"{_FORM}, {_QUERY}"}
        )
    try:
        if charset not in ("utf-8", "utf8", "us-ascii"):
            raise UnicodeError
        text = request.body.decode("utf-8")
    except UnicodeError as error:
        raise problem(400, "not UTF-8") from error
    return [*pairs, ("query", text)] if media == _QUERY else [*pairs, *parameters(text)]

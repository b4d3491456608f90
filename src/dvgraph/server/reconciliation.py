"""The Reconciliation Service API 0.2 over search, for OpenRefine and other tables, in a worker.

https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/
"""

import json
from html import escape

from dvgraph.labels.subgraph import Subgraph
from dvgraph.locale.captions import caption
from dvgraph.locale.reader import language
from dvgraph.locale.words import words
from dvgraph.namespaces import BASE, DVG, path
from dvgraph.questions import search
from dvgraph.questions.search import KINDS, Hit
from dvgraph.rdf.terms import harmless
from dvgraph.server.holdings import Holdings
from dvgraph.server.messages import HTML, JSON, Job, Reply
from dvgraph.server.reconciling import ADDRESS, MOST
from dvgraph.store.protocol import Store
from dvgraph.things.page import find, page

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors "


def answer(holdings: Holdings, asked: Job) -> Reply:
    """Return the manifest, candidates, suggestions or a preview."""
    store, given = holdings.graph.store, asked["given"]
    if asked["task"] == "preview":
        policy = {"Content-Security-Policy": _POLICY + (asked["cors"] or "'none'")}
        return Reply(200, f"{HTML}; charset=utf-8", _preview(store, given).encode(), policy)
    found: object
    if asked["task"] == "manifest":
        found = _manifest(asked["host"])
    elif asked["task"] == "candidates":
        found = {key: {"result": _candidates(store, **one)} for key, one in given.items()}
    elif asked["task"] == "entities":
        found = {"result": _candidates(store, given.get("prefix", ""), "", MOST)}
    else:
        begun = given.get("prefix", "").casefold()
        found = {"result": [one for one in _kinds() if begun in one["name"].casefold()]}
    return Reply(200, JSON, json.dumps(found, ensure_ascii=False).encode())


def _manifest(host: str) -> dict[str, object]:
    service = f"{host}{ADDRESS}"
    return {
        "versions": ["0.2"],
        "name": words("server.reconciliation", language())["name"],
        "identifierSpace": BASE,
        "schemaSpace": DVG,
        "defaultTypes": _kinds(),
        "view": {"url": f"{host}/id/{{{{id}}}}"},
        "preview": {"url": f"{service}/preview?id={{{{id}}}}", "width": 420, "height": 160},
        "suggest": {
            "entity": {"service_url": service, "service_path": "/suggest/entity"},
            "type": {"service_url": service, "service_path": "/suggest/type"},
        },
    }


def _kinds() -> list[dict[str, str]]:
    return [{"id": kind, "name": caption("kind", kind, language())} for kind in KINDS]


def _candidates(store: Store, query: str, type: str, limit: int) -> list[dict[str, object]]:
    """Return the things that a text may name, best first, with scores from 0 to 100.

    One matches if its name is that of no other.
    """
    if not any(map(str.isalnum, query)):
        return []
    hits = [hit for hit in search.search(store, query, 50) if not type or hit.name.kind == type]
    sure = [hit for hit in hits if hit.score >= search.SURE]
    labels = Subgraph(store, language())
    labels.expect(hit.name.iri for hit in hits[:limit])
    return [_candidate(labels, hit, alone=sure == [hit]) for hit in hits[:limit]]


def _candidate(labels: Subgraph, hit: Hit, *, alone: bool) -> dict[str, object]:
    kind = caption("kind", hit.name.kind, language())
    label = labels.label(hit.name.iri)
    return {
        "id": path(hit.name.iri),
        "name": label,
        "type": [{"id": hit.name.kind, "name": kind}],
        "score": round(hit.score * 100, 1),
        "match": alone,
        "description": kind if hit.name.text == label else f"{kind} · {hit.name.text}",
    }


def _preview(store: Store, given: dict[str, str]) -> str:
    found = page(store, find(store, given.get("id", "")).iri, None, language())
    said = filter(None, (found.life, found.head, "; ".join(found.names)))
    lines = "".join(f"<p>{escape(harmless(one))}</p>" for one in said)
    return (
        f'<!doctype html>\n<html lang="{language()}"><head><meta charset="utf-8">'
        f"<title>{escape(harmless(found.label))}</title>"
        "<style>body{font:14px/1.4 system-ui,sans-serif;margin:8px}p{margin:4px 0}</style></head>"
        f"<body><b>{escape(harmless(found.label))}</b>{lines}</body></html>\n"
    )

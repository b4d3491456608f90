"""The Reconciliation Service API 0.2 over search, for OpenRefine and other tools.

https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/
"""

import json
from collections.abc import Mapping
from html import escape
from typing import Any

from dvgraph.labels.subgraph import Subgraph
from dvgraph.locale.captions import caption
from dvgraph.locale.characters import harmless
from dvgraph.locale.reader import language
from dvgraph.locale.words import words
from dvgraph.namespaces import BASE, DVG, path
from dvgraph.questions import search
from dvgraph.questions.search import KINDS, Hit
from dvgraph.server.holdings import Holdings
from dvgraph.server.messages import HTML, JSON, Job, Reply
from dvgraph.server.properties import PROPERTIES, Things
from dvgraph.server.reconciling import ADDRESS, MOST
from dvgraph.store.protocol import Store
from dvgraph.things.page import find, page

_SAID = 1 / 3  # the share of the score that properties decide
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors "


def answer(holdings: Holdings, asked: Job) -> Reply:
    """Return the manifest, candidates, suggestions, values of properties, or a preview."""
    store, given = holdings.graph.store, asked["given"]
    if asked["task"] == "preview":
        policy = {"Content-Security-Policy": _POLICY + (asked["cors"] or "'none'")}
        return Reply(200, f"{HTML}; charset=utf-8", _preview(store, given).encode(), policy)
    found: object
    if asked["task"] == "manifest":
        found = _manifest(asked["host"])
    elif asked["task"] == "candidates":
        things = Things(store, language())
        found = {key: {"result": _candidates(things, one)} for key, one in given.items()}
    elif asked["task"] == "extension":
        found = _extended(Things(store, language()), given["ids"], given["properties"])
    elif asked["task"] == "proposed":
        found = {"type": given.get("type", ""), "properties": _properties()}
    elif asked["task"] == "entities":
        query = {"query": given.get("prefix", ""), "limit": MOST + _cursor(given)}
        found = {"result": _candidates(Things(store, language()), query)[_cursor(given) :]}
    else:
        begun = given.get("prefix", "").casefold()
        offers = _kinds() if asked["task"] == "types" else _properties()
        fitting = [one for one in offers if begun in one["name"].casefold()]
        found = {"result": fitting[_cursor(given) :]}
    return Reply(200, JSON, json.dumps(found, ensure_ascii=False).encode())


def _cursor(given: dict[str, str]) -> int:
    text = given.get("cursor", "")
    return min(int(text), MOST) if text.isdecimal() else 0


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
            name: {"service_url": service, "service_path": f"/suggest/{name}"}
            for name in ("entity", "type", "property")
        },
        "extend": {
            "propose_properties": {"service_url": service, "service_path": "/properties"},
            "property_settings": [],
        },
    }


def _kinds() -> list[dict[str, str]]:
    return [{"id": kind, "name": caption("kind", kind, language())} for kind in KINDS]


def _properties() -> list[dict[str, str]]:
    said = words("server.properties", language())
    return [{"id": name, "name": said[name]} for name in PROPERTIES]


def _candidates(things: Things, asked: Mapping[str, Any]) -> list[dict[str, object]]:
    """Return the things that a text may name, best first, with scores from 0 to 100.

    Properties decide a third of the score. A thing is a match if no other has the name, or the
    given code, and no property contradicts it.
    """
    query, properties = asked["query"], asked.get("properties", ())
    if not any(map(str.isalnum, query)):
        return []
    types, strict = set(asked.get("types", ())), asked.get("strict", "any")
    hits = {hit.name.iri: hit for hit in search.search(things.store, query, 50)}
    coded = things.coded(properties)
    for hit in coded:
        hits.setdefault(hit.name.iri, hit)
    known = {hit.name.iri for hit in coded}
    things.graph.expect(hits)
    judged = []
    for iri, hit in hits.items():
        kinds = things.kinds(iri) | {hit.name.kind}
        fits = types <= kinds if strict == "all" else bool(types & kinds)
        if types and not fits and strict != "should":
            continue
        features = things.features(iri, properties)
        if types and strict == "should":
            features["type"] = fits
        share = sum(features.values()) / len(features) if features else 1.0
        score = hit.score * (1 - _SAID * (1 - share))
        named = hit.score >= search.SURE or iri in known
        judged.append((score, named and all(features.values()), hit, features))
    judged.sort(key=lambda one: -one[0])
    alone = sum(sure for _, sure, _, _ in judged) == 1
    return [
        _candidate(things.graph, hit, score, features, match=sure and alone)
        for score, sure, hit, features in judged[: asked["limit"]]
    ]


def _candidate(
    labels: Subgraph, hit: Hit, score: float, features: dict[str, bool], *, match: bool
) -> dict[str, object]:
    kind = caption("kind", hit.name.kind, language())
    label = labels.label(hit.name.iri)
    return {
        "id": path(hit.name.iri),
        "name": label,
        "type": [{"id": hit.name.kind, "name": kind}],
        "score": round(score * 100, 1),
        "features": [{"id": name, "value": value} for name, value in features.items()],
        "match": match,
        "description": kind if hit.name.text == label else f"{kind} · {hit.name.text}",
    }


def _extended(things: Things, ids: list[str], asked: list[str]) -> dict[str, object]:
    """Return the values of properties for things, by their ids; empty for an unknown thing."""
    said = words("server.properties", language())
    iris = {one: find(things.store, one).iri for one in ids if things.known(one)}
    things.graph.expect(iris.values())
    known = [name for name in asked if name in PROPERTIES]
    return {
        "meta": [{"id": name, "name": said[name]} for name in known],
        "rows": {
            one: {name: things.values(iris[one], name) if one in iris else [] for name in known}
            for one in ids
        },
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

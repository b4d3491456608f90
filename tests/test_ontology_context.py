"""ontology/context.jsonld maps the Dutch names in JSON-LD to the local terms."""

import json

from dvgraph import resources
from dvgraph.rdf.oxigraph import NamedNode, RdfFormat, parse

DVG = resources.prefixes()["dvg"]
CONTEXT = json.loads((resources.ontology_dir() / "context.jsonld").read_text("utf-8"))["@context"]


def test_every_local_term_has_its_local_name_as_key() -> None:
    defined = {
        quad.subject.value
        for quad in parse(path=str(resources.ontology_dir() / "dvg.ttl"), format=RdfFormat.TURTLE)
        if quad.predicate.value.endswith("#isDefinedBy") and isinstance(quad.subject, NamedNode)
    }
    keys = {
        entry["@id"].replace("dvg:", DVG)
        for key, entry in CONTEXT.items()
        if isinstance(entry, dict) and entry["@id"] == f"dvg:{key}"
    }
    assert keys == defined


def test_a_document_written_with_the_context_gives_the_triples_of_the_model() -> None:
    document = {
        "@context": CONTEXT,
        "id": "https://w3id.org/dvgraph/id/uitspraak/x",
        "type": "Verantwoordelijkheid",
        "taak": "https://w3id.org/dvgraph/id/taak/y",
        "vanVroegst": "2021-01-01",
        "label": {"nl": "een", "en": "one"},
    }
    found = {
        (quad.predicate.value.rpartition("#")[2], str(quad.object))
        for quad in parse(input=json.dumps(document), format=RdfFormat.JSON_LD)
    }
    assert found == {
        ("type", f"<{DVG}Verantwoordelijkheid>"),
        ("taak", "<https://w3id.org/dvgraph/id/taak/y>"),
        ("vanVroegst", '"2021-01-01"^^<http://www.w3.org/2001/XMLSchema#date>'),
        ("label", '"een"@nl'),
        ("label", '"one"@en'),
    }


def test_an_iri_gets_the_prefix_of_the_first_namespace_that_begins_it() -> None:
    known = resources.prefixes()
    for local in ("", "a", "x/y#z"):
        for namespace in known.values():
            first = next(name for name, iri in known.items() if (namespace + local).startswith(iri))
            assert resources.prefixed(namespace + local) == (
                f"{first}:{(namespace + local).removeprefix(known[first])}"
            )
    assert resources.prefixed(known["dvg"][:-1]) is None
    assert resources.prefixed("") is None

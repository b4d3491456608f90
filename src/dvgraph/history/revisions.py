"""Our changes between two versions of the data, as a table and in sentences."""

from collections.abc import Sequence
from dataclasses import asdict
from itertools import groupby

from dvgraph.history.layout import Block, Entry, lay_out
from dvgraph.history.releases import Release, Revision
from dvgraph.rdf.oxigraph import Literal, NamedNode, Term
from dvgraph.store.protocol import Table
from dvgraph.things.facets import caption as facet_caption

REVISION_COLUMNS = (
    *("soort", "wereld", "facet", "wat", "voordien", "eigenschappen"),
    *("uitspraak", "vorige", "id"),
)
_KINDS = {
    "correction": ("verbetering", "correction"),
    "update": ("bijwerking", "update"),
    "addition": ("toevoeging", "addition"),
    "retraction": ("intrekking", "retraction"),
    "rewritten": ("herschreven", "rewritten"),
    "removed": ("weggelaten", "removed"),
}
_FACETS = {
    "contradiction": ("tegenspraak", "contradiction"),
    "gap": ("lacune", "gap"),
    "thing": ("ding", "thing"),
}
# The heading of a list, by kind and whether the world changed.
_HEADINGS = {
    ("correction", False): ("Wij verbeterden", "We corrected"),
    ("update", True): ("De wereld veranderde: wij werkten bij", "The world changed: we updated"),
    ("update", False): ("Wij werkten bij", "We updated"),
    ("addition", True): ("De wereld veranderde: nieuw", "The world changed: new"),
    ("addition", False): ("Wij voegden toe", "We added"),
    ("retraction", False): ("Wij trokken in", "We withdrew"),
    ("rewritten", False): ("Ter plaatse herschreven", "Rewritten in place"),
    ("removed", False): ("Weggelaten zonder intrekking", "Left out without being withdrawn"),
}
_WORDS = {
    "nl": {
        "title": "Wat wij wijzigden van {} tot {}",
        "nothing": "Er is geen verschil.",
        "before": "voordien: {}",
        "yes": "ja",
        "no": "nee",
    },
    "en": {
        "title": "What we changed from {} to {}",
        "nothing": "There is no difference.",
        "before": "before: {}",
        "yes": "yes",
        "no": "no",
    },
}


def revision_table(revisions: Sequence[Revision], lang: str) -> Table:
    """Return a row for each revision; columns: REVISION_COLUMNS.

    ``wereld``: whether the world changed; ``voordien``: the former statement in words.
    """
    rows: list[tuple[Term | None, ...]] = []
    for one in revisions:
        named = _FACETS.get(one.facet)
        facet = named[lang == "en"] if named else facet_caption(one.facet, lang)
        rows.append(
            (
                Literal(_KINDS[one.kind][lang == "en"]),
                Literal(_WORDS[lang]["yes" if one.world else "no"]),
                Literal(facet),
                Literal(one.says),
                Literal(one.said) if one.said else None,
                Literal(", ".join(one.properties)) if one.properties else None,
                NamedNode(one.record),
                NamedNode(one.former) if one.former else None,
                Literal(one.id),
            )
        )
    return Table(REVISION_COLUMNS, rows)


def report(
    before: Release,
    after: Release,
    revisions: Sequence[Revision],
    form: str,
    lang: str,
    width: int = 100,
) -> str:
    """Return the revisions in sentences, changes in the world separately; text of a width or md."""
    words = _WORDS[lang]

    def heading(one: Revision) -> tuple[bool, str]:
        return not one.world, _HEADINGS[one.kind, one.world][lang == "en"]

    ordered = sorted(revisions, key=lambda one: not one.world)  # stable: kinds keep their order
    blocks = [
        Block(title, (Entry("", tuple(_item(one, lang) for one in found)),))
        for (_, title), found in groupby(ordered, key=heading)
    ]
    notes = [] if revisions else [words["nothing"]]
    title = words["title"].format(before.name, after.name)
    return lay_out(title, notes, blocks, (), form, width)


def revision_json(before: Release, after: Release, revisions: Sequence[Revision]) -> str:
    """Return the revisions as JSON, with the two versions."""
    import json  # only for json

    found = [{**asdict(one), "id": one.id} for one in revisions]
    versions = {"from": before.name, "to": after.name}
    return json.dumps({**versions, "revisions": found}, ensure_ascii=False, indent=2) + "\n"


def _item(one: Revision, lang: str) -> str:
    notes = list(one.properties)
    if one.said and one.said != one.says:
        notes.insert(0, _WORDS[lang]["before"].format(one.said))
    noted = f" ({'; '.join(notes)})" if notes else ""
    return f"{one.says}{noted} [{one.id}]"

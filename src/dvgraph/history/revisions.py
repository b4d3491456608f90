"""The changes made to the data between two versions, as a table and in sentences."""

from collections.abc import Sequence
from dataclasses import asdict
from itertools import groupby

from dvgraph.history.layout import Block, Entry, lay_out
from dvgraph.history.releases import Release, Revision
from dvgraph.locale.captions import caption
from dvgraph.locale.words import words
from dvgraph.rdf.oxigraph import Literal, NamedNode, Term
from dvgraph.store.protocol import Table

REVISION_COLUMNS = (
    *("soort", "wereld", "facet", "wat", "voordien", "eigenschappen"),
    *("uitspraak", "vorige", "id"),
)


def revision_table(revisions: Sequence[Revision], lang: str) -> Table:
    """Return a row for each revision; columns: REVISION_COLUMNS.

    ``wereld``: whether the world changed; ``voordien``: the former statement in words.
    """
    rows: list[tuple[Term | None, ...]] = []
    for one in revisions:
        named = words("facets", lang).get(one.facet)
        facet = named or caption("kind", one.facet, lang)  # a contradiction, gap or other thing
        rows.append(
            (
                Literal(words("history.revisions.kinds", lang)[one.kind]),
                Literal(caption("yes-no", "yes" if one.world else "no", lang)),
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
    """Return the revisions in sentences, as text or md, with changes in the world separately.

    ``width`` is the width of plain text in columns.
    """
    phrases = words("history.revisions", lang)

    def heading(one: Revision) -> tuple[bool, str]:
        ours, theirs = (words(f"history.revisions.{whose}", lang) for whose in ("ours", "world"))
        return not one.world, (theirs if one.world else ours)[one.kind]

    ordered = sorted(revisions, key=lambda one: not one.world)  # stable: the order of kinds is kept
    blocks = [
        Block(title, (Entry("", tuple(_item(one, lang) for one in found)),))
        for (_, title), found in groupby(ordered, key=heading)
    ]
    notes = [] if revisions else [phrases["nothing"]]
    title = phrases["title"].format(before.name, after.name)
    return lay_out(title, notes, blocks, (), form, width)


def revision_json(before: Release, after: Release, revisions: Sequence[Revision]) -> str:
    """Return the revisions as JSON, with the two versions."""
    import json  # JSON alone has this property

    found = [{**asdict(one), "id": one.id} for one in revisions]
    versions = {"from": before.name, "to": after.name}
    return json.dumps({**versions, "revisions": found}, ensure_ascii=False, indent=2) + "\n"


def _item(one: Revision, lang: str) -> str:
    notes = list(one.properties)
    if one.said and one.said != one.says:
        notes.insert(0, words("history.revisions", lang)["before"].format(one.said))
    noted = f" ({'; '.join(notes)})" if notes else ""
    return f"{one.says}{noted} [{one.id}]"

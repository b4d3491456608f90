"""The task ledger as rows."""

from collections.abc import Iterator

from dvgraph.derive.states import STATES
from dvgraph.ledgers.spells import Joint, Spell
from dvgraph.ledgers.tasks import Fate, Life, TaskLedger
from dvgraph.locale.captions import caption
from dvgraph.locale.wording import standing
from dvgraph.locale.words import words
from dvgraph.rdf.oxigraph import Literal
from dvgraph.store.protocol import Table
from dvgraph.things import columns
from dvgraph.things.columns import Cells

COLUMNS = (
    *("ding", "dingLabel", "soort", "wat", "organisatie", "organisatieLabel", "rol", "rolLabel"),
    *("geldt", "van", "tot", *columns.BOUNDS),
    *("lot", "lotLabel", "naar", "naarLabel", "herkomst", "lacune", "lacuneLabel"),
    *columns.GROUNDS,
    *columns.EVIDENCE,
)
_ORIGINS = {"gap": "looked for"}


def say(word: str, lang: str) -> str:
    """Return a fixed word of the ledger: a kind of row, or the origin of a fate."""
    return words("ledgers.tasks", lang).get(word) or caption("kind", word, lang)


def origin(fate: Fate, lang: str) -> str:
    """Return the origin of a fate in words."""
    return say(_ORIGINS.get(fate.origin, fate.origin), lang)


def table(ledger: TaskLedger) -> Table:
    """Return the ledger as rows, by thing and time; columns: COLUMNS.

    ``wat`` is the kind of row: a period (adjacent equal periods are joined), a fate, a gap, an
    overlap, or an unclear hand-over (gap or overlap). For a fate, ``van`` is its date,
    ``organisatie`` the organisation whose period ended, and ``herkomst`` its origin. ``geldt`` is
    the state of a period on the ledger's day. For gaps and overlaps, ``organisatie`` is the earlier
    organisation, ``naar`` the later one. ``van`` and ``tot`` are as written if one statement has
    them; their bounds are always given.
    """
    return Table(COLUMNS, [row for life in ledger.lives for row in _rows(ledger, life)])


def _rows(ledger: TaskLedger, life: Life) -> Iterator[Cells]:
    found = [
        *((one.bounds, 0, _period(ledger, one)) for one in life.roles),
        *(((*one.days, *one.days), 1, _fate(ledger, one)) for one in life.fates),
        *((one.bounds, 2, _joint(ledger, one)) for one in life.joints),
    ]
    for _, _, row in sorted(found, key=lambda one: one[:2]):
        yield row


def _head(ledger: TaskLedger, thing: str, what: str) -> Cells:
    lang = ledger.graph.lang
    kind = "task" if "dvg:Taak" in ledger.graph.types(thing) else "service"
    return (*columns.thing(ledger.graph, thing), Literal(say(kind, lang)), Literal(say(what, lang)))


def _period(ledger: TaskLedger, spell: Spell) -> Cells:
    graph = ledger.graph
    single = spell.statements[0] if len(spell.statements) == 1 else ""
    return (
        *_head(ledger, spell.thing, "period"),
        *columns.thing(graph, spell.organisation),
        *columns.thing(graph, spell.role),
        Literal(_standing(ledger, spell)),
        *(columns.written(ledger.graph, single, name) for name in ("dvg:van", "dvg:tot")),
        *map(columns.day, spell.bounds),
        *(None,) * 7,
        *columns.grounds(graph, spell.statements),
        *columns.evidence(graph, spell.statements),
    )


def _standing(ledger: TaskLedger, spell: Spell) -> str:
    """Return the state of a period on the ledger's day, in words: the surest of its statements."""
    graph = ledger.graph
    found = [
        (STATES.index(state), len(doubts), standing(state, doubts, graph.lang))
        for one in spell.statements
        if (state := graph.state(one, ledger.today))
        for doubts in (graph.doubts(one),)
    ]
    return min(found)[2] if found else ""


def _fate(ledger: TaskLedger, fate: Fate) -> Cells:
    graph = ledger.graph
    stated = fate.statements[0] if fate.origin == "stated" else ""
    return (
        *_head(ledger, fate.thing, "fate"),
        *columns.thing(graph, fate.spell.organisation if fate.spell else ""),
        *(None, None, None),
        *(columns.written(ledger.graph, stated, "dvg:van"), None),
        *(*map(columns.day, fate.days), None, None),
        *(*columns.thing(graph, fate.fate), *columns.thing(graph, fate.target)),
        Literal(origin(fate, graph.lang)),
        *columns.thing(graph, fate.gap),
        *columns.grounds(graph, fate.statements),
        *columns.evidence(graph, fate.statements),
    )


def _joint(ledger: TaskLedger, joint: Joint) -> Cells:
    graph = ledger.graph
    earlier, later = joint.earlier, joint.later
    return (
        *_head(ledger, earlier.thing, joint.kind),
        *columns.thing(graph, earlier.organisation),
        *(None, None, None, None, None),
        *map(columns.day, joint.bounds),
        *(None, None, *columns.thing(graph, later.organisation), None, None, None),
        *(None,) * len(columns.GROUNDS),
        *columns.evidence(graph, sorted({*earlier.statements, *later.statements})),
    )

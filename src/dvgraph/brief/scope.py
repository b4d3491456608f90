"""What a brief is about: the posts and organisations meant, what is tied to them, what was said."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from dvgraph.errors import UseError
from dvgraph.labels.neighbourhood import Neighbourhood
from dvgraph.things.sentences import kind

_VERSION_OF = "gen:isTijdspecialisatieVan"
_PARTICIPANTS = ("org:originalOrganization", "org:resultingOrganization")
# Organisations that these relations put inside another belong to its story.
_INSIDE = ("ouder", "ingebed-in", "gegroeid-binnen", "gelanceerd-door")
# Its means may be kept, and its people employed, elsewhere.
_THROUGH = ("middelen-via", "personeel-via")

# What a source says of a post when it argues its case, and not only who held it.
_CASE = ("dvg:Functieclassificatie", "dvg:Kenmerk")


class Scope(NamedTuple):
    """Posts, organisations (versions, continuing), tied units, events; statements in the period.

    ``before`` are the statements that already held on the first day, ``within`` those that may
    have begun or ended, or were measured or attested, after it and up to the last.
    """

    posts: tuple[str, ...]
    organisations: tuple[str, ...]
    units: tuple[str, ...]
    events: tuple[str, ...]
    before: tuple[str, ...]
    within: tuple[str, ...]


def scope(hood: Neighbourhood, thing: str, since: date, until: date) -> Scope:
    """Return the scope of a brief on a post or an organisation; UseError for anything else."""
    hood.describe([thing])
    types = hood.types(thing)
    if "org:Post" in types:
        own = hood.iris(thing, "org:postIn")
    elif "org:Organization" in types or "gen:VersieVolgensGeldigeTijd" in types:
        own = [thing]
    else:
        raise UseError(
            f"'{thing}' is no post and no organisation",
            hint="Name one, as in dvgraph brief administrateur-generaal --since 2017",
        )
    hood.describe(own)
    registers = [*own, *(one for org in own for one in hood.iris(org, _VERSION_OF))]
    versions = hood.mentions(registers, _VERSION_OF)
    organisations = tuple(dict.fromkeys((*registers, *versions)))
    posts = (thing,) if "org:Post" in types else tuple(hood.mentions(organisations, "org:postIn"))
    near = hood.mentions((*posts, *organisations))
    events = tuple(n for n in near if set(hood.iris(n, *_PARTICIPANTS)) & set(organisations))
    units = _units(hood, near, organisations)
    done = {
        iri
        for n in near
        for iri in hood.iris(n, "dvg:taak", "dvg:dienst")
        if set(hood.iris(n, "dvg:organisatie")) & set(organisations)
    }
    beside = [
        one
        for one in hood.mentions((*units, *events))
        if not set(units) & set(hood.around(one)) or _recent(hood, one, since)
    ]
    figures = hood.mentions(sorted(done), "dvg:betreft")
    told = hood.mentions(posts, "dvg:functie", "dvg:onderwerp")
    known = [*near, *beside, *figures, *_same_sources(hood, told)]
    acts = [iri for n in known for iri in hood.iris(n, "dvg:grond")]
    known += hood.mentions(acts, "dvg:over")
    current = sorted({n for n in known if "dvg:GeldendeUitspraak" in hood.types(n)})
    return Scope(
        posts, organisations, units, events,
        tuple(n for n in current if kind(hood, n) != "dvg:Cijfer" and _held(hood, n, since)),
        tuple(n for n in current if in_period(hood, n, since, until)),
    )  # fmt: skip


def _units(
    hood: Neighbourhood, near: Iterable[str], organisations: tuple[str, ...]
) -> tuple[str, ...]:
    inside = []
    for one in near:
        relation = hood.iri(one, "dvg:betrekking").rpartition("/")[2]
        outer, inner = ("dvg:voorwerp", "dvg:onderwerp")
        if relation in _THROUGH:
            outer, inner = inner, outer
        elif relation not in _INSIDE:
            continue
        if set(hood.iris(one, outer)) & set(organisations):
            inside += hood.iris(one, inner)
    return tuple(one for one in dict.fromkeys(inside) if one not in organisations)


def _same_sources(hood: Neighbourhood, told: Iterable[str]) -> list[str]:
    """Return all that is said by the sources that weigh or describe the post: its case."""
    case = [one for one in told if kind(hood, one) in _CASE]
    passages = [iri for one in case for iri in hood.iris(one, "dvg:vindplaats")]
    hood.describe(passages)
    sources = dict.fromkeys(iri for one in passages for iri in hood.iris(one, "dct:isPartOf"))
    return hood.mentions(hood.mentions(sources, "dct:isPartOf"), "dvg:vindplaats")


def _recent(hood: Neighbourhood, statement: str, since: date) -> bool:
    """Return whether a statement on a unit is of the period, and not of an unknown time before."""
    span = hood.span(statement)
    return span is not None and (bool(span.seen) or span.bounds[0] >= since)


def _held(hood: Neighbourhood, statement: str, day: date) -> bool:
    span = hood.span(statement)
    return span is not None and span.bounds[1] <= day < span.bounds[3]


def in_period(hood: Neighbourhood, statement: str, since: date, until: date) -> bool:
    """Return whether a statement may have begun, ended or been measured in the period."""
    span = hood.span(statement)
    if span is None:
        return False
    # What is only attested may have been so always: it is told of the time in which it was seen.
    seen = "" if span.van else span.seen
    if seen and (max(seen) < since.isoformat()[:4] or until.isoformat() < min(seen)):
        return False
    first, last, ended, over = span.bounds
    return first <= until and over > since and (last >= since or ended <= until)

"""The scope of a brief: its posts and organisations, related units, and the statements."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from dvgraph.derive.states import IN_FORCE
from dvgraph.errors import UseError
from dvgraph.labels.subgraph import Subgraph
from dvgraph.locale.reader import explained
from dvgraph.namespaces import DVG, FIRST, slug
from dvgraph.questions import search
from dvgraph.store.protocol import Store
from dvgraph.things.sentences import concept, kind

_SUBJECTS = {"org:Post", "org:Organization", "m8g:PublicOrganisation"}
_VERSION_OF = "gen:isTijdspecialisatieVan"
PARTICIPANTS = (
    *("org:originalOrganization", "org:resultingOrganization", "dvg:gewijzigdeOrganisatie"),
)
# Relations by which a unit inside the organisation belongs to its brief.
_INSIDE = ("ouder", "ingebed-in", "gegroeid-binnen", "gelanceerd-door")
# Relations by which another body may have its means and its staff.
_THROUGH = ("middelen-via", "personeel-via")

# A source of such a statement on a post argues the post's case, and does not just name a holder.
_CASE = ("dvg:Functieclassificatie", "dvg:Kenmerk")


@dataclass(frozen=True, slots=True)
class BriefScope:
    """The things and statements of a brief.

    ``organisations``: the organisations, in all their versions.
    ``units``, ``events``: the units and events related to these organisations.
    ``before``: the statements in force on the first day of the period.
    ``within``: the statements that may have begun, ended, or been measured or attested after the
    first day and up to the last.
    ``case``: the statements, in ``before`` or ``within``, from sources that argue the post's case.
    ``applicant``: the sources that make the request itself.
    ``questions``: the contradictions and gaps about any of these things and statements.
    """

    posts: tuple[str, ...]
    organisations: tuple[str, ...]
    units: tuple[str, ...]
    events: tuple[str, ...]
    before: tuple[str, ...]
    within: tuple[str, ...]
    case: frozenset[str]
    applicant: frozenset[str]
    questions: tuple[str, ...]


# Long since it proceeds in steps, each of which uses the results of the previous one.
def scope(graph: Subgraph, thing: str, since: date, until: date) -> BriefScope:
    """Return the scope of a brief on a post or an organisation; UseError for anything else."""
    types = graph.types(thing)
    if "org:Post" in types:
        own = graph.iris(thing, "org:postIn")
    elif "org:Organization" in types or "m8g:PublicOrganisation" in types:
        own = [thing]
    else:
        raise UseError(*explained("errors.brief", "no subject", name=thing))
    graph.expect(own)
    registers = [*own, *(one for org in own for one in graph.iris(org, _VERSION_OF))]
    versions = graph.mentions(registers, _VERSION_OF)
    organisations = tuple(dict.fromkeys((*registers, *versions)))
    posts = (thing,) if "org:Post" in types else tuple(graph.mentions(organisations, "org:postIn"))
    near = graph.mentions((*posts, *organisations))
    events = tuple(n for n in near if set(graph.iris(n, *PARTICIPANTS)) & set(organisations))
    units = _units(graph, near, organisations)
    done = {
        iri
        for n in near
        for iri in graph.iris(n, "dvg:taak", "dvg:dienst")
        if set(graph.iris(n, "dvg:organisatie")) & set(organisations)
    }
    beside = [
        one
        for one in graph.mentions((*units, *events))
        if not set(units) & set(graph.around(one)) or _recent(graph, one, since)
    ]
    figures = graph.mentions(sorted(done), "dvg:betreft")
    statements_on_post = graph.mentions(posts, "dvg:functie", "dvg:onderwerp")
    case = _same_sources(graph, statements_on_post)
    known = [*near, *beside, *figures, *case]
    acts = [iri for n in known for iri in graph.iris(n, "dvg:grond")]
    known += graph.mentions(acts, "dvg:over")
    current = sorted({n for n in known if _current(graph, n)})
    held = [n for n in current if not planned(graph, n) and _held(graph, n, since)]
    before = [n for n in held if kind(graph, n) != "dvg:Cijfer"]
    within = [n for n in current if in_period(graph, n, since, until)]
    things = (*before, *within, *posts, *organisations, *units, *events)
    return BriefScope(
        posts=posts,
        organisations=organisations,
        units=units,
        events=events,
        before=tuple(before),
        within=tuple(within),
        case=frozenset(case) & {*before, *within},
        applicant=_applicant(graph, statements_on_post),
        questions=tuple(sorted(graph.mentions(things, "dvg:tussen", "dvg:onderwerp"))),
    )


def used(store: Store, thing: str) -> frozenset[str]:
    """Return all statements of any brief on a thing, for all time; empty if it has no brief."""
    graph = Subgraph(store, "nl")
    graph.expect([thing] if thing else [])
    if not _SUBJECTS & set(graph.types(thing)):
        return frozenset()
    found = scope(graph, thing, date.min, date.today())
    return frozenset((*found.before, *found.within))


def last_classified(graph: Subgraph, thing: str) -> date | None:
    """Return the day of the last attested classification of a post, or of an organisation's posts.

    Returns None if no classification is recorded.
    """
    own = [thing, *graph.iris(thing, _VERSION_OF)]
    posts = [thing, *graph.mentions(own, "org:postIn")]
    days = [text for post in posts for text in graph.texts(post, "dvg:laatsteIndeling")]
    return date.fromisoformat(max(days)) if days else None


def first_day(graph: Subgraph, thing: str) -> date | None:
    """Return the first day of a brief if none is given, or None if the data has no such day.

    For an organisation, it is the first day on which it can have existed; for a post, and for an
    organisation of unknown age, that of ``last_classified``.
    """
    if "org:Post" not in graph.types(thing):
        lives = (one for one in graph.mentions([thing], "dvg:over") if _current(graph, one))
        days = [span.bounds[0] for one in lives if (span := graph.span(one))]
        if days and min(days) > FIRST:
            return min(days)
    return last_classified(graph, thing)


def known_posts(store: Store) -> tuple[list[str], int]:
    """Return the names of the posts with an attested classification, and the number of all posts.

    A brief on one of them needs no first day.
    """
    every = sorted({one.iri for one in search.names(store, search.KINDS["post"])})
    graph = Subgraph(store, "nl")
    graph.expect(every)
    return [slug(one) for one in every if last_classified(graph, one)], len(every)


def planned(graph: Subgraph, statement: str) -> bool:
    """Return whether a source only announces a statement."""
    return f"{DVG}gepland" in graph.iris(statement, "dvg:stand")


def _current(graph: Subgraph, node: str) -> bool:
    """Return whether a statement is current or planned; sentences mark planned ones as such."""
    if "dvg:GeldendeUitspraak" in graph.types(node):
        return True
    gone = graph.texts(node, "prov:invalidatedAtTime")
    told = kind(graph, node) not in ("", "dvg:Bestaan", "dvg:Cijfer")
    return told and planned(graph, node) and not gone


def _units(graph: Subgraph, near: Iterable[str], organisations: tuple[str, ...]) -> tuple[str, ...]:
    inside = []
    for one in near:
        relation = graph.iri(one, "dvg:betrekking").rpartition("/")[2]
        outer, inner = ("dvg:voorwerp", "dvg:onderwerp")
        if relation in _THROUGH:
            outer, inner = inner, outer
        elif relation not in _INSIDE:
            continue
        if set(graph.iris(one, outer)) & set(organisations):
            inside += graph.iris(one, inner)
    return tuple(one for one in dict.fromkeys(inside) if one not in organisations)


def _same_sources(graph: Subgraph, statements_on_post: Iterable[str]) -> list[str]:
    """Return all statements by the sources that evaluate or describe the post: its case."""
    case = [one for one in statements_on_post if kind(graph, one) in _CASE]
    passages = [iri for one in case for iri in graph.iris(one, "dvg:vindplaats")]
    sources = dict.fromkeys(iri for one in passages for iri in graph.iris(one, "dct:isPartOf"))
    return graph.mentions(graph.mentions(sources, "dct:isPartOf"), "dvg:vindplaats")


def _applicant(graph: Subgraph, statements_on_post: Iterable[str]) -> frozenset[str]:
    """Return the sources of the statement that the post's re-evaluation is requested.

    In such a source an organisation argues for its own request.
    """
    asked = [one for one in statements_on_post if concept(graph, one) == "herweging-gevraagd"]
    sources = [passage.source for one in asked for passage in graph.passages(one)]
    graph.expect(sources)
    return frozenset(
        one
        for one in sources
        if any(each.endswith("/bronsoort/motivering") for each in graph.iris(one, "dct:type"))
    )


def _recent(graph: Subgraph, statement: str, since: date) -> bool:
    """Return whether a statement on a unit is in the period, and not of an unknown earlier time."""
    span = graph.span(statement)
    return span is not None and (bool(span.seen) or span.bounds[0] >= since)


def _held(graph: Subgraph, statement: str, day: date) -> bool:
    """Return whether a statement had begun by a day and, as far as known, had not ended."""
    validity = graph.validity(statement, attested=False)
    return validity is not None and validity.bounds[1] <= day and validity.on(day) in IN_FORCE


def in_period(graph: Subgraph, statement: str, since: date, until: date) -> bool:
    """Return whether a statement may have begun, ended or been measured in the period."""
    span = graph.span(statement)
    if span is None:
        return False
    # A fact that is only attested may be much older: it counts at its time of attestation.
    seen = "" if span.van else span.seen
    if seen and (max(seen) < since.isoformat()[:4] or until.isoformat() < min(seen)):
        return False
    first, last, ended, over = span.bounds
    return first <= until and over > since and (last >= since or ended <= until)

"""The chapter of a brief for each statement."""

from collections.abc import Iterable
from datetime import date

from dvgraph.brief.scope import BriefScope, planned
from dvgraph.derive.states import IN_FORCE
from dvgraph.labels.subgraph import Subgraph
from dvgraph.things.sentences import concept, kind, parts, subject

# The chapters of relations and characteristics; for others, the subject decides.
_RELATIONS = {
    **dict.fromkeys(("regelgevend-kader", "geregeld-in", "berust-op", "vastgelegd-in"), "law"),
    **dict.fromkeys(("personeel-via", "personeel-overgenomen-van"), "people"),
    **dict.fromkeys(("voorziet-in", "gepland-naar", "richt-op"), "law"),
    "middelen-via": "means",
    "blijkt-uit": "context",
    "overkoepelt": "tasks",
    "treedt-op-als": "tasks",
}
_TRAITS = {
    **dict.fromkeys(("omgevingsfactor", "betekenis", "doel", "missie"), "context"),
    "nood": "risk",
    "norm": "tasks",
    "groei": "people",
}
# The event already covers its participants; names and numbers are not changes.
_UNTOLD = {
    *("oorspronkelijk", "resulterend", "naam", "werknaam", "ovo-nummer", "registercode"),
    *("adres", "contactadres", "e-mailadres", "telefoonnummer", "website", "locatie"),
    *("codexnummer", "eu-nummer", "numac-nummer", "nummerformaat", "titel-vertaald"),
    *(
        "geplande-datum",
        "bekendmaking",
        "afgekondigd",
        "aangenomen",
        "ingediend",
        "goedkeuring-regering",
    ),
}
_PLANS = ("voorziet-in", "gepland-naar")
# These minor facts are in the annex only.
_BODY = {
    *("aanpak", "organisatiematuriteit", "gevolg", "veiligheidsmachtiging", "rechtstreeks-onder"),
    *("ambtshalve-verbonden", "ingebed-in", "ouder", "gegroeid-binnen", "beoordeeld-door"),
    *("regelgevend-kader", "middelen-via", "personeel-via", "groei", "nood", "omgevingsfactor"),
    *("betekenis", "missie", "blijkt-uit"),
}
_TERMS = ("jaar", "dagen")  # units of a duration, such as that of a contract
PLANS_OF = ("post", "tasks", "structure", "law", "context", "means", "people")
SERVICES = {"cpsv:PublicService", "dcat:DataService", "dcat:Dataset", "dcat:Catalog"}
_CONCEPTS = {"dvg:Betrekking": "dvg:betrekking", "dvg:Kenmerk": "dvg:kenmerk"}


def chapter_of(graph: Subgraph, statement: str, scope: BriefScope) -> str:
    """Return the chapter of a statement, or the empty string if a brief leaves it out.

    The chapters are post, tasks, services, structure, people, means, reach, law, context, risk and
    events.
    """
    name, about = kind(graph, statement), subject(graph, statement)
    own = {*scope.organisations, *scope.units}
    if name == "dvg:Cijfer":
        return _figures(graph, statement, own, scope)
    if name == "dvg:Bestaan":
        return "events"
    if name == "dvg:Verantwoordelijkheid":
        service = bool(graph.iris(statement, "dvg:dienst"))
        return ("services" if service else "tasks") if about in own else ""
    if name == "dvg:Takenlot":
        return "tasks" if own & set(graph.iris(statement, "dvg:naar")) else ""
    if name == "dvg:Bezetting":
        return "post" if set(graph.iris(statement, "dvg:functie")) & set(scope.posts) else ""
    if about in scope.posts:
        return "post" if name else ""
    word = concept(graph, statement)
    if word == "gevolg":
        return "structure" if about in scope.events else "context"
    if word in _PLANS and statement not in scope.within:
        return ""
    if word in _UNTOLD or name not in _CONCEPTS:
        return ""
    if chosen := (_RELATIONS if name == "dvg:Betrekking" else _TRAITS).get(word):
        return chosen
    return "services" if SERVICES & set(graph.types(about)) else "structure"


def in_body(graph: Subgraph, statement: str, scope: BriefScope, until: date) -> bool:
    """Return whether the body has a statement (not a figure, a task or an event).

    A rule is included only if it still applies, an event only if it is in the period, and every
    holder of the post. Plans are left out, since they are listed with the doubts.
    """
    if planned(graph, statement):
        return False
    about, word = subject(graph, statement), concept(graph, statement)
    if kind(graph, statement) == "dvg:Bezetting":
        return True
    own = {*scope.organisations, *scope.units, *scope.posts}
    if word == "regelgevend-kader":
        law = about in scope.organisations and graph.state(statement, until) in IN_FORCE
        return law and (statement in scope.case or not graph.doubts(statement))
    if word in ("ouder", "ingebed-in"):
        return bool(set(graph.iris(statement, "dvg:voorwerp")) & own)
    if word == "nood":
        return about in own
    if word == "bevoegde-minister":
        return about in scope.organisations and statement in scope.within
    if statement in scope.before and about in scope.events:
        return False
    return word in _BODY


def came_true(graph: Subgraph, statements: Iterable[str]) -> dict[str, list[str]]:
    """Return the plans that came true, each with the later facts that have the same content."""
    alike: dict[tuple[object, ...], list[str]] = {}
    for one in statements:
        kind_, code, fields = parts(graph, one, str)
        alike.setdefault((kind_, code, *sorted(fields.items())), []).append(one)
    found = {}
    for same in alike.values():
        facts = [one for one in same if not planned(graph, one)]
        for plan in (one for one in same if one not in facts):
            if later := [one for one in facts if _later(graph, one, plan)]:
                found[plan] = later
    return found


def _later(graph: Subgraph, fact: str, plan: str) -> bool:
    """Return whether a fact was attested or began after the announcement of its plan."""
    told, announced = graph.span(fact), graph.span(plan)
    if not told or not announced:
        return False
    return told.bounds[3] > announced.bounds[0] and bool(told.seen or told.van)


def _figures(graph: Subgraph, statement: str, own: set[str], scope: BriefScope) -> str:
    unit = graph.iri(statement, "dvg:eenheid").rpartition("/")[2]
    about = subject(graph, statement)
    if about in scope.posts:
        return "post-figures"
    if unit.startswith("euro") or unit in _TERMS:
        return "means-figures"
    return "people-figures" if unit == "personen" and about in own else "reach-figures"

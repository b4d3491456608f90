"""Digests of a state and of a difference: counts, with the first few facts or changes."""

from collections.abc import Hashable, Iterable, Iterator, Mapping

from dvgraph.history import chronicle, portrait
from dvgraph.history.as_of import Fact, State
from dvgraph.history.changes import Transition
from dvgraph.history.diff import Difference
from dvgraph.history.phrases import Phrasing
from dvgraph.labels.subgraph import Reference, Subgraph
from dvgraph.locale.captions import beside, joined
from dvgraph.locale.wording import capitalised
from dvgraph.locale.words import words
from dvgraph.results.digest import Bullet, Digest, Topic, cited, counted, once
from dvgraph.things.facets import caption as facet_caption
from dvgraph.things.life import life

# The heading of each facet, in order.
_STATE = {
    "tasks": ("tasks",),
    "services": ("services",),
    "status": ("existence", "names", "legal form", "parent", "domain", "minister"),
    "people": ("people", "classes"),
    "figures": ("figures",),
    "others": ("legal basis", "relations", "traits", "fates", "events", "decisions"),
}
_CHANGES = {
    "organisations": (),  # changes of organisations, whatever their facet
    **{"tasks added": (), "services added": (), "passed on": ("fates",), "ended": ()},
    "ended with": (),
    "people": ("people", "classes"),
    "policy": ("minister", "domain", "legal basis"),
    "figures": ("figures",),
    "decisions": ("decisions",),
    "events": ("events",),
    "others": (),
}
_DUTIES = ("tasks", "services")
_APART = ("possible", "unknown")
_NOUNS = {"tasks": "taak", "services": "dienst"}  # facets counted in the first sentence
_BESIDE = (*_APART, "planned", "grounds")  # groups that count neither as facts nor as changes


def of_state(state: State, known_on: str = "", below: Iterable[str] = ()) -> Digest:
    """Return the digest of a state, with the lines ``below`` at the end.

    Facts with the status "as far as known" count as facts, as they do on a page; possible, planned
    and unknown statements are counted separately. ``known_on``: a day of recording, if given.
    """
    graph = state.graph
    found: dict[str, list[Bullet]] = {}
    for name, facets in _STATE.items():
        held = [f for f in state.facts if f.facet in facets and f.status not in _APART]
        known = name in (*_DUTIES, "figures")  # otherwise its heading does not describe it
        found[name] = list(_facts(graph, held, state.entity, named=not known))
    for status in ("possible", "unknown"):
        apart = [fact for fact in state.facts if fact.status == status]
        found[status] = list(_facts(graph, apart, state.entity, named=True))
    found["planned"] = list(_facts(graph, state.plans, state.entity, named=True))
    _, lives = life(graph, state.entity, state.day) if state.entity else (None, "")
    remarks = portrait.notes(state, "", known_on, alive=not lives)
    title = portrait.title(state) + (f": {lives}" if lives else "")
    number = sum(len(items) for name, items in found.items() if name not in _BESIDE)
    return _digest(title, remarks, "feiten", number, found, graph.lang, below)


def of_changes(difference: Difference, known_on: str = "", below: Iterable[str] = ()) -> Digest:
    """Return the digest of a difference: changes of organisations, then of tasks, then the rest.

    Changes that possibly fell between the two days, and announcements, are counted separately.
    """
    graph = difference.graph
    names = ("organisations", "grounds", *_CHANGES, "possible", "planned")
    found: dict[str, list[Bullet]] = {name: [] for name in names}
    # The tasks and services that were added, each with whether a source dates its start.
    dated: dict[str, dict[str, bool]] = {name: {} for name in _COUNTED["veranderingen"]}
    late: set[int] = set()  # what a source dates comes first
    for change, name in _headed(difference):
        item = _change(graph, change, name, difference.entity)
        found[name].append(item)
        if name in dated:
            thing = graph.iri(change.statement, "dvg:taak", "dvg:dienst")
            dated[name][thing] = dated[name].get(thing, False) or _dated(graph, change)
            late |= set() if _dated(graph, change) else {id(item)}
    found["planned"] = list(_facts(graph, difference.plans, difference.entity, named=True))
    found["grounds"] = list(_grounds(graph, difference.changes))
    remarks = chronicle.notes(difference, (), known_on)
    title = chronicle.title(difference)
    for name in dated:
        found[name].sort(key=lambda item: id(item) in late)
    number = sum(change.certain for change in difference.changes)
    return _digest(title, remarks, "veranderingen", number, found, graph.lang, below, dated)


def added(difference: Difference) -> dict[str, set[str]]:
    """Return the tasks (IRIs) that a digest lists as added, each with the organisations."""
    found: dict[str, set[str]] = {}
    for change, name in _headed(difference):
        for task, body in _received(difference.graph, change) if name == "tasks added" else ():
            found.setdefault(task, set()).add(body)
    return found


def _headed(difference: Difference) -> Iterator[tuple[Transition, str]]:
    """Yield each change with the name of its group."""
    graph = difference.graph
    passed = {received for one in difference.changes for received in _passed(graph, one)}
    for change in difference.changes:
        name = _heading(graph, change) if change.certain else "possible"
        if name.endswith(" added") and passed & set(_received(graph, change)):
            name = "passed on"  # what came from another organisation is told there, and only there
        yield change, name


def _passed(graph: Subgraph, change: Transition) -> list[tuple[str, str]]:
    """Return the task and the receivers in the statement that a task certainly moved."""
    if not change.certain or change.facet != "fates" or change.kind != "moved":
        return []
    [thing] = graph.iris(change.statement, "dvg:taak", "dvg:dienst")[:1] or [""]
    return [(thing, one) for one in graph.iris(change.statement, "dvg:naar")]


def _received(graph: Subgraph, change: Transition) -> list[tuple[str, str]]:
    """Return the task or service of a change, with each organisation that has it after it."""
    return [
        (thing, organisation)
        for one in change.after
        for thing in graph.iris(one, "dvg:taak", "dvg:dienst")
        for organisation in graph.iris(one, "dvg:organisatie")
    ]


def _dated(graph: Subgraph, change: Transition) -> bool:
    """Return whether a source gives the start of a change."""
    return any(span and span.van for span in map(graph.span, change.after))


# The noun for each group's count, where the general noun would not be clear.
_COUNTED = {"feiten": ("tasks", "services"), "veranderingen": ("tasks added", "services added")}


# Long since its docstring and signature are: it writes one sentence.
def _digest(
    title: str,
    remarks: Iterable[str],
    noun: str,
    number: int,
    found: dict[str, list[Bullet]],
    lang: str,
    below: Iterable[str],
    dated: Mapping[str, Mapping[str, bool]] | None = None,
) -> Digest:
    """Return a digest of a ``number`` of facts or changes (``noun``).

    ``dated`` has the things that are counted instead of the items, each with whether a source
    gives its start.
    """
    nouns, phrases = words("history.digest.counted", lang), words("history.digest", lang)
    things = dated or {}
    groups = [Topic("", _title(name, lang), items) for name, items in found.items() if items]
    main, apart = list[str](), list[str]()
    for name, items in found.items():
        if items and name == "grounds":
            continue
        if items and name in _BESIDE:
            told = words("history.digest.apart", lang).get(
                name, f"{{}} {words('state', lang)[name]}"
            )
            apart.append(told.format(len(items)))
        elif items and name in _NOUNS:
            main.append(counted(_NOUNS[name], len(items), lang))
        elif items and name in nouns:
            one, _, many = nouns[name].partition("|")
            held = len(things.get(name, items))
            main.append(f"{held} {one if held == 1 else many or one}")
            if late := list(things.get(name, {}).values()).count(False):
                main[-1] = beside(main[-1], phrases["undated"].format(late))
    total = counted(noun, number, lang)
    parts = {"main": joined(main, lang), "beside": joined(apart, lang)}
    said = "".join(phrases[name].format(text) for name, text in parts.items() if text)
    sentences = [f"{title}.", *remarks, *([f"{total}{said}."] if groups else [])]
    if any(found.get(name) for name in _COUNTED[noun]):
        sentences.append(phrases["held" if noun == "feiten" else "begun"])
    if any(False in one.values() for one in things.values()):
        sentences.append(phrases["before"])
    return Digest(" ".join(sentences), groups, tuple(below), "", lang, beside=True)


def _title(name: str, lang: str) -> str:
    """Return the heading of a group: its own heading, or the word for its facet or status."""
    own, facets = words("history.digest.headings", lang), words("facets", lang)
    return own.get(name) or capitalised(facets.get(name) or words("state", lang)[name])


def _facts(
    graph: Subgraph, facts: Iterable[Fact], entity: str, *, named: bool = False
) -> Iterator[Bullet]:
    """Yield facts as items, each with its facet; facts of other things also with their name."""
    things: dict[Hashable, Bullet] = {}
    for text, group in portrait.items(graph, facts):
        fact = group[0]
        thing = graph.iri(fact.statement, "dvg:taak", "dvg:dienst") if not named else ""
        before = [facet_caption(fact.facet, graph.lang)] if named else []
        if fact.facet == "people":  # first the person, then the post
            before, text = [], f"{text}: {graph.label(fact.about)}"
        elif fact.about != entity:
            before.insert(0, graph.label(fact.about))
        label = f"{', '.join(before)}: {text}" if before else text
        passages = [passage for one in group for passage in one.passages]
        item = _item(graph, label, [one.id for one in group], passages)
        yield from once(things, (fact.facet, thing) if thing else None, item)


def _grounds(graph: Subgraph, changes: Iterable[Transition]) -> Iterator[Bullet]:
    """Yield the decisions and acts behind certain changes, the most frequent first."""
    behind: dict[str, list[Transition]] = {}
    for change in changes:
        for ground in change.grounds if change.certain else ():
            behind.setdefault(ground, []).append(change)
    for ground, found in sorted(behind.items(), key=lambda one: -len(one[1])):
        number = counted("veranderingen", len(found), graph.lang)
        # The sources are already given with each change.
        yield _item(graph, f"{graph.label(ground)} ({number})", [one.id for one in found], ())


def _heading(graph: Subgraph, change: Transition) -> str:
    if chronicle.of_body(graph, change):
        return "organisations"
    if change.facet in _DUTIES:
        if change.kind == "added":
            return f"{change.facet} added"
        if change.kind == "ended":
            return "ended with" if change.events else "ended"
        return "ended" if change.kind == "passed" else "passed on"
    return next((name for name, facets in _CHANGES.items() if change.facet in facets), "others")


def _change(graph: Subgraph, change: Transition, name: str, entity: str) -> Bullet:
    when = chronicle.when(graph, change)
    if name.endswith(" added"):  # the heading has the other words of the sentence
        text = Phrasing(graph).with_roles(list(change.after))
        label = f"{text}, {when}"
        if change.about != entity:
            label = f"{graph.label(change.about)}: {label}"
    else:
        label = f"{when}: {chronicle.sentence(graph, change)}"
    return _item(graph, label, [change.id], change.passages)


def _item(graph: Subgraph, label: str, ids: Iterable[str], passages: Iterable[Reference]) -> Bullet:
    return cited(label, ids, ((graph.label(one.source), one.place) for one in passages))

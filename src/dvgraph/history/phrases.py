"""Changes as sentences, in Dutch and English."""

from collections.abc import Iterable

from dvgraph.history.portrait import bare
from dvgraph.labels.subgraph import Subgraph
from dvgraph.locale.captions import joined
from dvgraph.locale.wording import measured
from dvgraph.things.facets import about
from dvgraph.things.sentences import says

# By facet and kind: {s} the subject, {x} the value that began or ended, {a} before and {b} after.
_CHANGES = {
    "existence": {
        "added": ("{s} ontstond", "{s} came into being"),
        "ended": ("{s} hield op te bestaan", "{s} ceased to exist"),
        "passed": ("{s} bestond", "{s} existed"),
    },
    "names": {
        "added": ("{s} kreeg de naam {x}", "{s} took the name {x}"),
        "ended": ("{s} heette niet langer {x}", "{s} was no longer called {x}"),
        "passed": ("{s} heette {x}", "{s} was called {x}"),
        "renamed": ("{s} heette {a} en kreeg de naam {b}", "{s}, called {a}, took the name {b}"),
    },
    "legal form": {
        "added": ("{s} kreeg de rechtsvorm {x}", "{s} got the legal form {x}"),
        "ended": ("{s} had niet langer de rechtsvorm {x}", "{s} no longer had the legal form {x}"),
        "passed": ("{s} had de rechtsvorm {x}", "{s} had the legal form {x}"),
        "changed": (
            "de rechtsvorm van {s} ging van {a} naar {b}",
            "the legal form of {s} went from {a} to {b}",
        ),
    },
    "parent": {
        "added": ("{s} kwam onder {x}", "{s} came under {x}"),
        "passed": ("{s} hoorde onder {x}", "{s} came under {x}"),
        "ended": ("{s} hoorde niet langer onder {x}", "{s} no longer came under {x}"),
        "moved": ("{s} ging van {a} naar {b}", "{s} moved from {a} to {b}"),
    },
    "domain": {
        "added": ("{s} kwam bij {x}", "{s} joined {x}"),
        "passed": (
            "{s} hoorde bij {x}",
            "{s} belonged to {x}",
        ),
        "ended": ("{s} verliet {x}", "{s} left {x}"),
        "moved": (
            "{s} ging van {a} naar {b}",
            "{s} moved from {a} to {b}",
        ),
    },
    "minister": {
        "added": ("{x} werd bevoegd voor {s}", "{x} became competent for {s}"),
        "passed": ("{x} was bevoegd voor {s}", "{x} was competent for {s}"),
        "ended": ("{x} was niet langer bevoegd voor {s}", "{x} was no longer competent for {s}"),
        "changed": (
            "{b} volgde {a} op als bevoegde minister voor {s}",
            "{b} succeeded {a} as minister competent for {s}",
        ),
    },
    "people": {
        "added": ("{x} werd {s}", "{x} became {s}"),
        "ended": ("{x} was niet langer {s}", "{x} was no longer {s}"),
        "changed": ("{b} volgde {a} op als {s}", "{b} succeeded {a} as {s}"),
        "passed": ("{x} was {s}", "{x} was {s}"),
    },
    "classes": {
        "added": ("{s} kreeg {x}", "{s} got {x}"),
        "passed": ("{s} had {x}", "{s} had {x}"),
        "ended": ("{s} had niet langer {x}", "{s} no longer had {x}"),
        "changed": ("{s} ging van {a} naar {b}", "{s} went from {a} to {b}"),
    },
    "tasks": {
        "added": ("{s} kreeg een taak: {x}", "{s} got a task: {x}"),
        "ended": ("{s} had een taak niet langer: {x}", "{s} no longer had a task: {x}"),
        "moved": ("de taak {t} ging van {a} naar {b}", "the task {t} went from {a} to {b}"),
        "changed": (
            "{s} kreeg een andere rol in de taak {t}: {b}, voordien {a}",
            "{s} got another role in the task {t}: {b}, before {a}",
        ),
        "passed": ("{s} had een taak: {x}", "{s} had a task: {x}"),
    },
    "services": {
        "added": ("{s} ging instaan voor een dienst: {x}", "{s} took on a service: {x}"),
        "ended": ("{s} stond niet langer in voor een dienst: {x}", "{s} gave up a service: {x}"),
        "moved": ("de dienst {t} ging van {a} naar {b}", "the service {t} went from {a} to {b}"),
        "changed": (
            "{s} kreeg een andere rol in de dienst {t}: {b}, voordien {a}",
            "{s} got another role in the service {t}: {b}, before {a}",
        ),
        "passed": ("{s} stond in voor een dienst: {x}", "{s} answered for a service: {x}"),
    },
    "fates": {
        "widened": ("de taak {s} werd verruimd{to}", "the task {s} was widened{to}"),
        "split": ("de taak {s} werd gesplitst{to}", "the task {s} was split{to}"),
        "moved": ("de taak {s} werd overgedragen{to}", "the task {s} was transferred{to}"),
        "ended": ("de taak {s} werd stopgezet", "the task {s} ended"),
        "continued": ("de taak {s} werd voortgezet{to}", "the task {s} was continued{to}"),
        "unknown": ("wat er van de taak {s} werd, is onbekend", "what became of {s} is unknown"),
    },
    "legal basis": {
        "added": ("voor {s} ging gelden: {x}", "to {s} came to apply: {x}"),
        "passed": ("voor {s} gold: {x}", "to {s} applied: {x}"),
        "ended": ("voor {s} gold niet langer: {x}", "to {s} no longer applied: {x}"),
    },
    "figures": {
        "added": ("{s}: {x}", "{s}: {x}"),
        "changed": ("{s}: {b}; voordien {a}", "{s}: {b}; before {a}"),
    },
    "": {
        "added": ("{s}: {x}", "{s}: {x}"),
        "ended": ("niet langer: {s}, {x}", "no longer: {s}, {x}"),
        "reworded": ("{s}: {b}; voordien {a}", "{s}: {b}; before {a}"),
        "passed": ("{s}: {x}", "{s}: {x}"),
    },
}
# By kind: {a} the things before, {b} after, {e} the event; singular and plural.
_HAPPENINGS = {
    "merged": (
        ("{a} ging op in {b}", "{a} merged into {b}"),
        ("{a} gingen op in {b}", "{a} merged into {b}"),
    ),
    "split": (
        ("{a} werd gesplitst in {b}", "{a} was split into {b}"),
        ("{a} werden gesplitst in {b}", "{a} were split into {b}"),
    ),
    "renamed": (
        ("{a} kreeg een andere naam: {b}", "{a} was renamed {b}"),
        ("{a} kregen een andere naam: {b}", "{a} were renamed {b}"),
    ),
    "replaced": (
        ("{b} kwam in de plaats van {a}", "{b} replaced {a}"),
        ("{b} kwam in de plaats van {a}", "{b} replaced {a}"),
    ),
    "ended": (
        ("{a} hield op te bestaan", "{a} ceased to exist"),
        ("{a} hielden op te bestaan", "{a} ceased to exist"),
    ),
    "added": (("{b} ontstond", "{b} came into being"), ("{b} ontstonden", "{b} came into being")),
}
# Statements that ended only with their subject: {s} and {x} as above.
_ENDED_WITH = {
    "tasks": ("met {s} eindigde een taak: {x}", "with {s} ended a task: {x}"),
    "services": ("met {s} eindigde een dienst: {x}", "with {s} ended a service: {x}"),
    "": ("met {s} eindigde: {x}", "with {s} ended: {x}"),
}
# By the fate of a task: the words before its target, a task or (second) an organisation.
_TO = {
    "widened": ((" tot {}", " to {}"), (" bij {}", " at {}")),
    "split": ((" in {}", " into {}"), (" over {}", " over {}")),
    "moved": ((" in {}", " in {}"), (" aan {}", " to {}")),
    "continued": ((" als {}", " as {}"), (" door {}", " by {}")),
}


class Phrasing:
    """Sentences about statements of a subgraph, in its language, without full stop."""

    def __init__(self, graph: Subgraph) -> None:
        """Store the nodes and labels."""
        self.graph = graph
        self._english = graph.lang == "en"

    def happening(self, thing: str, kind: str, before: Iterable[str], after: Iterable[str]) -> str:
        """Return an event as a sentence: the organisations before and after it, and its name."""
        label = self.graph.label
        a, b = (joined([label(one) for one in side], self.graph.lang) for side in (before, after))
        sides = {"merged": a and b, "split": a and b, "renamed": a and b, "replaced": a and b}
        if kind not in _HAPPENINGS or not sides.get(kind, b if kind == "added" else a):
            return label(thing)
        several = len(list(after if kind == "added" else before)) > 1
        text = _HAPPENINGS[kind][several][self._english].format(a=a, b=b)
        return f"{text} ({label(thing)})"

    def change(self, kind: str, facet: str, before: list[str], after: list[str]) -> str:
        """Return the statements that ended (``before``) and began (``after``) as one sentence."""
        known = _CHANGES.get(facet, {})
        chosen = after or before
        template = known.get(kind) or _CHANGES[""].get(kind) or _CHANGES[""]["added"]
        says_roles = facet in ("tasks", "services")
        actors = kind == "moved" and says_roles
        show = self._actor if actors else (lambda one: self._said(facet, one))
        if says_roles and kind == "changed":
            show = self._role
        a, b = (
            joined(list(dict.fromkeys(show(one) for one in side)), self.graph.lang)
            for side in (before, after)
        )
        if facet == "figures":
            a = joined([f"{show(one)} ({self._period(one)})" for one in before], self.graph.lang)
        x = b if after else a
        if says_roles and not actors:
            x = self._thing_with_roles(chosen)
        return template[self._english].format(
            s=self.graph.label(about(self.graph, chosen[0])),
            t=self.graph.label(self.graph.iri(chosen[0], "dvg:taak", "dvg:dienst")),
            x=x,
            a=a,
            b=b,
            to=self._to(kind, chosen[0]),
        )

    def ended_with(self, facet: str, before: list[str]) -> str:
        """Describe statements that ended with their subject, in one sentence."""
        subject = about(self.graph, before[0])
        if facet in ("tasks", "services"):
            x = self._thing_with_roles(before)
        else:
            x = joined([says(self.graph, one, subject) for one in before], self.graph.lang)
        template = _ENDED_WITH.get(facet, _ENDED_WITH[""])
        return template[self._english].format(s=self.graph.label(subject), x=x)

    def _said(self, facet: str, one: str) -> str:
        return bare(self.graph, facet, one, says(self.graph, one, about(self.graph, one)))

    def _period(self, one: str) -> str:
        span = self.graph.span(one)
        return measured(span, self.graph.lang) if span else ""

    def _actor(self, one: str) -> str:
        label = self.graph.label(self.graph.iri(one, "dvg:organisatie"))
        return f"{label} ({self._role(one)})"

    def _role(self, one: str) -> str:
        return self.graph.label(self.graph.iri(one, "dvg:rol"))

    def _thing_with_roles(self, statements: list[str]) -> str:
        """Return the task or service, with the roles of all statements and their doubts."""
        graph = self.graph
        roles = dict.fromkeys(self._role(one) for one in statements)
        doubts = dict.fromkeys(d for one in statements for d in graph.iris(one, "dvg:zekerheid"))
        notes = "; ".join(filter(None, [", ".join(roles), *map(graph.label, doubts)]))
        label = graph.label(graph.iri(statements[0], "dvg:taak", "dvg:dienst"))
        return f"{label} ({notes})".replace(") (", "; ")

    def _to(self, kind: str, one: str) -> str:
        """Return the targets of a task's fate: tasks, organisations, or both."""
        found = ""
        goals = self.graph.iris(one, "dvg:naar")
        for to_organisation in (False, True):
            labels = [
                self.graph.label(iri)
                for iri in goals
                if ("dvg:Taak" not in self.graph.types(iri)) == to_organisation
            ]
            if labels and kind in _TO:
                phrase = _TO[kind][to_organisation][self._english]
                found += phrase.format(joined(labels, self.graph.lang))
        return found

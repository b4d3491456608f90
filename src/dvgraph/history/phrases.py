"""Changes as sentences, in Dutch and English."""

from collections.abc import Hashable, Sequence
from functools import cache, partial
from typing import NamedTuple

from dvgraph.history.portrait import bare
from dvgraph.labels.subgraph import Subgraph
from dvgraph.locale.captions import beside, joined
from dvgraph.locale.wording import measured
from dvgraph.locale.words import words
from dvgraph.things.facets import about, facet_of
from dvgraph.things.sentences import says


class Sentence(NamedTuple):
    """A sentence in no language yet: a method of ``Phrasing``, and what it is given."""

    method: str
    given: tuple[Hashable, ...]


class Phrasing:
    """Sentences on the statements of a subgraph, in its language, without a full stop."""

    def __init__(self, graph: Subgraph) -> None:
        """Store the subgraph, which has the nodes and labels."""
        self.graph = graph
        # Of each statement once: it makes changes between many pairs of days.
        self.facet = cache(partial(facet_of, graph))
        self.about = cache(partial(about, graph))
        self._written: dict[Sentence, str] = {}

    def written(self, sentence: Sentence) -> str:
        """Return a sentence in the language of the subgraph, made once."""
        if sentence not in self._written:
            self._written[sentence] = getattr(self, sentence.method)(*sentence.given)
        return self._written[sentence]

    def happening(self, thing: str, kind: str, before: Sequence[str], after: Sequence[str]) -> str:
        """Return an event as a sentence: the organisations before and after it, and its name."""
        label = self.graph.label
        partly = self.graph.iris(thing, "dvg:deelsBetrokken")
        note = words("lineage.parts", self.graph.lang)["in part"]
        a = joined(
            [label(o) + (f" ({note})" if o in partly else "") for o in before], self.graph.lang
        )
        b = joined([label(one) for one in after], self.graph.lang)
        sides = {"merged": a and b, "split": a and b, "renamed": a and b, "replaced": a and b}
        templates = words(f"history.happenings.{kind}", self.graph.lang)
        if not templates or not sides.get(kind, b if kind == "added" else a):
            return label(thing)
        several = len(after if kind == "added" else before) > 1
        text = templates["many" if several else "one"].format(a=a, b=b)
        return f"{text} ({label(thing)})"

    def change(self, kind: str, facet: str, before: Sequence[str], after: Sequence[str]) -> str:
        """Return the statements that ended (``before``) and began (``after``) as one sentence."""
        own = words(f"history.changes.{facet}", self.graph.lang)
        other = words("history.changes.other", self.graph.lang)
        chosen = after or before
        template = own.get(kind) or other.get(kind) or other["added"]
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
            x = self.with_roles(chosen)
        subject = self.graph.label(self.about(chosen[0]))
        if kind == "added" and x == subject:
            template = own.get("same", template)
        return template.format(
            s=subject,
            t=self.graph.label(self.graph.iri(chosen[0], "dvg:taak", "dvg:dienst")),
            x=x,
            a=a,
            b=b,
            to=self._to(kind, chosen[0]),
        )

    def ended_with(self, facet: str, before: Sequence[str]) -> str:
        """Describe statements that ended with their subject, in one sentence."""
        subject = self.about(before[0])
        if facet in ("tasks", "services"):
            x = self.with_roles(before)
        else:
            x = joined([says(self.graph, one, subject) for one in before], self.graph.lang)
        templates = words("history.ended-with", self.graph.lang)
        template = templates.get(facet, templates["other"])
        return template.format(s=self.graph.label(subject), x=x)

    def _said(self, facet: str, one: str) -> str:
        return bare(self.graph, facet, one, says(self.graph, one, self.about(one)))

    def _period(self, one: str) -> str:
        span = self.graph.span(one)
        return measured(span, self.graph.lang) if span else ""

    def _actor(self, one: str) -> str:
        label = self.graph.label(self.graph.iri(one, "dvg:organisatie"))
        return f"{label} ({self._role(one)})"

    def _role(self, one: str) -> str:
        return self.graph.label(self.graph.iri(one, "dvg:rol"))

    def with_roles(self, statements: Sequence[str]) -> str:
        """Return the task or service of the statements, with all their roles and doubts."""
        graph = self.graph
        roles = dict.fromkeys(self._role(one) for one in statements)
        doubts = dict.fromkeys(doubt for one in statements for doubt in graph.doubts(one))
        label = graph.label(graph.iri(statements[0], "dvg:taak", "dvg:dienst"))
        return beside(label, ", ".join(roles), *doubts)

    def _to(self, kind: str, one: str) -> str:
        """Return the tasks or organisations to which a task went, in words."""
        found = ""
        goals = self.graph.iris(one, "dvg:naar")
        phrases = words(f"history.fates.{kind}", self.graph.lang)
        for to_organisation in (False, True):
            labels = [
                self.graph.label(iri)
                for iri in goals
                if ("dvg:Taak" not in self.graph.types(iri)) == to_organisation
            ]
            if labels and phrases:
                phrase = phrases["organisation" if to_organisation else "task"]
                found += phrase.format(joined(labels, self.graph.lang))
        return found

"""The results of re-reading the sources, as lines for people and as a table."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from dvgraph.dataset.files import Dataset, read
from dvgraph.evidence.passages import nearby, where
from dvgraph.evidence.texts import find_texts
from dvgraph.evidence.verdicts import Outcome, Verdict, passages, summary, verify
from dvgraph.locale.words import words
from dvgraph.namespaces import path
from dvgraph.rdf.oxigraph import Literal, NamedNode
from dvgraph.results.writers import HUMAN, render
from dvgraph.store.protocol import Table

_UNCONFIRMED = (Outcome.PARTLY, Outcome.NO_TEXT, Outcome.NOTHING)
_LISTS = ("looked_for", "missing", "passages", "not_at_hand", "changed", "too_wide")
_CUT = 20  # statements listed for each verdict in the human format


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """The verdicts on the statements of a dataset, in a language (nl or en).

    ``has_texts``: whether there is a folder with the sources' texts.
    """

    verdicts: Sequence[Verdict]
    dataset: Dataset
    has_texts: bool
    lang: str

    @property
    def broken(self) -> bool:
        """Whether a passage lacks its statement, or the text of a passage was changed."""
        return any(verdict.broken for verdict in self.verdicts)

    def text(self, form: str = HUMAN, width: int | None = None) -> str:
        """Return lines on unconfirmed statements (human), or all verdicts in a table format."""
        if form == HUMAN:
            return "".join(f"{line}\n" for line in (*self.lines(), self.summary()))
        return render(self.table(), form, width=width, title=self.summary(), lang=self.lang)

    def lines(self, *, broken_only: bool = False) -> Iterator[str]:
        """Yield lines on the unconfirmed statements, the worst first, then on too wide passages.

        All faults are listed, and the first twenty statements of each other verdict; with
        ``broken_only``, only the first twenty faults.
        """
        phrases = words("evidence.report", self.lang)
        broken = [verdict for verdict in self.verdicts if verdict.broken]
        for verdict in broken[:_CUT] if broken_only else broken:
            yield from self._verdict(verdict)
        if broken_only:
            if len(broken) > _CUT:
                yield phrases["more"].format(len(broken) - _CUT, "dvgraph evidence verify")
            return
        for outcome in _UNCONFIRMED:
            found = [one for one in self.verdicts if one.outcome is outcome and not one.broken]
            for verdict in found[:_CUT]:
                yield from self._verdict(verdict)
            if len(found) > _CUT:
                yield phrases["more"].format(len(found) - _CUT, "-f table")
        for iri in dict.fromkeys(iri for verdict in self.verdicts for iri in verdict.too_wide):
            yield phrases["wide"].format(path(iri))

    def _verdict(self, verdict: Verdict) -> Iterator[str]:
        """Yield the place of a statement and its verdict; its claims too if some were found."""
        phrases = words("evidence.report", self.lang)
        place = nearby(where(self.dataset, verdict.quad))
        named = words("evidence.verdicts", self.lang)[verdict.outcome]
        yield f"{place}: {named}: {path(verdict.statement)}"
        if not verdict.broken and verdict.outcome is not Outcome.PARTLY:
            return
        for state in ("unread", "absent", "inferred", "read"):
            if claims := [claim.shown for claim in verdict.claims if claim.state == state]:
                yield f"    {phrases[state]}: {'; '.join(claims)}"
        if verdict.broken:
            places = "; ".join(map(path, verdict.changed or verdict.passages))
            yield f"    {phrases['in']}: {places}"

    def summary(self) -> str:
        """Return one line with the number of statements for each verdict that occurs."""
        named, counts = words("evidence.verdicts", self.lang), summary(self.verdicts)
        shown = {
            name: counts[name]
            for name in (Outcome.CONFIRMED, *counts)
            if counts[name] or name is Outcome.CONFIRMED
        }
        return ", ".join(f"{number} {named[name]}" for name, number in shown.items())

    def unread(self) -> Iterator[str]:
        """Yield the number of passages without text, and the remedy if no passage had a text."""
        cited, missing = passages(self.verdicts)
        if missing:
            yield words("evidence.report", self.lang)["no text"].format(missing, cited)
            if not self.has_texts:
                yield words("evidence.report", self.lang)["no folder"]

    def table(self) -> Table:
        """Return a row for each statement: verdict, file:line, statement, and lists of claims."""

        def listed(parts: Sequence[str]) -> Literal | None:
            return Literal("; ".join(map(path, parts))) if parts else None

        rows = [
            (
                Literal(str(verdict.outcome)),
                Literal(nearby(where(self.dataset, verdict.quad)) or ""),
                NamedNode(verdict.statement),
                *(listed(getattr(verdict, name)) for name in _LISTS),
            )
            for verdict in self.verdicts
        ]
        return Table(("verdict", "where", "statement", *_LISTS), rows)


def verification(
    folders: Sequence[str | Path],
    texts: str | Path | None = None,
    lang: str = "nl",
    step: Callable[[str], None] = lambda _name: None,
) -> Verification:
    """Return the verification of the passages of all statements in data files or folders.

    ``texts`` as in ``evidence.texts.find_texts``. ``step`` is called with the name of each step as
    it begins. Raises InputError for unreadable files.
    """
    step("reading")
    dataset = read(list(folders))
    folder = find_texts(texts, folders)
    step("re-reading the sources")
    return Verification(
        verdicts=verify(dataset, folder), dataset=dataset, has_texts=folder is not None, lang=lang
    )

"""Everything the data promises, checked in one go: parse, derive, shapes, recorded answers."""

from typing import TYPE_CHECKING, NamedTuple

from dvgraph import inventory, recorded, validation
from dvgraph.dataset import read, shipped
from dvgraph.derive import derive
from dvgraph.store import EmbeddedStore

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dvgraph.validation import Report


class Check(NamedTuple):
    """What was read and found; ``answers`` is None where no answers are recorded."""

    files: int
    asserted: int
    derived: int
    counts: dict[str, int]
    report: "Report"
    answers: list[str] | None

    @property
    def passed(self) -> bool:
        """Whether nothing is broken; warnings are not."""
        return self.report.conforms and not self.answers


def check(
    data: "Sequence[str] | None" = None,
    lang: str = "nl",
    step: "Callable[[str], None]" = lambda _name: None,
) -> Check:
    """Return the check of the named data, or of the shipped data and its recorded answers.

    ``step`` is told each step as it begins. Raises InputError for what cannot be read.
    """
    step("reading")
    dataset = read(data) if data else shipped()
    step("deriving")
    derived = derive(dataset)
    store = EmbeddedStore()
    store.load([*dataset.quads, *derived])
    step("validating")
    report = validation.validate(dataset, derived, lang=lang)
    step("asking")
    folder = None if data else recorded.folder()
    answers = None if folder is None else recorded.differing(store, folder)
    return Check(
        files=len(dataset.files),
        asserted=len(dataset.quads),
        derived=len(derived),
        counts=inventory.counts(store),
        report=report,
        answers=answers,
    )

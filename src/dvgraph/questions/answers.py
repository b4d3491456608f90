"""Recorded answers: each question's answer to its example parameters, kept as CSV."""

from typing import TYPE_CHECKING

from dvgraph import resources
from dvgraph.questions import folds, question
from dvgraph.results.writers import render

if TYPE_CHECKING:
    from pathlib import Path

    from dvgraph.store.protocol import Store


def folder() -> "Path | None":
    """Return the folder of the recorded answers, or None outside a source checkout."""
    path = resources.answers_dir()
    return path if path.is_dir() else None


def answer(store: "Store", name: str, kept: folds.Kept | None = None) -> str:
    """Return a question's answer to its example parameters, in Dutch, as CSV.

    ``kept``, in Dutch, as in ``folds.complete``.
    """
    asked = question.get(name)
    return render(question.ask(store, asked, asked.example, kept=kept).table, "csv")


def differing(store: "Store", folder: "Path") -> list[str]:
    """Return the names of questions whose answer differs from the recorded one or has none."""
    kept = folds.Kept(store, "nl")  # the answers share most of their things
    return [name for name in question.names() if _kept(folder, name) != answer(store, name, kept)]


def _kept(folder: "Path", name: str) -> str | None:
    path = folder / f"{name}.csv"
    return path.read_bytes().decode("utf-8") if path.is_file() else None

"""The example notebook runs from top to bottom, and its results have a form for notebooks."""

import ast
import json
from pathlib import Path

import pytest

NOTEBOOK = Path(__file__).parents[1] / "docs" / "through-time.ipynb"


def cells() -> list[str]:
    found = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in found if cell["cell_type"] == "code"]


@pytest.mark.slow
def test_the_example_notebook_runs_and_every_answer_has_rows() -> None:
    """Each cell runs in turn; the value of its last line is shown, an answer as HTML."""
    names: dict[str, object] = {}
    shown = 0
    for cell in cells():
        tree = ast.parse(cell)
        last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, str(NOTEBOOK), "exec"), names)
        if isinstance(last, ast.Expr):
            value = eval(compile(ast.Expression(last.value), str(NOTEBOOK), "eval"), names)
            if hasattr(value, "_repr_html_"):
                assert "<table" in value._repr_html_()
                assert len(value) > 0, cell
                shown += 1
    assert shown >= 5


def test_the_notebook_is_kept_without_output() -> None:
    """The output depends on the data; readers run the notebook themselves."""
    found = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    assert not any(cell.get("outputs") for cell in found)

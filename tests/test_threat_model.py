"""The threat model: each test that it names exists, so that every claim has its test."""

import ast
import re
from pathlib import Path

TESTS = Path(__file__).parent
PAGE = TESTS.parent / "docs" / "threat-model.md"


def test_every_protection_is_shown_by_tests_that_exist() -> None:
    rows = [line for line in PAGE.read_text("utf-8").splitlines() if line.startswith("| ")]
    claims = [line for line in rows if not line.startswith(("| attack ", "| what is measured "))]
    assert len(claims) > 40
    for line in claims:
        named = re.findall(r"`(test_\w+\.py)::(test_\w+)`", line)
        assert named, line
        for file, test in named:
            tree = ast.parse((TESTS / file).read_text("utf-8"))
            assert test in {one.name for one in tree.body if isinstance(one, ast.FunctionDef)}, test

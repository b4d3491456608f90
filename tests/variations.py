"""Variations of a test: a few run in ``make test``, the others in ``make test-all``."""

from collections.abc import Iterable

import pytest


def sparse(values: Iterable[object], every: int) -> list[object]:
    """Return the values as parameters; only the first of each ``every`` values is not slow."""
    return [
        value if number % every == 0 else pytest.param(value, marks=pytest.mark.slow)
        for number, value in enumerate(values)
    ]

import pytest

import falsify

pytestmark = pytest.mark.slow


def test_re_reading_notices_95_percent_of_falsehoods_and_80_of_each_kind() -> None:
    if not falsify.TEXTS.is_dir():
        pytest.skip("the source document is not at hand")
    counts = falsify.count(falsify.TEXTS, seed=1)
    made, caught = counts.made, counts.caught
    assert set(made) == {
        *("value", "sign", "unit", "year", "organisation", "role", "relation", "measure"),
        *("precision", "boolean", "lines"),
    }
    assert sum(caught.values()) >= falsify.AIM * sum(made.values())
    assert [kind for kind in made if caught[kind] < falsify.LEAST * made[kind]] == []
    assert counts.faults == []

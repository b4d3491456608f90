"""Mutants of valid files, which mostly pass the first parser, bring no fault to light."""

from pathlib import Path

import pytest

import fuzz


@pytest.mark.slow
@pytest.mark.program
@pytest.mark.usefixtures("english")
def test_no_mutant_of_a_valid_file_ends_in_a_traceback_or_in_other_triples() -> None:
    counts, faults = fuzz.fuzz(20, seed=1)
    assert not faults, "\n\n".join(faults)
    assert counts["parsed"] > 0.7 * counts["mutants"]
    assert counts["round trips"] > counts["mutants"]


def test_most_mutants_pass_the_first_parser(tmp_path: Path) -> None:
    fuzzer = fuzz.Fuzzer(1, tmp_path)
    file = tmp_path / "mutant.ttl"
    passed = 0
    for seeds in (fuzzer.turtle, fuzzer.shapes):
        for _ in range(50):
            file.write_text(fuzzer.turtle_mutant(seeds), "utf-8")
            passed += fuzz.read(file) is not None
    assert passed > 90

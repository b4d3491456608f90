"""Findings for code platforms: SARIF by its rules, JUnit, and what is new since a baseline."""

import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from calling import call

pytestmark = [pytest.mark.program, pytest.mark.usefixtures("english")]

DATA = """@prefix ex: <http://example.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
ex:a ex:age "x"^^xsd:integer ;
  ex:born "2021-02-30"^^xsd:date .
"""
SHAPES = """@prefix ex: <http://example.org/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
ex:S sh:targetNode ex:a ; sh:property [ sh:path ex:name ; sh:minCount 1 ; sh:severity sh:Warning ;
  sh:message "no name"@en ] .
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a file.ttl").write_text(DATA, "utf-8")
    (tmp_path / "shapes.ttl").write_text(SHAPES, "utf-8")
    return tmp_path


def validated(folder: Path, form: str, *more: str, code: int = 1) -> str:
    args = ("validate", "a file.ttl", "--shapes", "shapes.ttl", "-f", form, *more)
    done = call(*args, cwd=folder)
    assert done.returncode == code, done.stderr
    return done.stdout


def results(text: str) -> list[dict[str, Any]]:
    """Return the results of a SARIF log that keeps to SARIF 2.1.0."""
    log = json.loads(text)
    assert log["version"] == "2.1.0"  # §3.13.2
    (run,) = log["runs"]
    driver = run["tool"]["driver"]
    assert driver["name"] == "dvgraph"  # §3.19.8: required
    ids = [rule["id"] for rule in driver["rules"]]
    assert len(set(ids)) == len(ids)  # §3.19.23: unique
    found: list[dict[str, Any]] = run["results"]
    for one in found:
        assert one["level"] in ("error", "warning", "note")  # §3.27.10
        assert one["message"]["text"]  # §3.11.8
        assert ids[one["ruleIndex"]] == one["ruleId"]  # §3.27.6
        assert all(isinstance(print_, str) for print_ in one["partialFingerprints"].values())
        for location in one.get("locations", ()):
            place = location["physicalLocation"]
            # A URI reference (RFC 3986) by §3.4.3, a line from 1 by §3.30.5.
            assert re.fullmatch(r"[\w.~:/?#@!$&'()*+,;=%-]+", place["artifactLocation"]["uri"])
            assert place.get("region", {}).get("startLine", 1) >= 1
    return found


def test_sarif_has_each_finding_at_its_file_and_line(folder: Path) -> None:
    found = results(validated(folder, "sarif"))
    assert [(one["level"], one["ruleId"]) for one in found] == [
        ("error", "ill-typed"),
        ("error", "ill-typed"),
        ("warning", "MinCountConstraintComponent"),
    ]
    places = [one["locations"][0]["physicalLocation"] for one in found]
    assert {place["artifactLocation"]["uri"] for place in places} == {"a%20file.ttl"}
    assert [place["region"]["startLine"] for place in places] == [3, 4, 3]


def test_junit_fails_for_violations_alone(folder: Path) -> None:
    root = ElementTree.fromstring(validated(folder, "junit"))
    (suite,) = root
    assert (suite.get("tests"), suite.get("failures")) == ("3", "2")
    assert {case.tag for case in suite} == {"testcase"}
    failed = [case.find("failure") is not None for case in suite]
    assert failed == [True, True, False]
    assert [case.get("line") for case in suite] == ["3", "4", "3"]
    assert "no name" in (suite[2].findtext("system-out") or "")


def test_junit_of_data_without_findings_has_one_test_that_passes(folder: Path) -> None:
    (folder / "a file.ttl").write_text(
        '<http://example.org/a> <http://example.org/name> "A" .', "utf-8"
    )
    (suite,) = ElementTree.fromstring(validated(folder, "junit", code=0))
    assert [case.tag for case in suite] == ["testcase"]
    assert not len(suite[0])


def test_with_a_baseline_only_new_findings_count_wherever_the_old_ones_moved(folder: Path) -> None:
    (folder / "old.sarif").write_text(validated(folder, "sarif"), "utf-8")
    with_old = ("--baseline", "old.sarif")
    assert results(validated(folder, "sarif", *with_old, code=0)) == []
    text = DATA.replace("ex:a ex:age", '\n\nex:a ex:height "y"^^xsd:decimal ; ex:age')
    (folder / "a file.ttl").write_text(text, "utf-8")
    (new,) = results(validated(folder, "sarif", *with_old))
    assert "xsd:decimal" in new["message"]["text"]
    assert validated(folder, "ttl", *with_old).count("a sh:ValidationResult") == 1


@pytest.mark.parametrize("text", ["", "{}", '{"runs": [{"tool": 1}]}', "[" * 100_000])
def test_a_baseline_that_is_no_log_of_ours_is_refused(folder: Path, text: str) -> None:
    (folder / "old.sarif").write_text(text, "utf-8")
    done = call(
        "validate", "a file.ttl", "--shapes", "shapes.ttl", "--baseline", "old.sarif", cwd=folder
    )
    assert done.returncode == 3
    assert "old.sarif: this is not a SARIF file of dvgraph" in done.stderr


def test_check_gives_its_findings_in_every_format_and_fails_as_asked(folder: Path) -> None:
    args = ("check", "--data", "a file.ttl")
    done = call(*args, "-f", "sarif", cwd=folder)
    assert done.returncode == 1
    assert {one["ruleId"] for one in results(done.stdout)} >= {"ill-typed"}
    assert call(*args, "--fail-on", "none", "-f", "csv", cwd=folder).returncode == 0


def test_a_day_that_its_month_lacks_is_called_so(folder: Path) -> None:
    texts = [one["message"]["text"] for one in results(validated(folder, "sarif"))]
    assert any(text.startswith("there is no day 2021-02-30") for text in texts)

"""Findings for code platforms: SARIF by its rules, JUnit, and what is new since a baseline."""

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit
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


# SARIF 2.1.0 (OASIS): the properties that an object must have, those of ours that it may have, and
# what each holds: a type, the values that there are, or the kind of object.
URI, COUNT = "a URI reference", "a number from 1"
SARIF: dict[str, tuple[set[str], dict[str, Any]]] = {
    "sarifLog": ({"version", "runs"}, {"$schema": URI, "version": ("2.1.0",), "runs": ["run"]}),
    "run": (
        {"tool"},
        {
            "tool": "tool",
            "columnKind": ("utf16CodeUnits", "unicodeCodePoints"),
            "results": ["result"],
        },
    ),
    "tool": ({"driver"}, {"driver": "toolComponent"}),
    "toolComponent": ({"name"}, {"name": str, "version": str, "rules": ["reportingDescriptor"]}),
    "reportingDescriptor": ({"id"}, {"id": str}),
    "result": (
        {"message"},
        {
            "ruleId": str,
            "ruleIndex": int,
            "level": ("none", "note", "warning", "error"),
            "message": "message",
            "locations": ["location"],
            "partialFingerprints": dict,
        },
    ),
    "message": ({"text"}, {"text": str}),  # or an id, which ours has not
    "location": (set(), {"physicalLocation": "physicalLocation"}),
    "physicalLocation": (
        {"artifactLocation"},
        {"artifactLocation": "artifactLocation", "region": "region"},
    ),
    "artifactLocation": ({"uri"}, {"uri": URI}),
    "region": ({"startLine"}, {"startLine": COUNT}),
}
# RFC 3986: the characters that there are, and octets as %XX; §4.2: no colon in a first segment.
REFERENCE = re.compile(
    r"([a-z][a-z0-9+.-]*:|(?![^/?#]*:))([\w.~:/?#@!$&'()*+,;=-]|%[0-9A-F]{2})+", re.ASCII
)


def check(value: Any, kind: Any) -> None:
    """Raise AssertionError for a part of a log that SARIF does not allow."""
    if isinstance(kind, list):
        assert isinstance(value, list), (value, kind)
        for one in value:
            check(one, kind[0])
    elif isinstance(kind, tuple):
        assert value in kind
    elif kind == URI:
        assert REFERENCE.fullmatch(value), value
    elif kind == COUNT:
        assert type(value) is int
        assert value >= 1
    elif isinstance(kind, type):
        assert type(value) is kind
    else:
        must, may = SARIF[kind]
        assert must <= value.keys() <= may.keys(), (kind, value)
        for name, part in value.items():
            check(part, may[name])


def results(text: str) -> list[dict[str, Any]]:
    """Return the results of a SARIF log that keeps to SARIF 2.1.0."""
    log = json.loads(text)
    check(log, "sarifLog")
    (run,) = log["runs"]
    ids = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert len(set(ids)) == len(ids)  # §3.19.23: unique
    found: list[dict[str, Any]] = run["results"]
    assert {one["ruleId"] for one in found} == set(ids)
    for one in found:
        assert 0 <= one["ruleIndex"] < len(ids)
        assert ids[one["ruleIndex"]] == one["ruleId"]  # §3.27.6
        assert one["message"]["text"]  # §3.11.8
        assert all(isinstance(print_, str) for print_ in one["partialFingerprints"].values())
    prints = [json.dumps(one["partialFingerprints"]) for one in found]
    assert len(set(prints)) == len(prints)  # else a platform takes two findings for one
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


ODD = ("a b.ttl", "b#1%20?.ttl", "c:5.ttl", "-x.ttl", "é[1].ttl", """d"<>&|`{}^\\'.ttl""")
SEVERITIES = "".join(
    f"ex:{name} sh:targetSubjectsOf ex:age ; sh:nodeKind sh:Literal ; sh:severity {severity} .\n"
    for name, severity in (("V", "sh:Violation"), ("I", "sh:Info"), ("O", "ex:own"))
)


def test_sarif_of_every_severity_form_and_name_of_file_keeps_to_its_specification(
    folder: Path,
) -> None:
    """The line of a finding is that of its subject or value, in the file that the URI names."""
    (folder / "shapes.ttl").write_text(SHAPES.replace("ex:a ;", "ex:b0 ;") + SEVERITIES)
    (folder / "in é").mkdir()
    for number, name in enumerate(ODD):
        (folder / "in é" / name).write_text(DATA.replace("ex:a ex", f"ex:b{number} ex"), "utf-8")
    integer = "http://www.w3.org/2001/XMLSchema#integer"
    (folder / "in é" / "e.jsonld").write_text(
        f'{{"@id": "urn:e", "http://example.org/age": {{"@value": "x", "@type": "{integer}"}}}}'
    )
    elsewhere = folder / "elsewhere"
    elsewhere.mkdir()
    args = ("--shapes", str(folder / "shapes.ttl"), "-f", "sarif")
    near = results(call("validate", "in é", *args, cwd=folder).stdout)
    far = results(call("validate", str(folder / "in é"), *args, cwd=elsewhere).stdout)
    assert {one["level"] for one in near} == {"error", "warning", "note"}
    assert len({one["ruleId"] for one in near}) == 5
    base = folder.as_uri() + "/"
    for found in (near, far):
        names = set()
        for one in found:
            place = one["locations"][0]["physicalLocation"]
            uri = urlsplit(urljoin(base, place["artifactLocation"]["uri"]))
            file = Path(unquote(uri.path))
            names.add(file.name)
            if file.suffix == ".ttl":
                line = file.read_text("utf-8").splitlines()[place["region"]["startLine"] - 1]
                assert re.search("ex:b|ex:born", line)
        assert (uri.query, uri.fragment) == ("", "")
        assert names == {*ODD, "e.jsonld"}
    assert [one["partialFingerprints"] for one in near] == [
        one["partialFingerprints"] for one in far
    ]


def test_sarif_of_rules_and_shapes_of_our_model_keeps_to_its_specification(
    folder: Path,
) -> None:
    wrong = (Path(__file__).parent / "mutate.ttl").read_text("utf-8")
    wrong = wrong.replace("dvg:van ", "dvg:vna ")
    (folder / "model.ttl").write_text(wrong, "utf-8")
    found = results(call("check", "--data", "model.ttl", "-f", "sarif", cwd=folder).stdout)
    assert len({one["ruleId"] for one in found}) > 3


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

"""Findings as files for other programs: SARIF 2.1.0 (OASIS) and JUnit XML; and an earlier SARIF.

Code platforms show SARIF beside the lines of a change, and JUnit as a list of tests. In SARIF each
finding has a fingerprint of its severity, rule, node, path and value, so that it is known again
after an edit that moves it to another line.
"""

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree

from dvgraph import __version__
from dvgraph.errors import InputError
from dvgraph.locale.characters import legible
from dvgraph.locale.reader import explained
from dvgraph.validation.audit import rule
from dvgraph.validation.findings import Finding

FORMATS = ("sarif", "junit")
_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_LEVELS = {"Violation": "error", "Warning": "warning"}
_PRINT = "dvgraph/v1"


def sarif(findings: Iterable[Finding]) -> str:
    """Return findings as a SARIF log with one run; a finding without a file has no location."""
    found = list(findings)
    names = list(dict.fromkeys(_rule(one) for one in found))
    driver = {
        "name": "dvgraph",
        "version": __version__,
        "rules": [{"id": name} for name in names],
    }
    results = [_result(one, names.index(_rule(one))) for one in found]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=1) + "\n"


def _result(finding: Finding, number: int) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": _rule(finding),
        "ruleIndex": number,
        "level": _LEVELS.get(finding.severity, "note"),
        "message": {"text": _told(finding)},
        "partialFingerprints": {_PRINT: fingerprint(finding)},
    }
    file, line = _place(finding)
    if file:
        place: dict[str, Any] = {"artifactLocation": {"uri": _address(file)}}
        if line:
            place["region"] = {"startLine": line}
        result["locations"] = [{"physicalLocation": place}]
    return result


def junit(findings: Iterable[Finding], verdict: str) -> str:
    """Return findings as a JUnit test suite, in which each violation is a failed test.

    A finding of another severity is a test that passes and has the finding as its output. Without
    findings there is one test, with the verdict as its name.
    """
    found = list(findings)
    failures = sum(one.severity == "Violation" for one in found)
    counts = {"tests": str(len(found) or 1), "failures": str(failures), "errors": "0"}
    root = ElementTree.Element("testsuites", {"name": "dvgraph", **counts})
    suite = ElementTree.SubElement(root, "testsuite", {"name": "dvgraph", **counts})
    if not found:
        ElementTree.SubElement(suite, "testcase", classname="dvgraph", name=legible(verdict))
    for one in found:
        file, line = _place(one)
        about = {"classname": _rule(one), "name": f"{one.where or ''} {one.focus or ''}".strip()}
        if file:
            about |= {"file": file, **({"line": str(line)} if line else {})}
        shown = {key: legible(value) for key, value in about.items()}
        case = ElementTree.SubElement(suite, "testcase", shown)
        text = legible(_told(one))
        if one.severity == "Violation":
            failure = ElementTree.SubElement(case, "failure", message=text, type=one.severity)
            failure.text = legible(f"{one.where}: {text}" if one.where else text)
        else:
            ElementTree.SubElement(case, "system-out").text = f"{one.severity}: {text}"
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def known(findings: Iterable[Finding], baseline: Path) -> list[Finding]:
    """Return the findings that an earlier SARIF log of dvgraph has too.

    Raises InputError for a file that is not such a log.
    """
    try:
        log = json.loads(baseline.read_bytes())
        runs = [run for run in log["runs"] if run["tool"]["driver"]["name"] == "dvgraph"]
        prints = {
            result["partialFingerprints"][_PRINT] for run in runs for result in run["results"]
        }
    except OSError as error:
        problem = explained("errors.files", "unreadable", why=error)
        raise InputError(*problem, where=str(baseline)) from error
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        problem = explained("errors.validation", "no baseline")
        raise InputError(*problem, where=str(baseline)) from error
    return [one for one in findings if fingerprint(one) in prints]


def fingerprint(finding: Finding) -> str:
    """Return a SHA-256 of what identifies a finding at any revision (``Finding.key``)."""
    parts = "\n".join("" if part is None else str(part) for part in finding.key)
    return hashlib.sha256(parts.encode()).hexdigest()


def _rule(finding: Finding) -> str:
    term = rule(finding)
    return getattr(term, "value", str(term))


def _told(finding: Finding) -> str:
    return f"{finding.message}. {finding.remedy}" if finding.remedy else finding.message


def _place(finding: Finding) -> tuple[str, int]:
    """Return the file and line of a finding; no text and 0 if it has none."""
    file, _, line = (finding.where or "").rpartition(":")
    return (file, int(line)) if file and line.isdecimal() else (finding.where or "", 0)


def _address(file: str) -> str:
    """Return the URI of a file: relative if its name is, as the log may be read elsewhere."""
    path = Path(file)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix())

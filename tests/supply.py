"""The packages of others: pinned, licensed, asked about, and listed for a release.

``requirements/*.txt`` pin every package by version and hash, for each Python and platform; the
bounds in pyproject.toml are for those who use dvgraph as a library. ``python tests/supply.py lock``
(``make lock``) writes them anew, with the newest versions that fit. ``python tests/supply.py
audit`` (``make audit``) lists the licences and asks for known vulnerabilities; its exit code is 1
if a licence is not allowed or a vulnerability is known, 2 if not all questions were answered.
"""

import gzip
import json
import re
import subprocess
import sys
import tomllib
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageMetadata, PackageNotFoundError, metadata
from pathlib import Path

from boolean import Expression
from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentScope, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from license_expression import AND, OR, ExpressionError, get_spdx_licensing
from packageurl import PackageURL
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import dvgraph

ROOT = Path(__file__).parents[1]
PINS = ROOT / "requirements"
VENDOR = ROOT / "src" / "dvgraph" / "web" / "vendor"
# What each file of pins covers, for uv. The others repeat the pins of the first.
WHOLE = "dev.txt"
FILES = {
    WHOLE: ("pyproject.toml", "--extra", "all", "--group", "dev"),
    "run.txt": ("pyproject.toml", "--extra", "site", "--group", "build"),
    "serve.txt": ("pyproject.toml", "--extra", "serve", "--group", "build"),
    "supply.txt": ("--group", "supply"),
}
OURS = "dvgraph (pyproject.toml)"  # who asks for what dvgraph itself imports
SPDX = get_spdx_licensing()
CLASSIFIERS = {
    "Apache Software License": "Apache-2.0",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}


@dataclass(frozen=True)
class Pin:
    """A package at one version: where it is needed, its SHA-256 digests, and what asks for it."""

    name: str
    version: str
    marker: str
    digests: tuple[str, ...]
    by: tuple[str, ...]  # names of packages; pyproject.toml as "dvgraph (pyproject.toml:GROUP)"


def pins(name: str = WHOLE) -> list[Pin]:
    """Return what a file in requirements/ pins, in its order."""
    text = re.sub(r"^#.*\n", "", (PINS / name).read_text("utf-8"), flags=re.MULTILINE)
    return [_pin(part) for part in re.split(r"\n(?=\S)", text.strip())]


def _pin(text: str) -> Pin:
    head, *rest = text.splitlines()
    asked = Requirement(head.removesuffix("\\"))
    (version,) = (one.version for one in asked.specifier if one.operator == "==")
    digests = re.findall(r"--hash=sha256:([0-9a-f]{64})\b", text)
    by = [line.strip(" #").removeprefix("via").strip() for line in rest if "#" in line]
    return Pin(
        canonicalize_name(asked.name),
        version,
        str(asked.marker or ""),
        tuple(digests),
        tuple(one for one in by if one),
    )


@cache
def rules() -> dict[str, dict[str, str]]:
    """Return requirements/licences.toml: the licences that are allowed, and those looked up."""
    return tomllib.loads((PINS / "licences.toml").read_text("utf-8"))


def licence(name: str) -> str | None:
    """Return the licence of a package as an SPDX expression, None if it does not say."""
    if told := rules()["packages"].get(name):
        return told
    try:
        of = metadata(name)
    except PackageNotFoundError:
        return None
    return next((found for one in _said(of) if (found := _expression(one))), None)


def _said(of: PackageMetadata) -> Iterator[str]:
    """Yield what the metadata of a package says of its licence, the plainest first."""
    for field in ("License-Expression", "License"):
        yield from of.get_all(field, [])
    classifiers = [
        one.rpartition(" :: ")[2] for one in of.get_all("Classifier", []) if "Licen" in one
    ]
    if len(classifiers) == 1:
        yield CLASSIFIERS.get(classifiers[0], "")


def _expression(text: str) -> str | None:
    try:
        return str(SPDX.parse(text, validate=True)) if text else None
    except ExpressionError:
        return None


def allowed(licence: str) -> bool:
    """Whether a licence leaves us free: of those joined by OR one is enough, by AND all count."""

    def free(one: Expression) -> bool:
        if isinstance(one, (AND, OR)):
            return (all if isinstance(one, AND) else any)(free(part) for part in one.args)
        return str(one) in rules()["allowed"]

    return free(SPDX.parse(licence))


def vendored() -> list[tuple[str, str, str]]:
    """Return the npm packages in the pages: name, version, licence."""
    text = gzip.decompress((VENDOR / "licences.txt.gz").read_bytes()).decode()
    heads = (part.partition("\n")[0] for part in text.split("\n\n----\n\n"))
    found = (re.fullmatch(r"(\S+) (\S+) \((.*)\)", head) for head in heads)
    told = rules()["packages"]
    return [(one[1], one[2], told.get(one[1], one[3].strip("()"))) for one in found if one]


def of_the_wheel() -> list[Pin]:
    """Return the pins of what dvgraph imports, with all extras, and of what that needs."""
    asked, found = {OURS}, list[Pin]()
    left = pins()
    while new := [pin for pin in left if asked.intersection(pin.by)]:
        asked |= {pin.name for pin in new}
        found += new
        left = [pin for pin in left if pin not in new]
    return sorted(found, key=lambda pin: (pin.name, pin.version))


def bill() -> str:
    """Return the bill of materials of the wheel: CycloneDX 1.6, the same text for the same pins."""
    own = _component("pypi", "dvgraph", dvgraph.__version__, "EUPL-1.2")
    bom = Bom(serial_number=uuid.uuid5(uuid.NAMESPACE_URL, str(own.purl)))
    bom.metadata.component = own
    needed = {pin.name for pin in pins("run.txt")}
    found = of_the_wheel()
    made = {
        pin: _component("pypi", pin.name, pin.version, licence(pin.name) or "", pin.digests)
        for pin in found
    }
    for pin, one in made.items():
        one.scope = ComponentScope.REQUIRED if pin.name in needed else ComponentScope.OPTIONAL
    pages = [_component("npm", *one) for one in vendored()]
    bom.components = [*made.values(), *pages]
    bom.register_dependency(own, [*(made[pin] for pin in found if OURS in pin.by), *pages])
    for pin, one in made.items():
        bom.register_dependency(one, [made[other] for other in found if pin.name in other.by])
    told = json.loads(JsonV1Dot6(bom).output_as_string())
    del told["metadata"]["timestamp"]
    return json.dumps(told, indent=1, sort_keys=True) + "\n"


def _component(
    source: str, name: str, version: str, licence: str, digests: tuple[str, ...] = ()
) -> Component:
    namespace, _, base = name.rpartition("/")
    purl = PackageURL(source, namespace or None, base, version)
    return Component(
        name=name,
        version=version,
        type=ComponentType.LIBRARY,
        bom_ref=str(purl),
        licenses=[LicenseFactory().make_from_string(licence)],
        purl=purl,
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=one) for one in digests],
    )


def lock() -> None:
    """Write requirements/*.txt anew, with the newest versions that fit."""
    command = [sys.executable, "-m", "uv", "pip", "compile", "--quiet"]
    command += ["--universal", "--python-version", "3.11", "--generate-hashes", "--system-certs"]
    command += ["--custom-compile-command", "make lock"]
    for name, options in FILES.items():
        same = ["--upgrade"] if name == WHOLE else ["--constraint", PINS / WHOLE]
        target = ["--output-file", PINS / name]
        subprocess.run([*command, *options, *same, *target], cwd=ROOT, check=True)


def audit() -> int:
    """Print the licences and the known vulnerabilities; returns the exit code."""
    asked = {pin.name: pin for name in FILES for pin in pins(name)}
    told = {name: licence(name) for name in sorted(asked)}
    barred = [name for name, one in told.items() if not one or not allowed(one)]
    for name, one in told.items():
        print(f"{name:28} {asked[name].version:18} {one or '?'}")
    print(f"\nnot allowed by requirements/licences.toml: {', '.join(barred) or 'none'}")
    codes = {1 if barred else 0, *(_weak(name) for name in (WHOLE, "supply.txt"))}
    return 1 if 1 in codes else max(codes)


def _weak(name: str) -> int:
    """Print the known vulnerabilities of what a file pins; returns 1 if any, 2 if unanswered."""
    command = [sys.executable, "-m", "pip_audit", "--requirement", PINS / name, "--disable-pip"]
    command += ["--require-hashes", "--format", "json", "--progress-spinner", "off"]
    done = subprocess.run(command, capture_output=True, text=True)
    try:
        found = json.loads(done.stdout)["dependencies"]
    except ValueError:
        print(f"{name}: nobody could be asked for known vulnerabilities:\n{done.stderr.strip()}")
        return 2
    unanswered = [one["name"] for one in found if "skip_reason" in one]
    weak = [one for one in found if one.get("vulns")]
    for one in weak:
        print(f"{name}: {one['name']} {one['version']}:", *(v["id"] for v in one["vulns"]))
    if unanswered:
        print(f"{name}: no answer on known vulnerabilities of {len(unanswered)} of {len(found)}")
    elif not weak:
        print(f"{name}: no vulnerability is known of {len(found)} packages")
    return 1 if weak else 2 if unanswered else 0


if __name__ == "__main__":
    sys.exit({"lock": lock, "audit": audit}[sys.argv[1]]())

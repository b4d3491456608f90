"""The packages of others: each is pinned by hash, may be used, and stands in the bill."""

import json
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import supply

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
GROUPS = PROJECT["dependency-groups"]
SYSTEMS = (("linux", "Linux"), ("darwin", "Darwin"), ("win32", "Windows"))
MACHINES = [
    {
        "python_version": f"3.{minor}",
        "python_full_version": f"3.{minor}.7",
        "sys_platform": system,
        "platform_system": name,
        "platform_python_implementation": "CPython",
        "implementation_name": "cpython",
    }
    for minor in (11, 12, 13, 14)
    for system, name in SYSTEMS
]


def asked(name: str) -> list[Requirement]:
    """Return what pyproject.toml asks for in a file of pins."""
    extras = PROJECT["project"]["optional-dependencies"]
    main = list(PROJECT["project"]["dependencies"])
    wanted: dict[str, list[object]] = {
        "dev.txt": [*main, *(one for some in extras.values() for one in some), *GROUPS["dev"]],
        "run.txt": [*main, *extras["site"], *GROUPS["build"]],
        "serve.txt": [*main, *extras["serve"], *GROUPS["build"]],
        "supply.txt": GROUPS["supply"],
    }
    found = [Requirement(one) for one in wanted[name] if isinstance(one, str)]
    return [one for one in found if one.name != "dvgraph"]


def used(pin: supply.Pin, machine: dict[str, str]) -> bool:
    return not pin.marker or Marker(pin.marker).evaluate(machine)


def test_each_file_of_pins_is_one_that_make_lock_writes() -> None:
    assert {path.name for path in supply.PINS.glob("*.txt")} == set(supply.FILES)


@pytest.mark.parametrize("name", supply.FILES)
def test_every_package_is_pinned_by_its_digests_and_by_nothing_else(name: str) -> None:
    assert all(pin.digests for pin in supply.pins(name))
    for line in (supply.PINS / name).read_text("utf-8").splitlines():
        assert re.fullmatch(
            r"#.*|    #.*|[a-z0-9-]+==\S+( ; .*)? \\|    --hash=sha256:\w{64}( \\)?", line
        )


@pytest.mark.parametrize(
    "machine", MACHINES, ids=lambda one: one["sys_platform"] + one["python_version"]
)
@pytest.mark.parametrize("name", supply.FILES)
def test_what_the_project_asks_for_is_pinned_once_within_its_bounds(
    name: str, machine: dict[str, str]
) -> None:
    here = [pin for pin in supply.pins(name) if used(pin, machine)]
    versions = {pin.name: pin.version for pin in here}
    assert len(versions) == len(here)
    for one in asked(name):
        assert versions[canonicalize_name(one.name)] in one.specifier, one


@pytest.mark.parametrize("name", ["run.txt", "serve.txt"])
def test_the_smaller_files_pin_what_the_whole_one_pins(name: str) -> None:
    def told(file: str) -> set[tuple[object, ...]]:
        return {(pin.name, pin.version, pin.marker, pin.digests) for pin in supply.pins(file)}

    assert told(name) <= told(supply.WHOLE)


def test_nothing_is_installed_but_by_its_digest() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8").replace("\\\n", " ")
    recipes = re.findall(r"^\t@(.*(?:\$\(PIP\)|\$\(PINNED\)).*)$", makefile, re.MULTILINE)
    assert len(recipes) == 4
    assert "PINNED := $(PIP) install --no-build-isolation --require-hashes" in makefile
    docker = (ROOT / "Dockerfile").read_text("utf-8").replace("\\\n", " ")
    installing = [*recipes, *re.findall(r"pip install [^&\n]*", docker)]
    assert len(installing) == 6
    for one in installing:
        assert "$(PINNED) requirements/" in one or "--no-build-isolation" in one
        assert "$(PINNED)" in one or "--require-hashes" in one or "--no-deps" in one


def test_every_package_has_a_licence_that_leaves_us_free() -> None:
    told = {pin.name: supply.licence(pin.name) for pin in supply.pins()}
    told |= {name: licence for name, _, licence in supply.vendored()}
    assert [
        name for name, licence in told.items() if not licence or not supply.allowed(licence)
    ] == []


def test_the_licence_is_told_of_what_some_machines_do_not_install() -> None:
    names = {pin.name for pin in supply.pins()}
    for machine in MACHINES:
        names &= {pin.name for pin in supply.pins() if used(pin, machine)}
    absent = {pin.name for pin in supply.pins()} - names
    assert absent <= set(supply.rules()["packages"])


@pytest.mark.parametrize(
    ("licence", "free"),
    [
        ("MIT", True),
        ("GPL-3.0-only", False),
        ("GPL-3.0-only OR MIT", True),
        ("MIT AND GPL-3.0-only", False),
        ("(GPL-3.0-only OR MIT) AND Zlib", True),
        ("Apache-2.0 WITH LLVM-exception", False),
    ],
)
def test_a_licence_with_a_choice_is_free_if_one_choice_is(licence: str, free: bool) -> None:
    assert supply.allowed(licence) is free


def test_the_bill_of_materials_is_valid_and_the_same_each_time() -> None:
    told = supply.bill()
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(told) is None
    assert supply.bill() == told


def test_the_bill_lists_what_the_wheel_imports_and_carries_with_licence_and_digests() -> None:
    bill = json.loads(supply.bill())
    parts = bill["components"]
    by_name = {one["name"]: one for one in parts if one["purl"].startswith("pkg:pypi/")}
    extras = PROJECT["project"]["optional-dependencies"].values()
    wanted = [*PROJECT["project"]["dependencies"], *(one for some in extras for one in some)]
    names = {canonicalize_name(Requirement(one).name) for one in wanted} - {"dvgraph"}
    assert names < set(by_name)
    assert "pytest" not in by_name
    assert {one["purl"] for one in parts if one["purl"].startswith("pkg:npm/")}
    assert all(one["licenses"] for one in parts)
    assert all(one["hashes"] for one in by_name.values())
    scopes = {name: by_name[name]["scope"] for name in ("rdflib", "pandas")}
    assert scopes == {"rdflib": "required", "pandas": "optional"}


class Asked:
    """The answer of pip-audit."""

    def __init__(self, told: object, stderr: str = "") -> None:
        self.stdout, self.stderr = told if isinstance(told, str) else json.dumps(told), stderr


SOUND = {"name": "one", "version": "1", "vulns": []}
SKIPPED = {"name": "two", "skip_reason": "not found"}
WEAK = {"name": "three", "version": "3", "vulns": [{"id": "CVE-2026-1"}]}


@pytest.mark.parametrize(
    ("answer", "code", "words"),
    [
        (Asked({"dependencies": [SOUND]}), 0, "no vulnerability is known of 1 packages"),
        (Asked({"dependencies": [SOUND, SKIPPED]}), 2, "vulnerabilities of 1 of 2"),
        (Asked({"dependencies": [SKIPPED, WEAK]}), 1, "three 3: CVE-2026-1"),
        (Asked("", "no connection"), 2, "nobody could be asked"),
    ],
)
def test_an_audit_that_was_not_answered_does_not_pass_for_a_clean_one(
    answer: Asked,
    code: int,
    words: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: answer)
    # The licences of what only the audit needs are known where that is installed.
    monkeypatch.setattr(supply, "licence", lambda _: "MIT")
    assert supply.audit() == code
    assert words in capsys.readouterr().out

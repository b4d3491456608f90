"""The libraries of other projects in pages: pinned, licensed, and without outside links."""

import gzip
import re
import tomllib
from hashlib import sha256
from pathlib import Path

VENDOR = Path(__file__).parents[1] / "src" / "dvgraph" / "web" / "vendor"
PINS = tomllib.loads((VENDOR / "vendored.toml").read_text("utf-8"))
# Names of vocabularies and formats, and pages of the makers in comments; never fetched.
NAMES = {"www.w3.org", "purl.org", "creativecommons.org", "datatables.net", "enable-cors.org"}


def test_what_is_shipped_has_the_digests_that_are_pinned() -> None:
    shipped = {file.name: sha256(file.read_bytes()).hexdigest() for file in VENDOR.glob("*.gz")}
    assert shipped == PINS["files"]


def test_what_is_shipped_fits_in_three_megabytes() -> None:
    assert sum(file.stat().st_size for file in VENDOR.iterdir()) < 3_000_000


def test_each_package_stands_among_the_licences() -> None:
    told = gzip.decompress((VENDOR / "licences.txt.gz").read_bytes()).decode()
    for one in PINS["package"]:
        assert f"{one['package']} {one['version']} ({one['licence']})" in told


def test_the_editor_has_no_list_of_prefixes_and_no_address_elsewhere() -> None:
    editor = gzip.decompress((VENDOR / "yasgui.js.gz").read_bytes()).decode()
    hosts = set(re.findall(r"https?://([a-z0-9.-]+\.[a-z]+)", editor))
    assert hosts <= {*NAMES, "developer.mozilla.org"}

"""A register of ten thousand organisations: imported, imported again, checked, asked, as a site.

The export is synthetic (register_export.py). Each step is a run of the command.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import register_export
from goals import Row, count
from scale import Scale

_AGENCY = """@base <https://w3id.org/dvgraph/id/> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix dvg: <https://w3id.org/dvgraph/ns#> .
@prefix void: <http://rdfs.org/ns/void#> .

<dataset/register> a void:Dataset ;
    dct:title "Register"@nl, "Register"@en ;
    dct:license <https://creativecommons.org/publicdomain/zero/1.0/> ;
    void:uriSpace "https://w3id.org/dvgraph/id/" ;
    dvg:graafruimte "https://w3id.org/dvgraph/id/graph/register/" ;
    dvg:hoofdorganisatie <organisatie/ovo000001-departement-wegen-1> .
"""
_DAY = ("--date", "2020-06-30", "-f", "csv")


def measure(scale: Scale) -> dict[str, Any]:
    """Return the seconds and memory of each step, and the sizes of export and folder."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        data, feed, later = folder / "data", folder / "feed.json", folder / "later.json"
        data.mkdir()
        (data / "agency.ttl").write_text(_AGENCY, encoding="utf-8")
        register_export.write(feed, scale.organisations)
        register_export.write(later, scale.organisations, renamed=scale.organisations // 100)
        steps: dict[str, Any] = {}
        where = ("--data", data)
        steps["import"] = _run(folder, "import", "wegwijs", feed, *where)
        steps["import again, nothing new"] = _run(folder, "import", "wegwijs", feed, *where)
        steps["import again, 1 in 100 renamed"] = _run(folder, "import", "wegwijs", later, *where)
        steps["drift from the first export"] = _run(
            folder, "drift", "--against", "wegwijs", feed, *where, "-f", "csv"
        )
        steps["check"] = _run(folder, "check", *where)
        steps["first question, store indexed"] = _run(
            folder, "ask", "organisations-on-date", *_DAY, *where
        )
        steps["second question"] = _run(folder, "ask", "organisations-on-date", *_DAY, *where)
        steps["site"] = _run(folder, "site", folder / "site", *where)
        files = sum(path.stat().st_size for path in data.rglob("*.ttl"))
        return {
            "organisations": scale.organisations,
            "export": feed.stat().st_size,
            "folder": files,
            "steps": steps,
        }


def _run(folder: Path, *arguments: object) -> dict[str, float] | str:
    environment = {**os.environ, "DVGRAPH_CACHE": str(folder / "cache"), "LANG": "nl_BE.UTF-8"}
    command = [sys.executable, "-m", "dvgraph", *map(str, arguments)]
    start = time.perf_counter()
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as running:
        assert running.stderr is not None
        told = running.stderr.read()
        _, status, used = os.wait4(running.pid, 0)
        running.returncode = os.waitstatus_to_exitcode(status)
    if running.returncode not in (0, 1):  # 1: check has warnings only, but a register has gaps
        return f"exit {running.returncode}: {told.strip().splitlines()[-1:]}"
    return {
        "seconds": time.perf_counter() - start,
        "processor": used.ru_utime + used.ru_stime,
        "MiB": used.ru_maxrss / 1024,
    }


def goals(found: dict[str, Any]) -> list[Row]:
    what = "a register of ten thousand: imported, checked, asked, a site"
    floor, aim = "minutes", "300 s"
    steps = found.get("steps")
    if not steps or any(isinstance(one, str) for one in steps.values()):
        why = found.get("failed") or "; ".join(v for v in steps.values() if isinstance(v, str))
        return [Row(what, floor, aim, None, "no" if steps else "not measured", str(why))]
    names = ("import", "check", "first question, store indexed", "site")
    seconds = sum(steps[name]["seconds"] for name in names)
    said = f"{seconds:.0f} s, {max(one['MiB'] for one in steps.values()):.0f} MiB"
    return [Row(what, floor, aim, said, "aim" if seconds <= 300 else "floor")]


def section(found: dict[str, Any]) -> str:
    lines = [
        f"| {name} | {one} | | |"
        if isinstance(one, str)
        else f"| {name} | {one['seconds']:.1f} | {one['processor']:.1f} | {one['MiB']:.0f} |"
        for name, one in found["steps"].items()
    ]
    return f"""## A register

`dvgraph import wegwijs` on a synthetic export of {count(found["organisations"])} organisations,
{found["export"] / 1e6:.1f} MB, which becomes {found["folder"] / 1e6:.1f} MB of Turtle in a folder;
and what can be done with that folder.

| step | s | processor s | MiB |
|---|---:|---:|---:|
{chr(10).join(lines)}
"""

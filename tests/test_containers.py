"""The files for containers parse, and the commands and files that they name exist.

No container is built here.
"""

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from dvgraph.cli import cli

ROOT = Path(__file__).parents[1]


def instructions() -> list[tuple[str, str]]:
    """Return each instruction of the Dockerfile: its name, and its other words as one line."""
    text = re.sub(r"^#.*\n", "", (ROOT / "Dockerfile").read_text("utf-8"), flags=re.MULTILINE)
    lines = re.sub(r"\\\n", " ", text).splitlines()
    found = [line.strip().partition(" ") for line in lines if line.strip()]
    return [(name, rest.strip()) for name, _, rest in found]


def compose() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
    return found


def commands() -> Iterator[list[str]]:
    """Yield each command line of dvgraph in a container, without the program's name."""
    of = dict(instructions())
    yield json.loads(of["CMD"])
    for name, rest in instructions():
        if name == "RUN":
            yield from (shlex.split(one) for one in re.findall(r"\bdvgraph (-.*|[a-z].*)", rest))
    for service in compose()["services"].values():
        if "build" not in service:
            continue
        if service.get("entrypoint") == ["sh", "-c"]:
            (script,) = service["command"]
            yield from (shlex.split(one) for one in re.findall(r"dvgraph ([^;&]+)", script))
        elif "command" in service:
            yield service["command"]


def test_every_command_in_a_container_exists_with_its_options() -> None:
    found = [line for line in commands() if line[0] in ("serve", "push")]
    assert [line[0] for line in found] == ["serve", "push", "serve", "push", "serve"]
    for name, *arguments in found:
        command = cli.get_command(click.Context(cli), name)
        assert command is not None
        command.make_context(name, arguments)  # raises for an option that is not there


def test_the_image_copies_what_exists_and_what_docker_may_see() -> None:
    seen = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    copied = [
        part
        for name, rest in instructions()
        if name == "COPY" and not rest.startswith("--from")
        for part in rest.split()[:-1]
    ]
    assert copied
    for part in copied:
        assert (ROOT / part).exists()
        assert f"!{part}" in seen


def test_the_image_runs_as_nobody_in_particular_and_tells_its_health() -> None:
    last = list(instructions())
    users = [rest for name, rest in last if name == "USER"]
    assert users == ["10001"]
    assert [name for name, _ in last].index("USER") < [name for name, _ in last].index("ENTRYPOINT")
    assert "/api/health" in dict(last)["HEALTHCHECK"]


def test_a_server_in_a_container_writes_nowhere_and_is_reached_from_this_machine_alone() -> None:
    services = compose()["services"]
    ours = {name: one for name, one in services.items() if "build" in one}
    assert len(ours) == 5
    for one in ours.values():
        assert one["read_only"] is True
        assert one["cap_drop"] == ["ALL"]
        assert "no-new-privileges:true" in one["security_opt"]
        assert one["mem_limit"]
    for name, one in services.items():
        assert bool(one.get("ports")) == name.startswith("server"), name
        assert all(port.startswith("127.0.0.1:") for port in one.get("ports", ()))


def test_a_store_of_others_gets_only_what_everybody_may_see() -> None:
    filled = [line for line in commands() if line[0] == "push"]
    assert len(filled) == 2
    assert all("--public" in line for line in filled)


def test_each_service_waits_for_services_that_exist_in_its_profile() -> None:
    services = compose()["services"]
    for name, one in services.items():
        for other in one.get("depends_on", ()):
            assert services[other]["profiles"] == one["profiles"], name


@pytest.mark.slow
@pytest.mark.program
def test_a_server_serves_what_was_pushed_to_a_store_as_in_compose(serve, serve_oxigraph) -> None:  # type: ignore[no-untyped-def]
    from dvgraph.cli import main

    query = serve_oxigraph([])
    with pytest.raises(SystemExit) as done:
        main(["push", "--public", "--endpoint", query.replace("/query", "/store"), "-f", "tsv"])
    assert not done.value.code
    client = serve("--endpoint", query)
    assert client.get("/api/health").json()["triples"] > 10_000
    assert client.get("/en/doc/organisatie/agiv.html").status_code == 200

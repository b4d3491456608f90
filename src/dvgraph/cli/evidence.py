"""``evidence``: the passages that statements cite."""

import click

from dvgraph.cli.common import Group, data_option, source, tell


@click.group(cls=Group, example="dvgraph evidence stamp --data data --texts texts")
def evidence() -> None:
    """The passages behind the statements."""


@evidence.command(example="dvgraph evidence stamp --data data --texts texts")
@data_option
@click.option("--texts", metavar="DIR", help="The folder with the texts of the sources.")
def stamp(data: tuple[str, ...], texts: str | None) -> None:
    """Write a node, with the fingerprint of its lines, for every passage that statements cite.

    A passage whose text is not at hand keeps the fingerprint that it has.
    """
    from dvgraph import resources
    from dvgraph.evidence import passages

    folders = source(data).data or [str(resources.data_dir())]
    for done in passages.stamp(folders, texts):
        state = "written" if done.changed else "unchanged"
        click.echo(f"{done.path}: {done.passages} passages, {state}")
        if done.not_at_hand:
            tell(f"{done.not_at_hand} passages: text not at hand")
        for iri in done.new_prints:
            tell(f"text changed: {iri}")

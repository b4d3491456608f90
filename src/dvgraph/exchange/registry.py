"""The forms of the graph that others read, and the choice among them.

Each form has a name, and a module of ``exchange.exporters`` with a function ``export``: of a store,
a format and the options of the form, it returns what it made. A form in a folder also gets the
folder, whose files it may read.
"""

from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

from dvgraph.errors import OutputError, UseError
from dvgraph.locale.reader import explained
from dvgraph.rdf.oxigraph import Quad
from dvgraph.rdf.writing import FORMATS, replace_file
from dvgraph.store.protocol import Store

GRAPH_FORMATS = (*FORMATS, "csv")


class Exporter(NamedTuple):
    """How a form is made: the module, the further options it takes, and its formats.

    The first format is the default. A form with ``folder`` is files in a folder, not one file.
    """

    module: str
    options: tuple[str, ...] = ()
    formats: tuple[str, ...] = ("ttl", *GRAPH_FORMATS)
    folder: bool = False


class Export(NamedTuple):
    """What an exporter made: quads, with the prefixes to write them with, or files by name."""

    quads: Iterable[Quad] = ()
    prefixes: dict[str, str] | None = None
    files: Mapping[str, bytes] = {}


# By the option that chooses it; its value is the folder of files, the name of a profile, or true.
EXPORTERS = {
    "profile": Exporter("plain", ("as_of", "possible"), ("trig", *GRAPH_FORMATS)),
    "catalogue": Exporter("catalogue", ("base", "contact")),
    "rico": Exporter("rico"),
    "tables": Exporter("tables", ("excel_safe",), ("csv", "xlsx", "parquet"), folder=True),
    "crate": Exporter("crate", formats=("jsonld",), folder=True),
    "eac": Exporter("eac", formats=("xml",), folder=True),
    "ldes": Exporter("ldes", formats=("ttl",), folder=True),
}


def chosen(options: Mapping[str, object]) -> str:
    """Return the name of the form that options choose; "" for the whole graph.

    Raises UseError for options that do not go together.
    """
    names = [name for name in EXPORTERS if options.get(name)]
    if names[1:]:
        both = ", ".join(map(_typed, names))
        raise UseError(*explained("errors.exports", "one form", both=both))
    name = names[0] if names else ""
    allowed = (name, *EXPORTERS[name].options) if name else ()
    for option in (key for key, value in options.items() if value and key not in allowed):
        of = " / ".join(_typed(one) for one, form in EXPORTERS.items() if option in form.options)
        problem = explained("errors.exports", "only with" if of else "no option", of=of)
        raise UseError(*problem, where=_typed(option))
    return name


def format_among(form: str | None, formats: tuple[str, ...]) -> str:
    """Return a format, by default the first of those known; raises UseError for another."""
    if form and form not in formats:
        known = ", ".join(dict.fromkeys(formats))
        raise UseError(*explained("errors.rdf", "unknown format", name=form, known=known))
    return form or formats[0]


def export(
    store: Store, name: str, form: str | None, options: Mapping[str, object], folder: Path
) -> Export:
    """Return a form of a store. Raises UseError for an unknown format and as its exporter does.

    ``options``: those of the form and its own; others are not looked at. ``folder`` is where files
    will be written.
    """
    exporter = EXPORTERS[name]
    given = {key: options[key] for key in (name, *exporter.options) if options.get(key)}
    if exporter.folder:
        given[name] = folder
    made: Callable[..., Export] = import_module(
        f"dvgraph.exchange.exporters.{exporter.module}"
    ).export
    return made(store, format_among(form, exporter.formats), **given)


def write(files: Mapping[str, bytes], folder: Path) -> None:
    """Write files into a folder, which is made; raises OutputError for a failed write.

    A file that has these bytes already is left alone.
    """
    try:
        for name, data in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if not (path.is_file() and path.read_bytes() == data):
                replace_file(path, data)
    except OSError as error:
        problem = explained("errors.files", "unwritable", why=error)
        raise OutputError(*problem, where=str(folder)) from error


def _typed(name: str) -> str:
    return f"--{name.replace('_', '-')}"

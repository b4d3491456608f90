"""The export forms of the graph, and the choice among them.

Each form has a name and a module in ``exchange.exporters``. The function ``export`` of that module
takes a store, a format and the options of the form, and returns an ``Export``. If the form is a
folder of files, it also takes the path of the folder, because it may read existing files there.
"""

from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

from dvgraph.errors import OutputError, UseError
from dvgraph.locale.reader import explained
from dvgraph.rdf.oxigraph import Quad
from dvgraph.rdf.replacement import finish, replace_files
from dvgraph.rdf.writing import FORMATS
from dvgraph.store.protocol import Store

GRAPH_FORMATS = (*FORMATS, "csv")


class Exporter(NamedTuple):
    """An export form.

    ``options``: its further options. ``formats``: its formats, the default format first.
    ``folder``: True if it writes a folder of files, not one file.
    """

    module: str
    options: tuple[str, ...] = ()
    formats: tuple[str, ...] = ("ttl", *GRAPH_FORMATS)
    folder: bool = False


class Export(NamedTuple):
    """The result of an exporter: ``quads`` with their ``prefixes``, or ``files`` by name."""

    quads: Iterable[Quad] = ()
    prefixes: dict[str, str] | None = None
    files: Mapping[str, bytes] = {}


# Keyed by the option that chooses the form; its value is a folder, the name of a profile, or
# True.
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
    """Return the name of the export form that the options choose, or "" for the whole graph.

    Raises UseError for options that exclude each other.
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
    """Return a format, by default the first known one. Raises UseError for an unknown format."""
    if form and form not in formats:
        known = ", ".join(dict.fromkeys(formats))
        raise UseError(*explained("errors.rdf", "unknown format", name=form, known=known))
    return form or formats[0]


def export(
    store: Store, name: str, form: str | None, options: Mapping[str, object], folder: Path
) -> Export:
    """Return an export form of a store. Raises UseError for an unknown format.

    It also raises the errors of the exporter.
    ``options``: the option of the form and its further options; others are ignored.
    ``folder``: the folder into which ``write`` will write the files.
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
    """Write files into a folder, which is created if needed: all, or none.

    Raises OutputError for a failed write. A file that already has the same bytes is left untouched.
    """
    try:
        finish([folder.resolve()])
        paths = {folder / name: data for name, data in files.items()}
        before = {path: path.read_bytes() for path in paths if path.is_file()}
        changed = {path: data for path, data in paths.items() if data != before.get(path)}
        replace_files(changed, before)
    except OSError as error:
        problem = explained("errors.files", "unwritable", why=error)
        raise OutputError(*problem, where=str(folder)) from error


def occupied(path: Path) -> bool:
    """Return whether a path is a file, or a folder with something in it.

    Raises OutputError for a folder that cannot be read.
    """
    try:
        return path.is_file() or (path.is_dir() and any(path.iterdir()))
    except OSError as error:
        raise OutputError(*explained("errors.files", "unwritable", why=error)) from error


def _typed(name: str) -> str:
    return f"--{name.replace('_', '-')}"

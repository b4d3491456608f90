"""Shared parts of the commands: options, help with examples, output."""

import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from time import monotonic
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from dvgraph.cli.commands import lang_option, option
from dvgraph.cli.stream import height, width
from dvgraph.errors import InputError, OutputError, UseError
from dvgraph.locale.captions import joined
from dvgraph.locale.characters import legible
from dvgraph.locale.reader import explained, language, worded
from dvgraph.locale.words import selected, words
from dvgraph.results.writers import FORMATS, PICTURES, READ, render

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from dvgraph.rdf.oxigraph import Quad, Triple
    from dvgraph.results.readable import Words
    from dvgraph.results.rows import Rows
    from dvgraph.store.protocol import Store, Table

# Lines of a summary: the least and the most, whatever the height of the terminal.
_LOW, _TALL = 12, 40


def stack(*options: Callable[..., Any]) -> Callable[..., Any]:
    """Return a decorator that adds options in the given order."""

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        for add in reversed(options):
            function = add(function)
        return function

    return decorate


def _output(_ctx: click.Context, _: click.Parameter, file: str | None) -> str | None:
    if file == "":
        raise UseError(*explained("errors.cli", "no file name"), where="-o")
    return None if file == "-" else file


output_option = option("-o", "--output", metavar="FILE", callback=_output)


def format_option(kind: str = "rows") -> Callable[..., Any]:
    """Return the option for the format of one kind of answer (a key of FORMATS)."""
    return option("-f", "--format", "form", type=click.Choice(FORMATS[kind]))


data_option = option("--data", multiple=True, metavar="PATH")
store_option = option("--store", metavar="DIR")
endpoint_option = option("--endpoint", metavar="URL")
model_option = option("--model", is_flag=True)
public_option = option("--public", is_flag=True)
source_options = stack(data_option, store_option, endpoint_option, model_option)
input_format_option = option("--input-format", type=click.Choice(FORMATS["graph"]))
known_on_option = option("--known-on", metavar="DATE")
texts_option = option("--texts", metavar="DIR")
fail_on_option = option(
    "--fail-on",
    type=click.Choice(("violation", "warning", "info", "none")),
    default="violation",
    show_default=True,
)


# For every command whose output may go through a pager.
unpaged_option = option("--no-pager", "unpaged", is_flag=True)
# For a command whose answer is shortened to fit the screen of a terminal.
whole_options = stack(option("--all", "whole", is_flag=True), unpaged_option)


def reading_options(kind: str = "rows") -> Callable[..., Any]:
    """Return the options of a command that reads: source, language, format, output file."""
    return stack(source_options, lang_option, format_option(kind), output_option)


class Source(NamedTuple):
    """The source to read from; with every field None, the shipped data."""

    data: list[str] | None
    store: "Path | None"
    endpoint: str | None
    model: bool = False
    public: bool = False


def source(
    data: tuple[str, ...] = (),
    store: str | None = None,
    endpoint: str | None = None,
    *,
    model: bool = False,
    public: bool = False,
) -> Source:
    """Return the one source named by the options or, without these, the environment.

    ``model`` and ``public`` are the options of these names. Raises UseError if more than one source
    is named.
    """
    given = {"--data": list(data) or None, "--store": store, "--endpoint": endpoint}
    for name, value in given.items():
        if value == "":  # as of a variable that is not set: not to be answered from other data
            raise UseError(*explained("errors.cli", "no value"), where=name)
    if not any(given.values()):
        paths = os.environ.get("DVGRAPH_DATA")
        given = {
            "DVGRAPH_DATA": paths.split(os.pathsep) if paths else None,
            "DVGRAPH_STORE": os.environ.get("DVGRAPH_STORE") or None,
            "DVGRAPH_ENDPOINT": os.environ.get("DVGRAPH_ENDPOINT") or None,
        }
    named = [name for name, value in given.items() if value]
    if len(named) > 1:
        both = joined(named, language())
        raise UseError(*explained("errors.cli", "exclude each other", both=both))
    from pathlib import Path

    paths_, folder, url = given.values()
    return Source(paths_, Path(folder) if folder else None, url, model, public)  # type: ignore[arg-type]  # the kinds follow from where the values come from


def web_address(text: str, name: str) -> str:
    """Return the value of an option for a web address; UseError for another text."""
    if text and not re.match(r"https?://[^/\s]+\S*$", text):
        raise UseError(*explained("errors.authoring", "not an address", text=text), where=name)
    return text


def files_of(chosen: Source) -> list[str] | None:
    """Return the data files of a source; UseError for a store or endpoint."""
    if chosen.store or chosen.endpoint:
        place = chosen.store or chosen.endpoint
        raise UseError(*explained("errors.cli", "only files", place=place))
    return chosen.data


def opened(where: dict[str, Any]) -> "Store":
    """Return the opened store for the values of ``source_options``."""
    return open_source(source(**where))


def open_source(chosen: Source) -> "Store":
    """Return the opened store of a source."""
    from dvgraph.prebuilt.connection import open_graph

    with progress() as step:
        step("opening the graph")
        opened = open_graph(*chosen[:3], model=chosen.model, public=chosen.public)
    if chosen.model:
        tell(words("loading", language())["model"])
    if chosen.store:
        from dvgraph.prebuilt.disk import outdated

        if changed := outdated(chosen.store):
            first = f"{changed[0].path} ({worded('cli.how', changed[0].how)})"
            key = "outdated by more" if changed[1:] else "outdated"
            more = len(changed) - 1
            tell(worded("cli", key, store=chosen.store, first=first, more=more))
    return opened


def as_known(store: "Store", known_on: str | None) -> tuple["Store", str]:
    """Return the store as recorded on a day, and that day; without a day, the store itself."""
    if known_on is None:
        return store, ""
    from datetime import date

    from dvgraph.history.known_on import known_on as view
    from dvgraph.questions.parameters import day

    on = day(known_on, "last", "--known-on")
    with progress() as step:
        step("deriving the state as recorded")
        return view(store, date.fromisoformat(on)), on


def find(store: "Store", name: str | None, *days: "date") -> str:
    """Return the IRI for a name, reporting an inexact match on stderr; "" for None.

    Of things with the same name, the one that existed on ``days`` is chosen.
    """
    if name is None:
        return ""
    from dvgraph.errors import UseError
    from dvgraph.things import page

    try:
        found = page.find(store, name, days)
    except UseError:
        _refuse_a_date(name)
        raise
    if not found.sure:
        tell(worded("cli", "read as", typed=name, found=found.name))
    return found.iri


def _refuse_a_date(text: str) -> None:
    """Raise UseError, with what takes a date, if a date stands where a name is expected."""
    from dvgraph.errors import UseError
    from dvgraph.questions.parameters import as_written

    try:
        as_written(text, "")
    except UseError:
        return
    raise UseError(*explained("errors.cli", "a date for a name", text=text))


def read_text(path: str) -> str:
    """Return the text of a UTF-8 file, or of standard input for ``-``; InputError if unreadable."""
    from pathlib import Path

    try:
        raw = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
        return raw.decode("utf-8-sig")
    except OSError as error:
        raise InputError(*explained("errors.files", "unreadable", why=error), where=path) from error
    except UnicodeDecodeError as error:
        problem = explained("errors.files", "not UTF-8", byte=error.start + 1)
        raise InputError(*problem, where=path) from error


def format_of(
    form: str | None, output: str | None, known: str, default: str = "", screen: str = "table"
) -> str:
    """Return the requested format, else the one of the output file's suffix, else the default.

    ``known`` is a kind of answer (a key of FORMATS). Without a default, it is ``screen`` on a
    terminal and tsv elsewhere. A name without suffix, or with .txt, does not choose a format.
    Raises UseError for an unknown suffix.
    """
    suffix = os.path.splitext(output or "")[1].lower().removeprefix(".")  # noqa: PTH122 (pathlib is slower to import)
    if form or suffix in ("", "txt"):
        return form or default or (screen if on_screen(output) else "tsv")
    formats = [name for name in FORMATS[known] if name not in ("human", "turtle")]
    if suffix not in formats:
        known = ", ".join(formats)
        raise UseError(
            *explained("errors.cli", "suffix", suffix=suffix, known=known), where=f"-o {output}"
        )
    return suffix


def on_screen(output: str | None) -> bool:
    """Return whether the answer goes to a terminal."""
    return sys.stdout.isatty() and not output


def room(output: str | None, *, whole: bool) -> int | None:
    """Return the greatest number of lines of an answer: those of the screen; None for no limit."""
    return None if whole or not on_screen(output) else min(max(height() - 2, _LOW), _TALL)


def emit_long(text: str, output: str | None, form: str, *, unpaged: bool) -> None:
    """Write text as ``emit`` does; a text longer than the terminal goes through its pager.

    Formats for machines are never paged.
    """
    short = text.count("\n") < height()
    if unpaged or form not in READ or not on_screen(output) or short:
        emit(text, output)
    else:
        with _stdout():
            click.echo_via_pager(legible(text))


def reread_text(
    store: "Store", statement: str, texts: str | None, where: dict[str, Any], lang: str
) -> str:
    """Return the verdict on a statement and its cited lines; empty without the user's texts."""
    from dvgraph import resources
    from dvgraph.things.rereading import reread

    data = list(where["data"]) or [resources.data_dir()]
    lines = list(reread(store, statement, texts, data, lang, width()))
    return "".join(f"{line}\n" for line in ["", *lines]) if lines else ""


def emit_table(
    table: "Table",
    form: str | None,
    output: str | None,
    words: "Words | None" = None,
    title: str = "",
) -> None:
    """Write a table to the output file or stdout; ``words`` has labels for people."""
    chosen = format_of(form, output, "rows")
    emit(render(table, chosen, width=width(), words=words, title=title), output)


def emit_rows(
    rows: "Rows", form: str, output: str | None, *, whole: bool = False, unpaged: bool = True
) -> None:
    """Print the lines above an answer to stderr, and write its rows in the chosen format.

    A summary contains these lines itself, and is shortened to the screen unless ``whole``.
    """
    if form == "summary":
        text = rows.summed_up(width(), room(output, whole=whole))
        emit_long(text, output, form, unpaged=unpaged)
        return
    for line in rows.above(form):
        tell(line)
    if form in PICTURES:
        emit_picture(rows.text("svg"), form, output)
        return
    text = rows.text(form, width())
    if form in FORMATS["graph"]:
        emit(text, output) if on_screen(output) else emit_bytes(text.encode(), output)
    else:
        emit_long(text, output, form, unpaged=unpaged)


def emit_picture(svg: str, form: str, output: str | None) -> None:
    """Write an SVG picture as svg, png or pdf."""
    if form == "svg":
        emit(svg, output)
    else:
        from dvgraph.graphics.typesetting import picture

        emit_bytes(picture(svg, "png" if form == "png" else "pdf"), output)


def emit(text: str, output: str | None = None) -> None:
    """Write text to the output file (atomically), or to stdout."""
    if output is not None:
        emit_bytes(text.encode("utf-8"), output)
        return
    with _stdout():
        sys.stdout.write(legible(text) if sys.stdout.isatty() else text)
        sys.stdout.flush()


def emit_bytes(data: bytes, output: str | None) -> None:
    """Write bytes to the output file (atomically), or to stdout."""
    if output is not None:
        from pathlib import Path

        from dvgraph.rdf.replacement import replace_file

        replace_file(Path(output), data)
        tell(worded("cli", "written", file=output))
        return
    with _stdout():
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()


@contextmanager
def _stdout() -> Iterator[None]:
    """Turn failures of standard output, except a closed pipe, into OutputError."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        problem = explained("errors.files", "unwritable", why=error)
        raise OutputError(*problem, where="stdout") from error


def emit_quads(
    quads: "Iterable[Quad | Triple]",
    form: str,
    output: str | None,
    prefixes: dict[str, str] | None = None,
) -> None:
    """Write quads as written to the output file or stdout; ``prefixes``: by default all known."""
    from pathlib import Path

    from dvgraph import resources
    from dvgraph.rdf.writing import encoded, write

    prefixes = prefixes or resources.prefixes()
    if output is not None:
        write(quads, Path(output), form, prefixes=prefixes)
        tell(worded("cli", "written", file=output))
    elif sys.stdout.isatty():
        emit(encoded(quads, form, prefixes=prefixes).decode())
    else:
        emit_bytes(encoded(quads, form, prefixes=prefixes), None)


def confirmed(question: str, *, default: bool = False) -> bool:
    """Return whether the user confirms a question, with "yes" or "no" in the user's language.

    click's own prompt asks for y or n in every language. An empty answer means the default.
    """
    yes, no = selected("page.yes-no", language(), "yes", "no")
    shown = f"{yes[0].upper()}/{no[0]}" if default else f"{yes[0]}/{no[0].upper()}"
    while True:
        typed = click.prompt(f"{question} [{shown}]", "", show_default=False, err=True)
        answer = typed.strip().lower()
        if answer in ("", yes, no, yes[0], no[0]):
            return default if not answer else answer[0] == yes[0]
        tell(worded("prompts", "yes or no", yes=yes, no=no))


def tell(text: str) -> None:
    """Print a message to stderr; ignore a closed pipe."""
    with suppress(OSError):
        click.echo(legible(text), err=True)


def tell_error(message: str) -> None:
    """Print a message as one line to stderr, marked as an error."""
    tell(worded("cli", "error", message=" ".join(message.split())))


@contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """Return a function that shows the current step, on a terminal and after one second."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from threading import Timer

    begun: list[str] = []

    def show(name: str) -> None:
        with suppress(OSError):  # a transient line, not part of the output that a user may save
            click.echo(f"… {worded('progress', name)}", file=sys.__stderr__)

    timer = Timer(1, lambda: show(begun[-1]))
    timer.daemon = True

    def step(name: str) -> None:
        begun.append(name)
        if len(begun) == 1:
            timer.start()
        elif timer.finished.is_set():
            show(name)

    try:
        yield step
    finally:
        timer.cancel()


@contextmanager
def pace(noun: str, total: float) -> Iterator[Callable[[float], None]]:
    """Return a function that adds to a counter; a terminal shows rate and time left."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    done, start, shown = 0.0, monotonic(), 0.0

    def add(number: float) -> None:
        nonlocal done, shown
        done += number
        now = monotonic()
        if done and now - shown > 0.5 and now - start > 1:
            shown = now
            left = max(total - done, 0) * (now - start) / done
            rate = done / (now - start)
            line = worded("cli", "pace", done=done, total=total, noun=noun, rate=rate, left=left)
            click.echo(f"\r{line:<78}", err=True, nl=False)

    try:
        yield add
    finally:
        if shown:
            tell("")

"""``doctor``: is the set-up sound?"""

import os
import sys
from typing import TYPE_CHECKING, Any

import click

from dvgraph.cli.commands import Command
from dvgraph.cli.common import lang_option, progress, source, source_options, width
from dvgraph.cli.evidence import texts_option
from dvgraph.rdf.terms import harmless

if TYPE_CHECKING:
    from dvgraph.doctor import Point

_STATES = {
    "nl": {"ok": "ok", "warning": "waarschuwing", "error": "fout"},
    "en": {"ok": "ok", "warning": "warning", "error": "error"},
}
_TERMINAL = {
    "nl": ("uitvoer", "geen terminal", "terminal van {} kolommen", "zet PYTHONUTF8=1"),
    "en": ("output", "no terminal", "terminal of {} columns", "set PYTHONUTF8=1"),
}
_NEEDED = "é € ─ … →"


@click.command(cls=Command, example="dvgraph doctor")
@source_options
@texts_option
@lang_option
@click.pass_context
def doctor(ctx: click.Context, /, texts: str | None, lang: str, **where: Any) -> None:
    """Tell whether the set-up is sound: a line for each thing looked at, and what to do about it.

    Python and libraries, the cache, the data, the texts of the sources, the recorded answers, the
    terminal. Exit code 1 when something does not work; a warning is none.
    """
    from dvgraph.doctor import ERROR, examine

    chosen = source(**where)
    with progress() as step:
        step("looking")
        points = [*examine(*chosen, texts, lang), _terminal(lang)]
    names = max(len(point.name) for point in points)
    states = max(map(len, _STATES[lang].values()))
    for point in points:
        state = _STATES[lang][point.state]
        remedy = f" → {point.remedy}" if point.remedy else ""
        click.echo(harmless(f"{state:{states}}  {point.name:{names}}  {point.found}{remedy}"))
    ctx.exit(1 if any(point.state == ERROR for point in points) else 0)


def _terminal(lang: str) -> "Point":
    from dvgraph.doctor import OK, WARNING, Point

    name, none, columns, remedy = _TERMINAL[lang]
    encoding = sys.stdout.encoding or "ascii"
    place = columns.format(width()) if sys.stdout.isatty() else none
    colour = ", NO_COLOR" if os.environ.get("NO_COLOR") else ""
    try:
        _NEEDED.encode(encoding)
    except UnicodeEncodeError:
        return Point(name, WARNING, f"{place}, {encoding}{colour}", remedy)
    return Point(name, OK, f"{place}, {encoding}{colour}")

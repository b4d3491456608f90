"""The task fate ledger as strips in SVG: the life of each task and service over organisations."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from dvgraph.graphics.svg import (
    ARROW,
    BAR,
    FONT,
    MARGIN,
    PALETTE,
    SMALL,
    WIDTH,
    Axis,
    document,
    folded,
    gradient,
    line_of_text,
    shown,
    text_width,
    year_lines,
)
from dvgraph.ledgers.spells import Spell
from dvgraph.ledgers.task_table import origin
from dvgraph.ledgers.tasks import CONTINUED, DROPPED, MOVED, SPLIT, WIDENED, Fate, Ledger, Life
from dvgraph.locale.wording import Span, moment, period
from dvgraph.namespaces import FIRST, LAST, slug

_NAMES = 330.0  # room for the names of the things
_LINE, _STEP, _SPACE, _MARK = 17.0, BAR + 6, 12.0, 9.0
_TOP = 112.0
# What an ended bar carries; anything else, unknown among it, is a question mark.
_SIGNS = {CONTINUED: "=", SPLIT: "<", WIDENED: "+", MOVED: "→", DROPPED: "×"}
_WORDS = {
    "all": ("Het lot van taken en diensten", "The fate of tasks and services"),
    "of": ("Het lot van taken en diensten: {}", "The fate of tasks and services: {}"),
    "key": (
        "Vol: zeker · vervagend: begin of einde niet precies bekend · pijl: loopt nog, voor zover"
        " bekend · = voortgezet · → overgedragen · < gesplitst · + verruimd · × stopgezet ·"
        " ? niet bekend",
        "Solid: certain · fading: start or end not known exactly · arrow: goes on, as far as"
        " known · = continued · → transferred · < split · + widened · × ended · ? not known",
    ),
    "undated": ("Zonder bekende tijd: {}", "Without a known time: {}"),
}


class Strip(NamedTuple):
    """A bar of an organisation's spell, with where its name stands and the sign at its end.

    ``places`` are where it fades in, is solid, fades out and is gone; ``label`` its name, a line
    or several above each other, from ``x`` on; ``inside`` the bar, or beside it. It and its name
    take the room from ``left`` to ``right`` on row ``row`` of its life.
    """

    spell: Spell
    places: tuple[float, float, float, float]
    going: bool
    sign: str
    label: tuple[str, ...]
    x: float
    inside: bool
    left: float
    right: float
    row: int = 0


class Band(NamedTuple):
    """A life: its name in lines, its strips, and from where to where it stands."""

    life: Life
    name: tuple[str, ...]
    strips: tuple[Strip, ...]
    top: float
    height: float


def lay_out(ledger: Ledger) -> tuple[Axis, list[Band]]:
    """Return the time axis and the bands of the lives of which a time is known, top to bottom."""
    lives = [life for life in ledger.lives if any(map(_known, life.spells))]
    begins = [shown(s.bounds, ledger.today)[0] for one in lives for s in one.spells if _known(s)]
    first = date(min(begins, default=ledger.today).year, 1, 1)
    axis = Axis(first, ledger.today, MARGIN + _NAMES)
    bands: list[Band] = []
    top = _TOP
    for life in lives:
        name = tuple(folded(ledger.graph.label(life.thing), FONT, _NAMES - 16))
        strips = tuple(_strips(ledger, life, axis))
        rows = 1 + max(strip.row for strip in strips)
        height = max(len(name) * _LINE, rows * _STEP) + _SPACE
        bands.append(Band(life, name, strips, top, height))
        top += height
    return axis, bands


def _known(spell: Spell) -> bool:
    _, start, _, gone = spell.bounds
    return FIRST < start < LAST or FIRST < gone < LAST


def _strips(ledger: Ledger, life: Life, axis: Axis) -> Iterator[Strip]:
    """Yield the strips of a life, each on the first row where nothing stands in its place."""
    ends: list[float] = []
    strips = (_strip(ledger, life, spell, axis) for spell in life.spells if _known(spell))
    for strip in sorted(strips, key=lambda one: (one.left, one.spell)):
        row = next((n for n, end in enumerate(ends) if strip.left >= end), len(ends))
        ends[row : row + 1] = [strip.right]
        yield strip._replace(row=row)


def _strip(ledger: Ledger, life: Life, spell: Spell, axis: Axis) -> Strip:
    left, solid, fades, gone = map(axis, shown(spell.bounds, ledger.today))
    right = max(gone, left + 6)  # never so thin that it cannot be seen or pointed at
    places = (left, solid, fades, right)
    fate = next((one for one in life.fates if one.spell == spell), None)
    sign = _SIGNS.get(fate.fate, "?") if fate else ""
    going = not spell.ended(ledger.today)
    begin, end = left - _MARK, right + (ARROW if going else _MARK if sign else 0)
    name = ledger.graph.label(spell.organisation)
    wide = text_width(name, SMALL)
    if fades - solid >= wide + 4 * _MARK:
        return Strip(spell, places, going, sign, (name,), solid + 2 * _MARK, True, begin, end)
    if end + 6 + wide <= WIDTH - MARGIN:
        return Strip(spell, places, going, sign, (name,), end + 6, False, begin, end + 12 + wide)
    lines = folded(name, SMALL, begin - axis.left - 6)
    if len(lines) < 3:
        wide = max(text_width(line, SMALL) for line in lines)
        x = begin - 6 - wide
        return Strip(spell, places, going, sign, tuple(lines), x, False, x - 6, end)
    # Nowhere beside it: a short name, which its title tells in full.
    return Strip(
        spell, places, going, sign, (slug(spell.organisation),), solid + 8, False, begin, WIDTH
    )


def svg(ledger: Ledger) -> str:
    """Return the strips as an SVG document, 1200 units wide, a band for each task and service."""
    axis, bands = lay_out(ledger)
    bottom = bands[-1].top + bands[-1].height if bands else _TOP
    lang = ledger.graph.lang
    title = (
        _say("of", lang, ledger.graph.label(ledger.focus)) if ledger.focus else _say("all", lang)
    )
    colours: dict[str, str] = {}
    for band in bands:
        for strip in band.strips:
            colours.setdefault(strip.spell.organisation, PALETTE[len(colours) % len(PALETTE)])
    strips = [(band, strip) for band in bands for strip in band.strips]
    fading = (
        gradient(f"g{n}", colours[strip.spell.organisation], strip.places)
        for n, (_, strip) in enumerate(strips)
    )
    drawn = {band.life.thing for band in bands}
    undated = ", ".join(
        ledger.graph.label(life.thing) for life in ledger.lives if life.thing not in drawn
    )
    key = folded(_say("key", lang), 11.5, WIDTH - 2 * MARGIN)
    notes = folded(_say("undated", lang, undated), SMALL, WIDTH - 2 * MARGIN) if undated else []
    parts = [
        f"<defs>{''.join(fading)}</defs>",
        line_of_text(title, MARGIN, 38, 22, "ink", bold=True),
        *(line_of_text(line, MARGIN, 58 + 15 * n, 11.5, "soft") for n, line in enumerate(key)),
        *year_lines(axis.years(), _TOP - 14, _TOP - 8, bottom),
        *(part for band in bands for part in _name(ledger, band)),
        *(
            _bar(ledger, band, strip, n, colours[strip.spell.organisation])
            for n, (band, strip) in enumerate(strips)
        ),
        *(part for band, strip in strips for part in _label(band, strip)),
        *(_sign(ledger, band, strip) for band, strip in strips if strip.sign),
        *(line_of_text(str(year), x, bottom + 16, SMALL, "soft") for year, x in axis.years()),
        *(
            line_of_text(line, MARGIN, bottom + 40 + 17 * n, SMALL, "ink")
            for n, line in enumerate(notes)
        ),
    ]
    height = bottom + 36 + 17 * len(notes)
    return document(title, " ".join(_sentences(ledger)), lang, height, parts)


def _say(name: str, lang: str, *parts: str) -> str:
    return _WORDS[name][lang == "en"].format(*parts)


def _name(ledger: Ledger, band: Band) -> Iterator[str]:
    yield f'<path class="line" d="M{MARGIN:.1f} {band.top - 6:.1f}H{WIDTH - MARGIN:.1f}"/>'
    lines = "".join(
        line_of_text(line, MARGIN, band.top + 15 + n * _LINE, FONT, "label")
        for n, line in enumerate(band.name)
    ).replace(' pointer-events="none"', "")
    title = escape(ledger.graph.label(band.life.thing))
    yield f"<a href={quoteattr(band.life.thing)}><title>{title}</title>{lines}</a>"


def _bar(ledger: Ledger, band: Band, strip: Strip, n: int, colour: str) -> str:
    left, right, y = strip.places[0], strip.places[3], band.top + strip.row * _STEP
    tip = ""
    if strip.going:
        tip = (
            f'<path fill="{colour}" d="M{right - 1:.1f} {y:.1f}l12 {BAR / 2:g}l-12 {BAR / 2:g}z"/>'
        )
    return (
        f"<a href={quoteattr(strip.spell.organisation)}>"
        f"<title>{escape(_told(ledger, band.life, strip.spell))}</title>"
        f'<rect class="edge" x="{left:.1f}" y="{y:.1f}" width="{right - left:.1f}"'
        f' height="{BAR:g}" rx="4" fill="url(#g{n})"/>{tip}</a>'
    )


def _label(band: Band, strip: Strip) -> Iterator[str]:
    middle = band.top + strip.row * _STEP + BAR / 2 + SMALL * 0.36
    for n, line in enumerate(strip.label):
        y = middle + (n - (len(strip.label) - 1) / 2) * 13
        kind = "inside" if strip.inside else "label halo"
        yield line_of_text(line, strip.x, y, SMALL, kind, bold=True)


def _sign(ledger: Ledger, band: Band, strip: Strip) -> str:
    x, y = strip.places[3], band.top + strip.row * _STEP + BAR / 2
    fates = [one for one in band.life.fates if one.spell == strip.spell]
    return (
        f"<g><title>{escape('; '.join(_became(ledger, one) for one in fates))}</title>"
        f'<circle class="number" cx="{x:.1f}" cy="{y:.1f}" r="{_MARK - 1:g}"/>'
        f"{line_of_text(strip.sign, x, y + 4.2, SMALL, 'ink', bold=True, middle=True)}</g>"
    )


def _told(ledger: Ledger, life: Life, spell: Spell) -> str:
    graph = ledger.graph
    roles = [one.role for one in life.roles if one.organisation == spell.organisation]
    named = ", ".join(dict.fromkeys(map(graph.label, roles)))
    when = period(Span(None, None, spell.bounds, (), spell.open), graph.lang)
    return f"{graph.label(life.thing)}: {graph.label(spell.organisation)} ({named}), {when}"


def _became(ledger: Ledger, fate: Fate) -> str:
    graph = ledger.graph
    when = moment(Span(None, None, (*fate.days, LAST, LAST)), graph.lang)
    target = f" → {graph.label(fate.target)}" if fate.target else ""
    return f"{graph.label(fate.fate)}{target}, {when} ({origin(fate, graph.lang)})"


def _sentences(ledger: Ledger) -> Iterator[str]:
    """Yield the picture in words, for who cannot see it."""
    for life in ledger.lives:
        parts = [_told(ledger, life, spell).partition(": ")[2] for spell in life.spells]
        parts += [_became(ledger, fate) for fate in life.fates]
        yield f"{ledger.graph.label(life.thing)}: {'; '.join(parts)}."

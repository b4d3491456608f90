"""Coverage as a heat map in SVG: facets by years, deeper where more is known for certain."""

from collections.abc import Iterator
from itertools import groupby
from xml.sax.saxutils import escape

from dvgraph.graphics.svg import (
    FONT,
    MARGIN,
    SMALL,
    WIDTH,
    document,
    folded,
    line_of_text,
    text_width,
)
from dvgraph.ledgers.coverage import LEAST, Cell, Coverage, shade
from dvgraph.things.facets import caption

_NAMES, _ROW, _TOP, _WIDEST = 150.0, 28.0, 112.0, 44.0
# Fill and text of a cell by shade, from the third on; each pair has a contrast of at least 4.5
# (WCAG 2.1, 1.4.3); a test computes it.
SHADES = (("#d6e4f2", "#1b2733"), ("#9dc0e2", "#1b2733"), ("#2f5d8a", "#ffffff"))
_HATCH = (
    '<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse"'
    ' patternTransform="rotate(45)"><path d="M0 0V6" stroke="#5b8fc4" stroke-width="1.6"/>'
    "</pattern></defs>"
)
_WORDS = {
    "of": ("Waarover iets bekend is: {}", "What is known: {}"),
    "all": ("Waarover iets bekend is", "What is known"),
    "key": (
        "Getal: hoeveel uitspraken in dat jaar zeker golden · gestreept, met vraagteken: enkel"
        " mogelijk, of voor zover bekend · leeg: niets",
        "Number: how many statements certainly held in that year · hatched, with a question mark:"
        " only possible, or as far as known · empty: nothing",
    ),
    "cell": ("{}, {}: {} zeker, {} mogelijk", "{}, {}: {} certain, {} possible"),
    "certain": ("zeker in {}", "certain in {}"),
    "possible": ("mogelijk in {}", "possible in {}"),
    "nothing": ("niets", "nothing"),
    "shades": ("{} of meer", "{} or more"),
}


def svg(coverage: Coverage, subject: str = "") -> str:
    """Return the coverage as an SVG document, 1200 units wide; ``subject`` names what it is of."""
    lang = coverage.lang
    title = _say("of", lang, subject) if subject else _say("all", lang)
    wide = min(_WIDEST, (WIDTH - 2 * MARGIN - _NAMES) / len(coverage.years))
    bottom = _TOP + _ROW * len(coverage.facets)
    rows = [
        (caption(facet, lang), found, _TOP + n * _ROW)
        for n, (facet, found) in enumerate(coverage.facets.items())
    ]
    parts = [
        _HATCH,
        line_of_text(title, MARGIN, 38, 22, "ink", bold=True),
        *(
            line_of_text(line, MARGIN, 58 + 15 * n, 11.5, "soft")
            for n, line in enumerate(folded(_say("key", lang), 11.5, WIDTH - 2 * MARGIN))
        ),
        *_years(coverage, wide, _TOP - 10),
        *_years(coverage, wide, bottom + 18),
        *(line_of_text(name, MARGIN, y + _ROW / 2 + 4, FONT, "label") for name, _, y in rows),
        *(
            _cell(coverage, name, year, cell, (MARGIN + _NAMES + n * wide, y, wide))
            for name, found, y in rows
            for n, (year, cell) in enumerate(zip(coverage.years, found, strict=True))
        ),
        *_legend(lang, bottom + 34),
    ]
    return document(title, " ".join(_sentences(coverage)), lang, bottom + 74, parts)


def _say(name: str, lang: str, *parts: object) -> str:
    return _WORDS[name][lang == "en"].format(*parts)


def _years(coverage: Coverage, wide: float, baseline: float) -> Iterator[str]:
    every = 1 if wide > text_width("2000", SMALL) + 4 else 5
    for n, year in enumerate(coverage.years):
        if year % every == 0:
            x = MARGIN + _NAMES + (n + 0.5) * wide
            yield line_of_text(str(year), x, baseline, SMALL, "soft", middle=True)


def _cell(
    coverage: Coverage, name: str, year: int, cell: Cell, place: tuple[float, float, float]
) -> str:
    x, y, wide = place
    depth = shade(cell)
    told = escape(_say("cell", coverage.lang, name, year, cell.certain, cell.possible))
    box = f'x="{x + 0.5:.1f}" y="{y + 0.5:.1f}" width="{wide - 1:.1f}" height="{_ROW - 1:g}" rx="2"'
    ground = f'<rect class="line" {box} pointer-events="all"/>'
    number = str(cell.certain) if depth > 1 else f"{cell.possible}?"
    fits = text_width(number, 10.5) <= wide - 2
    middle = x + wide / 2
    if depth > 1:
        fill, ink = SHADES[depth - 2]
        ground = f'<rect {box} fill="{fill}"/>'
        text = (
            f'<text x="{middle:.1f}" y="{y + _ROW / 2 + 3.8:.1f}" font-size="10.5"'
            f' text-anchor="middle" fill="{ink}" pointer-events="none">{number}</text>'
        )
    else:
        text = line_of_text(number, middle, y + _ROW / 2 + 3.8, 10.5, "label halo", middle=True)
        if depth:
            ground += f'<rect {box} fill="url(#hatch)" pointer-events="none"/>'
    return f"<g><title>{told}</title>{ground}{text if depth and fits else ''}</g>"


def _legend(lang: str, y: float) -> Iterator[str]:
    x = MARGIN + _NAMES
    for least, (fill, _) in zip(LEAST, SHADES, strict=True):
        text = _say("shades", lang, least)
        yield f'<rect x="{x:.1f}" y="{y:.1f}" width="22" height="16" rx="2" fill="{fill}"/>'
        yield line_of_text(text, x + 28, y + 12.5, SMALL, "ink")
        x += 48 + text_width(text, SMALL)


def _sentences(coverage: Coverage) -> Iterator[str]:
    """Yield the map in words, for who cannot see it."""
    for facet, found in coverage.facets.items():
        kinds = [min(shade(cell), 2) for cell in found]
        parts = [
            _say(word, coverage.lang, ", ".join(runs))
            for depth, word in ((2, "certain"), (1, "possible"))
            if (runs := _runs(coverage.years, kinds, depth))
        ]
        told = "; ".join(parts) or _say("nothing", coverage.lang)
        yield f"{caption(facet, coverage.lang)}: {told}."


def _runs(years: tuple[int, ...], kinds: list[int], depth: int) -> list[str]:
    """Return the years of a depth as runs: ``2005–2009``."""
    runs = []
    for same, group in groupby(zip(years, kinds, strict=True), key=lambda pair: pair[1]):
        span = [year for year, _ in group]
        if same == depth:
            runs.append(str(span[0]) if len(span) == 1 else f"{span[0]}–{span[-1]}")
    return runs

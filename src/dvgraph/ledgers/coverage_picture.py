"""Coverage as a heat map: facets by years, darker for more certain statements."""

from collections.abc import Iterator
from itertools import groupby

from dvgraph.graphics import heat_map
from dvgraph.graphics.heat_map import HeatCell, HeatMap
from dvgraph.graphics.svg import Grammar
from dvgraph.ledgers.coverage import LEAST, Cell, Coverage, shade
from dvgraph.locale.words import words
from dvgraph.things.facets import caption


def svg(coverage: Coverage, subject: str = "", *, name: str = "") -> str:
    """Return the coverage as an SVG document, 1200 units wide; ``subject`` names its thing.

    With a ``name`` it is a part of a page: ids begin with it, and the page has style and title.
    """
    lang = coverage.lang

    def cell(facet: str, year: int, held: Cell) -> HeatCell:
        depth = shade(held)
        number = str(held.certain) if depth > 1 else f"{held.possible}?"
        return HeatCell(_say("cell", lang, facet, year, held.certain, held.possible), number, depth)

    shades = {f"shade{n}": _say("shades", lang, least) for n, least in enumerate(LEAST, 1)}
    return heat_map.svg(
        HeatMap(
            title=_say("of", lang, subject) if subject else _say("all", lang),
            key=_say("key", lang),
            description=" ".join(_sentences(coverage)),
            grammar=Grammar(lang, {**words("graphics.signs", lang), **shades}, {}),
            years=coverage.years,
            rows=[
                (said, [cell(said, *pair) for pair in zip(coverage.years, found, strict=True)])
                for facet, found in coverage.facets.items()
                for said in [caption(facet, lang)]
            ],
        ),
        name=name,
    )


def _say(name: str, lang: str, *parts: object) -> str:
    return words("ledgers.coverage-picture", lang)[name].format(*parts)


def _sentences(coverage: Coverage) -> Iterator[str]:
    """Yield the map in words, for screen readers."""
    for facet, found in coverage.facets.items():
        kinds = [min(shade(cell), 2) for cell in found]
        parts = [
            _say(word, coverage.lang, ", ".join(runs))
            for depth, word in ((2, "certain"), (1, "possible"))
            if (runs := _runs(coverage.years, kinds, depth))
        ]
        content = "; ".join(parts) or _say("nothing", coverage.lang)
        yield f"{caption(facet, coverage.lang)}: {content}."


def _runs(years: tuple[int, ...], kinds: list[int], depth: int) -> list[str]:
    """Return the years with a depth as ranges: ``2005–2009``."""
    runs = []
    for same, group in groupby(zip(years, kinds, strict=True), key=lambda pair: pair[1]):
        span = [year for year, _ in group]
        if same == depth:
            runs.append(str(span[0]) if len(span) == 1 else f"{span[0]}–{span[-1]}")
    return runs

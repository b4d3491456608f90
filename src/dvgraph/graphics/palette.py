"""The colours and styles of all pictures and pages, light and dark.

A colour marks a family of organisations and is never decoration; texture shows certainty. Each
family colour is legible on the background, and the background on it; a test computes the contrasts
(WCAG 2.1, 1.4.3). No picture has a style attribute: its classes have their style in the one style
element of a file on its own, or in the page around the picture.
"""

from string import Template

MAIN, REST = "main", "rest"
# The keys of families other than the agency, in the order in which pictures assign them.
FAMILIES = ("f1", "f2", "f3", "f4", "f5", "f6", "f7")
KEYS = (MAIN, *FAMILIES, REST)

# Role: its colour on a light background, and on a dark background.
COLOURS = {
    "ground": ("#ffffff", "#111518"),
    "panel": ("#f4f5f3", "#1a2024"),
    "ink": ("#16191d", "#e8ebed"),
    "soft": ("#525a62", "#a8b1b8"),
    "link": ("#0a4f73", "#85c5ea"),
    "warn": ("#8f3b00", "#f2b27a"),
    "ok": ("#1f6b3a", "#7fcf98"),
    "focus": ("#c2410c", "#ff9d5c"),
    "strong": ("#7c848b", "#6d7880"),
    "rule": ("#d9dcdd", "#2e363c"),
    MAIN: ("#12395c", "#c3dcf3"),
    "f1": ("#a13a60", "#f093b2"),
    "f2": ("#2c6a3e", "#74c48a"),
    "f3": ("#6449a1", "#bba6f3"),
    "f4": ("#6a5873", "#bfaacb"),
    "f5": ("#91560f", "#e2a65f"),
    "f6": ("#56635d", "#a9b8b0"),
    "f7": ("#2a6796", "#6fb1e4"),
    REST: ("#6b737a", "#8f99a0"),
    # The shades of a count, which belong to no family.
    "shade1": ("#e0e3e5", "#2a3238"),
    "shade2": ("#b5bcc2", "#47525a"),
    "shade3": ("#525a62", "#a8b1b8"),
}
# Every pair of text and background in a picture or page.
TEXTS = (
    *((role, "ground") for role in ("ink", "soft", "link", "warn", "ok", *KEYS)),
    *((role, "panel") for role in ("ink", "soft", "link", "warn", "ok")),
    *(("ground", key) for key in KEYS),
    *(("ink", "shade1"), ("ink", "shade2"), ("ground", "shade3")),
)

# Marks have the colour of their group (currentColor), set by a class of KEYS.
_RULES = """
.picture text { font-family: Arial, "Liberation Sans", Arimo, Helvetica, sans-serif }
.picture .said { font-family: "Times New Roman", "Liberation Serif", Tinos, serif }
.picture .b { font-weight: 700 }
.picture .ink { fill: $ink }
.picture .soft { fill: $soft }
.picture .warned { fill: $warn }
.picture .on, .picture .ground { fill: $ground }
.picture .own, .picture .certain, .picture .goes-on { fill: currentColor }
.picture .halo { paint-order: stroke; stroke: $ground; stroke-width: 4px; stroke-linejoin: round }
.picture .grid { stroke: $rule; fill: none }
.picture .axis { stroke: $strong; fill: none }
.picture .tie { stroke: $soft; fill: none }
.picture .starts, .picture .ends, .picture .handover { stroke: currentColor }
.picture .planned { fill: none; stroke: currentColor; stroke-width: 1.5 }
.picture .unknown { fill: none; stroke: currentColor; stroke-width: 2; stroke-dasharray: 2 3 }
.picture .moment { fill: none; stroke: currentColor; stroke-width: 4 }
.picture .became, .picture .lived-on, .picture .in-part { fill: none; stroke: $soft }
.picture .e .unknown { stroke: $soft }
.picture .became, .picture .lived-on, .picture .in-part { stroke-width: 2 }
.picture .lived-on { stroke-dasharray: 5 4 }
.picture .in-part { stroke-dasharray: 8 3 2 3 }
.picture .tip, .picture .lost { fill: $soft }
.picture .event, .picture .decision, .picture .fate { fill: $ground; stroke: $soft }
.picture .break-number { fill: $ground; stroke: $warn }
.picture .rule { fill: none; stroke: $soft; stroke-dasharray: 2 4 }
.picture .joined, .picture .joined-about, .picture .claimed-line { fill: none; stroke-width: 2 }
.picture .joined, .picture .joined-about, .picture .claimed-line { stroke: currentColor }
.picture .joined-about { stroke-dasharray: 8 4 }
.picture .claimed-line { stroke-dasharray: 2 4 }
.picture .full { fill: currentColor; stroke: currentColor; stroke-width: 2 }
.picture .ring { fill: $ground; stroke: currentColor; stroke-width: 2 }
.picture .period { stroke: currentColor; stroke-width: 5; stroke-opacity: .3 }
.picture .break { fill: none; stroke: $warn; stroke-width: 2; stroke-dasharray: 3 3 }
.picture .shade1 { fill: $shade1 }
.picture .shade2 { fill: $shade2 }
.picture .shade3 { fill: $shade3 }
.picture .empty { fill: none; stroke: $rule }
.picture a { color: inherit }
.picture a:hover .ink, .picture a:focus .ink { text-decoration: underline }
"""
# Only for pictures in a page. Texts ignore the pointer, so that the element behind them shows its
# title; a text inside a link still follows the link.
_IN_PAGE = """.picture .family { fill: currentColor }
.picture text { pointer-events: none }
.picture a text { pointer-events: auto }
"""
_PRINT = """@media print {
  .picture .starts, .picture .ends { fill: currentColor; fill-opacity: .26 }
  .picture .handover { fill: currentColor; fill-opacity: .5 }
  .picture .halo { stroke: none }
}
"""
_FAMILIES = "".join(f".picture .{key} {{ color: ${key} }}\n" for key in (*KEYS, "ink", "soft"))


def file_style() -> str:
    """Return the style of a picture file, with literal colours and a variant for dark mode."""
    light, dark = ({role: pair[n] for role, pair in COLOURS.items()} for n in (0, 1))
    rules = Template(_FAMILIES + _RULES)
    changed = "\n".join(line for line in (_FAMILIES + _RULES).splitlines() if "$" in line)
    return (
        rules.substitute(light)
        + "@media (prefers-color-scheme: dark) {\n"
        + Template(changed).substitute(dark)
        + "\n}\n"
    )


def page_style() -> str:
    """Return the same style for a page with pictures in it: each colour a custom property.

    ``--ink``, ``--main``, ``--f1`` and so on follow the reader's system, unless the root element
    has ``data-theme="light"`` or ``"dark"``. On paper a tint stands for a hatch, and letters have
    no halo: both would make a printed page ten times as large.
    """
    light, dark = (
        " ".join(f"--{role}: {pair[n]};" for role, pair in COLOURS.items()) for n in (0, 1)
    )
    names = {role: f"var(--{role})" for role in COLOURS}
    return (
        f":root {{ color-scheme: light; {light} }}\n"
        f":root[data-theme=dark] {{ color-scheme: dark; {dark} }}\n"
        "@media (prefers-color-scheme: dark) {\n"
        f"  :root:not([data-theme=light]) {{ color-scheme: dark; {dark} }}\n}}\n"
        + Template(_FAMILIES + _RULES).substitute(names)
        + _IN_PAGE
        + _PRINT
    )

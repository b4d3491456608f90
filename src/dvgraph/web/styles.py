"""The one style sheet: the colours of the palette, then each file of ``assets/styles``."""

from pathlib import Path

from dvgraph.graphics.palette import COLOURS


def style(folder: Path) -> str:
    """Return the style sheet of the site from a folder with its parts; ``base.css`` comes first.

    ``--ink``, ``--main``, ``--f1`` and so on follow the reader's system, unless the root element
    has ``data-theme="light"`` or ``"dark"``.
    """
    light, dark = (
        " ".join(f"--{role}: {pair[n]};" for role, pair in COLOURS.items()) for n in (0, 1)
    )
    colours = (
        f":root {{ color-scheme: light; {light} }}\n"
        f":root[data-theme=dark] {{ color-scheme: dark; {dark} }}\n"
        "@media (prefers-color-scheme: dark) {\n"
        f"  :root:not([data-theme=light]) {{ color-scheme: dark; {dark} }}\n}}\n"
    )
    files = sorted(folder.glob("*.css"), key=lambda file: (file.stem != "base", file.stem))
    return colours + "".join(file.read_text("utf-8") for file in files)

"""The only style sheet: colours and pictures, then each file of ``assets/styles``."""

from pathlib import Path

from dvgraph.graphics.palette import page_style


def style(folder: Path) -> str:
    """Return the style sheet of the site from a folder with its parts; ``base.css`` comes first.

    The colours and the style of pictures come from ``graphics.palette.page_style``.
    """
    files = sorted(folder.glob("*.css"), key=lambda file: (file.stem != "base", file.stem))
    return page_style() + "".join(file.read_text("utf-8") for file in files)

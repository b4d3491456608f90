"""Typst source and SVG pictures as PDF or PNG; the single importer of typst."""

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal as OneOf

from dvgraph.errors import OutputError, UseError
from dvgraph.locale.reader import explained

_PAGE = '#set page(width: {wide}pt, height: auto, margin: 0pt)\n#image("{name}", width: 100%)'


def typeset(text: str, pictures: Mapping[str, str], form: OneOf["pdf", "png"]) -> bytes:
    """Return Typst source as PDF or, of one page, PNG (144 dots per inch).

    ``pictures`` are SVG documents by file name. Raises UseError without typst, OutputError when the
    source cannot be set.
    """
    try:
        import typst
    except ImportError as error:
        raise UseError(*explained("errors.graphics", "not installed", package="typst")) from error
    with TemporaryDirectory() as folder:
        main = Path(folder) / "main.typ"
        for path, content in ((main, text), *((main.with_name(n), s) for n, s in pictures.items())):
            path.write_text(content, encoding="utf-8")
        try:
            made = typst.compile(str(main), root=folder, format=form, ppi=144.0)
        except (typst.TypstError, RuntimeError) as error:
            raise OutputError(*explained("errors.graphics", "no page", why=error)) from error
    return bytes(made)


def picture(svg: str, form: OneOf["pdf", "png"]) -> bytes:
    """Return an SVG picture as PDF, 1200 points wide, or as PNG, 2400 pixels wide."""
    return typeset(_PAGE.format(wide=1200, name="picture.svg"), {"picture.svg": svg}, form)

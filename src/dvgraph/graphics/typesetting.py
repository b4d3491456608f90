"""Typst source and SVG pictures as PDF or PNG; no other module imports typst."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal as OneOf
from xml.sax.saxutils import unescape

from dvgraph.errors import OutputError, UseError
from dvgraph.locale.reader import explained

# Without a date, so that each run gives the same bytes.
_PAGE = """
#set document(title: {title}, date: none)
#set page(width: {wide}pt, height: auto, margin: 0pt)
#image("{name}", width: 100%, alt: {alt})
"""
_SAID = [re.compile(f"<{one}[^>]*>(.*?)</{one}>", re.DOTALL) for one in ("title", "desc")]


def typeset(
    text: str, pictures: Mapping[str, str], form: OneOf["pdf", "png"], *, tagged: bool = False
) -> bytes:
    """Return Typst source as a PDF or, for one page, a PNG (144 dots per inch).

    ``pictures`` are SVG documents by file name. ``tagged``: the PDF must conform to PDF/UA-1, for
    screen readers. Raises UseError if typst is not installed, OutputError if typst rejects the
    source.
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
            made = typst.compile(
                str(main),
                root=folder,
                format=form,
                ppi=144.0,
                pdf_standards=["ua-1"] if tagged else [],
            )
        except (typst.TypstError, RuntimeError) as error:
            raise OutputError(*explained("errors.graphics", "no page", why=error)) from error
    return bytes(made)


def picture(svg: str, form: OneOf["pdf", "png"]) -> bytes:
    """Return an SVG picture as PDF, 1200 points wide, or as PNG, 2400 pixels wide.

    The PDF has the title and the description of the picture.
    """
    # A JSON string is also a Typst string.
    said = [found[1] if (found := one.search(svg)) else "" for one in _SAID]
    title, alt = (json.dumps(unescape(text), ensure_ascii=False) for text in said)
    text = _PAGE.format(wide=1200, name="picture.svg", title=title, alt=alt)
    return typeset(text, {"picture.svg": svg}, form)

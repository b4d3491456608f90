"""A brief as a Word document with footnotes; no other module imports python-docx.

python-docx does not support footnotes: their part, styles and settings are written here.
"""

from io import BytesIO
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from dvgraph.brief.blocks import (
    Block,
    Grid,
    Heading,
    Image,
    Items,
    Line,
    Paragraph,
    Text,
    apart,
    numbers,
)
from dvgraph.brief.dossier import Brief
from dvgraph.brief.request import KIND as APPLICANT
from dvgraph.errors import UseError
from dvgraph.graphics.typesetting import picture
from dvgraph.locale.reader import explained
from dvgraph.locale.words import words
from dvgraph.things.citations import AUTHOR

if TYPE_CHECKING:
    from docx.document import Document

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_FOOTNOTES = f"{_RELATIONS}/footnotes"
_FOOTNOTES_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
_BLUE, _GREY = "0B5394", "3A4653"
_WIDTH = 17.0  # cm between the margins of an A4 page
_PICTURE = 14.0
# Word needs two special notes before the first: the separators above footnotes.
_OWN = (("separator", "separator"), ("continuationSeparator", "continuationSeparator"))


def docx(brief: Brief) -> bytes:
    """Return the brief as a .docx with Word's styles, footnotes, links, tagged tables, metadata."""
    try:
        import docx as engine
    except ImportError as error:
        raise UseError(
            *explained("errors.brief", "not installed", package="python-docx")
        ) from error
    document = engine.Document()
    _describe(document, brief)
    _style(document, brief)
    writer = _Writer(document, brief)
    for block in brief.blocks:
        writer.block(block)
    writer.footnotes()
    out = BytesIO()
    document.save(out)
    return _undated(out.getvalue())


def _describe(document: "Document", brief: Brief) -> None:
    """Write the metadata, dated on the last day of the brief, so that each run is the same."""
    from datetime import datetime, time

    found = document.core_properties
    found.title, found.subject = brief.title, brief.subject
    found.author = found.last_modified_by = AUTHOR
    found.language = words("locale", brief.lang)["code"]
    found.comments = found.keywords = found.category = ""
    found.created = found.modified = datetime.combine(brief.day, time())
    found.revision = 1


# Long since python-docx needs each style set separately.
def _style(document: "Document", brief: Brief) -> None:
    """Set page, fonts and language, and the styles of footnotes and of the applicant's text."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt, RGBColor

    for section in document.sections:
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2)
        section.top_margin = section.bottom_margin = Cm(1.5)
        section.footer_distance = Cm(0.8)
        _page_numbers(section.footer.paragraphs[0])
    styles = document.styles
    code = words("locale", brief.lang)["code"]
    for lang in styles.element.iter(qn("w:lang")):
        lang.set(qn("w:val"), code)
        lang.set(qn("w:eastAsia"), code)
    normal = styles["Normal"]
    normal.font.name, normal.font.size = "Arial", Pt(8.8)
    normal.element.rPr.rFonts.set(qn("w:cs"), "Arial")
    normal.paragraph_format.space_after = Pt(5)
    normal.paragraph_format.line_spacing = 1.0
    sizes = {"Title": 16, "Heading 1": 12.5, "Heading 2": 11, "List Bullet": 8.8}
    for name, size in sizes.items():
        styles[name].font.size = Pt(size)
        styles[name].font.name = "Arial"
        if name != "List Bullet":
            styles[name].font.color.rgb = RGBColor.from_string("1B2733")
            fonts = styles[name].element.rPr.rFonts
            for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
                fonts.attrib.pop(qn(f"w:{theme}"), None)
    styles["List Bullet"].paragraph_format.space_after = Pt(2)
    styles["Title"].paragraph_format.space_after = Pt(6)
    styles["Heading 1"].paragraph_format.space_before = Pt(9)
    styles["Heading 1"].paragraph_format.space_after = Pt(3)
    own = (("footnote text", 7, 0), ("Small", 8.5, 4), ("Applicant", 9.5, 4), ("Head", 9.5, 1))
    for name, size_, after in own:
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = normal
        style.font.size, style.paragraph_format.space_after = Pt(size_), Pt(after)
    edge = OxmlElement("w:pBdr")
    left = OxmlElement("w:left")
    for key, value in (("val", "single"), ("sz", "18"), ("space", "8"), ("color", _BLUE)):
        left.set(qn(f"w:{key}"), value)
    edge.append(left)
    styles["Applicant"].element.get_or_add_pPr().append(edge)
    styles["Applicant"].paragraph_format.left_indent = Cm(0.4)
    mark = styles.add_style("footnote reference", WD_STYLE_TYPE.CHARACTER)
    mark.font.superscript = True
    link = styles.add_style("Hyperlink", WD_STYLE_TYPE.CHARACTER)
    link.font.color.rgb = RGBColor.from_string(_BLUE)


def _page_numbers(paragraph: Any) -> None:
    """Write the page number and the number of pages in a footer."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _field(paragraph, "PAGE", "1")
    paragraph.add_run(" / ")
    _field(paragraph, "NUMPAGES", "1")


def _field(paragraph: Any, code: str, shown: str) -> None:
    """Add a field of Word, with the text shown until Word computes the field."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    for kind in ("begin", "", "separate", shown, "end"):
        run = paragraph.add_run("" if kind in ("begin", "", "separate", "end") else kind)
        if kind == "":
            text = OxmlElement("w:instrText")
            text.set(qn("xml:space"), "preserve")
            text.text = f" {code} "
            run._r.append(text)
        elif kind != shown:
            char = OxmlElement("w:fldChar")
            char.set(qn("w:fldCharType"), kind)
            run._r.append(char)


def _undated(data: bytes) -> bytes:
    """Return a zip file in which all times are the minimum (1980), so that each run is the same."""
    out = BytesIO()
    with ZipFile(BytesIO(data)) as made, ZipFile(out, "w", ZIP_DEFLATED) as kept:
        for member in made.infolist():
            kept.writestr(ZipInfo(member.filename), made.read(member), ZIP_DEFLATED)
    return out.getvalue()


class _Writer:
    """A writer of blocks into a Word document; notes are footnotes."""

    def __init__(self, document: "Document", brief: Brief) -> None:
        self._document, self._brief = document, brief
        self._numbers = numbers(brief.blocks)
        self._bookmarks = 0
        self._small = False  # True in the annex, which has smaller type for looking things up
        self._whole = False  # within blocks that belong on one page

    def block(self, block: Block) -> None:
        from docx.shared import Cm, Pt

        document = self._document
        if isinstance(block, Heading):
            heading = document.add_heading(level=block.level - 1)
            heading.paragraph_format.page_break_before = block.fresh or None
            self._write(heading, (Text(block.text, anchor=block.anchor),))
            self._whole = block.whole
            self._small |= block.fresh
        elif isinstance(block, Paragraph) and block.kind == "sign":
            self._sign(block.line[0].text.split("|"))
        elif isinstance(block, Paragraph):
            style = {APPLICANT: "Applicant", "small": "Small", "head": "Head"}.get(block.kind)
            paragraph = document.add_paragraph(style=style)
            paragraph.paragraph_format.keep_together = self._whole or None
            paragraph.paragraph_format.keep_with_next = self._whole or None
            self._write(paragraph, block.line)
        elif isinstance(block, Items):
            for one in block.lines:
                paragraph = document.add_paragraph(style="List Bullet")
                paragraph.paragraph_format.keep_with_next = self._whole or None
                if block.kind == APPLICANT:
                    paragraph.style = "Applicant"
                    paragraph.add_run("– ")
                self._write(paragraph, one)
        elif isinstance(block, Grid):
            self._table(block)
        elif isinstance(block, Image):
            svg = self._brief.charts[block.name].svg
            paragraph = document.add_paragraph()
            paragraph.paragraph_format.keep_with_next = True
            paragraph.paragraph_format.space_after = Pt(0)
            shape = paragraph.add_run().add_picture(
                BytesIO(picture(svg, "png")), width=Cm(_PICTURE)
            )
            shape._inline.docPr.set("descr", block.alt)
            self._write(document.add_paragraph(style="Small"), block.caption)

    def _sign(self, fields: list[str]) -> None:
        """Write the signature lines, as a table with borders only at the top."""
        from docx.shared import Pt

        above = self._document.add_paragraph()
        above.paragraph_format.space_before = Pt(30)
        above.paragraph_format.keep_with_next = True
        # An empty cell between two fields keeps their lines apart.
        row = self._document.add_table(rows=1, cols=2 * len(fields) - 1).rows[0]
        for cell, text in zip(row.cells[::2], fields, strict=True):
            cell.paragraphs[0].style = "Small"
            cell.paragraphs[0].add_run(text)
            _border(cell._tc.get_or_add_tcPr(), "w:tcBorders", "top", "4D4D4D")

    # Long since python-docx has no borders, shading or repeated header rows of its own.
    def _table(self, block: Grid) -> None:
        from docx.enum.table import WD_TABLE_ALIGNMENT
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn
        from docx.shared import Cm, Pt

        table = self._document.add_table(rows=0, cols=len(block.head))
        table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
        widths = [Cm(_WIDTH * one / sum(block.widths)) for one in block.widths]
        for column, width in zip(table.columns, widths, strict=True):
            column.width = width
        heads = tuple((Text(one, "strong"),) for one in block.head)
        for number, row in enumerate((heads, *block.rows)):
            made = table.add_row()
            properties = made._tr.get_or_add_trPr()
            properties.append(OxmlElement("w:cantSplit"))
            cells = made.cells
            if len(row) == 1:
                cells = (cells[0].merge(cells[-1]),)
            for cell, one, width in zip(cells, row, widths, strict=False):
                if len(row) > 1:
                    cell.width = width
                paragraph = cell.paragraphs[0]
                paragraph.paragraph_format.space_after = Pt(1)
                self._write(paragraph, one)
                for run in paragraph.runs:
                    run.font.size = Pt(7 if self._small else 8)
                for link in paragraph._p.iter(qn("w:hyperlink")):
                    for run in link.iter(qn("w:r")):
                        size = OxmlElement("w:sz")
                        size.set(qn("w:val"), "14" if self._small else "16")
                        run.get_or_add_rPr().append(size)
                edge = cell._tc.get_or_add_tcPr()
                _border(edge, "w:tcBorders", "bottom", "D5DBE1")
                if not number:
                    shade = OxmlElement("w:shd")
                    for key, value in (("val", "clear"), ("color", "auto"), ("fill", "F3F6F9")):
                        shade.set(qn(f"w:{key}"), value)
                    edge.append(shade)
            if not number:
                properties.append(OxmlElement("w:tblHeader"))  # repeat the header row on every page
        self._document.add_paragraph().paragraph_format.space_after = Pt(2)

    def _write(self, paragraph: Any, runs: Line) -> None:
        from docx.enum.text import WD_COLOR_INDEX

        for run in apart(runs):
            if run.note:
                self._note(paragraph, run.note)
            elif run.link:
                self._link(paragraph, run)
            else:
                start = len(paragraph._p)
                written = paragraph.add_run(run.text)
                written.bold = run.style == "strong" or None
                written.italic = run.style == "em" or None
                written.font.superscript = run.style == "sup" or None
                if run.style == "mark":
                    written.font.highlight_color = WD_COLOR_INDEX.YELLOW
                if run.anchor:
                    self._bookmark(paragraph._p, run.anchor, start)

    def _note(self, paragraph: Any, name: str) -> None:
        """Add the reference to a footnote."""
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn

        run = paragraph.add_run()
        run.style = "footnote reference"
        reference = OxmlElement("w:footnoteReference")
        reference.set(qn("w:id"), str(self._numbers[name]))
        run._r.append(reference)

    def _bookmark(self, parent: Any, name: str, start: int) -> None:
        """Make a bookmark of the contents of a paragraph from index ``start`` on."""
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn

        self._bookmarks += 1
        begin, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
        for one in (begin, end):
            one.set(qn("w:id"), str(self._bookmarks))
        begin.set(qn("w:name"), _anchor(name))
        parent.insert(start, begin)
        parent.append(end)

    def _link(self, paragraph: Any, run: Text) -> None:
        part = self._document.part
        paragraph._p.append(_hyperlink(run, part))

    def footnotes(self) -> None:
        """Write the footnotes, each with its reference mark and its links."""
        from docx.opc.oxml import serialize_part_xml
        from docx.opc.packuri import PackURI
        from docx.opc.part import Part
        from docx.oxml import OxmlElement

        root = OxmlElement("w:footnotes", nsdecls={"w": _WORD, "r": _RELATIONS})
        package = self._document.part.package
        part = Part(PackURI("/word/footnotes.xml"), _FOOTNOTES_TYPE, b"", package)
        for number, (kind, sign) in enumerate(_OWN, -1):
            note = _child(root, "footnote", type=kind, id=str(number))
            _child(_child(_child(note, "p"), "r"), sign)
        for note_ in self._brief.notes:
            number = self._numbers[note_.name]
            paragraph = _child(_child(root, "footnote", id=str(number)), "p")
            _child(_child(paragraph, "pPr"), "pStyle", val="footnotetext")
            mark = _child(paragraph, "r")
            _child(_child(mark, "rPr"), "rStyle", val="footnotereference")
            _child(mark, "footnoteRef")
            for run in (Text(" "), *note_.line):
                paragraph.append(_hyperlink(run, part) if run.link else _plain_run(run.text))
        part._blob = serialize_part_xml(root)
        self._document.part.relate_to(part, _FOOTNOTES)


def _anchor(name: str) -> str:
    """Return the name of a bookmark: letters, digits and underscores, as Word requires."""
    return name.replace("-", "_")


def _hyperlink(run: Text, part: Any) -> Any:
    """Return a link as an XML element: to an address, or to a bookmark of the document."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    link = OxmlElement("w:hyperlink", nsdecls={"w": _WORD, "r": _RELATIONS})
    if run.link.startswith("#"):
        link.set(qn("w:anchor"), _anchor(run.link[1:]))
    else:
        to = part.relate_to(run.link, f"{_RELATIONS}/hyperlink", is_external=True)
        link.set(qn("r:id"), to)
    link.append(_plain_run(run.text, "Hyperlink"))
    return link


def _plain_run(text: str, style: str = "") -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    run = OxmlElement("w:r")
    if style:
        _child(_child(run, "rPr"), "rStyle", val=style)
    told = _child(run, "t")
    told.set(qn("xml:space"), "preserve")
    told.text = text
    return run


def _child(parent: Any, name: str, **attributes: str) -> Any:
    """Add an element with attributes, all in Word's namespace."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    child = OxmlElement(f"w:{name}")
    for key, value in attributes.items():
        child.set(qn(f"w:{key}"), value)
    parent.append(child)
    return child


def _border(properties: Any, kind: str, side: str, colour: str) -> None:
    borders = _child(properties, kind.removeprefix("w:"))
    _child(borders, side, val="single", sz="4", space="0", color=colour)

"""A brief as a Word document; the single importer of python-docx."""

from io import BytesIO
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from dvgraph.brief.blocks import Grid, Heading, Image, Items, Line, Paragraph, lines
from dvgraph.brief.dossier import Brief
from dvgraph.errors import UseError
from dvgraph.graphics.typesetting import picture
from dvgraph.locale.reader import explained
from dvgraph.locale.words import words

if TYPE_CHECKING:
    from docx.document import Document


def docx(brief: Brief) -> bytes:
    """Return the brief as a .docx with styles of Word; note numbers link to the notes and back."""
    try:
        import docx as engine
        from docx.shared import Cm, Pt
    except ImportError as error:
        raise UseError(
            *explained("errors.brief", "not installed", package="python-docx")
        ) from error
    document = engine.Document()
    document.core_properties.title = brief.title
    document.core_properties.author = "dvgraph"
    document.core_properties.language = words("locale", brief.lang)["code"]
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Calibri", Pt(10.5)
    for section in document.sections:
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2.2)
    writer = _Writer(document, brief)
    for block in brief.blocks:
        writer.block(block)
    writer.notes()
    out = BytesIO()
    document.save(out)
    return _undated(out.getvalue())


def _undated(data: bytes) -> bytes:
    """Return a zip file with each member's time set to its minimum, 1980: equal on every run."""
    out = BytesIO()
    with ZipFile(BytesIO(data)) as made, ZipFile(out, "w", ZIP_DEFLATED) as kept:
        for member in made.infolist():
            kept.writestr(ZipInfo(member.filename), made.read(member), ZIP_DEFLATED)
    return out.getvalue()


class _Writer:
    """Writes blocks into a Word document; notes are numbered paragraphs with links."""

    def __init__(self, document: "Document", brief: Brief) -> None:
        self._document, self._brief = document, brief
        self._numbers = {note.name: note.number for note in brief.notes}
        self._seen: set[str] = set()
        self._bookmarks = 0

    def block(self, block: object) -> None:
        from docx.shared import Cm

        document = self._document
        if isinstance(block, Heading):
            self._write(
                document.add_heading(level=block.level if block.level > 1 else 0), block.line
            )
        elif isinstance(block, Paragraph):
            paragraph = document.add_paragraph()
            paragraph.paragraph_format.keep_with_next = block.leads
            self._write(paragraph, block.line)
        elif isinstance(block, Items):
            for line in lines(block):
                self._write(document.add_paragraph(style="List Bullet"), line)
        elif isinstance(block, Grid):
            self._table(block)
        elif isinstance(block, Image) and (chart := self._brief.charts.get(block.name)):
            shape = document.add_picture(BytesIO(picture(chart.svg, "png")), width=Cm(16.5))
            shape._inline.docPr.set("descr", block.alt)

    def _table(self, block: Grid) -> None:
        from docx.oxml import OxmlElement
        from docx.shared import Pt

        table = self._document.add_table(rows=0, cols=len(block.head), style="Light Grid Accent 1")
        for number, row in enumerate((block.head, *block.rows)):
            cells = table.add_row().cells
            for cell, line in zip(cells, row, strict=True):
                self._write(cell.paragraphs[0], line)
                for run in cell.paragraphs[0].runs:
                    run.font.size = Pt(8.5)
                    run.font.bold = not number
        properties = table.rows[0]._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:tblHeader"))  # repeated on every page
        self._document.add_paragraph()

    def _write(self, paragraph: Any, line: Line) -> None:
        for run in line:
            if run.note:
                first = run.note not in self._seen
                self._seen.add(run.note)
                number = str(self._numbers[run.note])
                mark = f"ref_{number}" if first else ""
                self._link(paragraph, f"note_{number}", number, mark, raised=True)
            else:
                written = paragraph.add_run(run.text)
                written.bold = run.style == "strong" or None
                written.italic = run.style == "em" or None
                written.font.superscript = run.style == "sup" or None

    def notes(self) -> None:
        """Write the notes at the end, numbered, each with a link back."""
        from docx.shared import Pt

        self._document.add_heading(words("brief.notes", self._brief.lang)["notes"], level=2)
        for note in self._brief.notes:
            paragraph = self._document.add_paragraph()
            paragraph.paragraph_format.space_after = Pt(1)
            mark = f"note_{note.number}"
            self._link(paragraph, f"ref_{note.number}", str(note.number), mark, raised=False)
            paragraph.add_run(f"  {note.text}")
            for run in paragraph.runs:
                run.font.size = Pt(8)

    def _link(self, paragraph: Any, to: str, text: str, mark: str, *, raised: bool) -> None:
        """Add text that links to a bookmark; ``mark`` makes it a bookmark too."""
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn

        run = paragraph.add_run(text)
        run.font.superscript = raised or None
        link = OxmlElement("w:hyperlink")
        link.set(qn("w:anchor"), to)
        if mark:
            start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
            self._bookmarks += 1
            for one in (start, end):
                one.set(qn("w:id"), str(self._bookmarks))
            start.set(qn("w:name"), mark)
            run._r.addprevious(start)
            run._r.addnext(end)
        run._r.addprevious(link)
        link.append(run._r)

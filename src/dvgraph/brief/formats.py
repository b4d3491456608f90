"""A brief in the formats of ``dvgraph brief``."""

from dvgraph.brief import text_writers
from dvgraph.brief.dossier import Brief
from dvgraph.errors import UseError
from dvgraph.results.writers import FORMATS


def write(brief: Brief, form: str) -> bytes:
    """Return the brief as a file of a format; UseError for another, or where a package lacks."""
    if form == "md":
        return text_writers.markdown(brief).encode()
    if form == "html":
        return text_writers.html(brief).encode()
    if form == "docx":
        from dvgraph.brief.word import docx

        return docx(brief)
    if form == "pdf":
        from dvgraph.brief.pdf import pdf

        return pdf(brief)
    raise UseError(
        f"'{form}' is no format of a brief", hint="Choose " + ", ".join(FORMATS["brief"])
    )

"""Repair of events with the same organisation before and after, as older models wrote them.

Such an organisation is now the value of ``dvg:gewijzigdeOrganisatie``, and of neither side.
"""

from dataclasses import dataclass, field

from dvgraph.namespaces import DVG, ORG
from dvgraph.rdf.tokens import TOKEN

ORIGINAL, RESULT = f"{ORG}originalOrganization", f"{ORG}resultingOrganization"
CHANGED = f"{DVG}gewijzigdeOrganisatie"

_Edit = tuple[int, int, str]


@dataclass(slots=True)
class _Part:
    """A property with its values in a block of Turtle, as offsets in the text.

    ``before``: the end of the previous token; ``after``: the end of the mark that follows the
    values.
    """

    start: int
    before: int
    values: list[tuple[int, int]] = field(default_factory=list)
    after: int = 0
    last: bool = False
    commented: bool = False


def mended(text: str, names: dict[str, str]) -> tuple[str, list[int]]:
    """Return a Turtle text with such events repaired, and their line numbers (from 1).

    ``names`` are the three properties as the text writes them, by IRI. An event with a comment
    among its organisations, or spread over several blocks, is not repaired: a shape reports it.
    """
    edits: list[_Edit] = []
    lines: list[int] = []
    for original, result in _blocks(text, (names[ORIGINAL], names[RESULT])):
        if found := _edits(text, original, result, names[CHANGED]):
            lines.append(text.count("\n", 0, found[0][0]) + 1)
            edits += found
    for start, end, new in sorted(edits, reverse=True):
        text = text[:start] + new + text[end:]
    return text, lines


def _blocks(text: str, wanted: tuple[str, str]) -> list[tuple[_Part, _Part]]:
    """Return the parts of two properties for each block that has both."""
    blocks: list[dict[str, _Part]] = [{}]
    part: _Part | None = None
    end = 0  # of the last token that is not white space
    for token in TOKEN.finditer(text):
        written = token[0]
        if token.lastgroup == "skip":
            if part is not None and "#" in written:
                part.commented = True
            continue
        if written in (";", "."):
            if part is not None:
                part.after, part.last, part = token.end(), written == ".", None
            if written == ".":
                blocks.append({})
        elif written in wanted:
            part = blocks[-1].setdefault(written, _Part(token.start(), end))
        elif part is not None and token.lastgroup in ("iri", "word"):
            part.values.append(token.span())
        end = token.end()
    found = [(block[wanted[0]], block[wanted[1]]) for block in blocks if len(block) == len(wanted)]
    return [parts for parts in found if not any(one.commented for one in parts)]


def _edits(text: str, original: _Part, result: _Part, changed: str) -> list[_Edit]:
    """Return the replacements for an event; empty if no organisation is on both sides."""
    before, after = ([text[slice(*one)] for one in part.values] for part in (original, result))
    both = [one for one in before if one in after]
    if not both:
        return []
    said = f"{changed} {', '.join(both)}"
    old = [one for one in before if one not in both]
    new = [one for one in after if one not in both]
    if old:
        first = _kept(text, original, old)
    elif original.last:
        first = (original.before - 1, original.after - 1, " ")
    else:
        first = (original.start, _next(text, original.after), "")
    if not new:
        return [first, (result.start, result.values[-1][1], said)]
    start, end, kept = _kept(text, result, new)
    return [first, (start, end, f"{kept} ;\n    {said}")]


def _kept(text: str, part: _Part, values: list[str]) -> _Edit:
    start, end = part.values[0][0], part.values[-1][1]
    return start, end, (",\n        " if "\n" in text[start:end] else ", ").join(values)


def _next(text: str, at: int) -> int:
    return at + len(text[at:]) - len(text[at:].lstrip())

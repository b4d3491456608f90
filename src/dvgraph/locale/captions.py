"""The fixed words of a page: kinds, headings, properties, certainty."""

from dvgraph.locale.words import words

# In the order in which they are shown; the answers are values that questions compute.
HEADINGS, PROPERTIES, ANSWERS, USERS, SUBJECTS = (
    tuple(words(f"page.{group}", "nl"))
    for group in ("heading", "property", "answer", "user", "subject")
)


def caption(group: str, name: str, lang: str) -> str:
    """Return the word for a name in a group (a section below ``page``), else the name itself."""
    return words(f"page.{group}", lang).get(name, name)


def joined(parts: list[str], lang: str) -> str:
    """Return parts as an enumeration: ``a, b en c``."""
    if len(parts) < 2:
        return "".join(parts)
    return caption("phrase", "and", lang).format(", ".join(parts[:-1]), parts[-1])


def beside(text: str, *marks: str) -> str:
    """Return a text with marks in brackets after it, or inside the brackets at its end.

    ``policy note (2019)`` with ``contradicted`` is ``policy note (2019; contradicted)``.
    """
    told = "; ".join(dict.fromkeys(filter(None, marks)))
    if not told:
        return text
    return f"{text[:-1]}; {told})" if _closed(text) else f"{text} ({told})"


def _closed(text: str) -> bool:
    """Return whether a text ends with a part in brackets, preceded by a space."""
    depth = 0
    for place in range(len(text) - 1, 0, -1):
        depth += {")": 1, "(": -1}.get(text[place], 0)
        if not depth:
            return text[place] == "(" and text[place - 1] == " "
    return False

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

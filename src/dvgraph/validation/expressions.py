"""Building blocks of conditions: SPARQL boolean expressions, with constants folded."""

from collections.abc import Iterable

TRUE, FALSE = "true", "false"

Leaf = tuple[str, str]  # certainly conforms, certainly breaks


def any_of(parts: Iterable[str]) -> str:
    """Return the disjunction."""
    kept = [part for part in dict.fromkeys(parts) if part != FALSE]
    if TRUE in kept:
        return TRUE
    return _joined(kept, " || ") or FALSE


def all_of(parts: Iterable[str]) -> str:
    """Return the conjunction."""
    kept = [part for part in dict.fromkeys(parts) if part != TRUE]
    if FALSE in kept:
        return FALSE
    return _joined(kept, " && ") or TRUE


def negation(part: str) -> str:
    """Return the negation."""
    if part in (TRUE, FALSE):
        return FALSE if part == TRUE else TRUE
    return f"NOT {part}" if part.startswith("EXISTS") else f"!({part})"


def strength(leaf: Leaf, may: bool) -> str:
    """Return the condition that a value may break the constraint of a leaf, or surely does.

    An expression with an error, such as the language of an IRI, is not sure.
    """
    sound, broken = leaf
    if may:
        return negation(sound if sound in (TRUE, FALSE) else f"COALESCE({sound}, false)")
    return broken if broken in (TRUE, FALSE) else f"COALESCE({broken}, false)"


def total(parts: Iterable[str]) -> str:
    """Return the number of parts that are true."""
    return "(" + " + ".join(f"IF({part}, 1, 0)" for part in parts) + ")"


def _joined(parts: list[str], operator: str) -> str:
    return f"({operator.join(parts)})" if len(parts) > 1 else "".join(parts)

"""The message of a result whose shape has none of its own."""

from dvgraph.locale.words import words
from dvgraph.namespaces import SH
from dvgraph.rdf.oxigraph import Term
from dvgraph.rdf.terms import short


def default(component: str, parameter: Term | None, lang: str) -> str:
    """Return what breaks a constraint, in ``lang`` (nl or en): its kind and its parameter."""
    phrases = words("validation.messages", lang)
    name = component.removeprefix(SH).removesuffix("ConstraintComponent")
    phrase = phrases.get(name, phrases["other"])
    return phrase.format(short(parameter) if parameter else "")
